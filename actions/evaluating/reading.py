"""What the committee reads, policy by policy, and both grades side by side."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from plans.models import Policy

from ..models import Evaluation, Placement, YearlyStatus
from ..survey.steps import State
from .rights import top_policy_of

Stage = Evaluation.Stage
NO_POLICY = "none"


@dataclass
class PolicyShare:
    """The answers under one top policy; `policy` is None for items that stand under no measure."""

    policy: Policy | None
    answers: list = field(default_factory=list)

    @property
    def key(self):
        return self.policy.pk if self.policy else NO_POLICY

    @property
    def ready(self):
        """Answers the committee can judge."""
        return [answer for answer in self.answers if answer.state == State.CONFIRMED]

    @property
    def judged(self):
        return [answer for answer in self.ready if answer.external and answer.external.has_content]

    @property
    def handed_in(self):
        return [answer for answer in self.ready if answer.external and answer.external.is_handed_in]


def answers_with_places(round_):
    """The answers of the round in plan order with their main place and all evaluations. Four queries.

    Each gets `external`, `internal` (Evaluation or None) and `mutual` (a list).
    """
    places = Placement.objects.select_related("measure__policy").order_by("sort_order", "pk")
    evaluations = Evaluation.objects.select_related("grade", "partner", "written_by").order_by(
        "stage", "partner__sort_order", "pk"
    )
    answers = (
        round_.answers.select_related("item__plan", "grade", "department", "round__scale")
        .prefetch_related(Prefetch("item__placements", places), Prefetch("evaluations", evaluations))
        .in_plan_order()
    )
    return [sorted_out(answer) for answer in answers]


def sorted_out(answer, evaluations=None):
    """The answer with `internal`, `mutual` and `external` set from these (or its prefetched) evaluations."""
    evaluations = list(answer.evaluations.all() if evaluations is None else evaluations)
    for evaluation in evaluations:
        evaluation.answer = answer
    of_stage = {stage: [e for e in evaluations if e.stage == stage] for stage in Stage}
    answer.internal = next(iter(of_stage[Stage.INTERNAL]), None)
    answer.external = next(iter(of_stage[Stage.EXTERNAL]), None)
    answer.mutual = of_stage[Stage.MUTUAL]
    return answer


def policy_shares(round_, judged=None):
    """[PolicyShare] in plan order, of the policies in `judged` (None: all, and the items under no measure)."""
    policies = round_.plan.policies.filter(parent=None).order_by("sort_order", "code")
    shares = {policy.pk: PolicyShare(policy) for policy in policies if judged is None or policy.pk in judged}
    if judged is None:
        shares[None] = PolicyShare(None)
    for answer in answers_with_places(round_):
        share = shares.get(top_policy_of(answer.item))
        if share is not None:
            share.answers.append(answer)
    return [share for share in shares.values() if share.answers]


def visible_rows(round_, access):
    """The answers this person may see with the evaluations this person may see, for the table side by side."""
    answers = set(round_.answers.visible_to(access).values_list("pk", flat=True))
    seen = set(
        Evaluation.objects.filter(answer__round=round_).visible_to(access).values_list("pk", flat=True)
    )
    rows = [answer for answer in answers_with_places(round_) if answer.pk in answers]
    return [sorted_out(row, [e for e in row.evaluations.all() if e.pk in seen]) for row in rows]


def lock(answers):
    """Lock these answers, so that what is read from now on stays."""
    list(YearlyStatus.objects.select_for_update().order_by("pk").filter(pk__in=answers).values_list("pk"))
