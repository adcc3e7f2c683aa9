"""Small files that are much work: many elements, long texts, long formats. Each is refused before the work is done.

Times are generous, for the machine is shared; without the limits these files took from several seconds to minutes.
"""

import io
import re
import time
import zipfile

import pytest

from organizations.spreadsheets import cells, dates, limits
from organizations.spreadsheets.grids import Cell, WrongValue
from organizations.spreadsheets.opening import open_book
from organizations.spreadsheets.xlsx_scan import SheetScan, StringsScan, Tally
from tests.spreadsheets.test_hostile_files import BROKEN, LONG_TEXT, SHEET, quick_refusal, refusal
from tests.spreadsheets.workbooks import MAIN, data, packed, parts_of, workbook

ONE = data("<c><v>1</v></c>")
MERGE = "<mergeCell ref='A1:B2'/>"
LONG = 32_000
SAVE_AGAIN = "Excelで開いて「名前を付けて保存」で「Excel ブック(*.xlsx)」を選んで保存し、そのファイルを選んでください。"
READERS = {
    "code": cells.read_code,
    "yes_no": cells.read_yes_no,
    "choice": cells.Choice([("a", "はい"), ("b", "いいえ")]),
    "year": dates.read_year,
    "day": dates.read_day,
    "moment": dates.read_moment,
}


