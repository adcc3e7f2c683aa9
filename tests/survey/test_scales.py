"""The scales by which a year is judged: common ones to copy, and none that changes a year already judged."""

import pytest
from django.core.exceptions import ValidationError

from actions.models import YearlyStatus
from plans.common_scales import COMMON_SCALES, copy_common_scale
from plans.models import Grade, RatingScale
from tests.refusals import assert_form_refuses
from tests.survey.people import YEAR, make_grades, make_town

JUDGED_OTHERWISE = (
    "この年度からの評価や調査には、すでに別の尺度が使われています。まだ調査のない年度からにしてください。"
)
USED = "この区分は、すでに評価に使われているため変えられません。新しい年度からの尺度を足してください。"
WRONG_SCALE = "評価は、この計画の、この年度の尺度から選んでください。"
NUMBERS = {"abc": 3, "sabcd": 5, "symbols": 4, "achievement": 4, "progress": 4}


def test_there_are_five_common_scales():
    assert [common.key for common in COMMON_SCALES] == list(NUMBERS)


@pytest.mark.parametrize("common", COMMON_SCALES, ids=lambda common: common.key)
def test_common_scale_is_copied_whole(town, common):
    scale = copy_common_scale(common, town.plan, 2023)
    assert (scale.plan, scale.name, scale.from_fy) == (town.plan, common.name, 2023)
    grades = scale.grades.order_by("sort_order")
    assert list(grades.values_list("code", "label", "meaning", "symbol", "counts_as")) == list(common.grades)


@pytest.mark.parametrize("common", COMMON_SCALES, ids=lambda common: common.key)
def test_common_scale_has_a_number_of_grades_a_round_accepts(town, common):
    scale = copy_common_scale(common, town.plan, 2023)
    assert 3 <= scale.grades.count() == NUMBERS[common.key] <= 8


@pytest.mark.parametrize("common", COMMON_SCALES, ids=lambda common: common.key)
def test_round_opens_with_a_common_scale(town, common):
    town.item(town.lead)
    scale = copy_common_scale(common, town.plan, YEAR)
    assert town.opened().scale == scale


@pytest.mark.parametrize("common", COMMON_SCALES, ids=lambda common: common.key)
def test_common_scale_has_all_three_outcomes(common):
    assert {grade[4] for grade in common.grades} == {"achieved", "underway", "behind"}


def test_copy_of_a_common_scale_is_the_plans_own(town):
    scale = copy_common_scale(COMMON_SCALES[0], town.plan, 2023)
    scale.grades.filter(code="A").update(label="できた")
    other = copy_common_scale(COMMON_SCALES[0], make_town().plan, 2023)
    assert other.grades.get(code="A").label == "計画どおり"


def test_second_scale_from_the_same_year_is_refused(town):
    with pytest.raises(ValidationError) as refusal:
        copy_common_scale(COMMON_SCALES[0], town.plan, 2022)
    assert refusal.value.messages == ["この年度から始まる尺度はすでにあります。"]
    assert town.plan.rating_scales.count() == 1


@pytest.mark.parametrize(
    ("year", "name"), [(2021, None), (2022, "進捗度"), (2023, "進捗度"), (2024, "新"), (2030, "新")]
)
def test_scale_in_force_is_the_newest_that_has_begun(town, year, name):
    RatingScale.objects.create(plan=town.plan, name="新", from_fy=2024)
    RatingScale.objects.create(plan=make_town().plan, name="よその新", from_fy=2021)
    found = RatingScale.objects.in_force(town.plan, year)
    assert (found and found.name) == name


# A year that has been judged keeps its scale.


@pytest.fixture
def judged(town):
    """A city in which 2023 has been judged by the scale of 2022."""
    town.answer("confirmed", fiscal_year=2023)
    return town


def test_new_scale_is_refused_for_a_judged_year(judged):
    scale = RatingScale(plan=judged.plan, name="新", from_fy=2023)
    assert_form_refuses(scale, JUDGED_OTHERWISE, "from_fy")


@pytest.mark.parametrize("from_fy", [2021, 2024])
def test_new_scale_is_accepted_where_it_changes_no_judged_year(judged, from_fy):
    RatingScale(plan=judged.plan, name="新", from_fy=from_fy).full_clean()


