"""Renewing, moving, ending and adding memberships, many at once: all or nothing, every refusal named."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from .access import Role
from .models import Membership
from .planned_changes import ONE_DAY, Planner, Refusal, day_words, person_words, place_words


class RenewingRefused(Exception):
    """Nothing was written. `sentences`: why, one for each membership that stands in the way."""

    def __init__(self, sentences):
        self.sentences = list(sentences)
        super().__init__("".join(self.sentences))


def renew(memberships, *, by, until=None, now=None):
    """Until the 31 March after the present end, or `until`. A department that has been succeeded by then is left:
    the membership stays ended, and a new one begins on 1 April in the one that took over. -> [Change]
    """
    return _do(memberships, by, now, "renew", until)


def move(memberships, department, *, on, by, now=None):
    """From the day `on` in that department, in the same role, until that 31 March or the present end if later."""
    return _do(memberships, by, now, "move", department, on)


def end(memberships, on, *, by, now=None):
    """`on` is the last day."""
    return _do(memberships, by, now, "end", on)


@transaction.atomic
def add(people, city, department, role, *, on, by, now=None):
    """A new membership for each of these users from the day `on` until that 31 March. -> [Change]"""
    people = list(people)
    rows = Membership.objects.filter(user__in=people, municipality=city).select_related("user", "department")
    planner = Planner(rows, by=by, today=timezone.localdate(now))
    changes, refusals = [], []
    for user in people:
        try:
            changes.append(planner.add(user, city, department, role, on))
        except Refusal as refusal:
            refusals.append(f"{person_words(user)}({place_words(department, role)}): {refusal}")
    return _write(changes, refusals)


def planned(memberships, deed, *details, by, now=None):
    """([Change], [(membership, sentence)]) of the deed ("renew", "move" or "end"), without writing."""
    rows = list(memberships)
    planner = planner_for(rows, by=by, today=timezone.localdate(now))
    changes, refused = [], []
    for row in rows:
        try:
            changes.append(getattr(planner, deed)(row, *details))
        except Refusal as refusal:
            refused.append((row, str(refusal)))
    return changes, refused


def planner_for(rows, *, by, today):
    """A Planner that knows all memberships of these people in these cities. One query."""
    known = Membership.objects.filter(
        user__in={row.user_id for row in rows}, municipality__in={row.municipality_id for row in rows}
    )
    return Planner(known.select_related("user", "department").order_by("pk"), by=by, today=today)


def named(row, sentence):
    """The sentence with whose membership it is about."""
    return f"{person_words(row.user)}({place_words(row.department, row.role)}): {sentence}"


@transaction.atomic
def _do(memberships, by, now, deed, *details):
    rows = (
        Membership.objects.filter(pk__in=[row.pk for row in memberships])
        .select_related("user", "department")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    changes, refused = planned(rows, deed, *details, by=by, now=now)
    return _write(changes, [named(row, sentence) for row, sentence in refused])


def _write(changes, refusals):
    if refusals:
        raise RenewingRefused(refusals)
    for change in changes:
        try:
            with transaction.atomic():
                change.write()
        except ValidationError as error:
            refusals.append(f"{person_words(change.user)}: {''.join(error.messages)}")
        except IntegrityError:  # the same, entered by somebody else at the same moment
            refusals.append(f"{person_words(change.user)}: 同じ所属が、いま登録されました。")
    if refusals:
        raise RenewingRefused(refusals)
    return changes


class Editors:
    """Who writes for which department of a city, from `today` on, as it will be after the changes. One query."""

    def __init__(self, city, *, today, changes=()):
        ends = {change.kept.pk: change.end_on for change in changes if change.kept}
        rows = Membership.objects.filter(municipality=city, role=Role.EDITOR, user__is_active=True)
        rows = rows.not_ended(today).select_related("department").order_by("department__sort_order", "pk")
        self._present = list(rows)
        self._spans = {}
        begun = [change.begun for change in changes if change.begun and change.begun.role == Role.EDITOR]
        for row in [*self._present, *begun]:
            last = ends.get(row.pk, row.end_on) if row.pk else row.end_on
            self._spans.setdefault(row.department_id, []).append((row.start_on, last))

    def missing_on(self, day):
        """The departments that have an 入力者 now or later, but not on that day."""
        departments = dict.fromkeys(row.department for row in self._present)
        return [each for each in departments if not self._has(each, day)]

    def _has(self, department, day):
        return any(first <= day <= last for first, last in self._spans[department.pk])


def left_without_editors(changes, city, *, today, is_gone):
    """Sentences about departments that would have no 入力者 after the changes. `is_gone(department, day)`."""
    editors = Editors(city, today=today, changes=changes)
    days = {
        (change.kept.department, change.end_on + ONE_DAY)
        for change in changes
        if change.kept and change.kept.role == Role.EDITOR and change.end_on < change.kept.end_on
    }
    return [
        f"{department}には、{day_words(day)}から入力者がいなくなります。"
        for department, day in sorted(days, key=lambda pair: (pair[0].sort_order, pair[0].pk, pair[1]))
        if department in editors.missing_on(max(day, today)) and not is_gone(department, day)
    ]
