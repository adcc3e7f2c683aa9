"""What every test stands on: the five plans, loaded once, plain static files, and a small world to break."""

from functools import cached_property
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import transaction

from plans.models import (
    Grade,
    Implementer,
    Indicator,
    IndicatorFigure,
    Mark,
    Phase,
    Pillar,
    Plan,
    PlanNote,
    PlanPoint,
    RatingScale,
    RelatedDocument,
    Statistic,
    StatisticValue,
    TargetGroup,
)
from tests import builders


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Tests read and write pages, not collected files: no manifest to build first. A database for each worker."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session")
def django_db_use_migrations():
    """On SQLite the tables come from the models, seven seconds sooner; PostgreSQL and test_prepare_site migrate."""
    from django.db import connection

    return connection.vendor == "postgresql"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The five real plans, in every test database, loaded as a new site loads them."""
    with django_db_blocker.unblock():
        call_command("load_plans", stdout=StringIO())


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker):
    """For a fixture of module scope that writes rows: they are there for each test of the file, and then gone.

    Each test's own transaction lies inside this one, so what a test writes is gone after the test as always.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def real_plan(db):
    """real_plan("yamaguchi") is the real plan of that city."""
    return lambda city: Plan.objects.at_address(city, builders.REAL_PLANS[city]).get()


class World(SimpleNamespace):
    """One valid row of each kind, for a test to repeat or to contradict; `other` is the same in another city."""

    @cached_property
    def other(self):
        return _small_world()


@pytest.fixture
def world(db):
    return _small_world()


def _small_world():
    city = builders.make_city()
    plan = builders.make_plan(city)
    policy = builders.make_policy(plan)
    measure = builders.make_measure(policy)
    item = builders.make_item(plan)
    phase = Phase.objects.create(plan=plan, number=1, name="第1段階")
    indicator = Indicator.objects.create(plan=plan, code="1", name="参加した人の数")
    statistic = Statistic.objects.create(plan=plan, code="1", kind="survey", title="市民アンケート")
    scale = RatingScale.objects.create(plan=plan, name="進捗度", from_fy=2022)
    return World(
        city=city,
        department=builders.make_department(city),
        user=builders.make_user(),
        plan=plan,
        policy=policy,
        measure=measure,
        item=item,
        place=builders.place(item, measure),
        phase=phase,
        indicator=indicator,
        figure=IndicatorFigure.objects.create(indicator=indicator, fiscal_year=2022, kind="target"),
        statistic=statistic,
        statistic_value=StatisticValue.objects.create(statistic=statistic, row="はい", column="割合"),
        scale=scale,
        grade=Grade.objects.create(
            scale=scale, code="A", label="計画どおり", meaning="計画どおりに進んだ", counts_as="achieved"
        ),
        stage=builders.make_stage(plan, "実施"),
        pillar=Pillar.objects.create(plan=plan, name="集落の再生"),
        mark=Mark.objects.create(plan=plan, symbol="★"),
        implementer=Implementer.objects.create(plan=plan, name="行政"),
        target_group=TargetGroup.objects.create(plan=plan, name="市民"),
        note=PlanNote.objects.create(plan=plan, kind="reading", number=1, text="注記"),
        point=PlanPoint.objects.create(plan=plan, kind="term", number=1, name="協働"),
        document=RelatedDocument.objects.create(plan=plan, kind="parent", name="総合計画"),
    )
