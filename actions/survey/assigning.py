"""Who answers for an item in a round: read from the plan, proposed from last year, decided by the 事務局."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of

from ..models import ReportingRound, SupportPart, YearlyStatus
from ..responsible import Asked, Responsible
from .refusals import NotYours, RoundRefused
from .rights import Desk

State = YearlyStatus.State


def read_asked(plan, fiscal_year) -> dict[int, Asked]:
    """Item id -> Asked, from the departments the plan prints, as they are in that fiscal year. Three queries."""
    return Responsible(plan.municipality_id, plan.items.all()).asked(fiscal_year)


def year_of_asking(round_, now=None):
    """The fiscal year whose departments are asked: those of today, when an ended year is asked about in spring."""
    return max(round_.fiscal_year, fiscal_year_of(timezone.localdate(now)))


def last_assignment(round_, asked_in):
    """Item id -> department id that answered in the round before this one: proposed where nobody is named.

    A department that is gone by `asked_in` is proposed as the one that took over, or not at all.
    """
    plan = round_.plan
    before = ReportingRound.objects.before(plan, round_.fiscal_year)
    if before is None:
        return {}
    responsible = Responsible(plan.municipality_id, plan.items.all())
    rows = before.answers.exclude(department=None).values_list("item", "department")
    since = before.fiscal_year + 1
    proposed = {
        item: responsible.way(item, department, asked_in, since=since).end for item, department in rows
    }
    return {item: department for item, department in proposed.items() if department is not None}


@transaction.atomic
def assign(answer_pk, *, lead, supports, by, now=None):
    """Ask these departments for the answer in this round: `lead` is a Department or None, `supports` a list.

    What a supporting department has already written stays: it can be taken off only while its part is empty. Parts
    that a merger left behind stay too: those of a department that is gone, and of one that leads by now.
    Raises NotYours, and RoundRefused once the answer has been handed in.
    """
    answer = (
        YearlyStatus.objects.select_for_update(of=("self",))
        .select_related("item__plan", "round")
        .get(pk=answer_pk)
    )
    if not Desk(by, answer.item.plan.municipality_id, on=timezone.localdate(now)).coordinates:
        raise NotYours("担当を割り当てられるのは、その市の事務局です。")
    supports = [department for department in supports if department != lead]
    changes_lead = answer.department_id != (lead and lead.pk)
    asked_in = year_of_asking(answer.round, now)
    parts = {
        part.department_id: part
        for part in answer.parts.select_related("department")
        if not (part.department.end_fy is not None and part.department.end_fy < asked_in)
        and (changes_lead or part.department_id != answer.department_id)
    }
    if not changes_lead and set(parts) == {department.pk for department in supports}:
        return answer
    if changes_lead and answer.state not in (State.BLANK, State.DRAFT, State.RETURNED):
        raise RoundRefused(
            f"「{answer.item}」は{answer.get_state_display()}です。担当を変えるには、先に差し戻してください。"
        )
    if answer.state in (State.APPROVED, State.CONFIRMED):
        raise RoundRefused(
            f"「{answer.item}」は{answer.get_state_display()}です。関係する部署を変えるには、先に差し戻してください。"
        )
    for department in {lead, *supports} - {None}:
        if department.is_collective or department.municipality_id != answer.item.plan.municipality_id:
            raise RoundRefused(f"「{department}」には割り当てられません。ひとつの部署を選んでください。")
    if changes_lead:
        answer.department = lead
        answer.save()
    wanted = {department.pk for department in supports}
    for department_id, part in parts.items():
        if department_id in wanted:
            continue
        if part.done or part.internal_note:
            raise RoundRefused(f"「{answer.item}」の{part.department}は、すでに記入しているため外せません。")
        part.delete()
    for department_id in wanted - set(parts):
        part = SupportPart(answer=answer, department_id=department_id)
        try:
            part.full_clean()
        except ValidationError as error:
            raise RoundRefused("".join(error.messages)) from error
        part.save()
    return answer
