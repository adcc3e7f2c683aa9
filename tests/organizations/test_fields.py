import json

import pytest
from django.core.management import call_command

from organizations.fields import lines
from organizations.models import Department, Municipality
from tests import builders


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n \n\u3000\n", []),
        ("随時", ["随時"]),
        ("随時\n再掲", ["随時", "再掲"]),
        ("随時\r\n\r\n再掲\r\n", ["随時", "再掲"]),
        ("  随時 \n\t再掲\u3000", ["随時", "再掲"]),
        ("随時、再掲", ["随時、再掲"]),
        ("随時\n随時", ["随時", "随時"]),
    ],
)
def test_lines_are_the_entries_without_blank_ones(text, expected):
    assert lines(text) == expected


def stored(department):
    return Department.objects.values_list("search_text", flat=True).get(pk=department.pk)


def test_search_text_is_filled_by_save(db):
    department = builders.make_department(
        builders.make_city(), name="協働　推進課", reading="きょうどう", contact_as_printed="ＮＰＯ㈱"
    )
    assert stored(department) == "協働推進課\nキョウドウ\nnpo(株)"


def test_search_text_follows_a_later_save(db):
    department = builders.make_department(builders.make_city(), name="古い課")
    department.name = "新しい課"
    department.save()
    assert stored(department) == "新シイ課"


def test_search_text_is_filled_by_bulk_create(db):
    city = builders.make_city()
    rows = [Department(municipality=city, code=code, name=f"{code}Ａ課") for code in ("1", "2")]
    Department.objects.bulk_create(rows)
    assert [stored(row) for row in rows] == ["1a課", "2a課"]


def test_search_text_is_filled_by_update_or_create(db):
    department = builders.make_department(builders.make_city(), name="古い課")
    Department.objects.update_or_create(pk=department.pk, defaults={"name": "あたらしい課"})
    assert stored(department) == "アタラシイ課"


def test_search_text_is_filled_by_loaddata(db, tmp_path):
    row = {
        "model": "organizations.municipality",
        "fields": {"code": "131016", "slug": "chiyoda", "name": "千代田区", "prefecture": "東京都"},
    }
    fixture = tmp_path / "city.json"
    fixture.write_text(json.dumps([row]))
    call_command("loaddata", str(fixture), verbosity=0)
    assert Municipality.objects.get(slug="chiyoda").search_text == "千代田区\n東京都\n131016\nchiyoda"


def test_search_text_leaves_empty_columns_out(db):
    department = builders.make_department(builders.make_city(), name="課", contact_as_printed="係")
    assert stored(department) == "課\n係"


def test_search_text_is_never_in_a_form():
    assert Department._meta.get_field("search_text").editable is False
