from django.http import Http404
from django.shortcuts import render

from organizations.models import Municipality

from .models import Plan


def city_detail(request, municipality_slug):
    municipality = Municipality.objects.with_published_plans().filter(slug=municipality_slug).first()
    if municipality is None:
        raise Http404("お探しの市区町村は見つかりませんでした。")
    plans = Plan.objects.published().filter(municipality=municipality).select_related("municipality", "owner")
    context = {"municipality": municipality, "plans": with_counts(plans.newest_first())}
    return render(request, "plans/city_detail.html", context)


def with_counts(plans):
    """The same plans, each with `item_count`; two queries, whatever stands in the rest of the database."""
    plans = list(plans)
    counts = Plan.objects.filter(pk__in=[plan.pk for plan in plans]).with_item_counts()
    item_counts = dict(counts.values_list("pk", "item_count"))
    for plan in plans:
        plan.item_count = item_counts[plan.pk]
    return plans
