"""The data files of a plan, and the page that explains them."""

from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render

from plans.pages import plan_page

from .. import search_file
from ..data_files import TABLES, plan_document, write_csv
from ..exchange.plan_book import plan_workbook
from ..exchange.plan_sheets import SHEETS
from ..filters import LABELS, apply_filters
from ..models import ReportFile
from ..outline import read_outline
from ..reporting.files import CONTENT_TYPES
from ..reporting.tables import REPORT_TABLES
from ..timetable import read_timetable

# Their rows belong to items, and the roadmap shows them: they take its filters.
FILTERED_TABLES = ("items", "schedule")


@plan_page
def data_json(request, plan):
    return JsonResponse(plan_document(plan), json_dumps_params={"ensure_ascii": False})


@plan_page
def plan_xlsx(request, plan):
    response = HttpResponse(plan_workbook(plan), content_type=CONTENT_TYPES[ReportFile.Kind.XLSX])
    name = f"{plan.municipality.slug}-{plan.slug}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class UnusableFilter(ValueError):
    """A file cannot say that a condition was left out, so it is refused. The message is Japanese, fit to show."""


def filtered_items(plan, params):
    """The codes of the items that the roadmap shows for this query string; None where it filters nothing."""
    if not any(params.get(name) for name in LABELS):
        return None
    outline = read_outline(plan)
    result = apply_filters(params, plan, outline, read_timetable(plan), in_file=True)
    if result.problems:
        raise UnusableFilter("\n".join(map(str, result.problems)))
    return {outline.items[pk].code for pk in result.item_ids} if result.is_filtered else None


@plan_page
def data_csv(request, plan, table_name):
    table = TABLES.get(table_name)
    if table is None:
        raise Http404("お探しのファイルは見つかりませんでした。")
    try:
        items = filtered_items(plan, request.GET) if table_name in FILTERED_TABLES else None
    except UnusableFilter as refusal:
        return HttpResponseBadRequest(str(refusal), content_type="text/plain; charset=utf-8")
    response = HttpResponse(write_csv(table, plan, items), content_type="text/csv; charset=utf-8")
    of_result = "" if items is None else "-filtered"
    name = f"{plan.municipality.slug}-{plan.slug}-{table.name}{of_result}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def data_guide(request):
    """What every file and column means."""
    return render(
        request,
        "actions/data_guide.html",
        {
            "tables": TABLES.values(),
            "plan_sheets": SHEETS,
            "report_sheets": REPORT_TABLES.values(),
            "report_columns": REPORT_TABLES["items"].columns,
            "search_columns": search_file.COLUMNS,
            "most_in_search": search_file.MOST_ROWS,
        },
    )
