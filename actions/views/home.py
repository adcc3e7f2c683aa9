from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from plans.linked_data import home_data
from plans.models import Plan
from plans.views import with_counts

from ..models import AnnualReport

PLANS_PER_PAGE = 12
LATEST_REPORTS = 4
EXAMPLES = ("情報", "ボランティア", "平成20年度")
ORDERS = {"code": gettext_lazy("地方公共団体コード順"), "reading": gettext_lazy("五十音順")}


def home(request):
    """The latest reports, and the cities and their plans, a page at a time."""
    order = request.GET.get("order")
    order = order if order in ORDERS else "code"
    plans = Plan.objects.published().select_related("municipality")
    plans = (
        plans.by_reading()
        if order == "reading"
        else plans.order_by("municipality__code", "-start_fy", "slug")
    )
    page = Paginator(plans, PLANS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages_query": "" if order == "code" else f"order={order}&",
        "plans": with_counts(page.object_list),
        "orders": [(name, label, name == order) for name, label in ORDERS.items()],
        "counts": counts(),
        "latest_reports": latest_reports(),
        "examples": EXAMPLES,
        "json_ld": home_data(request),
    }
    return render(request, "plans/home.html", context)


def counts():
    """cities, and plans: of those that exist; samples: plans of a city that does not. One query."""
    is_sample = Q(municipality__is_fictional=True)
    return Plan.objects.published().aggregate(
        cities=Count("municipality", distinct=True, filter=~is_sample),
        plans=Count("pk", filter=~is_sample),
        samples=Count("pk", filter=is_sample),
    )


def latest_reports():
    """The last few editions that stand, newest first."""
    reports = AnnualReport.objects.of_published_plans().standing().without_document()
    return reports.select_related("plan__municipality").order_by("-published_at", "-pk")[:LATEST_REPORTS]
