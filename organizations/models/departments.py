from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from ..fields import FoldedTextField, english_name_field
from ..natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from ..querysets import DepartmentQuerySet
from ..validators import validate_code, validate_fiscal_year, validate_reading
from .municipalities import Municipality


class Department(NaturalKeyModel):
    """A department of a city: one stable identity, whatever it is called in a given fiscal year."""

    municipality = models.ForeignKey(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.PROTECT,
        related_name="departments",
        help_text="この部署がある市区町村。",
    )
    code = models.CharField(
        "番号",
        max_length=20,
        validators=[validate_code],
        help_text="市区町村の中で変わらない番号。公開ページの住所になります。名称が変わっても変えないでください。",
    )
    name = models.CharField(
        "名称", max_length=100, help_text="いまの名称。改称したときは、前の名称を下の「旧名称」に入れます。"
    )
    reading = models.CharField(
        "よみ",
        max_length=200,
        blank=True,
        validators=[validate_reading],
        help_text="ひらがな。五十音順に使います。",
    )
    name_en = english_name_field(200)
    is_collective = models.BooleanField(
        "まとめた呼び名",
        default=False,
        help_text="「関係課」「各課」「全所属」のように、ひとつの部署を指さない呼び名のときに印をつけます。",
    )
    start_fy = models.PositiveSmallIntegerField(
        "設置年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。分からなければ空欄。",
    )
    end_fy = models.PositiveSmallIntegerField(
        "廃止年度",
        null=True,
        blank=True,
        validators=[validate_fiscal_year],
        help_text="西暦。この年度の末まであったことを示します。いまもあれば空欄。",
    )
    postal_code = models.CharField("郵便番号", max_length=8, blank=True, help_text="例: 753-8650")
    address = models.CharField("所在地", max_length=200, blank=True, help_text="計画に印字されたとおり。")
    tel = models.CharField("電話", max_length=30, blank=True, help_text="例: 083-934-2965。公開されます。")
    fax = models.CharField("FAX", max_length=30, blank=True, help_text="公開されます。")
    email = models.EmailField(
        "メール", blank=True, help_text="部署の代表アドレス。個人のアドレスは入れないでください。"
    )
    contact_as_printed = models.CharField(
        "連絡先の部署名(印字)", max_length=200, blank=True, help_text="計画に印字された正式な部署名。"
    )
    reading_note = models.TextField("読み取りの注記", blank=True, help_text="データファイルにも載ります。")
    sort_order = models.PositiveIntegerField("並び順", default=0, help_text="小さい順に並びます。")
    search_text = FoldedTextField(sources=["name", "reading", "contact_as_printed", "name_en"])

    natural_key_fields = ("municipality", "code")

    objects = DepartmentQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="部署の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "部署"
        ordering = ["municipality", "sort_order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code"],
                name="department_code_once_per_municipality",
                violation_error_message="この番号の部署はすでにあります。別の番号にしてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(start_fy__isnull=True)
                | models.Q(end_fy__isnull=True)
                | models.Q(end_fy__gte=models.F("start_fy")),
                name="department_ends_after_start",
                violation_error_message="廃止年度は設置年度より前にできません。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def has_contact(self):
        return bool(self.tel or self.email or self.address)

    def name_in(self, fiscal_year):
        """The name in that fiscal year (None: the present name). Reads the prefetched former names."""
        if fiscal_year is not None:
            later_or_same = [n for n in self.former_names.all() if n.last_fy >= fiscal_year]
            if later_or_same:
                return min(later_or_same, key=lambda n: n.last_fy).name
        return self.name


class DepartmentFormerName(NaturalKeyModel):
    """A name the department had, up to and including a fiscal year."""

    department = models.ForeignKey(
        Department,
        verbose_name="部署",
        on_delete=models.CASCADE,
        related_name="former_names",
        help_text="名称が変わった部署。",
    )
    name = models.CharField("旧名称", max_length=100, help_text="変わる前の名称。")
    last_fy = models.PositiveSmallIntegerField(
        "最後の年度", validators=[validate_fiscal_year], help_text="西暦。この年度まで、この名称でした。"
    )

    natural_key_fields = ("department", "last_fy")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="旧名称の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "旧名称"
        ordering = ["department_id", "last_fy"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "last_fy"],
                name="former_name_once_per_year",
                violation_error_message="同じ年度までの旧名称がすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{self.name}({self.last_fy}年度まで)"


def names_at(municipality_id, fiscal_year):
    """Department id -> name in that fiscal year, for the departments that had another name then. One query."""
    if fiscal_year is None:
        return {}
    former = DepartmentFormerName.objects.filter(
        department__municipality=municipality_id, last_fy__gte=fiscal_year
    )
    return dict(former.order_by("-last_fy").values_list("department_id", "name"))


class DepartmentSuccession(models.Model):
    """Who took over from whom when departments were renamed, merged or split."""

    class Kind(models.TextChoices):
        MERGE = "merge", "統合"
        SPLIT = "split", "分割"
        TRANSFER = "transfer", "移管"

    predecessor = models.ForeignKey(
        Department,
        verbose_name="前の部署",
        on_delete=models.PROTECT,
        related_name="successions",
        help_text="なくなった、または仕事を渡した部署。",
    )
    successor = models.ForeignKey(
        Department,
        verbose_name="引き継いだ部署",
        on_delete=models.PROTECT,
        related_name="precessions",
        help_text="仕事を引き継いだ部署。",
    )
    kind = models.CharField(
        "種類",
        max_length=10,
        choices=Kind,
        help_text="統合・分割・移管のどれか。名称だけが変わったときは、部署の「旧名称」に入れます。",
    )
    from_fy = models.PositiveSmallIntegerField(
        "引き継いだ年度",
        validators=[validate_fiscal_year],
        help_text="西暦。この年度の4月から引き継ぎました。",
    )

    objects = models.Manager()
    history = HistoricalRecords(verbose_name="引き継ぎの履歴")

    class Meta:
        verbose_name = verbose_name_plural = "部署の引き継ぎ"
        ordering = ["from_fy", "predecessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "from_fy"],
                name="succession_once",
                violation_error_message="同じ引き継ぎがすでに登録されています。",
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")),
                name="succession_to_another",
                violation_error_message="引き継いだ部署には、別の部署を選んでください。",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"

    def clean(self):
        if (
            self.predecessor_id
            and self.successor_id
            and self.predecessor.municipality_id != self.successor.municipality_id
        ):
            raise ValidationError({"successor": "引き継いだ部署は、同じ市区町村の部署から選んでください。"})
