"""Opening a round: which items are asked about, and when the round cannot be opened."""

import pytest
from django.core.exceptions import ValidationError

from actions.models import ReportingRound, YearlyStatus
from actions.survey.assigning import assign, last_assignment
from actions.survey.opening import add_missing_answers
from actions.survey.refusals import NotYours, RoundRefused
from organizations.models import DepartmentSuccession
from plans.models import Grade, RatingScale
from tests import builders
from tests.survey.people import DUE_ON, NOW, YEAR, again, make_town


def asked_about(round_):
    return [answer.item for answer in round_.answers.in_plan_order()]


def refusal_of(town, *, fiscal_year=YEAR):
    with pytest.raises(RoundRefused) as refusal:
        town.opened(fiscal_year)
    return str(refusal.value)


def test_round_keeps_what_was_asked_and_by_whom(town):
    town.item(town.lead)
    coordinator = town.coordinator()
    round_ = again(town.opened(by=coordinator, instructions="数字も書いてください。"))
    assert (round_.plan, round_.fiscal_year, round_.due_on, round_.scale) == (
        town.plan,
        YEAR,
        DUE_ON,
        town.scale,
    )
    assert (round_.instructions, round_.opened_at, round_.opened_by) == (
        "数字も書いてください。",
        NOW,
        coordinator,
    )


def test_item_printed_twice_gets_one_answer(town):
    item = town.item(town.lead)
    builders.place(item, town.measure)
    builders.place(item, builders.make_measure(town.measure.policy), kind="repeat")
    assert asked_about(town.opened()) == [item]


def test_answer_begins_empty_and_without_steps(town):
    town.item(town.lead)
    answer = town.opened().answers.get()
    assert (answer.state, answer.status, answer.fiscal_year) == ("blank", "not_reported", YEAR)
    assert (answer.answered_at, answer.steps.count()) == (None, 0)


def test_item_of_another_plan_is_not_asked_about(town):
    item = town.item(town.lead)
    hidden = builders.make_item(builders.make_plan(town.city))
    assert asked_about(town.opened()) == [item]
    assert not hidden.yearly_statuses.exists()


@pytest.mark.parametrize("years", [{"start_fy": 2024}, {"end_fy": 2024}, {"start_fy": 2023, "end_fy": 2024}])
def test_item_in_force_in_the_year_is_asked_about(town, years):
    item = town.item(town.lead, **years)
    assert asked_about(town.opened()) == [item]


@pytest.mark.parametrize("years", [{"start_fy": 2025}, {"end_fy": 2023}])
def test_item_not_in_force_in_the_year_is_not_asked_about(town, years):
    item = town.item(town.lead)
    hidden = town.item(town.lead, **years)
    assert asked_about(town.opened()) == [item]
    assert not hidden.yearly_statuses.exists()


ENDED = [
    {"status": "in_progress", "next_step": "complete"},
    {"status": "in_progress", "next_step": "merge"},
    {"status": "in_progress", "next_step": "abolish"},
    {"status": "completed", "next_step": ""},
    {"status": "cancelled", "next_step": ""},
]


@pytest.mark.parametrize("state", ["approved", "confirmed"])
@pytest.mark.parametrize("ended", ENDED)
def test_item_reported_as_ended_is_not_asked_about_again(town, ended, state):
    item = town.item(town.lead)
    hidden = town.answer(state, fiscal_year=YEAR - 1, **ended).item
    assert asked_about(town.opened()) == [item]
    assert hidden.yearly_statuses.count() == 1


@pytest.mark.parametrize("ended", ENDED)
def test_item_ended_in_a_year_without_a_survey_is_not_asked_about_again(town, ended):
    item, hidden = town.item(town.lead), town.item(town.lead)
    YearlyStatus.objects.create(item=hidden, fiscal_year=YEAR - 2, **ended)
    assert asked_about(town.opened()) == [item]


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
@pytest.mark.parametrize("ended", ENDED)
def test_item_ended_only_in_an_answer_under_way_is_asked_about(town, ended, state):
    answer = town.answer(state, fiscal_year=YEAR - 1, **ended)
    assert asked_about(town.opened()) == [answer.item]


@pytest.mark.parametrize("next_step", ["continue", "expand", "improve", "reduce"])
@pytest.mark.parametrize("status", ["completed", "cancelled", "in_progress"])
def test_item_that_goes_on_is_asked_about(town, status, next_step):
    answer = town.answer("confirmed", fiscal_year=YEAR - 1, status=status, next_step=next_step)
    assert asked_about(town.opened()) == [answer.item]


