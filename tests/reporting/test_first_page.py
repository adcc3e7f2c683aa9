"""Reports on the first page, and the list of results, which publishes nothing of a year that has a report."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import ReportOrder, YearlyStatus
from actions.reporting.ordering import cancel_order
from actions.reporting.publishing import publish_report, withdraw_report
from tests import builders
from tests.reporting.people import make_clean_year, order_of, page, publish, text_of, told
from tests.reporting.scenes import OCTOBER, TOKYO, YEAR, judge

pytestmark = pytest.mark.django_db
LABEL = "令和5年度(2023年度)"


def first_page(browser):
    return browser.get(reverse("admin:index"))


def rows_of(response):
    return [
        (work.plan, fiscal_year, sentences_)
        for work in response.context["plan_reports"]
        for fiscal_year, _label, sentences_ in work.rows
    ]


@pytest.mark.parametrize("role", ["publisher", "coordinator"])
def test_first_page_names_the_years_that_are_ready(client, year, role):
    client.force_login(getattr(year, role))
    response = first_page(client)
    assert rows_of(response) == [
        (year.plan, YEAR, ["すべての回答が確認済です。公開できるか確かめてください。"])
    ]
    text = text_of(response)
    assert f'href="{page("survey_report", year)}"' in text
    assert f'href="{reverse("admin:survey_reports", args=[year.plan.pk])}"' in text


def test_year_with_an_answer_under_way_is_not_ready(office, year):
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(state="approved")
    response = first_page(office)
    assert rows_of(response) == []
    (waiting,) = response.context["unpublished"]
    assert (waiting["round__plan"], waiting["fiscal_year"], waiting["number"]) == (year.plan.pk, YEAR, 1)
    assert f'href="{page("survey_report", year)}"' in text_of(response)


def test_year_is_not_said_twice(office, year):
    assert first_page(office).context["unpublished"] == []


def test_published_year_is_not_named(office, year):
    publish(year)
    assert rows_of(first_page(office)) == []


def test_corrected_answers_are_named(office, year):
    publish(year)
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(is_published=False)
    assert rows_of(first_page(office)) == [
        (year.plan, YEAR, ["公開したあとに戻した回答が、すべて確認済になりました。"])
    ]


def test_orders_are_named(office, year):
    year.round.answers.update(is_published=True)
    order = order_of(year, datetime(2099, 10, 1, 10, tzinfo=TOKYO))
    assert rows_of(first_page(office)) == [(year.plan, YEAR, ["予定: 2099年10月1日10時に公開します。"])]
    ReportOrder.objects.filter(pk=order.pk).update(publish_at=OCTOBER)
    assert rows_of(first_page(office)) == [
        (year.plan, YEAR, ["予定の時刻(2024年10月1日10時)を過ぎましたが、まだ公開されていません。"])
    ]


def test_stopped_order_is_named_until_somebody_acts(office, year):
    year.round.answers.update(is_published=True)
    stopped = {"outcome": "stopped", "ended_at": timezone.now(), "told": "変わったところがあります。"}
    order_of(year, **stopped)
    assert rows_of(first_page(office)) == [
        (year.plan, YEAR, ["公開の予定が止まりました。わけを確かめてください。"])
    ]
    again = order_of(year)
    cancel_order(again, by=year.publisher)
    assert rows_of(first_page(office)) == []
    order_of(year, **stopped)
    publish_report(year.plan, YEAR, by=year.publisher)
    assert rows_of(first_page(office)) == []


def test_first_page_names_no_other_citys_years(office, year):
    foreign = make_clean_year()
    order_of(foreign)
    assert {plan for plan, _year, _sentences in rows_of(first_page(office))} == {year.plan}


def test_department_sees_nothing_of_reports(client, year):
    client.force_login(builders.member_of(year.city, role="editor", department=year.owner))
    assert first_page(client).context["plan_reports"] == []


def test_administrator_sees_only_plans_with_work(client, year):
    publish(year)
    waiting = make_clean_year()
    client.force_login(builders.make_user(is_superuser=True))
    names = [work.plan for work in first_page(client).context["plan_reports"]]
    assert (year.plan in names, waiting.plan in names) == (False, True)


def test_evaluation_that_waits_leads_to_the_report(office, year):
    publish(year)
    judge(year.answers[0])
    response = first_page(office)
    (waiting,) = response.context["unpublished_evaluations"]
    assert (waiting["fiscal_year"], waiting["number"]) == (YEAR, 1)
    assert f'href="{page("survey_report", year)}"' in text_of(response)


def test_round_leads_to_its_report(desk, year):
    text = text_of(desk.get(reverse("admin:survey_round", args=[year.round.pk])))
    assert f'href="{page("survey_report", year)}">年次報告書の準備</a>' in text


# The bulk actions of the list of results.


def bulk(browser, action, answers):
    data = {"action": action, "_selected_action": [answer.pk for answer in answers]}
    return browser.post(reverse("admin:actions_yearlystatus_changelist"), data, follow=True)


def without_report(year):
    return YearlyStatus.objects.create(item=year.items[0], fiscal_year=YEAR - 3, done="昔の実績")


def bulk_sentence(year, number):
    return (
        f"年次報告書のある年度の{number}件は、ここでは変えていません。市民が読むのは、公開した版です。"
        "正誤の版を出すのも取り下げるのも、報告書のページでします: "
        f'<a href="{page("survey_report", year)}">{LABEL}の年次報告書</a>'
    )


def test_bulk_action_takes_nothing_of_a_report_back(office, year):
    publish(year)
    old = without_report(year)
    YearlyStatus.objects.filter(pk=old.pk).update(is_published=True)
    response = bulk(office, "take_back", [*year.answers, old])
    assert told(response) == [bulk_sentence(year, 2), "1件の公開をやめました。"]
    assert YearlyStatus.objects.filter(round=year.round, is_published=True).count() == 2
    old.refresh_from_db()
    assert not old.is_published


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_bulk_action_publishes_nothing_of_a_year_with_a_report(office, year, is_withdrawn):
    report = publish(year)
    if is_withdrawn:
        withdraw_report(report, by=year.publisher, reason="誤り")
    year.round.answers.update(is_published=False)
    response = bulk(office, "publish", [*year.answers, without_report(year)])
    assert told(response) == [bulk_sentence(year, 2), "1件を公開しました。"]
    assert not YearlyStatus.objects.filter(round=year.round, is_published=True).exists()


def test_bulk_action_still_publishes_without_a_report(office, year):
    assert told(bulk(office, "publish", year.answers)) == ["2件を公開しました。"]
    assert told(bulk(office, "take_back", year.answers)) == ["2件の公開をやめました。"]
