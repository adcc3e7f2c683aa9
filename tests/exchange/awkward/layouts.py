"""Sheets and headers as they come back from people who have rearranged them."""

from openpyxl import Workbook


def renamed_column(book):
    """Somebody calls the column what the office calls it."""
    book.sheet("取組")["C1"] = "取組の名称"


def renamed_sheet(book):
    """Somebody gave the sheet a longer name."""
    book.sheet("置き場所").title = "置き場所一覧"


def renamed_sheet_of_items(book):
    """The rows of many other sheets refer to the sheet that cannot be found: that is not told once for each of them."""
    book.sheet("取組").title = "取組(R8)"


def extra_column(book):
    """A column of the office's own notes beside the table."""
    sheet = book.sheet("方針")
    column = sheet.max_column + 1
    sheet.cell(1, column).value = "課内メモ"
    sheet.cell(2, column).value = "要確認"


def column_without_a_header(book):
    """Notes beside the table, and nothing above them: told once, not once for each note."""
    sheet = book.sheet("方針")
    column = sheet.max_column + 1
    sheet.cell(2, column).value = "要確認"
    sheet.cell(3, column).value = "済"


def deleted_column(book):
    """A column nobody needed was deleted."""
    book.sheet("方針").delete_cols(book.column("方針", "並び順"))


def doubled_header(book):
    """The column was copied to compare two versions."""
    sheet = book.sheet("方針")
    column = sheet.max_column + 1
    for row in (1, 2, 3):
        sheet.cell(row, column).value = sheet.cell(row, book.column("方針", "名称")).value


def other_order_of_columns(book):
    """The name was moved to the front; the header is found by its words."""
    sheet = book.sheet("方針")
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(reversed(row), 1):
            sheet.cell(number, column).value = value


def rows_above_the_header(book):
    """A title, the date and an empty row were put above the table."""
    sheet = book.sheet("方針")
    sheet.insert_rows(1, 3)
    sheet["A1"] = "でこぼこ市 方針の一覧"
    sheet["A2"] = "令和8年4月1日現在"


def header_with_line_breaks_and_wide_letters(book):
    """The header was made narrower by hand."""
    sheet = book.sheet("方針")
    sheet.cell(1, book.column("方針", "番号(印字)")).value = "番号\n（印字）"


def missing_sheet(book):
    """The sheet was deleted: what is registered stays."""
    del book.book["年次計画"]


def sheet_of_the_plan_missing(book):
    """Without it nobody knows which plan the file means."""
    del book.book["計画"]


def empty_extra_sheet(book):
    """Excel's own empty sheet is nothing to speak of."""
    book.book.create_sheet("Sheet1")


def extra_sheet_with_a_table(book):
    """A calculation beside the plan."""
    book.book.create_sheet("集計用")["A1"] = "合計"


def header_row_gone(book):
    """Sorted together with the header."""
    book.sheet("方針").delete_rows(1)


def rebuilt_by_a_gateway(book):
    """A mail gateway wrote the file anew: values only, no styles, no drop-down lists, no guide."""
    plain = Workbook()
    plain.remove(plain.active)
    for sheet in book.book:
        copy = plain.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    copy.cell(cell.row, cell.column).value = cell.value
    book.book = plain