def test_result_already_written_becomes_the_draft_of_its_answer(town):
    item = town.item(town.lead, town.support)
    row = YearlyStatus.objects.create(
        item=item, fiscal_year=YEAR, status="completed", done="終えた。", is_published=True
    )
    round_ = town.opened()
    row = again(row)
    assert (row.round, row.state, row.is_published, row.department) == (round_, "draft", False, town.lead)
    assert (row.status, row.done) == ("completed", "終えた。")
    assert [part.department for part in row.parts.all()] == [town.support]


def test_second_round_about_a_year_is_refused(town):
    town.item(town.lead)
    town.opened()
    assert refusal_of(town) == "令和6年度(2024年度)の調査は、すでに始まっています。"


@pytest.mark.parametrize(("year", "label"), [(2021, "令和3年度"), (2025, "令和7年度")])
def test_year_outside_the_plan_is_refused(town, year, label):
    town.item(town.lead)
    period = "令和4年度(2022年度)から令和6年度(2024年度)まで"
    assert refusal_of(town, fiscal_year=year) == f"{label}({year}年度)は、計画の期間({period})の外です。"


def test_plan_without_a_scale_for_the_year_is_refused(town):
    town.item(town.lead)
    RatingScale.objects.filter(plan=town.plan).update(from_fy=YEAR + 1)
    assert refusal_of(town) == (
        "令和6年度(2024年度)の評価に使う尺度がありません。"
        "先に、評価の尺度を登録してください(よく使われる尺度を写すこともできます)。"
    )


def with_grades(town, number):
    town.item(town.lead)
    town.scale.grades.all().delete()
    rows = [Grade(scale=town.scale, code=str(n), label="区分", meaning="意味") for n in range(number)]
    Grade.objects.bulk_create(rows)


@pytest.mark.parametrize("number", [0, 2, 9])
def test_scale_with_too_few_or_too_many_grades_is_refused(town, number):
    with_grades(town, number)
    assert refusal_of(town) == (f"評価の区分は3つから8つまでにしてください。いまは{number}つです。")


@pytest.mark.parametrize("number", [3, 8])
def test_scale_of_three_to_eight_grades_is_enough(town, number):
    with_grades(town, number)
    assert town.opened().answers.count() == 1


def test_plan_with_nothing_to_ask_is_refused(town):
    town.item(town.lead, end_fy=YEAR - 1)
    assert refusal_of(town) == "この年度にたずねる取組がありません。取組を登録してから始めてください。"


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "evaluator", "viewer"])
def test_only_the_coordinator_opens_a_round(town, role):
    town.item(town.lead)
    with pytest.raises(NotYours, match="^調査を始められるのは、その市の事務局です。$"):
        town.opened(by=town.person(role, town.lead))


def test_coordinator_of_another_city_opens_no_round(town):
    town.item(town.lead)
    with pytest.raises(NotYours, match="^調査を始められるのは、その市の事務局です。$"):
        town.opened(by=make_town().coordinator())


def test_round_without_a_due_date_is_refused(town):
    town.item(town.lead)
    with pytest.raises(ValidationError) as refusal:
        town.opened(due_on=None)
    assert list(refusal.value.message_dict) == ["due_on"]


def test_refused_round_leaves_nothing_behind(town):
    with pytest.raises(RoundRefused):
        town.opened()
    assert ReportingRound.objects.filter(plan=town.plan).count() == 0


def test_answers_are_added_only_for_items_that_have_none(town):
    old = town.item(town.lead, town.support)
    round_ = town.opened()
    answer = round_.answers.get()
    assign(answer.pk, lead=town.support, supports=[], by=town.coordinator(), now=NOW)
    new = town.item(town.lead)
    assert add_missing_answers(round_, YEAR + 1) == 1
    assert [(a.item, a.department) for a in round_.answers.in_plan_order()] == [
        (old, town.support),
        (new, town.lead),
    ]
    assert answer.parts.count() == 0


def test_nothing_is_added_when_every_item_has_its_answer(town):
    town.item(town.lead)
    assert add_missing_answers(town.opened(), YEAR + 1) == 0


def test_first_round_of_a_plan_proposes_nobody(town):
    town.item(town.lead)
    assert last_assignment(town.opened(), YEAR + 1) == {}


def test_department_that_answered_last_is_proposed(town):
    asked, not_asked = town.item(), town.item()
    town.answer("confirmed", item=asked, fiscal_year=2022, department=town.lead)
    town.answer("confirmed", item=asked, fiscal_year=2023, department=town.support)
    town.answer("confirmed", item=not_asked, fiscal_year=2023, department=None)
    assert last_assignment(town.opened(), YEAR + 1) == {asked.pk: town.support.pk}


def test_department_that_took_over_is_proposed(town):
    answer = town.answer("confirmed", item=town.item(), fiscal_year=2023)
    DepartmentSuccession.objects.create(
        predecessor=town.lead, successor=town.support, kind="merge", from_fy=YEAR
    )
    assert last_assignment(town.opened(), YEAR + 1) == {answer.item_id: town.support.pk}
