"""Who may do what with an answer. Membership decides; the pages and the deeds ask here."""

from django.utils import timezone

from organizations.access import Role, access_of
from organizations.models import Membership

from ..models import AnnualReport
from ..querysets import HANDED_IN


class Desk:
    """One person at work in one city: the rights, which departments have an approver today, and which years a report."""

    def __init__(self, user, city_id, *, on=None):
        self.user = user
        self.city_id = city_id
        self.day = on or timezone.localdate()
        self.access = access_of(user, on=self.day)
        self._with_approver = None
        self._reported = {}

    @property
    def coordinates(self):
        return self.access.has(Role.COORDINATOR, city=self.city_id)

    def writes_for(self, department_id):
        return department_id in self.access.departments(Role.EDITOR)

    def may_write(self, answer):
        """The department that answers; or the 事務局 in its place."""
        return self.coordinates or self.writes_for(answer.department_id)

    def is_on_behalf(self, answer):
        return not self.writes_for(answer.department_id)

    def may_write_part(self, part):
        return self.coordinates or self.writes_for(part.department_id)

    def may_approve(self, answer):
        """The department's approver; the 事務局 only where the department has none."""
        if answer.department_id in self.access.departments(Role.APPROVER):
            return True
        return self.coordinates and answer.department_id not in self.departments_with_approver

    def may_return(self, answer):
        """Its approver before the approval; the 事務局 at any time."""
        return self.coordinates or (
            answer.state == "submitted" and answer.department_id in self.access.departments(Role.APPROVER)
        )

    @property
    def departments_with_approver(self):
        if self._with_approver is None:
            approvers = Membership.objects.in_force(self.day).filter(
                municipality=self.city_id, role=Role.APPROVER, user__is_active=True
            )
            self._with_approver = frozenset(approvers.values_list("department", flat=True))
        return self._with_approver

    def is_reported(self, answer):
        """Whether citizens read the answer's year in a report: then they go on reading it, whatever becomes of the answer.

        One query for each plan and year.
        """
        year = answer.item.plan_id, answer.fiscal_year
        if year not in self._reported:
            standing = AnnualReport.objects.standing().filter(plan=year[0], fiscal_year=year[1])
            self._reported[year] = standing.exists()
        return self._reported[year]


def sees_answer(answer, desk):
    """A supporting department reads the lead's answer once it has been handed in."""
    return answer.state in HANDED_IN or desk.may_write(answer) or desk.may_approve(answer)
