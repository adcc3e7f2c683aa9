"""Filters of the search page: counted before one clicks, combined, in the address; and what to try when nothing is found."""

from urllib.parse import parse_qsl

import pytest

from actions.search import Search
from tests import builders
from tests.page_reader import read


@pytest.fixture
def two_plans(db):
    """Two plans of one city and one of another: 2, 1 and 3 of everything."""
    city = builders.make_city()
    first = builders.make_full_plan(city, items=2, word="竹とんぼ")
    second = builders.make_full_plan(city, items=1, word="竹とんぼ")
    return first, second, builders.make_full_plan(items=3, word="竹とんぼ")


def place(plan):
    return f"{plan.municipality.slug}/{plan.slug}"


def address(query):
    return dict(parse_qsl(query.removeprefix("?")))


def test_counts_offered_are_the_counts_found(two_plans):
    wrong, asked = [], 0
    for kind in ("", *(option.value for option in Search("竹とんぼ").kinds)):
        for where in ("", *(option.value for option in Search("竹とんぼ").places)):
            search = Search("竹とんぼ", kind=kind, place=where)
            for name, options in (("kind", search.kinds), ("place", search.places)):
                for option in options:
                    asked += 1
                    following = Search("竹とんぼ", **({"kind": kind, "place": where} | {name: option.value}))
                    shown = sum(len(group.hits) for group in following.groups)
                    if not option.count == following.total == shown:
                        wrong.append((kind, where, option))
    assert (wrong, asked > 100) == ([], True)


def test_city_with_several_plans_is_a_choice_of_its_own(two_plans):
    first, second, third = two_plans
    places = [option.value for option in Search("竹とんぼ").places]
    assert sorted(places) == sorted([first.municipality.slug, place(first), place(second), place(third)])
    city = Search("竹とんぼ", kind="item", place=first.municipality.slug)
    assert (city.total, [chosen.label for chosen in city.chosen]) == (3, ["種類", "計画"])


def test_filters_stand_in_every_link(two_plans, client):
    first, *_others = two_plans
    search = Search("竹とんぼ", kind="item", place=place(first))
    undone = [address(chosen.undo) for chosen in search.chosen]
    assert undone == [
        {"q": "竹とんぼ", "place": place(first)},
        {"q": "竹とんぼ", "kind": "item"},
    ]
    page = read("/search/", client.get("/search/", {"q": "竹とんぼ", "kind": "item", "place": place(first)}))
    assert "2件見つかりました。" in page.text
    assert page.problems == []


@pytest.mark.parametrize(
    ("filters", "label", "value"),
    [
        ({"kind": "図書館"}, "種類", "図書館"),
        ({"place": "no-such-city"}, "計画", "no-such-city"),
        ({"place": "a/b/c"}, "計画", "a/b/c"),
        ({"place": "/"}, "計画", "/"),
        ({"kind": "x" * 200}, "種類", "x" * 40),
    ],
)
def test_unusable_filter_is_named_and_dropped(two_plans, client, filters, label, value):
    search = Search("竹とんぼ", **filters)
    assert search.problems == [
        f"{label}「{value}」は、検索の絞り込みでは使えません。この条件を外して表示しています。"
    ]
    assert (search.chosen, search.total) == ([], Search("竹とんぼ").total)
    assert search.problems[0] in read("", client.get("/search/", {"q": "竹とんぼ"} | filters)).text


def test_hidden_plan_is_no_place(two_plans):
    hidden = builders.make_full_plan(word="竹とんぼ", is_published=False)
    assert place(hidden) not in [option.value for option in Search("竹とんぼ").places]
    assert len(Search("竹とんぼ", place=place(hidden)).problems) == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "２", "9" * 30, "1.5"])
def test_odd_page_is_the_nearest_one(two_plans, page):
    assert Search("竹とんぼ", kind="item", page=page).page_number == 1


def test_filter_that_hides_the_hits_is_named(world, client):
    builders.make_item(world.plan, name="竹とんぼ教室")
    builders.make_item(world.other.plan, name="竹とんぼ大会")
    page = read("", client.get("/search/", {"q": "竹とんぼ", "kind": "policy"}))
    assert "0件見つかりました。" in page.text
    assert "ほかの種類には2件あります" in page.text
    page = read("", client.get("/search/", {"q": "教室", "kind": "item", "place": place(world.other.plan)}))
    assert "ほかの計画には" in page.text
    search = Search("竹とんぼ教室", kind="policy", place=place(world.other.plan))
    assert [(advice.words, advice.count) for advice in search.elsewhere] == [("both", 1)]


def test_each_word_alone_says_how_much_it_finds(world, client):
    builders.make_item(world.plan, name="竹とんぼ教室")
    builders.make_item(world.plan, name="竹とんぼ大会")
    search = Search("竹とんぼ どこにもない言葉")
    assert [(a.words, a.count, address(a.address)) for a in search.alone] == [
        ("竹とんぼ", 2, {"q": "竹とんぼ"}),
        ("どこにもない言葉", 0, {}),
    ]
    assert search.without_one == []
    text = read("", client.get("/search/", {"q": search.query})).text
    assert "「竹とんぼ」だけなら2件" in text
    assert "「どこにもない言葉」は0件" in text


def test_one_word_less_is_offered_where_it_finds_something(world):
    builders.make_item(world.plan, name="竹とんぼ教室", content="凧")
    search = Search("竹とんぼ どこにもない言葉 凧")
    assert [(advice.words, advice.count) for advice in search.without_one] == [("竹とんぼ 凧", 1)]


def test_every_word_is_left_out_in_turn_where_each_finds_something(world):
    for name in ("竹とんぼ凧", "竹とんぼ独楽", "凧独楽"):
        builders.make_item(world.plan, name=name)
    search = Search("竹とんぼ 凧 独楽")
    assert [(advice.words, advice.count) for advice in search.without_one] == [
        ("凧 独楽", 1),
        ("竹とんぼ 独楽", 1),
        ("竹とんぼ 凧", 1),
    ]


def test_many_words_are_not_searched_one_by_one(world):
    words = [f"言葉{number}号" for number in range(10)]
    five, six = Search(" ".join(words[:5])), Search(" ".join(words[:6]))
    assert (len(five.alone), five.without_one) == (5, [])
    assert (six.alone, six.without_one) == ([], [])


@pytest.mark.parametrize("address", ["/search/", "roadmap/"])
def test_words_past_the_tenth_are_named(world, client, address):
    words = [f"竹とんぼ{number}号" for number in range(12)]
    said = "一度にさがせる言葉は10個までです。「竹とんぼ10号」「竹とんぼ11号」は使わずにさがしました。"
    address = address if address.startswith("/") else f"{world.plan.get_absolute_url()}{address}"
    assert said in read("", client.get(address, {"q": " ".join(words)})).text
    assert "一度にさがせる言葉は" not in read("", client.get(address, {"q": " ".join(words[:10])})).text


def test_english_page_marks_japanese_and_has_english_words(client, world):
    builders.make_item(world.plan, name="竹とんぼ教室")
    shown = " ".join(client.get("/en/search/", {"q": "竹とんぼ"}).content.decode().split())
    assert '<span lang="ja">' in shown
    assert "<mark>竹とんぼ</mark>教室</span>" in shown
    assert "1 result found." in shown
    assert "Action items" in shown
