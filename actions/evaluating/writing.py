"""Writing an evaluation, handing it in, giving it back to the committee, replying to it, removing it."""

from django.db import transaction
from django.utils import timezone

from ..models import Evaluation, EvaluationSession
from ..survey.refusals import NotYours, StepRefused
from .rights import EvaluationDesk, Stage, why_not_reply, why_not_write

NOTHING_WRITTEN = "評価も意見も空欄です。どちらかを書いてから保存してください。"


@transaction.atomic
def save_evaluation(evaluation, *, by, now=None):
    """Save what was written; the caller has locked the answer and filled the evaluation.

    Raises NotYours, StepRefused, ValidationError.
    """
    now = now or timezone.now()
    stored = Evaluation.objects.filter(pk=evaluation.pk).first() if evaluation.pk else None
    _refuse(stored or evaluation, desk_for(evaluation, by, now), why_not_write)
    if (stored is None or evaluation.is_handed_in) and not evaluation.has_content:
        raise StepRefused(NOTHING_WRITTEN)
    if evaluation.stage == Stage.EXTERNAL and evaluation.session_id is None:
        evaluation.session = session_of(evaluation.answer)
    evaluation.written_at, evaluation.written_by = now, by
    evaluation.is_published = evaluation.is_reply_published = False  # it waits for the next edition
    evaluation.full_clean()
    evaluation.save()
    return evaluation


def session_of(answer):
    """The newest meeting about that year of the plan, or None."""
    sessions = EvaluationSession.objects.filter(plan=answer.item.plan_id, fiscal_year=answer.fiscal_year)
    return sessions.order_by("-held_on").first()


@transaction.atomic
def hand_in(evaluations, *, by, now=None):
    """The committee hands its evaluations to the 事務局: (how many were handed in, how many have nothing written).

    Raises NotYours, StepRefused.
    """
    now = now or timezone.now()
    done = empty = 0
    for evaluation in evaluations:
        if evaluation.is_handed_in:
            continue
        _refuse(evaluation, desk_for(evaluation, by, now), why_not_write)
        if not evaluation.has_content:
            empty += 1
            continue
        evaluation.is_handed_in = True
        evaluation.save()
        done += 1
    return done, empty


@transaction.atomic
def give_back(evaluation, *, by, now=None):
    """Let the committee write on. Raises NotYours, StepRefused."""
    _refuse(evaluation, desk_for(evaluation, by, now or timezone.now()), why_not_give_back)
    evaluation.is_handed_in = evaluation.is_published = evaluation.is_reply_published = False
    evaluation.save()


def why_not_give_back(evaluation, desk):
    if not desk.coordinates:
        return "評価を戻せるのは、市の事務局です。"
    if evaluation.is_published and not desk.is_reported(evaluation.answer):
        return "公開されている評価は戻せません。先に公開責任者が公開をやめてください。"
    return "" if evaluation.is_handed_in else "まだ書き終えられていない評価です。"


@transaction.atomic
def save_reply(evaluation, *, by, now=None):
    """Save the city's reply; the caller has locked the answer and filled `evaluation.reply`. Raises as above."""
    now = now or timezone.now()
    _refuse(Evaluation.objects.get(pk=evaluation.pk), desk_for(evaluation, by, now), why_not_reply)
    evaluation.replied_at, evaluation.replied_by = now, by
    evaluation.is_reply_published = False  # it waits for the next edition
    evaluation.full_clean()
    evaluation.save()
    return evaluation


@transaction.atomic
def remove_evaluation(evaluation, *, by, now=None):
    """Take away an evaluation that was entered by mistake; the history keeps it. Raises NotYours, StepRefused."""
    _refuse(evaluation, desk_for(evaluation, by, now or timezone.now()), why_not_write)
    evaluation.delete()


def desk_for(evaluation, user, now):
    return EvaluationDesk(user, evaluation.answer.item.plan.municipality_id, on=timezone.localdate(now))


def _refuse(evaluation, desk, why_not):
    if not (sentence := why_not(evaluation, desk)):
        return
    own = (
        desk.coordinates or desk.writes_for(evaluation.answer.department_id) or desk.judges(evaluation.answer)
    )
    raise (StepRefused if own else NotYours)(sentence)
