from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.staff_admin import StaffModelAdmin

from ..models import ReportingRound


@admin.register(ReportingRound)
class ReportingRoundAdmin(StaffModelAdmin):
    """Due date and instructions of a round. A round is opened on its own page, which asks every department."""

    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    can_be_deleted = False
    list_display = ("__str__", "due_on", "scale")
    list_filter = ("plan",)
    list_select_related = ("plan", "scale")
    search_fields = ("plan__search_text",)
    readonly_fields = ("plan", "year_shown", "scale", "opened_at", "opened_by")
    fieldsets = (
        (
            "調査",
            {
                "description": "計画、年度、評価の尺度は、始めたあとは変えられません。",
                "fields": ("plan", "year_shown", "scale", ("opened_at", "opened_by")),
            },
        ),
        (
            "締め切りとお願い",
            {"description": "担当課の画面に出ます。", "fields": ("due_on", "instructions")},
        ),
    )

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("admin:survey_open")

    @admin.display(description="対象の年度")
    def year_shown(self, round_):
        return both_calendars(round_.fiscal_year)
