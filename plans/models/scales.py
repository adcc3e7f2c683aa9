"""How progress is judged: a scale per plan, valid from a fiscal year; old years keep the old scale."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year

from ..querysets import RatingScaleQuerySet
from .plan import Plan

FIXED_ONCE_GIVEN = ("scale_id", "code", "label", "meaning", "symbol", "counts_as", "sort_order")
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
        """A year that has been judged, or is being asked about, keeps its scale."""
        if not (self.plan_id and self.from_fy):
            return
        if self.pk and self.is_used and RatingScale.objects.get(pk=self.pk).name != self.name:
            raise ValidationError({"name": "すでに評価に使われている尺度の名称は変えられません。"})
        if any(self._in_force_afterwards(year) != scale for year, scale in self._years_with_a_scale()):
            raise ValidationError(
                {
                    "from_fy": "この年度からの評価や調査には、すでに別の尺度が使われています。まだ調査のない年度からにしてください。"
                }
            )

    @property
    def is_used(self):
        """Whether a grade of it has been given."""
        given = models.Q(yearly_statuses__isnull=False) | models.Q(evaluations__isnull=False)
        return self.grades.filter(given).exists()

    def _years_with_a_scale(self):
        """(fiscal year, scale id) of every grade given and every survey of the plan."""
        given = Grade.objects.filter(scale__plan=self.plan_id, yearly_statuses__isnull=False)
        judged = Grade.objects.filter(scale__plan=self.plan_id, evaluations__isnull=False)
        asked = RatingScale.objects.filter(plan=self.plan_id, rounds__isnull=False)
        return {
            *judged.values_list("evaluations__answer__fiscal_year", "scale").distinct(),
            *given.values_list("yearly_statuses__fiscal_year", "scale").distinct(),
            *asked.values_list("rounds__fiscal_year", "pk"),
        }

    def _in_force_afterwards(self, year):
        """The id of the scale that would hold for the year if this one began in `from_fy`."""
        starts = dict(RatingScale.objects.filter(plan=self.plan_id).values_list("pk", "from_fy"))
        starts[self.pk] = self.from_fy
        begun = [(from_fy, pk) for pk, from_fy in starts.items() if from_fy <= year]
        return max(begun, key=lambda pair: pair[0])[1] if begun else None


class Grade(NaturalKeyModel):
    """One grade of a scale: what it is called and, in a sentence, what it means."""

    class CountsAs(models.TextChoices):
        ACHIEVED = "achieved", _("達成")
        UNDER_WAY = "underway", _("進行中")
        BEHIND = "behind", _("遅れ")
        NOT_JUDGED = "not_judged", _("判定しない")

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
        if self.pk and (self.yearly_statuses.exists() or self.evaluations.exists()):
            before = Grade.objects.get(pk=self.pk)
            if any(getattr(before, name) != getattr(self, name) for name in FIXED_ONCE_GIVEN):
                raise ValidationError(
                    "この区分は、すでに評価に使われているため変えられません。新しい年度からの尺度を足してください。"
                )
