"""Publishing at a set time: what was read is published, or nothing."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from actions.models import AnnualReport, ReportOrder, YearlyStatus
from actions.reporting.ordering import cancel_order, carry_out, order_report
from actions.reporting.publishing import publish_report
from actions.reporting.refusals import NotThePublisher, ReportRefused, StillBlocked
from tests.reporting.scenes import DECEMBER, OCTOBER, YEAR, make_year

pytestmark = pytest.mark.django_db
SEPTEMBER = OCTOBER - timedelta(days=14)


@pytest.fixture
def year():
    return make_year(items=1)


def order(year, **fields):
    return order_report(year.plan, YEAR, OCTOBER, **{"by": year.publisher, "now": SEPTEMBER} | fields)


def test_ordering_publishes_nothing_yet(year):
    found = order(year)
    assert (found.outcome, found.publish_at, found.ordered_by) == ("waiting", OCTOBER, year.publisher)
    assert not AnnualReport.objects.exists()
    assert not YearlyStatus.objects.filter(is_published=True, item__plan=year.plan).exists()


def test_order_is_due_at_its_hour(year):
    order(year)
    assert not ReportOrder.objects.due(OCTOBER - timedelta(seconds=1)).exists()
    assert ReportOrder.objects.due(OCTOBER).count() == 1


def test_order_that_is_carried_out_publishes_what_was_ordered(year):
    ended = carry_out(order(year), now=OCTOBER)
    report = AnnualReport.objects.get()
    assert (ended.outcome, ended.report, ended.ended_at) == ("published", report, OCTOBER)
    assert (report.published_at, report.published_by) == (OCTOBER, year.publisher)


def test_order_whose_year_changed_stops_and_names_the_cell(year):
    found = order(year)
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(done="あとで直した文")
    ended = carry_out(found, now=OCTOBER)
    assert (ended.outcome, ended.report) == ("stopped", None)
    assert f"取組 {year.items[0].code}の「取り組んだこと」" in ended.told
    assert not AnnualReport.objects.exists()


def test_order_that_is_blocked_meanwhile_stops(year):
    found = order(year)
    year.plan.is_published = False
    year.plan.save()
    ended = carry_out(found, now=OCTOBER)
    assert (ended.outcome, "計画が公開されていない(1件)" in ended.told) == ("stopped", True)


def test_order_of_somebody_who_is_no_publisher_any_more_stops(year):
    found = order(year)
    year.publisher.memberships.all().delete()
    ended = carry_out(found, now=OCTOBER)
    assert (ended.outcome, "公開責任者だけ" in ended.told) == ("stopped", True)
    assert not AnnualReport.objects.exists()


def test_order_is_carried_out_once(year):
    found = order(year)
    carry_out(found, now=OCTOBER)
    assert carry_out(found, now=OCTOBER) is None
    assert AnnualReport.objects.count() == 1


def test_cancelled_order_is_not_carried_out(year):
    found = order(year)
    cancel_order(found, by=year.publisher, now=SEPTEMBER)
    assert carry_out(found, now=OCTOBER) is None
    found.refresh_from_db()
    assert (found.outcome, found.ended_at) == ("cancelled", SEPTEMBER)
    assert not AnnualReport.objects.exists()


def test_cancelling_an_order_that_ended_is_refused(year):
    found = order(year)
    carry_out(found, now=OCTOBER)
    with pytest.raises(ReportRefused, match="すでに終わっています"):
        cancel_order(found, by=year.publisher)


def test_coordinator_neither_orders_nor_cancels(year):
    with pytest.raises(NotThePublisher):
        order(year, by=year.coordinator)
    found = order(year)
    with pytest.raises(NotThePublisher):
        cancel_order(found, by=year.coordinator)


def test_hour_that_is_over_is_refused(year):
    with pytest.raises(ReportRefused, match="これからの日時"):
        order(year, now=OCTOBER)


def test_second_order_for_the_year_is_refused(year):
    order(year)
    with pytest.raises(ReportRefused, match="すでに公開の予定があります"):
        order(year)


def test_blocked_year_cannot_be_ordered(year):
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(state="submitted")
    with pytest.raises(StillBlocked):
        order(year)
    assert not ReportOrder.objects.exists()


def test_correction_can_be_ordered(year):
    publish_report(year.plan, YEAR, by=year.publisher, now=SEPTEMBER)
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(done="直した文")
    found = order_report(year.plan, YEAR, DECEMBER, by=year.publisher, reason="写し間違い", now=OCTOBER)
    assert carry_out(found, now=DECEMBER).report.reason == "写し間違い"


def due_order(year):
    """One whose hour has just passed by the clock of this machine."""
    now = timezone.now()
    return order_report(
        year.plan, YEAR, now - timedelta(minutes=1), by=year.publisher, now=now - timedelta(hours=1)
    )


def run():
    output = StringIO()
    call_command("publish_reports", stdout=output)
    return output.getvalue()


def test_command_publishes_what_is_due(year):
    due_order(year)
    assert run() == f"公開しました: {AnnualReport.objects.get()}\n"


def test_command_with_nothing_due_says_nothing(year):
    order_report(year.plan, YEAR, timezone.now() + timedelta(days=1), by=year.publisher)
    assert run() == ""
    assert not AnnualReport.objects.exists()


def test_command_that_stops_an_order_ends_with_one(year):
    due_order(year)
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(done="あとで直した文")
    with pytest.raises(SystemExit) as end:
        run()
    assert end.value.code == 1
    assert ReportOrder.objects.get().outcome == "stopped"


def test_command_goes_on_after_an_order_that_fails(year, monkeypatch):
    from actions.management.commands import publish_reports

    other = make_year(items=1)
    due_order(year)
    due_order(other)
    real = publish_reports.carry_out

    def fail_once(order):
        if order.plan == year.plan:
            raise OSError("disk full")
        return real(order)

    monkeypatch.setattr(publish_reports, "carry_out", fail_once)
    with pytest.raises(SystemExit):
        run()
    assert [report.plan for report in AnnualReport.objects.all()] == [other.plan]
    assert ReportOrder.objects.waiting().get().plan == year.plan
