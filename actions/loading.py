"""Bring the plans that come with the product into the database."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.core import serializers
from django.db import transaction

from plans.models import Plan

FIRST_CHANGE_REASON = "同梱の計画を読み込みました"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one fixture file: `objects` is 0 when the plan was there already and stayed untouched."""

    municipality: str
    title: str
    objects: int


def load_plan(path: Path) -> Loaded:
    """Load one fixture file unless its plan is in the database. One transaction.

    Only rows that do not exist are written: a city, a department or anything else that staff have edited stays
    as it is. Every new row begins its history, so that the first edit can be undone too.
    Raises ValueError when the file holds no plan, DeserializationError when it cannot be read as one.
    """
    text = path.read_text(encoding="utf-8")
    city, fields = _describe(path.name, text)
    with transaction.atomic():
        if Plan.objects.filter(municipality__slug=city["slug"], slug=fields["slug"]).exists():
            return Loaded(city["name"], fields["title"], 0)
        fresh = _save_new_rows(text)
        for model, rows in fresh.items():
            begin_history(model, rows)
    return Loaded(city["name"], fields["title"], sum(map(len, fresh.values())))


def _describe(name, text):
    try:
        by_model = {row["model"]: row["fields"] for row in json.loads(text)}
        return by_model["organizations.municipality"], by_model["plans.plan"]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{name} に市区町村と計画がありません。ファイルを元に戻してください。") from error


def _save_new_rows(text):
    fresh = defaultdict(list)
    for row in serializers.deserialize("json", text):
        if row.object.pk is None:  # a natural key that is known has already brought its primary key
            row.object.skip_history_when_saving = True
            row.save()
            fresh[type(row.object)].append(row.object)
    return fresh


def begin_history(model, rows):
    """The first entry in the history of rows that were written in bulk."""
    written = model.history.bulk_history_create(rows, default_change_reason=FIRST_CHANGE_REASON)
    by_row = {getattr(record, model._meta.pk.attname): record for record in written}
    for field in model.history.model._history_m2m_fields:
        links = field.remote_field.through.objects.filter(**{f"{field.m2m_field_name()}__in": by_row})
        keep = getattr(model.history.model, field.name).model
        columns = [column.attname for column in links.model._meta.fields]
        keep.objects.bulk_create(
            keep(
                history=by_row[getattr(link, field.m2m_column_name())],
                **{column: getattr(link, column) for column in columns},
            )
            for link in links
        )
