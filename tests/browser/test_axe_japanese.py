"""axe finds nothing on any public page in Japanese; tests/browser/every_route.py says how they are looked at."""

from tests.browser.every_route import faults_of


def test_axe_finds_nothing_on_any_route(open_page):
    faults, pages = faults_of(open_page, "ja")
    assert faults == []
    assert pages > 250
