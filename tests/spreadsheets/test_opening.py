"""Opening what staff upload: every cell as it stands in the file, with a sentence beside what is no plain value."""

import io
import time
from datetime import datetime

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation

from organizations.spreadsheets import limits
from organizations.spreadsheets.grids import BLANK, Cell, FileRefused
from organizations.spreadsheets.opening import open_book
from tests.spreadsheets.workbooks import DATE, ERA_DATE, ERA_YEAR, PERCENT, data, workbook

APRIL = datetime(2027, 4, 1)  # noqa: DTZ001 -- a cell of Excel knows no zone
FORMULA = (
    "数式が入っているので、値だけを貼り付けて(「形式を選択して貼り付け」の「値」)から保存し直してください。"
)


def saved(book):
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def values(content, name="事業.xlsx"):
    """{row: values} of the first sheet."""
    grid = open_book(content, name).sheets[0]
    return {number: [cell.value for cell in cells] for number, cells in grid.rows.items()}


def refusal(content, name="事業.xlsx"):
    with pytest.raises(FileRefused) as refused:
        open_book(content, name)
    return str(refused.value)


# --- xlsx -----------------------------------------------------------------------------------------------------------


def test_a_workbook_gives_its_sheets_rows_and_cells_as_excel_counts_them():
    book = openpyxl.Workbook()
    book.active.title = "事業"
    book.active["B3"] = "協働"
    book.active["C5"] = 12.5
    hidden = book.create_sheet("控え")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = True
    read = open_book(saved(book), "事業.xlsx")
    assert (read.file_name, read.is_csv, [sheet.name for sheet in read.sheets]) == (
        "事業.xlsx",
        False,
        ["事業", "控え"],
    )
    assert read.sheets[0].rows == {3: [BLANK, Cell("協働")], 5: [BLANK, BLANK, Cell(12.5)]}
    assert read.sheets[1].rows == {1: [Cell(True)]}


def test_the_name_says_nothing_about_the_kind():
    book = openpyxl.Workbook()
    book.active["A1"] = "協働"
    assert values(saved(book), "事業.csv") == {1: ["協働"]}
    assert values("名称,費用\n".encode(), "事業.xlsx") == {1: ["名称", "費用"]}


def test_furigana_is_no_part_of_the_text_and_rich_text_comes_plain():
    strings = (
        "<si><t>山田</t><rPh sb='0' eb='2'><t>ヤマダ</t></rPh><phoneticPr fontId='1'/></si>"
        "<si><r><rPr><b/></rPr><t>協働</t></r><r><t xml:space='preserve'> 推進 </t></r><rPh sb='0' eb='2'><t>キョウドウ</t></rPh></si>"
    )
    inline = "<c t='inlineStr'><is><r><t>市民</t></r><r><t>活動</t></r><rPh sb='0' eb='2'><t>シミン</t></rPh></is></c>"
    sheet = data(f"<c t='s'><v>0</v></c><c t='s'><v>1</v></c>{inline}")
    assert values(workbook(sheet, strings=strings)) == {1: ["山田", "協働 推進 ", "市民活動"]}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("_x005F_", "_"),
        ("_x005F_x000D_", "_x000D_"),
        ("a_x000D_\nb", "a\r\nb"),
        ("_x0041_x0042_", "Ax0042_"),
        ("x005F_", "x005F_"),
        ("_X0041_", "_X0041_"),
        ("_xD842__xDFB7_野屋", "𠮷野屋"),
        ("_xD842_", "\ufffd"),
    ],
)
def test_escapes_of_excel_are_read_exactly_once(written, meant):
    sheet = data(
        f"<c t='s'><v>0</v></c><c t='inlineStr'><is><t>{written}</t></is></c><c t='str'><v>{written}</v></c>"
    )
    assert values(workbook(sheet, strings=f"<si><t>{written}</t></si>")) == {1: [meant, meant, meant]}


