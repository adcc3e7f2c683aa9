"""The 事務局's page of what does not fit in the data of its city."""

from django.contrib import admin
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from ..consistency import CHECKS, Severity, run_checks
from .list_files import list_file
from .pages import find_city, staff_page

SHOWN = 10
FILE_HEADERS = ("程度", "点検の項目", "説明", "見つかったもの")


def check_city(request, city_id):
    """Every check of the city's data, those that found something first; ?check=name shows all rows of one."""
    city = find_city(request, city_id)
    name = request.GET.get("check")
    checks = [check for check in CHECKS if name in (None, check.name)]
    if not checks:
        raise Http404("お探しの点検の項目は見つかりませんでした。")
    findings = run_checks(checks, city, timezone.localdate())
    title = f"データの点検_{city.name}" + (f"_{checks[0].title}" if name else "")
    if file := list_file(request, title, FILE_HEADERS, file_rows(findings), city=city):
        return file
    shown = None if name else SHOWN
    context = {
        "city": city,
        "checked_at": timezone.localtime(),
        "one_check": checks[0] if name else None,
        "groups": [
            group_of(severity, findings, shown, request) for severity in (Severity.WRONG, Severity.UNSURE)
        ],
        "fits": [finding.check for finding in findings if not finding.rows],
        "number_of_checks": len(checks),
    }
    return staff_page(request, "survey/check.html", f"{city}のデータの点検", context)


def file_rows(findings):
    """Every row of the findings under FILE_HEADERS, in the order of the page."""
    for severity in (Severity.WRONG, Severity.UNSURE):
        for finding in findings:
            if finding.check.severity == severity:
                for row in finding.rows:
                    yield severity.value, finding.check.title, finding.check.meaning, row.label


def group_of(severity, findings, shown, request):
    """The findings of that severity, with how many rows they have, and the rows to show as (label, address)."""
    found = [finding for finding in findings if finding.rows and finding.check.severity == severity]
    return {
        "word": severity.value,
        "is_wrong": severity == Severity.WRONG,
        "total": sum(len(finding.rows) for finding in found),
        "findings": [
            {
                "check": finding.check,
                "total": len(finding.rows),
                "rows": [(row.label, address_of(row, request)) for row in finding.rows[:shown]],
                "has_more": len(finding.rows) > len(finding.rows[:shown]),
            }
            for finding in found
        ],
    }


def address_of(row, request):
    """Where this person mends the row; empty where somebody else has to."""
    if row.model is not None and not may_open(row, request):
        return ""
    address = reverse(f"admin:{row.page}", args=[] if row.key is None else [row.key])
    return f"{address}?{row.query}" if row.query else address


def may_open(row, request):
    model_admin = admin.site.get_model_admin(row.model)
    adds = row.key is None
    return model_admin.has_add_permission(request) if adds else model_admin.has_change_permission(request)
