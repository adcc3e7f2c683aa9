"""The pages of the survey make a fixed number of queries, whatever the size of the plan."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import (
    ActionItem,
    AnnualReport,
    ItemDepartment,
    ReportFile,
    ReportingRound,
    ReportOrder,
    SupportPart,
    YearlyStatus,
)
from actions.reporting.gathering import gather
from tests import builders

QUERIES = {
    "index of editor": 8,
    "index of approver": 8,
    "index of coordinator": 18,
    "index of publisher": 10,
    "list": 7,
    "submit": 10,
    "answer": 21,
    "answer of coordinator": 21,
    "round": 11,
    "assign": 14,
    "open": 20,
    "years with a report": 8,
    "report": 37,
    "report of publisher": 36,
    "report with an edition": 42,
    "preview of a report": 23,
    "confirmation of a report": 39,
    "withdrawal of a report": 7,
}
STATES = ("draft", "submitted", "returned", "approved", "confirmed")


@pytest.fixture
def city(db):
    return builders.make_city()


def make_survey(city, size):
    """A round with `size` answers of one department, each with a part of another; every fifth belongs to nobody."""
    own, other = builders.make_department(city), builders.make_department(city)
    plan = builders.make_plan(city, end_fy=2030)
    scale = builders.make_scale(plan)
    grade = scale.grades.first()
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=plan, code=f"i{n}", name=f"取組{n}", sort_order=n) for n in range(size)
    )
    ItemDepartment.objects.bulk_create(ItemDepartment(item=item, department=own) for item in items)
    last = builders.make_round(plan, 2022, scale=scale)
    YearlyStatus.objects.bulk_create(
        YearlyStatus(item=item, round=last, fiscal_year=2022, department=own, state="confirmed", grade=grade)
        for item in items
    )
    round_ = builders.make_round(plan, 2023, scale=scale)
    content = {"status": "in_progress", "done": "実績", "grade": grade, "next_step": "continue"}
    answers = YearlyStatus.objects.bulk_create(
        YearlyStatus(
            item=item,
            round=round_,
            fiscal_year=2023,
            department=own if n % 5 != 2 else None,
            state=STATES[n % len(STATES)],
            **content,
        )
        for n, item in enumerate(items)
    )
    SupportPart.objects.bulk_create(SupportPart(answer=answer, department=other) for answer in answers)
    return plan, own, round_


def publish_and_order(plan):
    """Two editions of the year before with their files, and an order for the next one."""
    for edition in (1, 2):
        report = AnnualReport.objects.create(
            plan=plan,
            fiscal_year=2022,
            edition=edition,
            reason="" if edition == 1 else "写し間違い",
            document=json.dumps(gather(plan, 2022)),
            published_at=timezone.now(),
        )
        ReportFile.objects.bulk_create(
            ReportFile(report=report, kind=kind, content=b"", size=0) for kind in ReportFile.Kind
        )
    order = {"publish_at": timezone.now(), "ordered_at": timezone.now()}
    ReportOrder.objects.create(plan=plan, fiscal_year=2022, document=json.dumps(gather(plan, 2022)), **order)


def pages(plan, round_):
    """name -> (who opens it, its address)."""
    first = round_.answers.in_plan_order().first().pk
    index, answers = reverse("admin:index"), reverse("admin:survey_answers", args=[round_.pk])

    def report(page, fiscal_year):
        return reverse(f"admin:{page}", args=[plan.pk, fiscal_year])

    return {
        "index of editor": ("editor", index),
        "index of approver": ("approver", index),
        "index of coordinator": ("coordinator", index),
        "index of publisher": ("publisher", index),
        "list": ("coordinator", answers),
        "submit": ("editor", reverse("admin:survey_submit", args=[round_.pk])),
        "answer": ("editor", reverse("admin:survey_answer", args=[first])),
        "answer of coordinator": ("coordinator", reverse("admin:survey_answer", args=[first])),
        "round": ("coordinator", reverse("admin:survey_round", args=[round_.pk])),
        "assign": ("coordinator", reverse("admin:survey_assign", args=[round_.pk]) + "?all=1"),
        "open": ("coordinator", f"{reverse('admin:survey_open')}?plan={plan.pk}&fiscal_year=2024"),
        "years with a report": ("publisher", reverse("admin:survey_reports", args=[plan.pk])),
        "report": ("coordinator", report("survey_report", 2023)),
        "report of publisher": ("publisher", report("survey_report", 2023)),
        "report with an edition": ("publisher", report("survey_report", 2022)),
        "preview of a report": ("publisher", report("survey_report_preview", 2023)),
        "confirmation of a report": ("publisher", report("survey_report_publish", 2022)),
        "withdrawal of a report": ("publisher", report("survey_report_withdraw", 2022)),
    }


@pytest.mark.parametrize("size", [5, 300])  # five: one answer of each state
def test_number_of_queries(client, city, size, monkeypatch):
    monkeypatch.setattr("actions.staff_views.year_change.MONTHS_BEFORE", ())  # two more then: tests/april
    plan, own, round_ = make_survey(city, size)
    people = {
        "editor": builders.member_of(city, role="editor", department=own),
        "approver": builders.member_of(city, role="approver", department=own),
        "coordinator": builders.member_of(city, role="coordinator"),
        "publisher": builders.member_of(city, role="publisher"),
    }
    publish_and_order(plan)
    counted = {}
    for name, (who, page) in pages(plan, round_).items():
        client.force_login(people[who])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counted[name] = len(queries)
    assert counted == QUERIES
    assert ReportingRound.objects.filter(plan=plan).count() == 2
