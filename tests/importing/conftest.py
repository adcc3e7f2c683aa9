import pytest

from plans.models import Indicator, IndicatorFigure
from tests import builders


@pytest.fixture
def city(db):
    return builders.make_city(name="見本市")


@pytest.fixture
def departments(city):
    """d1 協働課 and d2 管財課."""
    return [
        builders.make_department(city, code="d1", name="協働課", sort_order=1),
        builders.make_department(city, code="d2", name="管財課", sort_order=2, start_fy=2020),
    ]


@pytest.fixture
def plan(city):
    return builders.make_plan(city, title="見本計画")


@pytest.fixture
def figure(plan):
    """The target of 2022 of the indicator 1."""
    indicator = Indicator.objects.create(plan=plan, code="1", name="参加した人の数")
    return IndicatorFigure.objects.create(indicator=indicator, fiscal_year=2022, kind="target", value="12.5")


@pytest.fixture
def item(plan):
    return builders.make_item(plan, code="1-1", name="見本の取組", sort_order=1)


@pytest.fixture
def coordinator(city):
    return builders.member_of(city, role="coordinator")
