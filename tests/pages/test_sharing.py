"""What other sites, search engines and browsers are told of a page beside what it shows."""

import struct

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.reporting.publishing import withdraw_report
from actions.sharing import pictures
from plans.models import Plan
from tests import builders
from tests.page_reader import read
from tests.reporting.people import make_clean_year, mend, publish

HOST = "http://testserver"
NAGATO = "/nagato/action-plan-2017/"


def shared(client, address):
    return read(address, client.get(address)).shared


def data_of(client, address):
    """Type -> what JSON-LD says of it."""
    (found,) = read(address, client.get(address)).data
    return {each["@type"]: each for each in found["@graph"]}


def size_of(response):
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    return struct.unpack(">II", response.content[16:24])


# ------------------------------------------------------------------ Open Graph


def test_plan_is_shared_with_its_own_picture(client, db):
    found = shared(client, NAGATO)
    page = read(NAGATO, client.get(NAGATO))
    assert found == {
        "og:site_name": "Kyodo Portal",
        "og:type": "website",
        "og:title": page.title,
        "og:description": found["og:description"],
        "og:url": f"{HOST}{NAGATO}",
        "og:locale": "ja_JP",
        "og:locale:alternate": "en_GB",
        "og:image": f"{HOST}{NAGATO}card.png",
        "og:image:alt": "長門市「第2次ながと協働アクションプラン」の名称と進み具合を示した図",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
    }
    assert "第2次ながと協働アクションプラン" in found["og:description"]


@pytest.mark.parametrize("page", ["roadmap/", "indicators/", "departments/", "reports/", "items/1-1-1-1/"])
def test_pages_of_a_plan_are_shared_with_its_picture(client, db, page):
    address = Plan.objects.get(slug="action-plan-2017").items.values_list("code", flat=True).first()
    page = f"items/{address}/" if page.startswith("items") else page
    assert shared(client, f"{NAGATO}{page}")["og:image"] == f"{HOST}{NAGATO}card.png"


@pytest.mark.parametrize("address", ["/", "/data/", "/search/?q=協働", "/nagato/"])
def test_other_pages_are_shared_with_the_picture_of_the_site(client, db, address):
    found = shared(client, address)
    assert found["og:image"] == f"{HOST}/card.png"
    assert found["og:image:alt"] == "Kyodo Portal: 市民協働の計画と進みぐあい"
    assert found["og:url"] == f"{HOST}{address.partition('?')[0]}"


def test_english_page_is_shared_in_english_with_the_same_picture(client, db):
    found = shared(client, f"/en{NAGATO}")
    assert (found["og:locale"], found["og:locale:alternate"]) == ("en_GB", "ja_JP")
    assert found["og:url"] == f"{HOST}/en{NAGATO}"
    assert found["og:image"] == f"{HOST}{NAGATO}card.png"
    assert found["og:image:alt"].startswith("Picture of the name and progress of “")


def test_edition_is_shared_with_its_own_picture(client, db):
    report = publish(make_clean_year())
    for address in (report.get_absolute_url(), report.year_url):
        found = shared(client, address)
        assert found["og:image"] == f"{HOST}{report.get_absolute_url()}card.png"
        assert found["og:url"] == f"{HOST}{report.get_absolute_url()}"
        assert "の報告の件数と、評価の割合を示した図" in found["og:image:alt"]


def test_withdrawn_edition_is_shared_without_its_picture(client, db):
    year = make_clean_year()
    report = publish(year)
    withdraw_report(report, by=year.publisher, reason="やり直します。")
    assert shared(client, report.get_absolute_url())["og:image"] == f"{HOST}/card.png"


def test_preview_is_not_shared_with_a_picture_nobody_sees(client, db):
    plan = builders.make_full_plan(is_published=False)
    client.force_login(builders.member_of(plan.municipality))
    assert shared(client, plan.get_absolute_url())["og:image"] == f"{HOST}/card.png"


