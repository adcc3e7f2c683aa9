"""Who did the work in a year, and under which name; and who does it today."""

from datetime import date

import pytest

from actions.models import ItemHandover
from actions.responsible import department_names_in_year, present_departments
from tests import builders
from tests.reorganising.scenes import ARTS, NEW, SPORTS, abolish, do, found, merge, rename, split
from tests.survey.people import YEAR


def name_of(town, answer):
    return department_names_in_year(town.plan, [answer])[answer.pk]


def answered_by(town, name, *, item=None, fiscal_year=YEAR):
    return town.answer(
        "confirmed", item=item or town.item(), fiscal_year=fiscal_year, department=found(town.city, name)
    )


def test_past_year_keeps_the_name_of_that_year(town):
    old = town.lead.name
    answers = [town.answer("confirmed", fiscal_year=year) for year in (2023, 2024)]
    do(rename(town.lead, "新しい課"))
    answers.append(town.answer("blank", fiscal_year=2025, department=town.lead))
    names = department_names_in_year(town.plan, answers)
    assert [names[answer.pk] for answer in answers] == [old, old, "新しい課"]


def test_department_that_was_merged_since_keeps_its_name(town):
    answer = town.answer("confirmed")
    do(merge(town.lead, town.support))
    assert name_of(town, answer) == town.lead.name


def test_answer_given_after_the_merger_has_the_name_of_the_year_before(town):
    first, second = town.item(town.lead), town.item(town.support)
    do(merge(town.lead, town.support))
    assert name_of(town, answered_by(town, NEW.name, item=first)) == town.lead.name
    assert name_of(town, answered_by(town, NEW.name, item=second)) == town.support.name


def test_year_of_the_merger_has_the_new_name(town):
    item = town.item(town.lead)
    do(merge(town.lead, town.support))
    assert name_of(town, answered_by(town, NEW.name, item=item, fiscal_year=2025)) == NEW.name


def test_answer_given_after_the_split_has_the_name_of_the_year_before(town):
    decided, undecided = town.item(town.lead), town.item(town.lead)
    do(split(town.lead, items={decided: ARTS}))
    assert name_of(town, answered_by(town, ARTS.name, item=decided)) == town.lead.name
    assert name_of(town, answered_by(town, SPORTS.name, item=undecided)) == town.lead.name


def test_supporting_department_that_answers_by_now(town):
    item = town.item(builders.make_department(town.city), town.lead)
    do(merge(town.lead, town.support))
    assert name_of(town, answered_by(town, NEW.name, item=item)) == town.lead.name


def test_former_name_of_the_department_before(town):
    item, old = town.item(town.lead), town.lead.name
    do(rename(town.lead, "間の課", day=date(2024, 4, 1)))
    do(merge(town.lead, town.support))
    assert name_of(town, answered_by(town, NEW.name, item=item, fiscal_year=2023)) == old
    assert name_of(town, answered_by(town, NEW.name, item=item, fiscal_year=2024)) == "間の課"


def test_item_nobody_is_printed_for_has_the_only_department_before(town):
    do(split(town.lead))
    assert name_of(town, answered_by(town, ARTS.name)) == town.lead.name


def test_item_nobody_is_printed_for_has_the_present_name_where_several_went_before(town):
    do(merge(town.lead, town.support))
    assert name_of(town, answered_by(town, NEW.name)) == NEW.name


def test_department_that_was_printed_and_did_not_hand_on_is_not_named(town):
    item = town.item(builders.make_department(town.city))
    do(merge(town.lead, town.support))
    assert name_of(town, answered_by(town, NEW.name, item=item)) == NEW.name


def test_item_handed_over_to_a_department_that_began_since(town):
    item = town.item(town.lead)
    new = builders.make_department(town.city, start_fy=2025)
    ItemHandover.objects.create(item=item, predecessor=town.lead, successor=new, from_fy=2025)
    assert name_of(town, town.answer("confirmed", item=item, department=new)) == town.lead.name


def test_answer_of_nobody_has_no_name(town):
    assert name_of(town, town.answer("blank", department=None)) == ""


@pytest.mark.parametrize("size", [3, 30])
def test_names_take_five_queries_at_most(town, django_assert_num_queries, size):
    items = [town.item(town.lead) for _each in range(size)]
    earlier = [town.answer("confirmed", item=item, fiscal_year=2023) for item in items]
    do(merge(town.lead, town.support))
    later = [answered_by(town, NEW.name, item=item) for item in items]
    with django_assert_num_queries(2):
        department_names_in_year(town.plan, earlier)
    with django_assert_num_queries(5):
        department_names_in_year(town.plan, earlier + later)


# Today.


def test_printed_departments_and_who_does_their_work_today(town):
    third = builders.make_department(town.city)
    everybody = builders.make_department(town.city, name="関係課", is_collective=True)
    item, other = town.item(town.lead, third, everybody), town.item(third)
    do(merge(town.lead, town.support))
    new = found(town.city, NEW.name)
    assert present_departments(town.plan, 2025) == {
        item.pk: {town.lead.pk: new, third.pk: third},
        other.pk: {third.pk: third},
    }
    assert present_departments(town.plan, 2024)[item.pk] == {town.lead.pk: town.lead, third.pk: third}


def test_nobody_does_the_work_of_an_abolished_department(town):
    item = town.item(town.lead)
    do(abolish(town.lead))
    assert present_departments(town.plan, 2025) == {item.pk: {town.lead.pk: None}}


@pytest.mark.parametrize("size", [1, 30])
def test_present_departments_take_four_queries(town, django_assert_num_queries, size):
    items = [town.item(town.lead, town.support) for _each in range(size)]
    with django_assert_num_queries(4):
        assert len(present_departments(town.plan, 2025)) == size
    with django_assert_num_queries(4):
        assert list(present_departments(town.plan, 2025, [items[0].pk])) == [items[0].pk]
