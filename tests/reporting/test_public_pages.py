"""The public pages of annual reports: what an edition shows, how long it stays so, and which edition is at which address."""

import re
from html import escape
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from actions.models import Evaluation, YearlyStatus
from actions.reporting.composing import compose
from actions.reporting.gathering import gather
from actions.reporting.publishing import withdraw_report
from actions.views.report_pages import report_context, size_label
from plans.models import Indicator
from tests import builders
from tests.page_reader import read
from tests.reporting.people import make_clean_year, mend, publish
from tests.reporting.scenes import DECEMBER, YEAR, judge, make_year

pytestmark = pytest.mark.django_db
REASON = "参加した人の数を写し間違えていました。"


@pytest.fixture
def year():
    return make_clean_year()


def correct(year, text="直した実績"):
    mend(year, text)
    return publish(year, reason=REASON, now=DECEMBER)


def base_of(year):
    return f"{year.plan.get_absolute_url()}reports/"


def page_at(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    page = read(address, response)
    assert page.problems == []
    return page


def content_at(client, address):
    """The page without the links to itself in the other language."""
    html = client.get(address).content.decode()
    return re.sub(r'<(?:link|a)\b[^>]* hreflang="[^>]*>', "", html)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def words_of(composed):
    """Every text of the report that is not the alt of a picture."""
    yield from (composed.plan_title, composed.name, composed.year, composed.city, composed.edition)
    for section in composed.sections:
        yield section.title
        for block in section.blocks:
            yield from (block[key] for key in ("text", "caption", "number", "name", "code") if block.get(key))
            yield from block.get("head", [])
            for row in block.get("rows", []):
                yield from [row["text"]] if isinstance(row, dict) else row


def test_page_shows_every_word_of_the_report(client):
    year = make_year(items=3)
    judge(year.answers[0])
    judge(year.answers[0], stage="internal", grade=None, opinion="内部の意見\n二行目")
    Evaluation.objects.filter(stage="internal").update(reply="")
    year.answers[1].status = "cancelled"
    year.answers[1].grade = None
    year.answers[1].next_step = "abolish"
    year.answers[1].save()
    publish(year)
    report = correct(year)
    html = client.get(report.get_absolute_url()).content.decode()
    shown = squeezed(page_at(client, report.get_absolute_url()).text)
    composed = compose(report.content)
    assert [words for words in words_of(composed) if squeezed(words) not in shown] == []
    charts = [block for section in composed.sections for block in section.blocks if block["kind"] == "chart"]
    assert len(charts) == 3
    spoken = [f'<p class="visually-hidden">{escape(chart["alt"])}</p>' for chart in charts]
    assert [text for text in spoken if html.count(text) != 1] == []


def test_page_names_city_plan_and_year_in_both_calendars(client, year):
    page = page_at(client, publish(year).get_absolute_url())
    city, title = year.city.name, year.plan.title
    assert " ".join("".join(page.h1s).split()) == f"{city} {title} 進捗状況報告書 令和5年度(2023年度)"
    assert page.title == (
        f"{title} 進捗状況報告書 令和5年度(2023年度) 第1版 2024年10月1日公開 | {city} | Kyodo Portal"
    )


def test_every_part_of_the_report_has_an_address(client, year):
    page = page_at(client, publish(year).get_absolute_url())
    wanted = {"overview", "changes", "indicators", "items", "judging", "contact", "cite", "editions", "toc"}
    wanted |= {"indicator-1", f"policy-{year.policy.code}", f"measure-{year.policy.code}-{year.measure.code}"}
    wanted |= {f"item-{item.code}" for item in year.items}
    assert wanted - set(page.ids) == set()
    inside = {link.partition("#")[2] for link in page.links if link.startswith(f"{page.url}#")}
    assert inside - set(page.ids) == set()


def test_headings_skip_no_level(client, year):
    response = client.get(publish(year).get_absolute_url())
    levels = [int(level) for level in re.findall(r"<h([1-6])", response.content.decode())]
    assert levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_every_item_leads_to_its_own_page(client, year):
    page = page_at(client, publish(year).get_absolute_url())
    assert {f"{year.plan.get_absolute_url()}items/{item.code}/" for item in year.items} - set(
        page.links
    ) == set()


def test_index_gives_both_grades_of_an_item(client):
    year = make_clean_year(evaluates_externally=True)
    judge(year.answers[0])
    html = client.get(publish(year).get_absolute_url()).content.decode()
    rows = re.findall(r'<th scope="row"><a href="#item-([^"]+)">.*?</tr>', html, re.DOTALL)
    cells = [
        re.findall(r"<td[^>]*>(.*?)</td>", row)
        for row in re.findall(r'<th scope="row"><a href="#item-.*?</tr>', html, re.DOTALL)
    ]
    assert rows == [item.code for item in year.items]
    assert cells == [["実施中", "A 見本A", "C 見本C"], ["実施中", "A 見本A", "なし"]]


def test_page_names_itself_and_its_feed(client, year):
    report = publish(year)
    for address in (report.get_absolute_url(), report.year_url):
        assert page_at(client, address).relations == {
            ("canonical", ""): f"http://testserver{report.get_absolute_url()}",
            ("alternate", ""): f"http://testserver/en{report.get_absolute_url()}",
            ("alternate", "application/atom+xml"): f"{base_of(year)}feed.atom",
        }


def test_page_says_size_and_hash_of_every_file(client, year):
    report = publish(year)
    text = page_at(client, report.get_absolute_url()).text
    for file in report.files.all():
        assert size_label(file.size) in text
        assert f"{file.get_kind_display()} {file.size:,}バイト SHA-256 {file.sha256}" in text


@pytest.mark.parametrize(
    ("size", "label"),
    [(1, "1KB"), (1536, "2KB"), (1024 * 1024 - 1, "1024KB"), (1024 * 1024, "1.0MB"), (3_400_000, "3.2MB")],
)
def test_size_is_said_in_the_unit_that_fits(size, label):
    assert size_label(size) == label


def test_page_says_how_to_cite_it(client, year):
    report = publish(year)
    assert (
        f"{year.city.name}「{report.title}」第1版 2024年10月1日公開、http://testserver{report.get_absolute_url()}"
        in page_at(client, report.get_absolute_url()).text
    )


def test_page_stays_the_same_whatever_happens_to_the_rows(client, year):
    year.city.is_fictional = True
    year.city.save()
    report = publish(year)
    before = client.get(report.get_absolute_url()).content
    assert f"{year.city.name}は実在しない見本の市です。" in before.decode()
    year.city.name, year.city.prefecture, year.city.is_fictional = "別の市", "別の県", False
    year.city.save()
    for row, fields in (
        (year.plan, {"title": "別の計画", "policy_label": "柱", "item_label": "事業", "start_fy": None}),
        (year.owner, {"name": "別の課", "tel": "111-111-1111"}),
        (year.policy, {"name": "別の方針"}),
        (year.measure, {"name": "別の施策"}),
        (year.items[0], {"name": "別の取組"}),
    ):
        type(row).objects.filter(pk=row.pk).update(**fields)
    year.scale.grades.update(label="別の区分", meaning="別の意味")
    YearlyStatus.objects.filter(item=year.items[1]).delete()
    year.items[1].delete()
    Indicator.objects.all().delete()
    assert client.get(report.get_absolute_url()).content == before


def test_year_shows_the_newest_edition(client, year):
    first = publish(year)
    assert content_at(client, first.year_url) == content_at(client, first.get_absolute_url())
    second = correct(year)
    assert content_at(client, first.year_url) == content_at(client, second.get_absolute_url())


def test_earlier_edition_leads_to_the_one_that_replaced_it(client, year):
    first = publish(year)
    assert "この版は正誤により改められました。" not in page_at(client, first.get_absolute_url()).text
    second = correct(year)
    page = page_at(client, first.get_absolute_url())
    assert "この版は正誤により改められました。 新しいのは 第2版(2024年12月15日公開) です。" in page.text
    assert second.get_absolute_url() in page.links
    assert (f"{year.items[0].name}の実績" in page.text, "直した実績" in page.text) == (True, False)


def test_correction_says_its_reason_and_changes_first(client, year):
    publish(year)
    report = correct(year)
    page = page_at(client, report.get_absolute_url())
    assert "この版は正誤により改められました。" not in page.text
    first, _mark, _rest = page.text.partition("この報告書について")
    (change,) = report.content["edition"]["changes"]
    assert (change["before"], change["after"]) == (f"{year.items[0].name}の実績", "直した実績")
    words = (REASON, change["place"], change["field"], change["before"], change["after"])
    assert [each for each in words if each not in first] == []


def test_earlier_edition_stays_when_the_correction_is_withdrawn(client, year):
    first, second = publish(year), correct(year)
    withdraw_report(second, by=year.publisher, reason="やり直します。")
    page = page_at(client, first.get_absolute_url())
    assert "改めた 第2版 は、取り下げられています。" in page.text
    assert f"{year.items[0].name}の実績" in page.text


def withdrawn(year, **fields):
    report = publish(year)
    withdraw_report(report, by=year.publisher, reason="個人の名前が載っていたため。", now=DECEMBER, **fields)
    return report


def test_withdrawn_edition_says_when_and_why_and_nothing_else(client, year):
    report = withdrawn(year)
    page = page_at(client, report.get_absolute_url())
    assert "この版は取り下げられました" in page.text
    assert "取り下げた日 2024年12月15日 取り下げの理由 個人の名前が載っていたため。" in page.text
    names = {report.title, report.plan.title, year.city.name, compose(report.content).name}
    said = {words for words in words_of(compose(report.content)) if len(words) > 4}
    labels = {"令和5年度(2023年度)", "第1版 2024年10月1日公開"}
    contact = {"お問い合わせ", year.owner.name, year.owner.tel}
    assert {words for words in said if words in page.text} - names - labels - contact == set()
    assert f"この計画のお問い合わせ先 {year.owner.name}" in page.text
    assert year.items[0].name not in page.text
    assert page.data == []


def test_withdrawn_edition_is_not_for_search_engines(client, year):
    report = withdrawn(year)
    assert '<meta name="robots" content="noindex">' in client.get(report.get_absolute_url()).content.decode()


def test_year_of_a_withdrawn_edition_shows_its_withdrawal(client, year):
    report = withdrawn(year)
    assert content_at(client, report.year_url) == content_at(client, report.get_absolute_url())


def test_withdrawn_edition_leads_to_the_one_that_followed(client, year):
    first = withdrawn(year)
    second = correct(year)
    page = page_at(client, first.get_absolute_url())
    assert "新しい第2版を読む" in page.text
    assert second.get_absolute_url() in page.links
    assert "直した実績" in page_at(client, first.year_url).text


def test_fictional_city_says_so_on_every_page(client, year):
    year.city.is_fictional = True
    year.city.save()
    first, second = publish(year), correct(year)
    withdraw_report(second, by=year.publisher, reason="やり直します。")
    for address in (base_of(year), first.get_absolute_url(), second.get_absolute_url()):
        assert page_at(client, address).text.count(year.city.notice) == 2


@pytest.mark.parametrize(
    "address",
    ["2022/", "2022/1/", f"{YEAR}/2/", f"{YEAR}/0/", f"{YEAR}/01/", "02023/1/", f"{YEAR}/1/report.docx"],
)
def test_what_does_not_exist_is_404(client, year, address):
    publish(year)
    assert client.get(base_of(year) + address).status_code == 404


def addresses(year, report):
    kinds = ("pdf", "xlsx", "csv", "json")
    files = [f"{report.get_absolute_url()}report.{kind}" for kind in kinds]
    return [base_of(year), f"{base_of(year)}feed.atom", report.year_url, report.get_absolute_url(), *files]


def test_reports_of_a_hidden_plan_are_404_to_the_public(client, year):
    report = publish(year)
    shown = addresses(year, report)
    assert {client.get(address).status_code for address in shown} == {200}
    type(year.plan).objects.update(is_published=False)
    assert {client.get(address).status_code for address in shown} == {404}


def test_reports_of_a_city_out_of_use_are_404_to_everybody(client, year):
    report = publish(year)
    type(year.city).objects.filter(pk=year.city.pk).update(is_in_use=False)
    client.force_login(builders.make_user(is_superuser=True))
    assert {client.get(address).status_code for address in addresses(year, report)} == {404}


def test_staff_see_the_reports_of_a_hidden_plan_marked_and_never_cached(client, year):
    report = publish(year)
    type(year.plan).objects.update(is_published=False)
    client.force_login(year.coordinator)
    for address in addresses(year, report):
        assert "no-store" in client.get(address)["Cache-Control"]
    for address in (base_of(year), report.get_absolute_url()):
        assert "公開前の下見です。 職員だけに見えています。" in page_at(client, address).text


def test_list_has_every_year_and_edition(client, year):
    first, second = publish(year), correct(year)
    builders.make_round(year.plan, YEAR + 1, scale=year.scale)
    page = page_at(client, base_of(year))
    below = [link for link in page.links if link.startswith(base_of(year)) and link != base_of(year)]
    assert [link for link in below if "#" not in link] == [
        first.year_url,
        second.get_absolute_url(),
        first.get_absolute_url(),
        f"{base_of(year)}feed.atom",
    ]
    assert f"第2版(正誤) (令和5年度(2023年度)) 2024年12月15日公開 直した理由: {REASON}" in page.text
    assert "令和5年度(2023年度)は、2件のうち2件で報告があり、2件を評価しました。" in page.text
    assert "2024年度" not in page.text


def test_list_says_what_is_withdrawn_and_nothing_of_it(client, year):
    withdrawn(year)
    text = page_at(client, base_of(year)).text
    assert "2024年10月1日公開 2024年12月15日取り下げ 取り下げの理由: 個人の名前が載っていたため。" in text
    assert "報告があり" not in text


def test_list_without_reports_says_why(client, year):
    page = page_at(client, base_of(year))
    assert "年次報告書は、まだ公開されていません。 報告書は、年度が終わり、" in page.text
    assert f"{year.items[0].name}の実績" not in page.text


def test_plan_page_leads_to_the_newest_report(client, year):
    assert base_of(year) not in page_at(client, year.plan.get_absolute_url()).links
    report = publish(year)
    page = page_at(client, year.plan.get_absolute_url())
    assert {report.year_url, base_of(year)} - set(page.links) == set()
    assert "令和5年度(2023年度)の進捗状況報告書 報告があった取組 2件中2件 評価した取組 2件中2件" in page.text
    withdraw_report(report, by=year.publisher, reason="やり直します。")
    page = page_at(client, year.plan.get_absolute_url())
    assert "公開されている報告書は、いまはありません。 すべての年度の進捗報告" in page.text
    assert report.year_url not in page.links


def test_pages_of_the_plan_lead_to_the_reports_once_there_are_some(client, year):
    pages = [f"{year.plan.get_absolute_url()}{each}/" for each in ("roadmap", "indicators", "departments")]
    assert [base_of(year) in page_at(client, page).links for page in pages] == [False] * 3
    publish(year)
    assert [base_of(year) in page_at(client, page).links for page in pages] == [True] * 3


def test_item_page_leads_to_its_card_in_the_report(client, year):
    report = publish(year)
    code = year.items[0].code
    page = page_at(client, f"{year.plan.get_absolute_url()}items/{code}/")
    assert f"{report.year_url}#item-{code}" in page.links
    assert f"item-{code}" in page_at(client, report.year_url).ids


def test_home_lists_the_latest_reports_that_are_public(client, year):
    other = make_clean_year()
    hidden, gone = make_clean_year(is_published=True), make_clean_year()
    first = publish(year)
    newer = publish(other, now=DECEMBER)
    publish(hidden)
    withdraw_report(publish(gone), by=gone.publisher, reason="やり直します。")
    type(hidden.plan).objects.filter(pk=hidden.plan.pk).update(is_published=False)
    page = page_at(client, "/")
    shown = [link for link in page.links if "/reports/" in link and "feed" not in link]
    assert list(dict.fromkeys(shown)) == [newer.year_url, first.year_url]
    assert f"{other.city.name} 令和5年度(2023年度) {other.plan.title} 2024年12月15日 公開" in page.text
    assert page.relations == {
        ("canonical", ""): "http://testserver/",
        ("alternate", ""): "http://testserver/en/",
        ("alternate", "application/atom+xml"): "/feed.atom",
    }


def test_preview_is_marked_and_offers_no_file(year):
    document = gather(year.plan, YEAR)
    request = RequestFactory().get("/admin/")
    html = render_to_string("reports/report_detail.html", report_context(document), request)
    text = squeezed(html)
    assert "<strong>公開前の下見</strong>" in html
    assert f"{year.items[0].name}の実績" in html
    assert [each for each in ("SHA-256", "report.pdf", "引用", "canonical", "ld+json") if each in text] == []


def test_plan_page_says_the_number_of_every_grade(client):
    """A part of a bar that is too narrow says neither its grade nor its number."""
    year = make_clean_year(items=12)
    for answer in year.answers[:2]:
        answer.grade = year.scale.grades.last()
        answer.save()
    publish(year)
    page = page_at(client, year.plan.get_absolute_url())
    assert "12件中12件を評価 A 10件 2 A 10件、C 2件 A 見本A" in page.text


def test_plan_page_says_why_a_report_has_fewer_items_than_the_plan(client, year):
    said = "計画の取組3件のうち、この年度の報告の対象は2件です。"
    publish(year)
    assert said not in page_at(client, year.plan.get_absolute_url()).text
    builders.place(builders.make_item(year.plan, start_fy=YEAR + 1), year.measure)
    assert said in page_at(client, year.plan.get_absolute_url()).text
