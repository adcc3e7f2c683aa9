from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.models import Department, User
from organizations.natural_keys import NaturalKeyModel
from organizations.validators import validate_fiscal_year
from plans.models import Grade, RatingScale

from ..querysets import YearlyStatusQuerySet
from .items import ActionItem
from .rounds import ReportingRound


class YearlyStatus(NaturalKeyModel):
    """How one item went in one fiscal year. One row an item and year; past years are never overwritten.

    In a round it is the answer of a department, and `state` says how far the answer has come; rows written down
    without a round (from older reports) have neither round nor state.
    """

    class Status(models.TextChoices):
        NOT_REPORTED = "not_reported", _("未報告")
        NOT_STARTED = "not_started", _("未着手")
        IN_PROGRESS = "in_progress", _("実施中")
        COMPLETED = "completed", _("完了")
        CANCELLED = "cancelled", _("中止")
        NOT_APPLICABLE = "not_applicable", _("対象外")
        NOT_ASSESSABLE = "not_assessable", _("評価困難")

    class NextStep(models.TextChoices):
        CONTINUE = "continue", _("継続")
        EXPAND = "expand", _("拡充")
        IMPROVE = "improve", _("改善")
        REDUCE = "reduce", _("縮小")
        MERGE = "merge", _("統合")
        COMPLETE = "complete", _("完了")
        ABOLISH = "abolish", _("廃止")

    class State(models.TextChoices):
        BLANK = "blank", "未入力"
        DRAFT = "draft", "入力中"
        SUBMITTED = "submitted", "提出済"
        RETURNED = "returned", "差戻し"
        APPROVED = "approved", "承認済"
        CONFIRMED = "confirmed", "確認済"

    item = models.ForeignKey(
        ActionItem,
        verbose_name="取組",
        on_delete=models.PROTECT,
        related_name="yearly_statuses",
        help_text="どの取組の実績か。",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", validators=[validate_fiscal_year], help_text="西暦。"
    )
    status = models.CharField(
        "状況",
        max_length=15,
        choices=Status,
        default=Status.NOT_REPORTED,
        help_text="未報告・対象外・中止・評価困難は、別のものとして数えます。",
    )
    done = models.TextField(
        "取り組んだこと", blank=True, help_text="その年度に実際にしたこと。公開されます。"
    )
    grade = models.ForeignKey(
        Grade,
        verbose_name="評価",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="yearly_statuses",
        help_text="この計画の尺度から選びます。",
    )
    reason = models.TextField("評価の理由", blank=True, help_text="評価をつけたときは、その理由も書きます。")
    issues = models.TextField("課題", blank=True, help_text="残っている課題。公開されます。")
    next_step = models.CharField(
        "今後の方向", max_length=10, choices=NextStep, blank=True, help_text="次の年度にどうするか。"
    )
    next_plan = models.TextField("次年度の取組", blank=True, help_text="次の年度にすること。公開されます。")
    internal_note = models.TextField("内部メモ", blank=True, help_text="公開されません。")
    is_published = models.BooleanField(
        "公開", default=False, help_text="印をつけた年度の実績だけが公開されます。"
    )

    round = models.ForeignKey(
        ReportingRound,
        verbose_name="調査",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        help_text="どの調査への回答か。調査によらず入力した実績では空欄。",
    )
    department = models.ForeignKey(
        Department,
        verbose_name="回答する部署",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        help_text="この年度の主管として回答する部署。決まっていなければ空欄。",
    )
    state = models.CharField(
        "回答の状態",
        max_length=10,
        choices=State,
        blank=True,
        help_text="未入力から確認済まで。画面の操作で進みます。",
    )
    is_unchanged = models.BooleanField(
        "変更なし", default=False, help_text="前年度と同じ内容だと、担当課が示したとき。"
    )
    answered_at = models.DateTimeField(
        "最後に入力した日時", null=True, blank=True, help_text="自動で記録されます。"
    )
    answered_by = models.ForeignKey(
        User,
        verbose_name="最後に入力した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_written",
        help_text="自動で記録されます。",
    )

    natural_key_fields = ("item", "fiscal_year")

    objects = YearlyStatusQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="年度の実績の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "年度の実績"
        ordering = ["item_id", "fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "fiscal_year"],
                name="status_once_per_item_and_year",
                violation_error_message="この取組のこの年度の実績はすでにあります。その行を直してください。",
            ),
            models.CheckConstraint(
                condition=models.Q(round__isnull=True, state="")
                | models.Q(round__isnull=False) & ~models.Q(state=""),
                name="status_state_with_round",
                violation_error_message="回答の状態は、調査への回答だけにあります。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_published=False) | models.Q(state__in=["", "confirmed"]),
                name="status_published_when_confirmed",
                violation_error_message="公開できるのは、確認済の回答だけです。先に事務局が確認してください。",
            ),
        ]

    def __str__(self):
        return f"{self.item.code} {self.fiscal_year}年度"

    @classmethod
    def supported_by(cls, departments):
        """The condition that one of the departments adds its part to the answer, without doubling rows."""
        parts = cls._meta.get_field("parts").related_model.objects.filter(
            answer=models.OuterRef("pk"), department__in=departments
        )
        return models.Q(models.Exists(parts))

    def clean(self):
        if not (self.item_id and self.fiscal_year):
            return
        plan = self.item.plan
        if self.grade_id and self.grade.scale != RatingScale.objects.in_force(plan, self.fiscal_year):
            raise ValidationError({"grade": "評価は、この計画の、この年度の尺度から選んでください。"})
        if self.department_id and self.department.municipality_id != plan.municipality_id:
            raise ValidationError({"department": "計画と同じ市区町村の部署から選んでください。"})
        if self.round_id and (self.round.plan_id, self.round.fiscal_year) != (plan.pk, self.fiscal_year):
            raise ValidationError({"round": "調査は、取組と同じ計画の、同じ年度のものを選んでください。"})
