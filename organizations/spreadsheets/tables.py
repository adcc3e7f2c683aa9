"""Finding the table in a sheet: its header row, its columns, its rows; what is wrong with them is said, not guessed."""

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches

from .cells import quoted
from .grids import BLANK, FileRefused, Grid, WrongCell

LONGEST_HEADER = 200  # no header of ours is longer; a longer text is none
SEARCHED_ROWS = 40  # a header stands below a title and instructions, or below rows somebody has put above it


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row that is not blank. `cells`: header -> Cell."""

    number: int
    cells: dict


@dataclass(slots=True)
class Table:
    """The table of one sheet. `columns`: header -> its column (from 0). Without `header_row` there is none."""

    grid: Grid
    header_row: int = 0
    columns: dict = field(default_factory=dict)
    rows: list[TableRow] = field(default_factory=list)
    wrong: list[WrongCell] = field(default_factory=list)

    def wrong_cell(self, row, header, value, sentence):
        column = self.columns.get(header, -1)
        return WrongCell(self.grid.name, row, column, header, value, sentence)


def plain_header(value):
    """A header as it is compared: width, blanks and line breaks make no difference."""
    if value is None:
        return ""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)[:LONGEST_HEADER]))


def read_table(grid, headers, *, optional=()):
    """The Table of the sheet whose columns are named by `headers` (in any order) and, perhaps, `optional`.

    Missing, unknown and doubled headers are in `wrong`; then there are no rows.
    """
    table = Table(grid)
    names = {plain_header(header): header for header in (*headers, *optional)}
    number = _header_row(grid, names)
    if number is None:
        expected = "、".join(headers)
        sentence = f"見出しの行が見つかりません。見出しは「{expected}」です。元のファイルの見出しの行を、そのまま残してください。"
        table.wrong.append(WrongCell(grid.name, 0, -1, "", "", sentence))
        return table
    table.header_row = number
    _read_header(table, names, headers)
    if not table.wrong:
        _read_rows(table)
    return table


def _header_row(grid, names):
    """The row, among the first ones, that names the most columns; at least a third of them."""
    best, most = None, max(1, len(names) // 3) - 1
    for number in sorted(grid.rows)[:SEARCHED_ROWS]:
        found = len({plain_header(cell.value) for cell in grid.rows[number]} & names.keys())
        if found > most:
            best, most = number, found
    return best


def _read_header(table, names, headers):
    number, unknown = table.header_row, []
    for column in range(max(map(len, table.grid.rows.values()))):
        cell = table.grid.cell(number, column)
        plain = plain_header(cell.value)
        if not plain:
            if _has_values(table, column):
                sentence = "見出しのない列に値があります。列に見出しを付けるか、値を消してください。"
                table.wrong.append(WrongCell(table.grid.name, number, column, "", "", sentence))
        elif plain not in names:
            unknown.append((column, quoted(cell.value)))
        elif names[plain] in table.columns:
            sentence = f"見出し「{names[plain]}」が2つ以上あります。どれか1つにしてください。"
            table.wrong.append(
                WrongCell(table.grid.name, number, column, names[plain], names[plain], sentence)
            )
        else:
            table.columns[names[plain]] = column
            if cell.problem:
                table.wrong.append(
                    WrongCell(table.grid.name, number, column, names[plain], quoted(cell.value), cell.problem)
                )
    missing = [header for header in headers if header not in table.columns]
    for column, shown in unknown:
        wrong, meant = _unknown_header(table, column, shown, missing)
        table.wrong.append(wrong)
        missing = [header for header in missing if header != meant]  # a renamed column is told once
    for header in missing:
        sentence = f"見出し「{header}」の列がありません。消した列を戻すか、変えた見出しを「{header}」に直してください。"
        table.wrong.append(WrongCell(table.grid.name, number, -1, header, "", sentence))


def _unknown_header(table, column, shown, missing):
    """(the WrongCell, the missing header it seems to stand for or "")."""
    close = get_close_matches(shown, missing, n=1, cutoff=0.5)
    hint = (
        f"「{close[0]}」のことなら、見出しをそう直してください。"
        if close
        else "この列を消すか、見出しを元に戻してください。"
    )
    wrong = WrongCell(
        table.grid.name,
        table.header_row,
        column,
        shown,
        shown,
        f"知らない見出し「{shown}」があります。{hint}",
    )
    return wrong, close[0] if close else ""


def _has_values(table, column):
    return any(
        number > table.header_row and column < len(cells) and not cells[column].is_blank
        for number, cells in table.grid.rows.items()
    )


def _read_rows(table):
    for number in sorted(table.grid.rows):
        if number <= table.header_row:
            continue
        row = table.grid.rows[number]
        cells = {
            header: row[column] if column < len(row) else BLANK for header, column in table.columns.items()
        }
        if any(not cell.is_blank for cell in cells.values()):
            table.rows.append(TableRow(number, cells))


def single_sheet(book, headers):
    """The sheet that holds the table, where a file has one table: the one named so, or the one with such a header."""
    names = {plain_header(header): header for header in headers}
    fitting = [sheet for sheet in book.sheets if _header_row(sheet, names) is not None]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        shown = "、".join(headers)
        raise FileRefused(
            f"「{shown}」という見出しの表が、このファイルにありません。ここから取り出したファイルに書き込んで、そのファイルを選んでください。"
        )
    titles = "」「".join(sheet.name for sheet in fitting)
    raise FileRefused(
        f"同じ見出しの表が、シート「{titles}」にあります。取り込む表のシートだけを残してください。"
    )
