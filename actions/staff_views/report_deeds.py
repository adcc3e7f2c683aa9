"""What a 公開責任者 does with a report: publish or order it, cancel an order, withdraw. What is published is what was
seen: the confirmation page carries a token of it, and a deed with another one is refused.
"""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.staff_admin.scope import is_key

from ..models import ReportOrder, YearlyStatus
from ..reporting.differences import changes
from ..reporting.forms import PublishForm, WithdrawForm
from ..reporting.gathering import READY, gather
from ..reporting.ordering import cancel_order, carry_out, order_report
from ..reporting.publishing import last_edition, locked, may_publish, publish_report, withdraw_report
from ..reporting.refusals import ReportRefused
from ..survey.publishing import show_statuses
from .pages import staff_page
from .report_work import hour_words
from .report_years import find_plan, read_editions, read_year, seen_token

Outcome = ReportOrder.Outcome
LOOK_AGAIN = (
    "確認のページを開いたあとに、内容か版が変わりました。まだ何もしていません。"
    "下の内容をもう一度確かめてから、押してください。"
)


def find_publishers_plan(request, plan_id, fiscal_year):
    """The plan for somebody who may publish; those who only prepare the report are refused."""
    plan = find_plan(request, plan_id, fiscal_year)
    if not may_publish(request.user, plan):
        raise PermissionDenied
    return plan


def to_year_page(plan, fiscal_year):
    return redirect("admin:survey_report", plan_id=plan.pk, fiscal_year=fiscal_year)


def publish_page(request, plan_id, fiscal_year):
    """What will be published, with its warnings and changes; POST publishes it, or orders it for a set time."""
    plan = find_publishers_plan(request, plan_id, fiscal_year)
    year = read_year(plan, fiscal_year)
    data = request.POST if request.method == "POST" else None
    form = PublishForm(data, corrects=year.newest is not None, orders="_order" in request.POST)
    if form.is_bound and form.is_valid():
        try:
            made = publish_seen(plan, fiscal_year, form, seen=request.POST.get("seen", ""), by=request.user)
        except ReportRefused as refusal:
            form.add_error(None, str(refusal))
            year = read_year(plan, fiscal_year)
        else:
            tell_made(request, made)
            return to_year_page(plan, fiscal_year)
    context = {"plan": plan, "year": year, "form": form, "overview": year.found.document["overview"]}
    return staff_page(request, "survey/report_publish.html", f"{year.label}の年次報告書の公開の確認", context)


@transaction.atomic
def publish_seen(plan, fiscal_year, form, *, seen, by):
    """The edition, or the order where the form names a time. Raises ReportRefused where it is not what was seen."""
    plan = locked(plan)
    before = last_edition(plan, fiscal_year)
    if seen.partition(":")[0] != seen_token(before, {}).partition(":")[0]:
        raise ReportRefused(LOOK_AGAIN)
    if form.publish_at:
        made = order_report(plan, fiscal_year, form.publish_at, by=by, reason=form.given_reason)
    else:
        if plan.report_orders.waiting().filter(fiscal_year=fiscal_year).exists():
            raise ReportRefused(
                "公開の予定があります。いま公開するには、この年度のページで先に予定を取りやめてください。"
            )
        made = publish_report(plan, fiscal_year, by=by, reason=form.given_reason)
    if seen != seen_token(before, json.loads(made.document)):
        raise ReportRefused(LOOK_AGAIN)
    return made


def tell_made(request, made):
    if isinstance(made, ReportOrder):
        messages.success(request, f"{hour_words(made.publish_at)}に公開する予定にしました。")
        return
    told = '第{}版を公開しました。<a href="{}">公開したページを見る</a>'
    messages.success(request, format_html(told, made.edition, made.year_url))


