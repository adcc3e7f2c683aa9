"""What each kind of change does to the departments, and whose work an item is afterwards."""

from datetime import date

import pytest

from actions.models import ItemHandover
from actions.reorganising.orders import NewDepartment
from actions.reorganising.taking_back import take_back
from actions.survey.assigning import last_assignment, read_asked
from organizations.department_names import DepartmentNames
from organizations.models import Department, DepartmentFormerName, DepartmentSuccession
from tests import builders
from tests.reorganising.scenes import (
    ARTS,
    NEW,
    SPORTS,
    abolish,
    do,
    found,
    merge,
    rename,
    split,
)
from tests.survey.people import NOW, YEAR, again


def successions():
    rows = DepartmentSuccession.objects.order_by("pk")
    return [(row.predecessor, row.successor, row.kind, row.from_fy) for row in rows]


def lead_of(town, item, fiscal_year):
    entry = read_asked(town.plan, fiscal_year)[item.pk]
    return entry.lead and Department.objects.get(pk=entry.lead)


# 改称


def test_renamed_department_keeps_its_former_name_until_the_year_before(town):
    old = town.lead.name
    do(rename(town.lead, "新しい課"))
    department = again(town.lead)
    assert (department.name, department.reading, department.end_fy) == ("新しい課", "あたらしいか", None)
    assert [department.name_in(year) for year in (2022, 2024, 2025, 2026)] == [
        old,
        old,
        "新しい課",
        "新しい課",
    ]


def test_english_name_does_not_outlive_the_name(town):
    town.lead.name_en = "Old Division"
    town.lead.save()
    row = do(rename(town.lead, "新しい課"))
    assert again(town.lead).name_en == ""
    take_back(row, by=None, now=NOW)
    assert again(town.lead).name_en == "Old Division"


def test_renaming_makes_no_department_and_no_succession(town):
    before = Department.objects.count()
    do(rename(town.lead))
    assert (Department.objects.count(), successions()) == (before, [])


def test_renamed_twice_has_each_name_in_its_years(town):
    old = town.lead.name
    do(rename(town.lead, "二番目の課", day=date(2024, 4, 1)))
    do(rename(town.lead, "三番目の課"))
    department = again(town.lead)
    assert [department.name_in(year) for year in (2023, 2024, 2025)] == [old, "二番目の課", "三番目の課"]


def test_change_in_the_middle_of_a_year_counts_for_the_whole_year(town):
    do(rename(town.lead, day=date(2024, 10, 1)))
    assert [row.last_fy for row in town.lead.former_names.all()] == [2023]


def test_history_says_which_change_it_was(town):
    do(rename(town.lead))
    assert town.lead.history.first().history_change_reason == "2025年4月1日の改称"
    assert DepartmentFormerName.history.first().history_change_reason == "2025年4月1日の改称"


# 統合


def test_merged_departments_end_and_the_new_one_begins(town):
    do(merge(town.lead, town.support))
    new = found(town.city, NEW.name)
    assert (new.reading, new.start_fy, new.end_fy, new.sort_order) == (NEW.reading, 2025, None, 1)
    assert [again(each).end_fy for each in (town.lead, town.support)] == [2024, 2024]
    assert successions() == [(town.lead, new, "merge", 2025), (town.support, new, "merge", 2025)]


def test_new_department_without_a_code_gets_one_nobody_has(town):
    builders.make_department(town.city, code=f"{town.lead.code}-2025")
    do(merge(town.lead, town.support))
    assert found(town.city, NEW.name).code == f"{town.lead.code}-2025-2"


def test_code_made_from_a_long_one_fits(town):
    town.lead.code = "a234567890-234567890"
    town.lead.save()
    do(merge(town.lead, town.support))
    assert found(town.city, NEW.name).code == "a234567890-2345-2025"


def test_new_department_keeps_the_code_it_is_given(town):
    do(merge(town.lead, town.support, into=ARTS))
    assert found(town.city, ARTS.name).code == "arts"


