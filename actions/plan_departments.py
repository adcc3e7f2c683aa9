"""The departments of one plan on its public pages: who followed whom, and which items were taken over."""

from organizations.models import Department

from .responsible import Responsible


class PlanDepartments:
    """Five queries, whatever the size. `by_code`: the departments of the city."""

    def __init__(self, plan, fiscal_year):
        self.plan, self.fiscal_year = plan, fiscal_year
        self.responsible = Responsible(plan.municipality_id, plan.items.all())
        rows = Department.objects.filter(municipality=plan.municipality_id).with_names()
        self.by_id = {row.pk: row for row in rows}
        self.by_code = {row.code: row for row in self.by_id.values()}

    def followers(self, department):
        """[(Department, its name when it took over, from which fiscal year)] of those that took over directly."""
        direct = self.responsible.lineage.direct(department.pk, self.fiscal_year)
        found = [(self.by_id[pk], from_fy) for pk, from_fy in direct.items()]
        found.sort(key=lambda each: (each[1], each[0].sort_order, each[0].code))
        return [(each, each.name_in(from_fy), from_fy) for each, from_fy in found]

    def taken_over(self, department):
        """[(item id, name of the printed department in the plan's first year, from which fiscal year)]"""
        return [
            (item, self.by_id[printed].name_in(self.plan.start_fy), from_fy)
            for item, printed, way in self.responsible.ways(self.fiscal_year)
            for follower, from_fy in way.steps
            if follower == department.pk
        ]

    def today(self, department):
        """The Department that does its work today; None where nobody does, or several."""
        return self.by_id.get(self.responsible.lineage.way(department.pk, self.fiscal_year).end)

    def belongs(self, department):
        """Whether the department followed one that the plan names, at once or after others, or took over an item."""
        named = {row[0] for rows in self.responsible.printed.values() for row in rows}
        named |= {self.plan.owner_id} - {None}
        followers = self.responsible.lineage.followers(named, self.fiscal_year)
        return department.pk in followers or bool(self.taken_over(department))
