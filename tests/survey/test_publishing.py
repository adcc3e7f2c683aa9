"""Showing confirmed results to citizens, with their figures, and taking them back."""

from decimal import Decimal

import pytest

from actions.models import AnswerFigure, YearlyStatus
from actions.survey.publishing import publish_statuses, take_back_statuses
from plans.models import IndicatorFigure
from tests import builders
from tests.survey.people import YEAR, again, make_town


def all_of(town):
    return YearlyStatus.objects.filter(item__plan=town.plan)


def published(town):
    return list(all_of(town).published())


def without_round(town, **fields):
    return YearlyStatus.objects.create(item=town.item(town.lead), fiscal_year=YEAR, done="終えた。", **fields)


def figure(answer, value):
    indicator = answer.item.indicators.first()
    return AnswerFigure.objects.create(answer=answer, indicator=indicator, value=value)


def measured(town, state="confirmed", value=None, **fields):
    """An answer that reports this value of its indicator."""
    answer = town.answer(state, **fields)
    town.indicator(answer.item)
    figure(answer, value)
    return answer


def actuals(answer):
    rows = IndicatorFigure.objects.filter(indicator__items=answer.item)
    return list(rows.order_by("fiscal_year").values_list("fiscal_year", "kind", "value"))


def test_confirmed_answer_is_published(town):
    answer = town.answer("confirmed")
    assert publish_statuses(all_of(town), by=town.person("publisher")) == (1, 0, 0)
    assert published(town) == [answer]


def test_result_outside_a_survey_is_published(town):
    row = without_round(town)
    assert publish_statuses(all_of(town), by=town.person("publisher")) == (1, 0, 0)
    assert published(town) == [row]


@pytest.mark.parametrize("state", ["blank", "draft", "submitted", "returned", "approved"])
def test_answer_under_way_is_not_published(town, state):
    town.answer(state)
    assert publish_statuses(all_of(town), by=town.person("publisher")) == (0, 0, 1)
    assert published(town) == []


def test_ready_ones_are_published_among_others(town):
    town.answer("approved")
    confirmed, row = town.answer("confirmed"), without_round(town)
    town.answer("draft")
    assert publish_statuses(all_of(town), by=town.person("publisher")) == (2, 0, 2)
    assert published(town) == [confirmed, row]


def test_published_result_is_not_counted_again(town):
    without_round(town, is_published=True)
    town.answer("confirmed")
    assert publish_statuses(all_of(town), by=town.person("publisher")) == (1, 0, 0)


def test_only_the_chosen_ones_are_published(town):
    chosen, hidden = town.answer("confirmed"), town.answer("confirmed")
    publish_statuses(all_of(town).filter(pk=chosen.pk), by=town.person("publisher"))
    assert (published(town), again(hidden).is_published) == ([chosen], False)


def test_publisher_publishes_nothing_of_another_city(town):
    other = make_town()
    own, foreign = town.answer("confirmed"), other.answer("confirmed")
    done = publish_statuses(
        YearlyStatus.objects.filter(pk__in=[own.pk, foreign.pk]), by=town.person("publisher")
    )
    assert (done, published(town), published(other)) == ((1, 0, 0), [own], [])


@pytest.mark.parametrize("role", ["coordinator", "editor", "approver", "evaluator", "viewer"])
def test_other_roles_publish_nothing(town, role):
    town.answer("confirmed")
    user = town.person(role, town.lead if role in ("editor", "approver") else None)
    assert publish_statuses(all_of(town), by=user) == (0, 0, 0)
    assert published(town) == []


def test_inactive_publisher_publishes_nothing(town):
    town.answer("confirmed")
    user = town.person("publisher")
    user.is_active = False
    assert publish_statuses(all_of(town), by=user) == (0, 0, 0)
    assert published(town) == []


def test_administrator_publishes_for_every_city(town):
    other = make_town()
    rows = [town.answer("confirmed"), other.answer("confirmed")]
    done = publish_statuses(
        YearlyStatus.objects.filter(pk__in=[row.pk for row in rows]), by=builders.make_user(is_superuser=True)
    )
    assert (done, published(town) + published(other)) == ((2, 0, 0), rows)


def test_publishing_keeps_the_state(town):
    answer = town.answer("confirmed")
    publish_statuses(all_of(town), by=town.person("publisher"))
    assert again(answer).state == "confirmed"


# The figures.


@pytest.mark.parametrize("value", [Decimal("12.5"), Decimal(0)])
def test_reported_figure_becomes_the_actual_of_its_year(town, value):
    answer = measured(town, value=value)
    publish_statuses(all_of(town), by=town.person("publisher"))
    assert actuals(answer) == [(YEAR, "actual", value)]


