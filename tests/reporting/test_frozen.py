"""What has been published stays as it is: whatever is edited, renamed, merged, deleted; and the database refuses to help."""

import importlib
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from actions.models import AnnualReport, Evaluation, ItemDepartment, ReportFile, YearlyStatus
from actions.reorganising.entering import enter
from actions.reorganising.orders import NewDepartment, Order
from actions.reporting.publishing import publish_report
from organizations.models import Department, Municipality
from plans.models import Grade, IndicatorFigure, Measure, Plan, Policy, RatingScale
from tests.reporting.scenes import OCTOBER, YEAR, judge, make_year

pytestmark = pytest.mark.django_db
freezing = importlib.import_module("actions.migrations.0006_editions_are_frozen")


@pytest.fixture
def year():
    year = make_year(items=3)
    judge(year.answers[0])
    year.report = publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    return year


def everything_public(client, year):
    """Address -> bytes of the edition's pages and files."""
    base = year.report.get_absolute_url()
    addresses = [base, year.report.year_url, *(f"{base}report.{kind}" for kind in ReportFile.Kind.values)]
    responses = {address: client.get(address) for address in addresses}
    assert {response.status_code for response in responses.values()} == {200}
    return {address: response.content for address, response in responses.items()}


def edit_answers(year):
    for row in YearlyStatus.objects.filter(item__plan=year.plan):
        row.done, row.reason, row.status, row.next_step = "あとの文", "あとの理由", "cancelled", "abolish"
        row.internal_note = "あとの内部メモ"
        row.save()
    Evaluation.objects.update(opinion="あとの意見", reply="あとの対応", internal_note="内部")


def rename_everything(year):
    Plan.objects.filter(pk=year.plan.pk).update(
        title="あとの計画", item_label="あとの呼び名", policy_label="あとの方針", owner_as_printed="あと"
    )
    Municipality.objects.filter(pk=year.city.pk).update(name="あと市", prefecture="あと県", licence="")
    Policy.objects.filter(plan=year.plan).update(name="あとの方針名", number_as_printed="9")
    Measure.objects.filter(policy__plan=year.plan).update(name="あとの施策名")
    for item in year.plan.items.all():
        item.name, item.content, item.by_joint = "あとの取組名", "あとの内容", True
        item.save()


def change_the_departments(year):
    other = Department.objects.create(municipality=year.city, code="other", name="環境課")
    enter(Order("rename", date(2025, 4, 1), [year.owner], [NewDepartment("新協働課", "")]), by=None)
    year.owner.refresh_from_db()
    enter(Order("merge", date(2026, 4, 1), [year.owner, other], [NewDepartment("合わせた課", "")]), by=None)
    Department.objects.filter(municipality=year.city).update(tel="999", email="x@example.jp", address="あと")


def change_the_scale(year):
    Grade.objects.filter(scale=year.scale).update(label="あとの言葉", meaning="あとの意味", symbol="×")
    RatingScale.objects.filter(pk=year.scale.pk).update(name="あとの尺度")
    RatingScale.objects.create(plan=year.plan, name="次の尺度", from_fy=YEAR + 1)


def change_the_figures(year):
    IndicatorFigure.objects.filter(indicator__plan=year.plan).update(value=1, as_printed="1")
    year.plan.indicators.update(name="あとの指標", unit="件")


def delete_what_can_be_deleted(year):
    Evaluation.objects.all().delete()
    IndicatorFigure.objects.all().delete()
    year.plan.indicators.all().delete()
    ItemDepartment.objects.filter(item__plan=year.plan).delete()
    for item in year.plan.items.all():
        item.schedule_cells.all().delete()
        item.placements.all().delete()
    Measure.objects.filter(policy__plan=year.plan).delete()
    Policy.objects.filter(plan=year.plan).delete()
    for answer in YearlyStatus.objects.filter(item__plan=year.plan):
        answer.steps.all().delete()
        answer.delete()
    year.plan.items.all().delete()


