"""What the tables of evaluation hold, and who sees which evaluation."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from actions.models import Evaluation, EvaluationSession, PolicyEvaluator
from organizations.access import access_of
from organizations.models import Partner
from tests import builders
from tests.evaluating.people import evaluation_of, make_judged_town, placed_answer


def test_partner_is_needed_for_a_mutual_evaluation(town):
    with pytest.raises(ValidationError, match="協働の相手は、相互評価のときに選びます"):
        Evaluation(answer=placed_answer(town), stage="mutual").full_clean()


def test_choices_come_from_the_same_city_plan_and_year(town):
    other, answer = make_judged_town(), placed_answer(town)
    session = EvaluationSession.objects.create(plan=town.plan, fiscal_year=2023, held_on=date(2025, 8, 1))
    for fields, sentence in (
        ({"stage": "external", "grade": other.grades["A"]}, "この年度の尺度から"),
        ({"stage": "mutual", "partner": other.partner}, "同じ市区町村の「協働の相手」から"),
        ({"stage": "external", "session": session}, "同じ計画、同じ年度の会議から"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            Evaluation(answer=answer, **fields).full_clean()


def test_session_takes_a_committee_of_its_city(town):
    foreign = Partner.objects.create(municipality=builders.make_city(), name="よその会", kind="committee")
    row = EvaluationSession(plan=town.plan, fiscal_year=2024, held_on=date(2025, 8, 1), committee=foreign)
    with pytest.raises(ValidationError, match="同じ市区町村"):
        row.full_clean()


def test_policy_is_given_to_an_evaluator_of_the_city_and_at_the_top(town):
    below = builders.make_policy(town.plan, parent=town.measure.policy)
    with pytest.raises(ValidationError, match="評価委員の役割がありません"):
        PolicyEvaluator(policy=town.measure.policy, user=town.coordinator()).full_clean()
    with pytest.raises(ValidationError, match="いちばん上の階層"):
        PolicyEvaluator(policy=below, user=town.person("evaluator")).full_clean()


def test_agreement_is_known_only_where_both_give_a_grade(town):
    answer = placed_answer(town, grade=town.grades["B"])
    found = [evaluation_of(answer, "internal", grade=town.grades["B"])]
    found.append(evaluation_of(answer, grade=town.grades["A"]))
    found.append(evaluation_of(answer, "mutual", partner=town.partner))
    assert [row.agrees for row in found] == [True, False, None]


SEEN = {
    "coordinator": {"internal", "mutual", "external", "open internal", "open mutual", "open external"},
    "publisher": {"internal", "mutual", "external"},
    "viewer": {"internal", "mutual", "external"},
    "evaluator": {"external"},
    "editor": {"internal", "mutual", "external", "open mutual"},
    "approver": {"internal", "mutual", "external", "open mutual"},
    "department viewer": {"internal", "mutual", "external"},
    "other editor": set(),
    "elsewhere": set(),
}


@pytest.mark.parametrize("name", SEEN)
def test_evaluations_are_seen_by_whom_they_concern(town, name):
    finished, unfinished = placed_answer(town), placed_answer(town)
    for stage in ("internal", "mutual", "external"):
        partner = {"partner": town.partner} if stage == "mutual" else {}
        evaluation_of(finished, stage, is_handed_in=True, **partner)
        evaluation_of(unfinished, stage, **partner)
    user = {
        "department viewer": lambda: town.person("viewer", town.lead),
        "other editor": lambda: town.person("editor", town.support),
        "elsewhere": lambda: make_judged_town().coordinator(),
        "editor": town.editor,
        "approver": lambda: town.person("approver", town.lead),
    }.get(name, lambda: town.person(name))()
    rows = Evaluation.objects.visible_to(access_of(user))
    assert {row.stage if row.is_handed_in else f"open {row.stage}" for row in rows} == SEEN[name]
