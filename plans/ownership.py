"""Who has a plan today: the department it prints, or the one that took over from it."""

from dataclasses import dataclass

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from organizations.models import Department
from organizations.succession import Lineage


@dataclass(frozen=True)
class Ownership:
    """`printed`: the department the plan names, and `name` its name then; None where the plan names none.

    `today`: the department that does its work today; None where nobody does, because it was abolished or split.
    """

    printed: Department | None = None
    name: str = ""
    today: Department | None = None

    @property
    def contact(self):
        return self.today if self.today and self.today.has_contact else None

    @property
    def is_gone(self):
        return self.printed is not None and self.today is None

    @property
    def is_another(self):
        """Whether a citizen must look for another name than the printed one."""
        return self.today is not None and self.today.name != self.name

    @property
    def is_printed(self):
        return self.today is not None and self.today == self.printed and not self.is_another


def ownership_of(plan):
    """The Ownership of the plan today. Two queries, a third where another department has it."""
    if plan.owner is None:
        return Ownership()
    year = fiscal_year_of(timezone.localdate())
    end = Lineage(plan.municipality_id).way(plan.owner_id, year).end
    today = plan.owner if end == plan.owner_id else Department.objects.filter(pk=end).first()
    return Ownership(plan.owner, plan.owner.name_in(plan.start_fy), today)
