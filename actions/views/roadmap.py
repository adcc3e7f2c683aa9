from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from plans.linked_data import page_data
from plans.pages import plan_page

from ..filters import apply_filters, in_words
from ..outline import read_outline
from ..timetable import read_timetable

# From here on the table does not fit a screen of 1280 px, and scrolls in a region of its own.
WIDE_FROM_SLOTS = WIDE_FROM_COLUMNS = 9


@plan_page
def roadmap(request, plan):
    """Every item under its policy and measure, across the plan's own years or phases."""
    outline = read_outline(plan)
    timetable = read_timetable(plan)
    result = apply_filters(request.GET, plan, outline, timetable)
    has_actors = any(item.actors for item in outline.items.values())
    has_departments = any(item.departments for item in outline.items.values())
    parties = _Parties(has_actors, has_departments)
    groups = _groups(plan, outline, timetable, result, parties)
    policies = _policies(groups)
    context = {
        "plan": plan,
        "columns": timetable.columns,
        "has_parts": timetable.has_parts,
        "is_wide": len(timetable.slots) >= WIDE_FROM_SLOTS
        or len(timetable.columns) + has_actors + has_departments >= WIDE_FROM_COLUMNS,
        "width": len(timetable.slots) + 1 + has_actors + has_departments,
        "has_actors": has_actors,
        "has_departments": has_departments,
        "groups": groups,
        "policies": policies,
        "counts_overlap": sum(count for _head, count in policies) > len(result.item_ids),
        "conditions": in_words(result.chosen),
        "result": result,
        "stages": timetable.stages,
        "items_url": f"{plan.get_absolute_url()}items/",
        "json_ld": page_data(request, plan, plan.roadmap_title),
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
    """One group a measure that has rows left: its heads, outermost first, and its rows."""
    addresses = _Addresses()

    def row(item, place):
        address, is_home = addresses.of(item, place)
        return {
            "item": item,
            "place": place,
            "address": address,
            "parties_html": parties.html(item),
            "slots_html": timetable.row(item.id, address if is_home else ""),
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
            heads = [head for head in _heads(plan, top, measure) if head["address"] not in shown]
            shown.update(head["address"] for head in heads)
            groups.append({"heads": heads, "rows": rows})
    unplaced = [row(item, None) for item in outline.unplaced_items if item.id in result.item_ids]
    if unplaced:
        node = {"name": _("施策に置かれていない取組"), "number_as_printed": ""}
        head = {"level": "policy", "label": "", "node": node, "address": "no-measure"}
        groups.append({"heads": [head], "rows": unplaced})
    return groups


def _heads(plan, top, measure):
    """The rows above the items of a measure: its policies and the measure itself."""
    levels = [("policy", top, f"policy-{top.code}")]
    if measure.policy is not top:
        levels.append(("subpolicy", measure.policy, f"policy-{measure.policy.code}"))
    levels.append(("measure", measure, f"measure-{measure.policy.code}_{measure.code}"))
    return [
        {"level": level, "label": plan.words[level], "node": node, "address": address}
        for level, node, address in levels
    ]


class _Addresses:
    """The id of each row: item-1-1 where the item is at home, which its cells are named after; place-1_1-1_1-1-1 elsewhere."""

    def __init__(self):
        self.taken = set()

    def of(self, item, place):
        """The id, and whether the item is at home there: in its main place, or where it has none in its first."""
        is_home = place is item.main_place or (item.main_place is None and item.id not in self.taken)
        self.taken.add(item.id)
        if is_home:
            return f"item-{item.code}", True
        return f"place-{place.measure.policy.code}_{place.measure.code}_{place.code}", False


def _policies(groups):
    """(head of an outermost policy, how many different items the table has under it)"""
    policies = []
    for group in groups:
        for head in group["heads"]:
            if head["level"] == "policy":
                policies.append((head, set()))
        policies[-1][1].update(row["item"].id for row in group["rows"])
    return [(head, len(items)) for head, items in policies]
