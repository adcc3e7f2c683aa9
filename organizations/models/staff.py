from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of

from ..querysets import MembershipQuerySet
from .departments import Department
from .municipalities import Municipality


class ChangesOfPeople(HistoricalRecords):
    """Signing in writes only the time of it, which is no change to look back on."""

    def post_save(self, instance, created, using=None, update_fields=None, **kwargs):
        if update_fields and set(update_fields) <= set(self.excluded_fields):
            return
        super().post_save(instance, created, using=using, **kwargs)


class User(AbstractUser):
    """A person who signs in. Left the post: made inactive, never deleted, so that the history keeps its names."""

    history = ChangesOfPeople(excluded_fields=["password", "last_login"], verbose_name="利用者の履歴")

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "利用者"

    def get_full_name(self):
        """姓 then 名, as names are written here."""
        return f"{self.last_name} {self.first_name}".strip()


def end_of_fiscal_year():
    """31 March: every April, somebody decides anew who may do what."""
    return fiscal_year_bounds(fiscal_year_of(timezone.localdate()))[1]


class Membership(models.Model):
    """What a user may do, for which city and department, and until when (31 March unless renewed)."""

    class Role(models.TextChoices):
        EDITOR = "editor", "入力者"
        APPROVER = "approver", "承認者"
        COORDINATOR = "coordinator", "事務局"
        PUBLISHER = "publisher", "公開責任者"
        EVALUATOR = "evaluator", "評価委員"
        VIEWER = "viewer", "閲覧者"

    user = models.ForeignKey(
        User,
        verbose_name="利用者",
        on_delete=models.PROTECT,
        related_name="memberships",
        help_text="役割を持つ人。",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.PROTECT,
        related_name="memberships",
        help_text="役割を持つ市区町村。",
    )
    department = models.ForeignKey(
        Department,
        verbose_name="部署",
        on_delete=models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
        help_text="入力者と承認者は必ず選びます。事務局は空欄にします。",
    )
    role = models.CharField(
        "役割", max_length=12, choices=Role, help_text="この人がこの部署・市でできること。"
    )
    start_on = models.DateField("開始日", default=timezone.localdate, help_text="この日から使えます。")
    end_on = models.DateField(
        "終了日",
        default=end_of_fiscal_year,
        help_text="ふつうはその年度の3月31日。更新しなければ翌日から使えません。",
    )

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="所属と役割の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "所属と役割"
        ordering = ["municipality", "department", "role", "user"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_on__gte=models.F("start_on")),
                name="membership_ends_after_start",
                violation_error_message="終了日は開始日より前にできません。",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=["editor", "approver"]) | models.Q(department__isnull=False),
                name="membership_department_for_answers",
                violation_error_message="入力者と承認者には、部署を選んでください。",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="coordinator") | models.Q(department__isnull=True),
                name="membership_coordinator_for_whole_city",
                violation_error_message="事務局は市全体の役割です。部署は空欄にしてください。",
            ),
            models.UniqueConstraint(
                fields=["user", "municipality", "department", "role", "start_on"],
                name="membership_once",
                violation_error_message="同じ所属と役割がすでに登録されています。",
            ),
            models.UniqueConstraint(
                fields=["user", "municipality", "role", "start_on"],
                condition=models.Q(department__isnull=True),
                name="membership_once_for_whole_city",
                violation_error_message="同じ所属と役割がすでに登録されています。",
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_role_display()}"

    def clean(self):
        if (
            self.department_id
            and self.municipality_id
            and self.department.municipality_id != self.municipality_id
        ):
            raise ValidationError({"department": "部署は、選んだ市区町村の部署から選んでください。"})
        if self.department_id and self.department.is_collective:
            raise ValidationError(
                {"department": "まとめた呼び名には所属できません。ひとつの部署を選んでください。"}
            )
        latest = fiscal_year_bounds(fiscal_year_of(timezone.localdate()) + 1)[1]
        if self.end_on and self.end_on > latest:
            raise ValidationError(
                {"end_on": f"終了日は{latest.year}年3月31日までにしてください。毎年度、見直すためです。"}
            )
