from django.contrib import admin

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.staff_admin import FiscalYearFilter, StaffModelAdmin

from ..models import YearlyStatus


@admin.register(YearlyStatus)
class YearlyStatusAdmin(StaffModelAdmin):
    scope_paths = {"plan": "item__plan", "municipality": "item__plan__municipality"}
    fixed_after_adding = ("item",)
    list_display = ("item", "year_shown", "status", "grade", "next_step", "is_published")
    list_filter = (FiscalYearFilter, "status", "is_published", "item__plan")
    list_select_related = ("item", "grade")
    search_fields = ("item__search_text", "item__code", "done")
    autocomplete_fields = ("item",)
    fieldsets = (
        (
            "基本",
            {
                "description": "ひとつの取組の、ひとつの年度の実績。過去の年度は書き換えず、新しい年度を足します。",
                "fields": ("item", "fiscal_year", "status"),
            },
        ),
        (
            "実績と評価",
            {
                "description": "その年度にしたことと、その評価。評価をつけたら理由も書きます。",
                "fields": ("done", "grade", "reason"),
            },
        ),
        (
            "これから",
            {
                "description": "残った課題と、次の年度の方向。",
                "fields": ("issues", "next_step", "next_plan"),
            },
        ),
        (
            "公開と内部メモ",
            {
                "description": "公開の印をつけると、この年度の実績が公開ページに出ます。内部メモは公開されません。",
                "fields": ("is_published", "internal_note"),
            },
        ),
    )

    @admin.display(description="年度", ordering="fiscal_year")
    def year_shown(self, status):
        return both_calendars(status.fiscal_year)
