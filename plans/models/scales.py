"""How progress is judged: a scale per plan, valid from a fiscal year; old years keep the old scale."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year

from ..querysets import RatingScaleQuerySet
from .plan import Plan

FEWEST_GRADES, MOST_GRADES = 3, 8
WRONG_NUMBER_OF_GRADES = (
    f"評価の区分は{FEWEST_GRADES}つから{MOST_GRADES}つまでにしてください。いまは{{number}}つです。"
)


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

    objects = RatingScaleQuerySet.as_manager()
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

    def clean(self):
        """A year that has been judged keeps the scale it was judged by."""
        if (
            self.plan_id
            and self.from_fy
            and (self._judged_otherwise().exists() or self._asked_otherwise().exists())
        ):
            raise ValidationError(
                {
                    "from_fy": "この年度からの評価や調査には、すでに別の尺度が使われています。まだ調査のない年度からにしてください。"
                }
            )

    def _judged_otherwise(self):
        """Grades given in years that this scale would take from, or give to, another scale."""
        others = Grade.objects.filter(scale__plan=self.plan_id).exclude(scale=self.pk)
        taken = Q(
            pk__in=others, yearly_statuses__fiscal_year__gte=self.from_fy, scale__from_fy__lte=self.from_fy
        )
        left = Q(scale=self.pk, yearly_statuses__fiscal_year__lt=self.from_fy)
        return Grade.objects.filter(taken | left if self.pk else taken)

    def _asked_otherwise(self):
        """Scales of surveys under way about years that this scale would take, or give away."""
        scales = RatingScale.objects.filter(plan=self.plan_id)
        taken = ~Q(pk=self.pk) & Q(rounds__fiscal_year__gte=self.from_fy, from_fy__lte=self.from_fy)
        left = Q(pk=self.pk, rounds__fiscal_year__lt=self.from_fy)
        return scales.filter(taken | left)


class Grade(NaturalKeyModel):
    """One grade of a scale: what it is called and, in a sentence, what it means."""

    class CountsAs(models.TextChoices):
        ACHIEVED = "achieved", "達成"
        UNDER_WAY = "underway", "進行中"
        BEHIND = "behind", "遅れ"
        NOT_JUDGED = "not_judged", "判定しない"

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
    counts_as = models.CharField(
        "数え方",
        max_length=10,
        choices=CountsAs,
        help_text="割合を出すときに、どれとして数えるか。「判定しない」は割合に入れません。",
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

    def clean(self):
        """What a grade said when it was given, it says for ever."""
        if self.pk and self.yearly_statuses.exists():
            before = Grade.objects.get(pk=self.pk)
            if any(
                getattr(before, name) != getattr(self, name)
                for name in ("scale_id", "code", "label", "meaning", "counts_as")
            ):
                raise ValidationError(
                    "この区分は、すでに評価に使われているため変えられません。新しい年度からの尺度を足してください。"
                )
