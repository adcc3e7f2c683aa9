from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_code, validate_fiscal_year

from .plan import Plan


class Statistic(NaturalKeyModel):
    """A survey question or a table of figures that the plan prints."""

    class Kind(models.TextChoices):
        SURVEY = "survey", _("アンケート")
        TABLE = "table", _("統計表")
        FIGURE = "figure", _("本文中の数値")

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="statistics",
        help_text="この統計がある計画。",
    )
    code = models.CharField(
        "番号", max_length=20, validators=[validate_code], help_text="計画の中で変わらない番号。"
    )
    kind = models.CharField(
        "種類", max_length=10, choices=Kind, help_text="アンケートか、表か、本文の中の数値か。"
    )
    title = models.CharField("題名", max_length=200, help_text="調査や表の題名。")
    question = models.CharField(
        "質問文", max_length=300, blank=True, help_text="アンケートの質問文。印字のまま。"
    )
    as_of = models.CharField(
        "時点(印字)", max_length=100, blank=True, help_text="印字のまま(例: 平成20年7月)。"
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", null=True, blank=True, validators=[validate_fiscal_year], help_text="西暦。"
    )
    place = models.CharField("記載場所", max_length=100, blank=True, help_text="例: 第5章2")
    reading_note = models.TextField("読み取りの注記", blank=True, help_text="データファイルにも載ります。")
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")

    natural_key_fields = ("plan", "code")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="統計の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "統計・アンケート"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="statistic_code_once_per_plan",
                violation_error_message="この番号の統計はこの計画にすでにあります。",
            ),
        ]

    def __str__(self):
        return self.title


class StatisticValue(NaturalKeyModel):
    """One observation: a row and a column of the table, the value and its unit."""

    statistic = models.ForeignKey(
        Statistic,
        verbose_name="統計",
        on_delete=models.CASCADE,
        related_name="values",
        help_text="この値の統計。",
    )
    row = models.CharField("行", max_length=200, help_text="回答の選択肢や団体名など。")
    column = models.CharField(
        "列", max_length=100, blank=True, help_text="人口、前回など。列が一つなら空欄でもかまいません。"
    )
    group = models.CharField("区分", max_length=50, blank=True, help_text="地区など、行をまとめる言葉。")
    value = models.DecimalField(
        "値", max_digits=16, decimal_places=4, null=True, blank=True, help_text="分からなければ空欄。"
    )
    unit = models.CharField("単位", max_length=20, blank=True, help_text="例: ％、人")
    as_printed = models.CharField("印字", max_length=200, blank=True, help_text="印字のまま(例: 約180団体)。")
    is_computed = models.BooleanField(
        "計算した値", default=False, help_text="資料に印字がなく、こちらで計算した値。"
    )
    reading_note = models.CharField("注記", max_length=300, blank=True, help_text="値の読み方の注記。")
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")

    natural_key_fields = ("statistic", "row", "column")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="統計の値の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "統計の値"
        ordering = ["statistic_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["statistic", "row", "column"],
                name="statistic_value_once",
                violation_error_message="同じ行と列の値がすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.row} {self.column}".strip()

    @property
    def number(self):
        """The value as int or float; None when unknown."""
        if self.value is None:
            return None
        return int(self.value) if self.value == self.value.to_integral_value() else float(self.value)

    @property
    def shown(self):
        """As printed where it is printed, else the computed number."""
        return self.as_printed or ("" if self.value is None else f"{self.number}")
