"""What a step writes down, and what it asks for first. Who may take it: test_rights."""

import pytest

from actions.models import AnnualReport, AnswerStep, YearlyStatus
from actions.survey.refusals import StepRefused
from actions.survey.steps import take_one_step, take_step
from tests import builders
from tests.survey.people import NOW, YEAR, again, make_town, steps_of

WAY = [
    ("draft", "submit", "submitted"),
    ("returned", "submit", "submitted"),
    ("submitted", "approve", "approved"),
    ("approved", "confirm", "confirmed"),
    ("submitted", "return", "returned"),
    ("approved", "return", "returned"),
    ("confirmed", "return", "returned"),
]


def refusal_of(step, answer, *, by, reason=""):
    with pytest.raises(StepRefused) as refusal:
        take_one_step(step, answer.pk, by=by, reason=reason, now=NOW)
    return str(refusal.value)


@pytest.mark.parametrize(("before", "step", "after"), WAY)
def test_step_is_kept_with_who_and_when(town, before, step, after):
    answer, user = town.answer(before), town.coordinator()
    take_one_step(step, answer.pk, by=user, reason="理由", now=NOW)
    kept = AnswerStep.objects.get()
    assert (kept.answer, kept.from_state, kept.to_state) == (answer, before, after)
    assert (kept.at, kept.by, kept.reason) == (NOW, user, "理由")
    assert again(answer).state == after


@pytest.mark.parametrize(
    ("role", "before", "step", "is_on_behalf"),
    [
        ("editor", "draft", "submit", False),
        ("coordinator", "draft", "submit", True),
        ("approver", "submitted", "approve", False),
        ("coordinator", "submitted", "approve", True),
        ("approver", "submitted", "return", False),
        ("coordinator", "submitted", "return", False),
        ("coordinator", "approved", "confirm", False),
        ("coordinator", "approved", "return", False),
    ],
)
def test_step_says_whether_the_coordinator_stood_in(town, role, before, step, is_on_behalf):
    user = town.person(role, None if role == "coordinator" else town.lead)
    take_one_step(step, town.answer(before).pk, by=user, reason="理由", now=NOW)
    assert AnswerStep.objects.get().is_on_behalf is is_on_behalf


@pytest.mark.parametrize(
    ("role", "before", "step"), [("editor", "draft", "submit"), ("approver", "submitted", "approve")]
)
def test_coordinator_of_the_department_itself_does_not_stand_in(town, role, before, step):
    user = town.coordinator()
    builders.join(user, town.city, role=role, department=town.lead)
    take_one_step(step, town.answer(before).pk, by=user, now=NOW)
    assert AnswerStep.objects.get().is_on_behalf is False


def test_answer_walks_from_draft_to_confirmed_and_back(town):
    answer, editor, approver = town.answer(), town.editor(), town.person("approver", town.lead)
    coordinator = town.coordinator()
    for step, user in [
        ("submit", editor),
        ("approve", approver),
        ("confirm", coordinator),
        ("return", coordinator),
        ("submit", editor),
    ]:
        take_one_step(step, answer.pk, by=user, reason="数を直してください。", now=NOW)
    assert steps_of(answer) == [
        ("draft", "submitted"),
        ("submitted", "approved"),
        ("approved", "confirmed"),
        ("confirmed", "returned"),
        ("returned", "submitted"),
    ]


def test_step_changes_nothing_but_the_state(town):
    answer = town.answer()
    before = YearlyStatus.objects.filter(pk=answer.pk).values().get()
    take_one_step("submit", answer.pk, by=town.editor(), now=NOW)
    assert YearlyStatus.objects.filter(pk=answer.pk).values().get() == before | {"state": "submitted"}


@pytest.mark.parametrize("reason", ["", " ", "\n\u3000"])
def test_return_needs_a_reason(town, reason):
    answer = town.answer("submitted")
    sentence = refusal_of("return", answer, by=town.coordinator(), reason=reason)
    assert sentence == "差戻しの理由を書いてください。"
    assert (again(answer).state, steps_of(answer)) == ("submitted", [])


