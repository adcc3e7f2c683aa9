"""A year that can be published: a plan with a scale, an indicator, a survey, and every answer confirmed."""

import random
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from actions.models import Evaluation
from plans.models import Indicator, IndicatorFigure, Policy
from tests import builders

TOKYO = ZoneInfo("Asia/Tokyo")
YEAR = 2023
OCTOBER = datetime(2024, 10, 1, 10, tzinfo=TOKYO)
DECEMBER = datetime(2024, 12, 15, 10, tzinfo=TOKYO)


def make_year(*, items=3, city=None, **fields):
    """The plan and everything of its year 2023; `publisher` is the 公開責任者, `coordinator` the 事務局."""
    city = city or builders.make_city(licence="cc-by-4.0")
    plan = builders.make_plan(city, end_fy=2026, **fields)
    owner = builders.make_department(city, name="協働推進課", tel="000-000-0000")
    plan.owner = owner
    plan.save()
    policy = builders.make_policy(plan, number_as_printed="Ⅰ")
    measure = builders.make_measure(policy, number_as_printed="(1)")
    scale = builders.make_scale(plan)
    round_ = builders.make_round(plan, YEAR, scale=scale)
    rows = [builders.make_item(plan, by_city=True) for _ in range(items)]
    for row in rows:
        builders.place(row, measure)
        builders.make_cell(row, YEAR, as_printed="実施")
    answers = [
        builders.make_answer(round_, row, owner, "confirmed", done=f"{row.name}の実績") for row in rows
    ]
    indicator = Indicator.objects.create(plan=plan, code="1", name="参加した人の数", unit="人")
    for kind, year, value in (("baseline", 2021, 40), ("target", 2026, 80), ("actual", YEAR, 55)):
        IndicatorFigure.objects.create(indicator=indicator, fiscal_year=year, kind=kind, value=value)
    return SimpleNamespace(
        city=city,
        plan=plan,
        owner=owner,
        policy=policy,
        measure=measure,
        scale=scale,
        round=round_,
        items=rows,
        answers=answers,
        indicator=indicator,
        publisher=builders.member_of(city, role="publisher"),
        coordinator=builders.member_of(city, role="coordinator"),
    )


def judge(answer, **fields):
    """A finished evaluation of the committee."""
    grade = answer.round.scale.grades.last()
    defaults = {
        "stage": "external",
        "grade": grade,
        "opinion": "委員会の意見",
        "reply": "市の対応",
        "is_handed_in": True,
    }
    return Evaluation.objects.create(answer=answer, **defaults | fields)


def make_large_year(*sizes):
    """A year whose policies have so many items each, all answered in some 300 characters that hardly repeat."""
    year, chance = make_year(items=0), random.Random(7)
    prose = "".join(Policy.objects.values_list("aim", flat=True))

    def words(length):
        starts = chance.choices(range(len(prose) - 4), k=length // 4)
        return "".join(prose[start : start + 4] for start in starts).replace("\n", "。")

    further = [builders.make_policy(year.plan, code=f"q{number}") for number, _ in enumerate(sizes[1:], 2)]
    for policy, size in zip([year.policy, *further], sizes, strict=True):
        measures = [builders.make_measure(policy, number_as_printed=f"({number})") for number in (1, 2, 3)]
        for number in range(size):
            item = builders.make_item(year.plan, by_city=True)
            builders.place(item, measures[number * 3 // size])
            texts = {"done": words(140), "reason": words(60), "issues": words(60), "next_plan": words(40)}
            builders.make_answer(year.round, item, year.owner, "confirmed", **texts)
    year.items, year.answers = list(year.plan.items.all()), list(year.round.answers.all())
    return year
