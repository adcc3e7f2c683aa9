"""Publishing an edition, correcting it, withdrawing it: one test for each refusal and each effect."""

import hashlib
import json

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actions.models import AnnualReport, AnswerFigure, ReportFile, ReportOrder, YearlyStatus
from actions.reporting import publishing
from actions.reporting.gathering import gather
from actions.reporting.ordering import order_report
from actions.reporting.publishing import publish_report, withdraw_report
from actions.reporting.refusals import NothingToCorrect, NotThePublisher, ReportRefused, StillBlocked
from plans.models import IndicatorFigure
from tests import builders
from tests.reporting.scenes import DECEMBER, OCTOBER, YEAR, judge, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return make_year(items=2)


def publish(year, **fields):
    return publish_report(year.plan, YEAR, **{"by": year.publisher, "now": OCTOBER} | fields)


def mend(year, text="直した実績"):
    answer = year.answers[0]
    answer.done = text
    answer.save()


def correct(year, **fields):
    mend(year)
    return publish(year, **{"reason": "写し間違い", "now": DECEMBER} | fields)


def test_edition_says_what_was_gathered(year):
    before = gather(year.plan, YEAR)
    report = publish(year)
    assert (report.edition, report.fiscal_year, report.published_by) == (1, YEAR, year.publisher)
    assert {**report.content, "edition": before["edition"]} == before
    assert report.content["edition"] == {
        "number": 1,
        "published_at": "2024-10-01T10:00:00+09:00",
        "reason": None,
        "corrects": None,
        "compared_with": None,
        "changes": [],
    }


def test_edition_has_four_files_with_their_sizes_and_hashes(year):
    files = list(publish(year).files.all())
    assert [file.kind for file in files] == ["pdf", "xlsx", "csv", "json"]
    for file in files:
        content = bytes(file.content)
        assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_json_file_is_the_document(year):
    report = publish(year)
    file = report.files.get(kind="json")
    assert bytes(file.content).decode() == report.document
    assert (file.sha256, json.loads(report.document)) == (report.sha256, report.content)


def test_answers_and_evaluations_become_public(year):
    evaluation = judge(year.answers[0])
    publish(year)
    assert set(YearlyStatus.objects.filter(item__plan=year.plan).values_list("is_published", flat=True)) == {
        True
    }
    evaluation.refresh_from_db()
    assert (evaluation.is_published, evaluation.is_reply_published) == (True, True)


def test_value_reported_with_an_answer_becomes_the_actual_value(year):
    IndicatorFigure.objects.filter(kind="actual").delete()
    AnswerFigure.objects.create(answer=year.answers[0], indicator=year.indicator, value=61)
    report = publish(year)
    assert year.indicator.figures.get(kind="actual", fiscal_year=YEAR).value == 61
    assert report.content["indicators"][0]["actual"]["value"] == 61


def test_document_after_publishing_is_the_one_before(year):
    judge(year.answers[0])
    IndicatorFigure.objects.filter(kind="actual").delete()
    AnswerFigure.objects.create(answer=year.answers[0], indicator=year.indicator, value=61)
    before = gather(year.plan, YEAR)
    publish(year)
    assert gather(year.plan, YEAR) == before


@pytest.mark.parametrize("role", ["coordinator", "approver", "editor", "viewer", "evaluator"])
def test_publishing_is_refused_to_everybody_else(year, role):
    department = year.owner if role in ("approver", "editor") else None
    with pytest.raises(NotThePublisher):
        publish(year, by=builders.member_of(year.city, role=role, department=department))
    assert not AnnualReport.objects.exists()


def test_publisher_of_another_city_is_refused(year):
    with pytest.raises(NotThePublisher):
        publish(year, by=builders.member_of(builders.make_city(), role="publisher"))


def test_unconfirmed_answer_blocks(year):
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(state="approved")
    with pytest.raises(StillBlocked, match=r"確認されていない回答\(1件\)") as refusal:
        publish(year)
    assert [finding.name for finding in refusal.value.findings] == ["unconfirmed"]
    assert not AnnualReport.objects.exists()
    assert not YearlyStatus.objects.filter(item__plan=year.plan, is_published=True).exists()


def test_first_edition_takes_no_reason(year):
    with pytest.raises(ReportRefused, match="まだ公開していない年度"):
        publish(year, reason="直すため")