def test_addresses_begin_as_the_settings_say(client, db, settings):
    settings.SITE_URL = "https://plan.example.jp"
    text = client.get(NAGATO).content.decode()
    assert f'property="og:url" content="https://plan.example.jp{NAGATO}"' in text
    assert f'content="https://plan.example.jp{NAGATO}card.png"' in text
    assert f'<link rel="canonical" href="https://plan.example.jp{NAGATO}">' in text
    assert f'"url": "https://plan.example.jp{NAGATO}"' in text


# ------------------------------------------------------------------ pictures


@pytest.mark.parametrize("address", ["/card.png", f"{NAGATO}card.png"])
def test_picture_has_the_size_that_pages_say(client, db, address):
    assert size_of(client.get(address)) == (1200, 630)


def test_picture_is_asked_for_again_and_not_sent_again(client, db, monkeypatch):
    etag = client.get(f"{NAGATO}card.png")["ETag"]
    monkeypatch.setattr(pictures.Picture, "png", property(lambda picture: pytest.fail("drawn again")))
    again = client.get(f"{NAGATO}card.png", headers={"if-none-match": etag})
    assert (again.status_code, again["ETag"], again.content) == (304, etag, b"")


def test_picture_changes_with_the_plan(client, db):
    before = client.get(f"{NAGATO}card.png")
    Plan.objects.filter(slug="action-plan-2017").update(title="あとの名称")
    after = client.get(f"{NAGATO}card.png", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


@pytest.mark.parametrize("name", ["plan", "edition"])
def test_picture_of_a_hidden_plan_is_404(client, db, name):
    year = make_clean_year()
    report = publish(year)
    address = f"{(year.plan if name == 'plan' else report).get_absolute_url()}card.png"
    assert client.get(address).status_code == 200
    Plan.objects.filter(pk=year.plan.pk).update(is_published=False)
    assert client.get(address).status_code == 404


def test_picture_in_a_preview_is_never_kept(client, db):
    plan = builders.make_plan(is_published=False)
    client.force_login(builders.member_of(plan.municipality))
    response = client.get(f"{plan.get_absolute_url()}card.png")
    assert size_of(response) == (1200, 630)
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_picture_of_the_plan_is_that_of_its_newest_report(client, db, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "actions.views.cards.plan_picture",
        lambda plan, items, report: seen.append(report) or pictures.site_picture(),
    )
    year = make_clean_year()
    address = f"{year.plan.get_absolute_url()}card.png"
    client.get(address)
    first = publish(year)
    client.get(address)
    mend(year)
    second = publish(year, reason="写し間違い")
    client.get(address)
    withdraw_report(second, by=year.publisher, reason="やり直します。")
    client.get(address)
    assert seen == [None, first, second, None]


def test_withdrawn_edition_has_no_picture(client, db):
    year = make_clean_year()
    report = publish(year)
    address = f"{report.get_absolute_url()}card.png"
    assert size_of(client.get(address)) == (1200, 630)
    withdraw_report(report, by=year.publisher, reason="やり直します。")
    assert client.get(address).status_code == 404


def test_edition_that_does_not_exist_has_no_picture(client, db):
    report = publish(make_clean_year())
    assert (
        client.get(f"{report.plan.get_absolute_url()}reports/{report.fiscal_year}/2/card.png").status_code
        == 404
    )


@pytest.mark.parametrize("items", [1, 3])
def test_queries_of_pictures(client, db, items):
    year = make_clean_year(items=items)
    planned = builders.make_full_plan(items=items)
    report = publish(year)
    counts = []
    for address in (
        "/card.png",
        f"{planned.get_absolute_url()}card.png",
        f"{year.plan.get_absolute_url()}card.png",
        f"{report.get_absolute_url()}card.png",
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts == [0, 2, 3, 2]


# ------------------------------------------------------------------ JSON-LD


def test_home_says_how_the_site_is_searched(client, db):
    site = data_of(client, "/")["WebSite"]
    assert (site["url"], site["name"], site["inLanguage"]) == (f"{HOST}/", "Kyodo Portal", "ja")
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{HOST}/search/?q={{search_term_string}}"
    english = data_of(client, "/en/")["WebSite"]
    assert (english["url"], english["inLanguage"]) == (f"{HOST}/en/", "en")


def test_plan_is_a_dataset_with_its_files(client, db):
    plan = data_of(client, NAGATO)["Dataset"]
    assert (plan["name"], plan["url"]) == ("第2次ながと協働アクションプラン", f"{HOST}{NAGATO}")
    assert plan["temporalCoverage"] == "2017-04-01/2022-03-31"
    assert plan["publisher"] == {"@type": "GovernmentOrganization", "name": "長門市", "identifier": "352110"}
    files = {
        each["contentUrl"].removeprefix(f"{HOST}{NAGATO}"): each["encodingFormat"]
        for each in plan["distribution"]
    }
    assert files["data.json"] == "application/json"
    assert files["plan.xlsx"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert files["items.csv"] == "text/csv"
    assert {client.get(f"{NAGATO}{name}").status_code for name in files} == {200}


@pytest.mark.parametrize(
    ("years", "coverage"),
    [
        ({"start_fy": 2022, "end_fy": None, "open_ended": True}, "2022-04-01/.."),
        ({"start_fy": None, "end_fy": None, "open_ended": None}, None),
    ],
)
def test_period_of_a_plan_is_not_invented(client, db, years, coverage):
    plan = builders.make_plan(**years)
    assert data_of(client, plan.get_absolute_url())["Dataset"].get("temporalCoverage") == coverage


def test_plan_is_one_thing_in_both_languages(client, db):
    found = [data_of(client, f"{prefix}{NAGATO}")["Dataset"] for prefix in ("", "/en")]
    assert [each["@id"] for each in found] == [f"{HOST}{NAGATO}"] * 2
    assert [each["url"] for each in found] == [f"{HOST}{NAGATO}", f"{HOST}/en{NAGATO}"]


def crumbs(data):
    return [
        (each["position"], each["name"], each["item"].removeprefix(HOST)) for each in data["itemListElement"]
    ]


def test_crumbs_are_those_of_the_page(client, db):
    item = Plan.objects.get(slug="action-plan-2017").items.first()
    address = f"{NAGATO}items/{item.code}/"
    data = data_of(client, address)
    assert crumbs(data["BreadcrumbList"]) == [
        (1, "ホーム", "/"),
        (2, "長門市", "/nagato/"),
        (3, "第2次ながと協働アクションプラン", NAGATO),
        (4, item.name, address),
    ]
    assert data["WebPage"]["isPartOf"]["url"] == f"{HOST}{NAGATO}"


def test_crumbs_of_an_english_page_are_english(client, db):
    found = crumbs(data_of(client, f"/en{NAGATO}departments/")["BreadcrumbList"])
    assert (found[0], found[-1]) == ((1, "Home", "/en/"), (4, "Departments", f"/en{NAGATO}departments/"))


def test_name_cannot_end_the_element_it_stands_in(client, db):
    plan = builders.make_plan(title="</script><script>alert(1)</script>&計画")
    response = client.get(plan.get_absolute_url())
    page = read("/", response)
    assert page.problems == []
    assert page.data[0]["@graph"][0]["name"] == plan.title
    assert page.shared["og:title"].startswith(plan.title)
    assert "<script>alert" not in response.content.decode()


# ------------------------------------------------------------------ robots, icons


def test_robots_may_read_all_but_the_staff_site(client, db):
    response = client.get("/robots.txt")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode() == f"User-agent: *\nDisallow: /admin/\nSitemap: {HOST}/sitemap.xml\n"
    assert client.get("/").has_header("X-Robots-Tag") is False


def test_closed_site_is_not_listed(client, db, settings):
    settings.SEARCH_ENGINES = False
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    addresses = ("/", NAGATO, f"{NAGATO}data.json", "/no-such-city/", "/card.png")
    assert {client.get(address)["X-Robots-Tag"] for address in addresses} == {"noindex"}


def test_icon_is_found_where_browsers_look(client, db):
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/img/favicon.svg")
