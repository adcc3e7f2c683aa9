"""axe finds nothing on any public page in Japanese; tests/browser/every_route.py says how they are looked at."""

from tests.browser.every_route import addresses_of, faults_of


def test_axe_finds_nothing_on_any_route(page):
    addresses = addresses_of(page, "ja")
    assert faults_of(page, addresses) == []
    assert len(addresses) > 250
