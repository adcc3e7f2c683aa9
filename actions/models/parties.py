"""Who an item is done by and for, in the order the plan prints them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from organizations.models import Department
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from plans.models import Implementer, TargetGroup

from .items import ActionItem


class ItemDepartment(NaturalKeyModel):
    """A department of an item, in printed order. The role stays empty where the plan does not print who leads."""

    class Role(models.TextChoices):
        LEAD = "lead", _("主管")
        SUPPORT = "support", _("関係")

    item = models.ForeignKey(
        ActionItem,
        verbose_name="取組",
        on_delete=models.CASCADE,
        related_name="item_departments",
        help_text="取組。",
    )
    department = models.ForeignKey(
        Department,
        verbose_name="部署",
        on_delete=models.PROTECT,
        related_name="item_departments",
        help_text="計画と同じ市区町村の部署。",
    )
    role = models.CharField(
        "役割",
        max_length=10,
        choices=Role,
        blank=True,
        help_text="計画に主管・関係の区別が印字されているときだけ選びます。主管は一つだけです。",
    )
    position = models.PositiveSmallIntegerField("順番", default=1, help_text="計画に印字された順。")

    natural_key_fields = ("item", "department")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="担当部署の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "担当部署"
        ordering = ["item_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "department"],
                name="item_department_once",
                violation_error_message="この部署はこの取組にすでに入っています。",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(role="lead"),
                name="item_has_one_lead",
                violation_error_message="主管の部署は、ひとつの取組に一つだけです。ほかは「関係」にしてください。",
            ),
        ]

    def __str__(self):
        return f"{self.department}({self.get_role_display()})" if self.role else str(self.department)

    def clean(self):
        if (
            self.department_id
            and self.item_id
            and self.department.municipality_id != self.item.plan.municipality_id
        ):
            raise ValidationError({"department": "担当部署は、計画と同じ市区町村の部署から選んでください。"})


class ItemImplementer(NaturalKeyModel):
    """A name printed under 実施主体 for an item."""

    item = models.ForeignKey(
        ActionItem,
        verbose_name="取組",
        on_delete=models.CASCADE,
        related_name="item_implementers",
        help_text="取組。",
    )
    implementer = models.ForeignKey(
        Implementer,
        verbose_name="実施主体",
        on_delete=models.RESTRICT,
        related_name="item_implementers",
        help_text="計画に印字された実施主体。",
    )
    detail = models.CharField(
        "内訳(その他)", max_length=100, blank=True, help_text="「その他」のとき、かっこの中の印字。"
    )
    position = models.PositiveSmallIntegerField("順番", default=1, help_text="計画に印字された順。")

    natural_key_fields = ("item", "implementer")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="取組の実施主体の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "取組の実施主体"
        ordering = ["item_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "implementer"],
                name="item_implementer_once",
                violation_error_message="この実施主体はこの取組にすでに入っています。",
            ),
        ]

    def __str__(self):
        return str(self.implementer)

    def clean(self):
        if self.implementer_id and self.item_id and self.implementer.plan_id != self.item.plan_id:
            raise ValidationError({"implementer": "実施主体は、同じ計画のものから選んでください。"})


class ItemTargetGroup(NaturalKeyModel):
    """A name printed under 対象 for an item, with the free text of その他."""

    item = models.ForeignKey(
        ActionItem,
        verbose_name="取組",
        on_delete=models.CASCADE,
        related_name="item_target_groups",
        help_text="取組。",
    )
    target_group = models.ForeignKey(
        TargetGroup,
        verbose_name="対象",
        on_delete=models.RESTRICT,
        related_name="item_target_groups",
        help_text="計画に印字された対象。",
    )
    detail = models.CharField(
        "内訳(その他)", max_length=100, blank=True, help_text="「その他」のとき、かっこの中の印字。"
    )
    position = models.PositiveSmallIntegerField("順番", default=1, help_text="計画に印字された順。")

    natural_key_fields = ("item", "target_group")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="取組の対象の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "取組の対象"
        ordering = ["item_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "target_group"],
                name="item_target_group_once",
                violation_error_message="この対象はこの取組にすでに入っています。",
            ),
        ]

    def __str__(self):
        return f"{self.target_group}({self.detail})" if self.detail else str(self.target_group)

    def clean(self):
        if self.target_group_id and self.item_id and self.target_group.plan_id != self.item.plan_id:
            raise ValidationError({"target_group": "対象は、同じ計画のものから選んでください。"})
