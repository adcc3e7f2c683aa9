"""Rows of evaluation and handover that cannot be; tests/actions/test_constraints.py goes through them."""

from datetime import date

from actions.models import Evaluation, EvaluationSession, ItemHandover, PolicyEvaluator
from organizations.models import Partner
from tests import builders

DAY = date(2023, 8, 1)


def answer_of(world):
    return builders.make_answer(
        builders.make_round(world.plan, scale=world.scale), world.item, world.department
    )


def partner_of(world):
    return Partner.objects.create(municipality=world.city, name="見本の会", kind="group")


def session_of(world):
    return EvaluationSession.objects.create(plan=world.plan, fiscal_year=2022, held_on=DAY)


def stage_twice(world):
    answer = answer_of(world)
    Evaluation.objects.create(answer=answer, stage="external")
    return Evaluation(answer=answer, stage="external")


def partner_twice(world):
    fields = {"answer": answer_of(world), "stage": "mutual", "partner": partner_of(world)}
    Evaluation.objects.create(**fields)
    return Evaluation(**fields)


def session_twice(world):
    session_of(world)
    return EvaluationSession(plan=world.plan, fiscal_year=2022, held_on=DAY)


def policy_twice(world):
    user = builders.member_of(world.city, role="evaluator")
    PolicyEvaluator.objects.create(policy=world.policy, user=user)
    return PolicyEvaluator(policy=world.policy, user=user)


def handover_twice(world):
    fields = {"item": world.item, "predecessor": world.department, "from_fy": 2023}
    ItemHandover.objects.create(**fields, successor=builders.make_department(world.city))
    return ItemHandover(**fields, successor=builders.make_department(world.city))


def handover_to_itself(world):
    both = {"predecessor": world.department, "successor": world.department}
    return ItemHandover(item=world.item, from_fy=2023, **both)


OF_EVALUATION = {
    "evaluation_session_once_a_day": (
        "この計画、この年度の、この日の会議はすでにあります。",
        session_twice,
    ),
    "policy_evaluator_once": ("この人は、この方針の担当にすでに入っています。", policy_twice),
    "evaluation_once_per_stage": ("この段階の評価は、この実績にすでにあります。", stage_twice),
    "evaluation_once_per_partner": ("この相手の評価は、この実績にすでにあります。", partner_twice),
    "evaluation_partner_for_mutual": (
        "協働の相手は、相互評価のときに選びます。",
        lambda world: Evaluation(answer=answer_of(world), stage="external", partner=partner_of(world)),
    ),
    "evaluation_session_for_external": (
        "評価の会議は、外部評価のときに選びます。",
        lambda world: Evaluation(answer=answer_of(world), stage="internal", session=session_of(world)),
    ),
    "evaluation_published_when_handed_in": (
        "公開できるのは、書き終えた評価だけです。",
        lambda world: Evaluation(answer=answer_of(world), stage="external", is_published=True),
    ),
    "evaluation_reply_published_with_it": (
        "市の対応は、公開された評価にあるものだけを公開できます。",
        lambda world: Evaluation(
            answer=answer_of(world), stage="external", reply="見直します。", is_reply_published=True
        ),
    ),
    "item_handover_once": (
        "この取組の、この部署からの引き継ぎは、この年度にすでにあります。",
        handover_twice,
    ),
    "item_handover_to_another": ("引き継いだ部署には、別の部署を選んでください。", handover_to_itself),
}
