"""Every public page of the five plans and of みほん市, in both languages, asked once for the tests of this folder."""

import re
from datetime import UTC, datetime
from io import StringIO
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from actions.models import AnnualReport
from actions.sample_city import create_sample_city
from organizations.models import Municipality
from plans.models import Plan
from tests import builders
from tests.pages.test_sweep import FILTERED, SEARCHES

NOT_THERE = "/yamaguchi/no-such-plan/"


def page_addresses():
    """Made from the rows of the database; Japanese addresses, files left out."""
    plans = Plan.objects.published().select_related("municipality")
    reports = AnnualReport.objects.of_published_plans().select_related("plan__municipality")
    cities = Municipality.objects.all()
    found = [
        "/",
        "/data/",
        "/accessibility/",
        NOT_THERE,
        *SEARCHES,
        *FILTERED,
        *(
            f"/{city.slug}/{page}"
            for city in cities
            for page in ("", "accessibility/", "accessibility/results/")
        ),
        *(address for plan in plans for address in builders.addresses_of(plan)),
        *(address for report in reports for address in _addresses_of_report(report)),
    ]
    return [each for each in dict.fromkeys(found) if each.partition("?")[0].endswith("/")]


def _addresses_of_report(report):
    base = f"/{report.plan.municipality.slug}/{report.plan.slug}/reports/{report.fiscal_year}/"
    return base, f"{base}{report.edition}/"


@pytest.fixture(scope="session")
def every_page(django_db_setup, django_db_blocker):
    """Address -> HTML; English addresses begin with /en/."""
    client = Client()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_plans", stdout=StringIO())  # a file of this worker may have emptied the database
        create_sample_city(now=datetime(2026, 11, 24, 3, tzinfo=UTC))
        answers = {
            address: client.get(address)
            for japanese in page_addresses()
            for address in (japanese, f"/en{japanese}")
        }
        answers |= _large_report_of(client)
        transaction.set_rollback(True)
    strange = {
        address: answer.status_code
        for address, answer in answers.items()
        if answer.status_code != (404 if address.endswith(NOT_THERE) else 200)
    }
    assert strange == {}
    return {address: answer.text for address, answer in answers.items()}


def _large_report_of(client):
    """The pages that the sample city's newest report would have, were it a large one; at the address of its year it is not."""
    report = AnnualReport.objects.filter(plan__municipality__slug="mihon").latest("published_at")
    address, answers = report.get_absolute_url(), {}
    with mock.patch("actions.views.report_policies.MOST_TEXT", 1000):
        for prefix in ("", "/en"):
            whole = client.get(f"{prefix}{address}")
            parts = set(re.findall(rf'href="({prefix}{address}policies/[^"#]*)', whole.text))
            assert len(parts) > 10
            answers |= {f"{prefix}{address}": whole} | {each: client.get(each) for each in parts}
    return answers


@pytest.fixture(scope="session")
def english_pages(every_page):
    return {address: html for address, html in every_page.items() if address.startswith("/en/")}
