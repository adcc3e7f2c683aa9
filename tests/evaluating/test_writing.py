"""Who writes which evaluation when, and what becomes of it."""

from contextlib import suppress
from datetime import date

import pytest

from actions.evaluating.writing import (
    NOTHING_WRITTEN,
    give_back,
    hand_in,
    remove_evaluation,
    save_evaluation,
    save_reply,
)
from actions.models import Evaluation, EvaluationSession, PolicyEvaluator, YearlyStatus
from actions.survey.publishing import publish_statuses, take_back_statuses
from actions.survey.refusals import NotYours, StepRefused
from tests import builders
from tests.evaluating.people import evaluation_of, make_judged_town, placed_answer
from tests.survey.people import NOW, again


def new(answer, stage, **fields):
    return Evaluation(answer=answer, stage=stage, **{"opinion": "見本の意見"} | fields)


def person_of(town, role):
    department = town.lead if role in ("editor", "approver") else None
    return town.person(role, department)


WRITERS = {
    ("internal", "confirmed"): {"coordinator"},
    ("internal", "approved"): {"coordinator"},
    ("internal", "submitted"): set(),
    ("mutual", "blank"): {"coordinator", "editor"},
    ("mutual", "draft"): {"coordinator", "editor"},
    ("mutual", "submitted"): {"coordinator"},
    ("mutual", "confirmed"): {"coordinator"},
    ("external", "approved"): set(),
    ("external", "confirmed"): {"coordinator", "evaluator"},
}


@pytest.mark.parametrize("role", ["editor", "approver", "coordinator", "publisher", "evaluator", "viewer"])
@pytest.mark.parametrize(("stage", "state"), WRITERS)
def test_evaluation_is_written_by_its_writers_in_its_time(town, role, stage, state):
    answer = placed_answer(town, state, department=town.lead)
    partner = town.partner if stage == "mutual" else None
    by = person_of(town, role)
    with suppress(NotYours, StepRefused):
        save_evaluation(new(answer, stage, partner=partner), by=by, now=NOW)
    assert answer.evaluations.exists() is (role in WRITERS[stage, state])


def test_evaluation_keeps_who_and_when(town):
    answer, by = placed_answer(town), town.person("evaluator")
    row = again(save_evaluation(new(answer, "external", grade=town.grades["A"]), by=by, now=NOW))
    assert (row.written_by, row.written_at, row.grade, row.is_handed_in) == (by, NOW, town.grades["A"], False)
    assert row.history.count() == 1


def test_external_evaluation_takes_the_newest_meeting_of_its_year(town):
    for day, year in ((date(2025, 7, 1), 2024), (date(2025, 8, 1), 2024), (date(2025, 9, 1), 2023)):
        EvaluationSession.objects.create(plan=town.plan, fiscal_year=year, held_on=day)
    row = save_evaluation(new(placed_answer(town), "external"), by=town.person("evaluator"), now=NOW)
    assert row.session.held_on == date(2025, 8, 1)


def test_stage_the_plan_has_not_chosen_is_refused(town):
    town.plan.evaluates_internally = False
    town.plan.save()
    with pytest.raises(StepRefused, match="この計画では内部評価をしません"):
        save_evaluation(new(placed_answer(town), "internal"), by=town.coordinator(), now=NOW)


def test_stage_that_was_given_up_can_still_be_mended(town):
    row = evaluation_of(placed_answer(town), "internal")
    town.plan.evaluates_internally = False
    town.plan.save()
    row = Evaluation.objects.get(pk=row.pk)
    row.opinion = "直した意見"
    save_evaluation(row, by=town.coordinator(), now=NOW)
    assert again(row).opinion == "直した意見"


def test_member_with_named_policies_judges_those_only(town):
    other = builders.make_policy(town.plan)
    own, foreign = placed_answer(town), placed_answer(town, policy=other)
    by = town.person("evaluator")
    PolicyEvaluator.objects.create(policy=town.measure.policy, user=by)
    save_evaluation(new(own, "external"), by=by, now=NOW)
    with pytest.raises(NotYours, match="この方針を担当する評価委員"):
        save_evaluation(new(foreign, "external"), by=by, now=NOW)
    assert (own.evaluations.count(), foreign.evaluations.count()) == (1, 0)


def test_policy_stands_for_the_policies_below_it(town):
    below = builders.make_policy(town.plan, parent=town.measure.policy)
    answer, by = placed_answer(town, policy=below), town.person("evaluator")
    PolicyEvaluator.objects.create(policy=town.measure.policy, user=by)
    save_evaluation(new(answer, "external"), by=by, now=NOW)
    assert answer.evaluations.count() == 1


def test_member_of_another_city_judges_nothing(town):
    answer, elsewhere = placed_answer(town), make_judged_town()
    with pytest.raises(NotYours):
        save_evaluation(new(answer, "external"), by=elsewhere.person("evaluator"), now=NOW)
    assert not answer.evaluations.exists()


