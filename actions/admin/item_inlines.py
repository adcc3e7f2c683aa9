"""The parts of an action item, in the order of the printed sheet."""

from organizations.staff_admin import StaffTabularInline

from ..models import ItemDepartment, ItemImplementer, ItemTargetGroup, Placement, ScheduleCell, YearlyStatus


class ItemDepartmentInline(StaffTabularInline):
    model = ItemDepartment
    after = "誰が"
    autocomplete_fields = ("department",)
    fields = ("position", "department", "role")


class ItemImplementerInline(StaffTabularInline):
    model = ItemImplementer
    after = "誰が"
    fields = ("position", "implementer", "detail")


class ItemTargetGroupInline(StaffTabularInline):
    model = ItemTargetGroup
    after = "誰が"
    fields = ("position", "target_group", "detail")


class ScheduleCellInline(StaffTabularInline):
    model = ScheduleCell
    after = "いつ"
    fields = (
        "fiscal_year",
        "phase",
        "part",
        "as_printed",
        "stages",
        "is_continuation",
        "is_uncertain",
        "printed_at",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("phase").prefetch_related("stages")


class PlacementInline(StaffTabularInline):
    """On the page of an item: where it stands."""

    model = Placement
    after = "内容"
    fields = ("kind", "measure", "code", "number_as_printed", "name_as_printed", "sort_order")


class YearlyStatusInline(StaffTabularInline):
    """The short of each year, to read; it is written on the year's own page or in the survey."""

    model = YearlyStatus
    after = "内容"
    can_delete = False
    can_be_added = False
    fields = ("fiscal_year", "status", "grade", "next_step", "state", "is_published")

    def has_change_permission(self, request, obj=None):
        return False


ITEM_INLINES = (
    ItemDepartmentInline,
    ItemImplementerInline,
    ItemTargetGroupInline,
    ScheduleCellInline,
    PlacementInline,
    YearlyStatusInline,
)
