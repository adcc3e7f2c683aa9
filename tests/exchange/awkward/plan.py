"""The small plan of the awkward workbooks: two of everything that matters, with codes a person can read."""

from plans.models import Grade, Indicator, IndicatorFigure, Pillar, RatingScale
from tests import builders


def small_plan(**fields):
    city = builders.make_city(slug="awkward", name="でこぼこ市")
    plan = builders.make_plan(
        city, **{"slug": "plan", "title": "でこぼこ計画", "start_fy": 2024, "end_fy": 2026} | fields
    )
    plan.owner = builders.make_department(city, code="kyodo", name="協働課", sort_order=1)
    plan.save()
    other = builders.make_department(city, code="soumu", name="総務課", sort_order=2)
    pillar = Pillar.objects.create(plan=plan, name="柱/一", sort_order=1)
    stage = builders.make_stage(plan, "検討", "△")
    builders.make_stage(plan, "実施", "●")
    for fiscal_year in (2024, 2025, 2026):
        builders.make_column(plan, fiscal_year)
    for number in (1, 2):
        policy = builders.make_policy(plan, code=f"{number}", name=f"方針{number}", sort_order=number)
        measure = builders.make_measure(policy, code=f"{number}-1", name=f"施策{number}", sort_order=number)
        measure.pillars.add(pillar)
        item = builders.make_item(plan, code=f"{number}-1-1", name=f"取組{number}", sort_order=number)
        builders.place(item, measure, code=f"{number}-1-1", sort_order=number)
        builders.make_cell(item, 2024, stage, as_printed="検討")
        item.item_departments.create(department=plan.owner, role="lead", position=1)
        item.item_departments.create(department=other, role="support", position=2)
    indicator = Indicator.objects.create(plan=plan, code="I1", name="割合", unit="％")
    IndicatorFigure.objects.create(indicator=indicator, fiscal_year=2024, kind="target", value=45)
    scale = RatingScale.objects.create(plan=plan, name="進捗度", from_fy=2024)
    for number, code in enumerate("ABC", 1):
        Grade.objects.create(
            scale=scale,
            code=code,
            label=f"評価{code}",
            meaning=f"{code}の意味",
            counts_as="achieved",
            sort_order=number,
        )
    return plan
