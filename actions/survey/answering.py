"""Writing an answer: saving it as a draft, taking over last year's, the part of a supporting department."""

from django.db import transaction
from django.utils import timezone

from ..models import AnswerFigure, YearlyStatus
from ..querysets import HANDED_IN
from .checks import JUDGED
from .refusals import NotYours, StepRefused
from .rights import Desk
from .steps import State, move

CONTENT = ("status", "done", "grade", "reason", "issues", "next_step", "next_plan")
WRITABLE = (State.BLANK, State.DRAFT, State.RETURNED)


def why_not_write(answer, desk):
    """The sentence that says why this person cannot write the answer now; empty when nothing stands in the way."""
    if not desk.may_write(answer):
        return "この回答に書き込めるのは、回答する部署の入力者と、市の事務局です。"
    if answer.state not in WRITABLE:
        return (
            f"いまの状態は「{answer.get_state_display()}」なので、書き込めません。"
            "直すには、承認者か事務局に差し戻してもらってください。"
        )
    return ""


def save_answer(answer, figures, *, by, now=None):
    """Save the answer, which the caller has locked and filled, as a draft; `figures`: indicator id -> value or None.

    Each saving on behalf of the department is a step of its own, for the record.

    Raises NotYours, StepRefused, ValidationError. Part of the caller's transaction.
    """
    now = now or timezone.now()
    desk = Desk(by, answer.item.plan.municipality_id, on=timezone.localdate(now))
    _refuse(answer, desk)
    before = last_year_of(answer)
    if answer.is_unchanged and not (before and is_same(answer, before)):
        answer.is_unchanged = False
    answer.answered_at, answer.answered_by = now, by
    answer.full_clean()
    if answer.state == State.DRAFT and not desk.is_on_behalf(answer):
        answer.save()
    else:
        move(answer, State.DRAFT, by=by, now=now, desk=desk)
    for indicator_id, value in figures.items():
        _save_figure(answer, indicator_id, value)
    return answer


def _save_figure(answer, indicator_id, value):
    figure = answer.figures.filter(indicator=indicator_id).first()
    if figure is None:
        if value is None:
            return
        figure = AnswerFigure(answer=answer, indicator_id=indicator_id)
    elif figure.value == value:
        return
    figure.value = value
    figure.full_clean()
    figure.save()


def last_year_of(answer):
    """The newest earlier year of the item that was handed in (or written down without a survey), or None."""
    return (
        YearlyStatus.objects.filter(item=answer.item_id, fiscal_year__lt=answer.fiscal_year)
        .filter(state__in=("", *HANDED_IN))
        .select_related("grade__scale", "department")
        .order_by("-fiscal_year")
        .first()
    )


def is_same(answer, before):
    """Whether the answer says what that year said. A grade of another scale cannot be compared and is left out."""
    names = [name for name in CONTENT if name != "grade"]
    if before.grade_id and before.grade.scale_id == answer.round.scale_id:
        names.append("grade_id")
    return all(getattr(answer, name) == getattr(before, name) for name in names)


def take_over(answer, before, *, everything):
    """Put the contents of that year into the answer: into its empty boxes, or (変更なし) into all of them.

    Returns the sentence staff are told. The grade is taken over only within the same scale.
    """
    same_scale = before.grade_id and before.grade.scale_id == answer.round.scale_id
    for name in CONTENT:
        if name == "grade":
            if same_scale and (everything or (answer.grade_id is None and answer.status in JUDGED)):
                answer.grade = before.grade
        elif name == "reason" and not everything and answer.status not in JUDGED:
            continue
        elif everything or getattr(answer, name) in ("", YearlyStatus.Status.NOT_REPORTED):
            setattr(answer, name, getattr(before, name))
    answer.is_unchanged = everything
    done = (
        "前年度から変更なしとして、下書きに保存しました。"
        if everything
        else "前年度の内容を、空いている欄に写しました。"
    )
    if before.grade_id and not same_scale:
        return f"{done}評価の尺度が変わったので、評価は選び直してください。"
    return done if everything else f"{done}この年度の実績に合わせて直してから提出してください。"


@transaction.atomic
def save_part(part, *, by, now=None):
    """Save what a supporting department did; the caller has locked and filled it. Raises NotYours, StepRefused."""
    now = now or timezone.now()
    answer = part.answer
    desk = Desk(by, answer.item.plan.municipality_id, on=timezone.localdate(now))
    if not desk.may_write_part(part):
        raise NotYours("この欄に書き込めるのは、その部署の入力者と、市の事務局です。")
    if answer.state in (State.APPROVED, State.CONFIRMED):
        raise StepRefused(f"回答は{answer.get_state_display()}なので、書き込めません。")
    if part.department_id == answer.department_id:  # it was merged into the department that leads
        raise StepRefused("この部署は、いまは主管として回答しています。回答の欄に書いてください。")
    part.saved_at, part.saved_by = now, by
    part.is_on_behalf = not desk.writes_for(part.department_id)
    part.full_clean()
    part.save()
    return part


def _refuse(answer, desk):
    if sentence := why_not_write(answer, desk):
        raise (StepRefused if desk.may_write(answer) else NotYours)(sentence)
