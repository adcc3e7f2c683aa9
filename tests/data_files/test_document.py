"""data.json: the shape that DESIGN.md promises, and the facts of the five documents."""

import json

import pytest

from actions.data_files import plan_document
from actions.models import YearlyStatus
from plans.models import Pillar, Plan
from tests import builders

CITIES = ["tsushima", "yamaguchi", "minami-alps", "tsukubamirai", "nagato"]
ITEMS = {"tsushima": 27, "yamaguchi": 47, "minami-alps": 10, "tsukubamirai": 21, "nagato": 57}
PLACES = {"tsushima": 28, "yamaguchi": 52, "minami-alps": 10, "tsukubamirai": 25, "nagato": 71}
REPEATS = {"tsushima": 1, "yamaguchi": 5, "minami-alps": 0, "tsukubamirai": 4, "nagato": 14}
MEASURES = {"tsushima": 17, "yamaguchi": 16, "minami-alps": 14, "tsukubamirai": 11, "nagato": 20}
POLICIES = {"tsushima": 5, "yamaguchi": 5, "minami-alps": 4, "tsukubamirai": 4, "nagato": 4}
CELLS = {"tsushima": 2, "yamaguchi": 209, "minami-alps": 10, "tsukubamirai": 0, "nagato": 0}
INDICATORS = {"tsushima": 0, "yamaguchi": 5, "minami-alps": 0, "tsukubamirai": 4, "nagato": 2}
FIGURES = {"tsushima": 0, "yamaguchi": 15, "minami-alps": 0, "tsukubamirai": 8, "nagato": 6}


@pytest.fixture
def document_of(client, real_plan):
    """The document as a reader of the file gets it."""

    def read(city):
        response = client.get(f"{real_plan(city).get_absolute_url()}data.json")
        return json.loads(response.content.decode("utf-8"))

    return read


def measures_of(policies):
    for policy in policies:
        yield from policy.get("measures", [])
        yield from measures_of(policy.get("subpolicies", []))


def places_of(document):
    return [place for measure in measures_of(document["policies"]) for place in measure["placements"]]


def item_of(document, code):
    return next(item for item in document["items"] if item["code"] == code)


@pytest.mark.parametrize("city", CITIES)
def test_counts_are_those_of_the_documents(document_of, city):
    document = document_of(city)
    places = places_of(document)
    counts = {
        "items": len(document["items"]),
        "places": len(places),
        "repeats": sum(place["repeat"] for place in places),
        "measures": len(list(measures_of(document["policies"]))),
        "policies": len(document["policies"]),
        "cells": sum(len(item["schedule"]) for item in document["items"]),
        "indicators": len(document["indicators"]),
        "figures": sum(len(indicator["figures"]) for indicator in document["indicators"]),
    }
    assert counts == {
        "items": ITEMS[city],
        "places": PLACES[city],
        "repeats": REPEATS[city],
        "measures": MEASURES[city],
        "policies": POLICIES[city],
        "cells": CELLS[city],
        "indicators": INDICATORS[city],
        "figures": FIGURES[city],
    }


@pytest.mark.parametrize("city", CITIES)
def test_every_part_has_the_promised_keys(document_of, city):
    document = document_of(city)
    plan, city_part = document["plan"], document["municipality"]
    assert {"municipality", "plan", "policies", "items", "indicators"} <= document.keys()
    assert {"code", "slug", "name", "prefecture"} <= city_part.keys()
    assert {"slug", "title", "start_fy", "end_fy", "open_ended", "level_labels"} <= plan.keys()
    for policy in document["policies"]:
        assert {"code", "name"} <= policy.keys()
        assert "subpolicies" in policy or "measures" in policy
    for measure in measures_of(document["policies"]):
        assert {"code", "name", "placements"} <= measure.keys()
    for place in places_of(document):
        assert {"item", "number_as_printed", "repeat"} <= place.keys()
        assert type(place["repeat"]) is bool
    for item in document["items"]:
        promised = {"code", "name", "departments", "actors", "implementers", "audiences", "tags", "schedule"}
        assert promised <= item.keys()
        assert set(item["actors"]) <= {"citizen", "city", "joint"}
        for cell in item["schedule"]:
            assert ("fiscal_year" in cell) != ("phase" in cell)
            assert {"part", "as_printed", "stage"} <= cell.keys()
    for indicator in document["indicators"]:
        assert {"code", "name", "unit", "figures"} <= indicator.keys()
        for figure in indicator["figures"]:
            assert {"fiscal_year", "kind", "value"} <= figure.keys()
            assert figure["kind"] in ("baseline", "history", "target", "actual")
            assert type(figure["fiscal_year"]) is int
            assert type(figure["value"]) in (int, float)


@pytest.mark.parametrize("city", CITIES)
def test_unknown_is_null_and_never_an_empty_text(document_of, city):
    assert '""' not in json.dumps(document_of(city), ensure_ascii=False)


