"""/sitemap.xml leads to every public page that may be listed, in both languages, and to no other."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.reporting.publishing import withdraw_report
from plans.models import Plan
from tests import builders
from tests.reporting.people import make_clean_year, mend, publish
from tests.reporting.scenes import DECEMBER

pytestmark = pytest.mark.django_db
NAMES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
HOST = "http://testserver"


def read_xml(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return ElementTree.fromstring(response.content)


def sitemaps(client):
    return [each.findtext(f"{NAMES}loc").removeprefix(HOST) for each in read_xml(client, "/sitemap.xml")]


def entries(client):
    return [url for address in sitemaps(client) for url in read_xml(client, address)]


def sitemap(client):
    """Address -> when it changed, or None; the Japanese pages."""
    found = [
        (url.findtext(f"{NAMES}loc").removeprefix(HOST), url.findtext(f"{NAMES}lastmod"))
        for url in entries(client)
    ]
    assert len(found) == len(dict(found))
    return {address: day for address, day in found if not address.startswith("/en/")}


def pages_of(plan):
    return {address for address in builders.addresses_of(plan) if address.endswith("/")}


def test_sitemap_names_every_page_of_every_published_plan(client):
    """A plan with everything, those that are there already, and beside them a hidden one and one of a city out of use."""
    builders.make_full_plan(items=2)
    hidden = [
        builders.make_full_plan(items=2, is_published=False),
        builders.make_full_plan(builders.make_city(is_in_use=False), items=2),
    ]
    plans = Plan.objects.exclude(pk__in=[plan.pk for plan in hidden])
    cities = {f"/{plan.municipality.slug}/" for plan in plans}
    wanted = {"/", "/data/", "/accessibility/", *cities}
    wanted |= {f"{city}accessibility/{page}" for city in cities for page in ("", "results/")}
    assert set(sitemap(client)) == wanted.union(*(pages_of(plan) for plan in plans))


def test_each_city_has_its_own_sitemap(client):
    builders.make_plan(builders.make_city(slug="hidden"), is_published=False)
    cities = sorted(builders.REAL_PLANS)
    assert sorted(sitemaps(client)) == sorted(
        ["/sitemap-site.xml", *(f"/sitemap-city-{city}.xml" for city in cities)]
    )
    assert client.get("/sitemap-city-hidden.xml").status_code == 404
    own = read_xml(client, "/sitemap-city-nagato.xml")
    paths = {url.findtext(f"{NAMES}loc").removeprefix(HOST).removeprefix("/en") for url in own}
    assert {path.split("/")[1] for path in paths} == {"nagato"}


def test_every_page_is_there_in_both_languages_and_names_the_other(client):
    found = {
        url.findtext(f"{NAMES}loc"): {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
        for url in entries(client)
    }
    japanese = {address for address in found if not address.startswith(f"{HOST}/en/")}
    assert set(found) == japanese | {f"{HOST}/en{address.removeprefix(HOST)}" for address in japanese}
    wrong = {
        address
        for address, links in found.items()
        for path in [address.removeprefix(HOST).removeprefix("/en")]
        if links != {"ja": HOST + path, "en": f"{HOST}/en{path}", "x-default": HOST + path}
    }
    assert wrong == set()


def test_addresses_begin_as_the_settings_say(client, settings):
    settings.SITE_URL = "https://plan.example.jp"
    index = [each.findtext(f"{NAMES}loc") for each in read_xml(client, "/sitemap.xml")]
    pages = [url.findtext(f"{NAMES}loc") for url in read_xml(client, "/sitemap-city-nagato.xml")]
    assert [each for each in index + pages if not each.startswith("https://plan.example.jp/")] == []


def test_every_address_of_the_sitemap_answers(client):
    year = make_clean_year()
    publish(year)
    own = [address for address in sitemap(client) if year.plan.slug in address]
    assert len(own) == 5 + 2 + 1
    assert {address: client.get(address).status_code for address in own} == dict.fromkeys(own, 200)


def test_sitemap_names_editions_with_their_day(client):
    """The address of the year shows the newest of them, so it is not listed beside it."""
    year, draft, hidden = make_clean_year(), make_clean_year(), make_clean_year()
    first = publish(year)
    mend(year)
    second = publish(year, reason="写し間違い", now=DECEMBER)
    publish(hidden)
    Plan.objects.filter(pk=hidden.plan.pk).update(is_published=False)
    found = {
        address: day for address, day in sitemap(client).items() if "/reports/" in address and day is not None
    }
    assert found == {second.get_absolute_url(): "2024-12-15", first.get_absolute_url(): "2024-10-01"}
    assert f"{draft.plan.get_absolute_url()}reports/" in sitemap(client)


def test_withdrawn_edition_is_not_listed(client):
    year = make_clean_year()
    report = publish(year)
    assert report.get_absolute_url() in sitemap(client)
    withdraw_report(report, by=year.publisher, reason="やり直します。", now=DECEMBER)
    assert report.get_absolute_url() not in sitemap(client)


@pytest.mark.parametrize("items", [1, 3])
def test_queries_do_not_grow_with_the_items(client, items):
    plan = builders.make_full_plan(items=items)
    counts = []
    for address in ("/sitemap.xml", "/sitemap-site.xml", f"/sitemap-city-{plan.municipality.slug}.xml"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts == [1, 0, 6]
