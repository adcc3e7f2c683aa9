"""What a department was called in the year an answer is about, beside the name that staff know it by today."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of

from ..models import ItemDepartment
from ..responsible import department_names_in_year

UNDECIDED = "未定"


@dataclass(frozen=True)
class NameThen:
    """`present`: the name today where it is another one; "" where it is not, or the department is gone."""

    then: str
    present: str = ""

    def __str__(self):
        return f"{self.then}(いま: {self.present})" if self.present else self.then


def name_then(department, then, today=None):
    """The NameThen of a department that was called `then`."""
    gone = department.end_fy is not None and department.end_fy < fiscal_year_of(today or timezone.localdate())
    return NameThen(then, "" if gone or department.name == then else department.name)


def name_departments(answers):
    """Give each answer `department_then`, a NameThen; None where nobody has been asked. Returns them as a list.

    `answers` have their department loaded and may be of several plans and cities. One query, and six for each city in
    which a department began after the year it answered about.
    """
    answers = list(answers)
    departments = {a.department_id: a.department for a in answers if a.department_id}
    prefetch_related_objects(list(departments.values()), "former_names")
    late = {}
    for answer in answers:
        department = departments.get(answer.department_id)
        answer.department_then = department and name_then(department, department.name_in(answer.fiscal_year))
        if department and department.start_fy is not None and department.start_fy > answer.fiscal_year:
            late.setdefault(department.municipality_id, []).append(answer)
    for rows in late.values():
        names = department_names_in_year(rows[0].item.plan, rows)
        for answer in rows:
            answer.department_then = name_then(answer.department, names[answer.pk])
    return answers


def name_of_all(answers):
    """The name of a department whose answers these are; it may stand there for several that it took over from."""
    names = list(dict.fromkeys(answer.department_then for answer in answers))
    if names == [None]:
        return UNDECIDED
    presents = {name.present or name.then for name in names}
    then = list(dict.fromkeys(name.then for name in names))
    present = presents.pop() if len(presents) == 1 else ""
    return str(NameThen("、".join(then), "" if then == [present] else present))


def printed_names(items):
    """Item id -> names of the departments the plan prints, in printed order, with those of today. Two queries."""
    rows = ItemDepartment.objects.filter(item__in=items).select_related("department", "item__plan")
    names = {}
    for row in rows.prefetch_related("department__former_names").order_by("position", "id"):
        then = row.department.name_in(row.item.plan.start_fy)
        names.setdefault(row.item_id, []).append(str(name_then(row.department, then)))
    return names
