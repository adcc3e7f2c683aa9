"""A city whose 事務局 prepares for April, and another city beside it. The days are those of the present fiscal year."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from organizations.models import DepartmentSuccession, Membership
from tests import builders

TOKYO = ZoneInfo("Asia/Tokyo")
YEAR = fiscal_year_of(timezone.localdate())
FIRST, LAST = fiscal_year_bounds(YEAR)
NEXT_FIRST, NEXT_LAST = fiscal_year_bounds(YEAR + 1)
TODAY = date(YEAR + 1, 3, 10)
NOW = datetime(YEAR + 1, 3, 10, 10, tzinfo=TOKYO)
ONE_DAY = timedelta(days=1)


def words(day):
    return f"{day.year}年{day.month}月{day.day}日"


class Office(SimpleNamespace):
    """`boss`: the 事務局 of the city. `first`, `second`: departments; `there`: the other city."""

    def member(self, role="editor", department=None, city=None, *, name=("山田", "花子"), **fields):
        """A membership of a person of its own, from the beginning of this fiscal year to its end."""
        if department is None and role in ("editor", "approver"):
            department = self.first
        user = builders.make_user(last_name=name[0], first_name=name[1])
        dates = {"start_on": FIRST, "end_on": LAST}
        return builders.join(user, city or self.city, role=role, department=department, **dates | fields)

    def succeeded(self, before, *after, kind="merge", from_fy=YEAR + 1):
        for department in after:
            DepartmentSuccession.objects.create(
                predecessor=before, successor=department, kind=kind, from_fy=from_fy
            )


def make_office():
    city, there = builders.make_city(name="こちら市"), builders.make_city(name="あちら市")
    boss = builders.make_user(last_name="事務", first_name="局子")
    builders.join(boss, city, role="coordinator", start_on=FIRST, end_on=LAST)
    return Office(
        city=city,
        there=there,
        boss=boss,
        first=builders.make_department(city, name="市民協働課", sort_order=1),
        second=builders.make_department(city, name="企画広報課", sort_order=2),
        elsewhere=builders.make_department(there, name="よその課"),
    )


def spans(user):
    """(department, role, from, until) of each of the person's memberships."""
    rows = Membership.objects.filter(user=user).select_related("department").order_by("start_on", "pk")
    return [(row.department, row.role, row.start_on, row.end_on) for row in rows]


def everything():
    """All memberships as they are, to see that a refusal changed nothing."""
    return list(
        Membership.objects.order_by("pk").values_list("pk", "department", "role", "start_on", "end_on")
    )
