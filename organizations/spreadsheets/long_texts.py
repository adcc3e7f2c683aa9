"""Texts longer than an Excel cell: they stand in pieces in a sheet of their own, and the cell names them."""

import re
from dataclasses import replace

from .grids import FileRefused

LONG_TEXTS = "長い文"
MOST_SIGNS = 32_000  # Excel's 32,767, counted in UTF-16, with room for what is escaped
PIECE = 8_000  # characters; written out in full (_x000D_) it still fits a cell for any text people write
MARK = re.compile(r"【シート「長い文」の([1-9][0-9]*)番】")


def length(text):
    """As Excel counts, with what is escaped written out."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 + 6 * text.count("\r")


def mark_of(number):
    return f"【シート「{LONG_TEXTS}」の{number}番】"


def in_pieces(text):
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def put_together(book):
    """Give the cells of the book that name a long text that text. Raises FileRefused where a piece is missing."""
    sheet = book.sheet(LONG_TEXTS)
    if sheet is None:
        return
    pieces = {}
    for number in sorted(sheet.rows)[1:]:
        key = tuple(sheet.cell(number, column).value for column in (0, 1))
        if not all(isinstance(part, int) for part in key) or sheet.cell(number, 2).problem or key in pieces:
            raise FileRefused(
                f"シート「{LONG_TEXTS}」の{number}行目が読めません。このシートは、書き出したままにしてください。"
            )
        value = sheet.cell(number, 2).value
        pieces[key] = "" if value is None else str(value)
    for other in book.sheets:
        if other is not sheet:
            _fill(other, pieces)


def _fill(sheet, pieces):
    for number, cells in sheet.rows.items():
        for column, cell in enumerate(cells):
            match = MARK.fullmatch(cell.value) if isinstance(cell.value, str) else None
            if match:
                own = sorted(key for key in pieces if key[0] == int(match[1]))
                if [place for _text, place in own] != list(range(1, len(own) + 1)) or not own:
                    raise FileRefused(
                        f"シート「{sheet.name}」の{number}行目の文の続きが、シート「{LONG_TEXTS}」にありません。"
                        "このシートは、書き出したままにしてください。"
                    )
                cells[column] = replace(cell, value="".join(pieces[key] for key in own))