def test_blanks_around_a_text_stay():
    sheet = data("<c t='s'><v>0</v></c><c t='inlineStr'><is><t xml:space='preserve'>  b </t></is></c>")
    assert values(workbook(sheet, strings="<si><t xml:space='preserve'> a\n</t></si>")) == {
        1: [" a\n", "  b "]
    }


def test_numbers_that_are_whole_come_as_integers_and_booleans_stay_booleans():
    cells = "".join(f"<c><v>{number}</v></c>" for number in ("12.0", "1E+3", "0.5", "-7", "1E+20"))
    (row,) = values(workbook(data(f"{cells}<c t='b'><v>1</v></c>"))).values()
    assert [(type(value), value) for value in row] == [
        (int, 12),
        (int, 1000),
        (float, 0.5),
        (int, -7),
        (float, 1e20),
        (bool, True),
    ]


def test_a_number_without_end_is_a_problem():
    cell = open_book(workbook(data("<c><v>1E+999</v></c>")), "a.xlsx").sheets[0].cell(1, 0)
    assert cell == Cell("inf", "General", "数が大きすぎて読めません。正しい値を書いてください。")


def test_dates_are_read_in_every_format_japanese_excel_writes():
    sheet = data("".join(f"<c s='{style}'><v>46478</v></c>" for style in (DATE, ERA_DATE, ERA_YEAR)))
    cells = open_book(workbook(sheet), "a.xlsx").sheets[0].rows[1]
    assert cells == [
        Cell(APRIL, "mm-dd-yy"),
        Cell(APRIL, '[$-411]ggge"年"m"月"d"日"'),
        Cell(APRIL, 'ggge"年度"'),
    ]


def test_dates_of_the_1904_system_are_read_rightly():
    sheet = data(f"<c s='{DATE}'><v>45016</v></c><c s='{ERA_DATE}'><v>45016</v></c>")
    read = values(workbook(sheet, workbook="<workbookPr date1904='1'/>"))
    assert read == {1: [APRIL, APRIL]}


def test_the_format_of_a_number_is_kept():
    cell = open_book(workbook(data(f"<c s='{PERCENT}'><v>0.8</v></c>")), "a.xlsx").sheets[0].cell(1, 0)
    assert cell == Cell(0.8, "0%")


def test_a_formula_is_a_problem_with_its_text_to_quote():
    cells = (
        "<c><f>A1+1</f><v>2</v></c><c><f t='shared' ref='B1:C1' si='0'>A1*2</f><v>2</v></c><c><f t='shared' si='0'/></c>"
        "<c><f t='array' ref='D1'>SUM(A1:B1)</f><v>4</v></c><c><f t='dataTable' ref='E1' r1='A1'/><v>4</v></c>"
        "<c t='str'><f>\"_x0041_\"</f><v>_x0041_</v></c><c t='e'><f>1/0</f><v>#DIV/0!</v></c>"
    )
    cells = open_book(workbook(data(cells)), "a.xlsx").sheets[0].rows[1]
    assert {cell.problem for cell in cells} == {FORMULA}
    assert [cell.value for cell in cells[:5]] == ["=A1+1", "=A1*2", "=A1*2", "=SUM(A1:B1)", "="]
    assert cells[6].value == "=1/0"


def test_an_error_value_is_a_problem():
    cell = open_book(workbook(data("<c t='e'><v>#REF!</v></c>")), "a.xlsx").sheets[0].cell(1, 0)
    assert cell == Cell("#REF!", "General", "#REF!というエラーになっています。正しい値を書いてください。")


def test_a_number_that_is_no_date_in_a_cell_of_dates_says_so():
    cell = open_book(workbook(data(f"<c s='{DATE}'><v>1E+9</v></c>")), "a.xlsx").sheets[0].cell(1, 0)
    assert (cell.value, "日付の書式のセルに" in cell.problem) == ("#VALUE!", True)


