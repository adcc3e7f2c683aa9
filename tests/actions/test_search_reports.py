"""Annual reports in the search: what the standing editions say, and nothing else."""

import importlib

import pytest
from django.apps import apps

from actions.models import ReportPassage, ReportText
from actions.reporting.files import sha256_of
from actions.reporting.json_file import make_json
from actions.reporting.publishing import withdraw_report
from actions.reporting.restoring import restore_edition
from actions.search import Search
from tests.page_reader import read
from tests.reporting.people import make_clean_year, mend, publish
from tests.reporting.scenes import DECEMBER, YEAR, judge


@pytest.fixture
def year(db):
    year = make_clean_year()
    year.answers[0].done = "凧をあげた。" * 30 + "竹馬に乗った。"
    year.answers[0].next_plan = "独楽を回す"
    year.answers[0].internal_note = "秘密の鍵穴"
    year.answers[0].save()
    ReportText.objects.create(plan=year.plan, fiscal_year=YEAR, summary="鞠をついた年でした。")
    judge(year.answers[1], opinion="羽子板の意見", reply="双六で応える")
    year.plan.evaluates_externally = year.plan.replies_to_evaluations = True
    year.plan.save()
    return year


def reports(query, **filters):
    """[(address, path, [(label, marked words)])] of what was found in reports."""
    return [
        (hit.url, hit.path, [(label, [t for t, is_hit in pieces if is_hit]) for label, pieces in hit.lines])
        for group in Search(query, **filters).groups
        if group.kind == "report"
        for hit in group.hits
    ]


def test_nothing_is_found_before_it_is_published(year):
    assert reports("竹馬") == []
    publish(year)
    assert len(reports("竹馬")) == 1


def test_hit_leads_to_its_place_in_the_report_and_says_the_year(client, year):
    publish(year)
    item, plan = year.items[0], year.plan
    address = f"{plan.get_absolute_url()}reports/{YEAR}/"
    path = [year.city.name, plan.title, "令和5年度(2023年度)の進捗報告", year.policy.name, year.measure.name]
    found = [(f"{address}#item-{item.code}", path, [("取り組んだこと", ["竹馬"])])]
    assert reports("竹馬") == found
    assert f"item-{item.code}" in read(address, client.get(address)).ids


@pytest.mark.parametrize(
    ("query", "anchor", "label"),
    [
        ("独楽", "item-{0}", "次年度の取組"),
        ("竹馬 独楽", "item-{0}", "取り組んだこと"),
        ("羽子板", "item-{1}", "外部評価"),
        ("双六", "item-{1}", "市の対応"),
        ("鞠", "foreword", "この年度のまとめ"),
    ],
)
def test_every_text_of_a_report_is_searched(client, year, query, anchor, label):
    publish(year)
    anchor = anchor.format(*(item.code for item in year.items))
    address = f"{year.plan.get_absolute_url()}reports/{YEAR}/"
    ((found, _path, lines),) = reports(query)
    assert (found, lines[0][0]) == (f"{address}#{anchor}", label)
    assert anchor in read(address, client.get(address)).ids


def test_words_must_stand_in_one_place(year):
    publish(year)
    assert reports("竹馬 羽子板") == []


def test_name_of_a_report_finds_its_head(year):
    publish(year)
    address = f"{year.plan.get_absolute_url()}reports/{YEAR}/"
    for query in ("進捗状況報告書 2023年度", f"{year.city.name} 進捗状況報告書", f"R5 {year.plan.title}"):
        assert [found[0] for found in reports(query)] == [address]
    assert [found[0] for found in reports("報告書 竹馬 R5")] == [f"{address}#item-{year.items[0].code}"]
    assert reports("竹馬 R4") == []


@pytest.mark.parametrize(
    "query",
    [
        "令和5年度(2023年度)の進捗状況報告書",
        "令和5年度(2023年度)の進捗報告",
        "令和5年度の進捗報告",
        "「令和 5 年度」の進捗報告書",
        "進捗報告 R5",
    ],
)
def test_our_own_headings_find_the_head_of_the_report(year, query):
    publish(year)
    address = f"{year.plan.get_absolute_url()}reports/{YEAR}/"
    assert [found[0] for found in reports(query)] == [address]
    assert [found[0] for found in reports(f"{query} 竹馬")] == [f"{address}#item-{year.items[0].code}"]
    assert reports(query.replace("5", "6").replace("2023", "2024")) == []


def test_internal_notes_are_in_no_passage(year):
    publish(year)
    assert Search("秘密の鍵穴").total == 0
    assert [row for row in ReportPassage.objects.all() if "鍵穴" in str((row.texts, row.search_text))] == []


def test_only_the_newest_edition_is_searched(year):
    publish(year)
    mend(year, "お手玉をした")
    publish(year, reason="写し間違い", now=DECEMBER)
    assert reports("竹馬") == []
    ((address, _path, _lines),) = reports("お手玉")
    assert address == f"{year.plan.get_absolute_url()}reports/{YEAR}/#item-{year.items[0].code}"


def test_withdrawn_report_is_not_found_nor_an_earlier_edition_of_it(year):
    publish(year)
    mend(year, "お手玉をした")
    second = publish(year, reason="写し間違い", now=DECEMBER)
    withdraw_report(second, by=year.publisher, reason="理由")
    assert reports("竹馬") == reports("お手玉") == reports("進捗状況報告書 2023年度") == []


def test_report_of_a_hidden_plan_or_city_is_not_found(year):
    publish(year)
    for row, field in ((year.plan, "is_published"), (year.city, "is_in_use")):
        setattr(row, field, False)
        row.save()
        assert Search("竹馬").total == 0
        setattr(row, field, True)
        row.save()
    assert len(reports("竹馬")) == 1


def test_restored_edition_is_found(year):
    report, other = publish(year), make_clean_year().plan
    content = report.content
    content["municipality"]["code"], content["plan"]["slug"] = other.municipality.code, other.slug
    document = make_json(content).decode()
    restore_edition(
        other,
        fiscal_year=YEAR,
        edition=1,
        title=report.title,
        reason="",
        published_at=report.published_at,
        document=document,
        sha256=sha256_of(document.encode()),
    )
    assert len(reports("竹馬")) == 2


def test_search_of_reports_reads_no_document(year, django_assert_num_queries):
    publish(year)
    with django_assert_num_queries(13) as queries:
        assert len(reports("竹馬")) == 1
    assert [query for query in queries if '."document"' in query["sql"]] == []


def test_migration_indexes_an_edition_as_publishing_does(year):
    """With an evaluation, the city's words and grades; and an edition of which nothing was judged."""
    publish(year)
    publish(make_clean_year(items=1))
    rows = ReportPassage.objects.order_by("report", "position").values(
        "report", "position", "anchor", "title", "place", "texts", "frame_text", "search_text"
    )
    published = list(rows)
    ReportPassage.objects.all().delete()
    importlib.import_module("actions.migrations.0009_report_passages").index_reports(apps, None)
    assert (list(rows), len(published)) == (published, 6)
