"""How others than the department judge an answer: the 事務局, a partner, the committee; and what the city replies."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.fields import LinesField
from organizations.models import Partner, User
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet
from organizations.validators import validate_fiscal_year
from plans.models import Grade, Plan, Policy, RatingScale

from ..querysets import EvaluationQuerySet
from .yearly_status import YearlyStatus


class EvaluationSession(NaturalKeyModel):
    """A meeting of the committee that judges one fiscal year of a plan. Its day and its members stay internal."""

    plan = models.ForeignKey(
        Plan,
        verbose_name="計画",
        on_delete=models.PROTECT,
        related_name="evaluation_sessions",
        help_text="評価する計画。",
    )
    fiscal_year = models.PositiveSmallIntegerField(
        "対象の年度", validators=[validate_fiscal_year], help_text="西暦。どの年度の実績を評価するか。"
    )
    held_on = models.DateField("開催日", help_text="会議をひらいた日。公開されません。")
    committee = models.ForeignKey(
        Partner,
        verbose_name="委員会",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluation_sessions",
        help_text="「協働の相手」から選びます。",
    )
    member_names = LinesField("出席した委員", help_text="1行に1人。公開されません。")
    internal_note = models.TextField("内部メモ", blank=True, help_text="公開されません。")

    natural_key_fields = ("plan", "fiscal_year", "held_on")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="評価の会議の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "評価の会議"
        ordering = ["plan_id", "fiscal_year", "held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fiscal_year", "held_on"],
                name="evaluation_session_once_a_day",
                violation_error_message="この計画、この年度の、この日の会議はすでにあります。",
            ),
        ]

    def __str__(self):
        return f"{both_calendars(self.fiscal_year)}の評価({self.held_on:%Y年%-m月%-d日})"

    def clean(self):
        if self.committee_id and self.plan_id and self.committee.municipality_id != self.plan.municipality_id:
            raise ValidationError(
                {"committee": "委員会は、計画と同じ市区町村の「協働の相手」から選んでください。"}
            )


class PolicyEvaluator(NaturalKeyModel):
    """Which policy a member of the committee judges. A member for whom none is named judges all of them."""

    policy = models.ForeignKey(
        Policy,
        verbose_name="方針",
        on_delete=models.CASCADE,
        related_name="evaluators",
        help_text="いちばん上の階層の方針。下の方針と施策の取組も含みます。",
    )
    user = models.ForeignKey(
        User,
        verbose_name="評価委員",
        on_delete=models.PROTECT,
        related_name="judged_policies",
        help_text="評価委員の役割を持つ人。",
    )

    natural_key_fields = ("policy", "user")

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="評価委員の担当の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "評価委員の担当"
        ordering = ["policy__plan_id", "policy__sort_order", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "user"],
                name="policy_evaluator_once",
                violation_error_message="この人は、この方針の担当にすでに入っています。",
            ),
        ]

    def __str__(self):
        return f"{self.policy} {self.user}"

    def clean(self):
        if not (self.policy_id and self.user_id):
            return
        if self.policy.parent_id:
            raise ValidationError({"policy": "いちばん上の階層の方針を選んでください。"})
        members = self.user.memberships.filter(
            role="evaluator", municipality=self.policy.plan.municipality_id
        )
        if not members.exists():
            raise ValidationError(
                {
                    "user": "この人には、この市の評価委員の役割がありません。先に「所属と役割」に足してください。"
                }
            )


class Evaluation(NaturalKeyModel):
    """What somebody else than the department says about one answer. The self-evaluation is the answer itself."""

    class Stage(models.TextChoices):
        INTERNAL = "internal", _("内部評価")
        MUTUAL = "mutual", _("相互評価")
        EXTERNAL = "external", _("外部評価")

    answer = models.ForeignKey(
        YearlyStatus,
        verbose_name="年度の実績",
        on_delete=models.CASCADE,
        related_name="evaluations",
        help_text="どの取組の、どの年度か。",
    )
    stage = models.CharField(
        "段階", max_length=10, choices=Stage, help_text="内部は事務局、相互は協働の相手、外部は委員会。"
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name="協働の相手",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        help_text="相互評価のとき、だれの見方か。",
    )
    session = models.ForeignKey(
        EvaluationSession,
        verbose_name="評価の会議",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        help_text="外部評価のとき、どの会議で決めたか。公開されません。",
    )
    grade = models.ForeignKey(
        Grade,
        verbose_name="評価",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="evaluations",
        help_text="この年度の尺度から選びます。",
    )
    opinion = models.TextField("意見", blank=True, help_text="評価の理由や、次に向けた意見。公開されます。")
    reply = models.TextField("市の対応", blank=True, help_text="意見に市がどう応えるか。公開されます。")
    internal_note = models.TextField("内部メモ", blank=True, help_text="公開されません。")
    is_handed_in = models.BooleanField(
        "書き終えた", default=False, help_text="印をつけると、担当課と公開責任者が読めます。"
    )
    is_published = models.BooleanField(
        "公開", default=False, help_text="年度の実績とともに、公開責任者が公開します。"
    )
    is_reply_published = models.BooleanField(
        "市の対応の公開", default=False, help_text="評価とともに、公開責任者が公開します。"
    )
    written_at = models.DateTimeField("書いた日時", null=True, blank=True, help_text="自動で記録されます。")
    written_by = models.ForeignKey(
        User,
        verbose_name="書いた人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations_written",
        help_text="自動で記録されます。公開されません。",
    )
    replied_at = models.DateTimeField(
        "市の対応を書いた日時", null=True, blank=True, help_text="自動で記録されます。"
    )
    replied_by = models.ForeignKey(
        User,
        verbose_name="市の対応を書いた人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations_replied",
        help_text="自動で記録されます。公開されません。",
    )

    natural_key_fields = ("answer", "stage", "partner")

    objects = EvaluationQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="評価の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "評価(内部・相互・外部)"
        ordering = ["answer_id", "stage", "partner_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "stage"],
                condition=models.Q(partner__isnull=True),
                name="evaluation_once_per_stage",
                violation_error_message="この段階の評価は、この実績にすでにあります。",
            ),
            models.UniqueConstraint(
                fields=["answer", "stage", "partner"],
                name="evaluation_once_per_partner",
                violation_error_message="この相手の評価は、この実績にすでにあります。",
            ),
            models.CheckConstraint(
                condition=models.Q(stage="mutual", partner__isnull=False)
                | ~models.Q(stage="mutual") & models.Q(partner__isnull=True),
                name="evaluation_partner_for_mutual",
                violation_error_message="協働の相手は、相互評価のときに選びます。",
            ),
            models.CheckConstraint(
                condition=models.Q(session__isnull=True) | models.Q(stage="external"),
                name="evaluation_session_for_external",
                violation_error_message="評価の会議は、外部評価のときに選びます。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_published=False) | models.Q(is_handed_in=True),
                name="evaluation_published_when_handed_in",
                violation_error_message="公開できるのは、書き終えた評価だけです。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_reply_published=False)
                | models.Q(is_published=True) & ~models.Q(reply=""),
                name="evaluation_reply_published_with_it",
                violation_error_message="市の対応は、公開された評価にあるものだけを公開できます。",
            ),
        ]

    def __str__(self):
        who = self.partner.name if self.partner_id else ""
        return f"{self.answer} {self.get_stage_display()} {who}".strip()

    def clean(self):
        if not self.answer_id:
            return
        plan = self.answer.item.plan
        if self.grade_id and self.grade.scale != RatingScale.objects.in_force(plan, self.answer.fiscal_year):
            raise ValidationError({"grade": "評価は、この計画の、この年度の尺度から選んでください。"})
        if self.partner_id and self.partner.municipality_id != plan.municipality_id:
            raise ValidationError({"partner": "計画と同じ市区町村の「協働の相手」から選んでください。"})
        if self.session_id and (self.session.plan_id, self.session.fiscal_year) != (
            plan.pk,
            self.answer.fiscal_year,
        ):
            raise ValidationError({"session": "同じ計画、同じ年度の会議から選んでください。"})

    @property
    def has_content(self):
        return bool(self.grade_id or self.opinion.strip())

    @property
    def public_reply(self):
        """What citizens read of the reply: one written after the evaluation became public waits to be published."""
        return self.reply if self.is_reply_published else ""

    @property
    def is_outdated(self):
        """Whether the answer was written anew after it had been judged."""
        answered = self.answer.answered_at
        return bool(answered and self.written_at and answered > self.written_at)

    @property
    def agrees(self):
        """Whether its grade is that of the department; None where one of the two gives none."""
        if self.grade_id is None or self.answer.grade_id is None:
            return None
        return self.grade_id == self.answer.grade_id
