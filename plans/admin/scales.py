from django.contrib import admin

from organizations.staff_admin import PartAdmin, StaffModelAdmin, StaffTabularInline

from ..models import Grade, RatingScale


class GradeInline(StaffTabularInline):
    model = Grade
    fields = ("code", "label", "meaning", "symbol", "counts", "sort_order")


@admin.register(RatingScale)
class RatingScaleAdmin(StaffModelAdmin):
    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    fixed_after_adding = ("plan",)
    list_display = ("name", "from_fy", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("name",)
    autocomplete_fields = ("plan",)
    inlines = (GradeInline,)
    fieldsets = (
        (
            None,
            {
                "description": "進捗の評価に使う尺度。尺度を変えるときは、直さずに、新しい年度からの尺度を足します。",
                "fields": ("plan", "name", "from_fy"),
            },
        ),
    )


@admin.register(Grade)
class GradeAdmin(PartAdmin):
    whole = "scale"
    scope_paths = {"plan": "scale__plan", "municipality": "scale__plan__municipality"}
    fixed_after_adding = ("scale",)
    list_display = ("code", "label", "scale")
    list_filter = ("scale__plan",)
    list_select_related = ("scale",)
    search_fields = ("code", "label", "meaning")
    autocomplete_fields = ("scale",)
    fields = ("scale", "code", "label", "meaning", "symbol", "counts", "sort_order")
