"""The staff pages of a report: the years of a plan, where one of them stands, and what it would look like."""

from datetime import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from actions.models import AnnualReport, YearlyStatus
from actions.reporting.ordering import carry_out
from actions.reporting.publishing import withdraw_report
from actions.staff_views import report_years
from tests import builders
from tests.reporting.people import make_clean_year, mend, order_of, page, publish, text_of, told, work
from tests.reporting.scenes import DECEMBER, OCTOBER, TOKYO, YEAR

pytestmark = pytest.mark.django_db
LABEL = "令和5年度(2023年度)"


# The years of a plan.


def test_years_of_a_plan_say_where_each_stands(office, year):
    publish(year)
    older = builders.make_round(year.plan, YEAR - 1, scale=year.scale)
    builders.make_answer(older, year.items[0], year.owner, "draft")
    builders.make_answer(older, year.items[1], year.owner, "confirmed")
    YearlyStatus.objects.create(item=year.items[0], fiscal_year=YEAR - 2, done="昔の実績", is_published=True)
    order_of(year, fiscal_year=YEAR + 1, publish_at=datetime(2099, 10, 1, 10, 30, tzinfo=TOKYO))
    response = office.get(reverse("admin:survey_reports", args=[year.plan.pk]))
    assert [
        (each["fiscal_year"], each["state"], each["answers"], each["order"])
        for each in response.context["years"]
    ] == [
        (2024, "まだ公開していません。", "回答はありません", "予定: 2099年10月1日10時30分に公開します。"),
        (2023, "第1版を公開中です(2024年10月1日10時公開)。", "2件中2件が公開できる状態", ""),
        (2022, "まだ公開していません。", "2件中1件が公開できる状態", ""),
        (2021, "報告書はありません(実績1件は公開しています)。", "1件中1件が公開できる状態", ""),
    ]
    assert page("survey_report", year) in response.content.decode()


def test_plan_without_years_says_how_they_come(office, year):
    plan = builders.make_plan(year.city)
    text = text_of(office.get(reverse("admin:survey_reports", args=[plan.pk])))
    assert "調査を始めるか、「年度の実績」に入力すると、ここに年度が並びます。" in text


def test_year_that_cannot_be_one_is_not_found(office, year):
    for fiscal_year in (0, 1911, 2201, 99999):
        address = reverse("admin:survey_report", args=[year.plan.pk, fiscal_year])
        assert office.get(address).status_code == 404


def test_plan_that_is_not_there_is_not_found(office, year):
    for key in (0, 99999999, 10**30):
        assert office.get(f"/admin/survey/reports/{key}/").status_code == 404


# The work page: where the year stands.


def sentences(browser, year):
    return browser.get(page("survey_report", year)).context["year"].sentences


def test_year_that_was_never_published_says_so(office, year):
    assert sentences(office, year) == ["まだ公開していません。"]


def test_published_year_names_its_newest_edition(office, year):
    publish(year)
    mend(year)
    publish(year, reason="写し間違い", now=DECEMBER)
    assert sentences(office, year) == ["第2版を公開中です(2024年12月15日10時公開)。"]


def test_withdrawn_year_says_so(office, year):
    withdraw_report(publish(year), by=year.publisher, reason="誤り")
    assert sentences(office, year) == ["第1版を取り下げてあります。この年度の報告書は、公開していません。"]


def test_ordered_year_names_its_hour(office, year):
    order_of(year, datetime(2099, 10, 1, 10, tzinfo=TOKYO))
    assert sentences(office, year) == ["まだ公開していません。", "予定: 2099年10月1日10時に公開します。"]
    assert "それまでに回答などが変わると、公開せずに止まり" in work(office, year)


def test_order_nobody_carried_out_is_said_with_what_to_do(office, year):
    order_of(year, OCTOBER)
    assert (
        sentences(office, year)[1] == "予定の時刻(2024年10月1日10時)を過ぎましたが、まだ公開されていません。"
    )
    text = work(office, year)
    assert "情報システム課に知らせてください" in text
    assert ">いま公開する</button>" in text
    assert "PDFなどを作るあいだ、数秒かかります" in text


def test_order_that_would_stop_is_said_before_its_hour(office, year):
    order_of(year)
    mend(year)
    text = work(office, year)
    assert "予定を決めたあとに、内容が変わりました。" in text
    assert ">いま公開する</button>" not in text


# The work page: findings.


def test_clear_year_says_that_nothing_blocks(office, year):
    text = work(office, year)
    assert "公開をさまたげるものはありません。" in text
    assert "知っておくこと" not in text


