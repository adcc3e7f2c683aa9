"""The roadmap is a list of cards on a phone, a table with a standing head row from 48rem, one table to readers."""

import pytest

from tests.browser.addresses import ROADMAPS, TSUSHIMA_ROADMAP, YAMAGUCHI_ROADMAP, visit
from tests.browser.conftest import DESKTOP, PHONE

# What stands in the window at the middle of a cell's own box: the cell itself, or what covers it.
IS_ON_TOP = """cell => {
    const box = cell.getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return cell.contains(seen);
}"""


def accessible_names(page, role):
    """The names of all nodes of a role in Chromium's own accessibility tree, in document order."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        node.get("name", {}).get("value", "")
        for node in nodes
        if not node["ignored"] and node["role"]["value"] == role
    ]


@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_narrow_roadmap_is_a_list_of_cards(open_page, address):
    page = open_page(PHONE)
    visit(page, address)
    head = page.locator(".roadmap thead").bounding_box()
    assert (head["width"], head["height"]) == (1, 1)
    cards = page.locator(".roadmap tbody tr:has(td)")
    assert cards.count() > 0
    side_by_side = page.evaluate(
        """() => [...document.querySelectorAll(".roadmap tbody tr:has(td)")].filter(row => {
            const boxes = [...row.children].map(cell => cell.getBoundingClientRect()).filter(box => box.height);
            return boxes.some((box, i) => i && box.top < boxes[i - 1].bottom - 1);
        }).length"""
    )
    assert side_by_side == 0


@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_narrow_roadmap_says_the_column_beside_each_value(open_page, address):
    page = open_page(PHONE)
    visit(page, address)
    unlabelled = page.evaluate(
        """() => [...document.querySelectorAll(".roadmap td")]
            .filter(cell => cell.checkVisibility() && !cell.querySelector(".cell-head")?.checkVisibility())
            .map(cell => cell.textContent)"""
    )
    assert unlabelled == []


@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_narrow_roadmap_says_of_each_item_when_or_that_nothing_is_printed(open_page, address):
    """A card without any year would leave the reader guessing."""
    page = open_page(PHONE)
    visit(page, address)
    page.locator(".roadmap").wait_for()
    silent = page.evaluate(
        """() => [...document.querySelectorAll(".roadmap tbody tr:has(td)")].filter(row => {
            const cells = [...row.querySelectorAll("td:not(.roadmap__actor, .roadmap__departments)")];
            return !cells.some(cell => cell.checkVisibility()) && !/記載なし|印は失われています/.test(row.innerText);
        }).map(row => row.innerText)"""
    )
    assert silent == []


@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_wide_roadmap_keeps_its_head_in_view(page, address):
    visit(page, address)
    table = page.locator(".roadmap")
    assert table.evaluate("table => getComputedStyle(table).display") == "table"
    page.locator(".roadmap tbody tr").last.evaluate("row => row.scrollIntoView({block: 'end'})")
    assert page.locator(".roadmap tbody").first.bounding_box()["y"] < -100
    cells = page.locator(".roadmap thead th").all()
    assert page.locator(".roadmap thead tr").first.locator("th").first.bounding_box()["y"] == 0
    for cell in cells:
        assert cell.bounding_box()["y"] >= 0
        assert cell.evaluate(IS_ON_TOP), f"covered after scrolling: {cell.inner_text()}"


def test_second_head_row_stands_right_below_the_first(page):
    """対馬's 20年度 has four sub-columns: no gap through which rows shine, nothing hidden under the year."""
    visit(page, TSUSHIMA_ROADMAP)
    page.locator(".roadmap tbody tr").last.evaluate("row => row.scrollIntoView({block: 'end'})")
    year = page.locator(".roadmap thead th[colspan='4']").bounding_box()
    whole = page.locator(".roadmap thead th[rowspan='2']").first.bounding_box()
    parts = page.locator(".roadmap__parts th")
    assert parts.count() == 4
    for part in parts.all():
        box = part.bounding_box()
        assert abs(box["y"] - (year["y"] + year["height"])) <= 1
        assert abs(box["y"] + box["height"] - (whole["y"] + whole["height"])) <= 1


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize(
    ("address", "caption", "heads", "row_heads", "rows"),
    [
        (
            YAMAGUCHI_ROADMAP,
            "山口市「山口市協働推進プラン」の年次計画",
            ["推進項目", "主体", "担当部署"]
            + [f"平成{year - 1988}年度 {year}年度" for year in range(2008, 2013)],
            5 + 16 + 52,
            1 + 5 + 16 + 52,
        ),
        (
            TSUSHIMA_ROADMAP,
            "対馬市「平成20年度 市民協働(共働)推進アクションプラン」の年次計画",
            ["項目", "主体", "担当部署"]
            + [f"平成{year - 1988}年度 {year}年度" for year in range(2008, 2012)]
            + ["平成24年度以降 2012年度以降"]
            + [f"{part}番目の小列" for part in range(1, 5)],
            None,
            None,
        ),
    ],
    ids=["yamaguchi", "tsushima"],
)
def test_roadmap_stays_a_table_to_assistive_technology(
    open_page, width, address, caption, heads, row_heads, rows
):
    """On a phone, too, where it looks like a list."""
    page = open_page(width)
    visit(page, address)
    assert accessible_names(page, "table") == [caption]
    without_spaces = ["".join(name.split()) for name in accessible_names(page, "columnheader")]
    assert without_spaces == ["".join(head.split()) for head in heads]
    names = accessible_names(page, "rowheader")
    places = page.locator(
        ".roadmap tbody tr:has(td) th a[href*='/items/']:not(.main-place)"
    ).all_inner_texts()
    assert len(places) == {"山口": 52, "対馬": 28}[caption[:2]]
    assert [place for place in places if not any(place in name for name in names)] == []
    if rows:
        assert len(names) == row_heads
        assert len(accessible_names(page, "row")) == rows
        visible_slots = page.locator(".roadmap td:visible").count()
        assert len(accessible_names(page, "cell")) == visible_slots


