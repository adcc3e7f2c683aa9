"""Readings that were entered in katakana, before only hiragana was accepted."""

import importlib
from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from organizations.models import Department, Partner, Reorganisation
from tests import builders

pytestmark = pytest.mark.django_db
migration = importlib.import_module("organizations.migrations.0006_english_names_readings_colour")


def carry_over():
    migration.readings_in_hiragana(apps, SimpleNamespace(connection=connection))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("シミンカツドウスイシンカ", "しみんかつどうすいしんか"),
        ("ｼﾐﾝｶﾂﾄﾞｳｶ", "しみんかつどうか"),
        ("マキシブキ・チク", "まきしぶき・ちく"),
        ("ヴィラセンターカ", "ゔぃらせんたーか"),
        ("ダイ1カ", "だい1か"),
        ("しみんか", "しみんか"),
        ("だい１か", "だい１か"),
        ("シミン課", "シミン課"),
        ("ヷ", "ヷ"),
        ("", ""),
    ],
)
def test_reading_is_carried_over_in_hiragana(before, after):
    city = builders.make_city(reading=before)
    department = builders.make_department(city, reading=before)
    partner = Partner.objects.create(municipality=city, name="みほんの会", kind="group", reading=before)
    searched = Department.objects.values_list("search_text").get(pk=department.pk)
    carry_over()
    for row in (city, department, partner):
        row.refresh_from_db()
        assert row.reading == after
    assert Department.objects.values_list("search_text").get(pk=department.pk) == searched
    assert searched == (department.search_text,)


def test_reading_of_a_change_that_waits_is_carried_over():
    city = builders.make_city()
    department = builders.make_department(city)
    details = {
        "successors": [
            {"name": "新しい課", "reading": "アタラシイカ", "code": ""},
            {"department": department.pk},
        ]
    }
    fields = {
        "municipality": city,
        "kind": "rename",
        "takes_effect_on": date(2027, 4, 1),
        "entered_at": timezone.now(),
        "details": details,
    }
    waiting = Reorganisation.objects.create(**fields)
    done = Reorganisation.objects.create(**fields, carried_out_at=timezone.now())
    carry_over()
    readings = [
        Reorganisation.objects.get(pk=row.pk).details["successors"][0]["reading"] for row in (waiting, done)
    ]
    assert readings == ["あたらしいか", "アタラシイカ"]
