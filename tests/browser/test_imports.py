"""Files in and out in a real browser: a plan, a new plan, the survey with a conflict, the list of what is wrong."""

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook

from tests.browser.test_admin_pages import RULES

OFFICE, CLERK, PUBLISHER = "mihon-jimukyoku", "mihon-nyuryoku", "mihon-kokai"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def own_site(start_site):
    return start_site()


@pytest.fixture
def enter(open_page, own_site):
    """enter(name, …): a page of that account on a site of this file."""

    def enter(name, width=1280, **options):
        return open_page(width, storage_state=own_site.state_of(name), base_url=own_site.address, **options)

    return enter


def open_book(page, link):
    """The workbook behind the link, and the name it is saved by."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).first.click()
    content = io.BytesIO(waiting.value.path().read_bytes())
    return load_workbook(content), waiting.value.suggested_filename


def bring(page, book, name="書いたもの.xlsx"):
    written = io.BytesIO()
    book.save(written)
    bring_bytes(page, written.getvalue(), name)


def bring_bytes(page, content, name, kind=XLSX):
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="内容を確かめる").click()
    page.get_by_text("まだ何も変えていません。").wait_for()


def to_plan_book(page):
    page.goto("/admin/")
    page.get_by_role("link", name="Excelで直す").first.click()


def confirm(page):
    page.get_by_role("button", name=re.compile("を取り込む$")).click()
    page.get_by_role("heading", name=re.compile("^変えたところ")).wait_for()


def rows_of(page, region):
    rows = page.get_by_role("region", name=region, exact=True).locator("tbody tr")
    return [re.sub(r"\s+", " ", text).strip() for text in rows.all_inner_texts()]


@pytest.mark.parametrize("java_script", [True, False], ids=["with-javascript", "without-javascript"])
def test_plan_is_changed_recorded_and_taken_back(enter, java_script):
    page = enter(OFFICE, java_script_enabled=java_script)
    to_plan_book(page)
    book, name = open_book(page, "いまの計画のブック")
    assert name == "mihon-kyodo-plan.xlsx"
    before = book["取組"]["C2"].value
    book["取組"]["C2"] = "名前を変えた取組"
    bring(page, book)
    assert page.get_by_role("heading", name="変わるところ(1行)").count() == 1
    (changed,) = rows_of(page, "変わるところ")
    assert before in changed
    assert "名前を変えた取組" in changed

    confirm(page)
    assert "取り込みました。" in page.locator("main").inner_text()
    to_plan_book(page)
    bring(page, book)
    assert "登録されている内容と同じです。" in page.locator("main").inner_text()
    page.get_by_role("button", name="やめて、別のファイルを選ぶ").click()

    page.locator("main li a", has_text="202").first.click()
    page.get_by_role("link", name="この取り込みを取り消す").click()
    page.get_by_role("button", name="取り込みを取り消す").click()
    page.get_by_text("が取り消しました。").wait_for()
    to_plan_book(page)
    assert open_book(page, "いまの計画のブック")[0]["取組"]["C2"].value == before


def test_every_mistake_is_named_and_marked(enter):
    page = enter(OFFICE)
    to_plan_book(page)
    book, _name = open_book(page, "いまの計画のブック")
    book["取組"]["C2"] = None
    book["取組"]["C3"] = "=1+1"
    book["年次計画"]["B2"] = "①年"
    bring(page, book)
    wrong = rows_of(page, "直すところ")
    assert [text.split(" ")[:2] for text in wrong] == [
        ["取組", "2行目"],
        ["取組", "3行目"],
        ["年次計画", "2行目"],
    ]
    assert page.get_by_role("button", name=re.compile("を取り込む$")).count() == 0
    marked, _name = open_book(page, "直すところに印をつけたブック")
    assert marked.sheetnames[0] == "直すところ"
    assert marked["取組"]["C2"].style == marked["年次計画"]["B2"].style == "直すところ"
    assert "数式" in marked["取組"]["C3"].comment.text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("計画.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 200, "画像"),
        ("計画.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "xls"),
        ("空.xlsx", b"", "空"),
        ("切れた.xlsx", b"PK\x03\x04" + b"0" * 100, "壊れ"),
    ],
    ids=["picture", "old-excel", "empty", "broken"],
)
def test_file_that_is_no_workbook_gets_a_sentence(enter, name, content, sentence):
    page = enter(OFFICE)
    to_plan_book(page)
    bring_bytes(page, content, name)
    assert sentence in page.get_by_role("alert").inner_text()


def fill(sheet, rows):
    """Rows below the header of a sheet, by the words of the header."""
    headers = {cell.value: cell.column for cell in sheet[1]}
    for row in rows:
        number = sheet.max_row + 1
        while number > 2 and all(cell.value is None for cell in sheet[number - 1]):
            number -= 1
        for header, value in row.items():
            sheet.cell(number, headers[header], value)


def test_city_sets_up_a_new_plan_from_the_empty_workbook(enter):
    """What the sheet 記入例 shows, typed into the empty workbook: a draft that the city's own people see."""
    page = enter(OFFICE)
    page.goto("/admin/")
    page.get_by_role("link", name="新しい計画をExcelで登録").click()
    book, _name = open_book(page, "空のブック")
    examples = examples_of(book["記入例"])
    del examples["部署"]  # the city's own are in the workbook already
    for name, rows in examples.items():
        fill(book[name], rows)
    book["計画"]["A2"] = "kyodo plan"
    bring(page, book)
    (wrong,) = rows_of(page, "直すところ")
    assert wrong.startswith("計画 2行目 アドレス")
    page.get_by_role("button", name="やめて、別のファイルを選ぶ").click()

    book["計画"]["A2"] = "kyodo-plan-2026"
    bring(page, book)
    confirm(page)
    response = page.goto("/mihon/kyodo-plan-2026/roadmap/")
    assert response.status == 200
    assert "公開前の下見です。" in page.locator("body").inner_text()
    assert "協働だよりの発行" in page.locator("main").inner_text()
    assert page.context.browser.new_page().goto(response.url).status == 404