def test_finding_has_its_advice_and_leads_to_its_place(desk, year):
    answer = year.answers[0]
    YearlyStatus.objects.filter(pk=answer.pk).update(state="approved")
    text = work(desk, year)
    assert "公開をさまたげるもの(1種類)" in text
    assert "確認されていない回答(1件)" in text
    assert "提出・承認・確認まで進めてください。" in text
    link = f'<a href="{reverse("admin:survey_answer", args=[answer.pk])}">{answer.item}: 承認済</a>'
    assert link in text
    assert "公開をさまたげるものはありません。" not in text


def test_publisher_is_told_who_mends(office, year):
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(state="approved")
    text = work(office, year)
    assert "直すのは事務局です。" in text
    assert reverse("admin:survey_answer", args=[year.answers[0].pk]) not in text


def test_warning_does_not_block(office, year):
    year.plan.owner = None
    year.plan.save()
    text = work(office, year)
    assert "知っておくこと(1種類)" in text
    assert "お問い合わせ先がない(1件)" in text
    assert "公開の確認へ進む" in text


def test_long_finding_is_cut_and_has_a_page_of_its_own(client):
    year = make_clean_year(items=21)
    client.force_login(year.coordinator)
    year.round.answers.update(state="approved")
    text = work(client, year)
    assert text.count(": 承認済</a>") == 20
    assert "すべて見る(21件)" in text
    alone = work(client, year, "check=unconfirmed")
    assert alone.count(": 承認済</a>") == 21
    assert "すべて見る" not in alone


def test_page_of_one_finding_shows_no_other(desk, year):
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(state="approved")
    YearlyStatus.objects.filter(pk=year.answers[1].pk).update(reason="")
    text = work(desk, year, "check=no-reason")
    assert "評価の理由がない(1件)" in text
    assert "確認されていない回答" not in text


@pytest.mark.parametrize("name", ["unconfirmed", "no-such-check"])
def test_page_of_a_finding_that_is_not_there_is_not_found(desk, year, name):
    assert desk.get(page("survey_report", year, query=f"check={name}")).status_code == 404


# The work page: who publishes.


def test_publisher_is_led_to_the_confirmation(office, year):
    assert f'href="{page("survey_report_publish", year)}">公開の確認へ進む</a>' in work(office, year)


def test_coordinator_is_told_who_publishes(desk, year):
    year.publisher.last_name, year.publisher.first_name = "山田", "花子"
    year.publisher.save()
    inactive = builders.member_of(year.city, role="publisher")
    inactive.is_active, inactive.last_name = False, "去った人"
    inactive.save()
    text = work(desk, year)
    assert "公開できるのは、公開責任者だけです。 準備ができたら、公開責任者に知らせてください。" in text
    assert f"いまの公開責任者: {year.publisher.get_full_name()}さん" in text
    assert "去った人" not in text
    assert page("survey_report_publish", year) not in text
    assert page("survey_report_withdraw", year) not in text


def test_coordinator_of_a_city_without_publisher_is_told_whom_to_ask(desk, year):
    year.publisher.memberships.all().delete()
    text = work(desk, year)
    assert f"{year.city.name}には、いま公開責任者がいません。" in text
    assert "このサイトの管理者に、公開責任者を決めてもらってください。" in text


def test_blocked_year_offers_no_way_on(office, year):
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(state="approved")
    text = work(office, year)
    assert "いまは、公開の確認へ進めません。公開をさまたげるものが1種類あります。" in text
    assert page("survey_report_publish", year) not in text


# The work page: after the publication.


def test_edition_is_shown_with_files_and_their_hashes(office, year):
    year.publisher.last_name = "山田"
    year.publisher.save()
    report = publish(year)
    text = work(office, year)
    for file in report.files.all():
        assert file.sha256 in text
    assert "2024年10月1日 10:00 山田" in text
    assert f'href="{report.get_absolute_url()}">第1版の公開ページ</a>' in text
    assert f'{page("survey_report_withdraw", year)}?edition=1">第1版を取り下げる</a>' in text


def test_contents_of_the_files_are_not_read(office, year):
    publish(year)
    year_of_page = office.get(page("survey_report", year)).context["year"]
    (file,) = year_of_page.editions[0].files.all()[:1]
    assert file.get_deferred_fields() == {"content"}


def test_withdrawn_edition_keeps_its_reason_and_has_no_button(office, year):
    withdraw_report(publish(year), by=year.publisher, reason="数を取り違えたため")
    text = work(office, year)
    assert "数を取り違えたため" in text
    assert page("survey_report_withdraw", year) not in text


def test_year_as_published_needs_nothing(office, year):
    publish(year)
    text = work(office, year)
    assert "公開した版と、いまのデータは同じです。正誤の版を出す必要はありません。" in text
    assert page("survey_report_publish", year) not in text


