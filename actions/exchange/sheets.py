"""A sheet of the plan's workbook: which model its rows are, which columns they have, and what tells them apart."""

from collections.abc import Callable
from dataclasses import dataclass, field

from organizations.spreadsheets.cells import quoted
from organizations.spreadsheets.grids import Cell, WrongCell, WrongValue

from .columns import SEPARATOR, RefColumn, WrongPart


@dataclass(frozen=True, slots=True)
class Scope:
    """What the rows of a workbook belong to. `plan` is None before it is registered."""

    city: object
    plan: object = None
    _read: dict = field(default_factory=dict, compare=False, repr=False)

    def once(self, read):
        """What `read(plan)` gives, read once for all sheets of a workbook."""
        if read not in self._read:
            self._read[read] = read(self.plan)
        return self._read[read]


@dataclass(eq=False)
class Sheet:
    """`rows(scope)`: those of the plan, in order. `pool(scope)`: those a row of the file may mean (default: `rows`).

    `fixed(scope)`: what every row of it has beside its columns. `about`: a sentence for the guide.
    `administrator_only`: who may add or change rows.
    """

    name: str
    model: type
    about: str
    columns: list
    rows: Callable
    pool: Callable | None = None
    fixed: Callable = lambda scope: {}
    administrator_only: bool = False

    def __post_init__(self):
        self.columns = [column.bind(self) for column in self.columns]
        self.keys = [column for column in self.columns if column.is_key]

    @property
    def headers(self):
        return [header for column in self.columns for header in column.headers]

    @property
    def key_headers(self):
        return [header for column in self.keys for header in column.headers]

    def pooled(self, scope):
        return (self.pool or self.rows)(scope)

    def key_of(self, row):
        """The values that tell the row apart, references flattened."""
        key = []
        for column in self.keys:
            value = column.value_of(row)
            key += value if isinstance(value, tuple) else [value] * len(column.headers)
        return tuple(key)

    def key_cells(self, row):
        return [value for column in self.keys for value in column.written(row)]

    @property
    def place_of_keys(self):
        """Where somebody finds what a reference to this sheet says: シート「施策」の「方針の番号」「番号」."""
        return f"シート「{self.name}」の「{'」「'.join(self.key_headers)}」"

    @property
    def shape_of_keys(self):
        return SEPARATOR.join(self.key_headers)

    def words_of(self, key):
        """The key as a person reads it."""
        parts, place = [], 0
        for column in self.keys:
            number = len(column.headers)
            part = key[place : place + number]
            if isinstance(column, RefColumn):
                part = None if part == (None,) * number else part
            else:
                (part,) = part
            parts.append(column.words(part))
            place += number
        return " / ".join(filter(None, parts))

    def key_from(self, own_cells, own_headers=()):
        """The key in the cells of a reference, read as the sheet's own key columns are. Raises WrongPart.

        `own_headers`: those of the cells, where they stand in cells of their own.
        """
        headers = self.key_headers
        row_cells = dict(zip(headers, own_cells, strict=True))
        key = []
        for column in self.keys:
            try:
                value = column.read(row_cells, None)
            except WrongValue as refusal:
                header = refusal.header if isinstance(refusal, WrongPart) else column.header
                shown = dict(zip(headers, own_headers, strict=True))[header] if own_headers else header
                raise WrongPart(shown, str(refusal)) from refusal
            key += value if isinstance(value, tuple) else [value] * len(column.headers)
        return tuple(key)

    def key_from_text(self, line):
        parts = line.split(SEPARATOR) if len(self.key_headers) > 1 else [line]
        if len(parts) != len(self.key_headers) or not all(part.strip() for part in parts):
            raise WrongValue(
                f"「{quoted(line)}」は、{self.place_of_keys}を「{self.shape_of_keys}」の形につないで書いてください。"
            )
        return self.key_from([Cell(part) for part in parts])

    def written(self, row):
        """The cells of one row, in the order of `headers`."""
        return [value for column in self.columns for value in column.written(row)]

    def label(self, row):
        """The row in words, with what tells it apart: 取組「1-1-1 広報紙の発行」."""
        key = self.words_of(self.key_of(row))
        name = getattr(row, "name", "") or getattr(row, "title", "")
        return f"{self.name}「{key}」" if name in ("", key) else f"{self.name}「{key} {name}」"


@dataclass(eq=False, slots=True)
class ReadRow:
    """A row of the file with its values understood: column -> value. Wrong ones are missing."""

    sheet: Sheet
    number: int
    key: tuple | None
    values: dict = field(default_factory=dict)
    is_wrong: bool = False

    @property
    def label(self):
        return f"{self.sheet.name}「{self.words}」" if self.key else self.sheet.name

    @property
    def words(self):
        """What tells the row apart, as a person reads it."""
        return self.sheet.words_of(self.key)


def read_rows(sheet, table, known):
    """([ReadRow], [WrongCell]) of the sheet's table. `known`: key -> stored row."""
    rows, wrong, first = [], [], {}
    for table_row in table.rows:
        row, errors = _read_row(sheet, table, table_row, known)
        wrong += errors
        if row.key is not None:
            if row.key in first:
                sentence = f"{first[row.key]}行目と同じ「{'」「'.join(sheet.key_headers)}」です。どちらか1行にしてください。"
                wrong.append(table.wrong_cell(row.number, sheet.key_headers[0], row.words, sentence))
                row.is_wrong = True
            first.setdefault(row.key, row.number)
        rows.append(row)
    return rows, wrong


def _read_row(sheet, table, table_row, known):
    row, errors = ReadRow(sheet, table_row.number, None), []
    key = []
    for column in sheet.keys:
        value = _read_cell(column, table, table_row, None, row, errors)
        key += value if isinstance(value, tuple) else [value] * len(column.headers)
    if not row.is_wrong:
        row.key = tuple(key)
    stored = known.get(row.key)
    for column in sheet.columns:
        if not column.is_key:
            current = column.value_of(stored) if stored is not None else None
            _read_cell(column, table, table_row, current, row, errors)
    return row, errors


def _read_cell(column, table, table_row, current, row, errors):
    try:
        row.values[column] = value = column.read(table_row.cells, current)
    except WrongValue as refusal:
        row.is_wrong = True
        header = _faulty(column, table_row, refusal)
        shown = quoted(table_row.cells[header].value)
        # A sentence may quote half a character (U+D800), which no record can hold.
        sentence = str(refusal).encode(errors="replace").decode()
        errors.append(WrongCell(table.grid.name, row.number, table.columns[header], header, shown, sentence))
        return None
    return value


def _faulty(column, table_row, refusal):
    """The header of the cell that is wrong, where a reference has several."""
    if isinstance(refusal, WrongPart) and refusal.header in column.headers:
        return refusal.header
    for header in column.headers:
        if table_row.cells[header].problem:
            return header
    return next((header for header in column.headers if not table_row.cells[header].is_blank), column.header)