def withdraw_page(request, plan_id, fiscal_year):
    """Which edition, or all of them, and why; POST withdraws."""
    plan = find_publishers_plan(request, plan_id, fiscal_year)
    every = read_editions(plan, fiscal_year)
    editions = [each for each in every if not each.is_withdrawn]
    if not editions:
        messages.info(request, "取り下げられる版はありません。")
        return to_year_page(plan, fiscal_year)
    data = request.POST if request.method == "POST" else None
    chosen = request.GET.get("edition", str(editions[0].edition))
    form = WithdrawForm(data, editions=editions, chosen=chosen)
    if form.is_bound and form.is_valid() and withdraw_seen(request, form, editions[0]):
        return to_year_page(plan, fiscal_year)
    context = {
        "plan": plan,
        "fiscal_year": fiscal_year,
        "form": form,
        "newest": editions[0],
        "hides_results": editions[0] == every[0],
        "waiting": plan.report_orders.waiting().filter(fiscal_year=fiscal_year).first(),
    }
    title = f"{both_calendars(fiscal_year)}の年次報告書の取り下げ"
    return staff_page(request, "survey/report_withdraw.html", title, context)


def withdraw_seen(request, form, newest):
    """Whether it was withdrawn; otherwise the form says why not."""
    try:
        if request.POST.get("newest") != str(newest.edition):
            raise ReportRefused(LOOK_AGAIN)
        number = withdraw_report(
            form.report, by=request.user, reason=form.cleaned_data["reason"], whole_year=form.takes_all
        )
    except ReportRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    what = f"{number}つの版" if form.takes_all else f"第{form.report.edition}版"
    told = '{}を取り下げました。<a href="{}">市民に見えるページを見る</a>'
    messages.success(request, format_html(told, what, form.report.year_url))
    return True


def do_on_year_page(request, plan, fiscal_year):
    """One of the small deeds of the year's page, named by its button."""
    if not may_publish(request.user, plan):
        raise PermissionDenied
    deed = next((each for name, each in SMALL_DEEDS.items() if name in request.POST), None)
    if deed is None:
        raise Http404("そのような操作はありません。")
    try:
        deed(request, plan, fiscal_year)
    except ReportRefused as refusal:
        messages.error(request, str(refusal))
    return to_year_page(plan, fiscal_year)


def find_order(plan, fiscal_year, key):
    orders = plan.report_orders.filter(fiscal_year=fiscal_year)
    order = orders.filter(pk=key).first() if is_key(key) else None
    if order is None:
        raise Http404("お探しの予定は見つかりませんでした。")
    return order


def cancel(request, plan, fiscal_year):
    order = find_order(plan, fiscal_year, request.POST["_cancel"])
    cancel_order(order, by=request.user)
    messages.success(request, f"{hour_words(order.publish_at)}に公開する予定を取りやめました。")


def carry_out_now(request, plan, fiscal_year):
    """An order whose hour has passed and that nobody carried out."""
    order = find_order(plan, fiscal_year, request.POST["_carry_out"])
    if order.publish_at > timezone.now():
        raise ReportRefused("予定の時刻が、まだ来ていません。")
    ended = carry_out(order)
    if ended is None:
        raise ReportRefused("この予定は、すでに終わっています。")
    if ended.outcome == Outcome.STOPPED:
        raise ReportRefused(ended.told)
    tell_made(request, ended.report)


@transaction.atomic
def mark_as_published(request, plan, fiscal_year):
    """Answers that were returned and came back as they had been published are marked as public again."""
    plan = locked(plan)
    newest = last_edition(plan, fiscal_year)
    is_same = newest and not newest.is_withdrawn and not changes(newest.content, gather(plan, fiscal_year))
    if not is_same:
        raise ReportRefused(
            "公開した版と、いまのデータが違います。直した内容は、正誤の版を出すと公開されます。"
        )
    rows = YearlyStatus.objects.filter(item__plan=plan, fiscal_year=fiscal_year, state__in=READY)
    number, _evaluations, _left = show_statuses(rows)
    messages.success(request, f"{number}件を、公開した版と同じものとして記録しました。")


SMALL_DEEDS = {"_cancel": cancel, "_carry_out": carry_out_now, "_mark": mark_as_published}
