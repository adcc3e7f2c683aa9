"""Opening a round: one answer for each unique item in force; and taking the opening back."""

from django.db import transaction
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars, fiscal_year_of
from plans.models import RatingScale
from plans.models.scales import FEWEST_GRADES, MOST_GRADES, WRONG_NUMBER_OF_GRADES

from ..models import ReportingRound, SupportPart, YearlyStatus
from .assigning import Asked, read_asked, year_of_asking
from .refusals import NotYours, RoundRefused
from .rights import Desk

State = YearlyStatus.State


def why_no_round(plan, fiscal_year, scale, today):
    """The sentence that says why the plan cannot be asked about that year; empty when it can."""
    if fiscal_year > fiscal_year_of(today):
        return f"{both_calendars(fiscal_year)}は、まだ始まっていません。"
    if ReportingRound.objects.filter(plan=plan, fiscal_year=fiscal_year).exists():
        return f"{both_calendars(fiscal_year)}の調査は、すでに始まっています。"
    if (plan.start_fy and fiscal_year < plan.start_fy) or (plan.end_fy and fiscal_year > plan.end_fy):
        return f"{both_calendars(fiscal_year)}は、計画の期間({plan.period})の外です。"
    if scale is None:
        return (
            f"{both_calendars(fiscal_year)}の評価に使う尺度がありません。"
            "先に、評価の尺度を登録してください(よく使われる尺度を写すこともできます)。"
        )
    number = scale.grades.count()
    if not FEWEST_GRADES <= number <= MOST_GRADES:
        return WRONG_NUMBER_OF_GRADES.format(number=number)
    if not plan.items.in_force(fiscal_year).exists():
        return "この年度にたずねる取組がありません。取組を登録してから始めてください。"
    return ""


@transaction.atomic
def open_round(plan, fiscal_year, *, due_on, by, instructions="", now=None):
    """Open the survey of the plan about that year: one 未入力 answer for each item in force. Returns the round.

    A result already written down for that item and year becomes the draft of its answer.
    Raises NotYours, RoundRefused, and ValidationError for a due date that is none.
    """
    now = now or timezone.now()
    desk = Desk(by, plan.municipality_id, on=timezone.localdate(now))
    if not desk.coordinates:
        raise NotYours("調査を始められるのは、その市の事務局です。")
    scale = RatingScale.objects.in_force(plan, fiscal_year)
    if refusal := why_no_round(plan, fiscal_year, scale, timezone.localdate(now)):
        raise RoundRefused(refusal)
    round_ = ReportingRound(
        plan=plan,
        fiscal_year=fiscal_year,
        due_on=due_on,
        instructions=instructions,
        scale=scale,
        opened_at=now,
        opened_by=by,
    )
    round_.full_clean()
    round_.save()
    add_missing_answers(round_, year_of_asking(round_, now))
    return round_


@transaction.atomic
def withdraw_round(round_, *, by):
    """Undo the opening of a round in which nobody has written anything yet. Raises NotYours, RoundRefused."""
    if not Desk(by, round_.plan.municipality_id).coordinates:
        raise NotYours("調査を取りやめられるのは、その市の事務局です。")
    answers = YearlyStatus.objects.select_for_update(of=("self",)).filter(round=round_)
    if not is_untouched(round_, list(answers)):
        raise RoundRefused("すでに入力があるので、この調査は取りやめられません。")
    answers.delete()
    round_.delete()


def is_untouched(round_, answers):
    """Whether nobody has written anything in the round. One query; `answers` are those of the round."""
    if any(answer.state != State.BLANK for answer in answers):
        return False
    parts = SupportPart.objects.filter(answer__round=round_)
    return not parts.exclude(done="", internal_note="").exists()


def add_missing_answers(round_, asked_in):
    """Answers for the items in force that have none in this round yet: how many were added.

    `asked_in`: the fiscal year whose departments are asked.
    """
    asked = read_asked(round_.plan, asked_in)
    known = {
        row.item_id: row
        for row in YearlyStatus.objects.filter(item__plan=round_.plan, fiscal_year=round_.fiscal_year)
    }
    added = 0
    for item in round_.plan.items.in_force(round_.fiscal_year):
        entry, row = asked.get(item.pk, Asked()), known.get(item.pk)
        if row is not None and row.round_id:
            continue
        if row is None:
            row = YearlyStatus(item=item, fiscal_year=round_.fiscal_year, state=State.BLANK)
        else:
            row.state, row.is_published = State.DRAFT, False
        row.round, row.department_id = round_, entry.lead
        row.save()
        for department in entry.supports:
            SupportPart.objects.get_or_create(answer=row, department_id=department)
        added += 1
    return added
