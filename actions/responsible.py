"""Who does the work of the departments a plan prints: in a past year, today, and in a round."""

from dataclasses import dataclass, field

from organizations.models import Department
from organizations.succession import Lineage

from .models import ItemDepartment, ItemHandover


@dataclass
class Asked:
    """Who answers for an item: department ids. `printed`: the names in the plan, for a person to decide by.

    `lead` is None where a person decides.
    """

    lead: int | None = None
    supports: list = field(default_factory=list)
    printed: list = field(default_factory=list)


class Responsible:
    """The printed departments of these items of one city, and who does their work in any year. Three queries."""

    def __init__(self, municipality_id, items):
        self.lineage = Lineage(municipality_id)
        self.printed, self.handovers = {}, {}
        rows = ItemDepartment.objects.filter(item__in=items).order_by("position", "id")
        columns = ("item", "department", "department__name", "department__is_collective", "role")
        for item, *row in rows.values_list(*columns):
            self.printed.setdefault(item, []).append(row)
        rows = ItemHandover.objects.filter(item__in=items).order_by("from_fy", "id")
        for item, *row in rows.values_list("item", "predecessor", "successor", "from_fy"):
            self.handovers.setdefault(item, []).append(tuple(row))

    def way(self, item, department, fiscal_year, *, since=0):
        """How the department's work for that item went on up to that year: a Way."""
        return self.lineage.way(department, fiscal_year, self.handovers.get(item, ()), since=since)

    def ways(self, fiscal_year):
        """(item id, printed department id, Way) of each department printed, collective names left out."""
        for item, rows in self.printed.items():
            for department, _name, is_collective, _role in rows:
                if not is_collective:
                    yield item, department, self.way(item, department, fiscal_year)

    def asked(self, fiscal_year):
        """Item id -> Asked.

        The printed 主管 answers; where the plan does not print who leads, the first department it names. The others
        support. A department that is gone stands for the one that took over. A collective name (関係課), a department
        that was split without a decision and one that was abolished stand for nobody: where that was the 主管, a
        person decides who leads, for nobody has asked those that support.
        """
        asked = {}
        for item, rows in self.printed.items():
            entry = asked[item] = Asked(printed=[name for _department, name, *_rest in rows])
            is_undecided = False
            for department, _name, is_collective, role in rows:
                is_lead = role == ItemDepartment.Role.LEAD
                end = None if is_collective else self.way(item, department, fiscal_year).end
                if end is None:
                    is_undecided |= is_lead and not is_collective
                    continue
                if is_lead:
                    entry.lead = end
                elif end not in entry.supports:
                    entry.supports.append(end)
            if entry.lead is None and entry.supports and not is_undecided:
                entry.lead = entry.supports[0]
            entry.supports = [department for department in entry.supports if department != entry.lead]
        return asked


def present_departments(plan, fiscal_year, items=None):
    """Item id -> {printed department id: the Department that does its work in that year}. Four queries.

    None where nobody does, or a person must decide. Collective names are left out. `items`: only these.
    """
    responsible = Responsible(plan.municipality_id, plan.items.all() if items is None else items)
    departments = Department.objects.filter(municipality=plan.municipality_id).in_bulk()
    found = {}
    for item, printed, way in responsible.ways(fiscal_year):
        found.setdefault(item, {})[printed] = departments.get(way.end)
    return found


def department_names_in_year(plan, answers):
    """Id of each YearlyStatus -> the name its department had in the year it is about; "" where it has none.

    A department that began later (it answered in spring for the year before the merger) stands there as the one that
    had the work in that year; where that cannot be told, under its present name. `answers` are of that plan. Two
    queries, and three more where a department began later.
    """
    answers = list(answers)
    rows = Department.objects.filter(municipality=plan.municipality_id).with_names()
    departments = {department.pk: department for department in rows}
    late = [
        a for a in answers if a.department_id and _began_after(departments[a.department_id], a.fiscal_year)
    ]
    earlier = _Earlier(plan, late, departments) if late else None
    names = {}
    for answer in answers:
        department = departments.get(answer.department_id)
        if department is None:
            names[answer.pk] = ""
        elif not _began_after(department, answer.fiscal_year):
            names[answer.pk] = department.name_in(answer.fiscal_year)
        else:
            names[answer.pk] = earlier.name(answer, department)
    return names


def _began_after(department, fiscal_year):
    return department.start_fy is not None and department.start_fy > fiscal_year


class _Earlier:
    """The departments before those that began too late for the year they answered about."""

    def __init__(self, plan, answers, departments):
        self.departments = departments
        self.responsible = Responsible(plan.municipality_id, {answer.item_id for answer in answers})
        self.asked = {year: self.responsible.asked(year) for year in {a.fiscal_year for a in answers}}

    def name(self, answer, department):
        asked = self.asked[answer.fiscal_year].get(answer.item_id, Asked())
        candidates = [each for each in (asked.lead, *asked.supports) if each is not None]
        before = [each for each in candidates if self._handed_on(answer.item_id, each, department)]
        before = before or self._only_predecessor(department)
        return self.departments[before[0]].name_in(answer.fiscal_year) if before else department.name

    def _handed_on(self, item, candidate, department):
        lineage, year = self.responsible.lineage, department.start_fy
        followers = lineage.followers([candidate], year)
        return department.pk in followers or self.responsible.way(item, candidate, year).end == department.pk

    def _only_predecessor(self, department):
        lineage = self.responsible.lineage
        found = [
            each for each in lineage.successors if department.pk in lineage.direct(each, department.start_fy)
        ]
        return found if len(found) == 1 else []
