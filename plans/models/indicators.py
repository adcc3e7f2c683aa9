import re
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.fields import FoldedTextField, english_name_field
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_code, validate_fiscal_year

from .levels import Policy
from .plan import Plan


class Indicator(NaturalKeyModel):
    """A figure by which the plan wants to be measured, for the whole plan or for one policy."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="indicators",
        help_text="この指標がある計画。",
    )
    policy = models.ForeignKey(
        Policy,
        verbose_name="方針",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="indicators",
        help_text="特定の方針の指標のとき選びます。",
    )
    code = models.CharField(
        "番号", max_length=20, validators=[validate_code], help_text="計画の中で変わらない番号。"
    )
    number_as_printed = models.CharField("番号(印字)", max_length=20, blank=True, help_text="例: ①")
    name = models.CharField("指標名", max_length=200, help_text="計画に印字されたとおり。")
    name_en = english_name_field(300)
    unit = models.CharField(
        "単位", max_length=20, blank=True, help_text="例: ％、人、団体。値には単位を付けません。"
    )
    reading_note = models.TextField(
        "出典と読み取りの注記", blank=True, help_text="データファイルにも載ります。"
    )
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")
    search_text = FoldedTextField(sources=["name", "unit", "name_en"])

    natural_key_fields = ("plan", "code")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="指標の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "指標"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="indicator_code_once_per_plan",
                violation_error_message="この番号の指標はこの計画にすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.number_as_printed or self.code} {self.name}"

    def get_absolute_url(self):
        return f"{reverse('plans:indicator_list', args=self.plan.url_args)}#indicator-{self.code}"

    def clean(self):
        if self.policy_id and self.policy.plan_id != self.plan_id:
            raise ValidationError({"policy": "方針は、同じ計画の方針から選んでください。"})


class IndicatorFigure(NaturalKeyModel):
    """One value of an indicator in one fiscal year. Unknown is an empty value, never 0."""

    class Kind(models.TextChoices):
        BASELINE = "baseline", _("現状値")
        HISTORY = "history", _("過去の値")
        TARGET = "target", _("目標値")
        ACTUAL = "actual", _("実績値")

    indicator = models.ForeignKey(
        Indicator,
        verbose_name="指標",
        on_delete=models.CASCADE,
        related_name="figures",
        help_text="この値の指標。",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "年度", validators=[validate_fiscal_year], help_text="西暦。"
    )
    kind = models.CharField(
        "種類",
        max_length=10,
        choices=Kind,
        help_text="計画を作ったときの値は現状値、目ざす値は目標値、実際の値は実績値。",
    )
    value = models.DecimalField(
        "値",
        max_digits=16,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="数だけ。分からないときは空欄(0ではありません)。",
    )
    is_cumulative = models.BooleanField("累計", null=True, blank=True, help_text="印字がなければ「不明」。")
    is_approximate = models.BooleanField(
        "およその値", default=False, help_text="「約65%」のとき印をつけます。"
    )
    as_printed = models.CharField(
        "印字",
        max_length=100,
        blank=True,
        help_text="印字のまま(例: 50人(累計))。小数の桁もここから決まります。",
    )

    natural_key_fields = ("indicator", "fiscal_year", "kind")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="指標の値の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "指標の値"
        ordering = ["indicator_id", "fiscal_year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "fiscal_year", "kind"],
                name="indicator_figure_once_per_year",
                violation_error_message="この年度のこの種類の値はすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.fiscal_year}年度 {self.get_kind_display()}"

    @property
    def number(self):
        """The value as int or float, without trailing zeros; None when unknown."""
        if self.value is None:
            return None
        return int(self.value) if self.value == self.value.to_integral_value() else float(self.value)

    @property
    def shown(self):
        """The number with 約 and 累計 as printed, without unit."""
        if self.value is None:
            return ""
        return f"{'約' if self.is_approximate else ''}{self._digits}{'(累計)' if self.is_cumulative else ''}"

    @property
    def in_words(self):
        """`shown` in the language of the page; files have `shown`."""
        words = "" if self.value is None else self._digits
        if words and self.is_approximate:
            words = _("約%(number)s") % {"number": words}
        if words and self.is_cumulative:
            words = _("%(number)s(累計)") % {"number": words}
        return words

    @property
    def _digits(self):
        decimals = self.printed_decimals
        return f"{self.value.normalize():f}" if decimals is None else f"{self.value:.{decimals}f}"

    @property
    def printed_decimals(self):
        """How many decimals the document prints of this value (45.0 has one); None when it is not printed so."""
        text = unicodedata.normalize("NFKC", self.as_printed).replace(",", "")
        for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", text):
            if Decimal(number) == abs(self.value):
                return len(number.partition(".")[2])
        return None
