"""Answers of departments that are gone: returned to those that do the work now, and read by them."""

from datetime import date

import pytest

from actions.models import ItemHandover, SupportPart, YearlyStatus
from actions.survey.steps import take_one_step
from organizations.access import access_of
from tests import builders
from tests.reorganising.scenes import ARTS, NEW, SPORTS, abolish, do, found, merge, split
from tests.survey.people import NOW, again

LAST_APRIL = date(2024, 4, 1)


def give_back(town, answer):
    take_one_step("return", answer.pk, by=town.coordinator(), reason="数を直してください。", now=NOW)
    return again(answer)


@pytest.mark.parametrize("state", ["approved", "confirmed"])
def test_returned_answer_goes_to_the_department_that_took_over(town, state):
    answer = town.answer(state)
    do(merge(town.lead, town.support))
    assert again(answer).department == town.lead
    returned = give_back(town, answer)
    assert (returned.state, returned.department) == ("returned", found(town.city, NEW.name))


def test_returned_answer_goes_where_the_item_was_handed(town):
    item = town.item(town.lead)
    answer = town.answer("approved", item=item)
    do(split(town.lead, items={item: SPORTS}))
    assert give_back(town, answer).department == found(town.city, SPORTS.name)


@pytest.mark.parametrize("order", [split, abolish])
def test_returned_answer_nobody_was_named_for_is_found_without_department(town, order):
    answer = town.answer("approved")
    do(order(town.lead))
    assert give_back(town, answer).department is None
    assert list(YearlyStatus.objects.without_department()) == [answer]


def test_returned_answer_of_a_department_that_is_there_stays(town):
    answer = town.answer("approved")
    ItemHandover.objects.create(item=answer.item, predecessor=town.lead, successor=town.support, from_fy=2025)
    assert give_back(town, answer).department == town.lead


def test_parts_of_a_returned_answer_go_along(town):
    third, fourth = builders.make_department(town.city), builders.make_department(town.city)
    answer = town.answer("approved", department=third)
    part = builders.make_part(answer, town.lead, done="書いた")
    do(merge(town.lead, into=fourth))
    give_back(town, answer)
    assert again(part).department == fourth


def test_part_of_the_new_lead_stays_only_where_it_is_written(town):
    empty, written = town.answer("approved"), town.answer("approved")
    for answer, done in ((empty, ""), (written, "書いた")):
        builders.make_part(answer, town.support, done=done)
    do(merge(town.lead, into=town.support))
    for answer in (empty, written):
        assert give_back(town, answer).department == town.support
    assert [part.answer for part in SupportPart.objects.all()] == [written]


def seen_by(town, department, role="editor"):
    access = access_of(town.person(role, department))
    rows = YearlyStatus.objects
    return set(rows.visible_to(access)), set(rows.reachable_by(access))


@pytest.mark.parametrize("role", ["editor", "approver", "viewer"])
def test_earlier_answers_are_read_where_the_work_went(town, role):
    third = builders.make_department(town.city)
    answers = {town.answer("confirmed"), town.answer("confirmed", fiscal_year=2023)}
    town.answer("confirmed", department=third)
    do(merge(town.lead, town.support))
    new = found(town.city, NEW.name)
    assert seen_by(town, new, role) == (answers, answers)
    do(merge(new, into=third, day=date(2026, 4, 1)), now=NOW.replace(year=2026))
    assert answers < seen_by(town, third, role)[0]
    assert seen_by(town, builders.make_department(town.city), role) == (set(), set())


def test_each_part_of_a_split_reads_them(town):
    answer = town.answer("confirmed")
    do(split(town.lead))
    for part in (ARTS, SPORTS):
        assert seen_by(town, found(town.city, part.name))[0] == {answer}


def test_department_that_is_still_there_keeps_its_answers_to_itself(town):
    town.lead.successions.create(successor=town.support, kind="transfer", from_fy=2024)
    town.answer("draft")
    assert seen_by(town, town.support) == (set(), set())


def test_successor_reads_and_does_not_write(client, town):
    answer = town.answer("confirmed")
    do(merge(town.lead, town.support))
    client.force_login(town.person("editor", found(town.city, NEW.name)))
    response = client.get(f"/admin/survey/answers/{answer.pk}/")
    assert response.status_code == 200
    assert 'name="done"' not in response.content.decode()
