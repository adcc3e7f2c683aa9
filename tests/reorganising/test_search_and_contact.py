"""Citizens find a department by every name it or its followers had, and ask the one that exists today."""

from datetime import datetime

import pytest

from actions.search import Search
from tests import builders
from tests.reorganising.scenes import (
    ARTS,
    NEW,
    NEXT_APRIL,
    SPORTS,
    abolish,
    do,
    found,
    merge,
    rename,
    split,
)
from tests.survey.people import TOKYO

# Every search counts each kind; showing departments takes no more for more of them.
QUERIES = 16
APRIL_AFTER = datetime(2026, 4, 1, 9, tzinfo=TOKYO)


def hits(query):
    """(title, reason, address) of each department found."""
    return [
        ("".join(text for text, _hit in hit.title), "".join(reasons_of(hit)), hit.url)
        for group in Search(query).groups
        if group.kind == "department"
        for hit in group.hits
    ]


def reasons_of(hit):
    return (text for _label, pieces in hit.lines for text, _hit in pieces)


def page(town, department):
    return f"{town.plan.get_absolute_url()}departments/{department.code}/"


@pytest.fixture
def named(town):
    """A town whose lead and support have names nobody else has, with a printed item each."""
    for row, name, tel in ((town.lead, "竹馬課", "000-111-1111"), (town.support, "独楽課", "")):
        row.name, row.tel = name, tel
        row.save()
        town.item(row)
    town.plan.owner, town.plan.owner_as_printed = town.lead, "竹馬課"
    town.plan.save()
    return town


@pytest.mark.parametrize("query", ["竹馬課", "凧課", "たこ 課"])
def test_renamed_department_is_found_by_both_names(named, query):
    do(rename(named.lead, "凧課", reading="たこか"))
    assert hits(query) == [("竹馬課(いま: 凧課)", "", page(named, named.lead))]


def test_merged_departments_and_the_new_one_find_each_other(named, client):
    do(merge(named.lead, named.support))
    new = found(named.city, NEW.name)
    assert set(hits("学びと文化課")) == {
        ("竹馬課", "仕事は「学びと文化課」が引き継ぎました。", page(named, named.lead)),
        ("独楽課", "仕事は「学びと文化課」が引き継ぎました。", page(named, named.support)),
        (NEW.name, "", page(named, new)),
    }
    assert {row[0] for row in hits("竹馬課")} == {"竹馬課", NEW.name}
    assert (NEW.name, "「竹馬課」の仕事を引き継いだ部署です。", page(named, new)) in hits("竹馬課")
    for _title, _reason, url in hits("学びと文化課"):
        assert client.get(url).status_code == 200


def test_only_the_names_are_japanese_on_an_english_page(named, client):
    do(merge(named.lead, named.support))
    shown = text(client, "/en/search/?q=竹馬課&kind=department")
    marked = '“<span lang="ja"><mark>竹馬課</mark></span>”'
    assert f"</b> This department took over the work of {marked}." in shown


def test_only_the_names_of_a_renamed_department_are_japanese(named, client):
    do(rename(named.lead, "凧課", reading="たこか"))
    shown = text(client, "/en/search/?q=竹馬課&kind=department")
    assert '<span lang="ja"><mark>竹馬課</mark></span> (now: <span lang="ja">凧課</span>)' in shown


def test_change_still_to_come_is_not_searched(named):
    do(merge(named.lead, named.support, day=NEXT_APRIL))
    assert [row[0] for row in hits("竹馬課")] == ["竹馬課"]
    assert hits(NEW.name) == []


def test_department_that_followed_nobody_of_the_plan_is_not_found(named):
    stranger = builders.make_department(named.city, name="独り課")
    do(merge(stranger, builders.make_department(named.city)))
    assert (hits("独り課"), hits(NEW.name)) == ([], [])


def test_unpublished_plan_is_not_found_by_a_follower(named):
    do(merge(named.lead, named.support))
    named.plan.is_published = False
    named.plan.save()
    assert (hits(NEW.name), hits("竹馬課")) == ([], [])


def test_search_takes_no_more_queries_for_more_changes(named, django_assert_num_queries):
    do(merge(named.lead, named.support))
    with django_assert_num_queries(QUERIES):
        assert len(hits("竹馬課")) == 2
    do(rename(found(named.city, NEW.name), "あとの課", day=NEXT_APRIL), now=APRIL_AFTER)
    with django_assert_num_queries(QUERIES):
        assert len(hits("竹馬課")) == 2


def text(client, address):
    return " ".join(client.get(address).content.decode().split())


def pages(town, *rest):
    base = town.plan.get_absolute_url()
    return [base, f"{base}roadmap/", f"{base}indicators/", f"{base}departments/", *rest]


def item_page(town):
    item = town.plan.items.order_by("pk").first()
    return f"{town.plan.get_absolute_url()}items/{item.code}/"


def test_printed_contact_is_shown_as_printed(client, named):
    for address in pages(named, item_page(named), page(named, named.lead)):
        shown = text(client, address)
        assert "000-111-1111" in shown
        assert "計画書に印字された連絡先です。" in shown
        assert "いま: " not in shown


def test_contact_follows_to_the_department_of_today(client, named):
    do(merge(named.lead, named.support))
    new = found(named.city, NEW.name)
    new.tel = "000-222-2222"
    new.save()
    for address in pages(named, item_page(named), page(named, named.lead), page(named, new)):
        shown = text(client, address)
        assert "000-222-2222" in shown, address
        assert '<p class="contact__name">学びと文化課</p>' in shown, address
        assert "000-111-1111" not in shown, address
        assert "計画書に印字された連絡先です" not in shown, address
    assert "竹馬課(いま: 学びと文化課)" in text(client, named.plan.get_absolute_url())


def test_follower_without_contact_says_so(client, named):
    do(merge(named.lead, named.support))
    for address in pages(named, item_page(named), page(named, named.lead)):
        shown = text(client, address)
        assert "000-111-1111" not in shown
        assert "いまの担当は「学びと文化課」です。連絡先は登録されていません。" in shown


@pytest.mark.parametrize("make", [abolish, split])
def test_nobody_to_ask_is_said_without_the_dead_number(client, named, make):
    do(make(named.lead))
    for address in pages(named, item_page(named), page(named, named.lead)):
        shown = text(client, address)
        assert "000-111-1111" not in shown, address
        assert "計画の担当だった部署は、いまはありません。" in shown, address
    assert "竹馬課(いまはない部署です)" in text(client, named.plan.get_absolute_url())


def test_renamed_owner_is_shown_under_its_name_of_today(client, named):
    do(rename(named.lead, "凧課"))
    shown = text(client, named.plan.get_absolute_url())
    assert "竹馬課(いま: 凧課)" in shown
    assert '<p class="contact__name">凧課</p>' in shown
    assert "000-111-1111" in shown
    assert "計画書に印字された連絡先です" not in shown


def test_roadmap_of_a_follower_shows_what_it_took_over(client, named):
    do(split(named.lead, items={named.plan.items.order_by("pk").first(): ARTS}))
    base = f"{named.plan.get_absolute_url()}roadmap/?department="
    shown = client.get(f"{base}{found(named.city, ARTS.name).code}").context["result"]
    assert (len(shown.item_ids), [each.value for each in shown.chosen]) == (1, [ARTS.name])
    for code in (found(named.city, SPORTS.name).code, "no-such"):
        result = client.get(f"{base}{code}").context["result"]
        assert (result.chosen, len(result.problems), len(result.item_ids)) == ([], 1, 2)
