from plans.models import Phase
from tests import builders
from tests.consistency.cases import right, wrong
from tests.consistency.scene import department, sound_indicator, sound_item


def label(item, detail=""):
    return f"{item.plan} {item}{f': {detail}' if detail else ''}"


def bare_item(town, *departments, **fields):
    return town.item(*departments, **{"by_city": True} | fields)


@wrong("repeat_without_main")
def only_a_repeat(town):
    item = bare_item(town, town.lead)
    builders.place(item, town.measure, kind="repeat")
    return [label(item)]


@right("repeat_without_main")
def repeat_of_a_derived_place(town):
    item = bare_item(town, town.lead)
    builders.place(item, town.measure, kind="derived")
    builders.place(item, builders.make_measure(town.measure.policy), kind="repeat")


@right("repeat_without_main")
def repeat_of_a_main_place(town):
    builders.place(sound_item(town), builders.make_measure(town.measure.policy), kind="repeat")


@wrong("same_position")
def two_first_departments(town):
    item = sound_item(town, town.lead)
    item.item_departments.create(department=town.support, position=1)
    return [label(item)]


@right("same_position")
def first_departments_of_two_items(town):
    sound_item(town, town.lead)
    sound_item(town, town.support)


@wrong("item_years_outside_plan")
def item_that_begins_after_the_plan(town):
    return [label(sound_item(town, start_fy=2025))]


@wrong("item_years_outside_plan")
def item_that_ends_before_the_plan(town):
    return [label(sound_item(town, end_fy=2021))]


@right("item_years_outside_plan")
def item_of_the_first_and_last_year(town):
    sound_item(town, start_fy=2022, end_fy=2024)


@right("item_years_outside_plan")
def item_of_a_plan_without_years(town):
    builders.make_item(without_years(town), start_fy=1990, end_fy=2100)


def without_years(town, **fields):
    return builders.make_plan(town.city, start_fy=None, end_fy=None, open_ended=None, **fields)


@wrong("schedule_outside_plan")
def years_before_and_after_the_plan(town):
    item = sound_item(town)
    for year in (2021, 2030):
        builders.make_cell(item, year)
    return [label(item, "令和3年度、令和12年度")]


@right("schedule_outside_plan")
def year_of_an_open_plan(town):
    plan = builders.make_plan(town.city, end_fy=None, open_ended=True)
    builders.make_cell(builders.make_item(plan), 2040)


@right("schedule_outside_plan")
def year_of_an_open_column(town):
    builders.make_column(town.plan, 2025, is_open_ended=True)
    builders.make_cell(sound_item(town), 2027)


@right("schedule_outside_plan")
def year_for_which_a_column_is_printed(town):
    builders.make_column(town.plan, 2021)
    builders.make_cell(sound_item(town), 2021)


@right("schedule_outside_plan")
def phase_of_a_plan_without_years(town):
    plan = without_years(town)
    phase = Phase.objects.create(plan=plan, number=1, name="第1段階")
    builders.make_cell(builders.make_item(plan), phase=phase)


@wrong("schedule_without_column")
def year_without_a_column(town):
    town.plan.roadmap_columns.filter(fiscal_year=2023).delete()
    town.first.schedule_cells.exclude(fiscal_year=2023).delete()
    return [label(town.first, "令和5年度")]


@wrong("schedule_without_column")
def phase_without_a_column(town):
    phase = Phase.objects.create(plan=town.plan, number=1, name="第1段階")
    item = sound_item(town)
    builders.make_cell(item, phase=phase)
    return [label(item, "第1段階")]


@wrong("schedule_without_column")
def narrow_column_that_does_not_exist(town):
    town.plan.roadmap_columns.filter(fiscal_year=2022).update(parts=4)
    item = bare_item(town, town.lead)
    for part in (4, 5):
        builders.make_cell(item, 2022, part=part)
    return [label(item, "令和4年度の小列5")]


@right("schedule_without_column")
def plan_that_prints_no_columns(town):
    builders.make_cell(builders.make_item(builders.make_plan(town.city)), 2023)


@right("schedule_without_column")
def year_outside_the_plan(town):
    builders.make_cell(sound_item(town), 2030)


@right("schedule_without_column")
def columns_of_a_plan_without_years(town):
    plan = without_years(town)
    phase = Phase.objects.create(plan=plan, number=1, name="第1段階")
    builders.make_column(plan, phase=phase)
    builders.make_cell(builders.make_item(plan), phase=phase)


@wrong("schedule_without_column")
def phase_in_a_plan_without_years(town):
    plan = without_years(town)
    first, second = (Phase.objects.create(plan=plan, number=n, name=f"第{n}段階") for n in (1, 2))
    builders.make_column(plan, phase=first)
    item = builders.make_item(plan)
    builders.make_cell(item, phase=second)
    return [label(item, "第2段階")]


@wrong("unplaced")
def item_under_no_measure(town):
    return [label(bare_item(town, town.lead))]


@right("unplaced")
def item_with_a_derived_place(town):
    builders.place(bare_item(town, town.lead), town.measure, kind="derived")


@wrong("without_department")
def item_of_nobody(town):
    return [label(bare_item(town))]


@wrong("only_collective")
def item_of_every_division(town):
    return [label(sound_item(town, department(town, is_collective=True)))]


@right("only_collective")
def collective_name_beside_a_department(town):
    sound_item(town, town.lead, department(town, is_collective=True))


@right("only_collective")
def item_without_any_department(town):
    bare_item(town)


@wrong("support_without_lead")
def item_that_nobody_leads(town):
    item = sound_item(town)
    item.item_departments.filter(role="lead").delete()
    return [label(item)]


@right("support_without_lead")
def item_for_which_no_roles_are_printed(town):
    sound_item(town).item_departments.update(role="")


@wrong("without_actor")
def item_without_a_mark(town):
    return [label(sound_item(town, by_city=False))]


@right("without_actor")
def item_of_a_plan_without_marks(town):
    builders.make_item(builders.make_plan(town.city, has_actor_marks=False))


@wrong("shared_indicator")
def indicator_of_two_items(town):
    indicator = sound_indicator(town)
    items = [sound_item(town), sound_item(town)]
    for item in items:
        item.indicators.add(indicator)
    return [label(item, f"指標「{indicator}」") for item in items]


@right("shared_indicator")
def two_indicators_of_one_item(town):
    sound_item(town).indicators.add(sound_indicator(town), sound_indicator(town))
