"""1,741 made-up cities, each with a published plan of 60 items and ten years, copied into PostgreSQL.

`python -m benchmarks.national CITIES` adds them to the migrated database of DATABASE_URL. Codes carry a right
check digit and begin with 51 to 97, which no prefecture has. History rows are not written: public pages read none.
"""

import sys
from itertools import product
from types import SimpleNamespace

import django
from django.apps import apps

django.setup()

from django.core.management.color import no_style  # noqa: E402 - models need the settings above
from django.db import connection, transaction  # noqa: E402 - as above

from actions import models as actions  # noqa: E402 - as above
from organizations import models as organizations  # noqa: E402 - as above
from organizations.validators import municipality_check_digit  # noqa: E402 - as above
from plans import models as plans  # noqa: E402 - as above

from . import national_words as words  # noqa: E402 - as above
from .copying import Ids, copy  # noqa: E402 - as above

ALL_CITIES = 1741
PLAN_SLUG = "mihon-plan"
FIRST_FY, YEARS = 2016, 10
POLICIES, MEASURES_EACH, ITEMS_EACH = 5, 3, 4
MEASURES = POLICIES * MEASURES_EACH
ITEMS = MEASURES * ITEMS_EACH
CITIES_A_PREFECTURE = 40
FIRST_PREFECTURE = 51
CIRCLED = "①②③④⑤"


def city_slug(number):
    """The address of the made-up city, counted from 1."""
    return f"mihon-{number:04}"


def municipality_code(city):
    prefecture, place = divmod(city, CITIES_A_PREFECTURE)
    five_digits = f"{FIRST_PREFECTURE + prefecture}{201 + place}"
    return f"{five_digits}{municipality_check_digit(five_digits)}"


def position_code(item):
    """Place of an item among policies and measures, such as 2-1-4."""
    measure, place = divmod(item, ITEMS_EACH)
    return f"{measure // MEASURES_EACH + 1}-{measure % MEASURES_EACH + 1}-{place + 1}"


def pick(choices, number):
    return choices[number % len(choices)]


def generate(cities):
    ids = SimpleNamespace(
        municipality=Ids(organizations.Municipality, 1),
        department=Ids(organizations.Department, len(words.DEPARTMENTS)),
        plan=Ids(plans.Plan, 1),
        stage=Ids(plans.Stage, len(words.STAGES)),
        target_group=Ids(plans.TargetGroup, len(words.TARGET_GROUPS)),
        implementer=Ids(plans.Implementer, len(words.IMPLEMENTERS)),
        policy=Ids(plans.Policy, POLICIES),
        measure=Ids(plans.Measure, MEASURES),
        indicator=Ids(plans.Indicator, len(words.INDICATORS)),
        scale=Ids(plans.RatingScale, 1),
        grade=Ids(plans.Grade, len(words.GRADES)),
        item=Ids(actions.ActionItem, ITEMS),
        cell=Ids(actions.ScheduleCell, ITEMS * YEARS),
    )
    with transaction.atomic():
        _copy_cities(ids, range(cities))
        _copy_plans(ids, range(cities))
        _copy_items(ids, range(cities))
        _copy_years(ids, range(cities))
        _reset_sequences()


def _copy_cities(ids, cities):
    copy(
        organizations.Municipality,
        "id code slug name reading prefecture",
        (
            (
                ids.municipality(c),
                municipality_code(c),
                city_slug(c + 1),
                f"みほん市 第{c + 1}",
                "みほんし",
                f"みほん県{c // CITIES_A_PREFECTURE + 1}",
            )
            for c in cities
        ),
    )
    copy(
        organizations.Department,
        "id municipality_id code name reading tel sort_order",
        (
            (
                ids.department(c, d),
                ids.municipality(c),
                str(d + 1),
                *words.DEPARTMENTS[d],
                "000-000-0000",
                d + 1,
            )
            for c, d in product(cities, range(len(words.DEPARTMENTS)))
        ),
    )