def test_correction_needs_a_reason(year):
    publish(year)
    mend(year)
    with pytest.raises(ReportRefused, match="正誤の理由を書いてください"):
        publish(year, reason=" ", now=DECEMBER)
    assert AnnualReport.objects.count() == 1


def test_correction_of_nothing_is_refused(year):
    publish(year)
    with pytest.raises(NothingToCorrect):
        publish(year, reason="直すため", now=DECEMBER)
    assert AnnualReport.objects.count() == 1


def test_correction_is_a_new_edition_with_its_changes(year):
    first = publish(year)
    second = correct(year)
    code, old = year.items[0].code, first.content["items"][0]["done"]
    assert (second.edition, second.reason) == (2, "写し間違い")
    assert second.content["edition"] == {
        "number": 2,
        "published_at": "2024-12-15T10:00:00+09:00",
        "reason": "写し間違い",
        "corrects": {"number": 1, "sha256": first.sha256, "is_withdrawn": False},
        "compared_with": 1,
        "changes": [
            {"place": f"取組 {code}", "field": "取り組んだこと", "before": old, "after": "直した実績"}
        ],
    }


def test_correction_leaves_the_earlier_edition_as_it_is(year):
    first = publish(year)
    before = (first.document, [bytes(file.content) for file in first.files.all()])
    correct(year)
    again = AnnualReport.objects.get(pk=first.pk)
    assert (again.document, [bytes(file.content) for file in again.files.all()]) == before


def test_standing_edition_is_the_newest(year):
    publish(year)
    second = correct(year)
    assert list(AnnualReport.objects.standing()) == [second]


def test_withdrawn_edition_says_who_when_and_why(year):
    report = publish(year)
    assert withdraw_report(report, by=year.publisher, reason="個人の名前が載っていたため", now=DECEMBER) == 1
    report.refresh_from_db()
    assert (report.withdrawn_at, report.withdrawn_by) == (DECEMBER, year.publisher)
    assert (report.withdrawn_reason, report.is_withdrawn) == ("個人の名前が載っていたため", True)
    assert list(AnnualReport.objects.standing()) == []


def test_withdrawing_the_newest_hides_the_results(year):
    evaluation = judge(year.answers[0])
    withdraw_report(publish(year), by=year.publisher, reason="理由")
    assert set(YearlyStatus.objects.filter(item__plan=year.plan).values_list("is_published", flat=True)) == {
        False
    }
    evaluation.refresh_from_db()
    assert (evaluation.is_published, evaluation.is_reply_published) == (False, False)


def test_withdrawing_an_earlier_edition_leaves_the_newest(year):
    first = publish(year)
    second = correct(year)
    withdraw_report(first, by=year.publisher, reason="理由")
    assert list(AnnualReport.objects.standing()) == [second]
    assert set(YearlyStatus.objects.filter(item__plan=year.plan).values_list("is_published", flat=True)) == {
        True
    }


def test_whole_year_is_withdrawn_at_once(year):
    first = publish(year)
    correct(year)
    assert withdraw_report(first, by=year.publisher, reason="理由", whole_year=True) == 2
    assert AnnualReport.objects.filter(withdrawn_at=None).count() == 0


def test_withdrawing_needs_a_reason(year):
    report = publish(year)
    with pytest.raises(ReportRefused, match="取り下げの理由を書いてください"):
        withdraw_report(report, by=year.publisher, reason="　")
    report.refresh_from_db()
    assert report.is_withdrawn is False


def test_withdrawing_is_refused_to_the_coordinator(year):
    report = publish(year)
    with pytest.raises(NotThePublisher):
        withdraw_report(report, by=year.coordinator, reason="理由")


def test_withdrawing_twice_is_refused(year):
    report = publish(year)
    withdraw_report(report, by=year.publisher, reason="理由")
    with pytest.raises(ReportRefused, match="すでに取り下げられています"):
        withdraw_report(report, by=year.publisher, reason="別の理由")


def test_withdrawn_year_can_be_published_again_unchanged(year):
    withdraw_report(publish(year), by=year.publisher, reason="理由")
    again = publish(year, reason="確かめたところ、正しかったため", now=DECEMBER)
    assert (again.edition, again.content["edition"]["changes"]) == (2, [])
    assert list(AnnualReport.objects.standing()) == [again]


