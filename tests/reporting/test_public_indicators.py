"""Actual values of indicators: none of a year that is not published, and those of a report as the report gives them."""

import importlib

import pytest
from django.apps import apps

from actions.models import ReportPassage, YearlyStatus
from actions.public_indicators import public_indicators
from actions.reporting.publishing import publish_report, withdraw_report
from plans.models import IndicatorFigure
from tests.reporting.people import make_clean_year, restore_without_actual
from tests.reporting.scenes import OCTOBER, YEAR, make_year

pytestmark = pytest.mark.django_db
SECRET = "87654"


@pytest.fixture
def year():
    """The actual value is in the database before the year is published."""
    year = make_year(items=1)
    IndicatorFigure.objects.filter(kind="actual").update(value=int(SECRET))
    return year


def publish(year):
    return publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)


def shown(year):
    (indicator,) = public_indicators(year.plan)
    return [(figure.kind, figure.fiscal_year, figure.shown) for figure in indicator.public_figures]


def places(client, year):
    base = year.plan.get_absolute_url()
    addresses = (base, f"{base}indicators/", f"{base}data.json", f"{base}indicators.csv")
    return [address for address in addresses if SECRET in client.get(address).content.decode()]


def test_actual_value_of_an_unpublished_year_is_nowhere(client, year):
    assert shown(year) == [("baseline", 2021, "40"), ("target", 2026, "80")]
    assert places(client, year) == []


def test_actual_value_is_everywhere_once_the_year_is_published(client, year):
    publish(year)
    assert shown(year) == [("baseline", 2021, "40"), ("actual", YEAR, SECRET), ("target", 2026, "80")]
    assert len(places(client, year)) == 4


def test_actual_value_stays_as_the_report_gives_it(year):
    publish(year)
    IndicatorFigure.objects.filter(kind="actual").update(value=1, as_printed="約1", is_approximate=True)
    assert shown(year)[1] == ("actual", YEAR, SECRET)


def test_actual_value_that_came_after_the_report_waits_for_the_correction(year):
    IndicatorFigure.objects.filter(kind="actual").update(value=None)
    publish(year)
    IndicatorFigure.objects.filter(kind="actual").update(value=int(SECRET))
    assert shown(year)[1] == ("actual", YEAR, "")


def test_actual_value_of_which_the_report_says_nothing_is_not_shown(year):
    restore_without_actual(make_clean_year(), year.plan)
    assert shown(year) == [("baseline", 2021, "40"), ("target", 2026, "80")]


def test_migration_says_the_same_of_editions_from_before(year):
    restore_without_actual(make_clean_year(items=1), year.plan)
    kept = list(ReportPassage.objects.values_list("position", "untold"))
    ReportPassage.objects.update(untold="")
    importlib.import_module("actions.migrations.0010_untold_indicators").write_untold(apps, None)
    assert list(ReportPassage.objects.values_list("position", "untold")) == kept
    assert kept == [(0, ""), (1, ""), (0, "\n1\n"), (1, "")]


def test_actual_value_of_a_withdrawn_year_is_gone(year):
    withdraw_report(publish(year), by=year.publisher, reason="理由")
    assert shown(year) == [("baseline", 2021, "40"), ("target", 2026, "80")]


def test_actual_value_of_a_year_nobody_asked_about_is_the_plans_own(year):
    IndicatorFigure.objects.create(indicator=year.indicator, fiscal_year=2020, kind="actual", value=33)
    assert shown(year)[0] == ("actual", 2020, "33")


def test_actual_value_of_a_year_written_down_without_a_survey_waits_too(year):
    YearlyStatus.objects.create(item=year.items[0], fiscal_year=2020, status="in_progress")
    IndicatorFigure.objects.create(indicator=year.indicator, fiscal_year=2020, kind="actual", value=33)
    assert "33" not in [value for _kind, _year, value in shown(year)]
