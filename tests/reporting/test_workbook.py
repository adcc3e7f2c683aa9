"""report.xlsx: one table a sheet that a machine can read, what the document says, and always the same bytes."""

import io
import re
from datetime import date, datetime
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from actions.data_files.tables import spread, value_in
from actions.reporting.tables import REPORT_TABLES
from actions.reporting.workbook import cell_text, make_workbook
from tests.reporting.written_documents import (
    CORRECTED,
    EDITION,
    evaluation,
    gathered,
    item,
    written,
)

SHEETS = ["取組の実績", "評価", "集計", "指標", "正誤", "コード表", "列の説明", "この報告書"]
STARTS = ["=1+1", "+81", "-1", "@SUM(A1)", "\tx", "=HYPERLINK(1)", "#N/A", "'x"]


@pytest.fixture
def document(db):
    return gathered() | {"edition": CORRECTED}


@pytest.fixture
def book(document):
    return load_workbook(io.BytesIO(make_workbook(document)))


def book_of(*items, **parts):
    return load_workbook(io.BytesIO(make_workbook(written(*items, **parts))))


def cell_of(book, head, sheet="取組の実績", line=2):
    heads = [cell.value for cell in book[sheet][1]]
    return book[sheet].cell(line, heads.index(head) + 1)


def fact_of(book, name):
    return next(row[1] for row in book["この報告書"].iter_rows(values_only=True) if row[0] == name)


def test_sheets_are_the_tables_in_their_order(book):
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("table", REPORT_TABLES.values(), ids=lambda table: table.name)
def test_cells_say_what_the_document_says(document, book, table):
    rows = list(table.rows(document))
    places = list(spread(table.columns, rows))
    expected = [tuple(head for head, _column, _index in places)]
    expected += [
        tuple(plain(value_in(row, column, index)) for _head, column, index in places) for row in rows
    ]
    assert list(book[table.title].iter_rows(values_only=True)) == expected
    assert len(rows) >= 2


