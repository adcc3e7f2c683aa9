"""What a 公開責任者 does with a report: publishing what was seen, ordering it, withdrawing it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from actions.models import AnnualReport, ReportOrder, YearlyStatus
from actions.reporting import publishing
from actions.reporting.ordering import cancel_order, carry_out
from actions.reporting.publishing import withdraw_report
from tests import builders
from tests.reporting.people import make_clean_year, mend, order_of, page, publish, text_of, told, work
from tests.reporting.scenes import DECEMBER, TOKYO

pytestmark = pytest.mark.django_db
LABEL = "令和5年度(2023年度)"
LOOK_AGAIN = (
    "確認のページを開いたあとに、内容か版が変わりました。まだ何もしていません。"
    "下の内容をもう一度確かめてから、押してください。"
)


def seen(browser, year):
    return browser.get(page("survey_report_publish", year)).context["year"].seen


def press(browser, year, **data):
    """Open the confirmation page and press a button of it."""
    data = {"seen": seen(browser, year)} | data
    return browser.post(page("survey_report_publish", year), data, follow=True)


def errors(response):
    form = response.context["form"]
    return {field: list(found) for field, found in form.errors.items()}


# Publishing.


def test_confirmation_says_what_will_be_published(office, year):
    year.plan.owner = None
    year.plan.save()
    response = office.get(page("survey_report_publish", year))
    text = text_of(response)
    assert f"{year.plan.title} 進捗状況報告書 {LABEL} 第1版" in text
    assert "2件(報告があったもの2件、評価したもの2件)" in text
    assert f'href="{page("survey_report_preview", year)}"' in text
    assert "お問い合わせ先がない(1件)" in text
    assert "PDFなどを作るあいだ、数秒かかります" in text
    assert "正誤の理由" not in text


def test_pressing_publishes_and_leads_to_the_public_page(office, year):
    response = press(office, year)
    report = AnnualReport.objects.get(plan=year.plan)
    assert (report.edition, report.published_by, report.reason) == (1, year.publisher, "")
    assert response.redirect_chain == [(page("survey_report", year), 302)]
    assert told(response) == [f'第1版を公開しました。<a href="{report.year_url}">公開したページを見る</a>']
    assert office.get(report.year_url).status_code == 200


def test_pressing_with_a_time_orders(office, year):
    response = press(office, year, _order="", publish_on="2099-10-01", publish_time="10:30")
    order = ReportOrder.objects.get()
    assert (order.publish_at, order.ordered_by) == (
        datetime(2099, 10, 1, 10, 30, tzinfo=TOKYO),
        year.publisher,
    )
    assert told(response) == ["2099年10月1日10時30分に公開する予定にしました。"]
    assert not AnnualReport.objects.filter(plan=year.plan).exists()


@pytest.mark.parametrize(
    "given", [{}, {"publish_on": "2099-10-01"}, {"publish_time": "10:30"}], ids=["none", "day", "time"]
)
def test_order_needs_day_and_time(office, year, given):
    response = press(office, year, _order="", **given)
    assert errors(response) == {"__all__": ["公開する日と時刻を、両方入れてください。"]}
    assert not ReportOrder.objects.exists()


@pytest.mark.parametrize("given", [{"publish_on": "2099-10-01"}, {"publish_time": "10:30"}])
def test_publishing_now_with_a_time_is_refused(office, year, given):
    response = press(office, year, **given)
    assert errors(response) == {
        "__all__": [
            "公開する日か時刻が入っています。いま公開するときは両方を空け、"
            "その時に公開するときは「この日時に公開する」を押してください。"
        ]
    }
    assert not AnnualReport.objects.filter(plan=year.plan).exists()


def test_time_that_cannot_be_read_is_refused(office, year):
    response = press(office, year, _order="", publish_on="10月1日", publish_time="十時")
    assert errors(response) == {
        "publish_on": ["公開する日を、日付として読めません。2026-10-01 のように入れてください。"],
        "publish_time": ["時刻を読めません。10:00 のように入れてください。"],
    }


def test_time_that_has_passed_is_refused(office, year):
    response = press(office, year, _order="", publish_on="2020-10-01", publish_time="10:00")
    assert errors(response) == {"__all__": ["公開の日時には、これからの日時を入れてください。"]}
    assert not ReportOrder.objects.exists()
    assert 'value="2020-10-01"' in text_of(response)


def test_correction_shows_what_changes_and_asks_for_a_reason(office, year):
    publish(year)
    mend(year, "新しい実績")
    response = office.get(page("survey_report_publish", year))
    text = text_of(response)
    assert "第1版から変わるところ" in text
    assert "新しい実績" in text
    assert "正誤の理由" in text
    refused = press(office, year, reason=" ")
    assert errors(refused) == {"reason": ["正誤の理由を書いてください。なぜ直すのかが、報告書に載ります。"]}
    press(office, year, reason="写し間違い")
    reports_ = AnnualReport.objects.filter(plan=year.plan).order_by("edition")
    assert [(each.edition, each.reason) for each in reports_] == [(1, ""), (2, "写し間違い")]


def test_blocked_year_cannot_be_confirmed(office, year):
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(state="approved")
    text = text_of(office.get(page("survey_report_publish", year)))
    assert "いまは公開できません。公開をさまたげるものが1種類あります。" in text
    assert "いま公開する</button>" not in text


def test_year_as_published_cannot_be_confirmed(office, year):
    publish(year)
    text = text_of(office.get(page("survey_report_publish", year)))
    assert "いまは公開できません。公開した版から変わったところがありません。" in text
    assert "いま公開する</button>" not in text


def test_year_that_was_blocked_meanwhile_is_refused_and_the_reason_stays(office, year):
    publish(year)
    mend(year)
    shown = seen(office, year)
    YearlyStatus.objects.filter(pk=year.answers[1].pk).update(reason="")
    response = press(office, year, seen=shown, reason="写し間違い")
    (sentence,) = errors(response)["__all__"]
    assert sentence == f"{LABEL}の報告書は、まだ公開できません: 評価の理由がない(1件)。"
    assert "写し間違い</textarea>" in text_of(response)
    assert AnnualReport.objects.filter(plan=year.plan).count() == 1


# Two people.


def test_year_that_changed_since_it_was_shown_is_not_published(office, year):
    shown = seen(office, year)
    mend(year, "だれも見ていない文")
    response = press(office, year, seen=shown)
    assert errors(response) == {"__all__": [LOOK_AGAIN]}
    assert not AnnualReport.objects.filter(plan=year.plan).exists()
    assert not YearlyStatus.objects.filter(round=year.round, is_published=True).exists()


def test_page_that_came_back_carries_what_it_shows_now(office, year):
    shown = seen(office, year)
    mend(year)
    response = press(office, year, seen=shown)
    press(office, year, seen=response.context["year"].seen)
    assert AnnualReport.objects.get(plan=year.plan).content["items"][0]["done"] == "直した実績"


def test_year_that_changed_since_it_was_shown_is_not_ordered(office, year):
    shown = seen(office, year)
    mend(year)
    response = press(office, year, seen=shown, _order="", publish_on="2099-10-01", publish_time="10:00")
    assert errors(response) == {"__all__": [LOOK_AGAIN]}
    assert not ReportOrder.objects.exists()


def test_second_of_two_publishers_is_told_to_look_again(office, year):
    shown = seen(office, year)
    publish(year)
    response = press(office, year, seen=shown, reason="同じもの")
    assert LOOK_AGAIN in errors(response)["__all__"]
    assert AnnualReport.objects.filter(plan=year.plan).count() == 1


def test_correction_of_an_edition_withdrawn_meanwhile_is_refused(office, year):
    report = publish(year)
    mend(year)
    shown = seen(office, year)
    withdraw_report(report, by=year.publisher, reason="誤り")
    response = press(office, year, seen=shown, reason="写し間違い")
    assert errors(response) == {"__all__": [LOOK_AGAIN]}
    assert AnnualReport.objects.filter(plan=year.plan).count() == 1


@pytest.mark.parametrize("token", ["", "none", "none:", "1:abc", "\N{SNOWMAN}" * 50])
def test_made_up_token_publishes_nothing(office, year, token):
    response = press(office, year, seen=token)
    assert errors(response) == {"__all__": [LOOK_AGAIN]}
    assert not AnnualReport.objects.filter(plan=year.plan).exists()


def test_ordered_year_is_not_published_beside_its_order(office, year):
    shown = seen(office, year)
    order_of(year)
    response = press(office, year, seen=shown)
    assert errors(response) == {
        "__all__": [
            "公開の予定があります。いま公開するには、この年度のページで先に予定を取りやめてください。"
        ]
    }
    assert not AnnualReport.objects.filter(plan=year.plan).exists()


def test_file_that_cannot_be_made_leaves_nothing_behind(office, year, monkeypatch):
    def fail(document):
        raise RuntimeError("PDF")

    monkeypatch.setattr(publishing, "make_files", fail)
    with pytest.raises(RuntimeError):
        press(office, year)
    assert not AnnualReport.objects.filter(plan=year.plan).exists()
    assert not YearlyStatus.objects.filter(round=year.round, is_published=True).exists()


# Orders.


def test_order_is_cancelled(office, year):
    order = order_of(year, datetime(2099, 10, 1, 10, tzinfo=TOKYO))
    response = office.post(page("survey_report", year), {"_cancel": order.pk}, follow=True)
    assert told(response) == ["2099年10月1日10時に公開する予定を取りやめました。"]
    order.refresh_from_db()
    assert order.outcome == "cancelled"


def test_order_that_has_ended_is_not_cancelled(office, year):
    order = order_of(year)
    cancel_order(order, by=year.publisher)
    response = office.post(page("survey_report", year), {"_cancel": order.pk}, follow=True)
    assert told(response) == ["この予定は、すでに終わっています。"]


def test_overdue_order_is_carried_out(office, year):
    order = order_of(year, timezone.now() - timedelta(hours=1))
    response = office.post(page("survey_report", year), {"_carry_out": order.pk}, follow=True)
    report = AnnualReport.objects.get(plan=year.plan)
    order.refresh_from_db()
    assert (order.outcome, order.report) == ("published", report)
    assert told(response) == [f'第1版を公開しました。<a href="{report.year_url}">公開したページを見る</a>']


def test_order_is_not_carried_out_before_its_hour(office, year):
    order = order_of(year)
    response = office.post(page("survey_report", year), {"_carry_out": order.pk}, follow=True)
    assert told(response) == ["予定の時刻が、まだ来ていません。"]
    assert not AnnualReport.objects.filter(plan=year.plan).exists()


def test_overdue_order_whose_year_changed_stops_and_says_why(office, year):
    order = order_of(year, timezone.now() - timedelta(hours=1))
    mend(year)
    response = office.post(page("survey_report", year), {"_carry_out": order.pk}, follow=True)
    (sentence,) = told(response)
    assert sentence.startswith("予定を決めたあとに変わったところがあるため、公開していません")
    order.refresh_from_db()
    assert order.outcome == "stopped"


def test_order_that_somebody_else_carried_out_is_said_to_be_over(office, year):
    order = order_of(year, timezone.now() - timedelta(hours=1))
    carry_out(order)
    response = office.post(page("survey_report", year), {"_carry_out": order.pk}, follow=True)
    assert told(response) == ["この予定は、すでに終わっています。"]
    assert AnnualReport.objects.filter(plan=year.plan).count() == 1


@pytest.mark.parametrize("button", ["_cancel", "_carry_out"])
def test_order_of_another_year_or_none_is_not_found(office, year, button):
    foreign = order_of(make_clean_year(), timezone.now() - timedelta(hours=1))
    for key in (foreign.pk, "", "abc", 10**30):
        assert office.post(page("survey_report", year), {button: key}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.outcome == "waiting"


# Withdrawing.


def withdraw(browser, year, **data):
    defaults = {"which": "1", "reason": "数を取り違えたため", "newest": "1"}
    return browser.post(page("survey_report_withdraw", year), defaults | data, follow=True)


def two_editions(year):
    publish(year)
    mend(year)
    return publish(year, reason="写し間違い", now=DECEMBER)


def withdrawn(year):
    rows = AnnualReport.objects.filter(plan=year.plan).order_by("edition")
    return [each.is_withdrawn for each in rows]


def test_edition_is_withdrawn_with_its_reason(office, year):
    report = publish(year)
    response = withdraw(office, year)
    report.refresh_from_db()
    assert (report.withdrawn_by, report.withdrawn_reason) == (year.publisher, "数を取り違えたため")
    assert told(response) == [
        f'第1版を取り下げました。<a href="{report.year_url}">市民に見えるページを見る</a>'
    ]
    assert not YearlyStatus.objects.filter(round=year.round, is_published=True).exists()


def test_one_edition_of_several_is_withdrawn(office, year):
    two_editions(year)
    withdraw(office, year, newest="2")
    assert withdrawn(year) == [True, False]


def test_all_editions_of_a_year_are_withdrawn_at_once(office, year):
    two_editions(year)
    response = withdraw(office, year, which="all", newest="2")
    assert withdrawn(year) == [True, True]
    assert told(response)[0].startswith("2つの版を取り下げました。")


def test_edition_named_in_the_address_is_chosen(office, year):
    two_editions(year)
    text = text_of(office.get(page("survey_report_withdraw", year, query="edition=1")))
    (chosen,) = [part for part in text.split("<input") if "checked" in part]
    assert 'value="1"' in chosen


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (
            {"reason": " "},
            {"reason": ["取り下げの理由を書いてください。報告書のページに載ります。"]},
        ),
        ({"which": ""}, {"which": ["取り下げるものを選んでください。"]}),
        ({"which": "7"}, {"which": ["その版は、いまは選べません。もう一度選んでください。"]}),
        ({"newest": "2"}, {"__all__": [LOOK_AGAIN]}),
        ({"newest": ""}, {"__all__": [LOOK_AGAIN]}),
    ],
)
def test_withdrawing_is_refused_in_words(office, year, given, found):
    publish(year)
    assert errors(withdraw(office, year, **given)) == found
    assert withdrawn(year) == [False]


def test_year_without_editions_leads_back(office, year):
    response = office.get(page("survey_report_withdraw", year), follow=True)
    assert told(response) == ["取り下げられる版はありません。"]


def test_withdrawing_warns_of_an_order_that_waits(office, year):
    publish(year)
    mend(year)
    order_of(year, reason="写し間違い")
    text = text_of(office.get(page("survey_report_withdraw", year)))
    assert "公開の予定も止まります。" in text


def test_withdrawn_year_is_published_again_as_the_next_edition(office, year):
    withdraw_report(publish(year), by=year.publisher, reason="誤り")
    assert "公開の確認へ進む" in work(office, year)
    press(office, year, reason="確かめ直したため")
    assert withdrawn(year) == [True, False]


# Rights that were taken away while a page was open.


def test_publisher_whose_role_has_ended_does_nothing(office, year):
    shown = seen(office, year)
    year.publisher.memberships.update(role="coordinator")
    data = {"seen": shown}
    assert office.post(page("survey_report_publish", year), data).status_code == 403
    assert not AnnualReport.objects.filter(plan=year.plan).exists()


def test_administrator_does_all(client, year):
    client.force_login(builders.make_user(is_superuser=True))
    press(client, year)
    mend(year)
    press(client, year, reason="写し間違い")
    withdraw(client, year, which="all", newest="2")
    assert withdrawn(year) == [True, True]
