from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.models import User
from organizations.natural_keys import NaturalKeyModel
from organizations.validators import validate_fiscal_year
from plans.models import Plan, RatingScale

from ..querysets import ReportingRoundQuerySet


class ReportingRound(NaturalKeyModel):
    """The yearly survey of a plan: the 事務局 asks every department how its items went in one fiscal year."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.PROTECT,
        related_name="rounds",
        help_text="進捗をたずねる計画。",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "対象の年度", validators=[validate_fiscal_year], help_text="西暦。どの年度の実績をたずねるか。"
    )
    due_on = models.DateField(
        "締め切り", help_text="この日までに提出してもらいます。過ぎても入力と提出はできます。"
    )
    instructions = models.TextField(
        "担当課へのお願い", blank=True, help_text="回答の画面の上に出ます。記入のしかたや問い合わせ先など。"
    )
    scale = models.ForeignKey(
        RatingScale,
        verbose_name="評価の尺度",
        on_delete=models.PROTECT,
        related_name="rounds",
        help_text="この年度の評価に使う尺度。年度の途中では変えられません。",
    )
    opened_at = models.DateTimeField("開始した日時", help_text="自動で記録されます。")
    opened_by = models.ForeignKey(
        User,
        verbose_name="開始した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds_opened",
        help_text="自動で記録されます。",
    )

    natural_key_fields = ("plan", "fiscal_year")

    objects = ReportingRoundQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="調査の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "調査"
        ordering = ["plan_id", "-fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fiscal_year"],
                name="round_once_per_plan_and_year",
                violation_error_message="この計画のこの年度の調査はすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.plan.title} {both_calendars(self.fiscal_year)}の調査"

    def clean(self):
        if not (self._state.adding and self.plan_id and self.scale_id and self.fiscal_year):
            return
        if self.scale != RatingScale.objects.in_force(self.plan, self.fiscal_year):
            raise ValidationError({"scale": "この計画の、この年度の評価に使う尺度を選んでください。"})

    def days_left(self, today):
        """Days until the due date; negative once it has passed."""
        return (self.due_on - today).days