def plain(value):
    """A date as openpyxl gives it back."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, datetime.min.time())
    return value


def test_sheet_is_one_table_without_gaps(book):
    for sheet in book:
        heads = [cell.value for cell in sheet[1]]
        assert (sheet.min_row, sheet.min_column) == (1, 1)
        assert None not in heads
        assert len(set(heads)) == len(heads)
        assert [row[0].row for row in sheet.iter_rows() if all(cell.value is None for cell in row)] == []


def test_nothing_is_merged_hidden_or_calculated(book):
    for sheet in book:
        assert (sheet.merged_cells.ranges, sheet.sheet_state) == (set(), "visible")
        dimensions = [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()]
        assert [each for each in dimensions if each.hidden] == []
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"n", "s", "d"}
        assert list(sheet.conditional_formatting) == []
        assert (sheet.data_validations.dataValidation, sheet.protection.sheet) == ([], False)
    assert book.calculation.fullCalcOnLoad is False


def test_colour_says_nothing(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.fill.fill_type for cell in cells} == {None}
    assert {cell.font.color for cell in cells} == {None}


def test_file_has_no_macro_and_leads_to_nothing_outside(document):
    with ZipFile(io.BytesIO(make_workbook(document))) as archive:
        names = archive.namelist()
        links = [name for name in names if name.endswith(".rels") and b"External" in archive.read(name)]
    assert [name for name in names if re.search("vba|macro|external|drawing|comment", name, re.I)] == []
    assert links == []


def test_head_is_bold_and_stays_in_sight(book):
    for sheet in book:
        assert {cell.font.bold for cell in sheet[1]} == {True}
        assert {cell.font.bold for cell in sheet[2]} == {False}
        assert sheet.freeze_panes == "A2"


def test_long_texts_are_wrapped_in_columns_of_sensible_width(book):
    for sheet in book:
        assert {cell.alignment.wrap_text for cell in sheet[1]} == {True}
        widths = [column.width for column in sheet.column_dimensions.values()]
        assert len(widths) == sheet.max_column
        assert [width for width in widths if not 8 <= width <= 50] == []
        assert [row for row in range(1, sheet.max_row + 1) if not sheet.row_dimensions[row].height] == []


def test_row_is_as_high_as_its_longest_text():
    short, long = book_of(item(done="短い")), book_of(item(done="協働の講座をひらいた。" * 20))
    heights = [book["取組の実績"].row_dimensions[2].height for book in (short, long)]
    assert heights == [13.5, 13.5 * 10]


def test_pages_are_a4_landscape_with_the_head_on_each(book):
    for sheet in book:
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
        assert sheet.print_title_rows == "$1:$1"
    assert [book[name].page_setup.fitToWidth for name in SHEETS[-3:]] == [1, 1, 1]
    assert book["取組の実績"].page_setup.fitToWidth > 1


def test_numbers_are_numbers_and_dates_are_dates(book):
    assert cell_of(book, "年度").value == 2023
    assert cell_of(book, "割合(%)", "集計").value == 100
    assert cell_of(book, "割合に入る").value == 1
    assert {cell_of(book, head).data_type for head in ("年度", "版", "割合に入る")} == {"n"}
    assert fact_of(book, "対象期間の終わり") == datetime.fromisoformat("2024-03-31")
    assert fact_of(book, "公開した日時(日本時間)") == datetime.fromisoformat("2024-10-01T09:30:05")
    formats = [row[1].number_format for row in book["この報告書"].iter_rows() if row[1].is_date]
    assert formats == ["yyyy-mm-dd", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]


def test_codes_are_texts_with_their_zeros():
    book = book_of(item(code="001", measure="01"))
    cells = [cell_of(book, "全国地方公共団体コード"), cell_of(book, "取組コード")]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        ("082350", "s", "@"),
        ("001", "s", "@"),
    ]


def test_unknown_is_blank_and_zero_is_zero(book):
    values = [cell_of(book, "値", "指標", line).value for line in (2, 3, 4)]
    assert values == [None, 1, 0]


@pytest.mark.parametrize("start", STARTS)
def test_text_that_looks_like_a_formula_is_a_text(start):
    cell = cell_of(book_of(item(done=start)), "取り組んだこと")
    assert (cell.value, cell.data_type) == (start, "s")
    assert cell.quotePrefix is start.startswith(("=", "+", "-", "@", "\t"))


def test_number_below_zero_is_a_number():
    figure = {"fiscal_year": 2023, "kind": "actual", "kind_label": "実績値", "value": -3.5, "shown": "-3.5"}
    indicator = {"code": "1", "number": None, "name": "増えた人の数", "unit": "人", "policy": None}
    figures = [figure | {"cumulative": None, "approximate": False}]
    cell = cell_of(book_of(indicators=[indicator | {"figures": figures}]), "値", "指標")
    assert (cell.value, cell.data_type) == (-3.5, "n")


@pytest.mark.parametrize("code", [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xD800, 0xFFFE, 0xFFFF])
def test_character_that_xml_forbids_is_shown_as_missing(code):
    cell = cell_of(book_of(item(done=f"前{chr(code)}後")), "取り組んだこと")
    assert cell.value == "前\ufffd後"


def test_character_that_xml_forbids_does_not_stop_the_properties():
    book = book_of(title="題\x00名")
    assert book.properties.title == "題\ufffd名"


@pytest.mark.parametrize("text", ["𠮷野", "①Ⅰ㈱", "か\u3099", "\x85", "\u2028", " 前後の空白 ", "\x7f"])
def test_every_other_character_comes_back(text):
    assert cell_of(book_of(item(done=text)), "取り組んだこと").value == text


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_break_of_the_writer_is_kept(line_break):
    cell = cell_of(book_of(item(done=f"一行目{line_break}二行目")), "取り組んだこと")
    assert cell.value == "一行目\n二行目"


def test_text_that_looks_like_an_escape_is_shown_as_written():
    octets = make_workbook(written(item(done="_x0041_ と _x41_")))
    with ZipFile(io.BytesIO(octets)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<t>_x005F_x0041_ と _x41_</t>" in sheet


def test_text_as_long_as_a_cell_is_whole():
    text = "協" * 32_767
    assert cell_of(book_of(item(done=text)), "取り組んだこと").value == text


def test_text_longer_than_a_cell_says_where_it_goes_on():
    mark = "…(続きは report.json)"
    cell = cell_of(book_of(item(done="協" * 32_768)), "取り組んだこと")
    assert cell.value == "協" * (32_767 - len(mark)) + mark


def test_long_text_with_an_escape_says_where_it_goes_on():
    mark = "…(続きは report.json)"
    cell = cell_of(book_of(item(done="_x0041_" + "協" * 32_760)), "取り組んだこと")
    assert cell.value == "_x005F_x0041_" + "協" * (32_767 - 13 - len(mark)) + mark


def test_length_is_counted_as_excel_counts():
    """A character outside the basic plane counts twice, and is never cut in two."""
    mark = "…(続きは report.json)"
    assert cell_text("𠮷" * 16_383) == "𠮷" * 16_383
    assert cell_text("𠮷" * 16_384) == "𠮷" * ((32_767 - len(mark)) // 2) + mark


def test_same_document_gives_the_same_bytes(document):
    assert make_workbook(document) == make_workbook(document)


def test_nothing_in_the_file_tells_when_it_was_made(document):
    with ZipFile(io.BytesIO(make_workbook(document))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d{2}-\d{2}T[\d:]+Z", properties) == ["2024-10-01T00:30:05Z"] * 2


def test_preview_has_a_day_of_its_own():
    book = book_of(edition=dict.fromkeys(EDITION) | {"changes": []})
    assert book.properties.created == book.properties.modified == datetime.fromisoformat("2024-04-01")


def test_properties_name_the_report_and_the_city(document, book):
    properties = book.properties
    assert (properties.title, properties.creator, properties.language) == (
        document["title"],
        document["municipality"]["name"],
        "ja",
    )
    assert properties.lastModifiedBy is None


def test_sheet_without_rows_has_its_head():
    book = book_of()
    assert [book[name].max_row for name in ("評価", "指標", "正誤")] == [1, 1, 1]
    assert cell_of(book, "場所", "正誤", line=1).value == "場所"


def test_many_items_and_evaluations_are_all_there():
    items = [item(str(number), evaluations=[evaluation(), evaluation("internal")]) for number in range(300)]
    book = book_of(*items)
    assert (book["取組の実績"].max_row, book["評価"].max_row) == (301, 601)