def test_department_joins_one_that_exists(town):
    before = Department.objects.count()
    do(merge(town.lead, into=town.support))
    assert Department.objects.count() == before
    assert (again(town.lead).end_fy, again(town.support).end_fy) == (2024, None)
    assert successions() == [(town.lead, town.support, "merge", 2025)]


def test_items_follow_from_the_year_of_the_merger(town):
    item = town.item(town.lead, town.support)
    do(merge(town.lead, town.support))
    assert [lead_of(town, item, year) for year in (2024, 2025)] == [town.lead, found(town.city, NEW.name)]
    assert read_asked(town.plan, 2025)[item.pk].supports == []


def test_merger_is_followed_through_a_later_one(town):
    item, third = town.item(town.lead), builders.make_department(town.city)
    do(merge(town.lead, town.support, day=date(2024, 4, 1)))
    do(merge(found(town.city, NEW.name), into=third))
    assert [lead_of(town, item, year) for year in (2023, 2024, 2025)] == [
        town.lead,
        found(town.city, NEW.name),
        third,
    ]


# 分割


def test_split_department_ends_and_its_parts_begin(town):
    do(split(town.lead))
    arts, sports = found(town.city, ARTS.name), found(town.city, SPORTS.name)
    assert [(each.code, each.start_fy) for each in (arts, sports)] == [("arts", 2025), ("sports", 2025)]
    assert again(town.lead).end_fy == 2024
    assert successions() == [(town.lead, arts, "split", 2025), (town.lead, sports, "split", 2025)]


def test_each_item_goes_where_it_was_decided(town):
    first, second, undecided = town.item(town.lead), town.item(town.lead), town.item(town.lead)
    row = do(split(town.lead, ARTS, town.support, items={first: ARTS, second: town.support}))
    arts = found(town.city, ARTS.name)
    assert [lead_of(town, item, 2025) for item in (first, second, undecided)] == [arts, town.support, None]
    assert lead_of(town, first, 2024) == town.lead
    handovers = ItemHandover.objects.order_by("pk")
    assert [(each.item, each.predecessor, each.successor, each.from_fy) for each in handovers] == [
        (first, town.lead, arts, 2025),
        (second, town.lead, town.support, 2025),
    ]
    assert {each.reorganisation for each in handovers} == {row}


def test_decided_item_follows_its_part_into_a_merger(town):
    item = town.item(town.lead)
    do(split(town.lead, day=date(2024, 4, 1), items={item: ARTS}))
    do(merge(found(town.city, ARTS.name), into=town.support))
    assert [lead_of(town, item, year) for year in (2023, 2024, 2025)] == [
        town.lead,
        found(town.city, ARTS.name),
        town.support,
    ]


def test_part_with_the_old_name_is_a_new_department(town):
    do(split(town.lead, NewDepartment(town.lead.name), SPORTS))
    old, new = town.city.departments.filter(name=town.lead.name).order_by("pk")
    assert (old.end_fy, new.start_fy, new.code) == (2024, 2025, f"{old.code}-2025")


def test_newest_handover_counts(town):
    item, third = town.item(town.lead), builders.make_department(town.city)
    for successor, from_fy in ((town.support, 2023), (third, 2025)):
        ItemHandover.objects.create(item=item, predecessor=town.lead, successor=successor, from_fy=from_fy)
    assert [lead_of(town, item, year) for year in (2022, 2024, 2025)] == [town.lead, town.support, third]


def test_item_handed_on_and_back_is_where_it_began(town):
    item = town.item(town.lead)
    for before, after, from_fy in ((town.lead, town.support, 2023), (town.support, town.lead, 2025)):
        ItemHandover.objects.create(item=item, predecessor=before, successor=after, from_fy=from_fy)
    assert [lead_of(town, item, year) for year in (2024, 2025)] == [town.support, town.lead]


def test_handover_goes_before_the_merger(town):
    handed, other = town.item(town.lead), town.item(town.lead)
    third = builders.make_department(town.city)
    ItemHandover.objects.create(item=handed, predecessor=town.lead, successor=third, from_fy=2023)
    do(merge(town.lead, into=town.support))
    assert [lead_of(town, item, 2025) for item in (handed, other)] == [third, town.support]


