"""What an opened file is: a book of sheets of cells, as they stand in the file, nothing understood yet."""

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter


class FileRefused(Exception):
    """The file is not read at all. The message is a Japanese sentence that says what to do."""


class WrongValue(ValueError):
    """A cell does not hold what its column asks for. The message is a Japanese sentence that says what would be right."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`value`: None, str, bool, int, float, datetime, date, time or timedelta, as the file holds it.

    `number_format`: Excel's format of the cell. `problem`: a sentence where the cell cannot be read whatever column it
    stands in (a formula, an error value such as #REF!, part of a merged block); then `value` is the text to quote.
    """

    value: object = None
    number_format: str = "General"
    problem: str = ""

    @property
    def is_blank(self):
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


BLANK = Cell()


@dataclass(slots=True)
class Grid:
    """One sheet. `rows`: row number as Excel counts (from 1) -> its cells from column A on; empty rows are left out."""

    name: str
    rows: dict[int, list[Cell]] = field(default_factory=dict)

    def cell(self, row, column):
        """`column` counts from 0."""
        cells = self.rows.get(row, ())
        return cells[column] if column < len(cells) else BLANK


@dataclass(slots=True)
class Book:
    """One file. A CSV file has one sheet, named as the file without its ending."""

    file_name: str
    sheets: list[Grid]
    is_csv: bool = False

    def sheet(self, name):
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell somebody has to put right: where it is, what stands there, what would be right.

    `row` is 0 where a whole sheet is meant, `column` is -1 (from 0) where a whole row is.
    """

    sheet: str
    row: int
    column: int
    header: str
    value: str
    sentence: str
    file_name: str = ""

    @property
    def address(self):
        """B3, as Excel names it; empty where it is not one cell."""
        return f"{get_column_letter(self.column + 1)}{self.row}" if self.row and self.column >= 0 else ""
