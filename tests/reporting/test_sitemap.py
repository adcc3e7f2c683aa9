"""/sitemap.xml names every public page, and no other."""

from xml.etree import ElementTree

import pytest

from actions.reporting.publishing import withdraw_report
from plans.models import Plan
from tests import builders
from tests.reporting.people import make_clean_year, mend, publish
from tests.reporting.scenes import DECEMBER

pytestmark = pytest.mark.django_db
NAMES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sitemap(client):
    """Address -> when it changed, or None."""
    response = client.get("/sitemap.xml")
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    found = [
        (url.findtext(f"{NAMES}loc").removeprefix("http://testserver"), url.findtext(f"{NAMES}lastmod"))
        for url in ElementTree.fromstring(response.content)
    ]
    assert len(found) == len(dict(found))
    return dict(found)


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
    wanted = {"/", "/data/", *(f"/{plan.municipality.slug}/" for plan in plans)}
    assert set(sitemap(client)) == wanted.union(*(pages_of(plan) for plan in plans))


def test_every_address_of_the_sitemap_answers(client):
    year = make_clean_year()
    publish(year)
    own = [address for address in sitemap(client) if year.plan.slug in address]
    assert len(own) == 5 + 2 + 2
    assert {address: client.get(address).status_code for address in own} == dict.fromkeys(own, 200)


def test_sitemap_names_years_and_editions_with_their_day(client):
    year, draft, hidden = make_clean_year(), make_clean_year(), make_clean_year()
    first = publish(year)
    mend(year)
    second = publish(year, reason="写し間違い", now=DECEMBER)
    publish(hidden)
    Plan.objects.filter(pk=hidden.plan.pk).update(is_published=False)
    found = {
        address: day for address, day in sitemap(client).items() if "/reports/" in address and day is not None
    }
    assert found == {
        first.year_url: "2024-12-15",
        second.get_absolute_url(): "2024-12-15",
        first.get_absolute_url(): "2024-10-01",
    }
    assert f"{draft.plan.get_absolute_url()}reports/" in sitemap(client)


def test_withdrawal_is_a_change(client):
    year = make_clean_year()
    report = publish(year)
    withdraw_report(report, by=year.publisher, reason="やり直します。", now=DECEMBER)
    found = sitemap(client)
    assert (found[report.year_url], found[report.get_absolute_url()]) == ("2024-12-15", "2024-12-15")
