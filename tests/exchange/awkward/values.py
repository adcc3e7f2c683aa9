"""Cells as people, Excel and other programs leave them."""

from datetime import datetime

from openpyxl.utils import get_column_letter


def merged_cells(book):
    """The same policy in two rows, merged because it looks better."""
    sheet = book.sheet("施策")
    letter = get_column_letter(book.column("施策", "内容(要約)"))
    sheet.merge_cells(f"{letter}2:{letter}3")


def merged_reference(book):
    """An optional reference in a merged block is not taken for an empty one."""
    sheet = book.sheet("指標")
    number = book.column("指標", "方針の番号")
    sheet.cell(2, number).value = "1"
    sheet.merge_cells(start_row=2, end_row=3, start_column=number, end_column=number)


def formula(book):
    """The order is counted by a formula."""
    book.put("方針", ("2",), "並び順", "=E2+1")


def date_for_a_code(book):
    """1-1-1 became a day in 2001, and the places that refer to the item are not blamed for it."""
    book.put("取組", ("1-1-1",), "番号", datetime(2001, 1, 1))  # noqa: DTZ001 - Excel knows no zones


def date_for_a_reference(book):
    """1-1 became the first of January."""
    sheet = book.sheet("置き場所")
    sheet.cell(2, book.column("置き場所", "施策の番号")).value = datetime(2026, 1, 1)  # noqa: DTZ001


def years_in_every_way(book):
    """Five years, none written as the others."""
    for row, value in enumerate(("令和6年度", "Ｒ７", "2026"), 2):
        book.sheet("年次計画の列").cell(row, book.column("年次計画の列", "年度")).value = value
    book.put("計画", ("plan",), "始まりの年度", "㍻36年度")
    book.put("計画", ("plan",), "終わりの年度", "２０２６")


def circled_year(book):
    """⑥ is no year."""
    book.put("計画", ("plan",), "始まりの年度", "⑥")


def percent(book):
    """45 became 4500%, or 45%."""
    sheet, column = book.sheet("指標の値"), book.column("指標の値", "値")
    sheet.cell(2, column).value = 0.45
    sheet.cell(2, column).number_format = "0%"


def stray_spaces(book):
    """Blanks before and after codes and references, half and full width."""
    book.put("取組", ("1-1-1",), "番号", " 1-1-1　")
    sheet = book.sheet("置き場所")
    sheet.cell(2, book.column("置き場所", "取組の番号")).value = "１-１-１ "
    sheet.cell(2, book.column("置き場所", "施策の番号")).value = "　1-1"


def unknown_word(book):
    """A word nobody offers."""
    sheet = book.sheet("置き場所")
    sheet.cell(2, book.column("置き場所", "種類")).value = "メイン"


def empty_required_cell(book):
    """The name was deleted."""
    book.put("方針", ("1",), "名称", "　")


def half_a_reference(book):
    """Only one of the two cells that name a measure is filled."""
    sheet = book.sheet("置き場所")
    sheet.cell(2, book.column("置き場所", "方針の番号")).value = None


def too_long_name(book):
    """201 characters where 200 are allowed."""
    book.put("方針", ("1",), "名称", "あ" * 201)


def number_out_of_range(book):
    """An order below zero."""
    book.put("方針", ("1",), "並び順", -1)


def line_break_in_a_name(book):
    """Alt+Enter in a name that stands on one line."""
    book.put("方針", ("1",), "名称", "方針\n1")


def reading_without_kanji(book):
    """A reading over kana, which would stand on the page as it is typed."""
    book.put("方針", ("1",), "やさしい日本語", "わたしたちのまち《まち》です。")
