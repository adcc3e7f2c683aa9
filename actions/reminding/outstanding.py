"""What has not been handed in: by round and department. Three queries."""

from dataclasses import dataclass, field

from organizations.models import Department

from ..models import ReportingRound, SupportPart, YearlyStatus

State = YearlyStatus.State


@dataclass
class Outstanding:
    """What one department has still to hand in in one round; `department` is None where nobody has been asked.

    `parts`: what it adds, as a supporting department, to answers of others that are not yet approved.
    """

    round: ReportingRound
    department: Department | None
    answers: list = field(default_factory=list)
    parts: list = field(default_factory=list)

    @property
    def number(self):
        return len(self.answers) + len(self.parts)

    def without_parts(self):
        return Outstanding(self.round, self.department, self.answers)


def outstanding_of(city):
    """[Outstanding] of the city's current rounds: the nearest due date first, unasked answers last in each."""
    rounds = ReportingRound.objects.of_cities([city.pk]).current().select_related("plan__owner")
    by_round = {round_.pk: (round_, {}) for round_ in rounds}

    def entry(round_id, department):
        round_, rows = by_round[round_id]
        key = department and department.pk
        return rows.setdefault(key, Outstanding(round_, department))

    for answer in YearlyStatus.objects.filter(round__in=by_round).outstanding().for_lists():
        entry(answer.round_id, answer.department).answers.append(answer)
    parts = SupportPart.objects.filter(answer__round__in=by_round, is_handed_in=False)
    for part in (
        parts.exclude(answer__state__in=(State.APPROVED, State.CONFIRMED))
        .select_related("answer__item", "answer__department", "department")
        .order_by("answer__item__sort_order", "answer__item__code", "pk")
    ):
        entry(part.answer.round_id, part.department).parts.append(part)
    return [
        row for _round, rows in by_round.values() for row in sorted(rows.values(), key=_place_of_department)
    ]


def _place_of_department(row):
    department = row.department
    return (1, 0, 0) if department is None else (0, department.sort_order, department.pk)
