"""axe over every public page that the sitemap names, and the results of search and filters, in one language.

Each page at 320 px and at 1280 px, in the site's colours and in forced colours. What stands folded is opened first.
"""

import re
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_FILE_PATH

from tests.browser.conftest import DESKTOP, HEIGHT, PHONE
from tests.browser.test_axe import OPTIONS

OPEN_FOLDS = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
# axe stays in the page from one way of looking at it to the next.
VIOLATIONS = "options => axe.run(document, options).then(found => found.violations)"
WAYS = [(PHONE, "none"), (PHONE, "active"), (DESKTOP, "active"), (DESKTOP, "none")]

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


def faults_of(page, addresses):
    """[`rule: address (width, forced colours): where`]."""
    axe, faults = AXE_FILE_PATH.read_text(), []
    for address in addresses:
        page.goto(address, wait_until="domcontentloaded")
        page.evaluate(OPEN_FOLDS)
        page.evaluate(axe)
        for width, forced in WAYS:
            page.set_viewport_size({"width": width, "height": HEIGHT[width]})
            page.emulate_media(forced_colors=forced)
            faults += [
                f"{rule['id']}: {address} ({width}, {forced}): {node['target']}"
                for rule in page.evaluate(VIOLATIONS, OPTIONS)
                for node in rule["nodes"]
            ]
    return faults
