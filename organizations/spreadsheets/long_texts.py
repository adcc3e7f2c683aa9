"""Texts longer than an Excel cell: they stand in pieces in a sheet of their own, and the cell names them."""

import re
from dataclasses import replace
from math import ceil

from .grids import FileRefused
from .limits import MOST_OF_A_PART

LONG_TEXTS = "長い文"
MOST_SIGNS = 32_000  # Excel's 32,767, counted in UTF-16, with room for what is escaped
PIECE = 4_000  # characters; were each of them written as _x000D_, they would still fit a cell
MARK = re.compile(r"【シート「長い文」の([1-9][0-9]{0,8})番】")


def length(text):
    """As Excel counts: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def mark_of(number):
    return f"【シート「{LONG_TEXTS}」の{number}番】"


def in_pieces(text):
    """At least two, so that no piece is the name of a long text."""
    size = min(PIECE, ceil(len(text) / 2))
    return [text[start : start + size] for start in range(0, len(text), size)]


def put_together(book):
    """Give the cells of the book that name a long text that text. Raises FileRefused where a piece is missing."""
    sheet = book.sheet(LONG_TEXTS)
    texts = {} if sheet is None else _whole(_pieces(sheet))
    room = [MOST_OF_A_PART]
    for other in book.sheets:
        if other is not sheet:
            _fill(other, texts, room)


def _pieces(sheet):
    """(number of the text, place in it) -> the piece."""
    pieces = {}
    for number in sorted(sheet.rows)[1:]:
        key = tuple(sheet.cell(number, column).value for column in (0, 1))
        cell = sheet.cell(number, 2)
        if not all(isinstance(part, int) for part in key) or cell.problem or key in pieces:
            raise FileRefused(
                f"シート「{LONG_TEXTS}」の{number}行目が読めません。このシートは、書き出したままにしてください。"
            )
        pieces[key] = "" if cell.value is None else str(cell.value)
    return pieces


def _whole(pieces):
    """Number -> the text, of those that are complete."""
    own = {}
    for number, place in sorted(pieces):
        own.setdefault(number, []).append(place)
    return {
        number: "".join(pieces[number, place] for place in places)
        for number, places in own.items()
        if places == list(range(1, len(places) + 1))
    }


def _fill(sheet, texts, room):
    """`room`: how many characters all cells together may still hold, for one text can be named by many."""
    for number, cells in sheet.rows.items():
        for column, cell in enumerate(cells):
            match = MARK.fullmatch(cell.value) if isinstance(cell.value, str) else None
            if match is None:
                continue
            text = texts.get(int(match[1]))
            if text is None:
                raise FileRefused(
                    f"シート「{sheet.name}」の{number}行目の文の続きが、シート「{LONG_TEXTS}」にありません。"
                    "このシートは、書き出したままにしてください。"
                )
            room[0] -= len(text)
            if room[0] < 0:
                raise FileRefused(
                    f"長い文が多すぎます。シート「{LONG_TEXTS}」の同じ文を、いくつものセルで使わないでください。"
                )
            cells[column] = replace(cell, value=text)
