from django.contrib import admin

from organizations.staff_admin import PartAdmin, StaffModelAdmin, StaffTabularInline

from ..models import Statistic, StatisticValue


class StatisticValueInline(StaffTabularInline):
    model = StatisticValue
    after = "基本"
    fields = (
        "row",
        "column",
        "group",
        "value",
        "unit",
        "as_printed",
        "is_computed",
        "reading_note",
        "sort_order",
    )


@admin.register(Statistic)
class StatisticAdmin(StaffModelAdmin):
    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    fixed_after_adding = ("plan",)
    list_display = ("title", "kind", "fiscal_year", "plan")
    list_filter = ("plan", "kind")
    list_select_related = ("plan",)
    search_fields = ("title", "question", "code")
    autocomplete_fields = ("plan",)
    inlines = (StatisticValueInline,)
    fieldsets = (
        (
            "基本",
            {
                "description": "計画に載っているアンケートや統計表。値は、下の表に行と列ごとに入力します。",
                "fields": (
                    "plan",
                    "code",
                    "kind",
                    "title",
                    "question",
                    "as_of",
                    "fiscal_year",
                    "place",
                ),
            },
        ),
        (
            "読み取りと並び順",
            {"description": "資料を読み取ったときの注記と並び順。", "fields": ("reading_note", "sort_order")},
        ),
    )


@admin.register(StatisticValue)
class StatisticValueAdmin(PartAdmin):
    whole = "statistic"
    scope_paths = {"plan": "statistic__plan", "municipality": "statistic__plan__municipality"}
    fixed_after_adding = ("statistic",)
    list_display = ("row", "column", "value", "unit", "statistic")
    list_filter = ("statistic__plan",)
    list_select_related = ("statistic",)
    search_fields = ("row", "column")
    autocomplete_fields = ("statistic",)
    fields = (
        "statistic",
        ("row", "column", "group"),
        ("value", "unit"),
        "as_printed",
        "is_computed",
        "reading_note",
        "sort_order",
    )
