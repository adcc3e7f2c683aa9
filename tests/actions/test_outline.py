import pytest

from actions.models import ItemDepartment
from actions.outline import read_outline, read_pillars
from organizations.models import DepartmentFormerName
from tests import builders

# unique items, placements, 再掲, measures, policies, 基本施策
COUNTS = {
    "tsushima": (27, 28, 1, 17, 5, 0),
    "yamaguchi": (47, 52, 5, 16, 5, 0),
    "minami-alps": (10, 10, 0, 14, 4, 0),
    "tsukubamirai": (21, 25, 4, 11, 4, 0),
    "nagato": (57, 71, 14, 20, 4, 9),
}


@pytest.fixture
def outline_of(real_plan):
    return lambda city: read_outline(real_plan(city))


def codes(nodes):
    return [node.code for node in nodes]


@pytest.mark.parametrize("city", COUNTS)
def test_counts_are_those_of_the_document(outline_of, city):
    outline = outline_of(city)
    assert COUNTS[city] == (
        len(outline.items),
        len(outline.placements),
        outline.repeat_count,
        len(outline.measures),
        len(outline.policies),
        sum(len(policy.subpolicies) for policy in outline.policies),
    )


def test_repeated_item_is_one_item_in_several_places(outline_of):
    outline = outline_of("yamaguchi")
    places = [place for place in outline.placements if place.item.code == "2-4-1"]
    assert [(place.code, place.is_repeat) for place in places] == [("2-4-1", False), ("3-2-2", True)]
    assert places[0].item is places[1].item
    assert places[1].item.main_place is places[0]
    assert places[1].number_as_printed == "②"


def test_repeat_before_the_main_place_leads_to_the_main_place(world):
    first = builders.make_measure(world.policy, sort_order=0)
    last = builders.make_measure(world.policy, sort_order=9)
    item = builders.make_item(world.plan)
    builders.place(item, first, kind="repeat")
    builders.place(item, last, kind="main")
    row = read_outline(world.plan).items[item.id]
    assert row.main_place.measure.id == last.id


def test_repeat_keeps_its_own_printed_name_and_departments(outline_of):
    place = next(place for place in outline_of("tsushima").placements if place.is_repeat)
    assert (place.code, place.item.code) == ("3-1-1", "2-2-1")
    assert place.departments_as_printed == ["地域再生推進本部", "関係各部"]
    assert place.tags == ["再掲"]


def test_derived_place_is_no_repeat(outline_of):
    outline = outline_of("minami-alps")
    places = [place for place in outline.placements if place.item.code == "S2-2"]
    assert [(p.measure.code, p.is_derived, p.is_repeat) for p in places] == [
        ("3-4", True, False),
        ("4-1", True, False),
        ("4-2", True, False),
    ]
    assert places[0].item.main_place is places[0]


def test_unplaced_items_stand_in_the_order_of_the_plan(outline_of):
    assert codes(outline_of("minami-alps").unplaced_items) == ["S1-3", "S2-1", "S3-1"]


@pytest.mark.parametrize("city", ["tsushima", "yamaguchi", "tsukubamirai", "nagato"])
def test_every_item_of_other_plans_has_its_place(outline_of, city):
    assert outline_of(city).unplaced_items == []


def test_item_that_only_has_a_repeat_is_placed(world):
    item = builders.make_item(world.plan)
    builders.place(item, world.measure, kind="repeat")
    outline = read_outline(world.plan)
    assert outline.unplaced_items == []
    assert outline.items[item.id].main_place is None


def test_subpolicies_of_nagato_stand_under_their_policies(outline_of):
    policies = outline_of("nagato").policies
    assert [(p.code, p.number_as_printed, codes(p.subpolicies)) for p in policies] == [
        ("P1", "Ⅰ", ["1", "2", "3", "4", "5"]),
        ("P2", "Ⅱ", ["6", "7"]),
        ("P3", "Ⅲ", ["8"]),
        ("P4", "Ⅳ", ["9"]),
    ]
    assert [codes(policy.measures) for policy in policies] == [[], [], [], []]
    assert codes(policies[1].all_measures) == ["6-1", "6-2", "7-1"]


def test_item_count_of_a_policy_counts_an_item_once(outline_of):
    # P1: 42 items in 50 places. P2: 6 of its own and, repeated, 1-3-3, 1-3-4, 1-3-6, 1-3-7 and 3-3-1.
    assert [policy.item_count for policy in outline_of("nagato").policies] == [42, 11, 5, 4]


