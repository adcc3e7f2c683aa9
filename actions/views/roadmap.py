from django.shortcuts import render
from django.template.loader import render_to_string

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
    has_actors = any(item.actors for item in outline.items.values())
    has_departments = any(item.departments for item in outline.items.values())
    parties = _Parties(has_actors, has_departments)
    context = {
        "plan": plan,
        "columns": timetable.columns,
        "has_parts": timetable.has_parts,
        "is_wide": len(timetable.slots) >= WIDE_FROM_SLOTS,
        "width": len(timetable.slots) + 1 + has_actors + has_departments,
        "has_actors": has_actors,
        "has_departments": has_departments,
        "groups": _groups(plan, outline, timetable, result, parties),
        "result": result,
        "stages": timetable.stages,
        "items_url": f"{plan.get_absolute_url()}items/",
    }
    return render(request, "actions/roadmap.html", context)


class _Parties:
    """The cells 主体 and 担当部署 as HTML; many items have the same, so each pair is rendered once."""

    def __init__(self, has_actors, has_departments):
        self.columns = {"has_actors": has_actors, "has_departments": has_departments}
        self.rendered = {}

    def html(self, item):
        key = (tuple(item.actors), tuple(item.departments))
        if key not in self.rendered:
            self.rendered[key] = render_to_string("actions/_parties.html", {"item": item, **self.columns})
        return self.rendered[key]


def _groups(plan, outline, timetable, result, parties):
    """One group a measure that has rows left: its heads (level, words), outermost first, and its rows."""

    def row(item, place):
        return {
            "item": item,
            "place": place,
            "parties_html": parties.html(item),
            "slots_html": timetable.row(item.id),
            "has_cells": item.id in timetable.cells,
        }

    groups, shown = [], set()
    for top in outline.policies:
        for measure in top.all_measures:
            rows = [
                row(place.item, place) for place in measure.placements if place.item.id in result.item_ids
            ]
            if not rows:
                continue
            levels = [("policy", plan.policy_label, top), ("measure", plan.measure_label, measure)]
            if measure.policy is not top:
                levels.insert(1, ("subpolicy", plan.subpolicy_label, measure.policy))
            heads = [level for level in levels if (level[0], level[2].id) not in shown]
            shown.update((level[0], level[2].id) for level in heads)
            groups.append({"heads": heads, "rows": rows})
    unplaced = [row(item, None) for item in outline.unplaced_items if item.id in result.item_ids]
    if unplaced:
        groups.append(
            {
                "heads": [("policy", "", {"name": "施策に置かれていない取組", "number_as_printed": ""})],
                "rows": unplaced,
            }
        )
    return groups
