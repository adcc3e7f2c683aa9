"""Who has a plan today: the department it prints, or the one that took over from it."""

from dataclasses import dataclass

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from organizations.models import Department
from organizations.succession import Lineage


@dataclass(frozen=True)
class Ownership:
    """`printed`: the department the plan names, None where it names none. `today`: the one that does its work today;
    None where nobody does, because it was abolished or split.

    `is_another`: `today` is another department than the printed one, or has another name by now.
    """

    printed: Department | None = None
    today: Department | None = None
    is_another: bool = False

    @property
    def contact(self):
        return self.today if self.today and self.today.has_contact else None

    @property
    def is_printed(self):
        return self.today is not None and not self.is_another

    @property
    def is_gone(self):
        return self.printed is not None and self.today is None


def ownership_of(plan, fiscal_year=None):
    """The Ownership of the plan in that year (None: today). Two queries."""
    printed = plan.owner
    if printed is None:
        return Ownership()
    year = fiscal_year or fiscal_year_of(timezone.localdate())
    end = Lineage(plan.municipality_id).way(printed.pk, year).end
    today = printed if end == printed.pk else Department.objects.filter(pk=end).first()
    is_another = today is not None and (today != printed or printed.name_in(plan.start_fy) != printed.name)
    return Ownership(printed, today, is_another)
