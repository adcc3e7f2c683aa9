"""What waits for a department."""

from datetime import date, timedelta

import pytest

from actions.models import ActionItem, ReportingRound, SupportPart, YearlyStatus
from actions.survey.worklists import department_work, due_sentence
from organizations.access import access_of
from tests import builders
from tests.survey.people import COMPLETE, DUE_ON, YEAR, make_town

TODAY = date(2025, 5, 12)


def work_of(user, today=TODAY):
    return department_work(access_of(user, on=today), today)


@pytest.mark.parametrize(
    ("today", "sentence", "is_late"),
    [
        (date(2025, 5, 25), "あと5日", False),
        (date(2025, 5, 29), "あと1日", False),
        (date(2025, 5, 30), "きょうが締め切り", False),
        (date(2025, 5, 31), "1日過ぎています", True),
        (date(2025, 6, 2), "3日過ぎています", True),
    ],
)
def test_due_date_is_said_in_words(town, today, sentence, is_late):
    town.answer()
    (work,) = work_of(town.editor(), today)
    assert (work.due, work.is_late) == (sentence, is_late)
    assert due_sentence(work.round, today) == sentence


def test_department_sees_how_many_it_has_handed_in(town):
    for state in YearlyStatus.State:
        town.answer(state)
    (work,) = work_of(town.editor())
    assert (work.handed_in, len(work.answers)) == (3, 6)


def test_answers_stand_in_plan_order(town):
    last = town.answer(item=town.item(town.lead, sort_order=999_999))
    first = town.answer(item=town.item(town.lead, sort_order=0))
    (work,) = work_of(town.editor())
    assert work.answers == [first, last]


def test_answers_of_another_department_are_not_shown(town):
    own = town.answer()
    hidden = town.answer(department=town.support)
    (work,) = work_of(town.editor())
    assert work.answers == [own]
    assert hidden.round == work.round


def test_department_without_anything_to_do_has_no_work(town):
    town.answer(department=town.support)
    assert work_of(town.editor()) == []


def test_answer_nobody_has_been_asked_for_is_nobodys_work(town):
    town.answer(department=None)
    assert work_of(town.editor()) == []


@pytest.mark.parametrize("role", ["coordinator", "publisher", "evaluator"])
def test_role_without_a_department_has_no_department_work(town, role):
    town.answer()
    assert work_of(town.person(role)) == []


def test_viewer_of_the_department_has_no_work(town):
    town.answer()
    assert work_of(town.person("viewer", town.lead)) == []


@pytest.mark.parametrize(("role", "expected"), [("editor", (True, False)), ("approver", (False, True))])
def test_work_says_whether_to_write_or_to_approve(town, role, expected):
    town.answer()
    (work,) = work_of(town.person(role, town.lead))
    assert (work.writes, work.approves) == expected


def test_work_of_two_departments_stands_apart(town):
    ours, theirs = town.answer(), town.answer(department=town.support)
    user = town.editor()
    builders.join(user, town.city, role="approver", department=town.support)
    assert [(w.department, w.answers, w.writes, w.approves) for w in work_of(user)] == [
        (town.lead, [ours], True, False),
        (town.support, [theirs], False, True),
    ]


def test_work_of_two_cities_stands_apart(town):
    other = make_town()
    ours, theirs = town.answer(), other.answer()
    ReportingRound.objects.filter(pk=theirs.round_id).update(due_on=DUE_ON + timedelta(days=1))
    user = town.editor()
    builders.join(user, other.city, role="editor", department=other.lead)
    assert [work.answers for work in work_of(user)] == [[ours], [theirs]]


def test_parts_of_other_answers_are_shown(town):
    answer = town.answer(department=town.support)
    hidden = town.answer(department=town.support)
    part = SupportPart.objects.create(answer=answer, department=town.lead)
    SupportPart.objects.create(answer=hidden, department=builders.make_department(town.city))
    (work,) = work_of(town.editor())
    assert (work.answers, work.parts) == ([], [part])


def test_ready_are_the_drafts_that_lack_nothing(town):
    ready = [town.answer("draft"), town.answer("returned")]
    town.answer("draft", done="")
    town.answer("blank")
    town.answer("submitted")
    (work,) = work_of(town.editor())
    assert work.ready == ready


def test_returned_and_waiting_answers_are_named(town):
    returned, waiting = town.answer("returned"), town.answer("submitted")
    town.answer("approved")
    (work,) = work_of(town.person("approver", town.lead))
    assert (work.returned, work.waiting) == ([returned], [waiting])


def test_work_begins_with_what_came_back(town):
    town.answer("blank")
    town.answer("draft")
    returned = town.answer("returned")
    (work,) = work_of(town.editor())
    assert work.next_answer == returned


def test_work_begins_with_the_first_that_is_not_handed_in(town):
    town.answer("submitted")
    first = town.answer("blank")
    town.answer("draft")
    (work,) = work_of(town.editor())
    assert work.next_answer == first


def test_work_that_is_done_begins_nowhere(town):
    for state in ("submitted", "approved", "confirmed"):
        town.answer(state)
    (work,) = work_of(town.editor())
    assert work.next_answer is None


# Which rounds are current.


@pytest.mark.parametrize("state", ["blank", "draft", "submitted", "returned", "approved"])
def test_older_round_is_shown_while_something_is_to_be_done(town, state):
    older = town.answer(state, fiscal_year=YEAR - 1)
    newer = town.answer(item=older.item)
    assert [work.round for work in work_of(town.editor())] == [older.round, newer.round]


def test_older_round_that_is_confirmed_is_not_shown(town):
    hidden = town.answer("confirmed", fiscal_year=YEAR - 1)
    newer = town.answer(item=hidden.item)
    assert [work.round for work in work_of(town.editor())] == [newer.round]


def test_newest_round_is_shown_even_when_it_is_confirmed(town):
    answer = town.answer("confirmed")
    assert [work.round for work in work_of(town.editor())] == [answer.round]


@pytest.mark.parametrize("number", [3, 300])
def test_department_work_takes_four_queries(town, number, django_assert_num_queries):
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=town.plan, code=f"n{n}", name="取組", sort_order=n) for n in range(number)
    )
    answers = YearlyStatus.objects.bulk_create(
        YearlyStatus(
            item=item,
            fiscal_year=YEAR,
            round=town.round(),
            state="draft",
            department=department,
            grade=town.grades["B"],
            **COMPLETE,
        )
        for item, department in zip(items, [town.lead, town.lead, town.support] * number, strict=False)
    )
    SupportPart.objects.bulk_create(
        SupportPart(answer=answer, department=town.lead)
        for answer in answers
        if answer.department == town.support
    )
    access = access_of(town.editor(), on=TODAY)
    assert access.departments("editor") == {town.lead.pk}
    with django_assert_num_queries(4):
        (work,) = department_work(access, TODAY)
        names = [str(answer.item) for answer in work.ready]
        names += [f"{part.answer.item}{part.answer.department}" for part in work.parts]
        assert work.next_answer.item == items[0]
    assert len(names) == number