def examples_of(sheet):
    """Name of the sheet -> its example rows, as the sheet 記入例 shows them."""
    found, name, headers = {}, None, None
    for cells in sheet.iter_rows(values_only=True):
        texts = [value for value in cells if value is not None]
        match = re.fullmatch("シート「(.+)」", str(texts[0])) if texts else None
        if match:
            name, headers = match[1], None
        elif texts and name and headers is None:
            headers, found[name] = cells, []
        elif texts and name:
            found[name].append({head: value for head, value in zip(headers, cells, strict=True) if head})
    return found


def survey_books(page):
    page.goto("/admin/")
    page.get_by_role("link", name="Excelの調査票で書く").first.click()


def header_row(sheet):
    return next(row for row in sheet.iter_rows() if row[0].value == "ID")


def cell_of(sheet, header, below=1):
    head = header_row(sheet)
    column = next(cell.column for cell in head if cell.value == header)
    return sheet.cell(head[0].row + below, column)


def test_clerk_fills_the_survey_and_meets_what_somebody_else_wrote(enter):
    """Two people with the same file: the second is shown three texts and chooses."""
    page = enter(CLERK)
    survey_books(page)
    first, _name = open_book(page, "Excel(xlsx)")
    second, _name = open_book(page, "Excel(xlsx)")
    sheet, other = first.worksheets[0], second.worksheets[0]
    rows = range(1, sheet.max_row - header_row(sheet)[0].row + 1)
    below = next(n for n in rows if cell_of(sheet, "状態", n).value in ("未入力", "入力中", "差戻し"))
    cell_of(sheet, "取り組んだこと", below).value = "はじめに取り込んだ文"
    cell_of(other, "取り組んだこと", below).value = "あとから取り込んだ文"

    bring(page, first)
    confirm(page)
    survey_books(page)
    bring(page, second)
    assert page.get_by_role("heading", name="ほかの人が先に変えたところ(1か所)").count() == 1
    texts = page.locator(".three-texts .as-written").all_inner_texts()
    assert texts[1:] == ["はじめに取り込んだ文", "あとから取り込んだ文"]
    assert page.get_by_role("button", name=re.compile("を取り込む$")).count() == 0
    page.get_by_label("ファイルのとおりに変える").check()
    page.get_by_role("button", name="選んだとおりにして、もう一度確かめる").click()
    page.get_by_text("まだ何も変えていません。").wait_for()
    confirm(page)
    assert "あとから取り込んだ文" in page.locator("main").inner_text()
    assert page.get_by_role("link", name="そろった回答を確かめて提出").count() == 1


