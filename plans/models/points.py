"""Shorter facts of a plan: its principles and forms of collaboration, its words, and documents it refers to."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.fields import LinesField, lines
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year

from .levels import Measure
from .plan import Plan


class PlanPoint(NaturalKeyModel):
    """One entry of a short list that the plan prints: a principle, a form of collaboration, a term …"""

    class Kind(models.TextChoices):
        PRINCIPLE = "principle", _("協働の原則")
        FORM = "form", _("協働の形態")
        ACTOR = "actor", _("協働の担い手")
        BODY = "body", _("会議・拠点・仕組み")
        EFFORT = "effort", _("具体的な取組の例")
        RESULT = "result", _("期待される効果")
        CYCLE = "cycle", _("進行管理の流れ")
        METHOD = "method", _("評価の方法")
        TERM = "term", _("用語")

    plan = models.ForeignKey(
        Plan, verbose_name="計画", on_delete=models.CASCADE, related_name="points", help_text="計画。"
    )
    kind = models.CharField("種類", max_length=10, choices=Kind, help_text="どの一覧の一つか。")
    number = models.PositiveSmallIntegerField("順番", help_text="種類ごとの順番。")
    number_as_printed = models.CharField("番号(印字)", max_length=10, blank=True, help_text="例: 1)")
    name = models.CharField("名称", max_length=200, help_text="計画に印字されたとおり。")
    summary = models.TextField("説明(要約)", blank=True, help_text="計画の文を短くやさしく書き直します。")
    measure = models.ForeignKey(
        Measure,
        verbose_name="施策",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="points",
        help_text="特定の施策に出てくるとき選びます。",
    )

    natural_key_fields = ("plan", "kind", "number")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="原則・形態・用語の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "原則・形態・用語"
        ordering = ["plan_id", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "number"],
                name="plan_point_once_per_number",
                violation_error_message="この種類のこの順番はすでにあります。",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.measure_id and self.measure.policy.plan_id != self.plan_id:
            raise ValidationError({"measure": "施策は、同じ計画の施策から選んでください。"})


class RelatedDocument(NaturalKeyModel):
    """A document the plan refers to: the plan above it, its ordinance, its predecessor or successor."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("上位の計画・指針")
        TOP = "top", _("最上位の計画")
        ORDINANCE = "ordinance", _("根拠となる条例")
        PREDECESSOR = "predecessor", _("前の計画")
        SUCCESSOR = "successor", _("次の計画")
        CARRIED_OVER = "carried_over", _("引き継いだ方針")

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="related_documents",
        help_text="計画。",
    )
    kind = models.CharField("関係", max_length=15, choices=Kind, help_text="この計画から見た関係。")
    name = models.CharField("名称", max_length=200, help_text="計画に印字されたとおり。")
    names_as_printed = LinesField("ほかの表記(印字)", help_text="1行に1つ。")
    date_as_printed = models.CharField(
        "策定・施行(印字)", max_length=50, blank=True, help_text="印字のまま(例: 平成29年3月策定)。"
    )
    detail = models.TextField("関係する部分", blank=True, help_text="条・分野・期間など。1行に1つ。")
    start_fy = models.PositiveSmallIntegerField(
        "始まりの年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。記載がなければ空欄。",
    )
    end_fy = models.PositiveSmallIntegerField(
        "終わりの年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。記載がなければ空欄。",
    )
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")

    natural_key_fields = ("plan", "kind", "name")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="関係する文書の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "関係する文書"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "name"],
                name="related_document_once",
                violation_error_message="同じ関係の同じ文書がすでにあります。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def details(self):
        return lines(self.detail)
