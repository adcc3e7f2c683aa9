"""What a city wants the accessibility of its pages to reach, in the items that WAIC's 方針策定ガイドライン asks for."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from ..accessibility_querysets import PublishedQuerySet
from ..success_criteria import STANDARD
from .departments import Department
from .municipalities import Municipality


class Level(models.TextChoices):
    A = "A", "A"
    AA = "AA", "AA"
    AAA = "AAA", "AAA"


class Conformity(models.TextChoices):
    """How far, in the words of WAIC's 対応度表記ガイドライン."""

    CONFORMS = "conforms", gettext_lazy("準拠")
    PARTLY = "partly", gettext_lazy("一部準拠")
    CONSIDERS = "considers", gettext_lazy("配慮")


def claim(conformity, standard, level):
    """The whole phrase that WAIC asks for, such as JIS X 8341-3:2016 のレベルAAに準拠."""
    phrases = {
        Conformity.CONFORMS: _("%(standard)s のレベル%(level)sに準拠"),
        Conformity.PARTLY: _("%(standard)s のレベル%(level)sに一部準拠"),
        Conformity.CONSIDERS: _("%(standard)s のレベル%(level)sに配慮"),
    }
    return phrases[conformity] % {"standard": standard, "level": level}


def is_blank(value):
    return value is None or not str(value).strip()


class AccessibilityPolicy(models.Model):
    """ウェブアクセシビリティ方針: what the city wants its plan pages here to reach, and by when."""

    NEEDED = ("scope", "department", "decided_on")

    municipality = models.OneToOneField(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.PROTECT,
        related_name="accessibility_policy",
        error_messages={
            "unique": "この市区町村の方針は、すでに登録されています。登録されている方針を直してください。"
        },
        help_text="方針を定めた市区町村。1つの市区町村に1つです。",
    )
    scope = models.TextField(
        "対象となる範囲",
        blank=True,
        help_text="どのページについての方針か(例: このサイトの、本市の協働の計画のページ)。",
    )
    standard = models.CharField(
        "規格", max_length=50, default=STANDARD, help_text="目標とする規格の番号と改正年。"
    )
    level = models.CharField(
        "目標とする適合レベル",
        max_length=3,
        choices=Level,
        default=Level.AA,
        help_text="公的な機関は、AAを求められています。",
    )
    conformity = models.CharField(
        "目標とする対応度",
        max_length=10,
        choices=Conformity,
        default=Conformity.CONFORMS,
        help_text="準拠は、試験ですべての達成基準を満たすこと。一部準拠は、満たしていないところが残ること。配慮は、達成基準を参照すること。",
    )
    due_on = models.DateField(
        "目標を達成する期限",
        null=True,
        blank=True,
        help_text="すでに達成しているときや、日を決めないときは空欄。",
    )
    due_note = models.CharField(
        "期限についての説明",
        max_length=200,
        blank=True,
        help_text="期限を日で書けないとき(例: すでに達成し、維持します)。段階的に進めるときも、ここに。",
    )
    exceptions = models.TextField(
        "例外事項",
        blank=True,
        help_text="方針の対象にしないもの、達成できないものと、その理由。なければ空欄。",
    )
    additional_criteria = models.TextField(
        "追加する達成基準",
        blank=True,
        help_text="目標のレベルより上の達成基準で、あわせて満たすもの。なければ空欄。",
    )
    department = models.ForeignKey(
        Department,
        verbose_name="担当部署",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accessibility_policies",
        help_text="問い合わせを受ける部署。連絡先は、部署に登録したものが公開されます。",
    )
    decided_on = models.DateField("策定日", null=True, blank=True, help_text="方針を決めた日。")
    revised_on = models.DateField("改定日", null=True, blank=True, help_text="最後に改めた日。なければ空欄。")
    is_published = models.BooleanField(
        "公開",
        default=False,
        help_text="印をつけると、市区町村の「ウェブアクセシビリティ方針」のページに出ます。",
    )

    objects = PublishedQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="ウェブアクセシビリティ方針の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "ウェブアクセシビリティ方針"
        ordering = ["municipality"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revised_on__isnull=True)
                | models.Q(decided_on__isnull=True)
                | models.Q(revised_on__gte=models.F("decided_on")),
                name="accessibility_policy_revised_after_decided",
                violation_error_message="改定日は策定日より前にできません。",
            ),
        ]

    def __str__(self):
        return f"{self.municipality}のウェブアクセシビリティ方針"

    def get_absolute_url(self):
        return reverse("accessibility:policy", args=[self.municipality.slug])

    def clean(self):
        """Errors stand for the whole form: whoever may not publish has no box for `is_published`."""
        if self.department_id and self.department.municipality_id != self.municipality_id:
            raise ValidationError({"department": "担当部署は、同じ市区町村の部署から選んでください。"})
        if self.is_published:
            missing = [
                self._meta.get_field(n).verbose_name for n in self.NEEDED if is_blank(getattr(self, n))
            ]
            if not (self.due_on or self.due_note):
                missing.append("目標を達成する期限(または期限についての説明)")
            if missing:
                names = "、".join(missing)
                raise ValidationError(f"方針を公開するには、次の欄を入れてください: {names}。")

    @property
    def claim(self):
        return claim(self.conformity, self.standard, self.level)
