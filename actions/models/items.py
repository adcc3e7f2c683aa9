from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.fields import FoldedTextField, LinesField, english_name_field, lines
from organizations.models import Department
from organizations.natural_keys import NaturalKeyModel
from organizations.validators import validate_code, validate_fiscal_year
from plans.models import Actor, Implementer, Indicator, Measure, Phase, Plan, TargetGroup

from ..querysets import ActionItemQuerySet


class ActionItem(NaturalKeyModel):
    """One thing the plan says will be done. It is one item however often the plan prints it (再掲)."""

    class Confidence(models.TextChoices):
        HIGH = "high", _("高い")
        MEDIUM = "medium", _("中くらい")
        LOW = "low", _("低い")

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="items",
        help_text="この取組がある計画。",
    )
    code = models.CharField(
        "番号",
        max_length=20,
        validators=[validate_code],
        help_text="計画の中で変わらない番号(例: 1-2-3)。公開ページの住所になります。",
    )
    number_as_printed = models.CharField("番号(印字)", max_length=20, blank=True, help_text="例: ①")
    name = models.CharField("取組名", max_length=200, help_text="計画に印字されたとおりに入力します。")
    name_en = english_name_field(300)
    phase = models.ForeignKey(
        Phase,
        verbose_name="段階",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="items",
        help_text="年度ではなく段階で示す計画のとき選びます。",
    )

    by_citizen = models.BooleanField("市民", default=False, help_text="主体が市民のとき。")
    by_city = models.BooleanField("市", default=False, help_text="主体が市のとき。")
    by_joint = models.BooleanField("協働", default=False, help_text="市民と市がいっしょに主体のとき。")
    departments = models.ManyToManyField(
        Department, verbose_name="担当部署", through="actions.ItemDepartment", related_name="items"
    )
    implementers = models.ManyToManyField(
        Implementer, verbose_name="実施主体", through="actions.ItemImplementer", related_name="items"
    )
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name="対象", through="actions.ItemTargetGroup", related_name="items"
    )
    start_fy = models.PositiveSmallIntegerField(
        "始めた年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。計画の途中で加わった取組だけ。",
    )
    end_fy = models.PositiveSmallIntegerField(
        "終えた年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。計画の途中で終わった取組だけ。次の年度から調査の対象になりません。",
    )
    end_reason = models.TextField(
        "終えた理由",
        blank=True,
        help_text="完了・中止・統合などで終えた取組だけ。年次報告書に載ります。空欄なら、その年度の評価の理由が載ります。",
    )
    successor = models.ForeignKey(
        "self",
        verbose_name="引き継いだ取組",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        help_text="統合などで、ほかの取組が引き継いだとき選びます。年次報告書に載ります。",
    )
    timing_as_printed = models.CharField(
        "時期(印字)", max_length=100, blank=True, help_text="例: 随時、毎年度"
    )

    purpose = models.TextField(
        "目的(要約)", blank=True, help_text="計画の文をそのまま写さず、短くやさしく書き直します。"
    )
    issues = models.TextField(
        "現状と課題(要約)", blank=True, help_text="計画の文を短くやさしく書き直します。"
    )
    content = models.TextField("推進内容(要約)", blank=True, help_text="計画の文を短くやさしく書き直します。")
    completion_criterion = models.TextField("完了の目安(要約)", blank=True, help_text="どうなったら完了か。")
    tags_as_printed = LinesField("付記(印字)", help_text="「随時」「行政改革大綱推進計画」など。1行に1つ。")
    related_measures = models.ManyToManyField(
        Measure,
        verbose_name="関係のある施策",
        blank=True,
        related_name="related_items",
        help_text="置き場所ではないが、内容が関係する施策。",
    )

    indicators = models.ManyToManyField(
        Indicator,
        verbose_name="この取組で測る指標",
        blank=True,
        related_name="items",
        help_text="選ぶと、調査の回答の画面に実績値の欄が出ます。",
    )

    confidence = models.CharField(
        "読み取りの確かさ",
        max_length=10,
        choices=Confidence,
        blank=True,
        help_text="資料をどれほど確かに読めたか。",
    )
    reading_note = models.TextField("読み取りの注記", blank=True, help_text="データファイルにも載ります。")
    internal_note = models.TextField(
        "内部メモ", blank=True, help_text="公開ページにもデータファイルにも載りません。"
    )
    sort_order = models.PositiveIntegerField(
        "並び順", default=0, help_text="計画の中での並び順。小さい順に並びます。"
    )
    search_text = FoldedTextField(
        sources=[
            "name",
            "purpose",
            "issues",
            "content",
            "completion_criterion",
            "tags_as_printed",
            "timing_as_printed",
            "name_en",
        ]
    )

    natural_key_fields = ("plan", "code")

    objects = ActionItemQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[related_measures, indicators], verbose_name="取組の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "取組"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="item_code_once_per_plan",
                violation_error_message="この番号の取組はこの計画にすでにあります。別の番号にしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(start_fy__isnull=True)
                | models.Q(end_fy__isnull=True)
                | models.Q(end_fy__gte=models.F("start_fy")),
                name="item_ends_after_start",
                violation_error_message="終えた年度は、始めた年度より前にできません。",
            ),
            models.CheckConstraint(
                condition=~models.Q(successor=models.F("id")),
                name="item_does_not_succeed_itself",
                violation_error_message="引き継いだ取組には、別の取組を選んでください。",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        return reverse("actions:item_detail", args=[*self.plan.url_args, self.code])

    def clean(self):
        if self.phase_id and self.plan_id and self.phase.plan_id != self.plan_id:
            raise ValidationError({"phase": "段階は、同じ計画の段階から選んでください。"})
        before = ActionItem.objects.filter(pk=self.pk).exclude(code=self.code) if self.pk else None
        if before and self.plan.annual_reports.exists():
            raise ValidationError(
                {
                    "code": "公開した年次報告書があるため、番号は変えられません(報告書は、この番号で取組を示しています)。"
                }
            )
        if self.successor_id and self.successor.plan_id != self.plan_id:
            raise ValidationError({"successor": "引き継いだ取組は、同じ計画の取組から選んでください。"})

    @property
    def actors(self):
        """The actor types; empty when the plan prints none."""
        return Actor.from_flags(self.by_citizen, self.by_city, self.by_joint)

    @property
    def tag_list(self):
        return lines(self.tags_as_printed)