def test_clerk_cannot_write_for_another_department(enter):
    page = enter(CLERK)
    survey_books(page)
    book, _name = open_book(page, "Excel(xlsx)")
    sheet = book.worksheets[0]
    cell_of(sheet, "ID").value = "1-1-1"
    bring(page, book)
    assert rows_of(page, "直すところ")
    assert page.get_by_role("button", name=re.compile("を取り込む$")).count() == 0


def test_office_takes_all_workbooks_at_once(enter):
    page = enter(OFFICE)
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("の調査$")).first.click()
    page.get_by_role("link", name="調査票(Excel)を配る・戻す").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="全部署の調査票をまとめて(zip)").click()
    assert waiting.value.suggested_filename.endswith(".zip")


PAGES = (
    "plan",
    "preview",
    "wrong",
    "record",
    "take-back",
    "new-plan",
    "survey",
    "list",
    "records",
    "conflict",
)


def visit(page, name):
    if name in ("plan", "preview", "wrong", "record", "take-back"):
        to_plan_book(page)
        if name == "plan":
            return
        book, _name = open_book(page, "いまの計画のブック")
        book["方針"]["D2"] = f"変えた名称 {name} {page.viewport_size['width']}"
        if name == "wrong":
            book["取組"]["A2"] = "①"
        bring(page, book)
        if name in ("record", "take-back"):
            confirm(page)
        if name == "take-back":
            page.get_by_role("link", name="この取り込みを取り消す").click()
    elif name == "survey":
        page.goto("/admin/")
        page.get_by_role("link", name=re.compile("の調査$")).first.click()
        page.get_by_role("link", name="調査票(Excel)を配る・戻す").click()
    elif name == "conflict":
        page.goto("/admin/")
        page.get_by_role("link", name=re.compile("の調査$")).first.click()
        page.get_by_role("link", name="調査票(Excel)を配る・戻す").click()
        book, _name = open_book(page, "Excel(xlsx)")
        sheet = book.worksheets[0]
        rows = range(1, sheet.max_row - header_row(sheet)[0].row + 1)
        below = next(n for n in rows if cell_of(sheet, "状態", n).value in ("未入力", "入力中", "差戻し"))
        cell_of(sheet, "課題", below).value = f"はじめの課題 {page.viewport_size['width']}"
        address = page.url
        bring(page, book)
        confirm(page)
        page.goto(address)
        cell_of(sheet, "課題", below).value = "あとの課題"
        bring(page, book)
    else:
        page.goto("/admin/")
        link = {"new-plan": "新しい計画をExcelで登録", "records": "取り込みの記録"}.get(name)
        if link:
            page.get_by_role("link", name=link).first.click()
        else:
            page.goto("/admin/organizations/department/")
            page.get_by_role("link", name="ファイルから取り込む").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_and_passes_axe(enter, name, width):
    page = enter(OFFICE, width, bypass_csp=True)
    visit(page, name)
    assert page.locator("h1").count() == 1
    assert "架空の見本" in page.locator("body").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page, options=RULES).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
