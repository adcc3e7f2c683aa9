"""The data that comes with the product: no mistakes in it."""

from datetime import UTC, date, datetime

import pytest

from actions.consistency import CHECKS, run_checks
from actions.sample_city import create_sample_city
from organizations.models import Municipality
from tests.builders import REAL_PLANS

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def kept_sample(rows_of_module):
    return create_sample_city(now=NOW)


def findings(city):
    return [finding for finding in run_checks(CHECKS, city, TODAY) if finding.rows]


@pytest.mark.parametrize("slug", REAL_PLANS)
def test_real_plan_has_no_mistake(db, slug):
    wrong = [f.check.title for f in findings(Municipality.objects.get(slug=slug)) if f.is_wrong]
    assert wrong == []


def test_sample_city_has_no_mistake(kept_sample, db):
    assert [f.check.title for f in findings(kept_sample) if f.is_wrong] == []


@pytest.mark.parametrize(
    ("slug", "check", "number"),
    [
        ("minami-alps", "unplaced", 3),
        ("minami-alps", "without_department", 10),
        ("tsukubamirai", "only_collective", 5),
        ("tsushima", "only_collective", 4),
        ("tsushima", "without_department", 1),
        ("yamaguchi", "column_outside_plan", 1),
        ("nagato", "without_department", 57),
    ],
)
def test_what_the_documents_leave_open_is_found(db, slug, check, number):
    found = {f.check.name: len(f.rows) for f in findings(Municipality.objects.get(slug=slug))}
    assert found[check] == number
