"""The plan itself: its levels, indicators, columns and rating scales."""

from django.db.models import Count, Exists, F, Min, OuterRef, Q

from kyodo_portal.japanese.fiscal_years import both_calendars, span_label
from plans.models import Grade, Indicator, IndicatorFigure, Measure, Plan, Policy, RatingScale, RoadmapColumn
from plans.models.scales import FEWEST_GRADES, MOST_GRADES

from .checking import Check, Row, Severity, outside_plan, to_add, to_change

Kind = IndicatorFigure.Kind


def policy_without_measure(city, today):
    policies = Policy.objects.filter(plan__municipality=city, measures=None, subpolicies=None)
    rows = policies.select_related("plan").order_by("plan__slug", "sort_order", "code")
    return [to_change(f"{policy.plan} {policy}", Policy, policy.pk) for policy in rows]


def measure_without_item(city, today):
    measures = Measure.objects.filter(policy__plan__municipality=city, placements=None)
    rows = measures.select_related("policy__plan").order_by(
        "policy__plan__slug", "policy__sort_order", "sort_order", "code"
    )
    return [to_change(f"{row.policy.plan} {row}", Measure, row.pk) for row in rows]


def indicator_rows(indicators):
    rows = indicators.select_related("plan").order_by("plan__slug", "sort_order", "code")
    return [to_change(f"{indicator.plan} {indicator}", Indicator, indicator.pk) for indicator in rows]


def figures(**conditions):
    return Exists(IndicatorFigure.objects.filter(indicator=OuterRef("pk"), **conditions))


def indicator_without_figure(city, today):
    return indicator_rows(Indicator.objects.filter(plan__municipality=city, figures=None))


def indicator_without_baseline(city, today):
    known = figures(kind=Kind.BASELINE, value__isnull=False)
    return indicator_rows(Indicator.objects.filter(figures(), plan__municipality=city).exclude(known))


def figure_rows(figures):
    rows = figures.select_related("indicator__plan").order_by(
        "indicator__plan__slug", "indicator__sort_order", "indicator__code", "fiscal_year", "kind"
    )
    return [
        to_change(
            f"{row.indicator.plan} {row.indicator}: "
            f"{both_calendars(row.fiscal_year)}の{row.get_kind_display()}",
            Indicator,
            row.indicator_id,
        )
        for row in rows
    ]


def target_before_baseline(city, today):
    later = IndicatorFigure.objects.filter(
        indicator=OuterRef("indicator"), kind=Kind.BASELINE, fiscal_year__gt=OuterRef("fiscal_year")
    )
    targets = IndicatorFigure.objects.filter(indicator__plan__municipality=city, kind=Kind.TARGET)
    return figure_rows(targets.filter(Exists(later)))


def figure_outside_plan(city, today):
    """What was measured before the plan stands there rightly."""
    before = Q(fiscal_year__lt=F("indicator__plan__start_fy"), kind__in=(Kind.BASELINE, Kind.HISTORY))
    rows = IndicatorFigure.objects.filter(indicator__plan__municipality=city)
    return figure_rows(rows.filter(outside_plan("fiscal_year", "indicator__plan")).exclude(before))


def column_outside_plan(city, today):
    columns = RoadmapColumn.objects.filter(plan__municipality=city, is_open_ended=False)
    rows = columns.filter(outside_plan("fiscal_year", "plan")).select_related("plan")
    return [
        to_change(f"{row.plan}: 「{row}」の列({both_calendars(row.fiscal_year)})", Plan, row.plan_id)
        for row in rows.order_by("plan__slug", "sort_order", "pk")
    ]


def scales_of(city):
    scales = RatingScale.objects.filter(plan__municipality=city)
    return scales.select_related("plan").order_by("plan__slug", "from_fy")


def scale_row(scale, detail):
    return to_change(f"{scale.plan} {scale}: {detail}", RatingScale, scale.pk)


def scale_gap(city, today):
    """A scale holds until the next one begins: years without one lie only before the first."""
    plans = Plan.objects.filter(municipality=city).annotate(
        first_scale=Min("rating_scales__from_fy"),
        first_result=Min("items__yearly_statuses__fiscal_year"),
    )
    begins_late = Q(start_fy__lt=F("first_scale")) | Q(first_result__lt=F("first_scale"))
    rows = []
    for plan in plans.filter(begins_late).order_by("slug"):
        first = min(year for year in (plan.start_fy, plan.first_result) if year is not None)
        label = f"{plan}: {span_label(first, plan.first_scale - 1, False)}"
        rows.append(to_add(label, RatingScale, f"plan={plan.pk}&from_fy={first}"))
    return rows


def plan_without_scale(city, today):
    plans = Plan.objects.filter(municipality=city, rating_scales=None).order_by("slug")
    copying = "plans_ratingscale_copy"
    return [Row(str(plan), copying, query=f"plan={plan.pk}", model=RatingScale) for plan in plans]


