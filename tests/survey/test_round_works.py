"""What the 事務局 sees of its rounds."""

from datetime import timedelta

import pytest

from actions.models import ActionItem, ItemDepartment, YearlyStatus
from actions.survey.worklists import round_works
from tests import builders
from tests.survey.people import COMPLETE, DUE_ON, NOW, YEAR, make_town


def work_of(town, now=NOW):
    (work,) = round_works([town.round()], now=now)
    return work


def attention(work, name):
    (found,) = [each for each in work.attention if each.name == name]
    return found.answers


def test_matrix_counts_the_answers_of_each_department(town):
    for state in ("blank", "draft", "submitted", "submitted", "confirmed"):
        town.answer(state)
    town.answer("returned", department=town.support)
    assert [(row.department, row.handed_in, row.total) for row in work_of(town).rows] == [
        (town.lead, 3, 5),
        (town.support, 0, 1),
    ]


def test_row_has_a_cell_for_every_state_in_order(town):
    for state in ("blank", "submitted", "submitted"):
        town.answer(state)
    (row,) = work_of(town).rows
    assert row.cells == [
        ("blank", "未入力", 1),
        ("draft", "入力中", 0),
        ("submitted", "提出済", 2),
        ("returned", "差戻し", 0),
        ("approved", "承認済", 0),
        ("confirmed", "確認済", 0),
    ]


def test_totals_count_all_departments(town):
    town.answer("submitted")
    town.answer("draft", department=town.support)
    town.answer("blank", department=None)
    totals = work_of(town).totals
    assert (totals.handed_in, totals.total) == (1, 3)


def test_departments_stand_in_their_order_and_nobody_last(town):
    first = builders.make_department(town.city, sort_order=0)
    for department in (None, town.support, town.lead, first):
        town.answer(department=department)
    departments = [row.department for row in work_of(town).rows]
    assert departments == [first, town.lead, town.support, None]


def test_late_rows_are_those_with_something_left(town):
    done = builders.make_department(town.city)
    town.answer("confirmed", department=done)
    town.answer("submitted")
    town.answer("returned")
    town.answer("blank")
    town.answer("draft", department=town.support)
    assert [(row.department, row.left) for row in work_of(town).late_rows] == [
        (town.lead, 2),
        (town.support, 1),
    ]


@pytest.mark.parametrize(
    ("days", "sentence", "is_late"),
    [(-5, "あと5日", False), (0, "きょうが締め切り", False), (3, "3日過ぎています", True)],
)
def test_due_date_is_said_in_words(town, days, sentence, is_late):
    now = NOW + (DUE_ON - NOW.date()) + timedelta(days=days)
    work = work_of(town, now)
    assert (work.due, work.is_late) == (sentence, is_late)


def test_round_without_answers_has_nothing_to_show(town):
    work = work_of(town)
    assert (work.rows, work.totals.total, work.late_rows) == ([], 0, [])


def test_rounds_stand_apart_in_the_order_they_were_given(town):
    other = make_town()
    town.answer("draft")
    other.answer("confirmed")
    works = round_works([other.round(), town.round()], now=NOW)
    assert [(work.round, [row.department for row in work.rows]) for work in works] == [
        (other.round(), [other.lead]),
        (town.round(), [town.lead]),
    ]


# What needs somebody.


@pytest.mark.parametrize("state", ["draft", "returned"])
@pytest.mark.parametrize(
    ("age", "is_stale"),
    [
        (timedelta(days=14), False),
        (timedelta(days=14, seconds=1), True),
        (timedelta(days=60), True),
        (timedelta(0), False),
    ],
)
def test_draft_is_stale_after_fourteen_days(town, state, age, is_stale):
    answer = town.answer(state, answered_at=NOW - age)
    assert attention(work_of(town), "stale") == ([answer] if is_stale else [])


@pytest.mark.parametrize("state", ["submitted", "approved", "confirmed"])
def test_answer_that_was_handed_in_is_never_stale(town, state):
    town.answer(state, answered_at=NOW - timedelta(days=60))
    assert attention(work_of(town), "stale") == []


def test_stale_drafts_are_those_of_the_list(town):
    town.answer(answered_at=NOW - timedelta(days=14))
    old = town.answer(answered_at=NOW - timedelta(days=15))
    town.answer("returned", answered_at=None)
    before = NOW - timedelta(days=14)
    assert list(YearlyStatus.objects.filter(round=town.round()).stale_drafts(before)) == [old]
    assert attention(work_of(town), "stale") == [old]


def test_answer_nobody_has_been_asked_for_brings_the_printed_names(town):
    everybody = builders.make_department(town.city, name="関係課", is_collective=True)
    whole = builders.make_department(town.city, name="全所属", is_collective=True)
    item = builders.make_item(town.plan)
    for position, department in enumerate((whole, everybody), 1):
        ItemDepartment.objects.create(item=item, department=department, position=position)
    town.answer("blank")
    unowned = town.answer("blank", item=item, department=None)
    found = attention(work_of(town), "unowned")
    assert [(answer, answer.printed_departments) for answer in found] == [(unowned, ["全所属", "関係課"])]


def test_answer_without_printed_departments_says_so(town):
    town.answer("blank", item=builders.make_item(town.plan), department=None)
    (answer,) = attention(work_of(town), "unowned")
    assert answer.printed_departments == []


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved", "confirmed"])
def test_contradictory_answer_needs_somebody(town, state):
    answer = town.answer(state, reason="")
    town.answer(state)
    assert attention(work_of(town), "contradictory") == [answer]


def test_blank_answer_contradicts_nothing(town):
    town.answer("blank", status="completed", next_step="continue")
    assert attention(work_of(town), "contradictory") == []


def test_only_the_first_ten_are_shown(town):
    answers = [town.answer("draft", reason="") for _ in range(11)]
    found = work_of(town).attention[2]
    assert (found.shown, found.answers) == (answers[:10], answers)


@pytest.mark.parametrize("number", [3, 300])
def test_round_works_take_four_queries(town, number, django_assert_num_queries):
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=town.plan, code=f"n{n}", name="取組", sort_order=n) for n in range(number)
    )
    ItemDepartment.objects.bulk_create(ItemDepartment(item=item, department=town.lead) for item in items)
    departments = [town.lead, town.support, None] * number
    YearlyStatus.objects.bulk_create(
        YearlyStatus(
            item=item,
            fiscal_year=YEAR,
            round=town.round(),
            state="draft",
            department=department,
            grade=town.grades["B"],
            answered_at=NOW - timedelta(days=30),
            **COMPLETE | {"reason": ""},
        )
        for item, department in zip(items, departments, strict=False)
    )
    rounds = [town.round()]
    with django_assert_num_queries(4):
        (work,) = round_works(rounds, now=NOW)
        shown = [
            (str(answer.item), str(answer.department), str(answer.grade))
            for each in work.attention
            for answer in each.answers
        ]
        assert [row.total for row in work.rows] == [number // 3] * 3
    assert len(shown) == number // 3 + number + number


def test_round_works_of_two_rounds_take_three_queries(town, django_assert_num_queries):
    other = make_town()
    town.answer(department=None)
    other.answer(department=None)
    rounds = [town.round(), other.round()]
    with django_assert_num_queries(3):
        works = round_works(rounds, now=NOW)
    assert [work.totals.total for work in works] == [1, 1]
