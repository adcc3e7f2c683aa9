from django import forms
from django.contrib import admin, messages
from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from organizations.access import Role
from organizations.staff_admin import StaffModelAdmin

from ..models import ReminderRules
from ..reminder_texts import BLANKS, DEFAULTS, missing_blanks


@admin.register(ReminderRules)
class ReminderRulesAdmin(StaffModelAdmin):
    """How a city reminds, and with which words."""

    scope_paths = {"municipality": "municipality"}
    seen_by = (Role.COORDINATOR,)
    fixed_after_adding = ("municipality",)
    list_display = ("municipality", "days_between", "days_before_due")
    list_filter = ("municipality",)
    list_select_related = ("municipality",)
    search_fields = ("municipality__search_text",)
    autocomplete_fields = ("municipality",)
    readonly_fields = ("blanks", "preview")
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 14, "cols": 80})}}
    fieldsets = (
        (
            "いつ送るか",
            {
                "description": "市区町村に1つだけです。作らなければ、7日おき・14日前からで、はじめの文面を使います。",
                "fields": ("municipality", "days_between", "days_before_due"),
            },
        ),
        (
            "入力者へ",
            {
                "description": "まだ提出していない部署の入力者に送る文面。",
                "fields": ("editor_subject", "editor_body"),
            },
        ),
        (
            "承認者へ",
            {
                "description": "知らせることのできる入力者がいない部署の、承認者に送る文面。",
                "fields": ("approver_subject", "approver_body"),
            },
        ),
        (
            "事務局へ",
            {
                "description": "入力者にも承認者にも知らせられない部署と、回答する部署が決まっていない取組のための文面。",
                "fields": ("coordinator_subject", "coordinator_body"),
            },
        ),
        (
            "使える言葉",
            {
                "description": "件名と本文に書くと、送るときに、右の内容に置きかわります。かっこは半角です。",
                "fields": ("blanks", "preview"),
            },
        ),
    )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for name in DEFAULTS:
            if name.endswith("_body") and (missing := missing_blanks(getattr(obj, name))):
                words = " ".join(f"{{{word}}}" for word in missing)
                messages.warning(
                    request,
                    f"{obj._meta.get_field(name).verbose_name}に {words} がありません。"
                    "受け取った人は、何が残っているか、どこを開けばよいかが分からないかもしれません。",
                )

    @admin.display(description="置きかわる言葉")
    def blanks(self, rules):
        rows = ((f"{{{word}}}", meaning) for word, meaning in BLANKS.items())
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {}</li>", rows))

    @admin.display(description="できあがりの文面")
    def preview(self, rules):
        if not rules.pk:
            return "保存すると、ここから見られます。"
        page = reverse("admin:survey_remind", args=[rules.municipality_id])
        return format_html('<a href="{}">いま送ると、だれに何が届くかを見る</a>', page)
