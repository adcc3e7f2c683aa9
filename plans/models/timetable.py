"""The columns of the roadmap and the words in its cells."""

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year

from .plan import Plan


class Phase(NaturalKeyModel):
    """A phase (段階) of a plan that speaks of phases instead of, or beside, years."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="phases",
        help_text="この段階がある計画。",
    )
    number = models.PositiveSmallIntegerField("順番", help_text="1から始まる順番。")
    name = models.CharField("名称", max_length=50, help_text="例: 第1段階")
    title = models.CharField(
        "見出し", max_length=100, blank=True, help_text="段階の見出しの印字(例: 推進の促進策)。"
    )
    from_fy = models.PositiveSmallIntegerField(
        "始まりの年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。印字がなければ空欄。",
    )
    as_printed = models.CharField(
        "時期(印字)", max_length=50, blank=True, help_text="時期の印字のまま(例: 平成20年度～)。"
    )

    natural_key_fields = ("plan", "number")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="段階の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "段階"
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="phase_once_per_plan",
                violation_error_message="この順番の段階はこの計画にすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.title}".strip()


class RoadmapColumn(NaturalKeyModel):
    """A column of the plan's yearly table: a fiscal year (maybe cut into parts, maybe open-ended) or a phase."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="roadmap_columns",
        help_text="この列がある計画。",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。段階の列のときは空欄。",
    )
    phase = models.ForeignKey(
        Phase,
        verbose_name="段階",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="roadmap_columns",
        help_text="年度ではなく段階の列のとき選びます。",
    )
    label_as_printed = models.CharField(
        "見出し(印字)", max_length=50, help_text="例: H20、24年度以降、第1段階"
    )
    parts = models.PositiveSmallIntegerField(
        "小列の数", default=1, help_text="ひとつの年度が四半期などに分かれているとき、その数。"
    )
    is_open_ended = models.BooleanField("以降を含む", default=False, help_text="「24年度以降」のような列。")
    sort_order = models.PositiveIntegerField(
        "並び順", default=0, help_text="左から右への順。小さい順に並びます。"
    )

    natural_key_fields = ("plan", "fiscal_year", "phase__number")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="年次計画の列の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "年次計画の列"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiscal_year__isnull=False, phase__isnull=True)
                | models.Q(fiscal_year__isnull=True, phase__isnull=False),
                name="roadmap_column_year_or_phase",
                violation_error_message="列には、年度か段階のどちらか一つだけを入力してください。",
            ),
            models.CheckConstraint(
                condition=models.Q(parts__gte=1, parts__lte=12),
                name="roadmap_column_parts_1_to_12",
                violation_error_message="小列の数は1から12までにしてください。",
            ),
            models.UniqueConstraint(
                fields=["plan", "fiscal_year"],
                name="roadmap_column_year_once",
                violation_error_message="この年度の列はすでにあります。",
            ),
            models.UniqueConstraint(
                fields=["plan", "phase"],
                name="roadmap_column_phase_once",
                violation_error_message="この段階の列はすでにあります。",
            ),
        ]

    def __str__(self):
        return self.label_as_printed

    def clean(self):
        if self.phase_id and self.phase.plan_id != self.plan_id:
            raise ValidationError({"phase": "段階は、同じ計画の段階から選んでください。"})


class Stage(NaturalKeyModel):
    """A stage of work in the plan's own word (検討, 一部実施, 実施 …), with the symbol shown beside the word."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="stages",
        help_text="この言葉を使う計画。",
    )
    name = models.CharField("段階の言葉", max_length=30, help_text="計画が使う言葉のまま(例: 検討)。")
    symbol = models.CharField(
        "記号", max_length=2, help_text="言葉のわきに出す記号。言葉なしで使うことはありません。"
    )
    sort_order = models.PositiveIntegerField(
        "並び順", default=0, help_text="進む順に並べます。小さい順に並びます。"
    )

    natural_key_fields = ("plan", "name")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="実施の段階の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "実施の段階"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="stage_once_per_plan",
                violation_error_message="この言葉はこの計画にすでにあります。",
            ),
        ]

    def __str__(self):
        return self.name
