"""Nothing is lost on a small screen, at 400 % zoom, or with the reader's own text spacing."""

import pytest

from tests.browser.addresses import PAGES, PLANS, ROADMAPS, visit
from tests.browser.conftest import DESKTOP, PHONE

# WCAG 1.4.12: what a reader may set without losing content or function.
TEXT_SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }
"""

# Every box of visible words, as [box, words, element]. Words clipped away on purpose, for screen readers, and
# the skip link, which waits above the window, are left out.
WORD_BOXES = """() => {
    const isForScreenReaders = element => {
        for (let at = element; at; at = at.parentElement)
            if (getComputedStyle(at).clipPath === "inset(50%)" || at.className === "skip-link") return true;
        return false;
    };
    const boxes = [];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const element = words.currentNode.parentElement;
        if (!words.currentNode.data.trim() || element.tagName === "OPTION") continue;
        if (!element.checkVisibility({ checkVisibilityCSS: true }) || isForScreenReaders(element)) continue;
        const range = document.createRange();
        range.selectNodeContents(words.currentNode);
        for (const box of range.getClientRects()) boxes.push([box, range.toString().trim(), element]);
    }
    return boxes;
}"""

# Words that stand outside the page, or that an ancestor cuts off. What scrolls is not lost.
LOST_WORDS = f"""() => ({WORD_BOXES})().filter(([box, , element]) => {{
    let [left, right] = [0, innerWidth];
    let [top, bottom] = [-scrollY, document.documentElement.scrollHeight - scrollY];
    for (let above = element; above; above = above.parentElement) {{
        const style = getComputedStyle(above);
        const frame = above.getBoundingClientRect();
        if (["auto", "scroll"].includes(style.overflowX)) [left, right] = [-Infinity, Infinity];
        if (["hidden", "clip"].includes(style.overflowX)) {{
            left = Math.max(left, frame.left);
            right = Math.min(right, frame.right);
        }}
        if (["hidden", "clip"].includes(style.overflowY)) {{
            top = Math.max(top, frame.top);
            bottom = Math.min(bottom, frame.bottom);
        }}
    }}
    return box.left < left - 1 || box.right > right + 1 || box.top < top - 3 || box.bottom > bottom + 3;
}}).map(([, words]) => words)"""

# Pairs of words that run over each other by more than a hair. A chart places its own words.
OVERLAPPING_WORDS = f"""() => {{
    const boxes = ({WORD_BOXES})().filter(([, , element]) => !element.closest("svg"));
    boxes.sort(([a], [b]) => a.top - b.top);
    const over = [];
    boxes.forEach(([a, words], i) => {{
        for (let j = i + 1; j < boxes.length && boxes[j][0].top < a.bottom; j++) {{
            const b = boxes[j][0];
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 2 && high > 6) over.push([words, boxes[j][1]]);
        }}
    }});
    return over;
}}"""

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
    visit(page, address)
    open_folds(page)
    assert width_of_document(page) == PHONE
    assert page.evaluate(LOST_WORDS) == []
    assert page.evaluate(OVERLAPPING_WORDS) == []
    assert page.evaluate(STANDING_STILL) == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_text_spacing_loses_nothing(open_page, address, width):
    page = open_page(width)
    visit(page, address)
    open_folds(page)
    set_text_spacing(page)
    assert page.evaluate(LOST_WORDS) == []
    assert page.evaluate(OVERLAPPING_WORDS) == []
    assert width_of_document(page) == width


@pytest.mark.parametrize("width", [768, 1024])
@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_roadmap_fits_a_tablet(open_page, address, width):
    """Upright and lying: the narrowest windows of either breakpoint."""
    page = open_page(width)
    visit(page, address)
    assert width_of_document(page) == width


@pytest.mark.parametrize("city", PLANS)
def test_plan_with_folds_open_fits_a_tablet(open_page, city):
    page = open_page(768)
    visit(page, PLANS[city])
    open_folds(page)
    assert width_of_document(page) == 768
