"""Surveys under way: what has not been approved is answered by the department that takes over."""

import pytest

from actions.models import SupportPart, YearlyStatus
from actions.reorganising.orders import NewDepartment
from actions.survey.answering import save_part
from actions.survey.assigning import assign
from actions.survey.refusals import StepRefused
from tests import builders
from tests.reorganising.scenes import (
    ARTS,
    NEW,
    SPORTS,
    abolish,
    do,
    found,
    merge,
    rehearse,
    rename,
    split,
)
from tests.survey.people import NOW, YEAR, again

MOVING = ["blank", "draft", "returned", "submitted"]
STAYING = ["approved", "confirmed"]
WORDS = {"blank": "未入力", "draft": "入力中", "returned": "差戻し", "submitted": "提出済"}


def parts_of(answer):
    """(department, what it wrote) of each part."""
    return [(part.department, part.done) for part in SupportPart.objects.filter(answer=answer).order_by("pk")]


@pytest.mark.parametrize("state", MOVING)
def test_answer_not_yet_approved_moves(town, state):
    answer = town.answer(state)
    touched = rehearse(merge(town.lead, town.support))
    do(merge(town.lead, town.support))
    assert (again(answer).department, again(answer).state) == (found(town.city, NEW.name), state)
    assert touched.answers == [
        (town.plan.title, YEAR, str(answer.item), WORDS[state], town.lead.name, NEW.name)
    ]


@pytest.mark.parametrize("state", STAYING)
def test_approved_answer_stays_with_the_department_that_gave_it(town, state):
    answer = town.answer(state)
    touched = rehearse(merge(town.lead, town.support))
    do(merge(town.lead, town.support))
    assert again(answer).department == town.lead
    assert (touched.answers, touched.years_kept) == ([], [(town.plan.title, YEAR, town.lead.name, 1, 0)])


def test_result_without_a_survey_stays(town):
    row = YearlyStatus.objects.create(item=town.item(), fiscal_year=2022, department=town.lead)
    do(merge(town.lead, town.support))
    assert again(row).department == town.lead


def test_answer_of_another_department_stays(town):
    answer = town.answer("draft", department=builders.make_department(town.city))
    before = answer.department
    do(merge(town.lead, town.support))
    assert again(answer).department == before


def test_text_moves_with_the_answer(town):
    answer = town.answer("draft", done="書きかけの文")
    do(merge(town.lead, town.support))
    assert (again(answer).done, answer.history.first().history_change_reason) == (
        "書きかけの文",
        "2025年4月1日の統合",
    )


def test_answer_stays_when_only_the_name_changes(town):
    answer = town.answer("draft")
    do(rename(town.lead))
    assert again(answer).department == town.lead


def test_answers_of_a_split_department_go_where_it_was_decided(town):
    decided, undecided = town.answer("draft"), town.answer("submitted")
    order = split(town.lead, items={decided.item: SPORTS})
    touched = rehearse(order)
    do(order)
    assert (again(decided).department, again(undecided).department) == (found(town.city, SPORTS.name), None)
    assert [(each.item, each.successor) for each in touched.answers] == [
        (str(decided.item), SPORTS.name),
        (str(undecided.item), ""),
    ]
    assert [each.item for each in touched.undecided] == [str(undecided.item)] * 2  # the item, and its answer


def test_answers_of_an_abolished_department_belong_to_nobody(town):
    answer = town.answer("draft")
    do(abolish(town.lead))
    assert again(answer).department is None


def test_kept_years_are_counted_with_the_name_of_the_year(town):
    old = town.lead.name
    town.answer("confirmed", fiscal_year=2022, is_published=True)
    for _each in range(2):
        town.answer("confirmed", fiscal_year=2023)
    do(rename(town.lead, "新しい課"))
    assert rehearse(merge(town.lead, town.support, day=NOW.date().replace(year=2026))).years_kept == [
        (town.plan.title, 2022, old, 1, 1),
        (town.plan.title, 2023, old, 2, 0),
    ]


def test_years_of_the_new_name_are_not_among_the_kept_ones(town):
    town.answer("confirmed", fiscal_year=2023)
    town.answer("draft", fiscal_year=2024)
    assert [each.fiscal_year for each in rehearse(rename(town.lead, day=NOW.date())).years_kept] == [
        2023,
        2024,
    ]
    assert [
        each.fiscal_year for each in rehearse(rename(town.lead, day=NOW.date().replace(year=2024))).years_kept
    ] == [2023]


# The parts of supporting departments.


def test_part_moves_with_its_department(town):
    third = builders.make_department(town.city)
    answer = town.answer("draft")
    builders.make_part(answer, town.support, done="会場を貸した。")
    touched = rehearse(merge(town.support, third))
    do(merge(town.support, third))
    assert parts_of(answer) == [(found(town.city, NEW.name), "会場を貸した。")]
    assert touched.parts_moved == [(town.plan.title, YEAR, str(answer.item), town.support.name, NEW.name)]


@pytest.mark.parametrize("state", STAYING)
def test_part_of_an_approved_answer_stays(town, state):
    answer = town.answer(state)
    builders.make_part(answer, town.support, done="会場を貸した。")
    do(merge(town.support, builders.make_department(town.city)))
    assert parts_of(answer) == [(town.support, "会場を貸した。")]


