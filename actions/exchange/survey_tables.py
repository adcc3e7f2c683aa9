"""Finding the tables of the survey in the files that came back, whatever became of the rest of the workbook."""

from dataclasses import dataclass, field, replace

from organizations.spreadsheets.cells import quoted
from organizations.spreadsheets.grids import FileRefused, WrongCell
from organizations.spreadsheets.long_texts import put_together
from organizations.spreadsheets.tables import (
    SEARCHED_ROWS,
    Table,
    TableRow,
    plain_header,
    read_table,
    single_sheet,
)

from .survey_columns import (
    FIGURE,
    FIGURES_OPTIONAL,
    FIGURES_REQUIRED,
    INDICATOR,
    NUMBER,
    OPTIONAL,
    REQUIRED,
    survey_number,
)


@dataclass(slots=True)
class FileRow:
    """One row of a table, and where it stands."""

    file_name: str
    table: Table
    row: TableRow

    @property
    def cells(self):
        return self.row.cells

    @property
    def sheet(self):
        return self.table.grid.name

    @property
    def number(self):
        return self.row.number

    def wrong(self, header, sentence):
        """The WrongCell of this row under the header."""
        cell = self.cells.get(header)
        shown = "" if cell is None else quoted(cell.value)
        found = self.table.wrong_cell(self.number, header, shown, sentence)
        return replace(found, file_name=self.file_name)


@dataclass(slots=True)
class SurveyTables:
    """The rows of all files: of the answers, and of their indicators. `places`: (file, sheet) -> its place."""

    answers: list[FileRow] = field(default_factory=list)
    figures: list[FileRow] = field(default_factory=list)
    wrong: list[WrongCell] = field(default_factory=list)
    places: dict = field(default_factory=dict)

    def add(self, rows, table, file_name):
        self.places.setdefault((file_name, table.grid.name), len(self.places))
        self.wrong += [replace(cell, file_name=file_name) for cell in table.wrong]
        rows += [FileRow(file_name, table, row) for row in table.rows]


def read_tables(books, round_):
    """The SurveyTables of the books. Raises FileRefused where one has no such table, or is of another survey."""
    tables = SurveyTables()
    for book in books:
        put_together(book)
        figures = _figures_sheet(book)
        try:
            answers = single_sheet(book, REQUIRED)
        except FileRefused as refusal:
            if figures is None or _has_answers(book):
                raise FileRefused(f"「{book.file_name}」: {refusal}") from refusal
            answers = None
        if answers is not None:
            table = read_table(answers, REQUIRED, optional=OPTIONAL)
            _refuse_other_survey(table, book, round_)
            tables.add(tables.answers, table, book.file_name)
        if figures is not None:
            table = read_table(figures, FIGURES_REQUIRED, optional=FIGURES_OPTIONAL)
            tables.add(tables.figures, table, book.file_name)
    return tables


def _figures_sheet(book):
    """The sheet with the figures, or None. Raises FileRefused where there are several."""
    fitting = [sheet for sheet in book.sheets if _has_row_with(sheet, {INDICATOR, FIGURE})]
    if len(fitting) > 1:
        titles = "」「".join(sheet.name for sheet in fitting)
        raise FileRefused(
            f"「{book.file_name}」: 指標の実績値の表が、シート「{titles}」にあります。取り込む表のシートだけを残してください。"
        )
    return fitting[0] if fitting else None


def _has_answers(book):
    """Whether more than one sheet holds answers; then the refusal is about them."""
    return any(_has_row_with(sheet, set(REQUIRED[1:4])) for sheet in book.sheets)


def _has_row_with(sheet, headers):
    return any(
        headers <= {plain_header(cell.value) for cell in sheet.rows[number]}
        for number in sorted(sheet.rows)[:SEARCHED_ROWS]
    )


def _refuse_other_survey(table, book, round_):
    told, own = _told_number(table), survey_number(round_)
    if told and told != own:
        raise FileRefused(
            f"「{book.file_name}」は、調査「{told}」の調査票です。ここで取り込めるのは、調査「{own}」の調査票だけです。"
            "その調査のページで取り込むか、この調査の調査票を選んでください。"
        )


def _told_number(table):
    """What stands beside 「調査番号」 above the table; empty where nothing does."""
    for number in sorted(table.grid.rows)[:SEARCHED_ROWS]:
        if table.header_row and number >= table.header_row:
            break
        cells = table.grid.rows[number]
        for place, cell in enumerate(cells):
            if plain_header(cell.value) == NUMBER:
                return next(
                    (plain_header(beside.value) for beside in cells[place + 1 :] if not beside.is_blank), ""
                )
    return ""