def test_failure_in_the_middle_leaves_nothing(year, monkeypatch):
    def fail(document):
        raise OSError("disk full")

    monkeypatch.setattr(publishing, "make_files", fail)
    with pytest.raises(OSError, match="disk full"), transaction.atomic():
        publish(year)
    assert (AnnualReport.objects.count(), ReportFile.objects.count()) == (0, 0)
    assert not YearlyStatus.objects.filter(item__plan=year.plan, is_published=True).exists()


def test_same_edition_twice_is_refused_by_the_database(year):
    report = publish(year)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReport.objects.create(
            plan=year.plan,
            fiscal_year=YEAR,
            edition=report.edition,
            title=report.title,
            document=report.document,
            sha256=report.sha256,
            published_at=OCTOBER,
        )


def test_plan_with_a_report_cannot_be_deleted(year):
    publish(year)
    with pytest.raises(IntegrityError), transaction.atomic():
        year.plan.delete()


def test_withdrawn_text_is_not_quoted_by_the_next_edition(year):
    mend(year, "載せてはいけない文")
    withdraw_report(publish(year), by=year.publisher, reason="個人の名前が載っていたため")
    again = correct(year)
    assert "載せてはいけない文" not in again.document
    assert (again.content["edition"]["compared_with"], again.content["edition"]["changes"]) == (None, [])
    for file in again.files.all():
        assert "載せてはいけない文".encode() not in bytes(file.content)


def test_edition_after_a_withdrawn_correction_is_compared_with_the_one_that_can_be_read(year):
    first = publish(year)
    mend(year, "載せてはいけない文")
    withdraw_report(publish(year, reason="直すため"), by=year.publisher, reason="理由")
    again = correct(year)
    assert again.content["edition"]["corrects"]["number"] == 2
    assert again.content["edition"]["compared_with"] == 1
    (change,) = again.content["edition"]["changes"]
    assert (change["before"], change["after"]) == (first.content["items"][0]["done"], "直した実績")


def test_withdrawing_stops_a_waiting_order(year):
    report = publish(year)
    mend(year)
    order_report(year.plan, YEAR, DECEMBER, by=year.publisher, reason="直すため", now=OCTOBER)
    withdraw_report(report, by=year.publisher, reason="理由")
    order = ReportOrder.objects.get()
    assert (order.outcome, "取り下げられたため" in order.told) == ("stopped", True)


def test_publishing_changes_nothing_of_an_answer_but_that_it_is_public(year):
    """A full save would write back what somebody else wrote meanwhile."""
    answer = YearlyStatus.objects.get(pk=year.answers[0].pk)
    before = {f.attname: getattr(answer, f.attname) for f in answer._meta.concrete_fields}
    publish(year)
    answer.refresh_from_db()
    after = {f.attname: getattr(answer, f.attname) for f in answer._meta.concrete_fields}
    assert {name for name in before if before[name] != after[name]} == {"is_published"}


def test_value_that_an_answer_mends_is_no_contradiction(year):
    """The value at the indicator is the one the last edition took from the answer."""
    IndicatorFigure.objects.filter(kind="actual").delete()
    figure = AnswerFigure.objects.create(answer=year.answers[0], indicator=year.indicator, value=61)
    publish(year)
    figure.value = 62
    figure.save()
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(is_published=False)
    (change,) = publish(year, reason="写し間違い", now=DECEMBER).content["edition"]["changes"]
    assert (change["place"], change["before"], change["after"]) == ("指標 1", "61", "62")


def test_value_mended_at_the_indicator_alone_blocks(year):
    IndicatorFigure.objects.filter(kind="actual").delete()
    AnswerFigure.objects.create(answer=year.answers[0], indicator=year.indicator, value=61)
    publish(year)
    IndicatorFigure.objects.filter(kind="actual").update(value=99)
    with pytest.raises(StillBlocked, match="回答の値と、指標の実績値がちがう"):
        publish(year, reason="写し間違い", now=DECEMBER)


def test_publishing_holds_the_answers_before_it_reads_them(year):
    """Nobody returns an answer between the reading and the marks. SQLite holds the whole database from the start."""
    with CaptureQueriesContext(connection) as context:
        publish(year)
    reads = [query["sql"] for query in context if 'FROM "actions_yearlystatus"' in query["sql"]]
    if connection.vendor == "postgresql":
        assert reads[0].endswith('FOR UPDATE OF "actions_yearlystatus"')
    else:
        assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