def test_every_cell_of_a_merged_block_is_a_problem():
    book = openpyxl.Workbook()
    book.active.append(["部署", "事業"])
    for number in range(2, 6):
        book.active.append([None, f"事業{number}"])
    book.active["A2"] = "協働課"
    book.active.merge_cells("A2:A4")
    grid = open_book(saved(book), "a.xlsx").sheets[0]
    problem = "A2からA4までのセルが結合されています。結合を解いて、それぞれのセルに書いてください。"
    assert [grid.cell(row, 0) for row in range(1, 6)] == [
        Cell("部署"),
        Cell("協働課", "General", problem),
        Cell(None, "General", problem),
        Cell(None, "General", problem),
        BLANK,
    ]


def test_a_merged_block_is_marked_no_further_than_the_sheet_is_used():
    sheet = data("<c t='b'><v>1</v></c><c t='b'><v>0</v></c>") + (
        "<mergeCells><mergeCell ref='B1:XFD1048576'/><mergeCell ref='A1:A1'/><mergeCell ref='D9:E10'/></mergeCells>"
    )
    problem = "B1からXFD1048576までのセルが結合されています。結合を解いて、それぞれのセルに書いてください。"
    grid = open_book(workbook(sheet), "a.xlsx").sheets[0]
    assert grid.rows == {1: [Cell(True), Cell(False, "General", problem)]}


def test_a_sheet_that_claims_to_be_endless_is_read_to_where_it_ends():
    sheet = "<dimension ref='A1:XFD1048576'/>" + data("<c><v>1</v></c><c><v>2</v></c>", "<c><v>3</v></c>")
    start = time.process_time()
    assert values(workbook(sheet)) == {1: [1, 2], 2: [3]}
    assert time.process_time() - start < 1


def test_empty_rows_formatted_to_the_end_of_the_sheet_are_left_out():
    rows = "".join(f"<row r='{number}' s='1' customFormat='1'/>" for number in range(2, 300_000))
    sheet = f"<sheetData><row r='1'><c r='A1'><v>1</v></c></row>{rows}</sheetData>"
    assert values(workbook(sheet)) == {1: [1]}


def test_a_cell_with_nul_is_a_problem():
    sheet = data("<c t='inlineStr'><is><t>a_x0000_b</t></is></c>")
    problem = "目に見えない文字(NUL)が入っています。セルの文字を打ち直してください。"
    assert open_book(workbook(sheet), "a.xlsx").sheets[0].cell(1, 0) == Cell("ab", "General", problem)


def test_sheets_of_charts_are_passed_over_and_nothing_openpyxl_warns_of_is_heard():
    book = openpyxl.Workbook()
    book.create_chartsheet("グラフ", 0).add_chart(BarChart())
    sheet = book.worksheets[0]
    sheet.append(["選択"])
    validation = DataValidation(type="list", formula1='"はい,いいえ"')
    validation.add("A1")
    sheet.add_data_validation(validation)
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    read = open_book(saved(book), "a.xlsx")
    assert [(grid.name, grid.rows) for grid in read.sheets] == [("Sheet", {1: [Cell("選択")]})]


def test_a_book_of_charts_only_is_refused():
    sentence = "ブックに表のシートがありません。表の入ったシートのあるブックを選んでください。"
    assert refusal(workbook(data(), sheet_type="chartsheet")) == sentence


@pytest.mark.parametrize(
    ("limit", "sheets", "part"),
    [
        (
            "MOST_ROWS",
            ["<sheetData><row r='4'><c r='A4'><v>1</v></c></row></sheetData>"],
            "4行目に値があります。",
        ),
        (
            "MOST_COLUMNS",
            ["<sheetData><row r='1'><c r='D1'><v>1</v></c></row></sheetData>"],
            "4列目に値があります。",
        ),
        ("MOST_CELLS", [data("<c/><c/>"), data("<c/><c/>")], "ブックのセルが多すぎます"),
        ("MOST_SHEETS", [data()] * 4, "シートが多すぎます。3枚まで"),
    ],
)
def test_a_book_beyond_a_limit_is_refused_and_one_at_the_limit_is_read(monkeypatch, limit, sheets, part):
    monkeypatch.setattr(limits, limit, 3)
    assert part in refusal(workbook(*sheets))
    monkeypatch.setattr(limits, limit, 4)
    open_book(workbook(*sheets), "a.xlsx")


