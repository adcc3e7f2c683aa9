"""Where workbooks go out and come in: of a plan, of a new plan, of a survey, and the lists of the admin."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars, era_year
from organizations.access import Role, access_of
from organizations.importing.imported_lists import CITY, PLAN
from organizations.importing.list_job import city_of
from organizations.models import Department
from organizations.spreadsheets.csv_writing import Unencodable
from organizations.staff_admin.scope import is_key

from ..exchange.plan_book import template_workbook
from ..exchange.plan_import import PlanJob
from ..exchange.survey_book import survey_csv, survey_workbook, survey_zip
from ..exchange.survey_import import SurveyJob
from ..importing_lists import LISTS
from .import_kinds import SCOPES, find_list
from .imports import XLSX, file_response, upload_page
from .list_files import CSV_KINDS
from .pages import find_city, find_plan, find_round, staff_page


def plan_book(request, plan_id):
    """The workbook of a plan: take it, write in it, bring it back."""
    plan = find_plan(request, plan_id)
    context = {
        "plan": plan,
        "city": plan.municipality,
        "download": reverse("files:plan_xlsx", args=plan.url_args),
    }
    job = PlanJob(by=request.user, city=plan.municipality, plan=plan)
    return upload_page(request, job, "imports/plan.html", f"{plan}のブック(Excel)", context, accept=".xlsx")


def new_plan_book(request, city_id):
    """A new plan from the empty workbook."""
    city = find_city(request, city_id)
    job = PlanJob(by=request.user, city=city)
    title = f"{city.name}の新しい計画をブック(Excel)で登録する"
    return upload_page(request, job, "imports/new_plan.html", title, {"city": city}, accept=".xlsx")


def new_plan_template(request, city_id):
    city = find_city(request, city_id)
    return file_response(template_workbook(city), f"新しい計画_{city.marked_name}.xlsx", XLSX)


def survey_books(request, round_id):
    """The survey as workbooks: one for each department to take, many to bring back."""
    round_, desk = find_round(request, round_id)
    departments = departments_of(round_, desk)
    if not desk.coordinates and not departments:
        raise Http404("お探しの調査は見つかりませんでした。")
    context = {
        "round": round_,
        "plan": round_.plan,
        "departments": departments,
        "coordinates": desk.coordinates,
    }
    title = f"{round_.plan} {both_calendars(round_.fiscal_year)}の調査票(Excel)"
    return upload_page(
        request, SurveyJob(round_, by=request.user), "imports/survey.html", title, context, many=True
    )


def departments_of(round_, desk):
    """The departments that answer in the round and for which this person writes, with their names of that year."""
    rows = (
        Department.objects.filter(answers__round=round_)
        .distinct()
        .with_names()
        .order_by("sort_order", "code")
    )
    if not desk.coordinates:
        rows = rows.filter(pk__in=desk.access.departments(Role.EDITOR))
    return [{"pk": row.pk, "name": row.name_in(round_.fiscal_year)} for row in rows]


def survey_file(request, round_id, kind):
    """The 調査票 of one department (?department=), or of all that this person may write for; as xlsx, csv or sjis."""
    round_, desk = find_round(request, round_id)
    departments = {each["pk"]: each["name"] for each in departments_of(round_, desk)}
    wanted = request.GET.get("department", "")
    if wanted and not (is_key(wanted) and int(wanted) in departments):
        raise Http404("この部署の調査票はありません。")
    if not wanted and not desk.coordinates:
        raise Http404("部署を選んでください。")
    department = Department.objects.get(pk=wanted) if wanted else None
    name = departments[department.pk] if department else "全部署"
    name = f"調査票_{era_year(round_.fiscal_year)}_{name}"
    if kind == "xlsx":
        content = survey_workbook(round_, department, by=request.user)
        return file_response(content, f"{name}.xlsx", XLSX)

    def make(encoding):
        return survey_csv(round_, department, by=request.user, encoding=encoding)

    return csv_response(request, kind, make, name, back=reverse("admin:survey_books", args=[round_.pk]))


def csv_response(request, kind, make, name, *, back):
    """The CSV file that `make(encoding)` gives; `back` with a message that names them where Shift_JIS cannot hold all
    characters."""
    encoding, content_type = CSV_KINDS[kind]
    try:
        return file_response(make(encoding), f"{name}.csv", content_type)
    except Unencodable as refusal:
        messages.error(request, str(refusal))
        return redirect(back)


def survey_xlsx(request, round_id):
    return survey_file(request, round_id, "xlsx")


def survey_csv_file(request, round_id):
    return survey_file(request, round_id, "sjis" if request.GET.get("encoding") == "sjis" else "csv")


def survey_zip_file(request, round_id):
    """The workbooks of all departments at once, for the 事務局."""
    round_, _desk = find_round(request, round_id, for_coordinator=True)
    name = f"調査票_{era_year(round_.fiscal_year)}_{round_.plan.municipality.name}.zip"
    return file_response(survey_zip(round_, by=request.user), name, "application/zip")


def list_import(request, name, scope_id):
    """One list of the admin: take it, write in it, bring it back."""
    listed, scope = find_list(request.user, name, scope_id)
    context = {"listed": listed, "scope": scope, "city": city_of(scope)}
    title = f"{scope}: {listed.label}を取り込む"
    return upload_page(request, listed.job(scope, request.user), "imports/list_import.html", title, context)


def list_file(request, name, scope_id, kind):
    """The list as it is now, to write in and bring back."""
    listed, scope = find_list(request.user, name, scope_id)
    file_name = f"{listed.label}_{scope}_{timezone.localdate():%Y%m%d}"
    if kind == "xlsx":
        return file_response(listed.workbook(scope), f"{file_name}.xlsx", XLSX)
    if kind in CSV_KINDS:
        back = reverse("admin:list_import", args=[name, scope_id])
        return csv_response(request, kind, lambda encoding: listed.csv(scope, encoding), file_name, back=back)
    raise Http404("この種類のファイルはありません。")


def choose_list(request, name):
    """Which city or plan the list is of; with only one there is nothing to choose."""
    listed, access = LISTS.get(name), access_of(request.user)
    if listed is None or not access.has(*listed.roles):
        raise Http404("お探しの一覧は見つかりませんでした。")
    scopes = SCOPES[listed.scope_kind]
    if not access.is_administrator:
        city = "pk__in" if listed.scope_kind == CITY else "municipality__in"
        scopes = scopes.filter(**{city: access.whole_cities(*listed.roles)})
    scopes = list(scopes.order_by("pk"))
    if len(scopes) == 1:
        return redirect("admin:list_import", name, scopes[0].pk)
    context = {"listed": listed, "scopes": scopes, "is_of_plan": listed.scope_kind == PLAN}
    return staff_page(request, "imports/choose.html", f"{listed.label}を取り込む", context)
