from django.shortcuts import render

from plans.charts import indicator_chart
from plans.pages import plan_page

from ..public_indicators import public_indicators


@plan_page
def indicator_list(request, plan):
    """Baseline, targets and actual values of each indicator, as a chart and as a table."""
    indicators = [(each, indicator_chart(each, each.public_figures)) for each in public_indicators(plan)]
    return render(request, "plans/indicator_list.html", {"plan": plan, "indicators": indicators})
