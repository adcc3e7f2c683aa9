from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year
from plans.models import Phase, Stage

from .items import ActionItem


class ScheduleCell(NaturalKeyModel):
    """A printed cell of the yearly table: what is printed beside what it means. A blank cell has no row."""

    item = models.ForeignKey(
        ActionItem,
        verbose_name="取組",
        on_delete=models.CASCADE,
        related_name="schedule_cells",
        help_text="取組。",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", null=True, blank=True, validators=[validate_fiscal_year], help_text="西暦。段階のときは空欄。"
    )
    phase = models.ForeignKey(
        Phase,
        verbose_name="段階",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="schedule_cells",
        help_text="年度ではなく段階で示すとき選びます。",
    )
    part = models.PositiveSmallIntegerField(
        "小列", null=True, blank=True, help_text="年度が四半期などに分かれているとき、左から何番目か。"
    )
    as_printed = models.CharField("印字", max_length=50, blank=True, help_text="「→」なども印字のまま。")
    stages = models.ManyToManyField(
        Stage,
        verbose_name="意味",
        blank=True,
        related_name="schedule_cells",
        help_text="「検討・一部実施」は二つ選びます。意味が分からなければ選びません。",
    )
    is_continuation = models.BooleanField(
        "前の段階が続く", default=False, help_text="「→」のとき。意味には、続いている段階を選びます。"
    )
    is_uncertain = models.BooleanField(
        "年度の読みが不確か", default=False, help_text="隣の年度の印字かもしれないとき印をつけます。"
    )
    printed_at = models.CharField(
        "印字の場所",
        max_length=20,
        blank=True,
        help_text="再掲の行に印字されているとき、その位置(例: 3-1-1)。",
    )

    natural_key_fields = ("item", "fiscal_year", "phase__number", "part")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[stages], verbose_name="年次計画の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "年次計画"
        ordering = ["item_id", "fiscal_year", "phase", "part"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiscal_year__isnull=False, phase__isnull=True)
                | models.Q(fiscal_year__isnull=True, phase__isnull=False),
                name="cell_year_or_phase",
                violation_error_message="年度か段階のどちらか一つだけを入力してください。",
            ),
            models.UniqueConstraint(
                fields=["item", "fiscal_year"],
                condition=models.Q(part__isnull=True),
                name="cell_once_per_year",
                violation_error_message="この取組のこの年度の予定はすでにあります。",
            ),
            models.UniqueConstraint(
                fields=["item", "fiscal_year", "part"],
                name="cell_once_per_part",
                violation_error_message="この取組のこの年度・小列の予定はすでにあります。",
            ),
            models.UniqueConstraint(
                fields=["item", "phase"],
                name="cell_once_per_phase",
                violation_error_message="この取組のこの段階の予定はすでにあります。",
            ),
            models.CheckConstraint(
                condition=models.Q(part__isnull=True)
                | models.Q(part__gte=1, part__lte=12, fiscal_year__isnull=False),
                name="cell_part_within_a_year",
                violation_error_message="小列は、年度の予定に1から12までの数で入力してください。",
            ),
        ]

    def __str__(self):
        return f"{self.fiscal_year or self.phase} {self.as_printed}".strip()

    def clean(self):
        if self.phase_id and self.item_id and self.phase.plan_id != self.item.plan_id:
            raise ValidationError({"phase": "段階は、取組と同じ計画の段階から選んでください。"})

    @property
    def meaning(self):
        """In words: 検討・一部実施, 実施の継続; None when the document does not tell. Reads the prefetched stages."""
        return meaning_of([stage.name for stage in self.stages.all()], is_continuation=self.is_continuation)


def meaning_of(stage_names, *, is_continuation):
    words = "・".join(stage_names)
    if not words:
        return None
    return f"{words}の継続" if is_continuation else words
