"""axe over every public page that the sitemap names, and the results of search and filters, in one language.

One page after the other at 320 px in the site's colours and at 1280 px in forced colours, by turns; the other language
takes the turns the other way round, so that every page is seen both ways. What stands folded is opened first.
"""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_axe import OPTIONS

OPEN_FOLDS = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"

BESIDE_THE_SITEMAP = [
    "/?order=reading",
    "/search/?q=情報",
    "/search/?q=情報&kind=item",
    "/search/?q=ありえない言葉",
    "/search/?q=情報&kind=xyz",
    "/yamaguchi/promotion-plan-2009/?easy=1",
    "/yamaguchi/promotion-plan-2009/departments/?order=reading",
    "/yamaguchi/promotion-plan-2009/roadmap/?actor=joint&year=2010",
    "/yamaguchi/promotion-plan-2009/roadmap/?actor=xyz&year=1900",
    "/mihon/kyodo-plan/roadmap/?q=ありえない言葉",
    "/mihon/kyodo-plan/reports/2024/?easy=1",
    "/mihon/kyodo-plan/no-such-page/",
]


def addresses_of(page, language):
    """Of all public pages in that language, in the order of the sitemap."""
    prefix = "/en" if language == "en" else ""
    index = page.request.get("/sitemap.xml").text()
    maps = re.findall("<loc>([^<]*)</loc>", index)
    found = [
        urlsplit(loc).path
        for each in maps
        for loc in re.findall("<loc>([^<]*)</loc>", page.request.get(each).text())
    ]
    mine = [path for path in found if path.startswith("/en/") == (language == "en")]
    return [*mine, *(f"{prefix}{address}" for address in BESIDE_THE_SITEMAP)]


def faults_of(open_page, language):
    """[`rule: address: where`] of all pages, and how many pages that were."""
    pages = [open_page(PHONE), open_page(DESKTOP, forced_colors="active")]
    if language == "en":
        pages.reverse()
    faults, addresses = [], addresses_of(pages[0], language)
    for turn, address in enumerate(addresses):
        page = pages[turn % 2]
        page.goto(address, wait_until="domcontentloaded")
        page.evaluate(OPEN_FOLDS)
        found = Axe().run(page, options=OPTIONS).response["violations"]
        faults += [f"{rule['id']}: {address}: {node['target']}" for rule in found for node in rule["nodes"]]
    return faults, len(addresses)
