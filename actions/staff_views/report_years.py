"""What staff see of a year's report: where it stands, what was published and ordered, and what has changed since."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import FISCAL_YEARS, both_calendars
from organizations.access import Role, access_of
from organizations.models import Membership
from plans.models import Plan

from ..models import ReportFile, ReportOrder, YearlyStatus
from ..reporting.checks import CheckList, check_report
from ..reporting.differences import changes, said
from ..reporting.gathering import READY
from .report_work import hour_words, words_of

SHOWN_CHANGES = 200


def find_plan(request, plan_id, fiscal_year=None):
    """The plan, if this person prepares or publishes its reports, and the year can be one; 404 otherwise."""
    plan = Plan.objects.select_related("municipality", "owner").filter(pk=plan_id).first()
    may_see = plan and access_of(request.user).has(
        Role.COORDINATOR, Role.PUBLISHER, city=plan.municipality_id
    )
    if not may_see or not (fiscal_year is None or fiscal_year in FISCAL_YEARS):
        raise Http404("お探しの年次報告書は見つかりませんでした。")
    return plan


@dataclass
class ReportYear:
    """One year of a plan. `editions`: newest first, with their files; `orders`: newest first.

    `found`: the check list with the document as it would be published now; `differences`: what is not as in the newest
    edition.
    """

    plan: Plan
    fiscal_year: int
    editions: list
    orders: list
    found: CheckList
    differences: list

    @property
    def label(self):
        return both_calendars(self.fiscal_year)

    @property
    def newest(self):
        return self.editions[0] if self.editions else None

    @property
    def standing(self):
        return self.newest if self.newest and not self.newest.is_withdrawn else None

    @property
    def next_number(self):
        return self.newest.edition + 1 if self.newest else 1

    @property
    def waiting(self):
        return next((order for order in self.orders if order.outcome == ReportOrder.Outcome.WAITING), None)

    @property
    def is_overdue(self):
        return self.waiting is not None and self.waiting.publish_at <= timezone.now()

    @property
    def sentences(self):
        """Where the year stands."""
        return [
            standing_words(self.newest),
            *([words_of(self.waiting, timezone.now())] if self.waiting else []),
        ]

    @property
    def shown_differences(self):
        return self.differences[:SHOWN_CHANGES]

    @property
    def is_as_published(self):
        return self.standing is not None and not self.differences

    @property
    def obstacles(self):
        """Why it cannot be published now, in sentences."""
        found = []
        if self.found.blocking:
            found.append(f"公開をさまたげるものが{len(self.found.blocking)}種類あります。")
        if self.waiting:
            found.append("公開の予定があります。いま公開するには、先に予定を取りやめます。")
        if self.is_as_published:
            found.append("公開した版から変わったところがありません。")
        return found

    @cached_property
    def order_will_stop(self):
        """Whether something has changed since the report was ordered."""
        now = said(self.found.document)
        return self.waiting is not None and bool(changes(json.loads(self.waiting.document), now))

    @property
    def seen(self):
        return seen_token(self.newest, self.found.document)


def read_year(plan, fiscal_year):
    """The ReportYear as it stands now: six queries at most, and those of check_report."""
    found = check_report(plan, fiscal_year)
    editions = read_editions(plan, fiscal_year)
    orders = plan.report_orders.filter(fiscal_year=fiscal_year).defer("document").order_by("-pk")
    orders = list(orders.select_related("ordered_by"))
    differences = changes(editions[0].content, found.document) if editions else []
    return ReportYear(plan, fiscal_year, editions, orders, found, differences)


def read_editions(plan, fiscal_year):
    """The newest first, with their files; neither documents nor contents."""
    files = ReportFile.objects.defer("content")
    editions = plan.annual_reports.filter(fiscal_year=fiscal_year).without_document().newest_first()
    editions = editions.select_related("published_by", "withdrawn_by")
    return list(editions.prefetch_related(Prefetch("files", files)))


def seen_token(newest, document):
    """What somebody who publishes has read: which edition was the newest, and every word that is to be the next one."""
    edition = f"{newest.edition}{'-withdrawn' if newest.is_withdrawn else ''}" if newest else "none"
    text = json.dumps(said(document), ensure_ascii=False, sort_keys=True)
    return f"{edition}:{hashlib.sha256(text.encode()).hexdigest()}"


def standing_words(newest):
    if newest is None:
        return "まだ公開していません。"
    if newest.is_withdrawn:
        return f"第{newest.edition}版を取り下げてあります。この年度の報告書は、公開していません。"
    return f"第{newest.edition}版を公開中です({hour_words(newest.published_at)}公開)。"


def publishers_of(city):
    """The names of those who may publish today."""
    rows = Membership.objects.in_force(timezone.localdate()).filter(
        municipality=city, role=Role.PUBLISHER, user__is_active=True
    )
    users = {row.user for row in rows.select_related("user")}
    return sorted(user.get_full_name() or user.username for user in users)


def years_of(plan):
    """[{fiscal_year, label, words}] of every year with a survey, answers, an edition or an order. Four queries."""
    statuses = YearlyStatus.objects.filter(item__plan=plan).values("fiscal_year").order_by()
    counts = {
        row["fiscal_year"]: row
        for row in statuses.annotate(
            total=Count("pk"),
            ready=Count("pk", filter=Q(state__in=READY)),
            public=Count("pk", filter=Q(is_published=True)),
        )
    }
    newest, waiting = {}, {}
    for report in plan.annual_reports.without_document().order_by("edition"):
        newest[report.fiscal_year] = report
    for order in plan.report_orders.waiting().defer("document"):
        waiting[order.fiscal_year] = order
    rounds = plan.rounds.values_list("fiscal_year", flat=True)
    years = sorted({*counts, *newest, *waiting, *rounds}, reverse=True)
    return [_year_row(year, counts.get(year), newest.get(year), waiting.get(year)) for year in years]


def _year_row(fiscal_year, counts, newest, order):
    total, ready, public = (counts["total"], counts["ready"], counts["public"]) if counts else (0, 0, 0)
    return {
        "fiscal_year": fiscal_year,
        "label": both_calendars(fiscal_year),
        "answers": f"{total}件中{ready}件が公開できる状態" if total else "回答はありません",
        "state": standing_words(newest)
        if newest or not public
        else f"報告書はありません(実績{public}件は公開しています)。",
        "newest": newest,
        "order": words_of(order, timezone.now()) if order else "",
    }
