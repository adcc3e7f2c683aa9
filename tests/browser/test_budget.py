"""What a page may cost a reader on a slow line or without JavaScript. `pytest -s` prints what each one does cost."""

import pytest

from tests.browser.addresses import (
    ONE_OF_EACH,
    PAGES,
    PLANS,
    REPORT_PAGES,
    ROADMAPS,
    YAMAGUCHI,
    YAMAGUCHI_ROADMAP,
    in_english,
)
from tests.browser.conftest import DESKTOP, PHONE

JAPANESE = {
    **ONE_OF_EACH,
    **{f"plan-{city}": address for city, address in PLANS.items()},
    **ROADMAPS,
    **REPORT_PAGES,
    "roadmap-filtered": PAGES["roadmap-filtered"],
}
PLACES = {**JAPANESE, **in_english(JAPANESE)}
MOST_BYTES = 100 * 1024
MOST_REQUESTS = 6
MOST_ELEMENTS = 6000
# Style sheets in the head are all that a page waits for before it is drawn.
BLOCKING = """() => [...performance.getEntriesByType("resource")]
    .filter(entry => entry.renderBlockingStatus === "blocking").map(entry => new URL(entry.name).pathname)"""
SHIFTS = """() => new Promise(resolve => {
    const seen = [];
    new PerformanceObserver(list => seen.push(...list.getEntries().map(entry => entry.value)))
        .observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => setTimeout(() => resolve(seen), 100));
})"""


@pytest.fixture
def cold_page(browser, site):
    """Opens an address as somebody who never was here; gives the page and the bytes of each request, head included."""
    contexts = []

    def cold_page(address, width=DESKTOP):
        context = browser.new_context(locale="ja-JP", base_url=site, viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.problems, finished = [], []
        page.on("console", lambda message: page.problems.append(message.text))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("requestfailed", lambda request: page.problems.append(f"{request.url} {request.failure}"))
        page.on("requestfinished", lambda request: finished.append(request))
        page.answer = page.goto(address, wait_until="networkidle")
        sizes = [request.sizes() for request in finished]
        return page, [size["responseBodySize"] + size["responseHeadersSize"] for size in sizes]

    yield cold_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PLACES)
def test_page_keeps_to_its_budget(cold_page, name):
    page, sizes = cold_page(PLACES[name])
    elements = page.locator("*").count()
    print(f"\n{name:32} {sum(sizes) / 1024:6.1f} KB {len(sizes):2} requests {elements:5} elements")  # noqa: T201 - for `pytest -s`
    assert page.answer.headers["content-encoding"] == "gzip"
    assert sum(sizes) <= MOST_BYTES
    assert len(sizes) <= MOST_REQUESTS
    assert elements <= MOST_ELEMENTS
    assert [path for path in page.evaluate(BLOCKING) if not path.endswith(".css")] == []
    assert page.evaluate(SHIFTS) == []
    if name.removesuffix("-en") != "not-found":  # of which Chromium itself tells the console
        assert page.problems == []


@pytest.mark.parametrize("name", PLACES)
def test_nothing_moves_while_the_page_arrives_on_a_phone(cold_page, name):
    page, _sizes = cold_page(PLACES[name], PHONE)
    assert page.evaluate(SHIFTS) == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_is_usable_without_javascript(open_page, prefix):
    """Everything folded opens, the filters filter, the search searches."""
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(f"{prefix}{YAMAGUCHI}")
    folded = page.locator("main details:not([open])")
    closed = folded.count()
    folded.first.locator("summary").click()
    assert folded.count() == closed - 1
    page.goto(f"{prefix}{YAMAGUCHI_ROADMAP}")
    form = page.locator("main form").first
    form.locator("select[name=year]").select_option("2009")
    form.locator("[type=submit]").first.click()
    assert "year=2009" in page.url
    assert page.url.split("/", 3)[3].startswith(f"{prefix}{YAMAGUCHI_ROADMAP}".removeprefix("/"))
    page.goto(f"{prefix}/search/")
    page.locator("input[name=q]:visible").last.fill("情報")
    page.locator("input[name=q]:visible").last.press("Enter")
    assert page.locator("main a").count() > 5
