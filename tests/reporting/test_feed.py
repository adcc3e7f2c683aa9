"""The Atom feeds: an entry for each edition, changed by its withdrawal, and nothing that is not public."""

from xml.etree import ElementTree

import pytest

from actions.reporting.gathering import gather
from actions.reporting.parts.summary import in_one_breath
from actions.reporting.publishing import withdraw_report
from actions.views import feeds
from tests import builders
from tests.reporting.people import make_clean_year, mend, publish
from tests.reporting.scenes import DECEMBER, OCTOBER, YEAR

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://testserver"


@pytest.fixture
def year():
    return make_clean_year()


def correct(year, reason="写し間違い"):
    mend(year)
    return publish(year, reason=reason, now=DECEMBER)


def address_of(year):
    return f"{year.plan.get_absolute_url()}reports/feed.atom"


def feed_at(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def entries_of(client, address):
    """(title, address, id, published, updated, author, summary) of each entry."""
    return [
        (
            entry.findtext(f"{ATOM}title"),
            entry.find(f"{ATOM}link").get("href"),
            entry.findtext(f"{ATOM}id"),
            entry.findtext(f"{ATOM}published"),
            entry.findtext(f"{ATOM}updated"),
            entry.findtext(f"{ATOM}author/{ATOM}name"),
            entry.findtext(f"{ATOM}summary"),
        )
        for entry in feed_at(client, address).iter(f"{ATOM}entry")
    ]


def test_feed_has_an_entry_for_each_edition_the_newest_first(client, year):
    first, second = publish(year), correct(year)
    addresses = [f"{SITE}{report.get_absolute_url()}" for report in (second, first)]
    city = year.city.name
    for address in (address_of(year), "/feed.atom"):
        assert entries_of(client, address) == [
            (
                f"{city}: {second.title} 第2版(正誤)",
                addresses[0],
                addresses[0],
                "2024-12-15T10:00:00+09:00",
                "2024-12-15T10:00:00+09:00",
                city,
                "写し間違い",
            ),
            (
                f"{city}: {first.title} 第1版",
                addresses[1],
                addresses[1],
                "2024-10-01T10:00:00+09:00",
                "2024-10-01T10:00:00+09:00",
                city,
                in_one_breath(first.content),
            ),
        ]


def test_first_edition_is_told_by_its_sentence(client, year):
    publish(year)
    assert entries_of(client, address_of(year))[0][-1].startswith(
        "令和5年度(2023年度)は、2件のうち2件で報告があり、2件を評価しました。"
    )


def test_withdrawal_changes_the_entry_and_keeps_its_id(client, year):
    report = publish(year)
    before = entries_of(client, address_of(year))[0]
    withdraw_report(report, by=year.publisher, reason="個人の名前が載っていたため。", now=DECEMBER)
    for address in (address_of(year), "/feed.atom"):
        assert entries_of(client, address) == [
            (
                f"【取り下げ】{before[0]}",
                *before[1:4],
                "2024-12-15T10:00:00+09:00",
                year.city.name,
                "個人の名前が載っていたため。",
            )
        ]


def test_withdrawal_of_an_earlier_edition_comes_first(client, year):
    first, second = publish(year, now=OCTOBER), correct(year)
    withdraw_report(first, by=year.publisher, reason="個人の名前が載っていたため。")
    links = [entry[1] for entry in entries_of(client, address_of(year))]
    assert links == [f"{SITE}{report.get_absolute_url()}" for report in (first, second)]


def test_feed_names_itself_its_page_and_its_city(client, year):
    publish(year)
    feed = feed_at(client, address_of(year))
    assert feed.findtext(f"{ATOM}title") == f"{year.city.name}: {year.plan.title}の進捗報告"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == year.city.name
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": f"{SITE}{year.plan.get_absolute_url()}reports/",
        "self": f"{SITE}{address_of(year)}",
    }
    site = feed_at(client, "/feed.atom")
    assert {link.get("rel"): link.get("href") for link in site.findall(f"{ATOM}link")} == {
        "alternate": f"{SITE}/",
        "self": f"{SITE}/feed.atom",
    }


def test_feed_of_a_fictional_city_says_so(client, year):
    year.city.is_fictional = True
    year.city.save()
    publish(year)
    assert feed_at(client, address_of(year)).findtext(f"{ATOM}subtitle") == year.city.notice
    for address in (address_of(year), "/feed.atom"):
        (entry,) = entries_of(client, address)
        assert (entry[0].startswith(f"{year.city.name}(架空の見本): "), entry[5]) == (
            True,
            f"{year.city.name}(架空の見本)",
        )


def test_words_of_a_reason_are_no_markup(client, year):
    publish(year)
    correct(year, reason="<b>5人 < 50人</b>")
    assert entries_of(client, address_of(year))[0][-1] == "&lt;b&gt;5人 &lt; 50人&lt;/b&gt;"


def test_what_is_not_public_is_in_no_feed(client, year):
    """Beside a report that is: a year only gathered, a report of a hidden plan, and one of a city out of use."""
    hidden, unused, draft = make_clean_year(), make_clean_year(), make_clean_year()
    shown = publish(year)
    publish(hidden)
    publish(unused)
    gather(draft.plan, YEAR)
    type(hidden.plan).objects.filter(pk=hidden.plan.pk).update(is_published=False)
    type(unused.city).objects.filter(pk=unused.city.pk).update(is_in_use=False)
    assert [entry[1] for entry in entries_of(client, "/feed.atom")] == [f"{SITE}{shown.get_absolute_url()}"]
    assert entries_of(client, address_of(draft)) == []
    assert [client.get(address_of(each)).status_code for each in (hidden, unused)] == [404, 404]


def test_feed_of_one_plan_has_nothing_of_another(client, year):
    publish(year)
    assert entries_of(client, address_of(make_clean_year())) == []


def test_empty_feed_is_the_same_every_time(client, db):
    address = f"{builders.make_plan().get_absolute_url()}reports/feed.atom"
    assert client.get(address).content == client.get(address).content
    assert feed_at(client, address).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_feed_is_not_endless(client, year, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 1)
    publish(year)
    second = correct(year)
    assert [entry[1] for entry in entries_of(client, "/feed.atom")] == [f"{SITE}{second.get_absolute_url()}"]
