from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from kyodo_portal.japanese.syllabary import order_of, row_of
from plans.linked_data import page_data
from plans.pages import plan_page

from ..outline import read_outline
from ..plan_departments import PlanDepartments

GROUPED_FROM = 16  # departments; a shorter list is seen at a glance


@plan_page
def department_list(request, plan):
    """Every department named in the plan, with how many items name it first or later, and who followed it.

    Those with the most items come first; with ?order=reading they stand in 五十音 order.
    """
    outline = read_outline(plan)
    departments = PlanDepartments(plan, fiscal_year_of(timezone.localdate()))
    order = "reading" if request.GET.get("order") == "reading" else "items"
    rows = _rows(departments, outline)
    context = {
        "plan": plan,
        "groups": _by_reading(rows) if order == "reading" else _by_items(rows),
        "order": order,
        "items": len(outline.items),
        "json_ld": page_data(request, plan, _("担当部署")),
    }
    return render(request, "actions/department_list.html", context)


@plan_page
def department_detail(request, plan, code):
    """One department: its contact, its items in this plan, those it took over, and who followed it."""
    this_year = fiscal_year_of(timezone.localdate())
    departments = PlanDepartments(plan, this_year)
    department = departments.by_code.get(code)
    outline = read_outline(plan)
    items = [
        (item, position)
        for item in outline.items.values()
        for position, each in enumerate(item.departments)
        if each.code == code
    ]
    is_named = bool(items) or (department is not None and plan.owner_id == department.pk)
    if department is None or not (is_named or departments.belongs(department)):
        raise Http404("お探しの部署は、この計画には見つかりませんでした。")
    name = department.name_in(plan.start_fy)
    followers = departments.followers(department)
    is_gone = department.end_fy is not None and department.end_fy < this_year
    today = departments.today(department)
    context = {
        "plan": plan,
        "department": department,
        "contact": today if today and today.has_contact else None,
        "is_printed": is_named and today == department and department.name == name,
        "shown": _named(department, name),
        "present_name": department.name if department.name != name else "",
        "is_named": is_named,
        "first_items": [item for item, position in items if position == 0],
        "later_items": [item for item, position in items if position > 0],
        "followers": followers,
        "is_abolished": is_gone and not followers,
        "taken_over": [
            (outline.items[item], before, from_fy)
            for item, before, from_fy in departments.taken_over(department)
        ],
        "json_ld": page_data(request, plan, name),
    }
    return render(request, "actions/department_detail.html", context)


def _rows(departments, outline):
    rows = {}
    for item in outline.items.values():
        for position, each in enumerate(item.departments):
            row = rows.setdefault(each.code, {"code": each.code, "first": 0, "later": 0})
            row["later" if position else "first"] += 1
    for code, row in rows.items():
        department = departments.by_code[code]
        name = department.name_in(departments.plan.start_fy)
        row |= _named(department, name)
        row["is_collective"] = department.is_collective
        row["followers"] = departments.followers(department)
        row["present"] = department if department.name != name else None
        row["order"] = order_of(name, "" if row["present"] else department.reading)
    return list(rows.values())


def _named(department, name):
    """What a page calls it where it goes by that name; its English name is that of today."""
    return {"name": name, "name_en": department.name_en if name == department.name else ""}


def _by_items(rows):
    rows = sorted(rows, key=lambda row: (row["is_collective"], -row["first"], -row["later"]))
    return [{"kana": "", "is_headed": False, "rows": rows}] if rows else []


def _by_reading(rows):
    """[{kana, is_headed, rows}]: one group for each row of the 五十音, those without kana last; a short list in one."""
    rows = sorted(rows, key=lambda row: (not row_of(row["order"]), row["order"], row["code"]))
    if len(rows) < GROUPED_FROM:
        return [{"kana": "", "is_headed": False, "rows": rows}] if rows else []
    return [
        {"kana": kana, "is_headed": True, "rows": list(group)}
        for kana, group in groupby(rows, key=lambda row: row_of(row["order"]))
    ]
