"""Who may see and change what: the one place that answers it. Rights come from memberships alone."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of

from .models import DepartmentSuccession, Membership

Role = Membership.Role
# A member gives no role above the own one.
RANKS = {
    Role.VIEWER: 0,
    Role.EVALUATOR: 1,
    Role.EDITOR: 1,
    Role.APPROVER: 2,
    Role.COORDINATOR: 3,
    Role.PUBLISHER: 4,  # answers for what the city says: named by the portal administrator
}
# A department narrows what these see and do; the other roles are for the whole city wherever the person sits.
DEPARTMENTAL = {Role.EDITOR, Role.APPROVER, Role.VIEWER}


@dataclass(frozen=True)
class Access:
    """What a person may do on one day.

    `grants`: (role, municipality id, department id or None) of each membership in force.
    `is_administrator`: the portal administrator (superuser), who may do everything in every city.
    `is_fictional`: all the person's cities are samples that do not exist.
    """

    is_administrator: bool = False
    grants: frozenset = frozenset()
    is_fictional: bool = False

    @property
    def is_nobody(self):
        return not (self.is_administrator or self.grants)

    def cities(self, *roles):
        """The ids of the municipalities where the person has one of the roles (without roles: any)."""
        return frozenset(city for role, city, _department in self.grants if not roles or role in roles)

    def whole_cities(self, *roles):
        """As `cities`, but only where the role is for the whole city and not for one department."""
        return frozenset(
            city
            for role, city, department in self.grants
            if role in roles and (department is None or role not in DEPARTMENTAL)
        )

    def departments(self, *roles):
        """The ids of the departments in which the person has one of the roles."""
        return frozenset(
            department for role, _city, department in self.grants if role in roles and department is not None
        )

    def earlier_departments(self, *roles):
        """The ids of the departments that are gone and whose work those of `departments` took over, at once or after
        others: their earlier answers are read, not written. One query for all."""
        found, waiting = set(), list(self.departments(*roles)) if roles else []
        while waiting:
            new = self._gone_before.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return frozenset(found)

    @cached_property
    def _gone_before(self):
        """Department id -> the ids of those it took over from by today's fiscal year and that are gone."""
        year, before = fiscal_year_of(timezone.localdate()), {}
        rows = DepartmentSuccession.objects.filter(
            successor__municipality__in=self.cities(), from_fy__lte=year, predecessor__end_fy__lt=year
        )
        for successor, predecessor in rows.values_list("successor", "predecessor"):
            before.setdefault(successor, set()).add(predecessor)
        return before

    def has(self, *roles, city=None):
        """Whether the person has one of the roles, in that city if one is named."""
        return self.is_administrator or any(city in (None, each) for each in self.cities(*roles))

    def may_grant(self, role, city):
        """Whether the person may give somebody this role in that city: a 事務局 may, up to its own rank."""
        return self.is_administrator or (
            city in self.cities(Role.COORDINATOR) and RANKS[role] <= RANKS[Role.COORDINATOR]
        )


NOBODY = Access()


def access_of(user, *, on=None):
    """The user's Access today, or on another day. One query for each user object and day."""
    day = on or timezone.localdate()
    known = getattr(user, "_access", None)
    if known is None or known[0] != day:
        user._access = known = (day, _read_access(user, day))
    return known[1]


def _read_access(user, day):
    if not user.is_active:  # an anonymous visitor is not active either
        return NOBODY
    if user.is_superuser:
        return Access(is_administrator=True)
    memberships = user.memberships.in_force(day)
    rows = list(memberships.values_list("role", "municipality", "department", "municipality__is_fictional"))
    return Access(
        grants=frozenset(row[:3] for row in rows), is_fictional=bool(rows) and all(row[3] for row in rows)
    )


def may_preview(user, municipality, *, on=None):
    """Whether the user may see what the city has not published: the portal administrator, or its own people."""
    access = access_of(user, on=on)
    return access.is_administrator or municipality.pk in access.cities()
