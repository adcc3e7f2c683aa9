"""The first page after signing in: one's own work."""

from django.db.models import Count
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from organizations.access import Role, access_of
from plans.models import Plan

from ..models import ReportingRound, YearlyStatus
from ..survey.left_open import add_left_open
from ..survey.worklists import department_work, due_sentence, own_departments, round_works

DESK = "desk"  # the department somebody of several has chosen to see, kept in the session


def unpublished_results(access):
    """[{"round", "plan", "year", "number"}]: confirmed answers that wait for the 公開責任者."""
    cities = access.cities(Role.PUBLISHER)
    if not cities:
        return []
    waiting = YearlyStatus.objects.filter(
        item__plan__municipality__in=cities, state="confirmed", is_published=False
    )
    rows = waiting.values("round", "round__plan__title", "fiscal_year").annotate(number=Count("pk"))
    return list(rows.order_by("fiscal_year", "round__plan__title"))


def chosen_department(request, departments):
    """The one of these departments that the person has chosen; None: all."""
    return next((each for each in departments if each.pk == request.session.get(DESK)), None)


@require_POST
def choose_department(request):
    """Which of the own departments the first page shows; anything else is all of them."""
    wanted = request.POST.get("department", "")
    own = access_of(request.user).departments(Role.EDITOR, Role.APPROVER)
    request.session[DESK] = next((pk for pk in own if str(pk) == wanted), None)
    return HttpResponseRedirect(reverse("admin:index"))


def my_work(request):
    """The context of the first page: own answers, rounds one runs, rounds one reads, plans one edits."""
    access, today = access_of(request.user), timezone.localdate()
    runs, reads, plans = [], [], []
    departments = own_departments(access)
    chosen = chosen_department(request, departments)
    works = department_work(access, today, [chosen] if chosen else departments)
    add_left_open(works, request.user, today)
    if access.has(Role.COORDINATOR):
        rounds = ReportingRound.objects.current()
        plans = Plan.objects.select_related("municipality")
        if not access.is_administrator:
            rounds = rounds.of_cities(access.cities(Role.COORDINATOR))
            plans = plans.filter(municipality__in=access.cities(Role.COORDINATOR))
        runs = round_works(rounds)
    readers = access.cities(Role.PUBLISHER, Role.EVALUATOR, Role.VIEWER) - access.cities(Role.COORDINATOR)
    if readers:
        rounds = ReportingRound.objects.of_cities(readers).current()
        reads = [(round_, due_sentence(round_, today)) for round_ in rounds]
    return {
        "department_works": works,
        "own_departments": departments if len(departments) > 1 else [],
        "chosen_department": chosen,
        "several_cities": len({department.municipality_id for department in departments}) > 1,
        "round_works": runs,
        "rounds_to_read": reads,
        "unpublished": unpublished_results(access),
        "my_plans": plans,
        "is_member": not access.is_administrator,
    }
