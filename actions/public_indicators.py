"""The indicators of a plan as citizens may read them: no actual value of a year that the city has not published."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q

from plans.models import IndicatorFigure

from .models import AnnualReport, ReportingRound, ReportPassage, YearlyStatus
from .reporting.reading import reported_years

ACTUAL = IndicatorFigure.Kind.ACTUAL


def figures_seen_by_citizens():
    """The figures that a page, a file or the search may know of, of any plan.

    An actual value of a year that the city has asked or written about, and of which nothing is published, is left
    out: staff enter it before the report is. So is one of a year whose report gives none.
    """
    plan, fiscal_year = OuterRef("indicator__plan"), OuterRef("fiscal_year")
    asked = ReportingRound.objects.filter(plan=plan, fiscal_year=fiscal_year)
    written = YearlyStatus.objects.filter(item__plan=plan, fiscal_year=fiscal_year)
    reports = AnnualReport.objects.standing().filter(plan=plan, fiscal_year=fiscal_year)
    heads = ReportPassage.objects.filter(report__plan=plan, report__fiscal_year=fiscal_year)
    untold = heads.of_standing_editions().not_telling(OuterRef("indicator__code"))
    is_begun, is_public = Exists(asked) | Exists(written), Exists(written.published()) | Exists(reports)
    is_held_back = Q(is_begun) & ~Q(is_public) | Q(Exists(untold))
    return IndicatorFigure.objects.filter(~Q(kind=ACTUAL) | ~is_held_back)


def public_indicators(plan):
    """The plan's indicators in its order, with `policy` and the list `public_figures`. Three queries.

    An actual value of a year with a report is the one the report gives.
    """
    reports = reported_years(plan)
    figures = figures_seen_by_citizens()
    indicators = plan.indicators.select_related("policy").order_by("sort_order", "code")
    indicators = list(indicators.prefetch_related(Prefetch("figures", figures, to_attr="public_figures")))
    told = {year: _actuals(document) for year, document in reports.items()}
    for indicator in indicators:
        shown = (_as_told(figure, indicator, told) for figure in indicator.public_figures)
        indicator.public_figures = [figure for figure in shown if figure]
    return indicators


def _actuals(document):
    """Indicator code -> the actual value of that report, or None."""
    return {indicator["code"]: indicator["actual"] for indicator in document["indicators"]}


def _as_told(figure, indicator, told):
    """The figure as the report of its year gives it; None where the report gives none."""
    if figure.kind != ACTUAL or indicator.code not in told.get(figure.fiscal_year, {}):
        return figure
    said = told[figure.fiscal_year][indicator.code]
    if said is None:
        return None
    figure.value = None if said["value"] is None else Decimal(str(said["value"]))
    figure.is_cumulative, figure.is_approximate = said["cumulative"], said["approximate"]
    if said["shown"] != figure.shown:
        figure.as_printed = said["shown"] or ""
    return figure
