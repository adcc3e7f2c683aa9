"""Counts and percentages that say of how many."""

from decimal import Decimal

import pytest

from actions.models import YearlyStatus
from actions.survey.shares import by_grade, by_outcome, is_reported, not_judged, percent, shares
from plans.models import Grade

ROUNDED = "小数第2位を四捨五入しているため、割合の合計は100%になりません。"


def given(town, *codes, state="confirmed", status="in_progress"):
    """Answers in memory, one for each grade code."""
    return [YearlyStatus(grade=town.grades[code], status=status, state=state) for code in codes]


def without_grade(*statuses, state="confirmed"):
    return [YearlyStatus(status=status, state=state) for status in statuses]


def rows(found):
    return [(row.label, row.count, row.percent) for row in found.rows]


def add_grade_that_does_not_judge(town):
    town.grades["N"] = Grade.objects.create(
        scale=town.scale,
        code="N",
        label="判定せず",
        meaning="判定しない",
        counts_as="not_judged",
        sort_order=4,
    )


@pytest.mark.parametrize(
    ("count", "whole", "expected"),
    [
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 8, "12.5"),
        (1, 16, "6.3"),
        (3, 16, "18.8"),
        (1, 80, "1.3"),
        (1, 400, "0.3"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (1999, 2000, "100.0"),
    ],
)
def test_percent_is_rounded_half_up_to_one_decimal(count, whole, expected):
    assert str(percent(count, whole)) == expected


def test_percent_of_nothing_is_unknown():
    assert percent(0, 0) is None


@pytest.mark.parametrize(
    ("counts", "note"),
    [
        ((1, 1), ""),
        ((1, 2), ""),
        ((1, 1, 1), ROUNDED),  # 99.9
        ((1, 1, 4), ROUNDED),  # 100.1
        ((5, 0, 0), ""),
        ((0, 0, 0), ""),
        ((), ""),
    ],
)
def test_note_is_there_when_the_percentages_do_not_add_up(counts, note):
    assert shares([(str(n), count) for n, count in enumerate(counts)], 10).note == note


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", True),
        ("blank", False),
        ("draft", False),
        ("submitted", True),
        ("returned", False),
        ("approved", True),
        ("confirmed", True),
    ],
)
def test_answer_is_reported_once_it_is_handed_in(state, expected):
    assert is_reported(YearlyStatus(state=state)) is expected


def test_grades_divide_the_judged_answers(town):
    answers = given(town, "A", "A", "B") + without_grade("not_applicable")
    found = by_grade(town.scale, answers)
    assert rows(found) == [
        ("A 計画どおり", 2, Decimal("66.7")),
        ("B 一部実施", 1, Decimal("33.3")),
        ("C 進んでいない", 0, Decimal("0.0")),
    ]


def test_outcomes_divide_the_judged_answers(town):
    found = by_outcome(given(town, "A", "C", "C", "B"))
    assert rows(found) == [
        ("達成", 1, Decimal("25.0")),
        ("進行中", 1, Decimal("25.0")),
        ("遅れ", 2, Decimal("50.0")),
    ]


@pytest.mark.parametrize("state", ["blank", "draft", "returned"])
def test_answer_under_way_moves_no_figure(town, state):
    answers = given(town, "A") + given(town, "C", "C", state=state)
    assert rows(by_outcome(answers)) == [
        ("達成", 1, Decimal("100.0")),
        ("進行中", 0, Decimal("0.0")),
        ("遅れ", 0, Decimal("0.0")),
    ]
    assert [row.count for row in by_grade(town.scale, answers).rows] == [1, 0, 0]


@pytest.mark.parametrize("status", ["not_reported", "not_applicable", "cancelled", "not_assessable"])
def test_answer_that_is_not_judged_moves_no_figure(town, status):
    answers = given(town, "A", "B") + without_grade(status, status)
    assert [row.percent for row in by_outcome(answers).rows] == [
        Decimal("50.0"),
        Decimal("50.0"),
        Decimal("0.0"),
    ]


def test_grade_that_does_not_judge_moves_no_figure(town):
    add_grade_that_does_not_judge(town)
    answers = given(town, "A", "N", "N")
    assert rows(by_outcome(answers)) == [
        ("達成", 1, Decimal("100.0")),
        ("進行中", 0, Decimal("0.0")),
        ("遅れ", 0, Decimal("0.0")),
    ]
    assert [(row.label, row.count) for row in by_grade(town.scale, answers).rows] == [
        ("A 計画どおり", 1),
        ("B 一部実施", 0),
        ("C 進んでいない", 0),
    ]


def test_shares_say_of_how_many(town):
    answers = given(town, "A", "B") + given(town, "A", state="draft") + without_grade("cancelled")
    for found in (by_outcome(answers), by_grade(town.scale, answers)):
        assert (found.counted, found.total) == (2, 4)


def test_nothing_judged_has_no_percentages_and_no_note(town):
    answers = without_grade("cancelled") + given(town, "A", state="draft")
    for found in (by_outcome(answers), by_grade(town.scale, answers)):
        assert (found.counted, found.total, found.note) == (0, 2, "")
        assert {row.percent for row in found.rows} == {None}


def test_no_answers_at_all(town):
    found = by_grade(town.scale, [])
    assert (found.counted, found.total, found.note) == (0, 0, "")


def test_answers_may_come_one_by_one(town):
    found = by_outcome(iter(given(town, "A", "B")))
    assert (found.counted, found.total) == (2, 2)


def test_kinds_that_are_not_judged_stand_apart(town):
    add_grade_that_does_not_judge(town)
    answers = [
        *without_grade("not_applicable", "not_applicable", "cancelled", "not_assessable", "not_reported"),
        *without_grade("in_progress", "completed"),
        *given(town, "N", "A", "B"),
    ]
    assert dict(not_judged(answers)) == {
        "対象外": 2,
        "中止": 1,
        "評価困難": 1,
        "未報告": 1,
        "評価なし": 2,
        "N 判定せず": 1,
    }


@pytest.mark.parametrize("state", ["blank", "draft", "returned"])
def test_answer_under_way_is_not_reported_whatever_it_says(town, state):
    answers = without_grade("cancelled", state=state) + given(town, "A", state=state)
    assert not_judged(answers) == [("未報告", 2)]


def test_every_answer_is_counted_once(town):
    answers = [
        *given(town, "A", "B", "C"),
        *given(town, "A", state="draft"),
        *without_grade("cancelled", "not_applicable", "not_assessable", "not_reported", "in_progress"),
    ]
    counted = by_grade(town.scale, answers).counted
    assert counted + sum(count for _label, count in not_judged(answers)) == len(answers)


def test_grade_on_a_status_that_is_not_judged_moves_no_figure(town):
    row = YearlyStatus(status="not_applicable", grade=town.grades["A"], state="confirmed")
    assert (by_outcome([row]).counted, by_grade(town.scale, [row]).counted) == (0, 0)
    assert not_judged([row]) == [("対象外", 1)]