def _copy_plans(ids, cities):
    copy(
        plans.Plan,
        "id municipality_id owner_id slug is_published title aim start_fy end_fy open_ended policy_label measure_label item_label",
        (
            (
                ids.plan(c),
                ids.municipality(c),
                ids.department(c),
                PLAN_SLUG,
                True,
                f"みほん市第{c + 1} 協働推進計画",
                pick(words.PURPOSES, c),
                FIRST_FY,
                FIRST_FY + YEARS - 1,
                False,
                "推進方針",
                "推進施策",
                "推進項目",
            )
            for c in cities
        ),
    )
    for model, new_id, names in (
        (plans.TargetGroup, ids.target_group, words.TARGET_GROUPS),
        (plans.Implementer, ids.implementer, words.IMPLEMENTERS),
    ):
        copy(
            model,
            "id plan_id name sort_order",
            (
                (new_id(c, n), ids.plan(c), name, n + 1)
                for c, (n, name) in product(cities, list(enumerate(names)))
            ),
        )
    copy(
        plans.Stage,
        "id plan_id name symbol sort_order",
        (
            (ids.stage(c, s), ids.plan(c), *words.STAGES[s], s + 1)
            for c, s in product(cities, range(len(words.STAGES)))
        ),
    )
    copy(
        plans.RoadmapColumn,
        "plan_id fiscal_year label_as_printed sort_order",
        ((ids.plan(c), FIRST_FY + y, f"{FIRST_FY + y}", y + 1) for c, y in product(cities, range(YEARS))),
    )
    copy(
        plans.Policy,
        "id plan_id code number_as_printed name aim sort_order",
        (
            (
                ids.policy(c, p),
                ids.plan(c),
                str(p + 1),
                "ⅠⅡⅢⅣⅤ"[p],
                words.POLICIES[p],
                pick(words.PURPOSES, p),
                p + 1,
            )
            for c, p in product(cities, range(POLICIES))
        ),
    )
    copy(
        plans.Measure,
        "id policy_id code number_as_printed name summary sort_order",
        (
            (
                ids.measure(c, m),
                ids.policy(c, m // MEASURES_EACH),
                position_code(m * ITEMS_EACH)[:3],
                f"({m % MEASURES_EACH + 1})",
                pick(words.MEASURES, m),
                pick(words.PURPOSES, m),
                m + 1,
            )
            for c, m in product(cities, range(MEASURES))
        ),
    )
    _copy_yardsticks(ids, cities)


def _copy_yardsticks(ids, cities):
    copy(
        plans.Indicator,
        "id plan_id code number_as_printed name unit sort_order",
        (
            (ids.indicator(c, n), ids.plan(c), str(n + 1), CIRCLED[n], *words.INDICATORS[n], n + 1)
            for c, n in product(cities, range(len(words.INDICATORS)))
        ),
    )
    figures = [("baseline", FIRST_FY - 1, 30), ("target", FIRST_FY + 4, 45), ("target", FIRST_FY + 9, 60)]
    copy(
        plans.IndicatorFigure,
        "indicator_id kind fiscal_year value as_printed",
        (
            (ids.indicator(c, n), kind, fy, value + n, str(value + n))
            for c, n, (kind, fy, value) in product(cities, range(len(words.INDICATORS)), figures)
        ),
    )
    copy(
        plans.RatingScale,
        "id plan_id name from_fy",
        ((ids.scale(c), ids.plan(c), "進捗度(みほん)", FIRST_FY) for c in cities),
    )
    copy(
        plans.Grade,
        "id scale_id code label meaning symbol counts_as sort_order",
        (
            (ids.grade(c, g), ids.scale(c), *words.GRADES[g], g + 1)
            for c, g in product(cities, range(len(words.GRADES)))
        ),
    )


def _copy_items(ids, cities):
    items = range(ITEMS)
    copy(
        actions.ActionItem,
        "id plan_id code number_as_printed name by_citizen by_city by_joint purpose issues content completion_criterion sort_order",
        (
            (
                ids.item(c, i),
                ids.plan(c),
                position_code(i),
                CIRCLED[i % ITEMS_EACH],
                pick(words.THEMES, i + c) + pick(words.DEEDS, i),
                i % 3 == 0,
                i % 4 != 0,
                i % 4 == 0,
                pick(words.PURPOSES, i),
                pick(words.ISSUES, i),
                pick(words.CONTENTS, i),
                pick(words.CRITERIA, i),
                i + 1,
            )
            for c, i in product(cities, items)
        ),
    )
    copy(
        actions.Placement,
        "item_id measure_id code kind number_as_printed tags_as_printed sort_order",
        _placements(ids, cities),
    )
    links = (
        # model, column, ids, how many choices; every item has one, every second item has two
        (actions.ItemImplementer, "implementer_id", ids.implementer, len(words.IMPLEMENTERS)),
        (actions.ItemTargetGroup, "target_group_id", ids.target_group, len(words.TARGET_GROUPS)),
    )
    for model, column, other, choices in links:
        copy(
            model,
            f"item_id {column} position",
            (
                (ids.item(c, i), other(c, (i + 3 * n) % choices), n + 1)
                for c, i in product(cities, items)
                for n in range(1 + i % 2)
            ),
        )
    copy(
        actions.ItemDepartment,
        "item_id department_id role position",
        (
            (ids.item(c, i), ids.department(c, (i + 5 * n) % len(words.DEPARTMENTS)), role, n + 1)
            for c, i in product(cities, items)
            for n, role in enumerate(("lead", "support")[: 1 + i % 2])
        ),
    )


def _placements(ids, cities):
    """Every item in its own measure; the first item of each policy again under the next policy (再掲)."""
    for c in cities:
        for i in range(ITEMS):
            measure, place = divmod(i, ITEMS_EACH)
            main = (position_code(i), "main", CIRCLED[place], "", place + 1)
            yield (ids.item(c, i), ids.measure(c, measure), *main)
        for p in range(POLICIES):
            measure = (p + 1) % POLICIES * MEASURES_EACH
            code = f"{position_code(measure * ITEMS_EACH)[:3]}-{ITEMS_EACH + 1}"
            again = (code, "repeat", f"{CIRCLED[ITEMS_EACH]}再", "再掲", ITEMS_EACH + 1)
            yield (ids.item(c, p * MEASURES_EACH * ITEMS_EACH), ids.measure(c, measure), *again)


def _stage_of(item, year):
    """(index of the stage, whether it goes on from the year before)."""
    stage = min((year + item % 3) // 2, len(words.STAGES) - 1)
    before = min((year - 1 + item % 3) // 2, len(words.STAGES) - 1) if year else None
    return stage, stage == before


def _copy_years(ids, cities):
    item_years = list(product(range(ITEMS), range(YEARS)))

    def cells():
        for c, (i, y) in product(cities, item_years):
            stage, goes_on = _stage_of(i, y)
            printed = "→" if goes_on else words.STAGES[stage][0]
            yield ids.cell(c, i * YEARS + y), ids.item(c, i), FIRST_FY + y, printed, goes_on

    def statuses():
        """Nine published years with a grade; the last is not reported yet."""
        for c, (i, y) in product(cities, item_years):
            if y == YEARS - 1:
                yield ids.item(c, i), FIRST_FY + y, "not_reported", "", None, "", "", "", "", False
                continue
            text = pick(words.DONE, i + y), ids.grade(c, (i + y) % 3), pick(words.REASONS, i + y)
            after = "", "continue", pick(words.NEXT_PLANS, i + y), True
            yield ids.item(c, i), FIRST_FY + y, "in_progress", *text, *after

    copy(actions.ScheduleCell, "id item_id fiscal_year as_printed is_continuation", cells())
    copy(
        actions.ScheduleCell.stages.through,
        "schedulecell_id stage_id",
        (
            (ids.cell(c, i * YEARS + y), ids.stage(c, _stage_of(i, y)[0]))
            for c, (i, y) in product(cities, item_years)
        ),
    )
    copy(
        actions.YearlyStatus,
        "item_id fiscal_year status done grade_id reason issues next_step next_plan is_published",
        statuses(),
    )


def _reset_sequences():
    of_ours = (apps.get_app_config(name) for name in ("organizations", "plans", "actions"))
    models = [model for app in of_ours for model in app.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def check_one_city():
    """The rows of the last city pass the rules staff must pass. ValidationError if not."""
    plan = plans.Plan.objects.order_by("id").last()
    items = list(plan.items.all())
    rows = [plan.municipality, plan, *plan.municipality.departments.all(), *plan.policies.all(), *items]
    for model in (actions.Placement, actions.ItemDepartment, actions.ScheduleCell, actions.YearlyStatus):
        rows += model.objects.filter(item=items[0])
    for row in rows:
        row.full_clean()


if __name__ == "__main__":
    generate(int(sys.argv[1]) if len(sys.argv) > 1 else ALL_CITIES)
    check_one_city()
