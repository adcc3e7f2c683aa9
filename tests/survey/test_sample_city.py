"""みほん市: the city that does not exist, whenever it is loaded."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from types import SimpleNamespace

import pytest
from django.apps import apps

from actions.models import YearlyStatus
from actions.sample_city import create_sample_city
from organizations.models import Municipality
from organizations.success_criteria import criteria_of
from plans.models import Measure
from tests.survey.people import TOKYO

NOVEMBER = datetime(2026, 11, 24, 9, tzinfo=TOKYO)
# When it is loaded, and the fiscal year that has just ended by then.
DAYS = {NOVEMBER: 2025, datetime(2031, 5, 2, 18, tzinfo=TOKYO): 2030}
MODELS = [
    model
    for app in ("organizations", "plans", "actions")
    for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "history_id")
]


@cache
def read_sample(now):
    """The city as it is written at that moment, read into memory once: writing it takes two seconds."""
    city = create_sample_city(now=now)
    plan = city.plans.get()
    answers = YearlyStatus.objects.filter(item__plan=plan).select_related("round")
    return SimpleNamespace(
        now=now,
        ended=DAYS[now],
        city=city,
        plan=plan,
        departments=list(city.departments.filter(is_collective=False)),
        items=list(plan.items.all()),
        measures=list(Measure.objects.filter(policy__plan=plan)),
        rounds=list(plan.rounds.order_by("fiscal_year")),
        answers=list(answers.prefetch_related("steps", "parts")),
        policy=city.accessibility_policy,
        test=city.accessibility_tests.prefetch_related("results").get(),
    )


@pytest.fixture(params=DAYS, ids=lambda now: str(now.date()))
def sample(request, db):
    return read_sample(request.param)


def of_year(sample, fiscal_year):
    return [answer for answer in sample.answers if answer.fiscal_year == fiscal_year]


def test_city_says_that_it_does_not_exist(sample):
    assert sample.city.is_fictional is True
    assert sample.city.notice == "みほん市は実在しない見本の市です。計画も実績もすべて架空です。"


def test_city_has_ten_departments(sample):
    assert len(sample.departments) == 10


def test_plan_has_forty_items_under_twelve_measures(sample):
    assert (len(sample.items), len(sample.measures)) == (40, 12)


def test_plan_is_published(sample):
    assert sample.plan.is_published is True


def test_plan_is_in_its_sixth_of_eight_years(sample):
    assert (sample.plan.start_fy, sample.plan.end_fy) == (sample.ended - 4, sample.ended + 3)


def test_rounds_are_about_the_five_years_that_have_ended(sample):
    assert [r.fiscal_year for r in sample.rounds] == list(range(sample.ended - 4, sample.ended + 1))


@pytest.mark.parametrize("back", [1, 2, 3, 4])
def test_finished_year_is_confirmed_and_published(sample, back):
    answers = of_year(sample, sample.ended - back)
    assert {(answer.state, answer.is_published) for answer in answers} == {("confirmed", True)}


def test_every_answer_belongs_to_the_round_of_its_year(sample):
    assert [a for a in sample.answers if a.round.fiscal_year != a.fiscal_year] == []


def test_round_is_three_days_late(sample):
    assert sample.rounds[-1].days_left(sample.now.date()) == -3


def test_answers_of_the_round_are_in_every_state(sample):
    states = {answer.state for answer in of_year(sample, sample.ended)}
    assert states == {"blank", "draft", "submitted", "returned", "approved", "confirmed"}


def test_nothing_of_the_round_is_published(sample):
    assert {answer.is_published for answer in of_year(sample, sample.ended)} == {False}


def test_state_is_where_the_last_step_led(sample):
    ends = [[step.to_state for step in a.steps.all()][-1:] for a in sample.answers]
    assert ends == [[answer.state] if answer.state != "blank" else [] for answer in sample.answers]


def test_answers_are_not_written_before_they_are_asked_for_or_after_now(sample):
    times = [(a.round.opened_at, a.answered_at) for a in sample.answers if a.answered_at]
    assert [each for each in times if not each[0] <= each[1] <= sample.now] == []


def test_steps_are_not_taken_before_the_round_or_after_now(sample):
    times = [(a.round.opened_at, step.at) for a in sample.answers for step in a.steps.all()]
    assert [each for each in times if not each[0] <= each[1] <= sample.now] == []


def test_some_draft_of_the_round_is_older_than_two_weeks(sample):
    drafts = [a for a in of_year(sample, sample.ended) if a.state in ("draft", "returned")]
    ages = [sample.now - draft.answered_at for draft in drafts]
    assert max(ages) > timedelta(days=14)
    assert min(ages) <= timedelta(days=14)


def test_one_item_of_the_round_is_asked_of_nobody(sample):
    unowned = [answer for answer in of_year(sample, sample.ended) if answer.department_id is None]
    assert len(unowned) == 1


def test_accessibility_policy_and_test_are_published(sample):
    assert (sample.policy.is_published, sample.test.is_published) == (True, True)
    assert "架空" in sample.policy.scope
    assert "架空" in sample.test.page_description


def test_accessibility_test_is_of_the_year_that_has_ended(sample):
    assert sample.test.stated_on == date(sample.ended + 1, 3, 16)


def test_accessibility_test_has_every_criterion_of_its_level_and_one_beyond(sample):
    results = {result.criterion: result.result for result in sample.test.results.all()}
    assert set(results) == {criterion.number for criterion in criteria_of("AA")} | {"2.4.8"}
    assert Counter(results.values()) == {"met": 28, "none": 10, "unmet": 1}


@pytest.mark.parametrize("now", DAYS, ids=lambda now: str(now.date()))
def test_every_row_keeps_the_rules_of_its_model(db, now):
    known = {model: set(model.objects.values_list("pk", flat=True)) for model in MODELS}
    create_sample_city(now=now)
    rows = [row for model in MODELS for row in model.objects.exclude(pk__in=known[model])]
    assert len(rows) > 1000
    for row in rows:
        row.full_clean()


def test_second_call_writes_nothing(db):
    create_sample_city(now=NOVEMBER)
    before = {model: model.objects.count() for model in MODELS}
    assert create_sample_city(now=NOVEMBER) is None
    assert {model: model.objects.count() for model in MODELS} == before


def test_city_at_that_address_stays_as_it_is(db):
    known = Municipality.objects.create(slug="mihon", code="990019", name="ほんもの市", prefecture="見本県")
    assert create_sample_city(now=NOVEMBER) is None
    assert (known.plans.count(), known.departments.count()) == (0, 0)


@pytest.mark.parametrize(
    ("now", "ended"),
    [
        (datetime(2027, 3, 31, 23, 59, tzinfo=TOKYO), 2025),
        (datetime(2027, 4, 1, 0, 0, tzinfo=TOKYO), 2026),
    ],
    ids=["31 March", "1 April"],
)
def test_year_of_the_round_changes_in_april(db, now, ended):
    plan = create_sample_city(now=now).plans.get()
    assert max(plan.rounds.values_list("fiscal_year", flat=True)) == ended