def test_order_is_the_printed_one_even_past_nine(outline_of):
    measure = next(m for m in outline_of("nagato").measures if m.code == "2-1")
    assert codes(measure.placements) == [f"2-1-{number}" for number in range(1, 12)]


def test_measures_of_yamaguchi_stand_in_their_order(outline_of):
    assert codes(outline_of("yamaguchi").measures) == [
        *("1-1", "1-2", "1-3", "1-4", "2-1", "2-2", "2-3", "2-4"),
        *("3-1", "3-2", "4-1", "4-2", "4-3", "5-1", "5-2", "5-3"),
    ]


def test_departments_stand_in_printed_order(outline_of):
    item = next(item for item in outline_of("yamaguchi").items.values() if item.code == "1-1-1")
    assert [(each.name, each.role) for each in item.departments] == [
        ("協働推進課", ""),
        ("生涯学習課", ""),
        ("行革推進課", ""),
    ]


def test_department_has_the_name_of_the_first_year_of_the_plan(world):
    world.department.name_en = "New Section"
    world.department.save()
    DepartmentFormerName.objects.create(department=world.department, name="旧課", last_fy=2022)
    ItemDepartment.objects.create(item=world.item, department=world.department)
    row = read_outline(world.plan).items[world.item.id]
    assert [(each.code, each.name, each.name_en) for each in row.departments] == [
        (world.department.code, "旧課", "")
    ]


@pytest.mark.parametrize(
    ("city", "code", "actors"),
    [
        ("tsushima", "1-1-1", ["joint"]),
        ("tsushima", "2-2-1", ["citizen", "joint"]),
        ("tsushima", "3-2-1", ["citizen", "city"]),
        ("yamaguchi", "1-1-1", ["city"]),
        ("yamaguchi", "2-1-1", ["joint"]),
        ("tsukubamirai", "1-1-1", []),
        ("nagato", "1-1-1", []),
    ],
)
def test_actors_are_those_that_are_printed(outline_of, city, code, actors):
    item = next(item for item in outline_of(city).items.values() if item.code == code)
    assert [actor.value for actor in item.actors] == actors


def test_pillars_run_across_the_measures_of_nagato(real_plan):
    plan = real_plan("nagato")
    outline = read_outline(plan)
    read_pillars(plan, outline)
    both = ["集落機能再生", "市民活動団体活性化"]
    assert {m.code: m.pillars for m in outline.measures if m.pillars} == {
        "8-1": both,
        "8-2": both,
        "9-1": both,
        "9-2": both,
    }


def test_outline_of_a_plan_holds_no_row_of_another(world):
    outline = read_outline(world.plan)
    assert codes(outline.items.values()) == [world.item.code]
    assert codes(outline.policies) == [world.policy.code]
    assert codes(outline.measures) == [world.measure.code]
    assert codes(outline.placements) == [world.place.code]


def test_empty_plan_has_an_empty_outline(world):
    outline = read_outline(builders.make_plan(world.city))
    assert (outline.policies, outline.items, outline.measures, outline.placements) == ([], {}, [], [])


@pytest.mark.parametrize("items", [1, 3, 300])
def test_outline_takes_six_queries(db, items, django_assert_num_queries):
    plan = builders.make_full_plan(items=items)
    with django_assert_num_queries(6):
        outline = read_outline(plan)
    assert len(outline.items) == items


def test_english_names_reach_every_node(world):
    world.policy.name_en, world.policy.easy_summary = "Policy", "やさしい"
    world.policy.save()
    measure = builders.make_measure(world.policy, name_en="Measure")
    item = builders.make_item(world.plan, name_en="Item")
    builders.place(item, measure, kind="main", name_as_printed="印字の名称")
    outline = read_outline(world.plan)
    (place,) = [place for place in outline.placements if place.item.id == item.id]
    policy = place.measure.policy
    assert (policy.name, policy.name_en, policy.easy_summary) == (world.policy.name, "Policy", "やさしい")
    assert (place.measure.name, place.measure.name_en) == (measure.name, "Measure")
    assert (place.name, place.name_en) == ("印字の名称", "Item")
    assert (place.item.name, place.item.name_en) == (item.name, "Item")
