"""The list of what has to be put right as an Excel file: the sheets as they came in, with the wrong cells marked."""

from collections import defaultdict

from openpyxl.comments import Comment
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from organizations.spreadsheets.grids import FileRefused
from organizations.spreadsheets.opening import open_book
from organizations.spreadsheets.tables import SEARCHED_ROWS
from organizations.spreadsheets.writing import (
    CODE,
    MOST_SHEET_NAME,
    TEXT,
    WRONG,
    BookWriter,
    column_width,
    escaped,
)

LIST = "直すところ"
HEADERS = ("ファイル", "シート", "行", "列", "セル", "書かれているもの", "直しかた")
AUTHOR = "Kyodo Portal"
MOST_CELLS = 100_000  # of a sheet that is repeated whole
ONLY_TO_READ = (
    "「直すところに印をつけたブック」は、見るためのもので、取り込めません(元の値や書式の一部が入っていません)。"
    "元のファイルを直して、そのファイルを選んでください。"
)
UNNAMED = "名前のないシート"


def marked_workbook(files, preview):
    """The bytes of a workbook: first the list of wrong cells, then each sheet that has one, its wrong cells marked.

    `files`: what has `name` and `content`. A sentence stands in the comment of its cell.
    """
    writer = BookWriter(LIST, AUTHOR)
    rows = [
        (
            cell.file_name or None,
            cell.sheet,
            cell.row or None,
            cell.header or None,
            cell.address or None,
            cell.value or None,
            cell.sentence,
        )
        for cell in preview.wrong
    ]
    writer.add_table(LIST, HEADERS, rows)
    wrong = defaultdict(lambda: defaultdict(list))
    for cell in preview.wrong:
        wrong[cell.file_name, cell.sheet][cell.row, max(cell.column, 0)].append(cell.sentence)
    for file in files:
        _add_sheets(writer, file, wrong, len(files) == 1)
    return writer.content()


def is_marked(book):
    """Whether the book is one of these, which say less than the file they are about."""
    sheet = book.sheet(LIST)
    first = min(sheet.rows, default=0) if sheet else 0
    return bool(first) and {*HEADERS} <= {cell.value for cell in sheet.rows[first]}


def _add_sheets(writer, file, wrong, is_only):
    try:
        book = open_book(bytes(file.content), file.name)
    except FileRefused:
        return
    for grid in book.sheets:
        marked = wrong.get((file.name, grid.name)) or (is_only and wrong.get(("", grid.name)))
        if marked:
            _add_sheet(writer, grid, marked)


def _add_sheet(writer, grid, marked):
    # A name that Excel does not allow comes from a file no Excel wrote; openpyxl numbers one that is taken.
    sheet = writer.add(INVALID_TITLE_REGEX.sub("", grid.name)[: MOST_SHEET_NAME - 3] or UNNAMED)
    is_large = sum(map(len, grid.rows.values())) > MOST_CELLS
    rows_marked = {row for row, _column in marked}
    for number, cells in grid.rows.items():
        if is_large and number > SEARCHED_ROWS and number not in rows_marked:
            continue  # of a large sheet only the head and the rows with something wrong
        for column, cell in enumerate(cells):
            if not cell.is_blank:
                value = cell.value
                is_plain = isinstance(value, str | int | float | bool)
                writer.put(
                    sheet.cell(number, column + 1),
                    value if is_plain else str(value),
                    TEXT if not isinstance(value, str) else CODE,
                )
    for (row, column), sentences in marked.items():
        cell = sheet.cell(max(row, 1), column + 1)
        cell.style = WRONG
        cell.comment = Comment(
            escaped("\n".join(sentences)), AUTHOR, width=320, height=40 + 60 * len(sentences)
        )
    for column in range(max(map(len, grid.rows.values()), default=0)):
        values = [cells[column].value for cells in grid.rows.values() if column < len(cells)]
        if any(value is not None for value in values):
            letter = sheet.cell(1, column + 1).column_letter
            sheet.column_dimensions[letter].width = column_width(
                [value for value in values if value is not None]
            )
