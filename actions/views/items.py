from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of, span_label
from kyodo_portal.japanese.wording import name_of
from plans.linked_data import page_data
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
        "when": _when(timetable, item),
        "years": [
            (column, _cells(timetable, item, column), results.get(column.fiscal_year))
            for column in timetable.columns
        ],
        "results": [_under_its_name(results[year], departments) for year in sorted(results, reverse=True)],
        "latest": results[max(results)] if results else None,
        "previous_item": previous_item,
        "next_item": next_item,
        "json_ld": page_data(request, plan, name_of(item)),
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
                "name_en": department.name_en if name == department.name else "",
                "today": today,
                "is_another": today is not None and today.name != name,
                "is_printed": today == department and today.name == name,
            }
        )
    return rows


def _under_its_name(result, departments):
    """The result, with its department as {name, name_en}: English where one of these still has that name."""
    known = [each for row in departments for each in (row["department"], row["today"]) if each]
    english = {each.name: each.name_en for each in known}
    name = result["department"]
    return result | {"department": name and {"name": name, "name_en": english.get(name, "")}}


def _cells(timetable, item, column):
    """The cells of one printed column, with the slot each stands in."""
    cells = timetable.cells.get(item.id, {})
    found = [(slot, cells.get((slot.fiscal_year, slot.phase_id, slot.part))) for slot in column.slots]
    return [(slot, cell) for slot, cell in found if cell]


def _when(timetable, item):
    """The years in which anything is planned, from the first to the last; else the phases; "" where neither is printed."""
    planned = [column for column in timetable.columns if _cells(timetable, item, column)]
    years = [column for column in planned if column.fiscal_year]
    if not years:
        return " ".join(f"{column.title} {column.subtitle}".strip() for column in planned)
    is_open = years[-1].is_open_ended
    return span_label(years[0].fiscal_year, None if is_open else years[-1].fiscal_year, is_open)


def _neighbours(plan, item):
    """{code, name, name_en} before and after, in the plan's order; None at its ends."""
    rows = list(plan.items.order_by("sort_order", "code").values("code", "name", "name_en"))
    position = next(i for i, row in enumerate(rows) if row["code"] == item.code)
    before = rows[position - 1] if position else None
    after = rows[position + 1] if position + 1 < len(rows) else None
    return before, after
