from django.contrib import admin

from organizations.access import Role, access_of
from organizations.staff_admin import StaffModelAdmin

from ..models import Plan
from ..models.plan import REPORTS_STAND
from .plan_inlines import PLAN_INLINES

FORM = (
    (
        "表紙",
        {
            "description": "計画の表紙と奥付に印字されたこと。記載がない欄は空けておきます。",
            "fields": (
                "municipality",
                "title",
                "title_en",
                "subtitle",
                "other_titles",
                "theme",
                "established_as_printed",
                "slug",
                "is_published",
            ),
        },
    ),
    (
        "期間",
        {
            "description": "計画の期間。年度は西暦で入力し、印字のままの書き方も残します。",
            "fields": (
                ("start_fy", "end_fy"),
                "open_ended",
                "period_as_printed",
                ("action_start_fy", "action_end_fy"),
                "review_fy",
            ),
        },
    ),
    (
        "担当",
        {
            "description": "計画の問い合わせ先になる部署。先に市区町村を保存すると、その部署から選べます。",
            "fields": ("owner", "owner_as_printed"),
        },
    ),
    (
        "階層の呼び名",
        {
            "description": "この計画が、方針・施策・取組を何と呼んでいるか。画面の言葉がこの呼び名になります。",
            "fields": (
                ("policy_label", "subpolicy_label"),
                ("measure_label", "item_label"),
                "labels_not_printed",
                "labels_as_found",
            ),
        },
    ),
    ("ねらい", {"description": "計画全体のねらいの要約。", "fields": ("aim_heading", "aim")}),
    (
        "やさしい日本語",
        {
            "description": "計画のページで、切り替えて読める要約。計画に書かれていないことは書き足しません。",
            "fields": ("easy_summary",),
        },
    ),
    (
        "主体の印",
        {
            "description": "市民・市・協働の印が計画にあるか。印そのものは、下の「印と凡例」に入力します。",
            "fields": ("has_actor_marks", "actor_notice"),
        },
    ),
    (
        "年次計画",
        {
            "description": "年次計画の表についての断り。列と段階は、この下に入力します。",
            "fields": ("roadmap_columns_derived", "roadmap_notice", "blank_word"),
        },
    ),
    (
        "評価の段階",
        {
            "description": (
                "担当課の自己評価(回答)のほかに、どの評価をするか。途中で変えても、書かれた評価はなくなりません。"
            ),
            "fields": (
                "evaluates_internally",
                "evaluates_mutually",
                "evaluates_externally",
                "replies_to_evaluations",
            ),
        },
    ),
    ("読み取り", {"description": "資料を読み取ったときの注記。", "fields": ("reading_note",)}),
)


@admin.register(Plan)
class PlanAdmin(StaffModelAdmin):
    scope_paths = {"plan": "pk", "municipality": "municipality"}
    fixed_after_adding = ("municipality",)
    list_display = ("title", "municipality", "period_shown", "is_published")
    list_filter = ("municipality", "is_published")
    list_select_related = ("municipality",)
    search_fields = ("search_text", "slug")
    autocomplete_fields = ("municipality", "owner")
    fieldsets = FORM
    inlines = PLAN_INLINES
    inlines_after_saving = True
    actions = ("publish", "take_back")

    def get_readonly_fields(self, request, obj=None):
        """Whether citizens see the plan is for the 公開責任者 to say."""
        fields = super().get_readonly_fields(request, obj)
        publishes = obj is not None and access_of(request.user).has(Role.PUBLISHER, city=obj.municipality_id)
        return fields if publishes or access_of(request.user).is_administrator else (*fields, "is_published")

    def has_publish_permission(self, request):
        return access_of(request.user).has(Role.PUBLISHER)

    @admin.action(description="選んだ計画を公開する", permissions=["publish"])
    def publish(self, request, queryset):
        self._set_published(request, queryset, True)

    @admin.action(description="選んだ計画の公開をやめる", permissions=["publish"])
    def take_back(self, request, queryset):
        self._set_published(request, queryset, False)

    def _set_published(self, request, queryset, is_published):
        own = self.allowed_choices(queryset, request, (Role.PUBLISHER,)).exclude(is_published=is_published)
        if not is_published:
            kept = [plan for plan in own if plan.annual_reports.exists()]
            own = own.exclude(pk__in=[plan.pk for plan in kept])
            for plan in kept:
                self.message_user(request, f"{plan}: {REPORTS_STAND}", level="ERROR")
        own = list(own)
        for plan in own:
            plan.is_published = is_published
            plan.save()
            self.log_change(request, plan, "公開しました" if is_published else "公開をやめました")
        done = "公開しました" if is_published else "公開をやめました"
        self.message_user(request, f"{len(own)}件を{done}。")

    @admin.display(description="計画期間", ordering="start_fy")
    def period_shown(self, plan):
        return plan.period
