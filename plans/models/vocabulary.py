"""The plan's own marks and lists of names: who acts, for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.models import Partner
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet

from .plan import Plan


class Actor(models.TextChoices):
    """The three actor types every plan is read into."""

    CITIZEN = "citizen", _("市民")
    CITY = "city", _("市")
    JOINT = "joint", _("協働")

    @classmethod
    def from_flags(cls, by_citizen, by_city, by_joint):
        """The types that are set, in the fixed order citizen, city, joint."""
        flags = ((by_citizen, cls.CITIZEN), (by_city, cls.CITY), (by_joint, cls.JOINT))
        return [actor for is_set, actor in flags if is_set]


class Mark(NaturalKeyModel):
    """A sign the plan prints beside its items, and what its legend says of it."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="marks",
        help_text="この印を使う計画。",
    )
    symbol = models.CharField("印", max_length=40, help_text="印字のまま(例: ★)。")
    meaning_as_printed = models.CharField(
        "意味(凡例の印字)", max_length=200, blank=True, help_text="凡例に説明がなければ空欄。"
    )
    actor = models.CharField(
        "主体の区分",
        max_length=10,
        choices=Actor,
        blank=True,
        help_text="主体の印のとき選びます。ほかの印は空欄。",
    )
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")

    natural_key_fields = ("plan", "symbol")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="凡例の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "印と凡例"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "symbol"],
                name="mark_once_per_plan",
                violation_error_message="この印はこの計画にすでにあります。",
            ),
        ]

    def __str__(self):
        return self.symbol


class Implementer(NaturalKeyModel):
    """A name the plan prints under 実施主体, such as 行政 or 市民活動団体."""

    plan = models.ForeignKey(
        Plan, verbose_name="計画", on_delete=models.CASCADE, related_name="implementers", help_text="計画。"
    )
    name = models.CharField("実施主体", max_length=100, help_text="計画に印字されたとおり(例: 行政)。")
    partner = models.ForeignKey(
        Partner,
        verbose_name="協働の相手",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="implementer_names",
        help_text="特定の団体や協議会を指すときに選びます。",
    )
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")

    natural_key_fields = ("plan", "name")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="実施主体の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "実施主体"
        ordering = ["plan_id", "sort_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="implementer_once_per_plan",
                violation_error_message="この実施主体はこの計画にすでにあります。",
            ),
        ]

    def __str__(self):
        return self.name


class TargetGroup(NaturalKeyModel):
    """A name the plan prints under 対象: for whom an item is done."""

    plan = models.ForeignKey(
        Plan, verbose_name="計画", on_delete=models.CASCADE, related_name="target_groups", help_text="計画。"
    )
    name = models.CharField("対象", max_length=100, help_text="計画に印字されたとおり(例: 市民活動団体)。")
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")

    natural_key_fields = ("plan", "name")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="対象の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "対象"
        ordering = ["plan_id", "sort_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="target_group_once_per_plan",
                violation_error_message="この対象はこの計画にすでにあります。",
            ),
        ]

    def __str__(self):
        return self.name
