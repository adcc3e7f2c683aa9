"""The way of an answer: 未入力 → 入力中 → 提出済 → 承認済 → 確認済, or back as 差戻し. Only these steps exist."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from ..models import AnswerStep, YearlyStatus
from .checks import missing
from .handing_on import hand_to_present
from .publishing import hide_statuses
from .refusals import StepRefused
from .rights import Desk

State = YearlyStatus.State


@dataclass(frozen=True)
class Step:
    """`begins`: the states it starts from. `may`: the name of the right in Desk."""

    name: str
    label: str
    begins: tuple
    ends: str
    may: str
    needs_reason: bool = False

    @property
    def not_taken(self):
        """How a sentence ends that says the step was not taken."""
        return "差し戻していません。" if self.needs_reason else f"{self.label}していません。"


STEPS = {
    step.name: step
    for step in (
        Step("submit", "提出", (State.DRAFT, State.RETURNED), State.SUBMITTED, "may_write"),
        Step("approve", "承認", (State.SUBMITTED,), State.APPROVED, "may_approve"),
        Step("confirm", "確認", (State.APPROVED,), State.CONFIRMED, "coordinates"),
        Step(
            "return",
            "差戻し",
            (State.SUBMITTED, State.APPROVED, State.CONFIRMED),
            State.RETURNED,
            "may_return",
            needs_reason=True,
        ),
    )
}


@dataclass(frozen=True)
class Outcome:
    """What became of one answer: `refusal` is empty when the step was taken."""

    answer: YearlyStatus
    refusal: str = ""


def why_not(step, answer, desk, reason=""):
    """The sentence that says why this person cannot take the step now; empty when nothing stands in the way."""
    right = getattr(desk, step.may)
    if not (right(answer) if callable(right) else right):
        return f"この回答を{step.label}できる役割がありません。"
    if answer.state not in step.begins:
        return f"いまの状態は「{answer.get_state_display()}」なので、{step.label}できません。"
    if step.name == "submit" and (lacks := missing(answer)):
        return f"まだ入力されていません: {'、'.join(lacks)}。"
    if step.needs_reason and not reason.strip():
        return f"{step.label}の理由を書いてください。"
    if step.name == "return" and answer.is_published and not desk.is_reported(answer):
        return "公開されている実績は差し戻せません。先に公開を取りやめてください。"
    return ""


@transaction.atomic
def take_step(name, answers, *, by, reason="", now=None):
    """Take the step `name` (a key of STEPS) with each of the answers (primary keys): [Outcome] in plan order.

    Each answer is checked by itself; one that cannot take the step stays as it is and says why.
    """
    step, now, desks = STEPS[name], now or timezone.now(), {}
    rows = (
        YearlyStatus.objects.answers()
        .filter(pk__in=answers)
        .select_related("item__plan", "grade", "department")
        .select_for_update(of=("self",))
        .in_plan_order()
    )
    outcomes = []
    for answer in rows:
        city = answer.item.plan.municipality_id
        desk = desks.setdefault(city, Desk(by, city, on=timezone.localdate(now)))
        refusal = why_not(step, answer, desk, reason)
        if not refusal:
            if name == "return":
                hand_to_present(answer, timezone.localdate(now))
                hide_statuses([answer] if answer.is_published else [])
            move(answer, step.ends, by=by, now=now, reason=reason.strip(), desk=desk, name=name)
        outcomes.append(Outcome(answer, refusal))
    return outcomes


def take_one_step(name, answer, *, by, reason="", now=None):
    """The same for one answer. Raises StepRefused."""
    outcomes = take_step(name, [answer], by=by, reason=reason, now=now)
    if not outcomes:
        raise StepRefused("この実績は調査への回答ではないので、この操作はありません。")
    (outcome,) = outcomes
    if outcome.refusal:
        raise StepRefused(outcome.refusal)
    return outcome.answer


def move(answer, state, *, by, now, desk, reason="", name="save"):
    """Bring the answer into the state and keep who and when. The caller has locked and checked it."""
    on_behalf = (name in ("save", "submit") and desk.is_on_behalf(answer)) or (
        name == "approve" and answer.department_id not in desk.access.departments("approver")
    )
    before, answer.state = answer.state, state
    answer.save()
    AnswerStep.objects.create(
        answer=answer, from_state=before, to_state=state, at=now, by=by, reason=reason, is_on_behalf=on_behalf
    )