def test_draft_judges_a_year_too(town):
    town.answer("draft", fiscal_year=2023)
    assert_form_refuses(RatingScale(plan=town.plan, name="新", from_fy=2023), JUDGED_OTHERWISE, "from_fy")


def test_result_without_a_grade_judges_nothing(town):
    YearlyStatus.objects.create(item=town.item(town.lead), fiscal_year=2023)
    RatingScale(plan=town.plan, name="新", from_fy=2023).full_clean()


def test_year_of_a_survey_keeps_its_scale_before_anything_is_judged(town):
    town.item(town.lead)
    town.opened()
    assert_form_refuses(RatingScale(plan=town.plan, name="新", from_fy=YEAR), JUDGED_OTHERWISE, "from_fy")
    RatingScale(plan=town.plan, name="新", from_fy=YEAR + 1).full_clean()


def test_grades_of_another_plan_do_not_matter(judged):
    RatingScale(plan=make_town().plan, name="新", from_fy=2023).full_clean()


@pytest.mark.parametrize("from_fy", [2020, 2023])
def test_used_scale_may_begin_earlier_or_with_its_first_judged_year(judged, from_fy):
    judged.scale.from_fy = from_fy
    judged.scale.full_clean()


def test_used_scale_does_not_leave_its_judged_year(judged):
    judged.scale.from_fy = 2024
    assert_form_refuses(judged.scale, JUDGED_OTHERWISE, "from_fy")


def test_later_scale_does_not_take_a_judged_year(judged):
    later = RatingScale.objects.create(plan=judged.plan, name="新", from_fy=2024)
    later.from_fy = 2023
    assert_form_refuses(later, JUDGED_OTHERWISE, "from_fy")


def test_used_scale_keeps_its_name(judged):
    judged.scale.name = "進み具合"
    assert_form_refuses(judged.scale, "すでに評価に使われている尺度の名称は変えられません。", "name")


def test_used_scale_does_not_leave_its_years_to_an_older_one(judged):
    """Moved before the scale that came first, it would hold for no year of its own any more."""
    newer = copy_common_scale(COMMON_SCALES[1], judged.plan, YEAR)
    judged.answer("confirmed", fiscal_year=YEAR, grade=newer.grades.first())
    newer.from_fy = judged.scale.from_fy - 1
    assert_form_refuses(newer, JUDGED_OTHERWISE, "from_fy")


# A grade that has been given keeps its words.

CHANGES = [
    ("code", "Z"),
    ("label", "別の言葉"),
    ("meaning", "別の意味"),
    ("counts_as", "achieved"),
    ("symbol", "☆"),
    ("sort_order", 9),
]


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_grade_that_was_given_is_not_changed(judged, name, value):
    grade = judged.grades["B"]
    setattr(grade, name, value)
    assert_form_refuses(grade, USED)


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_grade_that_was_not_given_is_changed(judged, name, value):
    grade = judged.grades["C"]
    setattr(grade, name, value)
    grade.full_clean()


def test_grade_is_added_beside_one_that_was_given(judged):
    Grade(scale=judged.scale, code="D", label="未着手", meaning="まだ", counts_as="behind").full_clean()


# A year takes its grade from its own scale.


def test_grade_of_a_later_scale_is_refused(town):
    grades = make_grades(RatingScale.objects.create(plan=town.plan, name="新", from_fy=2024))
    row = YearlyStatus(item=town.item(), fiscal_year=2023, grade=grades["A"])
    assert_form_refuses(row, WRONG_SCALE, "grade")


def test_grade_of_an_earlier_scale_is_refused(town):
    RatingScale.objects.create(plan=town.plan, name="新", from_fy=2024)
    row = YearlyStatus(item=town.item(), fiscal_year=2024, grade=town.grades["A"])
    assert_form_refuses(row, WRONG_SCALE, "grade")


def test_grade_of_another_plan_is_refused(town):
    row = YearlyStatus(item=town.item(), fiscal_year=2024, grade=make_town().grades["A"])
    assert_form_refuses(row, WRONG_SCALE, "grade")


@pytest.mark.parametrize("year", [2022, 2024])
def test_grade_of_the_scale_in_force_is_accepted(town, year):
    YearlyStatus(item=town.item(), fiscal_year=year, grade=town.grades["A"]).full_clean()
