"""Annual reports on the first page: the years that can be published, and the orders that wait or have stopped."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars
from plans.models import Plan

from ..models import AnnualReport, ReportingRound, ReportOrder, YearlyStatus

Outcome = ReportOrder.Outcome
READY_TO_PUBLISH = "すべての回答が確認済です。公開できるか確かめてください。"
READY_TO_CORRECT = "公開したあとに戻した回答が、すべて確認済になりました。"
STOPPED = "公開の予定が止まりました。わけを確かめてください。"


@dataclass
class PlanReports:
    """One plan with what is to be done: fiscal year -> [sentence]."""

    plan: Plan
    years: dict = field(default_factory=dict)

    @property
    def rows(self):
        """(fiscal year, its words, [sentence]), the newest first."""
        return [(year, both_calendars(year), self.years[year]) for year in sorted(self.years, reverse=True)]


def report_work(cities, *, only_with_work=False, now=None):
    """[PlanReports] of these cities, those without work too unless `only_with_work`. Three queries."""
    if not cities:
        return []
    now = now or timezone.now()
    plans = Plan.objects.filter(municipality__in=cities, municipality__is_in_use=True)
    plans = plans.select_related("municipality").order_by("municipality__code", "title")
    works = {plan.pk: PlanReports(plan) for plan in plans}
    for plan, fiscal_year, has_report in ready_years(works):
        sentence = READY_TO_CORRECT if has_report else READY_TO_PUBLISH
        works[plan].years.setdefault(fiscal_year, []).append(sentence)
    for order in open_orders(works):
        works[order.plan_id].years.setdefault(order.fiscal_year, []).append(words_of(order, now))
    return [work for work in works.values() if work.years or not only_with_work]


def ready_years(plans):
    """(plan, fiscal year, whether a report of it stands) of surveys of which every answer is confirmed and some are
    not public."""
    answers = YearlyStatus.objects.filter(round=OuterRef("pk"))
    standing = AnnualReport.objects.standing()
    rounds = ReportingRound.objects.filter(
        Exists(answers.filter(is_published=False)),
        ~Exists(answers.exclude(state=YearlyStatus.State.CONFIRMED)),
        plan__in=plans,
    )
    has_report = Exists(standing.filter(plan=OuterRef("plan"), fiscal_year=OuterRef("fiscal_year")))
    return list(rounds.values_list("plan", "fiscal_year", has_report))


def open_orders(plans):
    """Orders that wait, and those that stopped and after which nothing was ordered or published."""
    same_year = {"plan": OuterRef("plan"), "fiscal_year": OuterRef("fiscal_year")}
    later_order = ReportOrder.objects.filter(**same_year, pk__gt=OuterRef("pk"))
    later_edition = AnnualReport.objects.filter(**same_year, published_at__gte=OuterRef("ended_at"))
    orders = ReportOrder.objects.filter(plan__in=plans, outcome__in=(Outcome.WAITING, Outcome.STOPPED))
    return list(orders.filter(~Exists(later_order), ~Exists(later_edition)).defer("document"))


def words_of(order, now):
    """Where an order stands, in one sentence."""
    if order.outcome == Outcome.STOPPED:
        return STOPPED
    hour = hour_words(order.publish_at)
    if order.publish_at <= now:
        return f"予定の時刻({hour})を過ぎましたが、まだ公開されていません。"
    return f"予定: {hour}に公開します。"


def hour_words(moment):
    """2026年10月1日10時, 2026年10月1日10時30分: Japan time."""
    local = timezone.localtime(moment)
    return f"{local:%Y年%-m月%-d日%-H時}{f'{local:%-M分}' if local.minute else ''}"
