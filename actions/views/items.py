from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from plans.pages import plan_page

from ..models import ActionItem
from ..responsible import present_departments
from ..results import published_results
from ..timetable import read_timetable


@plan_page
def item_detail(request, plan, code):
    """Everything about one item: what, who, when, how it went, where else it stands, and its neighbours."""
    item = ActionItem.objects.filter(plan=plan, code=code).for_item_page().first()
    if item is None:
        raise Http404("お探しの取組は見つかりませんでした。")
    previous_item, next_item = _neighbours(plan, item)
    places = list(item.placements.all())
    departments = _departments(plan, item)
    contact = next((d for d in departments if d["today"] and d["today"].has_contact), None)
    timetable = read_timetable(plan, item=item)
    results = {result["fiscal_year"]: result for result in published_results(plan, item=item)}
    context = {
        "plan": plan,
        "item": item,
        "place": next((place for place in places if not place.is_repeat), None),
        "main_places": [place for place in places if not place.is_repeat],
        "repeats": [place for place in places if place.is_repeat],
        "departments": departments,
        "contact": contact,
        "years": [
            (column, _cells(timetable, item, column), results.get(column.fiscal_year))
            for column in timetable.columns
        ],
        "results": sorted(results.values(), key=lambda result: -result["fiscal_year"]),
        "previous_item": previous_item,
        "next_item": next_item,
    }
    return render(request, "actions/item_detail.html", context)


def _departments(plan, item):
    """The printed departments, each under its name in the plan's first year, with the one that does its work today."""
    this_year = fiscal_year_of(timezone.localdate())
    present = present_departments(plan, this_year, items=[item.pk]).get(item.pk, {})
    rows = []
    for link in item.item_departments.all():
        department = link.department
        today = present.get(department.pk, department if department.is_collective else None)
        name = department.name_in(plan.start_fy)
        rows.append(
            {
                "department": department,
                "name": name,
                "today": today,
                "is_another": today is not None and today.name != name,
                "is_printed": today == department and today.name == name,
            }
        )
    return rows


def _cells(timetable, item, column):
    """The cells of one printed column, with the slot each stands in."""
    cells = timetable.cells.get(item.id, {})
    found = [(slot, cells.get((slot.fiscal_year, slot.phase_id, slot.part))) for slot in column.slots]
    return [(slot, cell) for slot, cell in found if cell]


def _neighbours(plan, item):
    """(code, name) before and after, in the plan's order; None at its ends."""
    rows = list(plan.items.order_by("sort_order", "code").values_list("code", "name"))
    position = next(i for i, (code, _name) in enumerate(rows) if code == item.code)
    before = rows[position - 1] if position else None
    after = rows[position + 1] if position + 1 < len(rows) else None
    return before, after
