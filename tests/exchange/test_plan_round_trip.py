"""A plan written as a workbook and read back: nothing changes, nothing is lost, nothing is doubled."""

import pytest
from django.db import transaction

from actions.exchange.plan_book import plan_workbook
from actions.models import ActionItem, YearlyStatus
from actions.reporting.publishing import publish_report, withdraw_report
from organizations.importing import pipeline
from organizations.models import FileImport, Municipality
from plans.models import Plan, Policy
from tests import builders
from tests.exchange.books import (
    changes_of,
    contents,
    document_of,
    files_of,
    keep,
    look,
    take,
    wipe,
    write,
)
from tests.reporting.scenes import OCTOBER, YEAR, make_year


@pytest.mark.parametrize("city", builders.REAL_PLANS)
def test_import_of_the_export_changes_nothing(real_plan, city):
    preview = look(plan_workbook(real_plan(city)))
    assert (preview.refusal, preview.wrong, preview.changes, preview.missing) == ("", [], [], [])
    assert preview.total == "0件変更"
    assert preview.same > 80


@pytest.mark.parametrize("city", builders.REAL_PLANS)
def test_plan_is_rebuilt_in_an_empty_database(real_plan, city):
    kept = keep(real_plan(city))
    wipe()
    preview = write(kept.content)
    plan = Plan.objects.select_related("municipality", "owner").get()
    assert document_of(plan) == kept.document
    assert plan_workbook(plan) == kept.content
    assert (preview.changed, preview.same, preview.missing) == (0, 0, [])
    assert look(kept.content).total == "0件変更"


def test_import_taken_back_leaves_nothing(db):
    content = plan_workbook(builders.make_full_plan(items=2))
    wipe()
    record, preview = take(content)
    assert (record.added, record.changed, record.unchanged) == (len(preview.changes), 0, 0)
    pipeline.take_back(record, by=None)
    record = FileImport.objects.get()
    assert (record.state, record.municipality) == ("taken_back", None)
    left = {label for label, rows in contents().items() if rows and "Historical" not in label}
    assert left == {"organizations.FileImport", "organizations.ImportedFile"}


def test_change_taken_back_is_as_it_was(real_plan):
    plan = real_plan("minami-alps")
    content = plan_workbook(plan)
    item = plan.items.first()
    before = list(ActionItem.objects.filter(plan=plan).order_by("pk").values())
    item.name = "職員が書き換えた名称"
    item.save()
    changed = list(ActionItem.objects.filter(plan=plan).order_by("pk").values())
    record, preview = take(content)
    assert preview.total == "1件変更"
    assert list(ActionItem.objects.filter(plan=plan).order_by("pk").values()) == before
    pipeline.take_back(record, by=None)
    assert list(ActionItem.objects.filter(plan=plan).order_by("pk").values()) == changed


def test_import_is_not_taken_back_once_a_row_was_changed(real_plan):
    content = plan_workbook(real_plan("minami-alps"))
    wipe()
    record, _preview = take(content)
    Plan.objects.update(title="あとで変えた名称")
    with pytest.raises(pipeline.ImportRefused) as refusal:
        pipeline.take_back(record, by=None)
    assert "の計画の名称が、そのあとに変更されています。" in str(refusal.value)


def test_import_is_not_taken_back_once_something_is_built_on_it(real_plan):
    content = plan_workbook(real_plan("minami-alps"))
    wipe()
    record, _preview = take(content)
    item = ActionItem.objects.order_by("sort_order").first()
    YearlyStatus.objects.create(item=item, fiscal_year=2022, status="in_progress")
    with pytest.raises(pipeline.ImportRefused) as refusal:
        pipeline.take_back(record, by=None)
    assert f"取組「{item}」は、もう使われています。" in str(refusal.value)
    assert FileImport.objects.get().state == "done"


def test_published_report_is_rebuilt_but_not_taken_back(db):
    with transaction.atomic():
        year = make_year(items=2)
        publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
        kept = keep(year.plan)
        transaction.set_rollback(True)
    record, _preview = take(kept.content)
    plan = Plan.objects.get(slug=year.plan.slug)
    assert (document_of(plan), files_of(plan)) == (kept.document, kept.files)
    before = contents()
    for take_back in (pipeline.rehearse_taking_back, pipeline.take_back):
        with pytest.raises(pipeline.ImportRefused) as refusal, transaction.atomic():
            take_back(record, by=None)
        assert str(refusal.value) == (
            "年次報告書(令和5年度(2023年度)の第1版)も取り込んだため、取り消せません。公開した報告書は消せません。"
            "読めないようにするときは、報告書のページで取り下げてください。"
        )
    assert contents() == before


def test_year_whose_report_is_withdrawn_is_left_out(db):
    year = make_year(items=2)
    report = publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    withdraw_report(report, by=year.publisher, reason="個人の名前が載っていたため")
    kept = keep(year.plan)
    preview = look(kept.content)
    assert (preview.total, preview.wrong) == ("0件変更", [])
    wipe_but_reports = {change.sheet for change in preview.changes}
    assert wipe_but_reports == set()


def test_items_that_succeed_each_other_are_rebuilt(db):
    """Nobody plans that, but the database allows it. The years are told by a report, or they would stay hidden."""
    with transaction.atomic():
        year = make_year(items=2)
        first, second = year.items
        ActionItem.objects.filter(pk=first.pk).update(successor=second, end_fy=YEAR, end_reason="一つにした")
        ActionItem.objects.filter(pk=second.pk).update(successor=first, end_fy=YEAR, end_reason="一つにした")
        YearlyStatus.objects.filter(item__plan=year.plan).update(next_step="merge")
        publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
        kept = keep(year.plan)
        transaction.set_rollback(True)
    write(kept.content)
    plan = Plan.objects.get(slug=year.plan.slug)
    pairs = dict(plan.items.values_list("code", "successor__code"))
    assert pairs == {first.code: second.code, second.code: first.code}
    assert plan_workbook(plan) == kept.content


def test_history_names_the_import(db):
    plan = builders.make_plan()
    content = plan_workbook(plan)
    Plan.objects.filter(pk=plan.pk).update(title="別の名称")
    record, _preview = take(content)
    newest = Plan.objects.get(pk=plan.pk).history.first()
    assert (newest.title, newest.history_change_reason) == (plan.title, f"ファイルの取り込み({record.pk})")


def test_row_in_no_sheet_stays(db):
    """A file that knows less takes nothing away: what is missing is listed."""
    plan = builders.make_full_plan(items=1)
    content = plan_workbook(plan)
    Policy.objects.create(plan=plan, code="x9", name="あとからの方針")
    preview = look(content)
    assert (preview.total, preview.missing) == ("0件変更", ["方針「x9 あとからの方針」"])


def test_new_plan_of_a_city_adds_only_its_own_rows(db):
    plan = builders.make_full_plan(items=1)
    content = plan_workbook(plan)
    city, slug = plan.municipality, plan.slug
    Plan.objects.filter(pk=plan.pk).update(slug="old-plan")
    record, preview = take(content)
    assert {change.what for change in preview.changes} == {"add"}
    assert [label for label, _what, _cells in changes_of(preview) if label.startswith("部署")] == []
    assert Municipality.objects.get(pk=city.pk).plans.count() == 2
    assert Plan.objects.get(municipality=city, slug=slug).items.count() == 1
    assert record.title == f"{city} {plan.title}"
