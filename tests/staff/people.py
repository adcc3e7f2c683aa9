"""One city with a row of everything and a survey under way; another city beside it; one person for each role."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from actions.models import EvaluationSession, ItemHandover, PolicyEvaluator, ReminderRules, ReportText
from organizations.models import DepartmentFormerName, DepartmentSuccession, Partner, User
from plans.models import RoadmapColumn
from tests import builders

# Everybody who may stand at the door. The value: role, whose department ("own", "other" or none), which city.
MEMBERS = {
    "editor": ("editor", "own", "here"),
    "approver": ("approver", "own", "here"),
    "viewer_of_department": ("viewer", "own", "here"),
    "editor_of_other_department": ("editor", "other", "here"),
    "approver_of_other_department": ("approver", "other", "here"),
    "coordinator": ("coordinator", None, "here"),
    "publisher": ("publisher", None, "here"),
    "evaluator": ("evaluator", None, "here"),
    "viewer": ("viewer", None, "here"),
    "editor_elsewhere": ("editor", "elsewhere", "there"),
    "coordinator_elsewhere": ("coordinator", None, "there"),
    "publisher_elsewhere": ("publisher", None, "there"),
}
OUTSIDERS = (
    "anonymous",
    "expired_coordinator",
    "future_coordinator",
    "inactive_coordinator",
    "no_membership",
)
EVERYBODY = (*OUTSIDERS, *MEMBERS, "administrator")
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


def make_scene():
    """The two cities, and `people`: name -> User."""
    here, there = builders.make_city(name="こちら市"), builders.make_city(name="あちら市")
    own, other = builders.make_department(here), builders.make_department(here)
    elsewhere = builders.make_department(there)
    scene = SimpleNamespace(here=here, there=there, own=own, other=other, elsewhere=elsewhere)
    scene.plan = fill(here, own, other)
    scene.plan_elsewhere = fill(there, elsewhere, builders.make_department(there))
    scene.round = builders.make_round(scene.plan, 2025)
    items = list(scene.plan.items.order_by("sort_order"))
    scene.draft = builders.make_answer(
        scene.round, items[0], own, "draft", done="下書きの実績だけの文", internal_note="内部の下書き"
    )
    scene.submitted = builders.make_answer(
        scene.round, items[1], own, "submitted", internal_note="内部の提出"
    )
    scene.part = builders.make_part(scene.draft, other)
    scene.people = {"anonymous": AnonymousUser(), "administrator": make_administrator()}
    departments = {"own": own, "other": other, "elsewhere": elsewhere, None: None}
    for name, (role, department, city) in MEMBERS.items():
        fields = {"role": role, "department": departments[department]}
        scene.people[name] = builders.member_of({"here": here, "there": there}[city], **fields)
    scene.people |= outsiders(here)
    return scene


def make_administrator():
    return User.objects.create_superuser("administrator", password=None)


def outsiders(city):
    today = timezone.localdate()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    role = {"role": "coordinator"}
    inactive = builders.member_of(city, **role)
    inactive.is_active = False
    inactive.save()
    return {
        "expired_coordinator": builders.member_of(city, **role, start_on=date(2020, 4, 1), end_on=yesterday),
        "future_coordinator": builders.member_of(city, **role, start_on=tomorrow),
        "inactive_coordinator": inactive,
        "no_membership": builders.make_user(is_staff=True),
    }


def fill(city, first, second):
    """A plan with a row of every model in it, and what a city has beside it. Nothing is in a survey yet."""
    plan = builders.make_full_plan(city, items=3, end_fy=2026)
    Partner.objects.create(municipality=city, name="見本の会", kind="group")
    DepartmentFormerName.objects.create(department=first, name="旧見本課", last_fy=2020)
    DepartmentSuccession.objects.create(predecessor=first, successor=second, kind="merge", from_fy=2099)
    first_item = plan.items.order_by("sort_order").first()
    ItemHandover.objects.create(item=first_item, predecessor=first, successor=second, from_fy=2098)
    EvaluationSession.objects.create(
        plan=plan, fiscal_year=2022, held_on=date(2023, 10, 5), member_names="評価 委員"
    )
    judge = builders.member_of(city, role="evaluator")
    PolicyEvaluator.objects.create(policy=plan.policies.order_by("sort_order").first(), user=judge)
    ReminderRules.objects.create(municipality=city)
    ReportText.objects.create(plan=plan, fiscal_year=2022, summary="まとめ", internal_note="内部のまとめ")
    builders.make_accessibility_policy(city, department=first)
    builders.make_accessibility_test(city)
    return plan


def row_of(model, city):
    """One row of the model that belongs to the city."""
    if model is User:
        return User.objects.filter(memberships__municipality=city, memberships__role="editor").first()
    if model is RoadmapColumn:
        return RoadmapColumn.objects.filter(plan__municipality=city).first()
    path = admin.site._registry[model].scope_paths["municipality"]
    return model.objects.filter(**{path: city.pk if path == "pk" else city}).order_by("pk").first()


def counts_of_history():
    """How many entries each history has: nothing may be written by somebody who is refused."""
    return {
        model._meta.label: model.objects.count()
        for app in ("organizations", "plans", "actions")
        for model in apps.get_app_config(app).get_models()
        if model.__name__.startswith("Historical")
    }
