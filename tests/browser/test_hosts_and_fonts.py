"""No page leaves the host, and Japanese is set in BIZ UDPGothic whatever fonts the machine has."""

from urllib.parse import urlsplit

import pytest

from tests.browser.addresses import PAGES, PLANS

FONT = "BIZ UDPGothic"


def platform_fonts(page):
    """The families Chromium drew the page's words with, by the number of their letters."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    body = session.send("DOM.querySelector", {"nodeId": root, "selector": "body"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": body})["fonts"]
    session.detach()
    return {font["familyName"]: font["glyphCount"] for font in fonts}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_page_asks_only_its_own_host_and_no_rare_letters(page, site, address):
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    page.wait_for_load_state("networkidle")
    asked = page.watch.requests
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site).netloc}
    names = [urlsplit(url).path.rpartition("/")[2] for url in asked]
    assert [name for name in names if "-rare" in name] == []
    assert [name for name in names if name.endswith(".js")] == []
    fonts = platform_fonts(page)
    assert set(fonts) == {FONT}
    assert fonts[FONT] > 50


def test_rare_letter_is_fetched_when_it_is_needed(page):
    """𠮷 is not in the common slice: the page asks for the rare one, and still for no other host."""
    page.goto("/search/?q=𠮷野家", wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    assert any("Bold-rare" in url for url in page.watch.requests)
    assert set(platform_fonts(page)) == {FONT}


def test_links_to_other_hosts_are_mail_and_telephone_only(page, site):
    for address in [*PLANS.values(), "/", "/data/"]:
        page.goto(address)
        schemes = page.evaluate(
            "[...document.links].filter(a => a.host !== location.host).map(a => a.protocol)"
        )
        assert set(schemes) <= {"mailto:", "tel:"}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
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
