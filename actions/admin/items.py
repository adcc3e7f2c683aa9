from django.contrib import admin

from organizations.staff_admin import StaffModelAdmin

from ..models import ActionItem
from .item_inlines import ITEM_INLINES


class ActorFilter(admin.SimpleListFilter):
    title = "主体"
    parameter_name = "actor"

    def lookups(self, request, model_admin):
        return [("by_citizen", "市民"), ("by_city", "市"), ("by_joint", "協働")]

    def queryset(self, request, queryset):
        return (
            queryset.filter(**{self.value(): True}) if self.value() in dict(self.lookup_choices) else queryset
        )


@admin.register(ActionItem)
class ActionItemAdmin(StaffModelAdmin):
    imported_list = "actions.ActionItem"
    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    fixed_after_adding = ("plan",)
    list_display = ("code", "name", "plan", "actors_shown")
    list_display_links = ("code", "name")
    list_filter = ("plan", ActorFilter, "confidence")
    list_select_related = ("plan",)
    search_fields = ("search_text", "code", "number_as_printed")
    autocomplete_fields = ("plan", "successor")
    inlines = ITEM_INLINES
    internal_fields = ("internal_note",)
    inlines_after_saving = True
    export_columns = (
        "plan",
        "code",
        "number_as_printed",
        "name",
        "name_en",
        "by_citizen",
        "by_city",
        "by_joint",
        "departments",
        "implementers",
        "target_groups",
        "phase",
        "timing_as_printed",
        "start_fy",
        "end_fy",
        "end_reason",
        "sort_order",
        "successor",
        "purpose",
        "issues",
        "content",
        "completion_criterion",
        "tags_as_printed",
        "confidence",
        "reading_note",
        "internal_note",
    )
    fieldsets = (
        (
            "基本",
            {
                "description": "計画の表にある番号と名前。何度印字されていても(再掲)、取組はひとつだけ登録します。",
                "fields": ("plan", ("code", "number_as_printed"), "name", "name_en", "tags_as_printed"),
            },
        ),
        (
            "誰が",
            {
                "description": "主体の印と、担当部署・実施主体・対象。印が二つあれば二つとも選びます。",
                "fields": (("by_citizen", "by_city", "by_joint"),),
            },
        ),
        (
            "いつ",
            {
                "description": "段階や時期の印字と、年次計画の表。空白の欄は入力しません。",
                "fields": ("phase", "timing_as_printed", ("start_fy", "end_fy")),
            },
        ),
        (
            "内容",
            {
                "description": "計画の文の要約。計画に書かれていないことは書き足しません。",
                "fields": (
                    "purpose",
                    "issues",
                    "content",
                    "completion_criterion",
                    "related_measures",
                    "indicators",
                ),
            },
        ),
        (
            "読み取り",
            {
                "description": "資料の読みにくいところや、読み取りの判断。",
                "fields": ("confidence", "reading_note", "sort_order"),
            },
        ),
        (
            "終えた取組",
            {
                "description": "完了・中止・統合などで終えた取組だけ入力します。年次報告書に、理由と引き継いだ取組が載ります。",
                "fields": ("end_reason", "successor"),
            },
        ),
        ("内部メモ", {"description": "職員だけが見るメモ。公開されません。", "fields": ("internal_note",)}),
    )

    @admin.display(description="主体")
    def actors_shown(self, item):
        return "・".join(str(actor.label) for actor in item.actors)
