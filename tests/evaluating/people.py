"""The small town of the survey, whose plan uses every stage of evaluation."""

from actions.models import Evaluation
from organizations.models import Partner
from tests import builders
from tests.survey.people import make_town

STAGES = (
    "evaluates_internally",
    "evaluates_mutually",
    "evaluates_externally",
    "replies_to_evaluations",
)


def make_judged_town():
    town = make_town()
    for name in STAGES:
        setattr(town.plan, name, True)
    town.plan.save()
    town.partner = Partner.objects.create(municipality=town.city, name="見本の会", kind="group")
    return town


def placed_answer(town, state="confirmed", *, policy=None, **fields):
    """An answer whose item stands under the policy (default: the town's own)."""
    item = town.item(town.lead)
    measure = builders.make_measure(policy) if policy else town.measure
    builders.place(item, measure)
    return town.answer(state, item=item, **fields)


def evaluation_of(answer, stage="external", **fields):
    return Evaluation.objects.create(answer=answer, stage=stage, **{"opinion": "見本の意見"} | fields)
