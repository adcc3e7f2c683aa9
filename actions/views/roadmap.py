from django.shortcuts import render

from plans.pages import plan_page

from ..filters import apply_filters
from ..outline import read_outline
from ..timetable import read_timetable

WIDE_FROM_SLOTS = 9


@plan_page
def roadmap(request, plan):
    """Every item under its policy and measure, across the plan's own years or phases."""
    outline = read_outline(plan)
    timetable = read_timetable(plan)
    result = apply_filters(request.GET, plan, outline, timetable)
    groups = [_group(measure, result, timetable) for measure in _measures_in_order(outline)]
    unplaced = [
        {"item": item, "name": item.name, "slots": timetable.row(item.id), "place": None}
        for item in outline.unplaced_items
        if item.id in result.item_ids
    ]
    context = {
        "plan": plan,
        "columns": timetable.columns,
        "has_parts": timetable.has_parts,
        "is_wide": len(timetable.slots) >= WIDE_FROM_SLOTS,
        "width": len(timetable.slots) + 1 + _extra_columns(outline),
        "has_actors": any(item.actors for item in outline.items.values()),
        "has_departments": any(item.departments for item in outline.items.values()),
        "groups": [group for group in groups if group["rows"]],
        "unplaced": unplaced,
        "result": result,
        "outline": outline,
        "stages": plan.stages.order_by("sort_order"),
        "items_url": f"{plan.get_absolute_url()}items/",
    }
    return render(request, "actions/roadmap.html", context)


def _measures_in_order(outline):
    return [measure for policy in outline.policies for measure in policy.all_measures]


def _extra_columns(outline):
    items = outline.items.values()
    return any(item.actors for item in items) + any(item.departments for item in items)


def _group(measure, result, timetable):
    """One measure with the rows that stay; `policies` are the heads that begin with it."""
    rows = [
        {"item": place.item, "name": place.name, "slots": timetable.row(place.item.id), "place": place}
        for place in measure.placements
        if place.item.id in result.item_ids
    ]
    policy = measure.policy
    return {"measure": measure, "policy": policy, "top": policy.parent or policy, "rows": rows}
