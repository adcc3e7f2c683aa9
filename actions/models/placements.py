from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.fields import LinesField, lines
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_code
from plans.models import Measure

from .items import ActionItem


class Placement(NaturalKeyModel):
    """Where an item stands in the plan: one main place, and any number of 再掲 with their own printed number."""

    class Kind(models.TextChoices):
        MAIN = "main", _("主な場所")
        REPEAT = "repeat", _("再掲")
        DERIVED = "derived", _("内容からの対応づけ")

    item = models.ForeignKey(
        ActionItem,
        verbose_name="取組",
        on_delete=models.CASCADE,
        related_name="placements",
        help_text="置く取組。",
    )
    measure = models.ForeignKey(
        Measure,
        verbose_name="施策",
        on_delete=models.RESTRICT,
        related_name="placements",
        help_text="取組が置かれている施策。",
    )
    code = models.CharField(
        "位置", max_length=20, validators=[validate_code], help_text="計画の中での位置(例: 4-2-1)。"
    )
    kind = models.CharField(
        "種類",
        max_length=10,
        choices=Kind,
        default=Kind.MAIN,
        help_text="「内容からの対応づけ」は、計画に対応の印字がなく、意味から施策に結びつけたもの。",
    )
    number_as_printed = models.CharField("番号(印字)", max_length=20, blank=True, help_text="例: ②再")
    name_as_printed = models.CharField(
        "取組名(印字)", max_length=200, blank=True, help_text="この場所の印字が違うときだけ。"
    )
    departments_as_printed = LinesField(
        "担当部署(印字)", help_text="この場所の印字が違うときだけ。1行に1つ。"
    )
    tags_as_printed = LinesField("付記(印字)", help_text="「再掲」「再」など。1行に1つ。")
    reading_note = models.TextField("読み取りの注記", blank=True, help_text="データファイルにも載ります。")
    sort_order = models.PositiveIntegerField(
        "並び順", default=0, help_text="計画の中での並び順。小さい順に並びます。"
    )

    natural_key_fields = ("measure", "code")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="置き場所の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "置き場所"
        ordering = ["measure_id", "sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "code"],
                name="placement_code_once_per_measure",
                violation_error_message="この位置はこの施策ですでに使われています。",
            ),
            models.UniqueConstraint(
                fields=["item", "measure"],
                name="item_once_per_measure",
                violation_error_message="この取組はこの施策にすでに置かれています。",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(kind="main"),
                name="item_has_one_main_place",
                violation_error_message="主な場所は、ひとつの取組に一つだけです。ほかは「再掲」にしてください。",
            ),
        ]

    def __str__(self):
        return f"{self.code}({self.get_kind_display()})"

    def clean(self):
        if self.measure_id and self.item_id and self.measure.policy.plan_id != self.item.plan_id:
            raise ValidationError({"measure": "施策は、取組と同じ計画の施策から選んでください。"})

    @property
    def is_repeat(self):
        return self.kind == self.Kind.REPEAT

    @property
    def tag_list(self):
        return lines(self.tags_as_printed)

    @property
    def department_list(self):
        return lines(self.departments_as_printed)
