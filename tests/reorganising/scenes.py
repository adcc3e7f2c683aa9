"""The town of tests/survey with the people of its departments, and how a test changes its departments."""

from datetime import date

from django.apps import apps

from actions.reorganising.entering import dry_run, enter
from actions.reorganising.orders import NewDepartment, Order
from organizations.models import Membership
from tests import builders
from tests.survey.people import NOW

APRIL = date(2025, 4, 1)  # NOW is in May 2025
NEXT_APRIL = date(2026, 4, 1)
NEW = NewDepartment("学びと文化課", "まなびとぶんかか")
ARTS = NewDepartment("文化課", "ぶんかか", "arts")
SPORTS = NewDepartment("スポーツ課", "すぽーつか", "sports")
ENDS_ON = date(2026, 3, 31)


def rename(department, name="新しい課", day=APRIL, reading="あたらしいか"):
    return Order("rename", day, [department], [NewDepartment(name, reading)])


def merge(*departments, into=NEW, day=APRIL):
    return Order("merge", day, list(departments), [into])


def split(department, *into, items=None, members=None, day=APRIL):
    return Order("split", day, [department], list(into or (ARTS, SPORTS)), items or {}, members or {})


def abolish(department, day=APRIL):
    return Order("abolish", day, [department])


def do(order, **options):
    """Carried out, or waiting, as the sample city does it: without a person."""
    return enter(order, **{"by": None, "now": NOW} | options)


def rehearse(order, **options):
    return dry_run(order, **{"by": None, "now": NOW} | options)


def work_in(department, role="editor", **fields):
    """A new person's membership in the department, for the fiscal year of NOW unless said otherwise."""
    dates = {"start_on": date(2024, 4, 1), "end_on": ENDS_ON}
    user = fields.pop("user", None) or builders.make_user()
    return builders.join(user, department.municipality, role=role, department=department, **dates | fields)


def memberships_of(user):
    """(department, role, first day, last day) of each."""
    rows = Membership.objects.filter(user=user).order_by("start_on", "pk")
    return [(row.department, row.role, row.start_on, row.end_on) for row in rows]


def found(city, name):
    return city.departments.get(name=name)


def everything(*, histories=True):
    """Every row of every table of ours, for a test that nothing was written."""
    models = [
        model
        for app in ("organizations", "plans", "actions")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if histories or not model.__name__.startswith("Historical")
    ]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}
