"""A report that is too large for one page: its items stand on pages of their own, each policy's together."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from actions.reporting.composing import compose
from actions.reporting.publishing import withdraw_report
from tests.page_reader import read
from tests.reporting.people import make_clean_year, mend, publish
from tests.reporting.people import page as staff_page
from tests.reporting.scenes import DECEMBER, make_large_year

pytestmark = pytest.mark.django_db
SIZES = (60, 55, 120, 40, 25)
MOST_BYTES = 100 * 1024


@pytest.fixture(scope="module")
def kept_year(rows_of_module):
    year = make_large_year(*SIZES)
    year.report = publish(year)
    return year


@pytest.fixture
def year(kept_year, db):
    return kept_year


def page_at(client, address):
    response = client.get(address)
    assert response.status_code == 200
    page = read(address, response)
    page.html = response.content.decode()
    assert [each for each in page.problems if not each.startswith("lang is en")] == []
    return page


def policy_addresses(page):
    """Those that the page of the edition names in its list, in order."""
    found = [link.partition("#")[0] for link in page.links if "/policies/" in link]
    return list(dict.fromkeys(found))


def bytes_of(page):
    """Everything the page needs, as it travels."""
    sheets = [
        Path(settings.BASE_DIR, "static", asset.removeprefix(settings.STATIC_URL).removeprefix("/static/"))
        for asset in page.assets
        if asset.endswith(".css")
    ]
    assert len(sheets) == 3
    return sum(
        len(gzip.compress(text)) for text in [page.html.encode(), *(each.read_bytes() for each in sheets)]
    )


def test_each_policy_has_pages_of_its_own(client, year):
    address = year.report.get_absolute_url()
    codes = list(year.plan.policies.values_list("code", flat=True))
    page = page_at(client, address)
    assert policy_addresses(page) == [
        f"{address}policies/{codes[0]}/",
        f"{address}policies/{codes[1]}/",
        f"{address}policies/{codes[2]}/",
        f"{address}policies/{codes[2]}/2/",
        f"{address}policies/{codes[3]}/",
        f"{address}policies/{codes[4]}/",
    ]
    cards = [page_at(client, each).html.count("<article") for each in policy_addresses(page)]
    assert cards == [60, 55, 60, 60, 40, 25]
    assert page.html.count("<article") == 0
    assert "1つにまとまったものは、PDFで読めます。" in page.text


def test_no_page_is_heavier_than_a_phone_should_carry(client, year):
    page = page_at(client, year.report.get_absolute_url())
    pages = [page, *(page_at(client, each) for each in policy_addresses(page))]
    assert [each.url for each in pages if bytes_of(each) > MOST_BYTES] == []


def test_every_item_is_found_from_the_list(client, year):
    page = page_at(client, year.report.get_absolute_url())
    ids = {each: page_at(client, each).ids for each in policy_addresses(page)}
    rows = re.findall(r'<tr id="(item-[^"]+)">\s*<th scope="row"><a href="([^"#]+)#([^"]+)">', page.html)
    assert {row for row, _address, _anchor in rows} == {f"item-{item.code}" for item in year.items}
    assert len(rows) == sum(SIZES)
    assert [row for row, address, anchor in rows if row != anchor or anchor not in ids[address]] == []


def test_what_others_cite_on_the_page_of_the_edition_is_there(client, year):
    """`#item-…` and `#policy-…` are written by search, by feeds and by readers."""
    wanted = {f"item-{item.code}" for item in year.items}
    wanted |= {f"policy-{policy.code}" for policy in year.plan.policies.all()}
    for address in (year.report.year_url, year.report.get_absolute_url()):
        assert wanted - set(page_at(client, address).ids) == set()


def test_the_pages_together_say_every_word(client, year):
    address = year.report.get_absolute_url()
    pages = [address, *policy_addresses(page_at(client, address))]
    shown = re.sub(r"\s", "", "".join(page_at(client, each).text for each in pages))
    section = next(each for each in compose(year.report.content).sections if each.id == "items")
    texts = [block["text"] for block in section.blocks if block["kind"] == "heading"]
    texts += [text for block in section.blocks for row in block.get("rows", []) for text in row]
    assert len(texts) > 6000
    assert [text for text in texts if re.sub(r"\s", "", text) not in shown] == []


def test_sitemap_names_every_page(client, year, django_assert_num_queries):
    address = f"/sitemap-city-{year.city.slug}.xml"
    with django_assert_num_queries(6):
        locations = re.findall("<loc>http://testserver([^<]*)</loc>", client.get(address).content.decode())
    assert set(policy_addresses(page_at(client, year.report.get_absolute_url()))) - set(locations) == set()


def test_machines_read_what_a_page_is_part_of(client, year):
    address = year.report.get_absolute_url()
    page = page_at(client, f"{address}policies/{year.policy.code}/")
    (thing,) = page.data[0]["@graph"]
    assert (thing["url"], thing["name"]) == (f"http://testserver{page.url}", str(year.policy))
    assert thing["isPartOf"]["@id"] == f"http://testserver{address}"


def test_measure_that_goes_on_is_named_again(client, year):
    policy = year.plan.policies.order_by("pk")[2]
    first, second, third = (str(measure) for measure in policy.measures.order_by("pk"))
    address = f"{year.report.get_absolute_url()}policies/{policy.code}/"
    named = [
        re.findall(r"<h2 id=\"measure-[^>]*>([^<]*)", page_at(client, each).html)
        for each in (address, f"{address}2/")
    ]
    assert named == [[first, second], [second, third]]


def test_headings_skip_no_level(client, year):
    page = page_at(client, f"{year.report.get_absolute_url()}policies/{year.policy.code}/")
    main = page.html.partition("<main")[2].partition("</main>")[0]
    assert list(dict.fromkeys(re.findall("<h([1-6])", main))) == ["1", "2", "3"]


def test_page_names_its_place_and_leads_on(client, year):
    address = year.report.get_absolute_url()
    policy = year.plan.policies.order_by("pk")[2]
    page = page_at(client, f"{address}policies/{policy.code}/2/")
    title = f"{year.plan.title} 進捗状況報告書 令和5年度(2023年度) 第1版 2024年10月1日公開"
    assert page.title == f"{policy.name}(2 / 2ページ) | {title} | {year.city.name} | Kyodo Portal"
    assert f"{policy.name}(2 / 2ページ)" in " ".join("".join(page.h1s).split())
    assert {f"{address}policies/{policy.code}/", address, f"{address}#index"} - set(page.links) == set()
    assert page.relations["canonical", ""] == f"http://testserver{address}policies/{policy.code}/2/"
    assert year.owner.tel in page.text
    assert page.html.count('rel="prev"') == page.html.count('rel="next"') == 1


def test_first_and_last_page_lead_one_way(client, year):
    pages = policy_addresses(page_at(client, year.report.get_absolute_url()))
    first, last = page_at(client, pages[0]).html, page_at(client, pages[-1]).html
    assert [first.count('rel="prev"'), first.count('rel="next"')] == [0, 1]
    assert [last.count('rel="prev"'), last.count('rel="next"')] == [1, 0]


def test_page_in_english(client, year):
    page = page_at(client, f"/en{year.report.get_absolute_url()}policies/{year.policy.code}/")
    assert "First page of this report" in page.text
    assert f'<span lang="ja">{year.policy}</span>' in page.html
    assert f"/en{year.report.get_absolute_url()}" in page.links


@pytest.mark.parametrize("rest", ["policies/{}/1/", "policies/{}/2/", "policies/none/", "policies/{}/0/"])
def test_pages_that_are_not_there(client, year, rest):
    assert client.get(year.report.get_absolute_url() + rest.format(year.policy.code)).status_code == 404


def test_small_report_has_none(client):
    year = make_clean_year()
    address = publish(year).get_absolute_url()
    assert policy_addresses(page_at(client, address)) == []
    assert client.get(f"{address}policies/{year.policy.code}/").status_code == 404


def test_page_asks_as_little_as_that_of_the_edition(client, year, django_assert_num_queries):
    address = year.report.get_absolute_url()
    with django_assert_num_queries(4):
        client.get(address)
    with django_assert_num_queries(3):
        client.get(f"{address}policies/{year.policy.code}/")


def test_earlier_edition_leads_to_the_one_that_replaced_it(client, year):
    mend(year)
    second = publish(year, reason="写し間違い。", now=DECEMBER)
    page = page_at(client, f"{year.report.get_absolute_url()}policies/{year.policy.code}/")
    assert "この版は正誤により改められました。" in page.text
    assert second.get_absolute_url() in page.links


def test_withdrawn_edition_shows_none_of_its_items(client, year):
    withdraw_report(year.report, by=year.publisher, reason="個人の名前が載っていたため。", now=DECEMBER)
    page = page_at(client, f"{year.report.get_absolute_url()}policies/{year.policy.code}/")
    assert "この版は取り下げられました" in page.text
    assert page.html.count("<article") == 0


def test_preview_shows_all_items_on_its_one_page(client, year):
    client.force_login(year.publisher)
    html = client.get(staff_page("survey_report_preview", year)).content.decode()
    assert html.count("<article") == sum(SIZES)
