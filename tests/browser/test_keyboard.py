"""Everything can be reached, seen and used with the keyboard alone."""

import pytest

from tests.browser.addresses import (
    NAGATO_ROADMAP,
    ONE_OF_EACH,
    PAGES,
    TSUSHIMA_ROADMAP,
    YAMAGUCHI_ROADMAP,
    visit,
)
from tests.browser.conftest import PHONE

# The focused element: where it is, how it is marked, and whether something covers it.
FOCUS = """() => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const box = at.getClientRects()[0];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const seen = document.elementFromPoint(x, y);
    return {
        what: `${at.tagName} ${(at.innerText || at.name || "").trim().slice(0, 40)}`,
        isOnBody: at === document.body,
        isInWindow: box.top >= -1 && box.bottom <= innerHeight + 1,
        isUncovered: at === seen || at.contains(seen),
        outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    };
}"""


def walk_down(page):
    """Press Tab until the focus leaves the page; one FOCUS for each stop."""
    stops = []
    for _press in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["isOnBody"]:
            return stops
        stops.append(stop)
    raise AssertionError("the focus never left the page")


def walk_up(page, presses):
    stops = []
    for _press in range(presses):
        page.keyboard.press("Shift+Tab")
        stops.append(page.evaluate(FOCUS))
    return stops


def focusable(page):
    return page.locator(
        "a[href]:visible, button:visible, input:visible, select:visible, summary:visible"
    ).count()


@pytest.mark.parametrize("address", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_skip_link_comes_first_and_leads_to_the_content(page, address):
    visit(page, address)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "本文へ移動"
    box = link.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    page.keyboard.press("Tab")
    in_content = page.evaluate(
        "document.querySelector('main').compareDocumentPosition(document.activeElement)"
        " & (Node.DOCUMENT_POSITION_CONTAINED_BY | Node.DOCUMENT_POSITION_FOLLOWING)"
    )
    assert in_content


@pytest.mark.parametrize(
    ("address", "size"),
    [
        (YAMAGUCHI_ROADMAP, {}),
        (NAGATO_ROADMAP, {}),
        (TSUSHIMA_ROADMAP, {}),
        (TSUSHIMA_ROADMAP, {"height": 500}),
        (PAGES["plan-minami-alps"], {"width": PHONE}),
        (PAGES["search-hits"], {"height": 500}),
    ],
    ids=["yamaguchi", "nagato", "tsushima", "tsushima-low-window", "plan-on-a-phone", "search-low-window"],
)
def test_focus_is_always_seen(open_page, address, size):
    """WCAG 2.4.7 and 2.4.11, downward and then upward: marked, in the window, nothing on top of it."""
    page = open_page(**size)
    visit(page, address)
    down = walk_down(page)
    up = walk_up(page, len(down))
    assert len(down) >= focusable(page)
    assert [stop["what"] for stop in up] == [stop["what"] for stop in reversed(down)]
    assert [stop["what"] for stop in down + up if stop["outline"] < 2] == []
    assert [stop["what"] for stop in down if not (stop["isInWindow"] and stop["isUncovered"])] == []
    assert [stop["what"] for stop in up if not (stop["isInWindow"] and stop["isUncovered"])] == []


@pytest.mark.parametrize("address", [YAMAGUCHI_ROADMAP, TSUSHIMA_ROADMAP], ids=["yamaguchi", "tsushima"])
def test_anchor_in_the_roadmap_is_not_hidden_under_the_head(page, address):
    """Wherever the reader has scrolled to: the link just above the window comes out from under the head."""
    visit(page, address)
    links = page.locator(".roadmap tbody th a[href*='/items/']:not(.main-place)")
    covered = []
    for number in range(5, 25):
        links.nth(number).focus()
        # The link before the focused one now lies half-way under the head row.
        links.nth(number - 1).evaluate(
            """link => {
                const head = document.querySelector(".roadmap thead").getBoundingClientRect();
                const box = link.getBoundingClientRect();
                scrollBy(0, box.top - head.height / 2 + box.height / 2);
            }"""
        )
        page.keyboard.press("Shift+Tab")
        stop = page.evaluate(FOCUS)
        if not (stop["isInWindow"] and stop["isUncovered"]):
            covered.append(stop["what"])
    assert covered == []


def test_filters_work_by_keyboard(page):
    """Type a word, choose a year by its first letters' arrow keys, and send with Enter in the word field."""
    visit(page, YAMAGUCHI_ROADMAP)
    page.locator("#filter-year").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    year = page.locator("#filter-year").input_value()
    assert year == "2009"
    while page.evaluate("document.activeElement.textContent.trim()") != "絞り込む":
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "year=2009" in page.url
    page.locator("#filter-q").focus()
    page.keyboard.type("協働推進課")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "year=2009" in page.url
    assert page.locator("#filter-q").input_value() == "協働推進課"


def test_folds_open_by_keyboard(page):
    visit(page, PAGES["plan-yamaguchi"])
    summary = page.locator("details > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None


def test_wide_table_can_be_scrolled_by_keyboard(open_page):
    """A part that scrolls sideways takes the focus, and the arrow key moves it."""
    page = open_page(PHONE)
    visit(page, PAGES["plan-nagato"])
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    wide = [
        region
        for region in page.locator(".scroll").all()
        if region.evaluate("region => region.scrollWidth > region.clientWidth")
    ]
    assert wide
    for region in wide:
        region.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("region => region.scrollLeft > 0", arg=region.element_handle())
