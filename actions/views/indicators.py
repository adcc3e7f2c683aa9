from django.shortcuts import render
from django.utils.translation import gettext as _

from plans.charts import indicator_chart
from plans.linked_data import page_data
from plans.pages import plan_page

from ..public_indicators import public_indicators


@plan_page
def indicator_list(request, plan):
    """Baseline, targets and actual values of each indicator, as a chart and as a table."""
    indicators = [(each, indicator_chart(each, each.public_figures)) for each in public_indicators(plan)]
    context = {"plan": plan, "indicators": indicators, "json_ld": page_data(request, plan, _("指標"))}
    return render(request, "plans/indicator_list.html", context)
