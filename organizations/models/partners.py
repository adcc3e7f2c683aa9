from django.db import models
from simple_history.models import HistoricalRecords

from ..natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from ..validators import validate_reading
from .municipalities import Municipality


class Partner(NaturalKeyModel):
    """Someone outside city hall who carries a plan with the city: a group, a council, a business, a school."""

    class Kind(models.TextChoices):
        GROUP = "group", "市民活動団体"
        COUNCIL = "council", "協議会"
        BUSINESS = "business", "事業者"
        SCHOOL = "school", "学校"
        COMMITTEE = "committee", "審議会・委員会"
        OTHER = "other", "その他"

    municipality = models.ForeignKey(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.PROTECT,
        related_name="partners",
        help_text="いっしょに取り組む市区町村。",
    )
    name = models.CharField("名称", max_length=100, help_text="計画に印字されたとおり。")
    reading = models.CharField(
        "よみ",
        max_length=200,
        blank=True,
        validators=[validate_reading],
        help_text="ひらがな。五十音順に使います。",
    )
    kind = models.CharField("種類", max_length=10, choices=Kind, help_text="どんな相手か。")
    area = models.CharField("地区", max_length=50, blank=True, help_text="活動する地区。記載がなければ空欄。")
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")

    natural_key_fields = ("municipality", "name")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="協働の相手の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "協働の相手"
        ordering = ["municipality", "sort_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="partner_name_once_per_municipality",
                violation_error_message="この名称の相手はすでに登録されています。",
            ),
        ]

    def __str__(self):
        return self.name
