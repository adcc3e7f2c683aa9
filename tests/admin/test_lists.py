"""Search, query counts and files of the lists."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from actions.models import ActionItem, Evaluation, ItemDepartment, Placement, ScheduleCell, YearlyStatus
from organizations.models import Department, Partner
from plans.models import Grade, Indicator, Measure, Phase, Plan, Policy, RatingScale, Statistic
from tests import builders

DEPARTMENTS = reverse("admin:organizations_department_changelist")


def found(response):
    return [str(row) for row in response.context["cl"].result_list]


@pytest.mark.parametrize(
    "query", ["見本推進課", "ミホンスイシンカ", "ﾐﾎﾝｽｲｼﾝ", "みほん すいしん", "見本　推進"]
)
def test_search_finds_whatever_the_width_or_kana(staff, city, department, query):
    Department.objects.create(municipality=city, code="2", name="管財課", reading="かんざいか")
    assert found(staff.get(DEPARTMENTS, {"q": query})) == ["見本推進課"]


def test_search_wants_every_word(staff, department):
    assert found(staff.get(DEPARTMENTS, {"q": "見本 管財"})) == []


def test_autocomplete_offers_only_the_given_city(staff, tsushima, department):
    assert tsushima.departments.filter(name__contains="推進").exists()
    asked = {
        "app_label": "actions",
        "model_name": "itemdepartment",
        "field_name": "department",
        "municipality": department.municipality_id,
        "term": "推進",
    }
    response = staff.get(reverse("admin:autocomplete"), asked)
    assert [row["text"] for row in response.json()["results"]] == ["見本推進課"]


def make_rows(plan, numbers):
    """One record of most models for each number."""
    city = plan.municipality
    for n in numbers:
        department = Department.objects.create(municipality=city, code=f"d{n}", name=f"課{n}")
        Partner.objects.create(municipality=city, name=f"団体{n}", kind="group")
        policy = Policy.objects.create(plan=plan, code=f"{n}", name="方針")
        measure = Measure.objects.create(policy=policy, code=f"{n}-1", name="施策")
        Indicator.objects.create(plan=plan, policy=policy, code=f"{n}", name="指標")
        Statistic.objects.create(plan=plan, code=f"{n}", kind="survey", title="質問")
        scale = RatingScale.objects.create(plan=plan, name="尺度", from_fy=2000 + n)
        grade = Grade.objects.create(scale=scale, code="A", label="よい", meaning="よい")
        phase = Phase.objects.create(plan=plan, number=n, name="段階")
        item = ActionItem.objects.create(plan=plan, code=f"{n}", name="取組", phase=phase)
        ItemDepartment.objects.create(item=item, department=department)
        Placement.objects.create(item=item, measure=measure, code=f"{n}-1-1")
        ScheduleCell.objects.create(item=item, phase=phase)
        YearlyStatus.objects.create(item=item, fiscal_year=2009, grade=grade)


@pytest.mark.parametrize(
    "model",
    [
        Department,
        Partner,
        Plan,
        Policy,
        Measure,
        Indicator,
        Statistic,
        RatingScale,
        Grade,
        Phase,
        ActionItem,
        ItemDepartment,
        Placement,
        ScheduleCell,
        YearlyStatus,
    ],
    ids=lambda model: model.__name__,
)
def test_list_takes_as_many_queries_for_three_rows_as_for_one(staff, plan, monkeypatch, model):
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    make_rows(plan, [1, 2, 3, 4])
    staff.get(page)
    counts = {}
    for rows in (1, 3):
        monkeypatch.setattr(admin.site._registry[model], "list_per_page", rows)
        with CaptureQueriesContext(connection) as queries:
            assert len(staff.get(page).context["cl"].result_list) == rows
        counts[rows] = len(queries)
    assert counts[3] == counts[1]


def export(staff, page, title, query=""):
    formats = [f().get_title() for f in admin.site._registry[ActionItem].get_export_formats()]
    response = staff.post(f"{page}export/{query}", {"resource": "0", "format": formats.index(title)})
    assert response.status_code == 200
    return response


def test_export_writes_the_filtered_list_for_excel(staff, city, department):
    Department.objects.create(municipality=city, code="2", name="=1+1見本")
    response = export(staff, DEPARTMENTS, "csv", "?q=1%2B1見")
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["市区町村"], row["番号"], row["名称"], row["まとめた呼び名"]) for row in rows] == [
        ("見本市", "2", "'=1+1見本", "いいえ")
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_export_keeps_formulas_from_running(staff, city, start):
    Department.objects.create(municipality=city, code="2", name=f"{start}見本課")
    response = export(staff, DEPARTMENTS, "xlsx", "?q=見本課")
    sheet = load_workbook(BytesIO(response.content)).active
    header = [cell.value for cell in sheet[1]]
    cell = sheet[2][header.index("名称")]
    assert (cell.value, cell.data_type) == (f"'{start}見本課", "s")


def test_export_of_items_names_their_departments(staff, plan, department):
    item = ActionItem.objects.create(plan=plan, code="1", name="取組")
    ItemDepartment.objects.create(item=item, department=department)
    page = reverse("admin:actions_actionitem_changelist")
    rows = list(
        csv.DictReader(
            StringIO(export(staff, page, "csv", f"?plan__id__exact={plan.pk}").content.decode("utf-8-sig"))
        )
    )
    assert [(row["番号"], row["担当部署"]) for row in rows] == [("1", "見本推進課")]


def test_export_names_days_and_times_of_japan(staff, city, monkeypatch):
    """An hour after midnight in Japan it is still the day before in Greenwich."""
    after_midnight = datetime(2026, 4, 1, 1, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: after_midnight)
    item = ActionItem.objects.create(plan=builders.make_plan(city), code="1", name="取組")
    answer = YearlyStatus.objects.create(item=item, fiscal_year=2024)
    Evaluation.objects.create(answer=answer, stage="internal", opinion="意見", written_at=after_midnight)
    response = export(staff, "/admin/actions/evaluation/", "csv")
    assert 'filename="evaluation-2026-04-01.csv"' in response["Content-Disposition"]
    (row,) = csv.DictReader(StringIO(response.content.decode("utf-8-sig")))
    assert row["書いた日時"] == "2026-04-01 01:30"
