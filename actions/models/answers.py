"""What belongs to one answer of a round: the parts of supporting departments, its figures, and each step it took."""

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from organizations.models import Department, User
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from plans.models import Indicator

from .yearly_status import YearlyStatus


class SupportPart(NaturalKeyModel):
    """What a supporting department did for an item in a year. The lead department reads it beside its own answer."""

    answer = models.ForeignKey(
        YearlyStatus,
        verbose_name="年度の実績",
        on_delete=models.CASCADE,
        related_name="parts",
        help_text="どの取組の、どの年度か。",
    )
    department = models.ForeignKey(
        Department,
        verbose_name="関係する部署",
        on_delete=models.PROTECT,
        related_name="support_parts",
        help_text="主管ではなく、関係する部署。",
    )
    done = models.TextField(
        "関係する部署が取り組んだこと",
        blank=True,
        help_text="この部署がその年度にしたこと。主管の部署が回答をまとめるときに読みます。",
    )
    internal_note = models.TextField("内部メモ", blank=True, help_text="公開されません。")
    is_handed_in = models.BooleanField(
        "主管に渡した", default=False, help_text="書き終えて、主管の部署に渡したとき。"
    )
    saved_at = models.DateTimeField("保存した日時", null=True, blank=True, help_text="自動で記録されます。")
    saved_by = models.ForeignKey(
        User,
        verbose_name="保存した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="support_parts_saved",
        help_text="自動で記録されます。",
    )

    is_on_behalf = models.BooleanField(
        "代行", default=False, help_text="事務局が、この部署の代わりに書いたとき。"
    )

    natural_key_fields = ("answer", "department")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="関係する部署の記入の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "関係する部署の記入"
        ordering = ["answer_id", "department__sort_order", "department_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "department"],
                name="support_part_once",
                violation_error_message="この部署は、この取組の関係する部署にすでに入っています。",
            ),
        ]

    def __str__(self):
        return str(self.department)

    def clean(self):
        if not (self.answer_id and self.department_id):
            return
        if self.department.municipality_id != self.answer.item.plan.municipality_id:
            raise ValidationError({"department": "計画と同じ市区町村の部署から選んでください。"})
        if self.department_id == self.answer.department_id:
            raise ValidationError({"department": "主管の部署は、関係する部署に入れません。"})


class AnswerFigure(NaturalKeyModel):
    """The value of an indicator that a department reports with its answer. Public only once the year is published."""

    answer = models.ForeignKey(
        YearlyStatus,
        verbose_name="年度の実績",
        on_delete=models.CASCADE,
        related_name="figures",
        help_text="どの取組の、どの年度か。",
    )
    indicator = models.ForeignKey(
        Indicator,
        verbose_name="指標",
        on_delete=models.RESTRICT,
        related_name="answer_figures",
        help_text="この取組で測る指標。",
    )
    value = models.DecimalField(
        "実績値",
        max_digits=16,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="数だけ。分からないときは空欄(0ではありません)。",
    )

    natural_key_fields = ("answer", "indicator")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="回答の指標の値の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "回答の指標の値"
        ordering = ["answer_id", "indicator__sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "indicator"],
                name="answer_figure_once",
                violation_error_message="この指標の値は、この回答にすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {'記載なし' if self.value is None else self.number}"

    @property
    def number(self):
        """The value in digits without trailing zeros; None when unknown."""
        return None if self.value is None else f"{self.value.normalize():f}"

    def clean(self):
        if self.answer_id and self.indicator_id and self.indicator.plan_id != self.answer.item.plan_id:
            raise ValidationError({"indicator": "指標は、同じ計画の指標から選んでください。"})


class AnswerStep(models.Model):
    """One step of an answer on its way: who took it, when, and why. Steps are only ever added."""

    answer = models.ForeignKey(
        YearlyStatus,
        verbose_name="年度の実績",
        on_delete=models.PROTECT,
        related_name="steps",
        help_text="どの取組の、どの年度か。",
    )
    from_state = models.CharField("前の状態", max_length=10, choices=YearlyStatus.State)
    to_state = models.CharField("後の状態", max_length=10, choices=YearlyStatus.State)
    at = models.DateTimeField("日時")
    by = models.ForeignKey(
        User,
        verbose_name="行った人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answer_steps",
        help_text="空欄は、同梱の見本。",
    )
    is_on_behalf = models.BooleanField(
        "代行", default=False, help_text="事務局が、担当課の代わりに行ったとき。"
    )
    reason = models.TextField("理由", blank=True, help_text="差し戻したときの理由。")

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "回答の歩み"
        ordering = ["answer_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(to_state="returned") | ~models.Q(reason=""),
                name="answer_step_return_has_reason",
                violation_error_message="差し戻すときは、理由を書いてください。",
            ),
        ]

    def __str__(self):
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
