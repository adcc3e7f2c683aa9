"""The first page after signing in: one's own work."""

from django.db.models import Count, Prefetch
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from organizations.access import Role, access_of
from organizations.models import Municipality
from plans.models import Plan

from ..models import ReportingRound, YearlyStatus
from ..survey.left_open import add_left_open
from ..survey.worklists import department_work, due_sentence, own_departments, round_works
from .report_work import report_work
from .year_change import preparations

MOST_CITIES = 30  # on the first page of the portal administrator; the list of cities has them all
DESK = "desk"  # the department somebody of several has chosen to see, kept in the session


def by_round(statuses):
    """[{"round__plan", "round__plan__title", "fiscal_year", "number"}]: how many of these each round has."""
    rows = statuses.values("round__plan", "round__plan__title", "fiscal_year").annotate(number=Count("pk"))
    return list(rows.order_by("fiscal_year", "round__plan__title"))


def unpublished_work(access, reports):
    """What waits for the 公開責任者: confirmed answers, and published ones with finished evaluations.

    `reports`: a year that already stands there ([PlanReports]) is not said twice.
    """
    cities = access.cities(Role.PUBLISHER)
    if not cities:
        return [], []
    own = YearlyStatus.objects.answers().filter(item__plan__municipality__in=cities)
    told = {(work.plan.pk, year) for work in reports for year in work.years}
    rows = by_round(own.filter(state="confirmed", is_published=False))
    return (
        [row for row in rows if (row["round__plan"], row["fiscal_year"]) not in told],
        by_round(own.with_waiting_evaluations()),
    )


def own_cities(access):
    """The cities in use with their plans where the person is 事務局, one more than are shown; the administrator's are all."""
    cities = Municipality.objects.in_use().order_by("code")
    if not access.is_administrator:
        cities = cities.filter(pk__in=access.cities(Role.COORDINATOR))
    plans = Plan.objects.order_by("title")
    return list(cities.prefetch_related(Prefetch("plans", plans))[: MOST_CITIES + 1])


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
    runs, reads, cities, shown = [], [], [], []
    departments = own_departments(access)
    chosen = chosen_department(request, departments)
    works = department_work(access, today, [chosen] if chosen else departments)
    add_left_open(works, request.user, today)
    if access.has(Role.COORDINATOR):
        cities = own_cities(access)
        shown = cities[:MOST_CITIES]
        runs = round_works(ReportingRound.objects.of_cities(shown).current())
        prepared = {} if access.is_administrator else preparations(shown, request.user, today)
        for city in shown:
            city.preparation = prepared.get(city.pk)
    readers = access.cities(Role.PUBLISHER, Role.VIEWER) - access.cities(Role.COORDINATOR)
    if readers:
        rounds = ReportingRound.objects.of_cities(readers).current()
        reads = [(round_, due_sentence(round_, today)) for round_ in rounds]
    judges = access.cities(Role.EVALUATOR)
    reporting = {city.pk for city in shown} | access.cities(Role.PUBLISHER)
    reports = report_work(reporting, only_with_work=access.is_administrator)
    unpublished, unpublished_evaluations = unpublished_work(access, reports)
    return {
        "department_works": works,
        "own_departments": departments if len(departments) > 1 else [],
        "chosen_department": chosen,
        "several_cities": len({department.municipality_id for department in departments}) > 1,
        "round_works": runs,
        "rounds_to_read": reads,
        "rounds_to_judge": ReportingRound.objects.to_judge(judges) if judges else [],
        "plan_reports": reports,
        "unpublished": unpublished,
        "unpublished_evaluations": unpublished_evaluations,
        "my_cities": shown,
        "more_cities": len(cities) > MOST_CITIES,
        "is_member": not access.is_administrator,
    }
