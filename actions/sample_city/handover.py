"""What somebody left open who went away in the middle of the survey: so that a new 入力者 finds it on the first page."""

from datetime import timedelta

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from organizations.access import Role
from organizations.models import Membership, User

from ..models import AnswerStep, YearlyStatus

USERNAME = "mihon-zennin"


def leave_drafts(department, *, now=None):
    """The drafts of that department in the survey under way become those of 見本 前任者, an account nobody signs in with.

    The membership ended yesterday and had begun before the survey. -> User
    """
    drafts = YearlyStatus.objects.filter(
        department=department, round__isnull=False, state=YearlyStatus.State.DRAFT
    )
    person = User(username=USERNAME, last_name="見本", first_name="前任者", is_active=False)
    person.set_unusable_password()
    person.save()
    rows = list(drafts.select_related("round"))
    opened_on = min(timezone.localdate(row.round.opened_at) for row in rows)
    Membership.objects.create(
        user=person,
        municipality=department.municipality,
        department=department,
        role=Role.EDITOR,
        start_on=fiscal_year_bounds(fiscal_year_of(opened_on))[0],
        end_on=timezone.localdate(now) - timedelta(days=1),
    )
    for row in rows:
        row.answered_by = person
        row.save()
    AnswerStep.objects.filter(answer__in=rows).update(by=person)
    return person
