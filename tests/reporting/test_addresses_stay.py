"""A plan or city whose report is published keeps its address, and the plan stays public."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from actions.reporting.publishing import publish_report, withdraw_report
from tests.reporting.scenes import OCTOBER, YEAR, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    year = make_year(items=1)
    year.report = publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    year.plan.refresh_from_db()
    return year


def refusal(row):
    with pytest.raises(ValidationError) as found:
        row.full_clean()
    return found.value.message_dict


def test_address_of_a_plan_with_a_report_is_kept(year):
    year.plan.slug = "other-plan"
    assert list(refusal(year.plan)) == ["slug"]


def test_address_of_a_city_with_a_report_is_kept(year):
    year.city.slug = "other-city"
    assert list(refusal(year.city)) == ["slug"]


def test_address_without_reports_can_be_changed():
    year = make_year(items=1)
    year.plan.slug, year.city.slug = "other-plan", "other-city"
    year.plan.full_clean()
    year.city.full_clean()


def test_plan_with_a_report_cannot_be_hidden(year):
    year.plan.is_published = False
    assert refusal(year.plan) == {
        "is_published": [
            "公開した年次報告書があるため、計画の公開をやめられません。報告書は、取り下げても、そのことを示すページが残ります。"
        ]
    }


def test_plan_whose_report_is_withdrawn_stays_public_too(year):
    """Its page says that the report was withdrawn, and why."""
    withdraw_report(year.report, by=year.publisher, reason="理由")
    year.plan.is_published = False
    assert list(refusal(year.plan)) == ["is_published"]


def test_number_of_an_item_of_a_report_is_kept(year):
    year.items[0].code = "9-9-9"
    assert list(refusal(year.items[0])) == ["code"]


def test_bulk_action_leaves_a_plan_with_a_report_public(client, year):
    client.force_login(year.publisher)
    response = client.post(
        reverse("admin:plans_plan_changelist"),
        {"action": "take_back", "_selected_action": [year.plan.pk]},
        follow=True,
    )
    year.plan.refresh_from_db()
    assert year.plan.is_published is True
    assert [str(message) for message in response.context["messages"]] == [
        f"{year.plan}: 公開した年次報告書があるため、計画の公開をやめられません。報告書は、取り下げても、そのことを示すページが残ります。",
        "0件を公開をやめました。",
    ]