def test_unknown_figure_becomes_no_actual(town):
    answer = measured(town, value=None)
    publish_statuses(all_of(town), by=town.person("publisher"))
    assert actuals(answer) == []


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_figure_of_an_answer_under_way_becomes_no_actual(town, state):
    answer = measured(town, state, Decimal(10))
    publish_statuses(all_of(town), by=town.person("publisher"))
    assert actuals(answer) == []


def test_figure_of_another_city_becomes_no_actual(town):
    answer = measured(make_town(), value=Decimal(10))
    publish_statuses(YearlyStatus.objects.filter(pk=answer.pk), by=town.person("publisher"))
    assert actuals(answer) == []


@pytest.mark.parametrize("old", [Decimal(9), Decimal(0), None])
def test_reported_figure_replaces_the_actual_of_its_year(town, old):
    answer = measured(town, value=Decimal(10))
    indicator = answer.item.indicators.get()
    IndicatorFigure.objects.create(indicator=indicator, fiscal_year=YEAR, kind="actual", value=old)
    publish_statuses(all_of(town), by=town.person("publisher"))
    assert actuals(answer) == [(YEAR, "actual", Decimal(10))]


def test_unknown_figure_leaves_the_actual_as_it_is(town):
    answer = measured(town, value=None)
    indicator = answer.item.indicators.get()
    IndicatorFigure.objects.create(indicator=indicator, fiscal_year=YEAR, kind="actual", value=9)
    publish_statuses(all_of(town), by=town.person("publisher"))
    assert actuals(answer) == [(YEAR, "actual", Decimal(9))]


def test_targets_and_other_years_stay_as_they_are(town):
    answer = measured(town, value=Decimal(10))
    indicator = answer.item.indicators.get()
    IndicatorFigure.objects.create(indicator=indicator, fiscal_year=YEAR - 1, kind="actual", value=8)
    IndicatorFigure.objects.create(indicator=indicator, fiscal_year=YEAR + 1, kind="target", value=20)
    publish_statuses(all_of(town), by=town.person("publisher"))
    assert actuals(answer) == [
        (YEAR - 1, "actual", Decimal(8)),
        (YEAR, "actual", Decimal(10)),
        (YEAR + 1, "target", Decimal(20)),
    ]


def test_same_actual_is_not_written_again(town):
    answer = measured(town, value=Decimal(10))
    indicator = answer.item.indicators.get()
    actual = IndicatorFigure.objects.create(indicator=indicator, fiscal_year=YEAR, kind="actual", value=10)
    publish_statuses(all_of(town), by=town.person("publisher"))
    assert actual.history.count() == 1


# Taking back.


def test_published_results_are_taken_back(town):
    town.answer("confirmed", is_published=True)
    without_round(town, is_published=True)
    town.answer("draft")
    assert take_back_statuses(all_of(town), by=town.person("publisher")) == 2
    assert published(town) == []


def test_taken_back_answer_stays_confirmed(town):
    answer = town.answer("confirmed", is_published=True)
    take_back_statuses(all_of(town), by=town.person("publisher"))
    assert again(answer).state == "confirmed"


def test_actual_stays_when_its_result_is_taken_back(town):
    answer, publisher = measured(town, value=Decimal(10)), town.person("publisher")
    publish_statuses(all_of(town), by=publisher)
    take_back_statuses(all_of(town), by=publisher)
    assert actuals(answer) == [(YEAR, "actual", Decimal(10))]


def test_publisher_takes_back_nothing_of_another_city(town):
    answer = make_town().answer("confirmed", is_published=True)
    rows = YearlyStatus.objects.filter(pk=answer.pk)
    assert take_back_statuses(rows, by=town.person("publisher")) == 0
    assert again(answer).is_published is True


@pytest.mark.parametrize("role", ["coordinator", "editor", "viewer"])
def test_other_roles_take_nothing_back(town, role):
    answer = town.answer("confirmed", is_published=True)
    user = town.person(role, town.lead if role == "editor" else None)
    assert take_back_statuses(all_of(town), by=user) == 0
    assert again(answer).is_published is True


def test_published_value_does_not_keep_the_approximate_mark_of_the_old_one(town):
    answer = town.answer("confirmed")
    indicator = town.indicator(answer.item)
    IndicatorFigure.objects.create(
        indicator=indicator,
        fiscal_year=YEAR,
        kind="actual",
        value=65,
        is_approximate=True,
        as_printed="約65%",
    )
    AnswerFigure.objects.create(answer=answer, indicator=indicator, value=70)
    publish_statuses(YearlyStatus.objects.filter(pk=answer.pk), by=town.person("publisher"))
    assert IndicatorFigure.objects.get(indicator=indicator, kind="actual").shown == "70"
