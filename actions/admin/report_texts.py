from django.contrib import admin

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.staff_admin import FiscalYearFilter, StaffModelAdmin

from ..models import ReportText


@admin.register(ReportText)
class ReportTextAdmin(StaffModelAdmin):
    """The words of the 事務局 in a report. What is changed here after publishing goes into the next edition."""

    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    fixed_after_adding = ("plan", "fiscal_year")
    internal_fields = ("internal_note",)
    list_display = ("plan", "year_shown")
    list_filter = (FiscalYearFilter, "plan")
    list_select_related = ("plan",)
    search_fields = ("plan__search_text", "summary", "easy_summary", "notes")
    autocomplete_fields = ("plan",)
    fieldsets = (
        (
            "報告書",
            {
                "description": "公開した報告書は変わりません。公開したあとに直すと、次の版(正誤)に載ります。",
                "fields": ("plan", "fiscal_year"),
            },
        ),
        (
            "載せる文",
            {
                "description": (
                    "まとめと注記は、報告書にそのまま載ります。やさしい日本語は、報告書のページとデータに載り、PDFには載りません。"
                ),
                "fields": ("summary", "easy_summary", "notes"),
            },
        ),
        ("内部メモ", {"description": "公開されません。", "fields": ("internal_note",)}),
    )

    @admin.display(description="年度", ordering="fiscal_year")
    def year_shown(self, text):
        return both_calendars(text.fiscal_year)
