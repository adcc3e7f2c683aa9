"""What a workbook must not do unseen: change a public plan from the page for new ones, or tell what is only planned."""

import pytest
from django.utils import timezone

from actions.exchange.plan_book import plan_workbook
from actions.exchange.plan_import import PlanJob
from actions.models import ItemHandover
from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from organizations.importing import pipeline
from organizations.models import DepartmentSuccession
from organizations.spreadsheets.opening import open_book
from tests import builders
from tests.exchange.books import Edited, look


@pytest.fixture
def plan(db):
    return builders.make_full_plan(builders.make_city(), items=2)


def look_as_new(plan, content):
    office = builders.member_of(plan.municipality, role="coordinator")
    job = PlanJob(by=office, city=plan.municipality)
    return pipeline.read_files([pipeline.Upload("計画.xlsx", content)], job, {}, pipeline.no_progress)


def test_page_for_a_new_plan_does_not_change_a_published_one(plan):
    (wrong,) = look_as_new(plan, plan_workbook(plan)).wrong
    assert (wrong.sheet, wrong.header, wrong.value) == ("計画", "アドレス", plan.slug)
    assert wrong.sentence.startswith(f"このアドレスの計画「{plan}」は公開されています。")


def test_page_for_a_new_plan_says_when_a_draft_is_there_already(plan):
    plan.is_published = False
    plan.save()
    preview = look_as_new(plan, plan_workbook(plan))
    assert preview.wrong == []
    assert preview.warnings[0].startswith(f"登録済みで非公開の計画「{plan}」を変えます。")


def test_departments_that_are_only_planned_are_not_told(plan):
    """A reorganisation of next year is nobody's business before it is announced."""
    next_year = fiscal_year_of(timezone.localdate()) + 1
    old = builders.make_department(plan.municipality)
    plan.owner = old
    plan.save()
    secret = builders.make_department(plan.municipality, name="ひみつ新設課", start_fy=next_year)
    DepartmentSuccession.objects.create(predecessor=old, successor=secret, kind="merge", from_fy=next_year)
    other = builders.make_department(plan.municipality, name="ひみつ移管課")
    ItemHandover.objects.create(item=plan.items.first(), predecessor=old, successor=other, from_fy=next_year)
    assert "ひみつ" not in words_in(plan)
    DepartmentSuccession.objects.update(from_fy=next_year - 1)
    ItemHandover.objects.update(from_fy=next_year - 1)
    assert "ひみつ新設課" in words_in(plan)
    assert "ひみつ移管課" in words_in(plan)


def words_in(plan):
    book = open_book(plan_workbook(plan), "plan.xlsx")
    return "".join(str(cell.value) for sheet in book.sheets for row in sheet.rows.values() for cell in row)


def test_changed_number_is_told_as_another_row(plan):
    item = plan.items.order_by("sort_order").first()
    book = Edited(plan_workbook(plan))
    book.put("取組", (item.code,), "番号", "x-1")
    preview = look(book.content, plan=plan)
    assert any(
        each.startswith("シート「取組」には、新しい行が1件、ファイルにない行が1件あります。")
        for each in preview.warnings
    )


def test_very_many_wrong_cells_are_told_in_part(plan, monkeypatch):
    monkeypatch.setattr(pipeline, "MOST_WRONG", 1)
    items = list(plan.items.order_by("sort_order"))
    book = Edited(plan_workbook(plan))
    for item in items:
        book.put("取組", (item.code,), "市民", "たぶん")
    preview = look(book.content, plan=plan)
    assert len(preview.wrong) == 1
    assert "直すところは、ほかに1か所あります。" in preview.warnings[-1]
