"""Staff pages: a city's accessibility policy and its tests. Registered from admin.py."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError

from .access import Role, access_of
from .models import CriterionResult
from .staff_admin import PartAdmin, StaffModelAdmin, StaffTabularInline
from .success_criteria import criteria_of


class PublishedByPublisher(StaffModelAdmin):
    """Rows that citizens see once the 公開責任者 says so; what citizens see is not deleted."""

    actions = ("publish", "take_back")

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        publishes = obj is not None and access_of(request.user).has(Role.PUBLISHER, city=obj.municipality_id)
        return fields if publishes or access_of(request.user).is_administrator else (*fields, "is_published")

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def has_publish_permission(self, request):
        return access_of(request.user).has(Role.PUBLISHER)

    @admin.action(description="選んだものを公開する", permissions=["publish"])
    def publish(self, request, queryset):
        self._set_published(request, queryset, True)

    @admin.action(description="選んだものの公開をやめる", permissions=["publish"])
    def take_back(self, request, queryset):
        self._set_published(request, queryset, False)

    def _set_published(self, request, queryset, is_published):
        done = "公開しました" if is_published else "公開をやめました"
        own = self.allowed_choices(queryset, request, (Role.PUBLISHER,)).exclude(is_published=is_published)
        for row in own:
            row.is_published = is_published
            try:
                row.full_clean()
            except ValidationError as refusal:
                self.message_user(request, f"{row}: {' '.join(refusal.messages)}", messages.ERROR)
                continue
            row.save()
            self.log_change(request, row, done)
            self.message_user(request, f"{row}: {done}。")


class AccessibilityPolicyAdmin(PublishedByPublisher):
    scope_paths = {"municipality": "municipality"}
    fixed_after_adding = ("municipality",)
    list_display = ("municipality", "standard", "level", "conformity", "decided_on", "is_published")
    list_filter = ("municipality", "is_published")
    list_select_related = ("municipality",)
    search_fields = ("municipality__search_text",)
    autocomplete_fields = ("municipality", "department")
    fieldsets = (
        (
            "方針",
            {
                "description": "市が決めた方針を、決めたとおりに入力します。決めていないことは空けておきます。",
                "fields": ("municipality", "scope", "standard", ("level", "conformity")),
            },
        ),
        (
            "期限と例外",
            {
                "description": "いつまでに目標を達成するか。対象にしないものがあれば、理由とともに。",
                "fields": ("due_on", "due_note", "exceptions", "additional_criteria"),
            },
        ),
        (
            "担当と公開",
            {
                "description": "問い合わせを受ける部署と、方針の日付。先に市区町村を保存すると、その部署から選べます。",
                "fields": ("department", ("decided_on", "revised_on"), "is_published"),
            },
        ),
    )


class CriterionResultInline(StaffTabularInline):
    """A row for every criterion of the target level waits to be filled in."""

    model = CriterionResult
    can_be_deleted = False
    fields = ("criterion", "applies", "result", "method", "note")

    def get_extra(self, request, obj=None, **kwargs):
        return len(unanswered(obj)) if obj else 0


def unanswered(test):
    """The numbers of the criteria of its level that have no result yet."""
    known = set(test.results.values_list("criterion", flat=True))
    return [criterion.number for criterion in criteria_of(test.target_level) if criterion.number not in known]


class AccessibilityTestAdmin(PublishedByPublisher):
    scope_paths = {"municipality": "municipality"}
    fixed_after_adding = ("municipality",)
    list_display = ("stated_on", "municipality", "standard", "target_level", "conformity", "is_published")
    list_filter = ("municipality", "is_published")
    list_select_related = ("municipality",)
    search_fields = ("municipality__search_text",)
    autocomplete_fields = ("municipality",)
    inlines = (CriterionResultInline,)
    inlines_after_saving = True
    fieldsets = (
        (
            "表明",
            {
                "description": "試験の結果として表明すること。保存すると、下に達成基準の表が出ます。",
                "fields": (
                    "municipality",
                    "stated_on",
                    "standard",
                    ("target_level", "met_level"),
                    "conformity",
                    "considered_criteria",
                    "next_steps",
                    "is_published",
                ),
            },
        ),
        (
            "試験のしかた",
            {
                "description": "何を、いつ、どう調べたか。附属書JBが公開を求めている項目です。",
                "fields": (
                    "page_description",
                    "technologies",
                    "selection",
                    "tested_pages",
                    ("started_on", "ended_on"),
                    "tools",
                ),
            },
        ),
    )

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """The waiting rows already say which criterion they are for; one left without a result is not saved."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk:
            kwargs["initial"] = [{"criterion": number} for number in unanswered(obj)]
        return kwargs


class CriterionResultAdmin(PartAdmin):
    whole = "test"
    scope_paths = {"municipality": "test__municipality"}
    list_display = ("criterion", "test", "applies", "result", "method")
    list_select_related = ("test__municipality",)
    search_fields = ("criterion", "note")
    autocomplete_fields = ("test",)
    fields = ("test", "criterion", "applies", "result", "method", "note")

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.test.is_published)
