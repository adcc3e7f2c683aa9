"""The empty workbook for a new plan: its example can be taken as it stands, its sheets can be filled in."""

import io

import pytest
from openpyxl import load_workbook

from actions.exchange.example import ESSENTIAL, EXAMPLE
from actions.exchange.plan_book import template_workbook
from actions.exchange.plan_sheets import SHEETS
from plans.models import Plan
from tests import builders
from tests.exchange.books import Edited, look, take

BY_NAME = {sheet.name: sheet for sheet in SHEETS}


@pytest.mark.parametrize("name", EXAMPLE)
def test_example_has_only_headers_of_its_sheet(name):
    written = {header for row in EXAMPLE[name] for header in row}
    assert written - set(BY_NAME[name].headers) == set()


def test_sheets_of_the_template_are_the_first_a_city_needs(db):
    book = load_workbook(io.BytesIO(template_workbook(builders.make_city())))
    assert book.sheetnames == ["説明", "記入例", *ESSENTIAL, "コード表"]
    assert set(EXAMPLE) <= set(ESSENTIAL)


def test_empty_template_says_that_the_plan_is_missing(db):
    city = builders.make_city()
    builders.make_department(city)
    preview = look(template_workbook(city), by=builders.member_of(city, role="coordinator"), city=city)
    assert [cell.sentence for cell in preview.wrong] == [
        "シート「計画」には、1行だけ書いてください。いまは0行あります。"
    ]


def test_example_filled_in_becomes_a_plan(db):
    city = builders.make_city()
    book = Edited(template_workbook(city))
    for name, rows in EXAMPLE.items():
        for number, row in enumerate(rows, 2):
            for header, value in row.items():
                book.sheet(name).cell(number, book.column(name, header)).value = value
    coordinator = builders.member_of(city, role="coordinator")
    record, preview = take(book.content, by=coordinator, city=city)
    plan = Plan.objects.get(municipality=city)
    assert (plan.title, plan.is_published, plan.items.count()) == ("みほん市協働推進計画", False, 2)
    assert record.added == len(preview.changes) == sum(map(len, EXAMPLE.values()))
    assert (record.uploaded_by, record.municipality) == (coordinator, city)
    assert look(book.content).total == "0件変更"
