"""A text file as a book of one sheet: CSV, or separated by tabs or semicolons, in whatever encoding Excel wrote."""

import re
from collections import Counter
from itertools import islice

from organizations.csv_reading import UnreadableCsv, decoded, records, unescaped

from . import limits
from .grids import Book, Cell, FileRefused, Grid

EMPTY = "ファイルが空です。表の入ったファイルを選んでください。"
HEADER_LINES = 30  # titles may stand above the header line
HEADER_CHARACTERS = 64 * 1024
QUOTED = re.compile('"[^"]*"')
SEPARATORS = ",\t;"


def read_csv(content, file_name):
    """Book of the text file, every cell a str. Raises FileRefused."""
    try:
        text = decoded(content, most_bytes=limits.MOST_BYTES)
        if not text.strip():
            raise FileRefused(EMPTY)
        separator, text, first_line = _separator(text)
        return Book(file_name, [_grid(text, separator, first_line, _sheet_name(file_name))], is_csv=True)
    except UnreadableCsv as error:
        raise FileRefused(str(error)) from error


def _sheet_name(file_name):
    name = re.split(r"[/\\]", file_name)[-1]
    return name.rpartition(".")[0] or name or "CSV"


def _separator(text):
    """(separator, the table, the line of the file it begins on). `sep=;` in the first line is how Excel is told."""
    first, end, rest = text.partition("\n")
    told = re.fullmatch(r'"?sep=([,;\t|])"?[,;\t]*', first.strip("\r \ufeff"), re.IGNORECASE)
    if told and end:
        return told[1], rest, 2
    lines = QUOTED.sub("", text[:HEADER_CHARACTERS]).splitlines()
    for line in islice(lines, HEADER_LINES):
        found = Counter(sign for sign in line if sign in SEPARATORS)
        if found:
            # A comma may stand inside a cell of the other kinds, seldom more often than the separator itself.
            return max("\t,;", key=found.__getitem__), text, 1
    return ",", text, 1


def _grid(text, separator, first_line, name):
    """Rows are counted as Excel counts them after opening the file: a record is a row, `sep=` is none."""
    grid = Grid(name)
    cells_in_all = 0
    for number, (line, record) in enumerate(records(text, separator, first_line), 1):
        while record and not record[-1]:
            record.pop()  # Excel pads every row to the width of the widest
        cells_in_all += len(record)
        _check_size(line, number, record, cells_in_all)
        if record:
            grid.rows[number] = [Cell(unescaped(value)) for value in record]
    return grid


def _check_size(line, number, record, cells_in_all):
    if record and number > limits.MOST_ROWS:
        raise FileRefused(f"行が多すぎます。{limits.MOST_ROWS:,}行までに分けてください。")
    if len(record) > limits.MOST_COLUMNS:
        raise FileRefused(
            f"{line}行目の列が多すぎます({len(record):,}列)。{limits.MOST_COLUMNS}列までにしてください。"
        )
    if cells_in_all > limits.MOST_CELLS:
        raise FileRefused(f"セルが多すぎます。{limits.MOST_CELLS:,}個までになるように分けてください。")