def test_differences_are_shown_cell_by_cell(office, year):
    publish(year)
    mend(year, "新しい実績")
    response = office.get(page("survey_report", year))
    code, old = year.items[0].code, f"{year.items[0].name}の実績"
    assert response.context["year"].shown_differences == [
        {"place": f"取組 {code}", "field": "取り組んだこと", "before": old, "after": "新しい実績"}
    ]
    text = text_of(response)
    assert "市民が読んでいるのは、第1版のままです。" in text
    assert text.count("正誤の版を出す</a>") == 2


def test_many_differences_are_cut_and_counted(office, year, monkeypatch):
    monkeypatch.setattr(report_years, "SHOWN_CHANGES", 1)
    publish(year)
    mend(year)
    mend(year, number=1)
    response = office.get(page("survey_report", year))
    assert len(response.context["year"].shown_differences) == 1
    assert "2か所のうち、はじめの1か所を出しています。" in text_of(response)


def test_stopped_order_says_why(office, year):
    order = order_of(year)
    mend(year)
    carry_out(order)
    text = work(office, year)
    assert "止まった" in text
    assert "予定を決めたあとに変わったところがあるため、公開していません" in text


def test_answer_that_came_back_unchanged_is_marked_as_public(office, year):
    publish(year)
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(is_published=False)
    assert "同じ内容のまま確認された回答が1件あります。" in work(office, year)
    response = office.post(page("survey_report", year), {"_mark": ""}, follow=True)
    assert told(response) == ["1件を、公開した版と同じものとして記録しました。"]
    assert YearlyStatus.objects.get(pk=year.answers[0].pk).is_published
    assert "同じ内容のまま確認された" not in text_of(response)


def test_answer_that_differs_is_not_marked_as_public(office, year):
    publish(year)
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(is_published=False, done="ほかの文")
    response = office.post(page("survey_report", year), {"_mark": ""}, follow=True)
    assert told(response) == [
        "公開した版と、いまのデータが違います。直した内容は、正誤の版を出すと公開されます。"
    ]
    assert not YearlyStatus.objects.get(pk=year.answers[0].pk).is_published


@pytest.mark.parametrize("deed", [None, lambda report, by: withdraw_report(report, by=by, reason="誤り")])
def test_nothing_is_marked_as_public_without_a_standing_edition(office, year, deed):
    if deed:
        deed(publish(year), year.publisher)
    office.post(page("survey_report", year), {"_mark": ""})
    assert not YearlyStatus.objects.filter(round=year.round, is_published=True).exists()


def test_deed_without_a_name_is_not_found(office, year):
    assert office.post(page("survey_report", year), {"_other": ""}).status_code == 404


# What it would look like.


@pytest.mark.parametrize("role", ["publisher", "coordinator"])
def test_preview_is_the_public_page_with_a_mark(client, year, role):
    client.force_login(getattr(year, role))
    response = client.get(page("survey_report_preview", year))
    text = text_of(response)
    assert "公開前の下見" in text
    assert f"{year.items[0].name}の実績" in text
    assert "reports/report_detail.html" in [template.name for template in response.templates]


@pytest.mark.parametrize(
    ("name", "args"),
    [("survey_report_preview", []), ("survey_report_preview_file", ["pdf"]), ("survey_report", [])],
)
def test_nothing_before_the_publication_is_kept_by_a_cache(office, year, name, args):
    kept = office.get(page(name, year, *args)).headers["Cache-Control"]
    assert {"no-store", "private", "max-age=0"} <= {word.strip() for word in kept.split(",")}


@pytest.mark.parametrize(
    ("kind", "begins", "content_type"),
    [
        ("pdf", b"%PDF", "application/pdf"),
        ("xlsx", b"PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", b"\xef\xbb\xbf", "text/csv; charset=utf-8"),
    ],
)
def test_files_can_be_looked_at_before(office, year, kind, begins, content_type):
    response = office.get(page("survey_report_preview_file", year, kind))
    assert response.content.startswith(begins)
    assert response.headers["Content-Type"] == content_type
    name = f"{year.city.slug}-{year.plan.slug}-{YEAR}-preview.{kind}"
    assert name in response.headers["Content-Disposition"]


def test_pdf_is_marked_as_not_public(office, year):
    content = office.get(page("survey_report_preview_file", year, "pdf")).content
    pages = [sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages]
    assert ["公開前の下見" in text for text in pages] == [True] * len(pages)


@pytest.mark.parametrize("kind", ["json", "html", "exe"])
def test_other_files_are_not_there(office, year, kind):
    assert office.get(page("survey_report_preview_file", year, kind)).status_code == 404


def test_looking_writes_nothing(office, year):
    for name, args in (
        ("survey_report", []),
        ("survey_report_preview", []),
        ("survey_report_preview_file", ["pdf"]),
        ("survey_report_publish", []),
    ):
        assert office.get(page(name, year, *args)).status_code == 200
    assert not AnnualReport.objects.filter(plan=year.plan).exists()
    assert not YearlyStatus.objects.filter(round=year.round, is_published=True).exists()