def test_of_two_parts_that_become_one_the_written_one_moves(town):
    third = builders.make_department(town.city)
    answer = town.answer("draft")
    builders.make_part(answer, town.support)
    builders.make_part(answer, third, done="会場を貸した。")
    touched = rehearse(merge(town.support, third))
    do(merge(town.support, third))
    assert parts_of(answer) == [(found(town.city, NEW.name), "会場を貸した。")]
    assert [each.department for each in touched.parts_deleted] == [town.support.name]


def test_second_written_part_stays_and_is_listed(town):
    third = builders.make_department(town.city)
    answer = town.answer("draft")
    builders.make_part(answer, town.support, done="会場を貸した。")
    builders.make_part(answer, third, internal_note="来年は無理。")
    touched = rehearse(merge(town.support, third))
    do(merge(town.support, third))
    assert parts_of(answer) == [(found(town.city, NEW.name), "会場を貸した。"), (third, "")]
    assert [each.department for each in touched.parts_kept] == [third.name]


def test_part_for_the_own_answer_is_taken_away_while_it_is_empty(town):
    answer = town.answer("draft")
    builders.make_part(answer, town.support)
    touched = rehearse(merge(town.lead, town.support))
    do(merge(town.lead, town.support))
    assert parts_of(answer) == []
    assert [each.department for each in touched.parts_deleted] == [town.support.name]


@pytest.mark.parametrize("into", [NEW, None])
def test_written_part_for_the_own_answer_stays_and_is_listed(town, into):
    answer = town.answer("draft")
    builders.make_part(answer, town.support, done="会場を貸した。")
    order = merge(town.lead, town.support) if into else merge(town.lead, into=town.support)
    touched = rehearse(order)
    do(order)
    assert parts_of(answer) == [(town.support, "会場を貸した。")]
    assert [each.department for each in touched.parts_kept] == [town.support.name]


def test_empty_part_of_the_department_that_leads_by_now_is_taken_away(town):
    answer = town.answer("draft")
    builders.make_part(answer, town.support)
    do(merge(town.lead, into=town.support))
    assert (again(answer).department, parts_of(answer)) == (town.support, [])


def test_part_of_a_split_department_goes_where_it_was_decided(town):
    decided, undecided = town.answer("draft"), town.answer("draft")
    for answer in (decided, undecided):
        builders.make_part(answer, town.support)
    do(split(town.support, items={decided.item: ARTS}))
    assert parts_of(decided) == [(found(town.city, ARTS.name), "")]
    assert parts_of(undecided) == []


def test_written_part_of_an_abolished_department_stays(town):
    written, empty = town.answer("draft"), town.answer("draft")
    builders.make_part(written, town.support, done="会場を貸した。")
    builders.make_part(empty, town.support)
    do(abolish(town.support))
    assert (parts_of(written), parts_of(empty)) == ([(town.support, "会場を貸した。")], [])


def test_part_left_behind_does_not_stop_the_assignment(town):
    """The page sends the parts it can offer: not that of the department that is gone."""
    answer, third = town.answer("draft"), builders.make_department(town.city)
    builders.make_part(answer, town.support, done="会場を貸した。")
    do(merge(town.lead, town.support))
    new = found(town.city, NEW.name)
    assign(answer.pk, lead=new, supports=[third], by=town.coordinator(), now=NOW)
    assert parts_of(answer) == [(town.support, "会場を貸した。"), (third, "")]


def test_written_part_of_the_department_that_leads_does_not_stop_the_assignment(town):
    answer, third = town.answer("draft"), builders.make_department(town.city)
    builders.make_part(answer, town.support, done="会場を貸した。")
    do(merge(town.lead, into=town.support))
    assign(answer.pk, lead=town.support, supports=[third], by=town.coordinator(), now=NOW)
    assert parts_of(answer) == [(town.support, "会場を貸した。"), (third, "")]


def test_department_that_leads_by_now_writes_in_the_answer(town):
    answer = town.answer("draft")
    part = builders.make_part(answer, town.support, done="会場を貸した。")
    do(merge(town.lead, into=town.support))
    with pytest.raises(
        StepRefused, match="^この部署は、いまは主管として回答しています。回答の欄に書いてください。$"
    ):
        save_part(again(part), by=town.person("editor", town.support), now=NOW)


def test_items_that_follow_are_listed_by_plan(town):
    plan = builders.make_plan(town.city)
    first, shared = town.item(town.lead), town.item(town.support, town.lead)
    other = builders.make_item(plan)
    other.item_departments.create(department=town.lead)
    hidden = town.item(builders.make_department(town.city))
    items = rehearse(merge(town.lead, town.support)).items
    assert [(each.plan, each.item, each.department, each.successor) for each in items] == [
        (town.plan.title, str(first), town.lead.name, NEW.name),
        (town.plan.title, str(shared), town.support.name, NEW.name),
        (town.plan.title, str(shared), town.lead.name, NEW.name),
        (plan.title, str(other), town.lead.name, NEW.name),
    ]
    assert str(hidden) not in {each.item for each in items}


def test_items_without_a_successor_are_listed_as_undecided(town):
    item = town.item(town.lead)
    for order in (abolish(town.lead), split(town.lead, NewDepartment("甲課"), NewDepartment("乙課"))):
        assert rehearse(order).items == [(town.plan.title, str(item), town.lead.name, "")]
