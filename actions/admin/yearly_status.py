from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.access import Role, access_of
from organizations.resources import harmless
from organizations.staff_admin import FiscalYearFilter, StaffModelAdmin

from ..models import AnnualReport, YearlyStatus
from ..survey.names import name_departments
from ..survey.publishing import publish_statuses, take_back_statuses, without_reply


class WaitingEvaluationsFilter(admin.SimpleListFilter):
    """Published results whose finished evaluations are not public yet."""

    title = "評価の公開"
    parameter_name = "evaluations"

    def lookups(self, request, model_admin):
        return [("waiting", "公開を待つ評価がある")]

    def queryset(self, request, queryset):
        return queryset.with_waiting_evaluations() if self.value() == "waiting" else queryset


class NamesOfTheYear:
    """The file of the list: each row says what its department was called in its year."""

    def iter_queryset(self, queryset):
        return name_departments(super().iter_queryset(queryset))

    def export_field(self, field, instance, **kwargs):
        if self.get_field_name(field) == "department" and instance.department_then:
            return harmless(instance.department_then.then)
        return super().export_field(field, instance, **kwargs)


@admin.register(YearlyStatus)
class YearlyStatusAdmin(StaffModelAdmin):
    """Results by year. Answers of a survey are read here and written on their own page, step by step."""

    imported_list = "actions.YearlyStatus"
    scope_paths = {"plan": "item__plan", "municipality": "item__plan__municipality"}
    fixed_after_adding = ("item", "fiscal_year")
    internal_fields = ("internal_note",)
    can_be_deleted = False
    list_display = (
        "item",
        "year_shown",
        "state",
        "is_published",
        "status",
        "grade",
        "department_shown",
    )
    list_filter = (
        FiscalYearFilter,
        "status",
        "state",
        "is_published",
        WaitingEvaluationsFilter,
        "item__plan",
    )
    list_select_related = ("item", "grade", "department")
    search_fields = ("item__search_text", "item__code", "done")
    autocomplete_fields = ("item",)
    readonly_fields = ("is_published", "answer_page")
    actions = ("publish", "take_back")
    export_columns = (
        "item",
        "fiscal_year",
        "department",
        "state",
        "status",
        "done",
        "grade",
        "reason",
        "issues",
        "next_step",
        "next_plan",
        "is_unchanged",
        "internal_note",
        "is_published",
    )
    fieldsets = (
        (
            "基本",
            {
                "description": (
                    "ひとつの取組の、ひとつの年度の実績。過去の年度は書き換えず、新しい年度を足します。"
                    "調査への回答は、回答のページで直します。"
                ),
                "fields": ("item", "fiscal_year", "answer_page", "status"),
            },
        ),
        (
            "実績と評価",
            {
                "description": "その年度にしたことと、その評価。評価をつけたら理由も書きます。",
                "fields": ("done", "grade", "reason"),
            },
        ),
        (
            "これから",
            {
                "description": "残った課題と、次の年度の方向。",
                "fields": ("issues", "next_step", "next_plan"),
            },
        ),
        ("内部メモ", {"description": "公開されません。", "fields": ("internal_note",)}),
        (
            "公開",
            {
                "description": "公開責任者が、一覧で実績を選び、操作の「公開する」で公開します。",
                "fields": ("is_published",),
            },
        ),
    )

    def visible(self, queryset, request):
        return queryset.visible_to(access_of(request.user))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.result_list = name_departments(changelist.result_list)
        return changelist

    def get_export_resource_classes(self, request):
        classes = super().get_export_resource_classes(request)
        return [type("NamedListResource", (NamesOfTheYear, each), {}) for each in classes]

    def has_view_permission(self, request, obj=None):
        return not access_of(request.user).is_nobody if obj is None else self.sees(request, obj)

    def sees(self, request, obj):
        return YearlyStatus.objects.filter(pk=obj.pk).visible_to(access_of(request.user)).exists()

    def has_change_permission(self, request, obj=None):
        """A row of a survey goes its own way, step by step, whoever is asking."""
        return super().has_change_permission(request, obj) and (obj is None or obj.round_id is None)

    def has_view_history_permission(self, request, obj=None):
        return super().has_change_permission(request, obj)

    def sees_internal_fields(self, request, obj=None):
        access = access_of(request.user)
        if obj is None:
            return access.is_administrator or access.cities() <= access.cities(Role.COORDINATOR)
        own = access.departments(Role.EDITOR, Role.APPROVER)
        return obj.department_id in own or access.has(Role.COORDINATOR, city=self._city_of(obj))

    def has_publish_permission(self, request):
        return access_of(request.user).has(Role.PUBLISHER)

    @admin.action(description="選んだ実績を公開する", permissions=["publish"])
    def publish(self, request, queryset):
        # By their ids: a list of what is not public is empty afterwards.
        chosen = YearlyStatus.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        chosen = self.without_reported_years(request, chosen)
        done, evaluations, left = publish_statuses(chosen, by=request.user)
        told = f"{done}件を公開しました。"
        self.message_user(request, f"{told}評価{evaluations}件も公開しました。" if evaluations else told)
        if number := without_reply(chosen).count():
            self.message_user(
                request,
                f"公開した外部評価の意見のうち{number}件には、市の対応がまだありません。"
                "評価の画面であとから書いて、同じように公開できます。",
                level="WARNING",
            )
        if left:
            self.message_user(
                request,
                f"{left}件は公開していません。公開できるのは、確認済の回答だけです。",
                level="WARNING",
            )

    @admin.action(description="選んだ実績の公開をやめる", permissions=["publish"])
    def take_back(self, request, queryset):
        chosen = self.without_reported_years(request, queryset)
        self.message_user(request, f"{take_back_statuses(chosen, by=request.user)}件の公開をやめました。")

    def without_reported_years(self, request, queryset):
        """Those of years without an edition; what citizens read of the others is decided on the report's own page."""
        editions = AnnualReport.objects.filter(
            plan=OuterRef("item__plan"), fiscal_year=OuterRef("fiscal_year")
        )
        reported = queryset.filter(Exists(editions))
        years = (
            reported.order_by("item__plan", "fiscal_year").values_list("item__plan", "fiscal_year").distinct()
        )
        if links := format_html_join(
            "、",
            '<a href="{}">{}の年次報告書</a>',
            (
                (reverse("admin:survey_report", args=[plan, year]), both_calendars(year))
                for plan, year in years
            ),
        ):
            told = "年次報告書のある年度の{}件は、ここでは変えていません。市民が読むのは、公開した版です。正誤の版を出すのも取り下げるのも、報告書のページでします: {}"
            self.message_user(request, format_html(told, reported.count(), links), level="WARNING")
        return queryset.filter(~Exists(editions))

    @admin.display(description="調査への回答")
    def answer_page(self, status):
        if status is None or status.round_id is None:
            return "調査によらない実績です"
        page = reverse("admin:survey_answer", args=[status.pk])
        return format_html('<a href="{}">回答のページを開く</a>', page)

    @admin.display(description="回答する部署", ordering="department")
    def department_shown(self, status):
        return status.department_then

    @admin.display(description="年度", ordering="fiscal_year")
    def year_shown(self, status):
        return both_calendars(status.fiscal_year)
