"""No page leaves the host or fetches a font; Japanese is set in BIZ UDPGothic where the machine has it."""

from urllib.parse import urlsplit

import pytest

from tests.browser.addresses import ONE_OF_EACH, PAGES, PLANS, REPORT_PAGES, in_english

FONT = "BIZ UDPGothic"
EVERY_KIND = {**PAGES, **REPORT_PAGES, **in_english({**ONE_OF_EACH, **REPORT_PAGES})}


# Adds a regular and a bold paragraph that hold each letter of the page once, and returns the fonts asked for.
PROBE = """() => {
    const asked = new Set([...document.querySelectorAll("body, body *")]
        .map(e => getComputedStyle(e).fontFamily.split(",")[0].replaceAll('"', "")));
    const letters = [...new Set(document.body.textContent.replace(/\\s/g, ""))].join("");
    for (const weight of ["p", "b"]) {
        const probe = document.body.appendChild(document.createElement(weight));
        probe.className = "probe";
        probe.textContent = letters;
        probe.scrollIntoView();
    }
    return [...asked];
}"""
# Every element with words of its own: its size in pixels as drawn (a chart may be scaled), weight and words.
LETTERS = """() => [...document.querySelectorAll("body *")]
    .filter(e => e.checkVisibility() && !e.closest(".visually-hidden")
        && [...e.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .map(e => {
        const style = getComputedStyle(e), scale = e.getScreenCTM ? e.getScreenCTM().a : 1;
        return [parseFloat(style.fontSize) * scale, style.fontWeight, e.textContent.trim().slice(0, 20)];
    })"""
BODY_TEXT = """() => [document.body, ...document.querySelectorAll("main > p, main section > p")]
    .map(e => getComputedStyle(e))
    .filter(style => parseFloat(style.fontSize) >= 16)
    .map(style => [parseFloat(style.fontSize), parseFloat(style.lineHeight) / parseFloat(style.fontSize)])"""


def fonts_drawn(page):
    """The families that Chromium itself says it drew the letters of the page with."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    probes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": ".probe"})["nodeIds"]
    drawn = [session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in probes]
    session.detach()
    assert [fonts for fonts in drawn if sum(font["glyphCount"] for font in fonts) <= 40] == []
    return {font["familyName"] for fonts in drawn for font in fonts}


@pytest.mark.parametrize("address", EVERY_KIND.values(), ids=EVERY_KIND)
def test_page_asks_its_own_host_only_and_for_no_font_or_script(open_page, site, address):
    page = open_page(alone=True)
    kinds = []
    page.on("request", lambda request: kinds.append(request.resource_type))
    page.goto(address)
    assert page.evaluate(PROBE) == [FONT]
    assert {urlsplit(url).netloc for url in page.watch.requests} == {urlsplit(site).netloc}
    assert set(kinds) <= {"document", "stylesheet", "image", "other"}  # other: the icon
    assert page.evaluate("document.fonts.size") == 0
    assert fonts_drawn(page) == {FONT}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", EVERY_KIND.values(), ids=EVERY_KIND)
def test_letters_are_large_enough_and_of_two_weights(open_page, address, width):
    page = open_page(width)
    page.goto(address)
    letters = page.evaluate(LETTERS)
    assert [each for each in letters if each[0] < 14] == []
    assert {weight for _size, weight, _words in letters} <= {"400", "700"}
    assert len(letters) > 10


@pytest.mark.parametrize("address", EVERY_KIND.values(), ids=EVERY_KIND)
def test_body_text_is_set_for_reading(page, address):
    page.goto(address)
    body, *paragraphs = page.evaluate(BODY_TEXT)
    assert 16 <= body[0] <= 17
    assert {round(leading, 2) for _size, leading in [body, *paragraphs]} == {1.7}


def test_links_to_other_hosts_are_mail_and_telephone_only(page, site):
    for address in [*PLANS.values(), "/", "/data/"]:
        page.goto(address)
        schemes = page.evaluate(
            "[...document.links].filter(a => a.host !== location.host).map(a => a.protocol)"
        )
        assert set(schemes) <= {"mailto:", "tel:"}


@pytest.mark.parametrize("address", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_page_carries_a_strict_policy_and_no_inline_code(page, address):
    answer = page.goto(address)
    policy = dict(
        part.strip().split(" ", 1)
        for part in answer.headers["content-security-policy"].split(";")
        if " " in part
    )
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert policy["script-src"] == "'self'"
    runs = 'script:not([type="application/ld+json"]), style, [style]'  # data is no code
    assert page.locator(runs).count() == 0
