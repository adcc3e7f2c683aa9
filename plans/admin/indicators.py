from django.contrib import admin

from organizations.staff_admin import FiscalYearFilter, PartAdmin, StaffModelAdmin, StaffTabularInline

from ..models import Indicator, IndicatorFigure


class IndicatorFigureInline(StaffTabularInline):
    model = IndicatorFigure
    after = "基本"
    fields = ("fiscal_year", "kind", "value", "is_cumulative", "is_approximate", "as_printed")


@admin.register(Indicator)
class IndicatorAdmin(StaffModelAdmin):
    imported_list = "plans.IndicatorFigure"
    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    fixed_after_adding = ("plan",)
    list_display = ("__str__", "unit", "policy", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan", "policy")
    search_fields = ("search_text", "code")
    autocomplete_fields = ("plan", "policy")
    inlines = (IndicatorFigureInline,)
    fieldsets = (
        (
            "基本",
            {
                "description": "計画の達成度を測る指標。値は、下の表に年度と種類ごとに入力します。",
                "fields": ("plan", "policy", ("code", "number_as_printed"), "name", "name_en", "unit"),
            },
        ),
        (
            "読み取りと並び順",
            {
                "description": "値の出典、資料の食い違い、並び順。",
                "fields": ("reading_note", "sort_order"),
            },
        ),
    )


@admin.register(IndicatorFigure)
class IndicatorFigureAdmin(PartAdmin):
    whole = "indicator"
    scope_paths = {"plan": "indicator__plan", "municipality": "indicator__plan__municipality"}
    list_display = ("indicator", "fiscal_year", "kind", "value")
    list_filter = (FiscalYearFilter, "kind", "indicator__plan")
    list_select_related = ("indicator",)
    search_fields = ("indicator__search_text", "indicator__code")
    autocomplete_fields = ("indicator",)
    fields = ("indicator", "fiscal_year", "kind", "value", "is_cumulative", "is_approximate", "as_printed")
