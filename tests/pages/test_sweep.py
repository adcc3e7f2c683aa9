"""Every public address of the five plans, asked once, and what holds on each of them."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import Client

from organizations.models import Municipality
from plans.models import Plan
from tests import builders
from tests.page_reader import Page

SEARCHES = [
    "/search/",
    "/search/?q=協働",
    "/search/?q=情報 提供",
    "/search/?q=協働推進課",
    "/search/?q=どこにもない",
]
FILTERED = [
    "/yamaguchi/promotion-plan-2009/roadmap/?actor=joint&year=H22&stage=実施&q=活動",
    "/yamaguchi/promotion-plan-2009/roadmap/?actor=xyz&year=1999",
    "/yamaguchi/promotion-plan-2009/roadmap/?q=どこにもない",
    "/tsushima/action-plan-2008/roadmap/?year=2008",
    "/minami-alps/guidebook/roadmap/?phase=2",
]


class UnknownVariables(str):
    """Stands in for string_if_invalid: notes the name of each variable that a template does not know."""

    __slots__ = ("names",)

    def __new__(cls):
        new = super().__new__(cls, "unknown template variable")
        new.names = []
        return new

    def __contains__(self, part):
        return part == "%s" or super().__contains__(part)

    def __mod__(self, variable):
        self.names.append(str(variable))
        return ""


def public_addresses():
    """Made from the rows of the database, not from links."""
    plans = Plan.objects.published().select_related("municipality")
    return [
        "/",
        "/data/",
        "/accessibility/",
        "/feed.atom",
        "/card.png",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-site.xml",
        *SEARCHES,
        *FILTERED,
        *(f"/{city.slug}/" for city in Municipality.objects.all()),
        *(
            f"/{city.slug}/accessibility/{page}"
            for city in Municipality.objects.all()
            for page in ("", "results/")
        ),
        *(f"/sitemap-city-{city.slug}.xml" for city in Municipality.objects.all()),
        *(f"{plan.get_absolute_url()}card.png" for plan in plans),
        *(address for plan in plans for address in builders.addresses_of(plan)),
    ]


@pytest.fixture(scope="session")
def visited(django_db_setup, django_db_blocker):
    """Address -> response, and address -> template variables that were not known."""
    engine = engines["django"].engine
    client = Client()
    responses, unknown = {}, {}
    with django_db_blocker.unblock():
        for address in public_addresses():
            engine.string_if_invalid = UnknownVariables()
            responses[address] = client.get(address)
            unknown[address] = engine.string_if_invalid.names
    engine.string_if_invalid = ""
    return responses, unknown


@pytest.fixture(scope="session")
def pages(visited):
    responses, _unknown = visited
    return {
        address: Page(address, response.content.decode())
        for address, response in responses.items()
        if response["Content-Type"].startswith("text/html")
    }


def test_sweep_reaches_every_address_of_the_five_plans(visited):
    # home, data guide, accessibility, feed, picture, robots, 2 sitemaps, 5 searches, 5 filtered roadmaps; 5 cities with a
    # sitemap and 2 pages on accessibility;
    # 5 plans with 5 pages, 7 files and a picture each;
    # 162 items; departments named for items: 4 in 対馬, 10 in 山口, 2 in つくばみらい
    assert len(visited[0]) == 8 + 5 + 5 + 5 * 4 + 5 * 13 + 162 + 16


def test_every_public_address_answers(visited):
    wrong = {url: response.status_code for url, response in visited[0].items() if response.status_code != 200}
    assert wrong == {}


def test_no_page_has_a_problem(pages):
    assert {url: page.problems for url, page in pages.items() if page.problems} == {}


def test_no_template_names_an_unknown_variable(visited):
    names = Counter(name for unknown in visited[1].values() for name in set(unknown))
    assert dict(names) == {}


def test_every_page_has_its_own_title(pages):
    titles = {}
    for url, page in pages.items():
        titles.setdefault(page.title, []).append(url)
    repeated = {title: urls for title, urls in titles.items() if len({u.split("?")[0] for u in urls}) > 1}
    assert repeated == {}


def test_every_fragment_points_to_an_id(pages):
    missing = set()
    for url, page in pages.items():
        for link in page.links:
            target, _, fragment = link.partition("#")
            if fragment and (target not in pages or fragment not in pages[target].ids):
                missing.add((url, link))
    assert missing == set()


def test_every_link_leads_to_a_page(visited, pages, client, db):
    targets = {link.partition("#")[0] for page in pages.values() for link in page.links}
    unknown = sorted(targets - set(visited[0]))
    assert {url: status for url in unknown if (status := client.get(url).status_code) != 200} == {}
    assert len(unknown) > 10  # filtered roadmaps of departments and of undone filters


def test_every_asset_is_a_static_file_of_ours(pages):
    assets = {asset for page in pages.values() for asset in page.assets}
    missing = [
        asset
        for asset in sorted(assets)
        if not asset.startswith("/static/") or finders.find(asset.removeprefix("/static/")) is None
    ]
    assert missing == []
    assert len(assets) >= 4


def test_every_address_has_the_strict_content_security_policy(visited):
    policies = {response["Content-Security-Policy"] for response in visited[0].values()}
    assert [sorted(policy.split("; ")) for policy in policies] == [
        [
            "base-uri 'none'",
            "connect-src 'self'",
            "default-src 'none'",
            "font-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self' data:",
            "script-src 'self'",
            "style-src 'self'",
        ]
    ]


@pytest.mark.parametrize(
    ("header", "value"),
    [("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin")],
)
def test_every_address_has_the_header(visited, header, value):
    assert {response[header] for response in visited[0].values()} == {value}


def test_no_public_address_sets_a_cookie(visited):
    assert [url for url, response in visited[0].items() if response.cookies] == []


def test_every_page_says_its_encoding(visited):
    kinds = {response["Content-Type"] for response in visited[0].values()}
    assert kinds == {
        "text/html; charset=utf-8",
        "text/csv; charset=utf-8",
        "application/json",
        "application/atom+xml; charset=utf-8",
        "application/xml",
        "image/png",
        "text/plain; charset=utf-8",
    }


def test_every_plan_page_says_that_long_texts_are_summaries(pages):
    note = "計画の名称・数値は各市の計画書のとおりです。長い文は要約です。"
    assert [url for url, page in pages.items() if note not in page.text] == []


def test_no_style_sheet_asks_another_host():
    sheets = [path for folder in settings.STATICFILES_DIRS for path in folder.rglob("*.css")]
    addresses = {
        (path.name, address)
        for path in sheets
        for address in re.findall(r"url\(\s*['\"]?([^)'\"]+)|@import\s+['\"]([^'\"]+)", path.read_text())
        for address in address
        if address
    }
    assert len(sheets) >= 3
    assert [each for each in addresses if urlsplit(each[1]).netloc or each[1].startswith("//")] == []


def test_every_file_named_in_a_style_sheet_exists():
    missing = [
        (path.name, address)
        for folder in settings.STATICFILES_DIRS
        for path in folder.rglob("*.css")
        for address in re.findall(r"url\(\s*['\"]?([^)'\"]+)", path.read_text())
        if not address.startswith("data:") and not (path.parent / address.split("#")[0]).exists()
    ]
    assert missing == []
