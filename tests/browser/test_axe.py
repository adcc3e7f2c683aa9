"""axe finds nothing, however small, on any page: its default rules, best practice, and target size."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.addresses import PAGES, PLANS, ROADMAPS, YAMAGUCHI_ROADMAP, visit
from tests.browser.conftest import DESKTOP, PHONE

# Off in axe unless asked for: WCAG 2.2's target size, and the experimental rules that concern tables.
ASKED_FOR = [
    "target-size",
    "td-has-header",
    "table-fake-caption",
    "p-as-heading",
    "label-content-name-mismatch",
]
OPTIONS = {"resultTypes": ["violations"], "rules": {rule: {"enabled": True} for rule in ASKED_FOR}}


def violations(page):
    """Each as `rule: where it was found`."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(open_page, address, width):
    page = open_page(width)
    visit(page, address)
    assert violations(page) == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("city", [city for city in PLANS if city not in ("tsushima", "tsukubamirai")])
def test_axe_finds_nothing_with_all_folds_open(open_page, city, width):
    page = open_page(width)
    visit(page, PLANS[city])
    folds = page.locator("details > summary")
    for fold in folds.all():
        fold.click()
    assert page.locator("details[open]").count() == folds.count() > 0
    assert violations(page) == []


@pytest.mark.parametrize("city", ["tsushima", "tsukubamirai"])
def test_plan_without_terms_and_statistics_has_no_fold(page, city):
    """If these plans get folds, the test above must open them."""
    visit(page, PLANS[city])
    assert page.locator("details").count() == 0


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"color_scheme": "dark"}], ids=str)
def test_axe_finds_nothing_in_the_readers_colours(open_page, options):
    page = open_page(**options)
    visit(page, YAMAGUCHI_ROADMAP)
    assert violations(page) == []


@pytest.mark.parametrize("address", ROADMAPS.values(), ids=ROADMAPS)
def test_forced_colors_keep_every_word_readable(open_page, address):
    """In forced colours each text has the reader's text, link or button colour, none that the page chose."""
    page = open_page(forced_colors="active")
    visit(page, address)
    own_colours = page.evaluate(
        """() => {
            const probe = document.body.appendChild(document.createElement("span"));
            const system = ["CanvasText", "LinkText", "VisitedText", "ActiveText", "ButtonText", "FieldText",
                            "GrayText", "MarkText", "HighlightText", "Canvas"].map(name => {
                probe.style.color = name;
                return getComputedStyle(probe).color;
            });
            probe.remove();
            return [...document.querySelectorAll("main *")]
                .filter(e => !system.includes(getComputedStyle(e).color))
                .map(e => e.outerHTML.slice(0, 100));
        }"""
    )
    assert own_colours == []
