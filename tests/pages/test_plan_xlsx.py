"""plan.xlsx among the public files: named, of its type, as public as data.json, and explained."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import builders

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def plan(db):
    return builders.make_full_plan(builders.make_city(), items=3)


def address(plan):
    return reverse("files:plan_xlsx", args=plan.url_args)


def test_workbook_is_named_and_typed(client, plan):
    response = client.get(address(plan))
    name = f"{plan.municipality.slug}-{plan.slug}.xlsx"
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        XLSX,
        f'attachment; filename="{name}"',
    )
    book = load_workbook(io.BytesIO(response.content))
    assert book["計画"]["A2"].value == plan.slug
    assert book.sheetnames[0] == "説明"


def test_unpublished_plan_is_404_to_citizens_and_a_preview_to_its_own_people(client, plan):
    plan.is_published = False
    plan.save()
    assert client.get(address(plan)).status_code == 404
    client.force_login(builders.member_of(plan.municipality, role="viewer"))
    response = client.get(address(plan))
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("items", [1, 3])
def test_queries_do_not_grow_with_the_plan(client, items, django_assert_num_queries, db):
    plan = builders.make_full_plan(builders.make_city(), items=items)
    with django_assert_num_queries(QUERIES):
        client.get(address(plan))


def test_plan_page_offers_it(client, plan):
    text = client.get(plan.get_absolute_url()).content.decode()
    assert f'href="{address(plan)}"' in text


def test_guide_names_every_sheet(client, db):
    from actions.exchange.plan_sheets import SHEETS

    text = client.get(reverse("actions:data_guide")).content.decode()
    assert [sheet.name for sheet in SHEETS if f"<dt>{sheet.name}</dt>" not in text] == []


QUERIES = 78
