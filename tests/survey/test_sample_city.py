"""みほん市: the city that does not exist, whenever it is loaded."""

from datetime import date, datetime, timedelta

import pytest
from django.apps import apps

from actions.models import YearlyStatus
from actions.sample_city import create_sample_city
from organizations.models import Municipality
from plans.models import Measure
from tests.survey.people import TOKYO

# When it is loaded, and the fiscal year that has just ended by then.
DAYS = {
    datetime(2026, 11, 24, 9, tzinfo=TOKYO): 2025,
    datetime(2031, 5, 2, 18, tzinfo=TOKYO): 2030,
}
MODELS = [
    model for app in ("organizations", "plans", "actions") for model in apps.get_app_config(app).get_models()
]


@pytest.fixture(params=DAYS, ids=lambda now: str(now.date()))
def now(request):
    return request.param


@pytest.fixture
def city(db, now):
    return create_sample_city(now=now)


@pytest.fixture
def plan(city):
    return city.plans.get()


def of_year(plan, fiscal_year):
    return YearlyStatus.objects.filter(item__plan=plan, fiscal_year=fiscal_year)


def test_city_says_that_it_does_not_exist(city):
    assert city.is_fictional is True
    assert city.notice == "みほん市は実在しない見本の市です。計画も実績もすべて架空です。"


def test_city_has_ten_departments_of_its_own(city):
    assert city.departments.filter(is_collective=False).count() == 10


def test_plan_has_forty_items_under_twelve_measures(plan):
    assert (plan.items.count(), Measure.objects.filter(policy__plan=plan).count()) == (40, 12)


def test_plan_is_published(plan):
    assert plan.is_published is True


def test_plan_is_in_its_sixth_year(plan, now):
    assert (plan.start_fy, plan.end_fy) == (DAYS[now] - 4, DAYS[now] + 3)


def test_rounds_are_about_the_five_years_that_have_ended(plan, now):
    years = sorted(plan.rounds.values_list("fiscal_year", flat=True))
    assert years == [DAYS[now] - back for back in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("back", [1, 2, 3, 4])
def test_earlier_year_is_confirmed_and_published(plan, now, back):
    answers = of_year(plan, DAYS[now] - back)
    assert answers.count() > 30
    assert set(answers.values_list("state", "is_published")) == {("confirmed", True)}


def test_every_earlier_answer_belongs_to_the_round_of_its_year(plan):
    answers = YearlyStatus.objects.filter(item__plan=plan).select_related("round")
    assert {answer.round.fiscal_year - answer.fiscal_year for answer in answers} == {0}


def test_round_is_three_days_late(plan, now):
    round_ = plan.rounds.get(fiscal_year=DAYS[now])
    assert round_.days_left(now.date()) == -3


def test_answers_of_the_round_are_in_every_state(plan, now):
    states = of_year(plan, DAYS[now]).values_list("state", flat=True)
    assert set(states) == {"blank", "draft", "submitted", "returned", "approved", "confirmed"}


def test_nothing_of_the_round_is_published(plan, now):
    answers = of_year(plan, DAYS[now])
    assert answers.exists()
    assert not answers.published().exists()


def test_state_is_where_the_last_step_led(plan):
    answers = YearlyStatus.objects.filter(item__plan=plan).prefetch_related("steps")
    last = {answer: [step.to_state for step in answer.steps.all()][-1:] for answer in answers}
    assert {a: steps for a, steps in last.items() if steps != ([a.state] if a.state != "blank" else [])} == {}


def test_nothing_was_done_later_than_now(plan, now):
    answers = YearlyStatus.objects.filter(item__plan=plan)
    assert not answers.filter(answered_at__gt=now).exists()
    assert not answers.filter(steps__at__gt=now).exists()
    assert not answers.filter(parts__saved_at__gt=now).exists()
    assert not plan.rounds.filter(opened_at__gt=now).exists()


def test_some_drafts_have_been_left_for_two_weeks(plan, now):
    assert of_year(plan, DAYS[now]).stale_drafts(now - timedelta(days=14)).exists()


def test_some_answers_are_asked_of_nobody(plan, now):
    assert of_year(plan, DAYS[now]).without_department().count() == 1


def test_every_row_keeps_the_rules_of_its_model(db, now):
    known = {model: set(model.objects.values_list("pk", flat=True)) for model in MODELS}
    create_sample_city(now=now)
    rows = [row for model in MODELS for row in model.objects.exclude(pk__in=known[model])]
    assert len(rows) > 500
    for row in rows:
        row.full_clean()


def test_second_call_writes_nothing(city):
    before = {model: model.objects.count() for model in MODELS}
    assert create_sample_city() is None
    assert {model: model.objects.count() for model in MODELS} == before


def test_city_of_that_address_stays_as_it_is(db):
    known = Municipality.objects.create(slug="mihon", code="990019", name="ほんもの市", prefecture="見本県")
    assert create_sample_city(now=datetime(2026, 11, 24, tzinfo=TOKYO)) is None
    assert (known.plans.count(), known.departments.count()) == (0, 0)


@pytest.mark.parametrize(("day", "ended"), [(date(2027, 3, 31), 2025), (date(2027, 4, 1), 2026)])
def test_year_of_the_round_changes_in_april(db, day, ended):
    now = datetime(day.year, day.month, day.day, tzinfo=TOKYO)
    plan = create_sample_city(now=now).plans.get()
    assert max(plan.rounds.values_list("fiscal_year", flat=True)) == ended
