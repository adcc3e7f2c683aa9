"""The transfers of April in a real browser: the CSV with one wrong line, and pages that fit, pass axe and need no mouse."""

import csv
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_admin_pages import RULES

COORDINATOR = "mihon-jimukyoku"
PAGES = ("table", "preview", "csv", "csv-preview")


def address(page):
    """The page of the city's memberships, found by the city's own record."""
    page.goto("/admin/organizations/municipality/")
    link = page.locator("#result_list a", has_text="みほん市").first.get_attribute("href")
    return f"/admin/survey/members/{re.search('[0-9]+', link)[0]}/"


def template_of(page, members):
    """The rows of the file to begin from, as lists of cells."""
    content = page.request.get(f"{members}transfers.csv").body()
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def choose_file(page, members, rows):
    output = io.StringIO(newline="")
    csv.writer(output).writerows(rows)
    page.goto(f"{members}csv/")
    file = {"name": "異動.csv", "mimeType": "text/csv", "buffer": output.getvalue().encode("cp932")}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="内容を確かめる").click()


def renewed(rows):
    """The file with 更新 for the 閲覧者, whose other rights no test of this site needs."""
    return [rows[0], *([*row[:2], "更新" if row[5] == "閲覧者" else "", *row[3:]] for row in rows[1:])]


def visit(page, name):
    members = address(page)
    page.goto(members)
    if name == "preview":
        page.get_by_role("link", name="すべてに印をつける").click()
        page.get_by_role("button", name="更新を確かめる").click()
    elif name == "csv":
        page.get_by_role("link", name="異動の表(CSV)を読み込む").click()
    elif name == "csv-preview":
        choose_file(
            page, members, [*renewed(template_of(page, members)), ["nanashi", "", "更新", "", "", "", ""]]
        )
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => null)")


def test_transfer_csv_with_one_wrong_line(open_page, demo_state):
    """One line is wrong: it is named and nothing is done; put right, the file is done whole, and then changes nothing."""
    page = open_page(storage_state=demo_state(COORDINATOR))
    members = address(page)
    before = template_of(page, members)
    rows = renewed(before)
    viewer = next(number for number, row in enumerate(rows, 1) if row[2] == "更新")
    wrong = [*rows, ["nanashi", "", "更新", "", "", "", ""]]

    choose_file(page, members, wrong)
    cells = page.get_by_role("region", name="直すところ").locator("tbody tr").all_inner_texts()
    assert len(cells) == 1
    assert cells[0].split("\t")[:3] == [f"{len(wrong)}行目", "利用者名", "nanashi"]
    assert "このままでは、1件も行いません。" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("button", name="行う").count() == 0
    assert template_of(page, members) == before

    choose_file(page, members, rows)
    line = page.get_by_role("region", name="行われること", exact=True).locator("tbody tr")
    assert line.count() == 1
    assert line.inner_text().startswith(f"{viewer}行目")
    page.get_by_role("button", name="更新1件を行う").click()
    assert "更新1件を行いました。" in page.locator(".messagelist").inner_text()

    choose_file(page, members, rows)
    assert (
        "すでにそうなっています" in page.get_by_role("region", name="行われること", exact=True).inner_text()
    )
    assert page.get_by_role("button", name="行う").count() == 0


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_page_keeps_the_policy_and_fits(open_page, demo_state, name, width):
    page = open_page(width, storage_state=demo_state(COORDINATOR))
    visit(page, name)
    assert page.locator("h1").count() == 1
    assert "架空の見本" in page.locator("body").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_page_passes_axe(open_page, demo_state, name):
    page = open_page(storage_state=demo_state(COORDINATOR), bypass_csp=True)
    visit(page, name)
    violations = Axe().run(page, options=RULES).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
