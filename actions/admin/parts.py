"""Parts of an action item on pages of their own, where their history is; and the items on a measure's page."""

from django.contrib import admin

from organizations.staff_admin import FiscalYearFilter, PartAdmin

from ..models import ItemDepartment, ItemImplementer, ItemTargetGroup, Placement, ScheduleCell


class ItemPartAdmin(PartAdmin):
    whole = "item"
    scope_paths = {"plan": "item__plan", "municipality": "item__plan__municipality"}
    fixed_after_adding = ("item",)
    list_filter = ("item__plan",)
    search_fields = ("item__search_text", "item__code")
    autocomplete_fields = ("item",)


@admin.register(ItemDepartment)
class ItemDepartmentAdmin(ItemPartAdmin):
    list_display = ("item", "department", "role", "position")
    list_select_related = ("item", "department")
    autocomplete_fields = ("item", "department")
    fields = ("item", "department", "role", "position")


@admin.register(ItemImplementer)
class ItemImplementerAdmin(ItemPartAdmin):
    list_display = ("item", "implementer", "detail")
    list_select_related = ("item", "implementer")
    fields = ("item", "implementer", "detail", "position")


@admin.register(ItemTargetGroup)
class ItemTargetGroupAdmin(ItemPartAdmin):
    list_display = ("item", "target_group", "detail")
    list_select_related = ("item", "target_group")
    fields = ("item", "target_group", "detail", "position")


@admin.register(ScheduleCell)
class ScheduleCellAdmin(ItemPartAdmin):
    list_display = ("item", "fiscal_year", "phase", "as_printed")
    list_filter = (FiscalYearFilter, "item__plan")
    list_select_related = ("item", "phase")
    fields = (
        "item",
        ("fiscal_year", "phase", "part"),
        "as_printed",
        "stages",
        "is_continuation",
        "is_uncertain",
        "printed_at",
    )


@admin.register(Placement)
class PlacementAdmin(ItemPartAdmin):
    list_display = ("item", "measure", "code", "kind")
    list_filter = ("kind", "item__plan")
    list_select_related = ("item", "measure")
    autocomplete_fields = ("item", "measure")
    fields = (
        "item",
        "measure",
        "kind",
        ("code", "number_as_printed"),
        "name_as_printed",
        "departments_as_printed",
        "tags_as_printed",
        "reading_note",
        "sort_order",
    )
