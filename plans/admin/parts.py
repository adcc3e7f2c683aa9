"""Parts of a plan on pages of their own, where their history is."""

from django.contrib import admin

from organizations.staff_admin import PartAdmin

from ..models import (
    Implementer,
    Mark,
    Phase,
    PlanNote,
    PlanPoint,
    RelatedDocument,
    RoadmapColumn,
    Stage,
    TargetGroup,
)


class PlanPartAdmin(PartAdmin):
    whole = "plan"
    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    fixed_after_adding = ("plan",)
    list_display = ("__str__", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("name",)
    autocomplete_fields = ("plan",)


@admin.register(Mark)
class MarkAdmin(PlanPartAdmin):
    search_fields = ("symbol", "meaning_as_printed")
    fields = ("plan", "symbol", "meaning_as_printed", "actor", "sort_order")


@admin.register(Implementer)
class ImplementerAdmin(PlanPartAdmin):
    autocomplete_fields = ("plan", "partner")
    fields = ("plan", "name", "partner", "sort_order")


@admin.register(TargetGroup)
class TargetGroupAdmin(PlanPartAdmin):
    fields = ("plan", "name", "sort_order")


@admin.register(Phase)
class PhaseAdmin(PlanPartAdmin):
    search_fields = ("name", "title")
    fields = ("plan", "number", "name", "title", "from_fy", "as_printed")


@admin.register(RoadmapColumn)
class RoadmapColumnAdmin(PlanPartAdmin):
    search_fields = ("label_as_printed",)
    fields = ("plan", "label_as_printed", "fiscal_year", "phase", "parts", "is_open_ended", "sort_order")


@admin.register(Stage)
class StageAdmin(PlanPartAdmin):
    kept_if_used_by = ("schedule_cells",)
    fields = ("plan", "name", "symbol", "sort_order")


@admin.register(PlanPoint)
class PlanPointAdmin(PlanPartAdmin):
    search_fields = ("name", "summary")
    autocomplete_fields = ("plan", "measure")
    fields = ("plan", "kind", "number", "number_as_printed", "name", "summary", "measure")


@admin.register(RelatedDocument)
class RelatedDocumentAdmin(PlanPartAdmin):
    fields = (
        "plan",
        "kind",
        "name",
        "names_as_printed",
        "date_as_printed",
        "detail",
        ("start_fy", "end_fy"),
        "sort_order",
    )


@admin.register(PlanNote)
class PlanNoteAdmin(PlanPartAdmin):
    search_fields = ("text",)
    fields = ("plan", "kind", "number", "text")
