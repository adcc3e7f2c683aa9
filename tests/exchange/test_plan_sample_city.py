"""みほん市 with its published reports: written as a workbook, gone, and rebuilt from it, the reports to the byte."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from actions.exchange.plan_book import plan_workbook
from actions.reporting.verifying import verify_reports
from actions.sample_city import SLUG, create_sample_city
from plans.models import Plan
from tests import builders
from tests.exchange.books import document_of, files_of, keep, look, write


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
def rebuilt(sample, rows_of_module):
    kept, _again = sample
    write(kept.content)
    return Plan.objects.select_related("municipality", "owner").get(municipality__slug=SLUG)


def test_import_of_the_sample_city_changes_nothing(sample):
    _kept, preview = sample
    assert (preview.refusal, preview.wrong, preview.changes, preview.missing) == ("", [], [], [])
    assert preview.same > 900


def test_sample_city_is_rebuilt_with_its_reports(sample, rebuilt, db):
    kept, _again = sample
    assert document_of(rebuilt) == kept.document
    assert files_of(rebuilt) == kept.files
    assert len(kept.files) == 4 * 4
    assert [verdict.faults for verdict in verify_reports()] == [[], [], [], []]


def test_workbook_of_the_rebuilt_city_is_the_same_to_the_byte(sample, rebuilt, db):
    assert plan_workbook(rebuilt) == sample[0].content


def test_second_import_of_the_sample_city_changes_nothing(sample, rebuilt, db):
    preview = look(sample[0].content)
    assert (preview.total, preview.wrong, preview.missing) == ("0件変更", [], [])


def test_pages_of_the_rebuilt_city_answer(rebuilt, db, client):
    pages = builders.addresses_of(rebuilt)
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