def test_reason_is_kept_without_the_space_around_it(town):
    answer = town.answer("submitted")
    take_one_step("return", answer.pk, by=town.coordinator(), reason=" 数が違います。\n", now=NOW)
    assert AnswerStep.objects.get().reason == "数が違います。"


def test_published_result_cannot_be_returned(town):
    answer = town.answer("confirmed", is_published=True)
    sentence = refusal_of("return", answer, by=town.coordinator(), reason="理由")
    assert sentence == "公開されている実績は差し戻せません。先に公開を取りやめてください。"
    assert (again(answer).state, steps_of(answer)) == ("confirmed", [])


def test_published_result_is_returned_where_citizens_read_a_report(town):
    """More of it: tests/reporting/test_mending.py."""
    answer = town.answer("confirmed", is_published=True)
    AnnualReport.objects.create(plan=town.plan, fiscal_year=YEAR, edition=1, published_at=NOW)
    take_one_step("return", answer.pk, by=town.coordinator(), reason="理由", now=NOW)
    assert (again(answer).state, again(answer).is_published) == ("returned", False)
    assert steps_of(answer) == [("confirmed", "returned")]


def test_person_without_the_role_is_told_so(town):
    sentence = refusal_of("approve", town.answer("submitted"), by=town.editor())
    assert sentence == "この回答を承認できる役割がありません。"


def test_step_from_another_state_is_refused_with_the_present_one(town):
    sentence = refusal_of("submit", town.answer("approved"), by=town.editor())
    assert sentence == "いまの状態は「承認済」なので、提出できません。"


def test_answer_nobody_has_begun_cannot_be_handed_in(town):
    sentence = refusal_of("submit", town.answer("blank"), by=town.editor())
    assert sentence == "いまの状態は「未入力」なので、提出できません。"


def test_answer_is_not_handed_in_while_boxes_are_empty(town):
    answer = town.answer(done="", next_step="")
    sentence = refusal_of("submit", answer, by=town.editor())
    assert sentence == "まだ入力されていません: 取り組んだこと、今後の方向。"
    assert (again(answer).state, steps_of(answer)) == ("draft", [])


def test_answer_that_contradicts_itself_can_be_handed_in(town):
    answer = town.answer(status="completed", next_step="continue")
    take_one_step("submit", answer.pk, by=town.editor(), now=NOW)
    assert again(answer).state == "submitted"


def test_several_answers_take_the_step_and_the_others_say_why_not(town):
    good, lacking = town.answer(), town.answer(done="")
    done, again_good = town.answer("submitted"), town.answer("returned")
    pks = [again_good.pk, done.pk, lacking.pk, good.pk]
    outcomes = take_step("submit", pks, by=town.editor(), now=NOW)
    assert [(outcome.answer, outcome.refusal) for outcome in outcomes] == [
        (good, ""),
        (lacking, "まだ入力されていません: 取り組んだこと。"),
        (done, "いまの状態は「提出済」なので、提出できません。"),
        (again_good, ""),
    ]
    assert [again(row).state for row in (good, lacking, done, again_good)] == [
        "submitted",
        "draft",
        "submitted",
        "submitted",
    ]


def test_answers_of_two_cities_are_judged_each_by_its_own(town):
    own, foreign = town.answer("approved"), make_town().answer("approved")
    outcomes = take_step("confirm", [own.pk, foreign.pk], by=town.coordinator(), now=NOW)
    assert {outcome.answer: outcome.refusal for outcome in outcomes} == {
        own: "",
        foreign: "この回答を確認できる役割がありません。",
    }
    assert (again(own).state, again(foreign).state) == ("confirmed", "approved")


def test_answer_that_was_not_named_stays_as_it_is(town):
    named, hidden = town.answer(), town.answer()
    take_step("submit", [named.pk], by=town.editor(), now=NOW)
    assert (again(named).state, again(hidden).state) == ("submitted", "draft")


def test_result_outside_a_survey_takes_no_step(town):
    row = YearlyStatus.objects.create(item=town.item(town.lead), fiscal_year=YEAR, done="終えた。")
    assert take_step("submit", [row.pk], by=town.coordinator(), now=NOW) == []
    assert again(row).state == ""
