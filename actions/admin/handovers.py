from django.contrib import admin

from organizations.staff_admin import StaffModelAdmin

from ..models import ItemHandover


@admin.register(ItemHandover)
class ItemHandoverAdmin(StaffModelAdmin):
    """Where one item went, when the succession of departments does not say it. A split writes them by itself."""

    scope_paths = {"plan": "item__plan", "municipality": "item__plan__municipality"}
    fixed_after_adding = ("item",)
    list_display = ("item", "predecessor", "successor", "from_fy")
    list_filter = ("item__plan", "from_fy")
    list_select_related = ("item", "predecessor", "successor")
    search_fields = ("item__search_text", "item__code", "predecessor__search_text", "successor__search_text")
    autocomplete_fields = ("item", "predecessor", "successor")
    readonly_fields = ("reorganisation",)
    fieldsets = (
        (
            None,
            {
                "description": (
                    "分割のあとの行き先を決めるときや、1つの取組だけを別の部署に移すときに入れます。"
                    "計画に書かれた担当部署は変わりません。過ぎた年度の名称も変わりません。"
                ),
                "fields": ("item", "predecessor", "successor", "from_fy", "reorganisation"),
            },
        ),
    )