@pytest.fixture
def soon():
    """Whatever the test does takes less than five seconds."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 5


def styled(styles, sheet=ONE):
    return packed({**parts_of(sheet), "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'})


def formats(*codes):
    each = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in enumerate(codes, 170)
    )
    return f"<numFmts>{each}</numFmts>"


# --- formats --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["[" * 200_000, "&quot;a" + "[" * 100_000, "0" * 256], ids=lambda code: code[:8]
)
def test_a_long_format_is_refused(code):
    sentence = quick_refusal(styled(formats(code)))
    assert "表示形式(ユーザー定義)に、255文字を超えるものがある" in sentence
    assert sentence.endswith(SAVE_AGAIN)


def test_a_format_of_the_longest_kind_is_looked_at_once_for_all_its_styles(soon):
    styles = '<xf numFmtId="170"/>' * 60_000
    sheet = data(*["<c s='59999'><v>1</v></c>" * 49] * 400)
    code = "[" * 255
    grid = open_book(styled(f"{formats(code)}<cellXfs>{styles}</cellXfs>", sheet), "a.xlsx").sheets[0]
    assert grid.cell(400, 48) == Cell(1, code)
    assert not any(cells.shows_percentage(cell.number_format) for row in grid.rows.values() for cell in row)


def test_formats_without_end_are_refused():
    assert "表示形式(ユーザー定義)が多すぎます(5,000個まで)。" in quick_refusal(
        styled(formats(*["0"] * 5001))
    )


def test_a_format_of_the_book_goes_before_the_one_excel_knows_by_its_number():
    own = '<numFmts><numFmt numFmtId="31" formatCode="0.0"/></numFmts><cellXfs><xf numFmtId="31"/><xf numFmtId="999"/></cellXfs>'
    other = '<dxfs><dxf><numFmt numFmtId="999" formatCode="yyyy"/></dxf></dxfs>'
    grid = open_book(styled(own + other, data("<c><v>1</v></c><c s='1'><v>1</v></c>")), "a.xlsx").sheets[0]
    assert grid.rows == {1: [Cell(1, "0.0"), Cell(1, "General")]}


# --- elements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "part"),
    [
        (f"<cols>{'<col/>' * 3_900_000}</cols>{ONE}", "表の外の設定"),
        (f"{ONE}<mergeCells>{MERGE * 900_000}</mergeCells>", "表の外の設定"),
        (f"<sheetData>{'<x/>' * 900_000}</sheetData>", "表の外の設定"),
        (data(f"<c t='inlineStr'><is>{'<r><t>a</t></r>' * 950_000}</is></c>"), "部分ごとの書式"),
        (data("<c/>" * 900_000), "ブックを展開すると大きすぎる"),
        (data(f"<c t='inlineStr'><is>{'<r/>' * 4900}</is></c>" * 200), "ブックを展開すると大きすぎる"),
    ],
    ids=["columns", "merges", "no rows", "runs", "cells of a row", "runs of a row"],
)
def test_elements_where_no_table_has_so_many_are_refused(sheet, part):
    sentence = quick_refusal(workbook(sheet))
    assert part in sentence
    assert sentence.endswith("ください。")


def test_a_shared_string_of_too_many_runs_is_refused():
    strings = f"<si>{'<r><t>a</t></r>' * 950_000}</si>"
    assert "部分ごとの書式" in quick_refusal(workbook(ONE, strings=strings))


def test_parts_that_openpyxl_makes_objects_of_hold_few_elements():
    names = "<definedName name='a'>A1</definedName>" * 36_000
    content = workbook(ONE, workbook=f"<definedNames>{names}</definedNames>")
    assert "ブックを展開すると大きすぎる" in quick_refusal(content)


def test_sheets_that_are_one_part_are_refused():
    parts = parts_of(*[ONE] * 60)
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = re.sub(r"sheet[0-9]+[.]xml", "sheet1.xml", parts[name])
    parts[SHEET] = parts[SHEET].replace("</worksheet>", f"{' ' * 30_000_000}</worksheet>")
    assert "中では同じ1つのシートになっている" in quick_refusal(packed(parts))


def test_what_is_read_is_limited_together(monkeypatch):
    content = workbook(ONE, ONE)
    monkeypatch.setattr("organizations.spreadsheets.xlsx_safety._check_declared_sizes", lambda archive: None)
    monkeypatch.setattr(limits, "MOST_UNPACKED", 300)
    assert "ブックを展開すると大きすぎる" in refusal(content)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_what_excel_packs_with_is_unpacked(method):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        for name, text in parts_of(f"{ONE}{' ' * 30_000_000}").items():
            archive.writestr(name, text)
    assert "Excelが使わない方法で圧縮されている" in quick_refusal(output.getvalue())


def test_a_book_that_is_merely_stored_is_read():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts_of(ONE).items():
            archive.writestr(name, text)
    assert open_book(output.getvalue(), "a.xlsx").sheets[0].rows == {1: [Cell(1)]}


def test_the_largest_table_of_new_texts_is_within_the_limits():
    """49 columns, 20,000 rows, no two texts the same. Only counted, for reading it takes ten seconds."""
    row = "".join(f"<c t='s'><v>{number}</v></c>" for number in range(49))
    strings = "<si><t>市民</t></si>" * 49 * 20_000
    tally = Tally()
    scan = SheetScan(tally, "事業")
    scan.read(io.BytesIO(f'<worksheet xmlns="{MAIN}">{data(*[row] * 20_000)}</worksheet>'.encode()))
    assert (scan.shape.last_row, scan.shape.last_column) == (20_000, 49)
    scan = StringsScan(tally)
    scan.read(io.BytesIO(f'<sst xmlns="{MAIN}">{strings}</sst>'.encode()))
    assert len(scan.strings) == 49 * 20_000


# --- texts ----------------------------------------------------------------------------------------------------------


def test_a_text_longer_than_excel_allows_is_refused_with_its_cell():
    shared = workbook(data("<c/><c t='s'><v>0</v></c>"), strings=f"<si><t>{'あ' * 32_768}</t></si>")
    inline = workbook(data("<c/><c t='inlineStr'><is><r><t>" + "あ" * 32_768 + "</t></r></is></c>"))
    for content in (shared, inline):
        assert "シート「Sheet1」のB1のセルは32,768文字あり、長すぎて読めません。" in quick_refusal(content)
    assert LONG_TEXT in quick_refusal(workbook(ONE, strings=f"<si><t>{'あ' * 300_000}</t></si>"))


def test_a_text_as_long_as_excel_allows_is_read_however_it_is_written():
    strings = f"<si><t>{'あ' * 32_767}</t></si><si><t>{'_x000D_' * 32_767}</t></si>"
    content = workbook(data("<c t='s'><v>0</v></c><c t='s'><v>1</v></c>"), strings=strings)
    assert open_book(content, "a.xlsx").sheets[0].rows == {1: [Cell("あ" * 32_767), Cell("\r" * 32_767)]}


@pytest.mark.parametrize(
    "cell",
    ["<c t='s'><v>0</v></c>", f"<c t='inlineStr'><is><t>{'あ' * 30_000}</t></is></c>"],
    ids=["s", "is"],
)
def test_the_characters_of_all_cells_are_limited_together(cell):
    content = workbook(data(*[cell] * 700), strings=f"<si><t>{'あ' * 30_000}</t></si>")
    sentence = quick_refusal(content)
    assert (
        "ブックの文字が多すぎます(同じ文字のセルも、1つずつ数えます)。合わせて20,000,000文字まで" in sentence
    )


def test_the_strings_are_limited_although_no_cell_has_them():
    strings = f"<si><t>{'x' * 32_000}</t></si>" * 1000
    assert "ブックを展開すると大きすぎる" in quick_refusal(workbook(ONE, strings=strings))


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    "text", ["x" * LONG, "①" * LONG, "1 " * (LONG // 2), "はい\n" * 10_000], ids=lambda text: text[:2]
)
def test_a_long_text_is_refused_at_once_where_a_word_is_asked_for(reader, text, soon):
    for _ in range(200):
        with pytest.raises(WrongValue, match="。$"):
            reader(Cell(text))


def test_a_code_or_year_that_is_too_long_says_so():
    with pytest.raises(WrongValue, match=r"番号や記号としては長すぎます\(201文字\)。200文字までで"):
        cells.read_code(Cell("1" * 201))
    with pytest.raises(WrongValue, match="長すぎて年度として読めません。"):
        dates.read_year(Cell("1" * 201))
    assert cells.read_code(Cell("1" * 200)) == "1" * 200


def test_long_texts_are_read_and_quoted_in_no_time(soon):
    text = "市民活動を支える。\n" * 3200
    for _ in range(500):
        assert cells.read_text(Cell(text), one_line=False) == text.strip()
        assert len(cells.quoted(text)) == 40


def test_a_quotation_looks_at_the_beginning_only():
    assert cells.quoted(" " * LONG + "市民") == "市民"
    assert cells.quoted("市民" + "\x07" * LONG) == "市民…"


def test_not_every_sign_that_cannot_be_stored_is_named():
    with pytest.raises(WrongValue) as refused:
        cells.read_text(Cell("".join(map(chr, range(0xD800, 0xDF00)))), one_line=False)
    assert "U+D809など)が入っています。" in str(refused.value)


# --- figures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "<c t='s'><v>-1</v></c>",
        "<c t='s'><v>０</v></c>",
        "<c t='s'><v>0_0</v></c>",
        "<c s='-1'><v>1</v></c>",
        "<c s='１'><v>1</v></c>",
        "<c s=''><v>1</v></c>",
        "<c><v>１</v></c>",
        "<c><v>1_0</v></c>",
        "<c><v>1_0.5</v></c>",
        "<c t='b'><v>-1</v></c>",
        "<c t='d'><v>２０２７-04-01</v></c>",
        "<c r='A１'><v>1</v></c>",
    ],
)
def test_figures_no_excel_writes_are_refused_not_guessed(cell):
    assert BROKEN in refusal(workbook(data(cell), strings="<si><t>市民</t></si>"))


@pytest.mark.parametrize("row", ["1_0", "１", "-1", "", " 1"])
def test_the_number_of_a_row_is_refused_too(row):
    assert BROKEN in refusal(workbook(f"<sheetData><row r='{row}'><c><v>1</v></c></row></sheetData>"))


def test_the_numbers_that_excel_and_others_write_are_read():
    figures = ("1", "-2", "0.5", "1E-3", "1.5E+3", "+7", ".5", "\n 8 ")
    content = workbook(data("".join(f"<c><v>{figure}</v></c>" for figure in figures)))
    assert [cell.value for cell in open_book(content, "a.xlsx").sheets[0].rows[1]] == [
        1,
        -2,
        0.5,
        0.001,
        1500,
        7,
        0.5,
        8,
    ]
