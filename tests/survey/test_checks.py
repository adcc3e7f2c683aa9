"""What an answer lacks, and where it contradicts itself: in Python and in the database alike."""

from itertools import product

import pytest

from actions.models import ActionItem, YearlyStatus
from actions.querysets import CONTRADICTIONS
from actions.survey.checks import contradictions, holds, missing
from plans.models import Grade
from tests.survey.people import COMPLETE, YEAR

JUDGED = ("not_started", "in_progress", "completed")
NOT_JUDGED = ("cancelled", "not_applicable", "not_assessable")


def written(town, *, grade="B", **fields):
    """An answer in memory that lacks nothing, but for `fields`."""
    return YearlyStatus(**COMPLETE | {"grade": grade and town.grades[grade], "state": "draft"} | fields)


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, []),
        ({"status": "not_reported"}, ["状況"]),
        ({"done": ""}, ["取り組んだこと"]),
        ({"grade": None}, ["評価"]),
        ({"reason": ""}, ["評価の理由"]),
        ({"next_step": ""}, ["今後の方向"]),
        ({"issues": "", "next_plan": "", "internal_note": ""}, []),
        (
            {"status": "not_reported", "done": "", "reason": "", "next_step": ""},
            ["状況", "取り組んだこと", "評価の理由", "今後の方向"],
        ),
        ({"grade": None, "reason": ""}, ["評価"]),
        (
            {"status": "not_reported", "done": "", "grade": None, "reason": "", "next_step": ""},
            ["状況", "取り組んだこと", "今後の方向"],
        ),
    ],
)
def test_missing_names_the_empty_boxes_in_order(town, fields, lacks):
    assert missing(written(town, **fields)) == lacks


@pytest.mark.parametrize("status", JUDGED)
def test_judged_status_needs_a_grade(town, status):
    assert missing(written(town, status=status, grade=None, reason="")) == ["評価"]


@pytest.mark.parametrize("status", NOT_JUDGED)
def test_status_that_is_not_judged_needs_no_grade(town, status):
    assert missing(written(town, status=status, grade=None, reason="")) == []


GOES_ON = "完了なのに、続けることになっている"
NO_REASON = "評価に理由がない"
JUDGED_ANYWAY = "判定しない状況なのに、評価がついている"
NOT_STARTED = "未着手なのに、達成になっている"
CANCELLED = "中止なのに、続けることになっている"


def titles(answer):
    return [title for title, _meaning in contradictions(answer)]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"status": "completed", "next_step": "continue"}, [GOES_ON]),
        ({"status": "completed", "next_step": "expand"}, [GOES_ON]),
        ({"status": "completed", "next_step": "improve"}, [GOES_ON]),
        ({"status": "completed", "next_step": "reduce"}, [GOES_ON]),
        ({"status": "completed", "next_step": "complete"}, []),
        ({"status": "completed", "next_step": "merge"}, []),
        ({"status": "completed", "next_step": "abolish"}, []),
        ({"status": "completed", "next_step": ""}, []),
        ({"reason": ""}, [NO_REASON]),
        ({"reason": "", "grade": None}, []),
        ({"status": "not_applicable"}, [JUDGED_ANYWAY]),
        ({"status": "not_assessable"}, [JUDGED_ANYWAY]),
        ({"status": "not_reported"}, [JUDGED_ANYWAY]),
        ({"status": "cancelled", "next_step": "abolish"}, [JUDGED_ANYWAY]),
        ({"status": "not_applicable", "grade": None}, []),
        ({"status": "not_started", "grade": "A"}, [NOT_STARTED]),
        ({"status": "not_started", "grade": "B"}, []),
        ({"status": "not_started", "grade": None}, []),
        ({"status": "cancelled", "grade": None, "next_step": "continue"}, [CANCELLED]),
        ({"status": "cancelled", "grade": None, "next_step": "expand"}, [CANCELLED]),
        ({"status": "cancelled", "grade": None, "next_step": "improve"}, []),
        ({"status": "cancelled", "grade": None, "next_step": "abolish"}, []),
        (
            {"status": "cancelled", "reason": "", "next_step": "continue"},
            [NO_REASON, JUDGED_ANYWAY, CANCELLED],
        ),
        ({"status": "completed", "reason": "", "next_step": "continue"}, [GOES_ON, NO_REASON]),
    ],
)
def test_contradictions_are_found(town, fields, found):
    assert titles(written(town, **fields)) == found


def test_contradiction_says_what_it_means(town):
    assert contradictions(written(town, reason="")) == [
        (NO_REASON, "評価がついていますが、評価の理由が空欄です。")
    ]


EXAMPLES = {
    GOES_ON: {"status": "completed", "next_step": "continue"},
    NO_REASON: {"reason": ""},
    JUDGED_ANYWAY: {"status": "not_applicable"},
    NOT_STARTED: {"status": "not_started", "grade": "A"},
    CANCELLED: {"status": "cancelled", "grade": None, "next_step": "expand"},
}


def save(town, **fields):
    grade = fields.pop("grade", "B")
    return town.answer("draft", grade=grade and town.grades[grade], **fields)


def test_every_contradiction_has_an_example():
    assert list(EXAMPLES) == [title for title, _meaning, _condition in CONTRADICTIONS]


def test_contradictory_answers_are_the_same_in_the_database(town):
    wrong = {save(town, **fields) for fields in EXAMPLES.values()}
    clean = save(town)
    assert set(YearlyStatus.objects.filter(round=town.round()).contradictory()) == wrong
    assert titles(clean) == []


def test_blank_answer_contradicts_nothing_in_the_database(town):
    row = save(town, reason="")
    YearlyStatus.objects.filter(pk=row.pk).update(state="blank")
    assert list(YearlyStatus.objects.filter(round=town.round()).contradictory()) == []


@pytest.mark.parametrize(("title", "_meaning", "condition"), CONTRADICTIONS, ids=range(len(CONTRADICTIONS)))
def test_memory_and_database_agree_on_every_answer_that_can_be_given(town, title, _meaning, condition):
    town.grades["N"] = Grade.objects.create(
        scale=town.scale, code="N", label="判定しない", meaning="判定しない", counts_as="not_judged"
    )
    grades = [None, *town.grades.values()]
    kinds = list(product(YearlyStatus.Status, ["", *YearlyStatus.NextStep], grades, ["", "理由"]))
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=town.plan, code=f"n{n}", name="取組") for n in range(len(kinds))
    )
    rows = [
        YearlyStatus(
            item=item,
            fiscal_year=YEAR,
            round=town.round(),
            state="draft",
            status=status,
            next_step=next_step,
            grade=grade,
            reason=reason,
        )
        for item, (status, next_step, grade, reason) in zip(items, kinds, strict=True)
    ]
    rows = YearlyStatus.objects.bulk_create(rows)
    found = set(YearlyStatus.objects.filter(condition, round=town.round()).values_list("pk", flat=True))
    assert found == {row.pk for row in rows if holds(condition, row)}
    assert 0 < len(found) < len(rows)
