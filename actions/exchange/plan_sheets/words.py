"""The plan's own lists: marks, implementers, target groups, indicators, scales, and its shorter facts."""

from django.utils.translation import gettext_noop as _

from plans.models import (
    Grade,
    Implementer,
    Indicator,
    IndicatorFigure,
    Mark,
    PlanNote,
    PlanPoint,
    RatingScale,
    RelatedDocument,
    Statistic,
    StatisticValue,
    TargetGroup,
)

from ...public_indicators import public_indicators
from ...reporting.reading import reported_years
from ..columns import FieldColumn, RefColumn
from ..sheets import Sheet
from .levels import MEASURES, POLICIES
from .plan import PARTNERS, of_plan, plain

MARKS = Sheet(
    "印と凡例",
    Mark,
    _("計画が取組に付けている印と、凡例の説明。"),
    [FieldColumn("symbol", is_key=True), *plain("meaning_as_printed", "actor", "sort_order")],
    lambda scope: Mark.objects.filter(plan=scope.plan).order_by("sort_order", "pk"),
    fixed=of_plan,
)
IMPLEMENTERS = Sheet(
    "実施主体",
    Implementer,
    _("計画が「実施主体」としてあげている言葉(行政、市民活動団体など)。"),
    [
        FieldColumn("name", is_key=True),
        RefColumn("partner", ("協働の相手",), target=PARTNERS),
        FieldColumn("sort_order"),
    ],
    lambda scope: (
        Implementer.objects.filter(plan=scope.plan).select_related("partner").order_by("sort_order", "pk")
    ),
    fixed=of_plan,
)
TARGET_GROUPS = Sheet(
    "対象",
    TargetGroup,
    _("計画が「対象」としてあげている言葉。"),
    [FieldColumn("name", is_key=True), FieldColumn("sort_order")],
    lambda scope: TargetGroup.objects.filter(plan=scope.plan).order_by("sort_order", "pk"),
    fixed=of_plan,
)
INDICATORS = Sheet(
    "指標",
    Indicator,
    _("計画の成果を測る指標。"),
    [
        FieldColumn("code", is_key=True),
        RefColumn("policy", ("方針の番号",), target=POLICIES),
        *plain("number_as_printed", "name", "name_en", "unit", "reading_note", "sort_order"),
    ],
    lambda scope: (
        Indicator.objects.filter(plan=scope.plan).select_related("policy").order_by("sort_order", "code")
    ),
    fixed=of_plan,
)


def _public_figures(scope):
    """As citizens read them; those a report gives are not to be changed by a file."""
    found = []
    for indicator in public_indicators(scope.plan):
        figures = sorted(indicator.public_figures, key=lambda figure: (figure.fiscal_year, figure.kind))
        for figure in figures:
            figure.indicator = indicator
            found.append(figure)
    return found


def _all_figures(scope):
    """What citizens read where they read something, else what is stored. `is_told`: a report gives it."""
    rows = IndicatorFigure.objects.filter(indicator__plan=scope.plan).select_related("indicator")
    read = {figure.pk: figure for figure in _public_figures(scope)}
    figures = [read.get(row.pk, row) for row in rows]
    years = reported_years(scope.plan)
    for figure in figures:
        figure.is_told = gives_figure(years, figure.indicator.code, figure.fiscal_year, figure.kind)
    return figures


def gives_figure(years, code, fiscal_year, kind):
    """Whether a report of these `years` (reported_years) says what this figure is, or that there is none."""
    indicators = years[fiscal_year]["indicators"] if fiscal_year in years else ()
    return kind == IndicatorFigure.Kind.ACTUAL and any(each["code"] == code for each in indicators)