def test_handover_of_another_item_says_nothing(town):
    item, other = town.item(town.lead), town.item(town.lead)
    ItemHandover.objects.create(item=other, predecessor=town.lead, successor=town.support, from_fy=2023)
    assert lead_of(town, item, 2025) == town.lead


def test_last_answer_is_proposed_to_the_department_the_item_went_to(town):
    item = town.item()
    town.answer("confirmed", item=item, fiscal_year=YEAR - 1)
    do(split(town.lead, items={item: SPORTS}))
    town.opened(now=NOW)
    sports = found(town.city, SPORTS.name)
    assert last_assignment(town.round(), 2025) == {item.pk: sports.pk}


# 廃止


def test_abolished_department_ends_and_nobody_follows(town):
    do(abolish(town.lead))
    assert (again(town.lead).end_fy, successions()) == (2024, [])


def test_abolished_department_is_asked_for_nothing(town):
    item, shared = town.item(town.lead), town.item(town.lead, town.support)
    do(abolish(town.lead))
    assert [lead_of(town, each, 2025) for each in (item, shared)] == [None, None]
    assert lead_of(town, item, 2024) == town.lead


def test_abolished_department_is_proposed_for_nothing(town):
    gone, stays = town.item(), town.item()
    town.answer("confirmed", item=gone, fiscal_year=YEAR - 1)
    town.answer("confirmed", item=stays, fiscal_year=YEAR - 1, department=town.support)
    do(abolish(town.lead))
    assert last_assignment(town.round(), 2025) == {stays.pk: town.support.pk}


def test_follower_that_is_abolished_is_asked_for_nothing(town):
    item = town.item(town.lead)
    do(merge(town.lead, into=town.support, day=date(2024, 4, 1)))
    do(abolish(town.support))
    assert [lead_of(town, item, year) for year in (2023, 2024, 2025)] == [town.lead, town.support, None]


@pytest.mark.parametrize("items", [1, 5])
def test_asking_takes_three_queries(town, django_assert_num_queries, items):
    for _each in range(items):
        item = town.item(town.lead, town.support)
        ItemHandover.objects.create(item=item, predecessor=town.lead, successor=town.support, from_fy=2023)
    with django_assert_num_queries(3):
        read_asked(town.plan, 2025)


def test_what_was_entered_is_kept(town):
    person = town.coordinator()
    row = again(do(merge(town.lead, town.support), by=person))
    assert (row.municipality, row.kind, str(row), row.from_fy) == (
        town.city,
        "merge",
        "2025年4月1日の統合",
        2025,
    )
    assert list(row.departments.all()) == [town.lead, town.support]
    assert (row.entered_at, row.entered_by, row.carried_out_at, row.carried_out_by) == (
        NOW,
        person,
        NOW,
        person,
    )
    assert row.details["successors"] == [{"name": NEW.name, "reading": NEW.reading, "code": ""}]
    assert [(entry["model"], entry["what"]) for entry in row.changes] == [
        ("organizations.Department", "create"),
        ("organizations.Department", "change"),
        ("organizations.DepartmentSuccession", "create"),
        ("organizations.Department", "change"),
        ("organizations.DepartmentSuccession", "create"),
    ]


def test_supporting_department_does_not_lead_in_place_of_one_that_is_gone(town):
    item, shared = town.item(town.lead, town.support), town.item(town.lead, town.support)
    do(split(town.lead, items={shared: ARTS}))
    assert [lead_of(town, each, 2025) for each in (item, shared)] == [None, found(town.city, ARTS.name)]


def test_name_is_found_among_those_there_are_that_day(town):
    name = town.lead.name
    do(split(town.lead, NewDepartment(name), ARTS))
    new = town.city.departments.get(name=name, start_fy=2025)
    names = DepartmentNames(town.city)
    assert names.find(name, date(2025, 4, 1)) == (new, "")
    assert names.find(name, date(2025, 3, 31)) == (town.lead, "")
    builders.make_department(town.city, name=name)
    assert (
        DepartmentNames(town.city).find(name, date(2025, 4, 1))[1].startswith("同じ名前の部署が2つあります。")
    )
