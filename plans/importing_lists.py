"""The lists of a plan, above its items, that can be imported."""

from organizations.importing.imported_lists import PLAN, ImportedList
from organizations.importing.list_columns import ReferenceColumn

from .models import IndicatorFigure

THIS_PLAN = "この計画"


def figures_of(plan):
    figures = IndicatorFigure.objects.filter(indicator__plan=plan).select_related("indicator__plan")
    return figures.order_by("indicator__sort_order", "indicator__code", "fiscal_year", "kind")


FIGURES = ImportedList(
    model=IndicatorFigure,
    scope_kind=PLAN,
    columns=(
        "indicator",
        "fiscal_year",
        "kind",
        "value",
        "is_cumulative",
        "is_approximate",
        "as_printed",
    ),
    key=("indicator", "fiscal_year", "kind"),
    rows=figures_of,
    references={
        "indicator": lambda field, plan: ReferenceColumn(field, plan.indicators.all(), place=THIS_PLAN)
    },
    label_of=lambda figure: f"{figure.indicator} {figure}",
)
PLAN_LISTS = {listed.name: listed for listed in (FIGURES,)}