def test_empty_evaluation_is_refused(town):
    with pytest.raises(StepRefused, match=NOTHING_WRITTEN):
        save_evaluation(new(placed_answer(town), "external", opinion=" "), by=town.coordinator(), now=NOW)


def test_grade_alone_is_an_evaluation(town):
    answer = placed_answer(town)
    save_evaluation(
        new(answer, "external", opinion="", grade=town.grades["B"]), by=town.coordinator(), now=NOW
    )
    assert answer.evaluations.get().grade == town.grades["B"]


def test_committee_hands_in_what_it_has_written(town):
    rows = [evaluation_of(placed_answer(town)), evaluation_of(placed_answer(town), opinion="")]
    assert hand_in(rows, by=town.person("evaluator"), now=NOW) == (1, 1)
    assert [again(row).is_handed_in for row in rows] == [True, False]


def test_handed_in_evaluation_is_the_coordinators_until_given_back(town):
    row, by = evaluation_of(placed_answer(town), is_handed_in=True), town.person("evaluator")
    with pytest.raises(StepRefused, match="事務局に渡してあるので"):
        save_evaluation(again(row), by=by, now=NOW)
    with pytest.raises(StepRefused, match="評価を戻せるのは、市の事務局です"):
        give_back(again(row), by=by, now=NOW)
    give_back(again(row), by=town.coordinator(), now=NOW)
    mended = again(row)
    mended.opinion = "直した意見"
    save_evaluation(mended, by=by, now=NOW)
    assert (again(row).opinion, again(row).is_handed_in) == ("直した意見", False)


def test_reply_is_written_by_the_coordinator_to_what_is_finished(town):
    row = evaluation_of(placed_answer(town))
    row.reply = "見直します。"
    with pytest.raises(StepRefused, match="書き終えられてから"):
        save_reply(row, by=town.coordinator(), now=NOW)
    row.is_handed_in = True
    row.save()
    with pytest.raises(StepRefused, match="市の事務局です"):
        save_reply(row, by=town.person("evaluator"), now=NOW)
    by = town.coordinator()
    save_reply(row, by=by, now=NOW)
    assert (again(row).reply, again(row).replied_by, again(row).replied_at) == ("見直します。", by, NOW)


def test_reply_needs_a_plan_that_replies(town):
    town.plan.replies_to_evaluations = False
    town.plan.save()
    row = evaluation_of(placed_answer(town), is_handed_in=True)
    with pytest.raises(StepRefused, match="この計画では市の対応を書きません"):
        save_reply(Evaluation.objects.get(pk=row.pk), by=town.coordinator(), now=NOW)


def test_internal_evaluation_has_no_reply(town):
    row = evaluation_of(placed_answer(town), "internal", is_handed_in=True)
    with pytest.raises(StepRefused, match="内部評価には、市の対応を書きません"):
        save_reply(row, by=town.coordinator(), now=NOW)


@pytest.mark.parametrize("deed", [save_evaluation, save_reply, give_back, remove_evaluation])
def test_published_evaluation_stays_as_it_is(town, deed):
    shown = {"is_handed_in": True, "is_published": True, "reply": "見直します。", "is_reply_published": True}
    row = evaluation_of(placed_answer(town, is_published=True), **shown)
    with pytest.raises(StepRefused, match="公開責任者が公開をやめてください"):
        deed(Evaluation.objects.get(pk=row.pk), by=town.coordinator(), now=NOW)
    assert Evaluation.objects.filter(pk=row.pk, is_published=True).exists()


def test_reply_written_after_publishing_waits_for_the_publisher(town):
    answer = placed_answer(town, is_published=True)
    row = evaluation_of(answer, is_handed_in=True, is_published=True)
    row.reply = "見直します。"
    save_reply(row, by=town.coordinator(), now=NOW)
    assert Evaluation.objects.published().get().public_reply == ""
    rows, by = YearlyStatus.objects.filter(pk=answer.pk), town.person("publisher")
    assert list(rows.with_waiting_evaluations()) == [answer]
    assert publish_statuses(rows, by=by) == (0, 1, 0)
    assert Evaluation.objects.published().get().public_reply == "見直します。"
    assert not rows.with_waiting_evaluations().exists()
    take_back_statuses(rows, by=by)
    assert not Evaluation.objects.filter(is_reply_published=True).exists()


def test_evaluation_entered_by_mistake_is_removed_and_kept_in_the_history(town):
    row = evaluation_of(placed_answer(town, "draft"), "mutual", partner=town.partner)
    pk = row.pk
    remove_evaluation(row, by=town.editor(), now=NOW)
    assert not Evaluation.objects.filter(pk=pk).exists()
    assert Evaluation.history.filter(id=pk, history_type="-").count() == 1


def test_grade_that_was_given_in_an_evaluation_keeps_its_words(town):
    evaluation_of(placed_answer(town, "blank"), "mutual", partner=town.partner, grade=town.grades["C"])
    grade = town.grades["C"]
    grade.label = "別の言葉"
    with pytest.raises(Exception, match="すでに評価に使われている"):
        grade.full_clean()
    assert town.scale.is_used
