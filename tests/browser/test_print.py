"""What comes out of the printer: A4 landscape, the head row on every page, no controls."""

import pytest

from tests.browser.addresses import ONE_OF_EACH, PAGES, PLANS, ROADMAPS, visit
from tests.browser.pdf_reading import read_printed_pages

HEADS = {
    "roadmap-tsushima": "項目主体担当部署平成20年度2008年度平成21年度2009年度平成22年度2010年度平成23年度2011年度平成24年度以降2012年度以降1",
    "roadmap-yamaguchi": "推進項目主体担当部署平成20年度2008年度平成21年度2009年度平成22年度2010年度平成23年度2011年度平成24年度2012年度",
    "roadmap-minami-alps": "段階別の取組第1段階準備から取り組みの開始第2段階推進の促進策第3段階推進の充実強化",
    "roadmap-tsukubamirai": "取組項目担当部署令和4年度2022年度令和5年度2023年度令和6年度2024年度",
    "roadmap-nagato": "取組平成29年度2017年度平成30年度2018年度令和元年度2019年度令和2年度2020年度令和3年度2021年度",
}
A4_LANDSCAPE = (842, 595)


def print_page(page, address):
    visit(page, address)
    return read_printed_pages(page.pdf(prefer_css_page_size=True))


@pytest.mark.parametrize(("name", "head"), HEADS.items(), ids=HEADS)
def test_printed_roadmap_has_its_head_on_every_page(page, name, head):
    sheets = print_page(page, ROADMAPS[name])
    rows = page.locator(".roadmap tbody tr:has(td) th a:not(.main-place)").all_inner_texts()
    rows = ["".join(row.split()) for row in rows]
    with_rows = [sheet for sheet in sheets if any(row in sheet.text for row in rows)]
    assert len(with_rows) > 1
    assert [sheet.text for sheet in with_rows if head not in sheet.text] == []
    printed = "".join(sheet.text for sheet in sheets)
    assert [row for row in rows if row not in printed] == []


@pytest.mark.parametrize("address", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_printed_page_is_a4_landscape_in_our_font(page, address):
    sheets = print_page(page, address)
    assert {(round(sheet.width), round(sheet.height)) for sheet in sheets} == {A4_LANDSCAPE}
    assert {font for sheet in sheets for font in sheet.fonts} <= {"BIZUDPGothic-Regular", "BIZUDPGothic-Bold"}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_print_has_no_controls(page, address):
    visit(page, address)
    controls = page.locator("input:visible, select:visible, button:visible, textarea:visible")
    assert controls.count() > 0
    page.emulate_media(media="print")
    assert [control.evaluate("control => control.outerHTML") for control in controls.all()] == []
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_printed_roadmap_is_a_table_with_a_head_that_repeats(page, address):
    visit(page, address)
    page.emulate_media(media="print")
    assert page.locator(".roadmap").evaluate("e => getComputedStyle(e).display") == "table"
    assert page.locator(".roadmap thead").evaluate("e => getComputedStyle(e).display") == "table-header-group"


@pytest.mark.parametrize("city", PLANS)
def test_printed_plan_is_complete(page, city):
    """Paper cannot be unfolded: terms and statistics are printed, too."""
    sheets = print_page(page, PLANS[city])
    printed = "".join(sheet.text for sheet in sheets)
    words = page.evaluate(
        """() => [...document.querySelectorAll(".tree a:not(.to-here), .facts dd, details dt, details tbody th")]
            .map(e => e.textContent.replace(/\\s/g, "")).filter(Boolean)"""
    )
    assert len(words) > 10
    assert [word for word in words if word not in printed] == []


@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_printed_contact_is_not_torn_apart(page, address):
    """Its heading stands on the same sheet as its last words."""
    sheets = print_page(page, address)
    contact = "".join(page.locator(".contact").text_content().split())
    head, tail = contact[:8], contact[-8:]
    assert [head in sheet.text for sheet in sheets] == [tail in sheet.text for sheet in sheets]
