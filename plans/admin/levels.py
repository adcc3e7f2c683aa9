from django.contrib import admin

from organizations.staff_admin import StaffModelAdmin, StaffTabularInline

from ..models import Measure, Pillar, Policy
from .parts import PlanPartAdmin


class MeasureInline(StaffTabularInline):
    model = Measure
    fields = ("code", "number_as_printed", "name", "summary", "sort_order")


@admin.register(Policy)
class PolicyAdmin(StaffModelAdmin):
    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    fixed_after_adding = ("plan",)
    list_display = ("__str__", "parent", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan", "parent")
    search_fields = ("search_text", "code", "number_as_printed")
    autocomplete_fields = ("plan", "parent")
    inlines = (MeasureInline,)
    fieldsets = (
        (
            "基本",
            {
                "description": "計画のいちばん上の階層。2段ある計画では、下の段の方針で「上の方針」を選びます。",
                "fields": ("plan", "parent", ("code", "number_as_printed"), "name", "name_en"),
            },
        ),
        (
            "内容",
            {
                "description": "方針のねらいの要約と、やさしい日本語の要約。",
                "fields": ("aim", "easy_summary"),
            },
        ),
        (
            "読み取りと並び順",
            {"description": "資料を読み取ったときの注記と並び順。", "fields": ("reading_note", "sort_order")},
        ),
    )


@admin.register(Measure)
class MeasureAdmin(StaffModelAdmin):
    scope_paths = {"plan": "policy__plan", "municipality": "policy__plan__municipality"}
    list_display = ("__str__", "policy", "plan")
    list_filter = ("policy__plan",)
    list_select_related = ("policy__plan",)
    search_fields = ("search_text", "code", "number_as_printed")
    autocomplete_fields = ("policy",)
    fieldsets = (
        (
            "基本",
            {
                "description": "方針の下の階層。取組は、この施策の下に置かれます。",
                "fields": ("policy", ("code", "number_as_printed"), "name", "name_en", "tags_as_printed"),
            },
        ),
        ("内容", {"description": "施策の内容の要約と、またがる柱。", "fields": ("summary", "pillars")}),
        (
            "読み取りと並び順",
            {"description": "資料を読み取ったときの注記と並び順。", "fields": ("reading_note", "sort_order")},
        ),
    )

    @admin.display(description="計画", ordering="policy__plan")
    def plan(self, measure):
        return measure.policy.plan


@admin.register(Pillar)
class PillarAdmin(PlanPartAdmin):
    kept_if_used_by = ("measures",)
    fields = ("plan", "name", "sort_order")