def number_of_grades(city, today):
    wrong = Q(number__lt=FEWEST_GRADES) | Q(number__gt=MOST_GRADES)
    scales = scales_of(city).annotate(number=Count("grades")).filter(wrong)
    return [scale_row(scale, f"区分は{scale.number}つ") for scale in scales]


def same_order_of_grades(city, today):
    twins = Grade.objects.filter(scale=OuterRef("scale"), sort_order=OuterRef("sort_order"))
    grades = Grade.objects.filter(Exists(twins.exclude(pk=OuterRef("pk"))), scale__plan__municipality=city)
    rows = grades.select_related("scale__plan").order_by(
        "scale__plan__slug", "scale__from_fy", "sort_order", "code"
    )
    return [scale_row(grade.scale, f"「{grade}」の並び順は{grade.sort_order}") for grade in rows]


def scale_outside_plan(city, today):
    scales = scales_of(city).filter(outside_plan("from_fy", "plan"))
    return [scale_row(scale, f"{both_calendars(scale.from_fy)}から") for scale in scales]


CHECKS = (
    Check(
        "scale_gap",
        "評価の尺度がない年度のある計画",
        "計画の期間か、実績のある年度に、評価の尺度がありません。その年度の調査は始められず、評価もつけられません。"
        "計画の「評価の尺度」に、その年度からの尺度を足してください。",
        Severity.WRONG,
        scale_gap,
    ),
    Check(
        "number_of_grades",
        "区分の数が多すぎる、または足りない尺度",
        f"評価の区分は{FEWEST_GRADES}つから{MOST_GRADES}つまでです。数が合わない尺度では調査を始められません。"
        "まだ使われていない尺度なら区分を足すか減らし、使われていれば新しい年度からの尺度を足してください。",
        Severity.WRONG,
        number_of_grades,
    ),
    Check(
        "plan_without_scale",
        "評価の尺度のない計画",
        "計画書に評価のしかたがないときは、このままでかまいません。調査を始めるには尺度が要ります。"
        "よく使われる尺度を写すこともできます。",
        Severity.UNSURE,
        plan_without_scale,
    ),
    Check(
        "same_order_of_grades",
        "並び順が同じ評価の区分",
        "よい順に並べるための番号が重なり、表やグラフでの順が決まりません。まだ使われていない尺度なら、"
        "番号を直してください。使われている尺度はそのままにし、次の尺度を足すときに直します。",
        Severity.UNSURE,
        same_order_of_grades,
    ),
    Check(
        "scale_outside_plan",
        "計画の期間の外から始まる尺度",
        "計画が始まる前から、または終わったあとから使うことになっています。前の計画と同じ尺度を続けるときなどは、"
        "このままでかまいません。年度の打ち間違いなら直してください。",
        Severity.UNSURE,
        scale_outside_plan,
    ),
    Check(
        "column_outside_plan",
        "計画の期間の外にある、年次計画の列",
        "計画の期間の外の年度にも、予定が入ることになります。計画書の表に準備の年度などの列があるときは、"
        "このままでかまいません。そうでなければ、計画の「年次計画の列」か「期間」を直してください。",
        Severity.UNSURE,
        column_outside_plan,
    ),
    Check(
        "policy_without_measure",
        "施策のない方針",
        "公開ページには、方針の名前だけが出ます。計画書に施策の印字がなければこのままにし、"
        "あれば、方針のページで施策を足してください。",
        Severity.UNSURE,
        policy_without_measure,
    ),
    Check(
        "measure_without_item",
        "取組のない施策",
        "公開ページには、施策の名前だけが出ます。計画書に取組の印字がなければこのままにし、"
        "あれば、施策のページで取組を置いてください。",
        Severity.UNSURE,
        measure_without_item,
    ),
    Check(
        "indicator_without_figure",
        "値のない指標",
        "現状値も目標値も実績値もありません。計画書に値の印字がなければこのままにし、"
        "あれば、指標のページに年度と値を入れてください。",
        Severity.UNSURE,
        indicator_without_figure,
    ),
    Check(
        "indicator_without_baseline",
        "現状値の年度や値がない指標",
        "目標値や実績値と比べる出発点がありません。計画書に現状値と年度の印字があれば、指標のページに入れてください。"
        "年度の印字がない現状値は登録できないので、指標の「出典と読み取りの注記」に書き残します。",
        Severity.UNSURE,
        indicator_without_baseline,
    ),
    Check(
        "target_before_baseline",
        "現状値より前の年度の目標値",
        "目標の年度が、現状値の年度より前になっています。年度の打ち間違いでないか、計画書を見て確かめてください。",
        Severity.UNSURE,
        target_before_baseline,
    ),
    Check(
        "figure_outside_plan",
        "計画の期間の外の年度の値",
        "目標値か実績値の年度が、計画の期間の外にあります(計画より前の現状値と過去の値は数えません)。"
        "上位の計画の目標年度などはこのままにし、打ち間違いなら指標のページで直してください。",
        Severity.UNSURE,
        figure_outside_plan,
    ),
)
