"""年度替わりの準備: what the 事務局 should know before and after 31 March, on its first page and its page of members."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from organizations.access import Role
from organizations.models import Department, Membership, Reorganisation
from organizations.planned_changes import Gone, person_words
from organizations.renewing import Editors

from ..models import ReportingRound, SupportPart, YearlyStatus

State = YearlyStatus.State
MONTHS_BEFORE = (2, 3)
SOON = timedelta(days=92)
MOST_NAMES = 5


@dataclass
class Preparation:
    """One city's box. `ending`: how many memberships end on `last`, 31 March, and nothing follows; 0 out of season.

    `renewal`: who can renew one's own, where that is one of them. `without_today`, `without_next`: departments with
    no 入力者 today, or on the 1 April that is near. `waiting`, `due`, `overdue`: reorganisations not carried out.
    """

    last: date
    ending: int = 0
    renewal: str = ""
    without_today: list = field(default_factory=list)
    without_next: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    due: list = field(default_factory=list)
    overdue: list = field(default_factory=list)

    def __bool__(self):
        return any((self.ending, self.without_today, self.without_next, self.waiting, self.due, self.overdue))

    @property
    def names(self):
        """Each list in words, the first few of it by name."""
        lists = ("without_today", "without_next", "waiting", "due", "overdue")
        return {name: some_of(getattr(self, name)) for name in lists}


def some_of(things):
    names = "、".join(str(each) for each in things[:MOST_NAMES])
    return f"{names}ほか、全部で{len(things)}" if len(things) > MOST_NAMES else names


def preparations(cities, user, today):
    """{city id: Preparation} of these cities. Seven queries at most, whatever their number and size."""
    last = fiscal_year_bounds(fiscal_year_of(today))[1]
    found = {city.pk: Preparation(last) for city in cities}
    is_season = today.month in MONTHS_BEFORE
    without_today, without_next = without_editors(list(found), today)
    for department in without_today:
        found[department.municipality_id].without_today.append(department)
    if is_season:
        for department in without_next:
            found[department.municipality_id].without_next.append(department)
        _add_ending(found, user, today, last)
    waiting = Reorganisation.objects.filter(municipality__in=found, carried_out_at=None, taken_back_at=None)
    for row in waiting.order_by("takes_effect_on", "pk"):
        entry, day = found[row.municipality_id], row.takes_effect_on
        (entry.waiting if day > today else entry.due if day == today else entry.overdue).append(row)
    return found


def _add_ending(found, user, today, last):
    rows = Membership.objects.memberships_ending(list(found), last).without_next(last)
    own = set()
    for city, person in rows.values_list("municipality", "user"):
        found[city].ending += 1
        if person == user.pk:
            own.add(city)
    names = renewers(own, user, today) if own else {}
    for city in own:
        found[city].renewal = asked_words(names.get(city))


def without_editors(cities, today):
    """The departments of these cities that have no 入力者 today, and those that have none on the next 1 April.

    Today's had one in the last year, or are asked something in a survey under way. The next ones have one now or
    later, and are named once 1 April is near. Those that are gone by then are in neither. Three queries.
    """
    year = fiscal_year_of(today)
    next_first = fiscal_year_bounds(year + 1)[0]
    editors, is_gone = Editors(cities, today=today), Gone(cities)
    lost = [each for each in editors.lost(asked_departments(cities)) if not is_gone(each, year)]
    coming = editors.missing_on(next_first) if next_first - today <= SOON else []
    return lost, [each for each in coming if each not in lost and not is_gone(each, year + 1)]


def asked_departments(cities):
    """The departments that have something to write or to correct in a survey under way. One query."""
    done = (State.APPROVED, State.CONFIRMED)
    rounds = ReportingRound.objects.of_cities(cities).current().values("pk")
    answers = YearlyStatus.objects.filter(round__in=rounds, department=OuterRef("pk")).exclude(state__in=done)
    parts = SupportPart.objects.filter(
        answer__round__in=rounds, department=OuterRef("pk"), is_handed_in=False
    ).exclude(answer__state__in=done)
    rows = Department.objects.filter(municipality__in=cities, is_collective=False)
    return list(rows.filter(Exists(answers) | Exists(parts)).order_by("sort_order", "code"))


def renewers(cities, user, today):
    """{city id: [words]}: the other people of the 事務局 of these cities. One query."""
    others = Membership.objects.lasting(today).filter(
        ~Q(user=user), municipality__in=cities, role=Role.COORDINATOR, user__is_active=True
    )
    names = {}
    for row in others.select_related("user").order_by("user__username"):
        names.setdefault(row.municipality_id, []).append(person_words(row.user))
    return names


def asked_words(names):
    """Who is to be asked to renew one's own membership."""
    return f"ほかの事務局({'、'.join(dict.fromkeys(names))})か管理者" if names else "管理者"
