from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from organizations.models import Department, Reorganisation
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year

from .items import ActionItem


class ItemHandover(NaturalKeyModel):
    """Which department does an item's work from a fiscal year on, where the succession of departments does not say.

    What the plan prints stays as it is printed.
    """

    item = models.ForeignKey(
        ActionItem,
        verbose_name="取組",
        on_delete=models.CASCADE,
        related_name="handovers",
        help_text="引き継いだ取組。",
    )
    predecessor = models.ForeignKey(
        Department,
        verbose_name="前の部署",
        on_delete=models.PROTECT,
        related_name="items_handed_over",
        help_text="計画に印字されているか、前に引き継いだ部署。",
    )
    successor = models.ForeignKey(
        Department,
        verbose_name="引き継いだ部署",
        on_delete=models.PROTECT,
        related_name="items_taken_over",
        help_text="この取組を引き継いだ部署。",
    )
    from_fy = models.PositiveSmallIntegerField(
        "引き継いだ年度", validators=[validate_fiscal_year], help_text="西暦。この年度の4月から。"
    )
    reorganisation = models.ForeignKey(
        Reorganisation,
        verbose_name="機構改革",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="item_handovers",
        help_text="どの分割によるか。自動で入ります。",
    )

    natural_key_fields = ("item", "predecessor", "from_fy")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="取組の引き継ぎの履歴")

    class Meta:
        verbose_name = verbose_name_plural = "取組の引き継ぎ"
        ordering = ["item_id", "from_fy"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "predecessor", "from_fy"],
                name="item_handover_once",
                violation_error_message="この取組の、この部署からの引き継ぎは、この年度にすでにあります。",
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")),
                name="item_handover_to_another",
                violation_error_message="引き継いだ部署には、別の部署を選んでください。",
            ),
        ]

    def __str__(self):
        return f"{self.item}: {self.predecessor} → {self.successor}"

    def clean(self):
        if not (self.item_id and self.predecessor_id and self.successor_id):
            return
        city = self.item.plan.municipality_id
        if self.predecessor.municipality_id != city:
            raise ValidationError({"predecessor": "計画と同じ市区町村の部署から選んでください。"})
        if self.successor.municipality_id != city or self.successor.is_collective:
            raise ValidationError({"successor": "計画と同じ市区町村の、ひとつの部署を選んでください。"})
