"""The indicators of a plan as citizens may read them: no actual value of a year that the city has not published."""

from decimal import Decimal

from django.db.models import Prefetch

from plans.models import IndicatorFigure

from .models import YearlyStatus
from .reporting.reading import reported_years

ACTUAL = IndicatorFigure.Kind.ACTUAL


def public_indicators(plan):
    """The plan's indicators in its order, with `policy` and the list `public_figures`. Six queries.

    An actual value of a year with a report is the one the report gives. One of a year that the city has asked or
    written about, and of which nothing is published, is left out: staff enter it before the report is.
    """
    reports = reported_years(plan)
    rows = YearlyStatus.objects.filter(item__plan=plan).order_by()
    written = set(rows.values_list("fiscal_year", flat=True).distinct())
    published = set(rows.published().values_list("fiscal_year", flat=True).distinct())
    asked = set(plan.rounds.values_list("fiscal_year", flat=True))
    hidden = (asked | written) - published - set(reports)
    figures = IndicatorFigure.objects.exclude(kind=ACTUAL, fiscal_year__in=hidden)
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
