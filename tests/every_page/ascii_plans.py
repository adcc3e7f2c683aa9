"""Plans in which no city wrote a Japanese character: whatever Japanese their English pages show is the site's own."""

import re
from itertools import count

from django.apps import apps
from django.db import models

from tests import builders
from tests.reporting.people import make_clean_year, publish

# Kana, kanji, and what only Japanese text is set with: 、。「」 and full-width letters and signs.
JAPANESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
OURS = ("organizations", "plans", "actions")


def make_ascii_plans():
    """Addresses of every page of two plans of one city: one has something of each kind, one a published report."""
    last = {model: model.objects.aggregate(last=models.Max("pk"))["last"] or 0 for model in _models()}
    year = make_clean_year()
    full = builders.make_full_plan(year.city, items=2)
    numbers = count(1)
    for model, pk in last.items():
        for row in model.objects.filter(pk__gt=pk):
            _in_ascii(row, numbers)
    report = publish(year)
    base = f"/{year.city.slug}/{year.plan.slug}/reports/{report.fiscal_year}/"
    addresses = [f"/{year.city.slug}/", base, f"{base}{report.edition}/"]
    addresses += [
        each for plan in (full, year.plan) for each in builders.addresses_of(plan) if each.endswith("/")
    ]
    return addresses


def _models():
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            if not model.__name__.startswith("Historical") and isinstance(model._meta.pk, models.AutoField):
                yield model


def _in_ascii(row, numbers):
    texts = [
        field.attname
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    changed = {
        name: f"Word {next(numbers)}" for name in texts if JAPANESE.search(str(getattr(row, name) or ""))
    }
    if changed:
        type(row).objects.filter(pk=row.pk).update(**changed)
