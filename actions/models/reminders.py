"""Mails to those who have not handed in: how often and with which words, and which were sent."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from organizations.models import Municipality, User
from organizations.natural_keys import NaturalKeyModel, NaturalKeyQuerySet

from ..querysets import ReminderMailQuerySet
from ..reminder_texts import DEFAULTS, stray_braces, unknown_blanks
from .rounds import ReportingRound

STRAY_BRACES = (
    "かっこ { } は、半角で、置きかわる言葉の前と後ろに1つずつ書きます({件数} など)。"
    "全角のかっこや、片方だけのかっこは、そのまま相手に届くので、直してください。"
)


class ReminderRules(NaturalKeyModel):
    """How a city reminds: how often, from when, and the words to each kind of reader. Without a row: the defaults."""

    municipality = models.OneToOneField(
        Municipality,
        verbose_name="市区町村",
        on_delete=models.PROTECT,
        related_name="reminder_rules",
        help_text="催促する市区町村。",
    )
    days_between = models.PositiveSmallIntegerField(
        "間をあける日数",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="同じ人には、この日数のあいだ、2通目を送りません。",
    )
    days_before_due = models.PositiveSmallIntegerField(
        "締め切りの何日前から",
        default=14,
        validators=[MaxValueValidator(90)],
        help_text="自動の催促を始める日。画面のボタンでは、いつでも送れます。",
    )
    editor_subject = models.CharField(
        "件名(入力者へ)", max_length=200, default=DEFAULTS["editor_subject"], help_text="1行。"
    )
    editor_body = models.TextField(
        "本文(入力者へ)", default=DEFAULTS["editor_body"], help_text="下の言葉は、送るときに置きかわります。"
    )
    approver_subject = models.CharField(
        "件名(承認者へ)", max_length=200, default=DEFAULTS["approver_subject"], help_text="1行。"
    )
    approver_body = models.TextField(
        "本文(承認者へ)",
        default=DEFAULTS["approver_body"],
        help_text="入力者のいない部署の承認者に送ります。",
    )
    coordinator_subject = models.CharField(
        "件名(事務局へ)", max_length=200, default=DEFAULTS["coordinator_subject"], help_text="1行。"
    )
    coordinator_body = models.TextField(
        "本文(事務局へ)",
        default=DEFAULTS["coordinator_body"],
        help_text="入力者も承認者もいない部署があるときに送ります。",
    )

    natural_key_fields = ("municipality",)

    objects = NaturalKeyQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="催促の設定の履歴")

    class Meta:
        verbose_name = verbose_name_plural = "催促の設定"
        ordering = ["municipality"]

    def __str__(self):
        return f"{self.municipality}の催促の設定"

    def clean(self):
        errors = {}
        for name in DEFAULTS:
            text = getattr(self, name) or ""
            if unknown := unknown_blanks(text):
                words = "、".join(f"{{{word}}}" for word in unknown)
                errors[name] = f"{words} は使えません。使える言葉は、下の説明にあるものだけです。"
            elif stray_braces(text):
                errors[name] = STRAY_BRACES
            elif name.endswith("_subject") and len(text.splitlines()) > 1:
                errors[name] = "件名は1行にしてください。"
        if errors:
            raise ValidationError(errors)


class ReminderMail(models.Model):
    """One reminder to one person: what it said, when, and what became of it. Rows are only ever added to."""

    class Outcome(models.TextChoices):
        QUEUED = "queued", "待ち(まだ送っていません)"
        SENDING = "sending", "送信中(送れたかどうか分かりません)"
        SENT = "sent", "送信済"
        COPIED = "copied", "文面を写して知らせた"
        FAILED = "failed", "送れませんでした"

    municipality = models.ForeignKey(
        Municipality, verbose_name="市区町村", on_delete=models.PROTECT, related_name="reminder_mails"
    )
    user = models.ForeignKey(
        User, verbose_name="送った相手", on_delete=models.PROTECT, related_name="reminder_mails"
    )
    recipient_role = models.CharField("相手の役割", max_length=12)
    address = models.EmailField("宛先", blank=True)
    subject = models.CharField("件名", max_length=200)
    body = models.TextField("本文")
    rounds = models.ManyToManyField(ReportingRound, verbose_name="調査", related_name="reminder_mails")
    at = models.DateTimeField("日時")
    by = models.ForeignKey(
        User,
        verbose_name="送った人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders_sent",
        help_text="空欄は、自動の催促。",
    )
    outcome = models.CharField("結果", max_length=10, choices=Outcome)
    error = models.CharField("送れなかったわけ", max_length=300, blank=True)

    objects = ReminderMailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催促の記録"
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.user} {self.subject}"
