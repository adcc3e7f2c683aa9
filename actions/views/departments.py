from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from plans.pages import plan_page

from ..outline import read_outline
from ..plan_departments import PlanDepartments


@plan_page
def department_list(request, plan):
    """Every department named in the plan, with how many items name it first or later, and who followed it."""
    outline = read_outline(plan)
    departments = PlanDepartments(plan, fiscal_year_of(timezone.localdate()))
    context = {"plan": plan, "departments": _rows(departments, outline), "items": len(outline.items)}
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
        for position, (found, _name, _role) in enumerate(item.departments)
        if found == code
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
        "name": name,
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
    }
    return render(request, "actions/department_detail.html", context)


def _rows(departments, outline):
    rows = {}
    for item in outline.items.values():
        for position, (code, name, _role) in enumerate(item.departments):
            row = rows.setdefault(code, {"code": code, "name": name, "first": 0, "later": 0})
            row["later" if position else "first"] += 1
    for code, row in rows.items():
        department = departments.by_code[code]
        row["is_collective"] = department.is_collective
        row["followers"] = departments.followers(department)
        name = department.name_in(departments.plan.start_fy)
        row["present_name"] = department.name if department.name != name else ""
    return sorted(rows.values(), key=lambda row: (row["is_collective"], -row["first"], -row["later"]))
