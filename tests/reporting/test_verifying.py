"""manage.py verify_reports: nothing has changed, or what has, by name."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from actions.models import AnnualReport, ReportFile
from actions.reporting.publishing import publish_report
from tests.reporting.scenes import DECEMBER, OCTOBER, YEAR, make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    """Two editions, in a database without the locks of a migrated one: somebody may have had the key."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("actions_annualreport", "actions_reportfile"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    year = make_year(items=1)
    publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    year.answers[0].done = "直した実績"
    year.answers[0].save()
    year.second = publish_report(year.plan, YEAR, by=year.publisher, reason="写し間違い", now=DECEMBER)
    return year


def verify(*arguments):
    """(exit status, lines)"""
    output, status = StringIO(), 0
    try:
        call_command("verify_reports", *arguments, stdout=output)
    except SystemExit as end:
        status = end.code
    return status, output.getvalue().splitlines()


def name(year, edition):
    return f"{year.city} {year.plan} 令和5年度(2023年度) 第{edition}版"


def test_unchanged_editions_are_named_with_their_hash(year):
    first, second = AnnualReport.objects.order_by("edition")
    assert verify() == (
        0,
        [
            f"そのままです: {name(year, 1)} SHA-256 {first.sha256}",
            f"そのままです: {name(year, 2)} SHA-256 {second.sha256}",
            "2版すべてが、公開したときのままです。",
        ],
    )


def test_quiet_says_nothing_of_what_is_unchanged(year):
    assert verify("--quiet") == (0, [])


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
def test_changed_file_is_named(year, kind):
    file = year.second.files.get(kind=kind)
    changed = bytes(file.content)[:-1] + bytes([bytes(file.content)[-1] ^ 1])
    ReportFile.objects.filter(pk=file.pk).update(content=changed)
    assert verify("--quiet") == (
        1,
        [
            f"変わっています: {name(year, 2)}",
            f"  report.{kind} が、公開したときと違います(SHA-256が合いません)。",
            "2版のうち1版が、公開したときと違います。",
        ],
    )


def test_shortened_file_is_named_with_both_sizes(year):
    file = year.second.files.get(kind="csv")
    ReportFile.objects.filter(pk=file.pk).update(content=bytes(file.content)[:-10])
    status, lines = verify("--quiet")
    assert (status, lines[1]) == (
        1,
        f"  report.csv の大きさが違います(記録は{file.size}バイト、いまは{file.size - 10}バイト)。",
    )


def test_changed_document_names_the_cell(year):
    changed = year.second.document.replace("直した実績", "書き換えた実績")
    AnnualReport.objects.filter(pk=year.second.pk).update(document=changed)
    status, lines = verify("--quiet")
    code = year.items[0].code
    assert (status, lines[1:3]) == (
        1,
        [
            "  文書が、公開したときと違います(SHA-256が合いません)。",
            f"  文書と report.json が違います: 取組 {code}の「取り組んだこと」"
            "(report.json「直した実績」、文書「書き換えた実績」)。",
        ],
    )


def test_document_that_cannot_be_read_is_named(year):
    AnnualReport.objects.filter(pk=year.second.pk).update(document="{")
    status, lines = verify("--quiet")
    assert (status, "  文書を読めません。" in lines) == (1, True)


def test_row_that_says_another_year_is_named(year):
    AnnualReport.objects.filter(pk=year.second.pk).update(title="別の題名")
    assert verify("--quiet")[1][1] == "  記録が文書と違います: 題名。"


def test_row_with_another_time_is_named(year):
    AnnualReport.objects.filter(pk=year.second.pk).update(published_at=OCTOBER)
    assert verify("--quiet")[1][1] == "  記録が文書と違います: 公開した日時。"


def test_edition_under_another_plan_is_named(year):
    other = make_year(items=1)
    AnnualReport.objects.filter(pk=year.second.pk).update(plan=other.plan)
    assert "  記録が文書と違います: 市区町村、計画。" in verify("--quiet")[1]


def test_forged_edition_does_not_fit_the_next_one(year):
    """Document, hash and file agree with each other; the correction still knows what it corrected."""
    first = AnnualReport.objects.get(edition=1)
    forged = first.document.replace("見本の理由", "作り話の理由")
    content, sha256 = forged.encode(), hashlib.sha256(forged.encode()).hexdigest()
    AnnualReport.objects.filter(pk=first.pk).update(document=forged, sha256=sha256)
    first.files.filter(kind="json").update(content=content, size=len(content), sha256=sha256)
    assert verify("--quiet")[1][:2] == [
        f"変わっています: {name(year, 2)}",
        "  第1版が、この版を出したときと違います。",
    ]


def test_list_that_was_kept_shows_what_nothing_inside_can(year, tmp_path):
    status, lines = verify("--list")
    assert (status, len(lines)) == (0, 2 * 5)
    kept = tmp_path / "list.txt"
    kept.write_text("\n".join(lines), encoding="utf-8")
    assert verify("--quiet", f"--against={kept}") == (0, [])
    year.second.files.all().delete()
    year.second.delete()
    status, lines = verify("--quiet", f"--against={kept}")
    gone = f"{year.plan.get_absolute_url()}reports/{YEAR}/2/report.pdf"
    assert (status, f"取っておいた一覧と違います: {gone} がなくなっています。" in lines) == (1, True)


def test_list_that_cannot_be_read_is_refused(year, tmp_path):
    with pytest.raises(CommandError, match="読めません"):
        call_command("verify_reports", f"--against={tmp_path / 'none.txt'}")


def test_missing_file_is_named(year):
    year.second.files.get(kind="pdf").delete()
    assert verify("--quiet")[1][1] == "  report.pdf がありません。"


def test_missing_edition_is_named(year):
    first = AnnualReport.objects.get(edition=1)
    first.files.all().delete()
    first.delete()
    assert verify("--quiet")[1][1] == "  第1版から第1版までの記録がありません。"


def test_only_the_named_city_is_verified(year):
    other = make_year(items=1)
    publish_report(other.plan, YEAR, by=other.publisher, now=OCTOBER)
    assert verify(f"--city={other.city.slug}")[1][-1] == "1版すべてが、公開したときのままです。"


def test_unknown_city_is_refused(year):
    with pytest.raises(CommandError, match="no-such-city") as refusal:
        call_command("verify_reports", "--city=no-such-city")
    assert refusal.value.returncode == 2


def test_site_without_reports_says_so(db):
    assert verify() == (0, ["公開した報告書はありません。"])
