"""The data files of a plan, and the page that explains them."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from plans.pages import plan_page

from ..data_files import TABLES, plan_document, write_csv
from ..exchange.plan_book import plan_workbook
from ..exchange.plan_sheets import SHEETS
from ..models import ReportFile
from ..reporting.files import CONTENT_TYPES
from ..reporting.tables import REPORT_TABLES


@plan_page
def data_json(request, plan):
    return JsonResponse(plan_document(plan), json_dumps_params={"ensure_ascii": False})


@plan_page
def plan_xlsx(request, plan):
    response = HttpResponse(plan_workbook(plan), content_type=CONTENT_TYPES[ReportFile.Kind.XLSX])
    name = f"{plan.municipality.slug}-{plan.slug}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@plan_page
def data_csv(request, plan, table_name):
    table = TABLES.get(table_name)
    if table is None:
        raise Http404("お探しのファイルは見つかりませんでした。")
    response = HttpResponse(write_csv(table, plan), content_type="text/csv; charset=utf-8")
    name = f"{plan.municipality.slug}-{plan.slug}-{table.name}.csv"
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
        },
    )
