"""Bring the plans that come with the product into the database."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from plans.models import Plan

OUR_APPS = ("organizations", "plans", "actions")
FIRST_CHANGE_REASON = "同梱の計画を読み込みました"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one fixture file: `objects` is 0 when the plan was there already and stayed untouched."""

    municipality: str
    title: str
    objects: int


def load_plan(path: Path) -> Loaded:
    """Load one fixture file unless its plan is in the database: what staff have edited is never overwritten.

    Every loaded row begins its history, so that the first edit can be undone too. One transaction.
    Raises ValueError when the file holds no plan.
    """
    city, fields, count = _describe(path)
    with transaction.atomic():
        if Plan.objects.filter(municipality__slug=city["slug"], slug=fields["slug"]).exists():
            return Loaded(city["name"], fields["title"], 0)
        call_command("loaddata", str(path), verbosity=0)
        _begin_histories()
    return Loaded(city["name"], fields["title"], count)


def _describe(path):
    objects = json.loads(path.read_text(encoding="utf-8"))
    by_model = {row["model"]: row["fields"] for row in objects}
    try:
        return by_model["organizations.municipality"], by_model["plans.plan"], len(objects)
    except (KeyError, TypeError) as error:
        raise ValueError(
            f"{path.name} に市区町村と計画がありません。ファイルを元に戻してください。"
        ) from error


def _begin_histories():
    for app in OUR_APPS:
        for model in apps.get_app_config(app).get_models():
            if hasattr(model._meta, "simple_history_manager_attribute"):
                known = model.history.values("id")
                fresh = model._default_manager.exclude(pk__in=known)
                model.history.bulk_history_create(
                    list(fresh), batch_size=500, default_change_reason=FIRST_CHANGE_REASON
                )
