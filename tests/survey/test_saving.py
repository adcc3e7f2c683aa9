"""Saving an answer as a draft, its figures, and the part of a supporting department."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from actions.models import AnswerFigure, AnswerStep, SupportPart
from actions.survey.answering import save_answer, save_part
from actions.survey.refusals import NotYours, StepRefused
from tests.survey.people import NOW, again, make_town, steps_of

NOT_YOUR_ANSWER = "この回答に書き込めるのは、回答する部署の入力者と、市の事務局です。"
NOT_YOUR_PART = "この欄に書き込めるのは、その部署の入力者と、市の事務局です。"


@pytest.mark.parametrize("state", ["blank", "returned"])
def test_saved_answer_becomes_a_draft(town, state):
    answer = town.answer(state)
    save_answer(answer, {}, by=town.editor(), now=NOW)
    assert (again(answer).state, steps_of(answer)) == ("draft", [(state, "draft")])


def test_saved_draft_stays_a_draft_without_a_new_step(town):
    answer = town.answer("draft")
    answer.done = "講座を4回ひらいた。"
    save_answer(answer, {}, by=town.editor(), now=NOW)
    assert (again(answer).state, again(answer).done) == ("draft", "講座を4回ひらいた。")
    assert steps_of(answer) == []


def test_saved_answer_says_who_wrote_it_and_when(town):
    answer, editor = town.answer("blank"), town.editor()
    save_answer(answer, {}, by=editor, now=NOW)
    answer = again(answer)
    assert (answer.answered_at, answer.answered_by) == (NOW, editor)


@pytest.mark.parametrize(("role", "is_on_behalf"), [("editor", False), ("coordinator", True)])
def test_first_save_says_whether_the_coordinator_stood_in(town, role, is_on_behalf):
    user = town.editor() if role == "editor" else town.coordinator()
    save_answer(town.answer("blank"), {}, by=user, now=NOW)
    step = AnswerStep.objects.get()
    assert (step.by, step.at, step.reason, step.is_on_behalf) == (user, NOW, "", is_on_behalf)


def test_draft_may_lack_everything(town):
    answer = town.answer("blank")
    save_answer(answer, {}, by=town.editor(), now=NOW)
    assert (again(answer).status, again(answer).done) == ("not_reported", "")


@pytest.mark.parametrize(
    ("state", "word"), [("submitted", "提出済"), ("approved", "承認済"), ("confirmed", "確認済")]
)
@pytest.mark.parametrize("role", ["editor", "coordinator"])
def test_answer_that_was_handed_in_is_not_written(town, role, state, word):
    answer, user = town.answer(state), getattr(town, role)()
    answer.done = "あとから"
    with pytest.raises(StepRefused) as refusal:
        save_answer(answer, {}, by=user, now=NOW)
    assert str(refusal.value) == (
        f"いまの状態は「{word}」なので、書き込めません。"
        "直すには、承認者か事務局に差し戻してもらってください。"
    )
    assert again(answer).done == "講座を3回ひらいた。"


def other_department(town):
    return town.person("editor", town.support)


def approver(town):
    return town.person("approver", town.lead)


def viewer(town):
    return town.person("viewer", town.lead)


def publisher(town):
    return town.person("publisher")


def other_city(_town):
    return make_town().coordinator()


@pytest.mark.parametrize("who", [other_department, approver, viewer, publisher, other_city])
def test_answer_is_written_by_nobody_else(town, who):
    answer = town.answer("draft")
    answer.done = "あとから"
    with pytest.raises(NotYours, match=f"^{NOT_YOUR_ANSWER}$"):
        save_answer(answer, {}, by=who(town), now=NOW)
    assert again(answer).done == "講座を3回ひらいた。"


def test_grade_of_another_scale_is_not_saved(town):
    answer = town.answer("draft")
    answer.grade = make_town().grades["A"]
    with pytest.raises(ValidationError) as refusal:
        save_answer(answer, {}, by=town.editor(), now=NOW)
    assert refusal.value.message_dict == {"grade": ["評価は、この計画の、この年度の尺度から選んでください。"]}


# Figures.


@pytest.fixture
def measured(town):
    """A draft whose item is measured by one indicator."""
    answer = town.answer("draft")
    answer.indicator = town.indicator(answer.item)
    return answer


def report(town, answer, value):
    save_answer(answer, {answer.indicator.pk: value}, by=town.editor(), now=NOW)


def reported(answer):
    return list(answer.figures.values_list("value", flat=True))


@pytest.mark.parametrize("value", [Decimal("12.5"), Decimal(0), Decimal(-3)])
def test_figure_is_saved(town, measured, value):
    report(town, measured, value)
    assert reported(measured) == [value]


def test_figure_is_changed(town, measured):
    report(town, measured, Decimal(10))
    report(town, measured, Decimal(11))
    assert reported(measured) == [Decimal(11)]


def test_unknown_figure_is_not_saved_as_zero(town, measured):
    report(town, measured, None)
    assert reported(measured) == []


def test_figure_that_is_emptied_is_unknown_and_not_zero(town, measured):
    report(town, measured, Decimal(10))
    report(town, measured, None)
    assert reported(measured) == [None]


def test_zero_that_is_emptied_is_unknown(town, measured):
    report(town, measured, Decimal(0))
    report(town, measured, None)
    assert reported(measured) == [None]


def test_history_of_a_figure_grows_only_when_it_changes(town, measured):
    for value in (Decimal("10.0"), Decimal(10), Decimal(11), Decimal(11), None, None):
        report(town, measured, value)
    history = AnswerFigure.history.order_by("history_id")
    assert list(history.values_list("value", flat=True)) == [Decimal(10), Decimal(11), None]


def test_figure_that_is_not_named_stays(town, measured):
    report(town, measured, Decimal(10))
    save_answer(measured, {}, by=town.editor(), now=NOW)
    assert reported(measured) == [Decimal(10)]


def test_figure_of_another_plan_is_refused(town, measured):
    other = make_town()
    measured.indicator = other.indicator(other.item(other.lead))
    with pytest.raises(ValidationError) as refusal:
        report(town, measured, Decimal(10))
    assert refusal.value.message_dict == {"indicator": ["指標は、同じ計画の指標から選んでください。"]}


# The part of a supporting department.


def part_of(town, state="draft"):
    return SupportPart.objects.create(answer=town.answer(state), department=town.support)


@pytest.mark.parametrize("state", ["blank", "draft", "submitted", "returned"])
def test_supporting_department_writes_its_part_until_the_approval(town, state):
    part, editor = part_of(town, state), town.person("editor", town.support)
    part.done, part.is_handed_in = "会場を貸した。", True
    save_part(part, by=editor, now=NOW)
    part = again(part)
    assert (part.done, part.is_handed_in, part.saved_at, part.saved_by) == (
        "会場を貸した。",
        True,
        NOW,
        editor,
    )


def test_part_leaves_the_answer_as_it_is(town):
    part = part_of(town, "returned")
    part.done = "会場を貸した。"
    save_part(part, by=town.person("editor", town.support), now=NOW)
    assert (again(part.answer).state, steps_of(part.answer)) == ("returned", [])


def test_coordinator_writes_the_part_of_any_department(town):
    part = part_of(town)
    part.done = "会場を貸した。"
    save_part(part, by=town.coordinator(), now=NOW)
    assert again(part).done == "会場を貸した。"


@pytest.mark.parametrize(("state", "word"), [("approved", "承認済"), ("confirmed", "確認済")])
@pytest.mark.parametrize("role", ["editor", "coordinator"])
def test_part_is_not_written_after_the_approval(town, role, state, word):
    part = part_of(town, state)
    user = town.coordinator() if role == "coordinator" else town.person("editor", town.support)
    part.done = "あとから"
    with pytest.raises(StepRefused, match=f"^回答は{word}なので、書き込めません。$"):
        save_part(part, by=user, now=NOW)
    assert again(part).done == ""


def lead_editor(town):
    return town.editor()


def support_approver(town):
    return town.person("approver", town.support)


@pytest.mark.parametrize("who", [lead_editor, support_approver, publisher, other_city])
def test_part_is_written_by_nobody_else(town, who):
    part = part_of(town)
    part.done = "あとから"
    with pytest.raises(NotYours, match=f"^{NOT_YOUR_PART}$"):
        save_part(part, by=who(town), now=NOW)
    assert again(part).done == ""
