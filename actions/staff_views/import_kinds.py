"""What each kind of import is about: who may have it, and the job that does it."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from organizations.access import Role, access_of
from organizations.importing.imported_lists import CITY, PLAN
from organizations.models import FileImport, Municipality
from plans.models import Plan

from ..exchange.plan_import import PlanJob
from ..exchange.reported import refuse_reported
from ..exchange.survey_import import SurveyJob
from ..exchange.survey_import import undo as undo_survey
from ..importing_lists import LISTS
from ..models import ReportingRound

NOT_FOUND = "お探しの取り込みは見つかりませんでした。"
SCOPES = {CITY: Municipality.objects.all(), PLAN: Plan.objects.select_related("municipality", "owner")}


@dataclass(frozen=True)
class Kind:
    """`job` and `origin` (the page where its files are chosen) are made from a record's target and a person."""

    job: object
    origin: object
    undo: object = None


def _plan_job(target, user):
    access = access_of(user)
    city = Municipality.objects.filter(pk=target["city"]).first() if target["city"] else None
    if not access.has(Role.COORDINATOR, city=city and city.pk) or (
        city is None and not access.is_administrator
    ):
        raise Http404(NOT_FOUND)
    plan = Plan.objects.select_related("municipality", "owner").filter(pk=target["plan"]).first()
    if target["plan"] and plan is None:
        raise Http404(NOT_FOUND)
    return PlanJob(by=user, city=city, plan=plan)


def _plan_origin(target):
    if target["plan"]:
        return reverse("admin:plan_book", args=[target["plan"]])
    if target["city"] is None:  # from the command line, and taken back
        return reverse("admin:file_imports")
    return reverse("admin:new_plan_book", args=[target["city"]])


def _survey_job(target, user):
    round_ = (
        ReportingRound.objects.select_related("plan__municipality", "scale")
        .filter(pk=target["round"])
        .first()
    )
    if round_ is None or not _still_writes(user, round_.plan.municipality_id, target["departments"]):
        raise Http404(NOT_FOUND)
    return SurveyJob(round_, by=user)


def _still_writes(user, city, departments):
    """Whether the person is the 事務局, or writes for all the departments for which the files came in."""
    access = access_of(user)
    if access.has(Role.COORDINATOR, city=city):
        return True
    return departments is not None and set(departments) <= access.departments(Role.EDITOR)


def _survey_origin(target):
    return reverse("admin:survey_books", args=[target["round"]])


def find_list(user, name, scope_id):
    """(the list, its city or plan), where this person may import it; 404 otherwise."""
    listed = LISTS.get(name)
    scope = listed and SCOPES[listed.scope_kind].filter(pk=scope_id).first()
    if scope is None or not listed.may_change(user, scope):
        raise Http404("お探しの一覧は見つかりませんでした。")
    return listed, scope


def _list_job(target, user):
    listed, scope = find_list(user, target["list"], scope_of(target))
    return listed.job(scope, user)


def _list_origin(target):
    return reverse("admin:list_import", args=[target["list"], scope_of(target)])


def scope_of(target):
    return target.get(CITY) or target.get(PLAN)


KINDS = {
    FileImport.Kind.PLAN: Kind(_plan_job, _plan_origin, refuse_reported),
    FileImport.Kind.SURVEY: Kind(_survey_job, _survey_origin, undo_survey),
    FileImport.Kind.LIST: Kind(_list_job, _list_origin, refuse_reported),
}


def job_of(record, user):
    """The job of a record; 404 where this person may not (or no longer) do it."""
    return KINDS[record.kind].job(record.target, user)


def origin_of(record):
    return KINDS[record.kind].origin(record.target)
