"""Renewing, moving, ending and adding memberships, many at once: all or nothing, every refusal named."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of

from .access import Role
from .models import Membership
from .planned_changes import ONE_DAY, Planner, Refusal, day_words, person_words, place_words

ONE_YEAR = timedelta(days=366)
MONTHS_OF_LOOKING_BACK = (4, 5)


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


def last_cut(today):
    """The 31 March that has just passed, as long as those it cut off are looked for: in April and May. Else None."""
    if today.month not in MONTHS_OF_LOOKING_BACK:
        return None
    return fiscal_year_bounds(fiscal_year_of(today) - 1)[1]


def cut_off(city, day):
    """The memberships of the city that ended that day, 31 March, and that nobody renewed or moved."""
    rows = Membership.objects.memberships_ending([city.pk], day).without_next(day)
    return rows.filter(user__is_active=True)


def present_and_cut_off(city, today):
    """What is not over, and in April and May what 31 March cut off, department by department."""
    wanted, cut = Q(end_on__gte=today), last_cut(today)
    if cut:
        wanted |= Q(pk__in=cut_off(city, cut).values("pk"))
    return Membership.objects.filter(wanted, municipality=city).by_department()


class Editors:
    """Who writes for which department of these cities, as it will be after the changes. One query.

    It looks back a year, to know the departments that had somebody.
    """

    def __init__(self, cities, *, today, changes=()):
        self.today = today
        ends = {change.kept.pk: change.end_on for change in changes if change.kept}
        rows = Membership.objects.filter(municipality__in=cities, role=Role.EDITOR)
        rows = rows.not_ended(today - ONE_YEAR).annotate(counts=F("user__is_active"))
        rows = list(rows.select_related("department").order_by("department__sort_order", "pk"))
        self._known = dict.fromkeys(row.department for row in rows if row.start_on <= today)
        self._present = [row for row in rows if row.counts and row.end_on >= today]
        self._spans = {}
        begun = [change.begun for change in changes if change.begun and change.begun.role == Role.EDITOR]
        for row in [*self._present, *begun]:
            last = ends.get(row.pk, row.end_on) if row.pk else row.end_on
            self._spans.setdefault(row.department_id, []).append((row.start_on, last))

    def missing_on(self, day):
        """The departments that have an 入力者 now or later, but not on that day."""
        departments = dict.fromkeys(row.department for row in self._present)
        return [each for each in departments if not self._has(each, day)]

    def lost(self, asked=()):
        """The departments that have none today, though they had one in the last year or are `asked` something."""
        missing = [each for each in dict.fromkeys([*self._known, *asked]) if not self._has(each, self.today)]
        return sorted(missing, key=lambda each: (each.sort_order, each.pk))

    def _has(self, department, day):
        return any(first <= day <= last for first, last in self._spans.get(department.pk, ()))


def left_without_editors(changes, city, *, today, is_gone):
    """Sentences about departments that would have no 入力者 after the changes. `is_gone(department, day)`."""
    editors = Editors([city], today=today, changes=changes)
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
