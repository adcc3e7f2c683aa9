"""Each check finds what is wrong, in its own city only, and leaves alone what looks like it and is right."""

from copy import deepcopy

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.consistency import CHECKS, Severity, run_checks
from tests import builders
from tests.consistency import (  # noqa: F401 - each fills the tables of cases
    cases_of_items,
    cases_of_organisation,
    cases_of_people,
    cases_of_plans,
    cases_of_surveys,
)
from tests.consistency.cases import RIGHT, WRONG
from tests.consistency.scene import TODAY, make_sound_city

BY_NAME = {check.name: check for check in CHECKS}
CASES = [(name, make) for name, makes in WRONG.items() for make in makes]
COUNTER_CASES = [(name, make) for name, makes in RIGHT.items() for make in makes]
# Found once in a city, however often it is put wrong.
OF_THE_WHOLE_CITY = {"no_coordinator", "no_publisher", "nobody_at_all"}
QUERIES = {
    "no_coordinator": 2,
    "no_publisher": 2,
    "ended_without_successor": 5,
    "split_undecided": 5,
    "succession_in_a_circle": 2,
    "no_contact": 3,
    "reading_not_accepted": 3,
    "without_reading": 3,
    "grade_of_another_scale": 2,
}


@pytest.fixture(scope="module")
def kept_towns(rows_of_module):
    return make_sound_city(), make_sound_city()


@pytest.fixture
def towns(kept_towns, db):
    """What a test changes of them in memory is gone after the test, as in the database."""
    return deepcopy(kept_towns)


@pytest.fixture
def town(towns):
    return towns[0]


def found(name, city):
    (finding,) = run_checks([BY_NAME[name]], city, TODAY)
    return [row.label for row in finding.rows]


def test_every_check_has_a_case_of_its_own():
    assert set(WRONG) == set(BY_NAME)
    assert len(BY_NAME) == len(CHECKS)
    # these have nothing that looks like them
    assert set(BY_NAME) - set(RIGHT) == {
        "indicator_without_figure",
        "no_publisher",
        "nobody_at_all",
        "plan_without_scale",
        "without_department",
    }


def test_nothing_is_found_where_everything_fits(town):
    assert {f.check.name: f.rows for f in run_checks(CHECKS, town.city, TODAY) if f.rows} == {}


@pytest.mark.parametrize(("name", "make"), CASES, ids=lambda each: getattr(each, "__name__", each))
def test_wrong_thing_is_found_in_its_city_only(towns, name, make):
    town, other = towns
    labels = make(town)
    assert found(name, town.city) == labels
    assert found(name, other.city) == []


@pytest.mark.parametrize(("name", "make"), COUNTER_CASES, ids=lambda each: getattr(each, "__name__", each))
def test_right_thing_is_not_found(town, name, make):
    make(town)
    assert found(name, town.city) == []


@pytest.mark.parametrize("name", BY_NAME)
def test_number_of_queries_does_not_grow(town, name):
    makes, counted = WRONG[name][:1], []
    for _ in range(1 if name in OF_THE_WHOLE_CITY else 3):
        for make in makes:
            make(town)
        with CaptureQueriesContext(connection) as queries:
            run_checks([BY_NAME[name]], town.city, TODAY)
        counted.append(len(queries))
    assert set(counted) == {QUERIES.get(name, 1)}


@pytest.mark.parametrize(("name", "make"), CASES, ids=lambda each: getattr(each, "__name__", each))
def test_every_row_leads_to_a_page(client, town, name, make):
    make(town)
    client.force_login(builders.make_user(is_superuser=True))
    (finding,) = run_checks([BY_NAME[name]], town.city, TODAY)
    for row in finding.rows:
        assert row.model is None or admin.site.is_registered(row.model), row
        page = reverse(f"admin:{row.page}", args=[] if row.key is None else [row.key])
        assert client.get(f"{page}?{row.query}").status_code == 200, row


def test_every_check_says_what_it_is_and_what_to_do():
    for check in CHECKS:
        assert check.severity in Severity, check.name
        assert check.title, check.name
        assert not check.title.endswith("。"), check.name
        assert check.meaning.endswith("。"), check.name
        assert check.meaning.count("。") >= 2, check.name
    assert len({check.title for check in CHECKS}) == len(CHECKS)
