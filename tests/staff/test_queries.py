"""The pages of the survey make a fixed number of queries, whatever the size of the plan."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import ActionItem, ItemDepartment, ReportingRound, SupportPart, YearlyStatus
from tests import builders

QUERIES = {
    "index of editor": 8,
    "index of approver": 8,
    "index of coordinator": 15,
    "list": 7,
    "submit": 10,
    "answer": 21,
    "answer of coordinator": 21,
    "round": 11,
    "assign": 14,
    "open": 20,
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


def pages(plan, round_):
    """name -> (who opens it, its address)."""
    first = round_.answers.in_plan_order().first().pk
    index, answers = reverse("admin:index"), reverse("admin:survey_answers", args=[round_.pk])
    return {
        "index of editor": ("editor", index),
        "index of approver": ("approver", index),
        "index of coordinator": ("coordinator", index),
        "list": ("coordinator", answers),
        "submit": ("editor", reverse("admin:survey_submit", args=[round_.pk])),
        "answer": ("editor", reverse("admin:survey_answer", args=[first])),
        "answer of coordinator": ("coordinator", reverse("admin:survey_answer", args=[first])),
        "round": ("coordinator", reverse("admin:survey_round", args=[round_.pk])),
        "assign": ("coordinator", reverse("admin:survey_assign", args=[round_.pk]) + "?all=1"),
        "open": ("coordinator", f"{reverse('admin:survey_open')}?plan={plan.pk}&fiscal_year=2024"),
    }


@pytest.mark.parametrize("size", [3, 300])
def test_number_of_queries(client, city, size, monkeypatch):
    monkeypatch.setattr("actions.staff_views.year_change.MONTHS_BEFORE", ())  # two more then: tests/april
    plan, own, round_ = make_survey(city, size)
    people = {
        "editor": builders.member_of(city, role="editor", department=own),
        "approver": builders.member_of(city, role="approver", department=own),
        "coordinator": builders.member_of(city, role="coordinator"),
    }
    counted = {}
    for name, (who, page) in pages(plan, round_).items():
        client.force_login(people[who])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counted[name] = len(queries)
    assert counted == QUERIES
    assert ReportingRound.objects.filter(plan=plan).count() == 2
