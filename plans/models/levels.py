"""The levels between the plan and its items: policies (one or two deep), measures, and pillars across them."""

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from organizations.fields import FoldedTextField, LinesField, easy_summary_field, english_name_field, lines
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_code

from .plan import Plan


class Policy(NaturalKeyModel):
    """A policy of the plan (施策・推進方針・目標 …); with a parent it is the second of two policy levels."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="policies",
        help_text="この方針がある計画。",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="上の方針",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="subpolicies",
        help_text="基本方針→基本施策のように2段のとき、上の段を選びます。",
    )
    code = models.CharField(
        "番号", max_length=20, validators=[validate_code], help_text="計画の中での位置(例: 1、P1)。"
    )
    number_as_printed = models.CharField("番号(印字)", max_length=20, blank=True, help_text="例: Ⅰ、施策1")
    name = models.CharField("名称", max_length=200, help_text="計画に印字されたとおり。")
    name_en = english_name_field(300)
    aim = models.TextField("ねらい(要約)", blank=True, help_text="計画の文を短くやさしく書き直します。")
    easy_summary = easy_summary_field()
    reading_note = models.TextField("読み取りの注記", blank=True, help_text="データファイルにも載ります。")
    sort_order = models.PositiveIntegerField(
        "並び順", default=0, help_text="計画の中での並び順。小さい順に並びます。"
    )
    search_text = FoldedTextField(sources=["name", "aim", "name_en"])

    natural_key_fields = ("plan", "code")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="方針の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "方針"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="policy_code_once_per_plan",
                violation_error_message="この番号の方針はこの計画にすでにあります。",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="policy_is_not_its_own_parent",
                violation_error_message="上の方針に、自分自身は選べません。",
            ),
        ]

    def __str__(self):
        return f"{self.number_as_printed or self.code} {self.name}"

    def get_absolute_url(self):
        return f"{self.plan.get_absolute_url()}#policy-{self.code}"

    def clean(self):
        if self.parent_id is None:
            return
        if self.parent_id == self.pk:
            raise ValidationError({"parent": "上の方針に、自分自身は選べません。"})
        if self.parent.plan_id != self.plan_id:
            raise ValidationError({"parent": "上の方針は、同じ計画の方針から選んでください。"})
        if self.parent.parent_id is not None or (self.pk and self.subpolicies.exists()):
            raise ValidationError({"parent": "方針は2段までです。いちばん上の段の方針を選んでください。"})


class Pillar(NaturalKeyModel):
    """A pillar that runs across the measures of a plan (長門: 集落機能再生・市民活動団体活性化)."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.CASCADE,
        related_name="pillars",
        help_text="この柱がある計画。",
    )
    name = models.CharField("名称", max_length=100, help_text="計画に印字されたとおり。")
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")

    natural_key_fields = ("plan", "name")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="柱の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "柱"
        ordering = ["plan_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="pillar_once_per_plan",
                violation_error_message="この柱はこの計画にすでにあります。",
            ),
        ]

    def __str__(self):
        return self.name


class Measure(NaturalKeyModel):
    """A measure under a policy, under which action items stand."""

    policy = models.ForeignKey(
        Policy,
        verbose_name="方針",
        on_delete=models.CASCADE,
        related_name="measures",
        help_text="この施策がある方針。方針が2段のときは下の段。",
    )
    code = models.CharField(
        "番号", max_length=20, validators=[validate_code], help_text="計画の中での位置(例: 1-2)。"
    )
    number_as_printed = models.CharField("番号(印字)", max_length=20, blank=True, help_text="例: (1)")
    name = models.CharField("名称", max_length=200, help_text="計画に印字されたとおり。")
    name_en = english_name_field(300)
    summary = models.TextField("内容(要約)", blank=True, help_text="計画の文を短くやさしく書き直します。")
    pillars = models.ManyToManyField(
        Pillar,
        verbose_name="柱",
        blank=True,
        related_name="measures",
        help_text="計画が柱を示しているとき選びます。",
    )
    tags_as_printed = LinesField("付記(印字)", help_text="「再掲」など見出しに付いた印字。1行に1つ。")
    reading_note = models.TextField("読み取りの注記", blank=True, help_text="データファイルにも載ります。")
    sort_order = models.PositiveIntegerField(
        "並び順", default=0, help_text="計画の中での並び順。小さい順に並びます。"
    )
    search_text = FoldedTextField(sources=["name", "summary", "name_en"])

    natural_key_fields = ("policy", "code")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[pillars], verbose_name="施策の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "施策"
        ordering = ["policy__plan_id", "policy__sort_order", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "code"],
                name="measure_code_once_per_policy",
                violation_error_message="この番号の施策はこの方針にすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.number_as_printed or self.code} {self.name}"

    def get_absolute_url(self):
        return f"{self.policy.plan.get_absolute_url()}#measure-{self.policy.code}_{self.code}"

    @property
    def tag_list(self):
        return lines(self.tags_as_printed)
