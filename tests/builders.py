"""Rows made for a test. Each function saves one valid row; what a test is about it passes by name."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from actions.models import (
    ActionItem,
    Evaluation,
    ItemDepartment,
    ItemImplementer,
    ItemTargetGroup,
    Placement,
    ReportingRound,
    ScheduleCell,
    SupportPart,
    YearlyStatus,
)
from organizations.models import (
    AccessibilityPolicy,
    AccessibilityTest,
    CriterionResult,
    Department,
    Membership,
    Municipality,
    User,
)
from organizations.models.staff import end_of_fiscal_year
from organizations.success_criteria import criteria_of
from organizations.validators import municipality_check_digit
from plans.models import (
    Grade,
    Implementer,
    Indicator,
    IndicatorFigure,
    Mark,
    Measure,
    Phase,
    Pillar,
    Plan,
    PlanNote,
    PlanPoint,
    Policy,
    RatingScale,
    RelatedDocument,
    RoadmapColumn,
    Stage,
    Statistic,
    StatisticValue,
    TargetGroup,
)

# City -> plan of the five that come with the product.
REAL_PLANS = {
    "tsushima": "action-plan-2008",
    "yamaguchi": "promotion-plan-2009",
    "minami-alps": "guidebook",
    "tsukubamirai": "implementation-plan-2022",
    "nagato": "action-plan-2017",
}

_numbers = count(1)


def make_city(**fields):
    number = next(_numbers)
    digits = f"{48000 + number:05}"  # no prefecture has the number 48: never the code of a real city
    code = f"{digits}{municipality_check_digit(digits)}"
    defaults = {"code": code, "slug": f"city-{number}", "name": f"見本{number}市", "prefecture": "見本県"}
    return Municipality.objects.create(**defaults | fields)


def make_department(city, **fields):
    number = next(_numbers)
    return Department.objects.create(
        **{"municipality": city, "code": f"d{number}", "name": f"見本{number}課"} | fields
    )


def make_accessibility_policy(city, word="", **fields):
    """Complete, so that it may be published. `word` stands in every text that can be read."""
    defaults = {
        "municipality": city,
        "scope": f"{word}範囲",
        "due_note": f"{word}期限",
        "exceptions": f"{word}例外",
        "additional_criteria": f"{word}追加",
        "department": make_department(city, name=f"{word}広報課", tel="000-000-0009"),
        "decided_on": date(2025, 4, 1),
    }
    return AccessibilityPolicy.objects.create(**defaults | fields)


def make_accessibility_test(city, word="", *, without=(), unmet=(), **fields):
    """Complete for level AA, but for the criteria named in `without`; those in `unmet` are not met."""
    stated_on = fields.get("stated_on", date(2026, 3, 16))
    defaults = {
        "municipality": city,
        "stated_on": stated_on,
        "met_level": "" if unmet else "AA",
        "conformity": "partly" if unmet else "conforms",
        "next_steps": f"{word}今後",
        "page_description": f"{word}ページの説明",
        "technologies": f"{word}HTML",
        "selection": "representative",
        "tested_pages": f"https://portal.example.jp/{word}1/\nhttps://portal.example.jp/{word}2/",
        "started_on": stated_on - timedelta(days=42),  # 2 February 2026, unless told
        "ended_on": stated_on - timedelta(days=24),
        "tools": f"{word}検査ツール",
    }
    test = AccessibilityTest.objects.create(**defaults | fields)
    CriterionResult.objects.bulk_create(
        CriterionResult(
            test=test,
            criterion=criterion.number,
            result="unmet" if criterion.number in unmet else "met",
            method="human",
            note=f"{word}備考",
        )
        for criterion in criteria_of("AA")
        if criterion.number not in without
    )
    return test


def make_plan(city=None, **fields):
    number = next(_numbers)
    defaults = {
        "municipality": city or make_city(),
        "slug": f"plan-{number}",
        "title": f"見本計画{number}",
        "is_published": True,
        "start_fy": 2022,
        "end_fy": 2024,
        "open_ended": False,
        "policy_label": "方針",
        "measure_label": "施策",
        "item_label": "取組",
    }
    return Plan.objects.create(**defaults | fields)


def make_policy(plan, **fields):
    number = next(_numbers)
    return Policy.objects.create(**{"plan": plan, "code": f"p{number}", "name": f"見本方針{number}"} | fields)


def make_measure(policy, **fields):
    number = next(_numbers)
    defaults = {"policy": policy, "code": f"m{number}", "name": f"見本施策{number}"}
    return Measure.objects.create(**defaults | fields)


def make_item(plan, **fields):
    number = next(_numbers)
    defaults = {"plan": plan, "code": f"i{number}", "name": f"見本取組{number}", "sort_order": number}
    return ActionItem.objects.create(**defaults | fields)


def place(item, measure, **fields):
    number = next(_numbers)
    defaults = {"item": item, "measure": measure, "code": f"c{number}", "sort_order": number}
    return Placement.objects.create(**defaults | fields)


def make_column(plan, fiscal_year=None, **fields):
    defaults = {
        "plan": plan,
        "fiscal_year": fiscal_year,
        "label_as_printed": "印字の見出し",
        "sort_order": next(_numbers),
    }
    return RoadmapColumn.objects.create(**defaults | fields)


def make_stage(plan, name, symbol="○"):
    return Stage.objects.create(plan=plan, name=name, symbol=symbol, sort_order=next(_numbers))


def make_cell(item, fiscal_year=None, *stages, **fields):
    cell = ScheduleCell.objects.create(item=item, fiscal_year=fiscal_year, **fields)
    cell.stages.set(stages)
    return cell


def make_round(plan, fiscal_year=2022, *, scale=None, **fields):
    """A round, with a scale of three grades if the plan has none."""
    scale = scale or plan.rating_scales.first() or make_scale(plan)
    defaults = {"due_on": date(2023, 6, 30), "opened_at": datetime(2023, 4, 10, 9, tzinfo=UTC)}
    return ReportingRound.objects.create(plan=plan, fiscal_year=fiscal_year, scale=scale, **defaults | fields)


def make_scale(plan, from_fy=2022):
    """A: achieved, B: under way, C: behind."""
    scale = RatingScale.objects.create(plan=plan, name="進捗度", from_fy=from_fy)
    for order, (code, counts_as) in enumerate((("A", "achieved"), ("B", "underway"), ("C", "behind")), 1):
        Grade.objects.create(
            scale=scale,
            code=code,
            label=f"見本{code}",
            meaning=f"{code}の意味",
            counts_as=counts_as,
            sort_order=order,
        )
    return scale


def make_answer(round_, item, department=None, state="blank", **fields):
    """An answer of the round; from `draft` on it is complete unless `fields` say otherwise."""
    content = {
        "status": "in_progress",
        "done": "見本の実績",
        "grade": round_.scale.grades.first(),
        "reason": "見本の理由",
        "next_step": "continue",
    }
    return YearlyStatus.objects.create(
        item=item,
        round=round_,
        fiscal_year=round_.fiscal_year,
        department=department,
        state=state,
        **({} if state == "blank" else content) | fields,
    )


def make_part(answer, department, **fields):
    return SupportPart.objects.create(answer=answer, department=department, **fields)


def make_user(**fields):
    """A staff account without any membership."""
    user = User(**{"username": f"user{next(_numbers)}", "is_staff": True} | fields)
    user.set_unusable_password()
    user.save()
    return user


def join(user, city, **fields):
    defaults = {"role": "viewer", "start_on": date(2020, 4, 1), "end_on": end_of_fiscal_year()}
    return Membership.objects.create(**{"user": user, "municipality": city} | defaults | fields)


def member_of(city, **fields):
    """A staff account that works for the city today."""
    user = make_user()
    join(user, city, **fields)
    return user


def make_full_plan(city=None, *, items=1, word="", **fields):
    """A plan with `items` of everything: items, measures, departments, target groups, years …

    The first item, code `first`, has all of them at once. `word` stands in every text that can be read.
    """
    plan = make_plan(city, **_texts(word) | fields)
    numbers = range(1, items + 1)
    plan.owner = make_department(plan.municipality, name=f"{word}所管課", tel="000-000-0000")
    plan.owner_as_printed = plan.owner.name
    plan.save()
    _add_levels(plan, numbers, word)
    _add_items(plan, numbers, word)
    _add_facts(plan, numbers, word)
    return plan


def addresses_of(plan):
    """Every public address of the plan, made from its rows and not from its pages."""
    base = f"/{plan.municipality.slug}/{plan.slug}/"
    departments = Department.objects.filter(item_departments__item__plan=plan).distinct()
    return [
        base,
        *(f"{base}{page}/" for page in ("roadmap", "indicators", "departments", "reports")),
        *(f"{base}items/{item.code}/" for item in plan.items.all()),
        *(f"{base}departments/{department.code}/" for department in departments),
        *files_of(plan),
    ]


def files_of(plan):
    base = f"/{plan.municipality.slug}/{plan.slug}/"
    names = ("data.json", "items.csv", "schedule.csv", "indicators.csv", "progress.csv", "evaluations.csv")
    return [*(f"{base}{name}" for name in names), f"{base}reports/feed.atom"]


def _texts(word):
    return {
        "title": f"{word}見本計画",
        "subtitle": f"{word}副題",
        "theme": f"{word}テーマ",
        "other_titles": f"{word}別の題",
        "aim_heading": f"{word}見出し",
        "aim": f"{word}ねらい",
        "roadmap_notice": f"{word}断り書き",
        "reading_note": f"{word}注記",
    }


def _add_levels(plan, numbers, word):
    policies = Policy.objects.bulk_create(
        Policy(plan=plan, code=f"p{n}", name=f"{word}方針{n}", aim=f"{word}ねらい", sort_order=n)
        for n in numbers
    )
    measures = Measure.objects.bulk_create(
        Measure(policy=policy, code=f"m{n}", name=f"{word}施策{n}", summary=f"{word}内容", sort_order=n)
        for policy, n in zip(policies, numbers, strict=True)
    )
    pillars = Pillar.objects.bulk_create(Pillar(plan=plan, name=f"{word}柱{n}") for n in numbers)
    through = Measure.pillars.through
    through.objects.bulk_create(
        through(measure=measure, pillar=pillar) for measure, pillar in zip(measures, pillars, strict=True)
    )
    Department.objects.bulk_create(
        Department(municipality=plan.municipality, code=f"{plan.slug}-{n}", name=f"{word}{n}課")
        for n in numbers
    )
    for fiscal_year in (2022, 2023, 2024):
        make_column(plan, fiscal_year, label_as_printed=f"R{fiscal_year - 2018}")
    Phase.objects.create(plan=plan, number=1, name="第1段階")


def _add_items(plan, numbers, word):
    measures = list(Measure.objects.filter(policy__plan=plan).order_by("sort_order"))
    departments = list(
        Department.objects.filter(municipality=plan.municipality, code__startswith=f"{plan.slug}-")
    )
    stages = [make_stage(plan, "検討", "△"), make_stage(plan, "実施", "○")]
    grade = Grade.objects.create(
        scale=RatingScale.objects.create(plan=plan, name="進捗度", from_fy=2022),
        code="A",
        label=f"{word}計画どおり",
        meaning=f"{word}計画どおりに進んだ",
        counts_as="achieved",
    )
    texts = ("purpose", "issues", "content", "completion_criterion", "tags_as_printed", "internal_note")
    items = [
        ActionItem(
            plan=plan,
            code="first" if number == 1 else f"i{number}",
            name=f"{word}取組{number}",
            by_city=True,
            sort_order=number,
            **{text: f"{word}{text}" for text in texts},
        )
        for number in numbers
    ]
    ActionItem.objects.bulk_create(items)
    first = items[0]
    Placement.objects.bulk_create(
        Placement(item=item, measure=measure, code=f"c{item.code}")
        for item, measure in zip(items, measures, strict=True)
    )
    Placement.objects.bulk_create(
        Placement(item=first, measure=measure, code=f"r{measure.code}", kind=Placement.Kind.REPEAT)
        for measure in measures[1:]
    )
    groups = TargetGroup.objects.bulk_create(
        TargetGroup(plan=plan, name=f"{word}対象{number}") for number in numbers
    )
    implementers = Implementer.objects.bulk_create(
        Implementer(plan=plan, name=f"{word}主体{number}") for number in numbers
    )
    pairs = [(first, number - 1) for number in numbers]
    pairs += [(item, number) for number, item in enumerate(items) if item is not first]
    support = ItemDepartment.Role.SUPPORT
    ItemDepartment.objects.bulk_create(
        ItemDepartment(item=item, department=departments[n], role=support, position=n) for item, n in pairs
    )
    ItemTargetGroup.objects.bulk_create(
        ItemTargetGroup(item=item, target_group=groups[n], detail=f"{word}内訳") for item, n in pairs
    )
    ItemImplementer.objects.bulk_create(
        ItemImplementer(item=item, implementer=implementers[n]) for item, n in pairs
    )
    first.related_measures.set(measures)
    cells = ScheduleCell.objects.bulk_create(
        ScheduleCell(item=item, fiscal_year=fiscal_year, as_printed=f"{word}検討")
        for item in items
        for fiscal_year in (2022, 2023, 2024)
    )
    through = ScheduleCell.stages.through
    through.objects.bulk_create(through(schedulecell=cell, stage=stage) for cell in cells for stage in stages)
    report = {"status": "completed", "is_published": True, "grade": grade}
    written = ("done", "reason", "issues", "next_plan", "internal_note")
    report |= {text: f"{word}{text}" for text in written}
    YearlyStatus.objects.bulk_create(YearlyStatus(item=item, fiscal_year=2022, **report) for item in items)
    YearlyStatus.objects.bulk_create(
        YearlyStatus(item=first, fiscal_year=2022 + number, **report)
        for number in range(1, min(len(items), 50))
    )
    Evaluation.objects.create(
        answer=first.yearly_statuses.get(fiscal_year=2022),
        stage="external",
        grade=grade,
        opinion=f"{word}意見",
        reply=f"{word}対応",
        is_reply_published=True,
        internal_note=f"{word}internal_note",
        is_handed_in=True,
        is_published=True,
    )


def _add_facts(plan, numbers, word):
    indicators = Indicator.objects.bulk_create(
        Indicator(plan=plan, code=f"k{n}", name=f"{word}指標{n}", unit="人", sort_order=n) for n in numbers
    )
    # One figure only: a chart, which takes 25 ms to draw, needs two.
    IndicatorFigure.objects.bulk_create(
        IndicatorFigure(indicator=indicator, fiscal_year=2022, kind="target", value=1, as_printed="1")
        for indicator in indicators
    )
    statistics = Statistic.objects.bulk_create(
        Statistic(plan=plan, code=f"t{n}", kind="table", title=f"{word}統計{n}", sort_order=n)
        for n in numbers
    )
    StatisticValue.objects.bulk_create(
        StatisticValue(statistic=statistic, row=f"{word}行", column=f"{word}列", value=1)
        for statistic in statistics
    )
    PlanNote.objects.bulk_create(PlanNote(plan=plan, number=n, text=f"{word}注記{n}") for n in numbers)
    PlanPoint.objects.bulk_create(
        PlanPoint(plan=plan, kind="term", number=n, name=f"{word}用語{n}", summary=f"{word}説明")
        for n in numbers
    )
    Mark.objects.bulk_create(
        Mark(plan=plan, symbol=f"{word}印{n}", meaning_as_printed=f"{word}意味") for n in numbers
    )
    RelatedDocument.objects.bulk_create(
        RelatedDocument(plan=plan, kind="parent", name=f"{word}文書{n}") for n in numbers
    )