@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_roadmap_states_its_roles(page, address):
    """Safari forgets that a table is one when it is displayed as blocks, unless each part says so."""
    visit(page, address)
    silent = page.evaluate(
        """() => [...document.querySelectorAll(".roadmap, .roadmap :is(thead, tbody, tr, th, td)")]
            .filter(part => !part.hasAttribute("role")).map(part => part.outerHTML.slice(0, 100))"""
    )
    assert silent == []


# Go to each address of the table in turn: those that then lie under the head row, out of the window, or unmarked.
BADLY_SHOWN = """() => {
    const head = document.querySelector(".roadmap thead");
    const bad = [];
    for (const target of document.querySelectorAll(".roadmap [id]:not(caption)")) {
        if (!target.checkVisibility()) continue;
        location.hash = target.id;
        const box = target.getBoundingClientRect();
        const top = getComputedStyle(head).position === "sticky" ? head.getBoundingClientRect().bottom : 0;
        const isMarked = target.matches(":target") && parseFloat(getComputedStyle(target).outlineWidth) >= 2;
        if (box.top < top - 1 || box.top >= innerHeight || !isMarked) bad.push(target.id);
    }
    return bad;
}"""


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_what_an_address_points_to_is_seen_and_marked(open_page, width, address):
    page = open_page(width)
    visit(page, address)
    assert page.locator(".roadmap tr[id^='item-']").count() > 9
    assert page.evaluate(BADLY_SHOWN) == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_list_of_policies_leads_to_them(open_page, width):
    page = open_page(width)
    visit(page, YAMAGUCHI_ROADMAP)
    link = page.locator(".page-toc a").last
    link.click()
    head = page.locator(".roadmap__policy:target")
    assert head.inner_text().split()[-1] == link.inner_text().split()[-1]
    assert head.evaluate(IS_ON_TOP)


def test_english_roadmap_fits_a_desktop(page):
    visit(page, f"/en{YAMAGUCHI_ROADMAP}")
    assert page.evaluate("document.documentElement.scrollWidth") == DESKTOP
