"""A plan written as a workbook and read back: nothing changes, nothing is lost, nothing is doubled."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import transaction

from actions.data_files import plan_document
from actions.exchange.plan_book import plan_workbook
from actions.models import ActionItem, AnnualReport, ReportFile, YearlyStatus
from actions.reporting.verifying import verify_reports
from actions.sample_city import create_sample_city
from organizations.importing import pipeline
from organizations.ledger import Ledger
from organizations.models import FileImport, Municipality
from plans.models import Plan, Policy
from tests import builders
from tests.exchange.books import changes_of, contents, look, take, wipe

SAMPLE = "mihon"


@dataclass
class Kept:
    """What there was of a plan: its workbook, its data.json, the hashes of the files of its reports."""

    content: bytes
    document: dict
    files: list


def keep(plan):
    return Kept(plan_workbook(plan), document_of(plan), files_of(plan))


def document_of(plan):
    return json.loads(json.dumps(plan_document(plan)))


def files_of(plan):
    rows = ReportFile.objects.filter(report__plan=plan)
    return list(
        rows.order_by("report__fiscal_year", "report__edition", "kind").values_list(
            "report__fiscal_year", "report__edition", "kind", "sha256"
        )
    )


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    """Kept of みほん市, which is gone again: a published report cannot be deleted."""
    with django_db_blocker.unblock(), transaction.atomic():
        city = create_sample_city(now=datetime(2026, 11, 24, 3, tzinfo=UTC))
        kept = keep(city.plans.select_related("municipality", "owner").get())
        again = look(kept.content)
        transaction.set_rollback(True)
    return kept, again


@pytest.fixture(scope="module")
def rebuilt_sample(sample, rows_of_module):
    kept, _again = sample
    record, preview = take(kept.content)
    return (
        record,
        preview,
        Plan.objects.select_related("municipality", "owner").get(
            municipality__slug=kept.document["municipality"]["slug"]
        ),
    )


@pytest.mark.parametrize("city", builders.REAL_PLANS)
def test_import_of_the_export_changes_nothing(real_plan, city):
    preview = look(plan_workbook(real_plan(city)))
    assert (preview.refusal, preview.wrong, preview.changes, preview.missing) == ("", [], [], [])
    assert preview.total == "0件変更"
    assert preview.same > 80


def test_import_of_the_sample_city_changes_nothing(sample):
    _kept, preview = sample
    assert (preview.refusal, preview.wrong, preview.changes, preview.missing) == ("", [], [], [])
    assert preview.same > 900


@pytest.mark.parametrize("city", builders.REAL_PLANS)
def test_plan_is_rebuilt_in_an_empty_database(real_plan, city):
    kept = keep(real_plan(city))
    wipe()
    record, preview = take(kept.content)
    plan = Plan.objects.select_related("municipality", "owner").get()
    assert document_of(plan) == kept.document
    assert plan_workbook(plan) == kept.content
    assert (record.added, record.changed, record.unchanged) == (len(preview.changes), 0, 0)
    assert look(kept.content).total == "0件変更"


def test_sample_city_is_rebuilt_with_its_reports(sample, rebuilt_sample, db):
    kept, _again = sample
    _record, _preview, plan = rebuilt_sample
    assert document_of(plan) == kept.document
    assert files_of(plan) == kept.files
    assert len(kept.files) == 4 * 4
    assert [verdict.faults for verdict in verify_reports()] == [[], [], [], []]


def test_workbook_of_the_rebuilt_sample_city_is_the_same_to_the_byte(sample, rebuilt_sample, db):
    assert plan_workbook(rebuilt_sample[2]) == sample[0].content


def test_second_import_of_the_sample_city_changes_nothing(sample, rebuilt_sample, db):
    preview = look(sample[0].content)
    assert (preview.total, preview.wrong, preview.missing) == ("0件変更", [], [])


def test_pages_of_the_rebuilt_sample_city_answer(rebuilt_sample, db, client):
    plan = rebuilt_sample[2]
    pages = builders.addresses_of(plan)
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_import_with_reports_is_not_taken_back(rebuilt_sample, db):
    record, _preview, _plan = rebuilt_sample
    before = contents()
    with pytest.raises(pipeline.ImportRefused) as refusal:
        pipeline.take_back(record, by=None)
    assert str(refusal.value) == (
        "年次報告書(令和4年度(2022年度)の第1版、令和4年度(2022年度)の第2版、令和5年度(2023年度)の第1版、"
        "令和6年度(2024年度)の第1版)も取り込んだため、取り消せません。公開した報告書は消せません。"
        "読めないようにするときは、報告書のページで取り下げてください。"
    )
    assert contents() == before


@pytest.mark.parametrize("city", ["yamaguchi", "nagato"])
def test_import_taken_back_leaves_nothing(real_plan, city):
    content = plan_workbook(real_plan(city))
    wipe()
    record, _preview = take(content)
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
    ActionItem.objects.filter(pk=item.pk).update(name="職員が書き換えた名称")
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


def test_policies_and_items_that_point_at_each_other_are_rebuilt(db):
    """Nobody plans that two items succeed each other, but the database allows it."""
    plan = builders.make_full_plan(items=2)
    first, second = plan.items.order_by("sort_order")
    first.successor, first.end_fy = second, 2023
    second.successor, second.end_fy = first, 2023
    first.save()
    second.save()
    content = plan_workbook(plan)
    assert look(content).total == "0件変更"


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
    ledger = Ledger()
    Plan.objects.filter(pk=plan.pk).update(slug="old-plan")
    record, preview = take(content)
    assert {change.what for change in preview.changes} == {"add"}
    assert [label for label, _what, _cells in changes_of(preview) if label.startswith("部署")] == []
    assert Municipality.objects.get(pk=city.pk).plans.count() == 2
    assert Plan.objects.get(municipality=city, slug=slug).items.count() == 1
    assert (record.title, ledger.entries) == (f"{city} {plan.title}", [])
    assert AnnualReport.objects.count() == 0
