"""Atom: new editions, corrections and withdrawals, of one plan or of the whole site."""

import json
from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from ..models import AnnualReport
from ..reporting.parts.summary import in_one_breath
from ..reporting.plain_texts import plain

MOST_ENTRIES = 30


class SteadyAtom(Atom1Feed):
    """The same bytes until something happens, also where nothing has happened yet."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


class ReportFeed(Feed):
    """One entry an edition. A withdrawal changes the entry, so that no reader keeps what the city took back."""

    feed_type = SteadyAtom

    def item_title(self, report):
        mark = "【取り下げ】" if report.is_withdrawn else ""
        kind = "(正誤)" if report.is_correction else ""
        return plain(f"{mark}{report.plan.municipality}: {report.title} 第{report.edition}版{kind}")

    def item_description(self, report):
        """As HTML, which is how Django marks it."""
        return escape(
            plain(report.withdrawn_reason or report.reason or in_one_breath(json.loads(report.told)))
        )

    def item_author_name(self, report):
        return plain(str(report.plan.municipality))

    def item_pubdate(self, report):
        return timezone.localtime(report.published_at)

    def item_updateddate(self, report):
        return timezone.localtime(report.withdrawn_at or report.published_at)


class PlanFeed(ReportFeed):
    """Of one plan. Give it to plan_page, which says whether the plan is public."""

    def get_object(self, request, plan):
        return plan

    def title(self, plan):
        return plain(f"{plan.municipality}: {plan.title}の進捗報告")

    def subtitle(self, plan):
        return plain(plan.municipality.notice) or "新しい報告書、正誤の版、取り下げをお知らせします。"

    def link(self, plan):
        return reverse("actions:report_list", args=plan.url_args)

    def feed_url(self, plan):
        return reverse("files:report_feed", args=plan.url_args)

    def author_name(self, plan):
        return plain(str(plan.municipality))

    def items(self, plan):
        return newest(AnnualReport.objects.filter(plan=plan))


class SiteFeed(ReportFeed):
    """Of all public plans."""

    title = "Kyodo Portal: 進捗報告"
    subtitle = "新しい報告書、正誤の版、取り下げをお知らせします。"
    author_name = "Kyodo Portal"

    def link(self):
        return reverse("plans:home")

    def feed_url(self):
        return reverse("files:site_feed")

    def items(self):
        return newest(AnnualReport.objects.of_published_plans())


def newest(reports):
    """By what happened last, publication or withdrawal. `told`: the document, where the entry speaks of it. One query."""
    told = Case(
        When(reason="", withdrawn_at=None, then=F("document")), default=Value(""), output_field=TextField()
    )
    reports = reports.without_document().annotate(told=told).select_related("plan__municipality")
    return reports.order_by(Coalesce("withdrawn_at", "published_at").desc(), "-pk")[:MOST_ENTRIES]