@pytest.mark.parametrize("city", CITIES)
def test_every_place_names_an_item_of_the_file(document_of, city):
    document = document_of(city)
    codes = [item["code"] for item in document["items"]]
    assert len(set(codes)) == len(codes)
    assert {place["item"] for place in places_of(document)} <= set(codes)


@pytest.mark.parametrize(
    ("city", "expected"),
    [
        ("tsushima", ("422096", "対馬市", "長崎県", "action-plan-2008", 2008, None, True)),
        ("yamaguchi", ("352039", "山口市", "山口県", "promotion-plan-2009", 2009, 2017, False)),
        ("minami-alps", ("192082", "南アルプス市", "山梨県", "guidebook", None, None, None)),
        (
            "tsukubamirai",
            ("082350", "つくばみらい市", "茨城県", "implementation-plan-2022", 2022, 2024, False),
        ),
        ("nagato", ("352110", "長門市", "山口県", "action-plan-2017", 2017, 2021, False)),
    ],
)
def test_city_and_period_are_those_of_the_document(document_of, city, expected):
    document = document_of(city)
    plan, place = document["plan"], document["municipality"]
    assert expected == (
        place["code"],
        place["name"],
        place["prefecture"],
        plan["slug"],
        plan["start_fy"],
        plan["end_fy"],
        plan["open_ended"],
    )


def test_levels_of_nagato_have_four_words(document_of):
    assert document_of("nagato")["plan"]["level_labels"] == {
        "policy": "基本方針",
        "subpolicy": "基本施策",
        "measure": "個別施策",
        "item": "取組",
    }


def test_subpolicies_of_nagato_hold_the_measures(document_of):
    policies = document_of("nagato")["policies"]
    assert [(p["code"], [s["code"] for s in p["subpolicies"]], "measures" in p) for p in policies] == [
        ("P1", ["1", "2", "3", "4", "5"], False),
        ("P2", ["6", "7"], False),
        ("P3", ["8"], False),
        ("P4", ["9"], False),
    ]


def test_printed_number_is_kept(document_of):
    places = {place["code"]: place for place in places_of(document_of("tsukubamirai"))}
    assert (places["1-1-1"]["number_as_printed"], places["1-1-1"]["repeat"]) == ("①", False)
    assert (places["1-3-3"]["number_as_printed"], places["1-3-3"]["item"], places["1-3-3"]["repeat"]) == (
        "①再",
        "1-1-1",
        True,
    )


def test_item_of_yamaguchi_is_that_of_the_document(document_of):
    item = item_of(document_of("yamaguchi"), "2-3-3")
    wanted = ("name", "departments", "actors", "implementers", "audiences", "tags")
    assert {key: item[key] for key in wanted} == {
        "name": "活動事例集、協働事例集の作成",
        "departments": ["協働推進課"],
        "actors": ["joint"],
        "implementers": ["行政", "市民", "地域コミュニティ", "市民活動団体", "事業者", "教育機関"],
        "audiences": ["市民", "地域コミュニティ", "市民活動団体", "事業者", "教育機関", "行政"],
        "tags": [],
    }
    assert [(c["fiscal_year"], c["part"], c["as_printed"], c["stage"]) for c in item["schedule"]] == [
        (2009, None, "検討・実施", "検討・実施"),
        (2010, None, "実施", "実施"),
        (2011, None, "→", "実施の継続"),
        (2012, None, "→", "実施の継続"),
    ]


def test_audience_of_its_own_keeps_its_words(document_of):
    item = item_of(document_of("yamaguchi"), "2-2-5")
    assert (item["audiences"], item["audience_details"]) == (["その他"], {"その他": "小学4年生"})


def test_two_marks_of_tsushima_are_kept_with_their_parts(document_of):
    item = item_of(document_of("tsushima"), "2-2-1")
    assert item["actors"] == ["citizen", "joint"]
    cells = [
        (c["fiscal_year"], c["part"], c["as_printed"], c["stage"], c["printed_at"]) for c in item["schedule"]
    ]
    assert cells == [(2008, 1, "●", None, "3-1-1"), (2008, 4, "●", None, "3-1-1")]


def test_timing_and_tags_of_tsushima_are_kept(document_of):
    item = item_of(document_of("tsushima"), "1-1-3")
    assert (item["timing_as_printed"], item["tags"], item["departments"]) == (
        "平成20年4月21日から掲載",
        [],
        ["地域再生推進本部"],
    )


def test_item_without_a_department_has_none(document_of):
    assert item_of(document_of("tsushima"), "3-6-2")["departments"] == []


def test_unplaced_items_are_in_the_file(document_of):
    document = document_of("minami-alps")
    placed = {place["item"] for place in places_of(document)}
    assert [item["code"] for item in document["items"] if item["code"] not in placed] == [
        "S1-3",
        "S2-1",
        "S3-1",
    ]
    assert item_of(document, "S1-3")["related_measures"] == ["1-1", "1-2"]
    assert [cell["phase"] for cell in item_of(document, "S2-1")["schedule"]] == [2]


