from django.db import models
from simple_history.models import HistoricalRecords

from kyodo_portal.japanese.fiscal_years import fiscal_year_of

from .departments import Department
from .municipalities import Municipality
from .staff import User


class Reorganisation(models.Model):
    """One change of the city's departments, entered once with its date. What it changed is kept, so that it can be
    taken back. A change whose day has not come waits."""

    class Kind(models.TextChoices):
        RENAME = "rename", "改称"
        MERGE = "merge", "統合"
        SPLIT = "split", "分割"
        ABOLISH = "abolish", "廃止"

    municipality = models.ForeignKey(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.PROTECT,
        related_name="reorganisations",
        help_text="部署のある市区町村。",
    )
    kind = models.CharField("種類", max_length=10, choices=Kind, help_text="改称・統合・分割・廃止のどれか。")
    takes_effect_on = models.DateField("施行日", help_text="この日から。ふつうは4月1日。")
    departments = models.ManyToManyField(
        Department,
        verbose_name="変わる部署",
        related_name="reorganisations",
        help_text="改称・分割・廃止は1つ、統合はまとめられる部署すべて。",
    )
    details = models.JSONField(
        "内容",
        default=dict,
        help_text="新しい部署の名称・よみ・番号、取組と人の行き先。画面から入ります。",
    )
    entered_at = models.DateTimeField("入力した日時", help_text="自動で記録されます。")
    entered_by = models.ForeignKey(
        User,
        verbose_name="入力した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reorganisations_entered",
        help_text="空欄は、同梱の見本。",
    )
    carried_out_at = models.DateTimeField(
        "実行した日時", null=True, blank=True, help_text="空欄は、まだ施行日が来ていません。"
    )
    carried_out_by = models.ForeignKey(
        User,
        verbose_name="実行した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reorganisations_carried_out",
        help_text="空欄は、自動の実行。",
    )
    taken_back_at = models.DateTimeField(
        "取り消した日時", null=True, blank=True, help_text="取り消したときだけ。"
    )
    taken_back_by = models.ForeignKey(
        User,
        verbose_name="取り消した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reorganisations_taken_back",
        help_text="自動で記録されます。",
    )
    changes = models.JSONField(
        "変えたもの", default=list, help_text="実行したときに変えた記録の、前と後。自動で記録されます。"
    )

    objects = models.Manager()
    history = HistoricalRecords(m2m_fields=[departments], verbose_name="機構改革の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "機構改革"
        ordering = ["-takes_effect_on", "-id"]

    def __str__(self):
        return f"{self.takes_effect_on:%Y年%-m月%-d日}の{self.get_kind_display()}"

    @property
    def from_fy(self):
        """The first fiscal year of the new names: the one the day falls in."""
        return fiscal_year_of(self.takes_effect_on)

    @property
    def waits(self):
        return self.carried_out_at is None and self.taken_back_at is None
