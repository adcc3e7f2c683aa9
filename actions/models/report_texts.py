from django.db import models
from simple_history.models import HistoricalRecords

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.fields import easy_summary_field
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year
from plans.models import Plan


class ReportText(NaturalKeyModel):
    """What the 事務局 says in its own words in the report of a year. An edition keeps what stood here when it was published."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="report_texts",
        help_text="どの計画の報告書か。",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "対象の年度", validators=[validate_fiscal_year], help_text="西暦。どの年度の報告書か。"
    )
    summary = models.TextField(
        "この年度のまとめ",
        blank=True,
        help_text="1年をふりかえる文。報告書のはじめに載ります。空欄なら、何も載りません。",
    )
    easy_summary = easy_summary_field()
    notes = models.TextField(
        "注記",
        blank=True,
        help_text="集計のしかたの断りなど、読む人に知らせること。報告書の終わりに載ります。",
    )
    internal_note = models.TextField("内部メモ", blank=True, help_text="公開されません。")

    natural_key_fields = ("plan", "fiscal_year")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="報告書のまとめと注記の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "報告書のまとめと注記"
        ordering = ["plan_id", "-fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fiscal_year"],
                name="report_text_once_per_year",
                violation_error_message="この年度の報告書のまとめと注記はすでにあります。その行を直してください。",
            ),
        ]

    def __str__(self):
        return f"{self.plan} {both_calendars(self.fiscal_year)}の報告書のまとめと注記"