def test_figures_of_the_indicators_are_those_of_the_documents(document_of):
    def figures(city, code):
        indicator = next(i for i in document_of(city)["indicators"] if i["code"] == code)
        return indicator["unit"], [(f["fiscal_year"], f["kind"], f["value"]) for f in indicator["figures"]]

    assert figures("yamaguchi", "1") == (
        "％",
        [(2006, "baseline", 37.5), (2012, "target", 45), (2017, "target", 50)],
    )
    assert figures("tsukubamirai", "2") == ("人", [(2020, "baseline", 7), (2024, "target", 100)])
    assert figures("nagato", "2") == (
        "団体",
        [(2006, "history", 10), (2016, "baseline", 22), (2021, "target", 25)],
    )


def test_order_of_items_is_that_of_the_document(document_of):
    codes = [item["code"] for item in document_of("nagato")["items"]]
    assert codes[:5] == ["1-1-1", "1-1-2", "1-1-3", "1-1-4", "1-2-1"]
    assert codes[14:25] == [f"2-1-{number}" for number in range(1, 12)]


def test_pillars_of_the_same_rank_stand_in_one_order(world):
    """A database may give rows of the same rank in any order."""
    Pillar.objects.filter(plan=world.plan).delete()
    pillars = [Pillar.objects.create(plan=world.plan, name=name) for name in "cabed"]
    for pillar in reversed(pillars):
        world.measure.pillars.add(pillar)
    document = plan_document(world.plan)
    assert document["pillars"] == list("cabed")
    assert document["policies"][0]["measures"][0]["pillars"] == list("cabed")


def test_unpublished_year_and_internal_notes_are_not_in_the_document(world):
    world.item.internal_note = "秘密の鍵穴"
    world.item.save()
    YearlyStatus.objects.create(item=world.item, fiscal_year=2022, done="秘密の鍵穴")
    YearlyStatus.objects.create(
        item=world.item, fiscal_year=2023, done="公開", internal_note="秘密の鍵穴", is_published=True
    )
    document = plan_document(world.plan)
    assert "秘密の鍵穴" not in json.dumps(document, ensure_ascii=False)
    assert [(row["fiscal_year"], row["done"]) for row in document["progress"]] == [(2023, "公開")]


def test_unknown_figure_is_null_and_zero_is_zero(world):
    world.indicator.figures.create(fiscal_year=2023, kind="actual", value=0)
    figures = plan_document(world.plan)["indicators"][0]["figures"]
    assert [(f["fiscal_year"], f["value"]) for f in figures] == [(2022, None), (2023, 0)]


def test_file_is_json_in_utf8_that_a_person_can_read(client, real_plan):
    response = client.get(f"{real_plan('yamaguchi').get_absolute_url()}data.json")
    assert response["Content-Type"] == "application/json"
    assert "山口市協働推進プラン" in response.content.decode("utf-8")


@pytest.mark.parametrize("items", [1, 3, 300])
def test_document_takes_the_same_queries_for_every_size(db, items, django_assert_num_queries):
    plan = builders.make_full_plan(items=items)
    with django_assert_num_queries(35):
        document = plan_document(plan)
    assert len(document["items"]) == items


def test_english_names_readings_and_easy_summaries_are_given(db):
    plan = builders.make_full_plan(items=1)
    city, policy, item, indicator = (
        plan.municipality,
        plan.policies.get(),
        plan.items.get(),
        plan.indicators.get(),
    )
    empty = plan_document(plan)
    measure = next(measures_of(empty["policies"]))
    assert [empty["municipality"][key] for key in ("reading", "name_en")] == [None, None]
    assert [empty["plan"][key] for key in ("title_en", "easy_summary")] == [None, None]
    assert [empty["policies"][0][key] for key in ("name_en", "easy_summary")] == [None, None]
    assert [row["name_en"] for row in (measure, empty["items"][0], empty["indicators"][0])] == [None] * 3
    city.reading, city.name_en = "みほんし", "Mihon City"
    plan.title_en, plan.easy_summary = "Plan", "計画《けいかく》です。"
    policy.name_en, policy.easy_summary = "Policy", "方針《ほうしん》です。"
    item.name_en, indicator.name_en = "Item", "Indicator"
    for row in (city, plan, policy, item, indicator):
        row.save()
    policy.measures.update(name_en="Measure")
    document = plan_document(Plan.objects.get(pk=plan.pk))
    measure = next(measures_of(document["policies"]))
    assert [document["municipality"][key] for key in ("reading", "name_en")] == ["みほんし", "Mihon City"]
    assert [document["plan"][key] for key in ("title_en", "easy_summary")] == [
        "Plan",
        "計画《けいかく》です。",
    ]
    top = document["policies"][0]
    assert [top[key] for key in ("name_en", "easy_summary")] == ["Policy", "方針《ほうしん》です。"]
    names = [row["name_en"] for row in (measure, document["items"][0], document["indicators"][0])]
    assert names == ["Measure", "Item", "Indicator"]
