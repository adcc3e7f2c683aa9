from django.db import models
from simple_history.models import HistoricalRecords

from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet

from .plan import Plan


class PlanNote(NaturalKeyModel):
    """How the document was read: what is missing, what contradicts itself, what was decided. Staff and data files."""

    class Kind(models.TextChoices):
        READING = "reading", "読み取り"
        ANOMALY = "anomaly", "資料の誤りや食い違い"
        LEGEND = "legend", "表の凡例"

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="notes",
        help_text="注記のある計画。",
    )
    kind = models.CharField(
        "種類",
        max_length=10,
        choices=Kind,
        default=Kind.READING,
        help_text="読み取りの判断か、資料の誤りか、表の凡例か。",
    )
    number = models.PositiveSmallIntegerField("順番", help_text="種類ごとの順番。")
    text = models.TextField("注記", help_text="職員が読み、データファイルにも載ります。")

    natural_key_fields = ("plan", "kind", "number")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="読み取りの注記の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "読み取りの注記"
        ordering = ["plan_id", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "number"],
                name="plan_note_once_per_number",
                violation_error_message="この種類のこの順番はすでにあります。",
            ),
        ]

    def __str__(self):
        return self.text[:40]
