"""Which department does the work of another, in any fiscal year."""

from dataclasses import dataclass

from .models import Department


@dataclass(frozen=True)
class Way:
    """How work went from one department to the next. `steps`: (who took over, from which fiscal year), in order.

    `last`: the department at the end of the way; None after a split, where a person decides. `end`: the same, but
    None too where that department no longer exists.
    """

    steps: tuple
    last: int | None
    end: int | None


class Lineage:
    """How the departments of one city followed each other. One query; every year is answered from it."""

    def __init__(self, municipality_id):
        self.last_years, self.successors = {}, {}
        rows = Department.objects.filter(municipality=municipality_id).order_by(
            "pk", "successions__from_fy", "successions__successor"
        )
        columns = ("pk", "end_fy", "successions__from_fy", "successions__successor")
        for department, end_fy, from_fy, successor in rows.values_list(*columns):
            self.last_years[department] = end_fy
            if successor is not None:
                self.successors.setdefault(department, []).append((successor, from_fy))

    def way(self, department, fiscal_year, handovers=(), *, since=0):
        """The Way of the department's work up to that year.

        `handovers`: (predecessor, successor, from_fy) of one item; they go before the successions. Those before the
        year `since`, in which the department had the work for certain, no longer count.
        """
        steps, passed, year = [], set(), since
        while (department, year) not in passed:
            passed.add((department, year))
            following = self._following(department, fiscal_year, handovers, year)
            if not following:
                last_year = self.last_years.get(department)
                is_gone = last_year is not None and last_year < fiscal_year
                return Way(tuple(steps), department, None if is_gone else department)
            if len(following) > 1:
                return Way(tuple(steps), None, None)
            ((department, from_fy),) = following.items()
            year = max(year, from_fy)
            steps.append((department, from_fy))
        return Way(tuple(steps), None, None)  # two departments that each claim to follow the other

    def direct(self, department, fiscal_year):
        """Who took over from the department itself by that year: {successor: from which fiscal year}."""
        rows = self.successors.get(department, ())
        return {successor: from_fy for successor, from_fy in rows if from_fy <= fiscal_year}

    def followers(self, departments, fiscal_year):
        """The ids of all that took over from one of these by that year, directly or one after the other."""
        found, waiting = set(), list(departments)
        while waiting:
            new = self.direct(waiting.pop(), fiscal_year).keys() - found
            found |= new
            waiting += new
        return found

    def _following(self, department, fiscal_year, handovers, year):
        given = [
            (from_fy, successor)
            for predecessor, successor, from_fy in handovers
            if predecessor == department and year <= from_fy <= fiscal_year
        ]
        if given:
            from_fy, successor = max(given)
            return {successor: from_fy}
        return self.direct(department, fiscal_year)


def successors_in(municipality_id, fiscal_year):
    """Department id -> id of the one that has taken over by that year, for departments that were succeeded.

    A department that was split has None: a person decides. Chains are followed to their end. One query.
    """
    lineage = Lineage(municipality_id)
    return {
        department: lineage.way(department, fiscal_year).last
        for department in lineage.successors
        if lineage.direct(department, fiscal_year)
    }
