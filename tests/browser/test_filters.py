"""The roadmap's filters: with and without JavaScript, in the address, undone one by one."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.addresses import YAMAGUCHI_ROADMAP


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def roadmap(request, open_page):
    page = open_page(java_script_enabled=request.param)
    page.goto(YAMAGUCHI_ROADMAP)
    return page


def query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def items_shown(page):
    """The unique items of the rows; a 再掲 is a second row of one item."""
    # A click comes back when the new address is there, which may be before the table is.
    page.wait_for_load_state("domcontentloaded")
    links = page.locator(".roadmap tbody th a[href*='/items/']:not(.main-place)")
    return set(links.evaluate_all("links => links.map(link => link.getAttribute('href'))"))


def count_said(page):
    return int(page.locator(".result-count b").inner_text().removesuffix("件"))


def test_all_items_are_shown_at_first(roadmap):
    assert count_said(roadmap) == len(items_shown(roadmap)) == 47


def test_year_and_stage_combine_and_are_undone_one_by_one(roadmap):
    everything = items_shown(roadmap)
    roadmap.locator("#filter-year").select_option("2009")
    roadmap.locator("#filter-stage").select_option("検討")
    roadmap.get_by_role("button", name="絞り込む").click()
    assert {name: value for name, value in query(roadmap).items() if value} == {
        "year": "2009",
        "stage": "検討",
    }
    both = items_shown(roadmap)
    assert count_said(roadmap) == len(both)
    assert 0 < len(both) < len(everything)
    assert roadmap.locator("#filter-year").input_value() == "2009"
    assert roadmap.locator("#filter-stage").input_value() == "検討"
    column = roadmap.locator(".roadmap thead th").all_inner_texts().index("平成21年度\n2009年度")
    rows = roadmap.locator(".roadmap tbody tr:has(td)").all()
    # The row's own head is its first cell.
    assert all("検討" in row.locator("th, td").nth(column).inner_text() for row in rows)

    chips = roadmap.get_by_role("list", name="いまの条件").get_by_role("link")
    assert [chip.locator("span").first.inner_text() for chip in chips.all()[:2]] == [
        "年度: 平成21年度(2009)",
        "予定の内容: 検討",
    ]
    chips.filter(has_text="年度:").click()
    assert query(roadmap) == {"stage": "検討"}
    stage_only = items_shown(roadmap)
    assert count_said(roadmap) == len(stage_only)
    assert both < stage_only < everything

    roadmap.go_back()
    assert items_shown(roadmap) == both
    roadmap.go_back()
    assert items_shown(roadmap) == everything

    roadmap.go_forward()
    roadmap.get_by_role("link", name="すべての条件を外す").click()
    assert query(roadmap) == {}
    assert items_shown(roadmap) == everything


def test_words_narrow_the_roadmap(roadmap):
    roadmap.locator("#filter-q").fill("情報")
    roadmap.locator("#filter-q").press("Enter")
    assert query(roadmap)["q"] == "情報"
    assert 0 < count_said(roadmap) == len(items_shown(roadmap)) < 47


def test_counts_offered_are_the_counts_found(roadmap):
    """Every choice of one filter leads to as many items as it says."""
    options = roadmap.locator("#filter-stage option").all()
    said = {option.get_attribute("value"): option.inner_text() for option in options}
    del said[""]
    assert len(said) > 3
    for value, label in said.items():
        roadmap.goto(f"{YAMAGUCHI_ROADMAP}?stage={value}")
        assert label == f"{value} {len(items_shown(roadmap))}件"


def test_filter_without_hits_says_so_and_leads_back(roadmap):
    roadmap.goto(f"{YAMAGUCHI_ROADMAP}?q=ありえない言葉")
    assert count_said(roadmap) == 0
    assert roadmap.locator(".roadmap").count() == 0
    roadmap.locator(".empty a").click()
    assert count_said(roadmap) == 47


def test_search_finds_items_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/")
    page.locator("#lead-q").fill("地域交流センター")
    page.locator("#lead-q").press("Enter")
    hit = page.locator(".hits a", has_text="地域交流センターの設置").first
    assert hit.locator("mark").first.inner_text() == "地域交流センター"
    hit.click()
    assert page.locator("h1").inner_text() == "地域交流センターの設置"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_each_example_below_the_search_field_finds_something(page, number):
    page.goto("/")
    assert page.locator("#lead-hint a").count() == 3
    page.locator("#lead-hint a").nth(number).click()
    page.wait_for_url("**/search/**")
    assert page.locator(".hits li").count() > 0
