from django.http import Http404
from django.shortcuts import render

from organizations.models import Department
from plans.pages import plan_page

from ..outline import read_outline


@plan_page
def department_list(request, plan):
    """Every department named in the plan, with how many items name it first or later."""
    outline = read_outline(plan)
    context = {"plan": plan, "departments": _departments(plan, outline), "items": len(outline.items)}
    return render(request, "actions/department_list.html", context)


@plan_page
def department_detail(request, plan, code):
    """One department: its contact and its items in this plan."""
    department = Department.objects.filter(municipality=plan.municipality, code=code).with_names().first()
    outline = read_outline(plan)
    items = [
        (item, position)
        for item in outline.items.values()
        for position, (found, _name, _role) in enumerate(item.departments)
        if found == code
    ]
    if department is None or not (items or plan.owner_id == department.id):
        raise Http404("お探しの部署は、この計画には見つかりませんでした。")
    name = department.name_in(plan.start_fy)
    context = {
        "plan": plan,
        "department": department,
        "name": name,
        "present_name": department.name if department.name != name else "",
        "first_items": [item for item, position in items if position == 0],
        "later_items": [item for item, position in items if position > 0],
    }
    return render(request, "actions/department_detail.html", context)


def _departments(plan, outline):
    rows = {}
    for item in outline.items.values():
        for position, (code, name, _role) in enumerate(item.departments):
            row = rows.setdefault(code, {"code": code, "name": name, "first": 0, "later": 0})
            row["later" if position else "first"] += 1
    collective = set(
        Department.objects.filter(municipality=plan.municipality, is_collective=True).values_list(
            "code", flat=True
        )
    )
    for row in rows.values():
        row["is_collective"] = row["code"] in collective
    return sorted(rows.values(), key=lambda row: (row["is_collective"], -row["first"], -row["later"]))
