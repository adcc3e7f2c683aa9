"""What the person before left open: for a new 入力者 on the first page."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from organizations.access import Role
from organizations.models import Membership, User

from ..models import AnswerStep, SupportPart, YearlyStatus
from ..querysets import HANDED_IN
from .checks import missing

State = YearlyStatus.State


@dataclass
class LeftOpen:
    """One answer or part not handed in, last written by somebody who writes here no more.

    `part` is None where it is the answer itself. `step`: who returned it and why, or None.
    """

    answer: YearlyStatus
    writer: User
    at: datetime | None
    note: str
    part: SupportPart | None = None
    missing: list = field(default_factory=list)
    step: AnswerStep | None = None


def add_left_open(works, user, today):
    """Fill `left_open` and `undone_before` of the DepartmentWorks in which the person writes. Two queries at most."""
    works = [work for work in works if work.writes]
    begun = [(work, entry) for work in works for entry in _begun(work) if entry.writer != user]
    older = [work for work in works if work.is_older and _undone(work)]
    if not (begun or older):
        return
    writers = _Writers({entry.writer for _work, entry in begun} | {user}, works, today)
    for work, entry in begun:
        if writers.has_left(entry.writer, work.department):
            work.left_open.append(entry)
    for work in older:
        if writers.began_after(user, work.department, work.round.due_on):
            work.undone_before = _undone(work)
    _add_reasons([entry for work in works for entry in work.left_open])


def _begun(work):
    """What somebody has begun to write, as LeftOpen."""
    for answer in work.answers:
        if answer.state in (State.DRAFT, State.RETURNED) and answer.answered_by:
            yield LeftOpen(
                answer, answer.answered_by, answer.answered_at, answer.internal_note, missing=missing(answer)
            )
    for part in work.parts:
        is_open = not part.is_handed_in and part.answer.state not in (State.APPROVED, State.CONFIRMED)
        if is_open and part.saved_by and (part.done or part.internal_note):
            yield LeftOpen(part.answer, part.saved_by, part.saved_at, part.internal_note, part)


def _undone(work):
    return [answer for answer in work.answers if answer.state not in HANDED_IN]


def _add_reasons(entries):
    returned = {e.answer.pk: e for e in entries if e.part is None and e.answer.state == State.RETURNED}
    if returned:
        steps = AnswerStep.objects.filter(answer__in=returned, to_state=State.RETURNED)
        for step in steps.select_related("by").order_by("pk"):
            returned[step.answer_id].step = step


class _Writers:
    """Since when, and until when, these people are 入力者 of the departments of the works. One query.

    Who wrote for a department that this one took over from wrote for this one.
    """

    def __init__(self, people, works, today):
        self.today = today
        departments = {work.department.pk for work in works}
        rows = Membership.objects.filter(user__in=people, role=Role.EDITOR).filter(
            Q(department__in=departments) | Q(department__successions__successor__in=departments)
        )
        self._own, self._before = {}, {}
        columns = ("user", "department", "department__successions__successor", "start_on", "end_on")
        for person, department, successor, start_on, end_on in rows.values_list(*columns):
            self._own.setdefault((person, department), []).append((start_on, end_on))
            self._before.setdefault((person, successor), []).append((start_on, end_on))

    def has_left(self, person, department):
        """Whether the person was 入力者 there and is no more. The 事務局, which writes on behalf, never was."""
        key = (person.pk, department.pk)
        if key not in self._own and key not in self._before:
            return False
        in_force = any(first <= self.today <= last for first, last in self._own.get(key, ()))
        return not (in_force and person.is_active)

    def began_after(self, person, department, day):
        """Whether the person became 入力者 there only after that day."""
        key = (person.pk, department.pk)
        first = [start for start, _end in self._own.get(key, []) + self._before.get(key, [])]
        return bool(first) and min(first) > day
