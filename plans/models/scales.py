"""How progress is judged: a scale per plan, valid from a fiscal year; old years keep the old scale."""

from django.db import models
from simple_history.models import HistoricalRecords

from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year

from .plan import Plan


class RatingScale(NaturalKeyModel):
    """The grades in force for a plan from a fiscal year until the next scale begins."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="rating_scales",
        help_text="この尺度を使う計画。",
    )
    name = models.CharField("名称", max_length=100, help_text="例: 進捗度(4段階)")
    from_fy = models.PositiveSmallIntegerField(
        "適用の始まり", validators=[validate_fiscal_year], help_text="西暦。この年度の評価から使います。"
    )

    natural_key_fields = ("plan", "from_fy")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="評価の尺度の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "評価の尺度"
        ordering = ["plan_id", "from_fy"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "from_fy"],
                name="rating_scale_once_per_year",
                violation_error_message="この年度から始まる尺度はすでにあります。",
            ),
        ]

    def __str__(self):
        return self.name


class Grade(NaturalKeyModel):
    """One grade of a scale: what it is called and, in a sentence, what it means."""

    scale = models.ForeignKey(
        RatingScale,
        verbose_name="尺度",
        on_delete=models.CASCADE,
        related_name="grades",
        help_text="この区分がある尺度。",
    )
    code = models.CharField("記号", max_length=10, help_text="例: A、S、1")
    label = models.CharField("言葉", max_length=50, help_text="例: 計画どおり")
    meaning = models.CharField("意味", max_length=200, help_text="どんなときにこの評価にするかを一文で。")
    symbol = models.CharField("図の記号", max_length=2, blank=True, help_text="言葉のわきに出す記号(例: ○)。")
    counts = models.BooleanField(
        "割合の計算に入れる",
        default=True,
        help_text="対象外・評価困難など、割合に入れない評価では印を外します。",
    )
    sort_order = models.PositiveIntegerField(
        "並び順", default=0, help_text="よい順など、見せたい順。小さい順に並びます。"
    )

    natural_key_fields = ("scale", "code")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="評価の区分の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "評価の区分"
        ordering = ["scale_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "code"],
                name="grade_code_once_per_scale",
                violation_error_message="この記号はこの尺度にすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.label}"