FIGURES = Sheet(
    "指標の値",
    IndicatorFigure,
    _("指標の値。1つの年度の1つの種類に1行。分からない値は空欄にします(0ではありません)。"),
    [
        RefColumn("indicator", ("指標の番号",), target=INDICATORS, is_key=True),
        FieldColumn("fiscal_year", is_key=True),
        FieldColumn("kind", is_key=True),
        *plain("value", "is_cumulative", "is_approximate", "as_printed"),
    ],
    _public_figures,
    pool=_all_figures,
)
POINTS = Sheet(
    "原則・形態・用語",
    PlanPoint,
    _("計画が短く並べていること: 協働の原則、形態、担い手、用語など。"),
    [
        FieldColumn("kind", is_key=True),
        FieldColumn("number", is_key=True),
        *plain("number_as_printed", "name", "summary"),
        RefColumn("measure", ("施策の方針の番号", "施策の番号"), target=MEASURES),
    ],
    lambda scope: (
        PlanPoint.objects.filter(plan=scope.plan).select_related("measure__policy").order_by("kind", "number")
    ),
    fixed=of_plan,
)
DOCUMENTS = Sheet(
    "関係する文書",
    RelatedDocument,
    _("上位の計画、根拠となる条例、前の計画など。"),
    [
        FieldColumn("kind", is_key=True),
        FieldColumn("name", is_key=True),
        *plain("names_as_printed", "date_as_printed", "detail", "start_fy", "end_fy", "sort_order"),
    ],
    lambda scope: RelatedDocument.objects.filter(plan=scope.plan).order_by("sort_order", "pk"),
    fixed=of_plan,
)
STATISTICS = Sheet(
    "統計",
    Statistic,
    _("計画に載っているアンケートや統計表。値は、シート「統計の値」に書きます。"),
    [
        FieldColumn("code", is_key=True),
        *plain("kind", "title", "question", "as_of", "fiscal_year", "place", "reading_note", "sort_order"),
    ],
    lambda scope: Statistic.objects.filter(plan=scope.plan).order_by("sort_order", "pk"),
    fixed=of_plan,
)
STATISTIC_VALUES = Sheet(
    "統計の値",
    StatisticValue,
    _("統計の値。1つの値に1行。"),
    [
        RefColumn("statistic", ("統計の番号",), target=STATISTICS, is_key=True),
        FieldColumn("row", is_key=True),
        FieldColumn("column", is_key=True),
        *plain("group", "value", "unit", "as_printed", "is_computed", "reading_note", "sort_order"),
    ],
    lambda scope: (
        StatisticValue.objects.filter(statistic__plan=scope.plan)
        .select_related("statistic")
        .order_by("statistic__sort_order", "statistic_id", "sort_order", "pk")
    ),
)
NOTES = Sheet(
    "読み取りの注記",
    PlanNote,
    _("資料をどう読んだか。足りないところ、食い違うところ、決めたこと。"),
    [FieldColumn("kind", is_key=True), FieldColumn("number", is_key=True), FieldColumn("text")],
    lambda scope: PlanNote.objects.filter(plan=scope.plan).order_by("kind", "number"),
    fixed=of_plan,
)
SCALES = Sheet(
    "評価の尺度",
    RatingScale,
    _("進捗を評価する尺度。区分は、シート「評価の区分」に書きます。"),
    [FieldColumn("from_fy", is_key=True), FieldColumn("name")],
    lambda scope: RatingScale.objects.filter(plan=scope.plan).order_by("from_fy"),
    fixed=of_plan,
)
GRADES = Sheet(
    "評価の区分",
    Grade,
    _("尺度の区分(A、B、Cなど)と、その意味。1つの尺度に3つから8つ。"),
    [
        RefColumn("scale", ("尺度の適用の始まり",), target=SCALES, is_key=True),
        FieldColumn("code", is_key=True),
        *plain("label", "meaning", "symbol", "counts_as", "sort_order"),
    ],
    lambda scope: (
        Grade.objects.filter(scale__plan=scope.plan)
        .select_related("scale")
        .order_by("scale__from_fy", "sort_order", "pk")
    ),
)
WORD_SHEETS = (
    MARKS,
    IMPLEMENTERS,
    TARGET_GROUPS,
    INDICATORS,
    FIGURES,
    POINTS,
    DOCUMENTS,
    STATISTICS,
    STATISTIC_VALUES,
    NOTES,
    SCALES,
    GRADES,
)
