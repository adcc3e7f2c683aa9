from plans.models import Grade, Indicator, IndicatorFigure, RatingScale
from tests import builders
from tests.consistency.cases import right, wrong
from tests.consistency.scene import sound_indicator, sound_item
from tests.survey.people import make_grades


@wrong("scale_gap")
def scale_that_begins_after_the_plan(town):
    plan = builders.make_plan(town.city)
    builders.make_scale(plan, from_fy=2024)
    return [f"{plan}: 令和4年度(2022年度)から令和5年度(2023年度)まで"]


@wrong("scale_gap")
def result_from_before_the_first_scale(town):
    town.first.yearly_statuses.create(fiscal_year=2021, status="in_progress", done="前の計画から")
    return [f"{town.plan}: 令和3年度(2021年度)"]


@wrong("scale_gap")
def result_of_a_plan_without_years(town):
    plan = builders.make_plan(town.city, start_fy=None, end_fy=None, open_ended=None)
    builders.make_scale(plan, from_fy=2023)
    builders.make_item(plan).yearly_statuses.create(fiscal_year=2022)
    return [f"{plan}: 令和4年度(2022年度)"]


@right("scale_gap")
def second_scale_after_the_first(town):
    make_grades(RatingScale.objects.create(plan=town.plan, name="新しい進捗度", from_fy=2024))


@right("scale_gap")
def plan_that_judges_nothing(town):
    builders.make_plan(town.city)


@wrong("number_of_grades")
def scale_of_two_grades(town):
    scale = builders.make_scale(builders.make_plan(town.city))
    scale.grades.first().delete()
    return [f"{scale.plan} {scale}: 区分は2つ"]


@wrong("number_of_grades")
def scale_of_nine_grades(town):
    scale = scale_of(town, 9)
    return [f"{scale.plan} {scale}: 区分は9つ"]


@right("number_of_grades")
def scales_of_three_and_eight_grades(town):
    scale_of(town, 3)
    scale_of(town, 8)


def scale_of(town, number):
    scale = RatingScale.objects.create(plan=builders.make_plan(town.city), name="進捗度", from_fy=2022)
    for n in range(number):
        add_grade(scale, code=f"G{n}", sort_order=n)
    return scale


def add_grade(scale, **fields):
    words = {"label": "見本", "meaning": "見本のとき", "counts_as": "underway"}
    return Grade.objects.create(scale=scale, **words | fields)


@wrong("plan_without_scale")
def new_plan(town):
    return [str(builders.make_plan(town.city))]


@wrong("same_order_of_grades")
def two_grades_in_one_place(town):
    scale = builders.make_scale(builders.make_plan(town.city))
    add_grade(scale, code="D", sort_order=3)
    start = f"{scale.plan} {scale}"
    return [f"{start}: 「C 見本C」の並び順は3", f"{start}: 「D 見本」の並び順は3"]


@right("same_order_of_grades")
def same_place_in_two_scales(town):
    builders.make_scale(builders.make_plan(town.city))
    builders.make_scale(builders.make_plan(town.city))


@wrong("scale_outside_plan")
def scale_from_before_the_plan(town):
    scale = builders.make_scale(builders.make_plan(town.city), from_fy=2020)
    return [f"{scale.plan} {scale}: 令和2年度(2020年度)から"]


@wrong("scale_outside_plan")
def scale_from_after_the_plan(town):
    scale = builders.make_scale(town.plan, from_fy=2026)
    return [f"{town.plan} {scale}: 令和8年度(2026年度)から"]


@right("scale_outside_plan")
def scale_of_an_open_plan(town):
    builders.make_scale(builders.make_plan(town.city, end_fy=None, open_ended=True), from_fy=2050)


@wrong("column_outside_plan")
def column_for_a_year_of_preparation(town):
    year = min(town.plan.roadmap_columns.values_list("fiscal_year", flat=True)) - 1
    builders.make_column(town.plan, year, label_as_printed="準備")
    column = f"{town.plan}: 「準備」の列"
    return [f"{column}(令和3年度(2021年度))"]


@right("column_outside_plan")
def open_column_after_the_plan(town):
    builders.make_column(town.plan, 2025, is_open_ended=True)


@wrong("policy_without_measure")
def empty_policy(town):
    policy = builders.make_policy(town.plan)
    return [f"{town.plan} {policy}"]


@right("policy_without_measure")
def policy_with_policies_below(town):
    below = builders.make_policy(town.plan, parent=builders.make_policy(town.plan))
    builders.make_measure(below)


@wrong("measure_without_item")
def empty_measure(town):
    measure = builders.make_measure(town.measure.policy)
    return [f"{town.plan} {measure}"]


@right("measure_without_item")
def measure_with_a_repeat(town):
    builders.place(sound_item(town), builders.make_measure(town.measure.policy), kind="repeat")


@wrong("indicator_without_figure")
def empty_indicator(town):
    return [f"{town.plan} {bare_indicator(town)}"]


def bare_indicator(town):
    number = town.plan.indicators.count() + 1
    return Indicator.objects.create(plan=town.plan, code=f"b{number}", name="参加した人の数")


def add_figure(indicator, fiscal_year, kind, value=1):
    return IndicatorFigure.objects.create(
        indicator=indicator, fiscal_year=fiscal_year, kind=kind, value=value
    )


@wrong("indicator_without_baseline")
def indicator_with_a_target_only(town):
    indicator = bare_indicator(town)
    add_figure(indicator, 2024, "target")
    return [f"{town.plan} {indicator}"]


@wrong("indicator_without_baseline")
def baseline_without_a_value(town):
    indicator = bare_indicator(town)
    add_figure(indicator, 2021, "baseline", value=None)
    return [f"{town.plan} {indicator}"]


@right("indicator_without_baseline")
def indicator_that_has_no_figure_at_all(town):
    bare_indicator(town)


@right("indicator_without_baseline")
def baseline_of_nothing(town):
    add_figure(bare_indicator(town), 2021, "baseline", value=0)


@wrong("target_before_baseline")
def target_for_a_year_before_the_baseline(town):
    indicator = sound_indicator(town)
    add_figure(indicator, 2020, "target")
    return [f"{town.plan} {indicator}: 令和2年度(2020年度)の目標値"]


@right("target_before_baseline")
def target_for_the_year_of_the_baseline(town):
    add_figure(sound_indicator(town), 2021, "target")


@right("target_before_baseline")
def history_before_the_baseline(town):
    add_figure(sound_indicator(town), 2019, "history")


@wrong("figure_outside_plan")
def target_after_the_plan(town):
    indicator = sound_indicator(town)
    add_figure(indicator, 2030, "target")
    return [f"{town.plan} {indicator}: 令和12年度(2030年度)の目標値"]


@wrong("figure_outside_plan")
def actual_before_and_baseline_after_the_plan(town):
    indicator = sound_indicator(town)
    add_figure(indicator, 2020, "actual")
    add_figure(indicator, 2025, "baseline")
    start = f"{town.plan} {indicator}"
    return [f"{start}: 令和2年度(2020年度)の実績値", f"{start}: 令和7年度(2025年度)の現状値"]


@right("figure_outside_plan")
def what_was_measured_before_the_plan(town):
    add_figure(sound_indicator(town), 2019, "history")


@right("figure_outside_plan")
def target_of_an_open_plan(town):
    plan = builders.make_plan(town.city, end_fy=None, open_ended=True)
    add_figure(Indicator.objects.create(plan=plan, code="1", name="参加した人の数"), 2040, "target")
