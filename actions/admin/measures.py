"""The page of a measure, with the items that stand under it. Here, because plans knows nothing of items."""

from django.contrib import admin

from organizations.staff_admin import StaffTabularInline
from plans.admin import MeasureAdmin
from plans.models import Measure

from ..models import Placement


class ItemsOfMeasureInline(StaffTabularInline):
    model = Placement
    after = "内容"
    verbose_name_plural = "この施策の取組"
    autocomplete_fields = ("item",)
    fields = ("code", "number_as_printed", "item", "kind", "name_as_printed", "sort_order")


admin.site.unregister(Measure)


@admin.register(Measure)
class MeasureWithItemsAdmin(MeasureAdmin):
    inlines = (ItemsOfMeasureInline,)
    inlines_after_saving = True
