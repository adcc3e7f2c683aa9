"""A returned answer is written again: by the department that does the work now, where its own is gone."""

from kyodo_portal.japanese.fiscal_years import fiscal_year_of

from ..responsible import Responsible


def hand_to_present(answer, today):
    """Give the answer, and its parts of departments that are gone, to those that do the work today. Saves the parts.

    Where nobody does, or a person must decide, the answer belongs to nobody and is found among those without a
    department. A part that is written and has nowhere to go stays; an empty one is deleted.
    """
    year = fiscal_year_of(today)
    parts = list(answer.parts.select_related("department").order_by("pk"))
    if not any(_is_gone(each.department, year) for each in (answer, *parts)):
        return
    item = answer.item_id
    responsible = Responsible(answer.item.plan.municipality_id, [item])
    if _is_gone(answer.department, year):
        answer.department_id = responsible.way(item, answer.department_id, year).end
    taken = {answer.department_id, *(part.department_id for part in parts)}
    for part in parts:
        if _is_gone(part.department, year):
            _move_part(part, responsible.way(item, part.department_id, year).end, taken)
        elif part.department_id == answer.department_id and _is_empty(part):
            part.delete()


def _move_part(part, department, taken):
    if department is not None and department not in taken:
        taken.add(department)
        part.department_id = department
        part.save()
    elif _is_empty(part):
        part.delete()


def _is_empty(part):
    return not (part.done or part.internal_note)


def _is_gone(department, fiscal_year):
    return department is not None and department.end_fy is not None and department.end_fy < fiscal_year
