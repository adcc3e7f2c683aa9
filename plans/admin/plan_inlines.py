"""The parts of a plan, in the order in which its form shows them."""

from organizations.staff_admin import StaffTabularInline

from ..models import (
    Implementer,
    Mark,
    Phase,
    Pillar,
    PlanNote,
    PlanPoint,
    RelatedDocument,
    RoadmapColumn,
    Stage,
    TargetGroup,
)


class MarkInline(StaffTabularInline):
    model = Mark
    after = "主体の印"
    fields = ("symbol", "meaning_as_printed", "actor", "sort_order")


class ImplementerInline(StaffTabularInline):
    model = Implementer
    after = "主体の印"
    classes = ["collapse"]
    fields = ("name", "partner", "sort_order")
    autocomplete_fields = ("partner",)


class TargetGroupInline(StaffTabularInline):
    model = TargetGroup
    after = "主体の印"
    classes = ["collapse"]
    fields = ("name", "sort_order")


class PhaseInline(StaffTabularInline):
    model = Phase
    after = "年次計画"
    classes = ["collapse"]
    fields = ("number", "name", "title", "from_fy", "as_printed")


class RoadmapColumnInline(StaffTabularInline):
    model = RoadmapColumn
    after = "年次計画"
    fields = ("label_as_printed", "fiscal_year", "phase", "parts", "is_open_ended", "sort_order")


class StageInline(StaffTabularInline):
    model = Stage
    after = "年次計画"
    fields = ("name", "symbol", "sort_order")


class PillarInline(StaffTabularInline):
    model = Pillar
    after = "年次計画"
    classes = ["collapse"]
    fields = ("name", "sort_order")


class PlanPointInline(StaffTabularInline):
    model = PlanPoint
    classes = ["collapse"]
    fields = ("kind", "number", "number_as_printed", "name", "summary", "measure")


class RelatedDocumentInline(StaffTabularInline):
    model = RelatedDocument
    classes = ["collapse"]
    fields = (
        "kind",
        "name",
        "names_as_printed",
        "date_as_printed",
        "detail",
        "start_fy",
        "end_fy",
        "sort_order",
    )


class PlanNoteInline(StaffTabularInline):
    model = PlanNote
    classes = ["collapse"]
    fields = ("kind", "number", "text")


PLAN_INLINES = (
    MarkInline,
    ImplementerInline,
    TargetGroupInline,
    PhaseInline,
    RoadmapColumnInline,
    StageInline,
    PillarInline,
    PlanPointInline,
    RelatedDocumentInline,
    PlanNoteInline,
)
