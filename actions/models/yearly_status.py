from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from organizations.natural_keys import NaturalKeyModel
from organizations.validators import validate_fiscal_year
from plans.models import Grade

from ..querysets import YearlyStatusQuerySet
from .items import ActionItem


class YearlyStatus(NaturalKeyModel):
    """How one item went in one fiscal year. One row an item and year; past years are never overwritten."""

    class Status(models.TextChoices):
        NOT_REPORTED = "not_reported", "未報告"
        NOT_STARTED = "not_started", "未着手"
        IN_PROGRESS = "in_progress", "実施中"
        COMPLETED = "completed", "完了"
        CANCELLED = "cancelled", "中止"
        NOT_APPLICABLE = "not_applicable", "対象外"
        NOT_ASSESSABLE = "not_assessable", "評価困難"

    class NextStep(models.TextChoices):
        CONTINUE = "continue", "継続"
        EXPAND = "expand", "拡充"
        IMPROVE = "improve", "改善"
        REDUCE = "reduce", "縮小"
        MERGE = "merge", "統合"
        COMPLETE = "complete", "完了"
        ABOLISH = "abolish", "廃止"

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
        ]

    def __str__(self):
        return f"{self.item.code} {self.fiscal_year}年度"

    def clean(self):
        if self.grade_id and self.item_id and self.grade.scale.plan_id != self.item.plan_id:
            raise ValidationError({"grade": "評価は、この計画の尺度から選んでください。"})
