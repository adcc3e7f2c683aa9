from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render

from plans.models import Plan
from plans.views import with_counts

from ..models import AnnualReport

PLANS_PER_PAGE = 12
LATEST_REPORTS = 5


def home(request):
    """The latest reports, and the cities and their plans, a page at a time."""
    plans = (
        Plan.objects.published()
        .select_related("municipality")
        .order_by("municipality__code", "-start_fy", "slug")
    )
    page = Paginator(plans, PLANS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "plans": with_counts(page.object_list),
        "city_count": Plan.objects.published().aggregate(n=Count("municipality", distinct=True))["n"],
        "latest_reports": latest_reports(),
    }
    return render(request, "plans/home.html", context)


def latest_reports():
    """The last few editions that stand, newest first."""
    reports = AnnualReport.objects.of_published_plans().standing().without_document()
    return reports.select_related("plan__municipality").order_by("-published_at", "-pk")[:LATEST_REPORTS]
