"""No page leaves the host, and Japanese is set in BIZ UDPGothic whatever fonts the machine has."""

from urllib.parse import urlsplit

import pytest

from tests.browser.addresses import ONE_OF_EACH, PAGES, PLANS

FONT = "BIZ UDPGothic"


# Adds a regular and a bold paragraph that hold each letter of the page once, and returns the fonts asked for.
PROBE = """() => {
    const asked = new Set([...document.querySelectorAll("body, body *")]
        .map(e => getComputedStyle(e).fontFamily.split(",")[0].replaceAll('"', "")));
    const letters = [...new Set(document.body.textContent.replace(/\\s/g, ""))].join("");
    for (const weight of ["p", "b"]) {
        const probe = document.body.appendChild(document.createElement(weight));
        probe.className = "probe";
        probe.textContent = letters;
    }
    return [...asked];
}"""


def fonts_drawn(page):
    """The families that Chromium itself says it drew the letters of the page with."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    probes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": ".probe"})["nodeIds"]
    drawn = [session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in probes]
    session.detach()
    assert all(sum(font["glyphCount"] for font in fonts) > 50 for fonts in drawn)
    return {font["familyName"] for fonts in drawn for font in fonts}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_page_asks_its_own_host_only_and_for_no_rare_letters(open_page, site, address):
    page = open_page(alone=True)
    page.goto(address)
    assert page.evaluate(PROBE) == [FONT]
    page.evaluate("document.fonts.ready.then(() => null)")
    assert {urlsplit(url).netloc for url in page.watch.requests} == {urlsplit(site).netloc}
    names = [urlsplit(url).path.rpartition("/")[2] for url in page.watch.requests]
    assert [name for name in names if "-rare" in name or name.endswith(".js")] == []
    assert fonts_drawn(page) == {FONT}


def test_rare_letter_is_fetched_when_it_is_needed(open_page):
    """𠮷 is not in the common slice: the page asks for the rare one, and still for no other host."""
    page = open_page(alone=True)
    page.goto("/search/?q=𠮷野家")
    assert page.evaluate(PROBE) == [FONT]
    page.evaluate("document.fonts.ready.then(() => null)")
    fetched = {part for part in ("Bold-common", "Bold-rare") for url in page.watch.requests if part in url}
    assert fetched in ({"Bold-common", "Bold-rare"}, set())  # none where the machine has the font itself
    assert fonts_drawn(page) == {FONT}


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
    assert page.locator("script, style, [style]").count() == 0