def test_ten_thousand_rows_are_read_within_seconds():
    row = "<c t='s'><v>0</v></c>" * 10 + "<c><v>1.5</v></c>" * 5
    content = workbook(data(*[row] * 10_000), strings="<si><t>協働事業</t></si>")
    start = time.process_time()
    assert len(open_book(content, "a.xlsx").sheets[0].rows) == 10_000
    assert time.process_time() - start < 8  # two on the machine this was written on


# --- CSV ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_a_csv_file_is_read_in_every_encoding_excel_writes(encoding):
    book = open_book("名称,費用\r\n防災①訓練,100\r\n".encode(encoding), "C:\\資料\\R9.事業.csv")
    assert (book.is_csv, book.sheets[0].name) == (True, "R9.事業")
    assert book.sheets[0].rows == {1: [Cell("名称"), Cell("費用")], 2: [Cell("防災①訓練"), Cell("100")]}


@pytest.mark.parametrize(
    "text",
    [
        "名称\t費用\nA,B\t1",
        "名称;費用\nA,B;1",
        'sep=;\n名称;費用\n"A,B";1',
        '"sep=|"\r\n名称|費用\r\nA,B|1',
        '令和9年度の事業\n\n"名,\n称",費用\n"A,B",1',
    ],
)
def test_the_header_line_tells_what_separates_the_cells(text):
    assert list(values(text.encode(), "a.txt").values())[-1] == ["A,B", "1"]


def test_unicode_text_of_excel_is_read():
    assert values('名称\t費用\r\n防災\t"1,000"\r\n'.encode("utf-16"), "a.txt") == {
        1: ["名称", "費用"],
        2: ["防災", "1,000"],
    }


def test_rows_of_a_csv_file_count_as_excel_counts_them():
    content = 'sep=,\n名称,費用,,\n\n"二\n行",1\n,,\n三\n'.encode()
    assert values(content) == {1: ["名称", "費用"], 3: ["二\n行", "1"], 5: ["三"]}


def test_an_apostrophe_in_front_of_a_formula_is_taken_off():
    assert values(b"'=A1,'-5,'09\n") == {1: ["=A1", "-5", "'09"]}


def test_text_without_any_separator_is_a_book_of_one_column():
    assert values("一\n二\n".encode()) == {1: ["一"], 2: ["二"]}


def test_a_quote_that_is_not_closed_is_refused_with_its_line():
    assert refusal('sep=,\n名称\n"防災\n'.encode()) == (
        '3行目から始まる「"」が閉じていません。「"」の数を確かめてください。'
    )


def test_text_behind_a_closed_quote_is_refused_with_its_line():
    assert '2行目から始まるセルの「"」の使い方が合いません。' in refusal('名称,費用\n"防"災,1\n'.encode())


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("名称\0,費用".encode(), "表のファイルにはない文字(NUL)"),
        (b"\x81\x20\xff\xff,1", "文字コードが分かりません"),
        (b"name\n" + b"x" * 1_000_001, "2行目から始まるセルが長すぎる"),
        ("\ufeff \r\n".encode(), "ファイルが空です。"),
        (b"," * 200 + b"x", "1行目の列が多すぎます(201列)。200列までにしてください。"),
        (b"x\n" * 20_001, "行が多すぎます。20,000行までに分けてください。"),
        ((b"x," * 60 + b"x\n") * 16_500, "セルが多すぎます。1,000,000個まで"),
    ],
)
def test_a_csv_file_that_cannot_be_read_is_refused(content, part):
    assert part in refusal(content, "a.csv")