STORMS = (
    edit_answers,
    rename_everything,
    change_the_departments,
    change_the_scale,
    change_the_figures,
    delete_what_can_be_deleted,
)


@pytest.mark.parametrize("storm", STORMS, ids=lambda storm: storm.__name__)
def test_edition_is_byte_identical_after(client, year, storm):
    before = everything_public(client, year)
    storm(year)
    assert everything_public(client, year) == before


def test_edition_is_byte_identical_after_all_of_it(client, year):
    before = everything_public(client, year)
    for storm in STORMS:
        storm(year)
    assert everything_public(client, year) == before
    assert len(before) == 6
    call_command("verify_reports", stdout=StringIO())


@pytest.fixture
def frozen(year):
    """The year with the database's own locks, as a migrated site has them (tests on SQLite do not migrate)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table, columns in freezing.FROZEN.items():
                for statement in freezing.statements("sqlite", table, columns):
                    cursor.execute(statement)
    return year


CHANGES = {
    "document": "{}",
    "sha256": "0" * 64,
    "title": "別の題名",
    "fiscal_year": 2000,
    "edition": 7,
    "published_at": OCTOBER.replace(year=2020),
}


@pytest.mark.parametrize("field", CHANGES)
def test_database_refuses_to_change_an_edition(frozen, field):
    with pytest.raises(DatabaseError, match="公開した報告書は変えられません"), transaction.atomic():
        AnnualReport.objects.update(**{field: CHANGES[field]})


@pytest.mark.parametrize(
    ("field", "value"), [("content", b"x"), ("sha256", "0" * 64), ("size", 1), ("kind", "zip")]
)
def test_database_refuses_to_change_a_file(frozen, field, value):
    with pytest.raises(DatabaseError, match="公開した報告書は変えられません"), transaction.atomic():
        ReportFile.objects.filter(kind="csv").update(**{field: value})


def test_database_refuses_to_delete_an_edition_or_a_file(frozen):
    for rows in (ReportFile.objects.filter(kind="csv"), AnnualReport.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    assert (AnnualReport.objects.count(), ReportFile.objects.count()) == (1, 4)


def test_database_lets_an_edition_be_withdrawn(frozen):
    AnnualReport.objects.update(withdrawn_at=OCTOBER, withdrawn_reason="理由")
    assert AnnualReport.objects.get().is_withdrawn is True


def test_withdrawal_is_written_once(frozen):
    AnnualReport.objects.update(withdrawn_at=OCTOBER, withdrawn_reason="理由")
    for fields in ({"withdrawn_reason": "別の理由"}, {"withdrawn_at": None, "withdrawn_reason": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AnnualReport.objects.update(**fields)
    assert AnnualReport.objects.get().withdrawn_reason == "理由"


COLUMNS = "id, kind, content, size, sha256, report_id"
REPLACE = {
    "sqlite": (
        f"INSERT OR REPLACE INTO actions_reportfile ({COLUMNS}) "
        "SELECT id, kind, x'00', 1, sha256, report_id FROM actions_reportfile"
    ),
    "postgresql": (
        f"INSERT INTO actions_reportfile ({COLUMNS}) "
        "SELECT id, kind, '\\x00'::bytea, 1, sha256, report_id FROM actions_reportfile "
        "ON CONFLICT (id) DO UPDATE SET content = EXCLUDED.content, size = EXCLUDED.size"
    ),
}


def test_database_refuses_to_replace_a_file(frozen):
    with (
        pytest.raises(DatabaseError, match="公開した報告書は変えられません"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(REPLACE[connection.vendor])
    assert ReportFile.objects.filter(size=1).count() == 0


def test_every_frozen_column_is_one_of_the_model():
    for model in (AnnualReport, ReportFile):
        columns = {field.column for field in model._meta.concrete_fields} - {"id"}
        free = {"withdrawn_at", "withdrawn_by_id", "withdrawn_reason"}
        assert set(freezing.FROZEN[model._meta.db_table]) == columns - free
