from django.http import Http404
from django.shortcuts import render

from organizations.models import Municipality

from .linked_data import city_data
from .models import Plan


def city_detail(request, municipality_slug):
    municipality = Municipality.objects.with_published_plans().filter(slug=municipality_slug).first()
    if municipality is None:
        raise Http404("お探しの市区町村は見つかりませんでした。")
    plans = Plan.objects.published().filter(municipality=municipality).select_related("municipality", "owner")
    plans = with_counts(plans.newest_first())
    context = {
        "municipality": municipality,
        "plans": plans,
        "contact": plans[0].public_contact,
        "json_ld": city_data(request, municipality),
    }
    return render(request, "plans/city_detail.html", context)


def with_counts(plans):
    """The same plans, each with `item_count` and `latest_fy`, the year of its newest report that stands, or None.

    Three queries, whatever stands in the rest of the database.
    """
    plans = list(plans)
    ids = [plan.pk for plan in plans]
    item_counts = dict(Plan.objects.filter(pk__in=ids).with_item_counts().values_list("pk", "item_count"))
    latest = Plan.objects.latest_report_years(ids)
    for plan in plans:
        plan.item_count = item_counts[plan.pk]
        plan.latest_fy = latest.get(plan.pk)
    return plans
