"""Nothing is lost on a small screen, at 400 % zoom, or with the reader's own text spacing."""

import pytest

from tests.browser.addresses import PAGES, PLANS, ROADMAPS
from tests.browser.conftest import DESKTOP, PHONE

# WCAG 1.4.12: what a reader may set without losing content or function.
TEXT_SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }
"""

# Words that stand outside the page, or that an ancestor cuts off. What is only for screen readers is cut by
# intent, and what scrolls is not lost.
LOST_WORDS = """() => {
    const lost = [];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const node = words.currentNode;
        const parent = node.parentElement;
        if (!node.data.trim() || parent.closest(".visually-hidden, .skip-link, option")) continue;
        if (!parent.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            let [left, right] = [0, innerWidth];
            let [top, bottom] = [-scrollY, document.documentElement.scrollHeight - scrollY];
            for (let above = parent; above; above = above.parentElement) {
                const style = getComputedStyle(above);
                const frame = above.getBoundingClientRect();
                if (["auto", "scroll"].includes(style.overflowX)) [left, right] = [-1e6, 1e6];
                if (["hidden", "clip"].includes(style.overflowX)) {
                    left = Math.max(left, frame.left);
                    right = Math.min(right, frame.right);
                }
                if (["hidden", "clip"].includes(style.overflowY)) {
                    top = Math.max(top, frame.top);
                    bottom = Math.min(bottom, frame.bottom);
                }
            }
            if (box.left < left - 1 || box.right > right + 1 || box.top < top - 3 || box.bottom > bottom + 3)
                lost.push(node.data.trim().slice(0, 40));
        }
    }
    return lost;
}"""

# Text that runs over the text of another element: the boxes of two words share more than a hair.
OVERLAPPING_WORDS = """() => {
    const boxes = [];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const node = words.currentNode;
        const parent = node.parentElement;
        if (!node.data.trim() || parent.closest(".visually-hidden, thead, option, .skip-link, svg")) continue;
        if (!parent.checkVisibility({ checkVisibilityCSS: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) boxes.push([box, node.data.trim().slice(0, 30), node]);
    }
    boxes.sort((a, b) => a[0].top - b[0].top);
    const over = [];
    for (let i = 0; i < boxes.length; i++)
        for (let j = i + 1; j < boxes.length && boxes[j][0].top < boxes[i][0].bottom; j++) {
            const [a, b] = [boxes[i][0], boxes[j][0]];
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 2 && high > 6 && boxes[i][2] !== boxes[j][2]) over.push([boxes[i][1], boxes[j][1]]);
        }
    return over;
}"""


STANDING_STILL = """() => [...document.querySelectorAll("body *")]
    .filter(e => ["fixed", "sticky"].includes(getComputedStyle(e).position))
    .map(e => e.outerHTML.slice(0, 100))"""


def open_folds(page):
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")


def set_text_spacing(page):
    """As a reader's style sheet would: through the CSSOM, which the page's own CSP lets through."""
    page.evaluate(
        """css => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(css);
            document.adoptedStyleSheets = [sheet];
        }""",
        TEXT_SPACING,
    )


def width_of_document(page):
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_narrow_page_neither_scrolls_sideways_nor_loses_words(open_page, address):
    """A small phone; and 1280 × 1024 at 400 % zoom, where nothing may stand still and cover the rest."""
    page = open_page(PHONE, height=256)
    page.goto(address)
    open_folds(page)
    assert width_of_document(page) == PHONE
    assert page.evaluate(LOST_WORDS) == []
    assert page.evaluate(OVERLAPPING_WORDS) == []
    assert page.evaluate(STANDING_STILL) == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_text_spacing_loses_nothing(open_page, address, width):
    page = open_page(width)
    page.goto(address)
    open_folds(page)
    set_text_spacing(page)
    assert page.evaluate(LOST_WORDS) == []
    assert page.evaluate(OVERLAPPING_WORDS) == []
    assert width_of_document(page) == width


@pytest.mark.parametrize("width", [767, 768, 1023, 1024])
@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_roadmap_fits_a_tablet(open_page, address, width):
    """On either side of both breakpoints."""
    page = open_page(width)
    page.goto(address)
    assert width_of_document(page) == width


@pytest.mark.parametrize("city", PLANS)
def test_plan_with_folds_open_fits_a_tablet(open_page, city):
    page = open_page(768)
    page.goto(PLANS[city])
    open_folds(page)
    assert width_of_document(page) == 768
