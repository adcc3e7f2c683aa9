"""The annual report of a plan: what the city has said about a year, frozen, with the files made from it."""

import json

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.models import User
from organizations.validators import validate_fiscal_year
from plans.models import Plan

from ..report_querysets import AnnualReportQuerySet, ReportOrderQuerySet


class AnnualReport(models.Model):
    """One edition of the report (進捗状況報告書) of one fiscal year. What it says is never changed.

    The first edition is number 1; each correction (正誤) is the next one. Everything a reader is shown comes from
    `document`, the bytes of report.json; the database refuses to change it (migration 0006).
    """

    plan = models.ForeignKey(
        Plan, verbose_name="計画", on_delete=models.PROTECT, related_name="annual_reports"
    )
    fiscal_year = models.PositiveSmallIntegerField("対象の年度", validators=[validate_fiscal_year])
    edition = models.PositiveSmallIntegerField("版")
    title = models.CharField("題名", max_length=300)
    reason = models.TextField("正誤の理由", blank=True)
    document = models.TextField("文書")
    sha256 = models.CharField("文書のSHA-256", max_length=64)
    published_at = models.DateTimeField("公開した日時")
    published_by = models.ForeignKey(
        User,
        verbose_name="公開した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_published",
    )
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        verbose_name="取り下げた人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_withdrawn",
    )
    withdrawn_reason = models.TextField("取り下げの理由", blank=True)

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年次報告書"
        ordering = ["plan_id", "-fiscal_year", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fiscal_year", "edition"],
                name="report_edition_once",
                violation_error_message="この年度の報告書の、この版はすでにあります。",
            ),
            models.CheckConstraint(
                condition=models.Q(edition=1, reason="") | models.Q(edition__gt=1) & ~models.Q(reason=""),
                name="report_correction_has_reason",
                violation_error_message="正誤の版には理由を書いてください。",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason=""),
                name="report_withdrawn_with_reason",
                violation_error_message="取り下げるときは、理由を書いてください。",
            ),
        ]

    def __str__(self):
        return f"{self.title} 第{self.edition}版"

    def get_absolute_url(self):
        """The address of this edition; it never leads to another one."""
        return reverse("actions:report_edition", args=[*self.plan.url_args, self.fiscal_year, self.edition])

    @property
    def year_url(self):
        """The address of the year, which shows its newest edition."""
        return reverse("actions:report_year", args=[*self.plan.url_args, self.fiscal_year])

    def file_url(self, kind):
        """The one address of that file, whatever the language of the page."""
        args = [*self.plan.url_args, self.fiscal_year, self.edition, kind]
        return reverse("files:report_file", args=args)

    @property
    def year_label(self):
        return both_calendars(self.fiscal_year)

    @property
    def edition_label(self):
        """第2版(正誤), in the language of the page."""
        said = _("第%(number)s版(正誤)") if self.is_correction else _("第%(number)s版")
        return said % {"number": self.edition}

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    @property
    def is_correction(self):
        return self.edition > 1

    @property
    def content(self):
        """The document as the dict that actions.reporting.gathering describes."""
        return json.loads(self.document)


class ReportFile(models.Model):
    """A file made from an edition. It lies in the database, so that edition and files are there together or not at all."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        JSON = "json", "JSON"

    report = models.ForeignKey(
        AnnualReport, verbose_name="年次報告書", on_delete=models.PROTECT, related_name="files"
    )
    kind = models.CharField("種類", max_length=4, choices=Kind)
    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("大きさ(バイト)")
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "報告書のファイル"
        ordering = ["report_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"],
                name="report_file_once",
                violation_error_message="この種類のファイルはすでにあります。",
            ),
        ]

    def __str__(self):
        return f"report.{self.kind}"

    def get_absolute_url(self):
        return self.report.file_url(self.kind)


class ReportOrder(models.Model):
    """A report that a 公開責任者 has read and ordered for a set time. It is published only if nothing has changed since."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "予定"
        PUBLISHED = "published", "公開した"
        STOPPED = "stopped", "止まった"
        CANCELLED = "cancelled", "取りやめた"

    plan = models.ForeignKey(
        Plan, verbose_name="計画", on_delete=models.PROTECT, related_name="report_orders"
    )
    fiscal_year = models.PositiveSmallIntegerField("対象の年度", validators=[validate_fiscal_year])
    publish_at = models.DateTimeField("公開する日時")
    reason = models.TextField("正誤の理由", blank=True)
    document = models.TextField("予定したときの文書")
    ordered_at = models.DateTimeField("予定した日時")
    ordered_by = models.ForeignKey(
        User,
        verbose_name="予定した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports_ordered",
    )
    outcome = models.CharField("どうなったか", max_length=10, choices=Outcome, default=Outcome.WAITING)
    told = models.TextField("止まったわけ", blank=True)
    ended_at = models.DateTimeField("終わった日時", null=True, blank=True)
    report = models.ForeignKey(
        AnnualReport,
        verbose_name="公開した版",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
    )

    objects = ReportOrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "報告書の公開の予定"
        ordering = ["publish_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fiscal_year"],
                condition=models.Q(outcome="waiting"),
                name="report_order_once_waiting",
                violation_error_message="この年度の報告書には、すでに公開の予定があります。",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="waiting", ended_at__isnull=True)
                | ~models.Q(outcome="waiting") & models.Q(ended_at__isnull=False),
                name="report_order_ended_with_time",
                violation_error_message="終わった予定には、終わった日時があります。",
            ),
        ]

    def __str__(self):
        return f"{self.plan} {both_calendars(self.fiscal_year)}の報告書の公開の予定"
