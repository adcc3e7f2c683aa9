"""Staff lists of the evaluations, the committee's meetings, and who of the committee judges what."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.access import Role, access_of
from organizations.staff_admin import StaffModelAdmin

from ..models import Evaluation, EvaluationSession, PolicyEvaluator


@admin.register(Evaluation)
class EvaluationAdmin(StaffModelAdmin):
    """To read, search and take along as a file; an evaluation is written on its own page."""

    scope_paths = {"plan": "answer__item__plan", "municipality": "answer__item__plan__municipality"}
    internal_fields = ("internal_note", "session", "written_at", "written_by", "replied_at", "replied_by")
    can_be_added = False
    can_be_deleted = False
    list_display = ("item_shown", "year_shown", "stage", "partner", "grade", "is_handed_in", "is_published")
    list_filter = ("stage", "is_handed_in", "is_published", "answer__item__plan")
    list_select_related = ("answer__item", "partner", "grade")
    search_fields = ("answer__item__search_text", "answer__item__code", "opinion", "reply")
    export_columns = (
        "answer",
        "stage",
        "partner",
        "grade",
        "opinion",
        "reply",
        "session",
        "internal_note",
        "is_handed_in",
        "is_published",
        "is_reply_published",
        "written_at",
        "written_by",
        "replied_by",
    )
    readonly_fields = ("page",)
    fieldsets = (
        (
            "評価",
            {
                "description": "ここでは読むだけです。書くときは、評価のページを開きます。",
                "fields": ("answer", "page", "stage", "partner", "grade", "opinion", "reply"),
            },
        ),
        ("状態", {"fields": (("is_handed_in", "is_published", "is_reply_published"),)}),
        (
            "内部のこと",
            {
                "description": "公開されません。",
                "fields": (
                    "session",
                    "internal_note",
                    ("written_at", "written_by"),
                    ("replied_at", "replied_by"),
                ),
            },
        ),
    )

    def visible(self, queryset, request):
        return queryset.visible_to(access_of(request.user))

    def has_view_permission(self, request, obj=None):
        return not access_of(request.user).is_nobody if obj is None else self.sees(request, obj)

    def sees(self, request, obj):
        return Evaluation.objects.filter(pk=obj.pk).visible_to(access_of(request.user)).exists()

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_history_permission(self, request, obj=None):
        return super().has_change_permission(request, obj)

    def sees_internal_fields(self, request, obj=None):
        access = access_of(request.user)
        if obj is None:
            return access.is_administrator or access.cities() <= access.cities(Role.COORDINATOR)
        return access.has(Role.COORDINATOR, city=self._city_of(obj))

    @admin.display(description="評価のページ")
    def page(self, evaluation):
        address = reverse("admin:survey_evaluation", args=[evaluation.answer_id])
        return format_html('<a href="{}">評価のページを開く</a>', address)

    @admin.display(description="取組", ordering="answer__item__sort_order")
    def item_shown(self, evaluation):
        return evaluation.answer.item

    @admin.display(description="年度", ordering="answer__fiscal_year")
    def year_shown(self, evaluation):
        return both_calendars(evaluation.answer.fiscal_year)


@admin.register(EvaluationSession)
class EvaluationSessionAdmin(StaffModelAdmin):
    seen_by = (Role.COORDINATOR,)
    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    fixed_after_adding = ("plan",)
    list_display = ("__str__", "plan", "committee")
    list_filter = ("plan", "fiscal_year")
    list_select_related = ("plan", "committee")
    search_fields = ("plan__search_text",)
    autocomplete_fields = ("plan", "committee")
    fieldsets = (
        (
            None,
            {
                "description": "委員会が評価を決めた会議。開催日と委員の名前は公開されません。",
                "fields": (
                    "plan",
                    "fiscal_year",
                    "held_on",
                    "committee",
                    "member_names",
                    "internal_note",
                ),
            },
        ),
    )


@admin.register(PolicyEvaluator)
class PolicyEvaluatorAdmin(StaffModelAdmin):
    seen_by = (Role.COORDINATOR,)
    scope_paths = {"plan": "policy__plan", "municipality": "policy__plan__municipality"}
    list_display = ("policy", "user")
    list_filter = ("policy__plan",)
    list_select_related = ("policy", "user")
    search_fields = ("policy__search_text", "user__username", "user__last_name")
    autocomplete_fields = ("policy", "user")
    fieldsets = (
        (
            None,
            {
                "description": (
                    "どの委員が、どの方針を評価するか。ひとつも登録のない委員は、すべての方針を評価します。"
                ),
                "fields": ("policy", "user"),
            },
        ),
    )
