"""The report's pages in English: our words translated, the city's as they are and marked; and the reading aids."""

import re

import pytest
from django.utils import translation

from actions.models import ReportText
from actions.reporting.composing import compose
from actions.reporting.parts.summary import overview_section
from actions.reporting.publishing import withdraw_report
from kyodo_portal.japanese.wording import Mixed, holds_japanese, ja, joined, mixed
from tests import builders
from tests.page_reader import VOID, Page
from tests.reporting.people import make_clean_year, mend, publish
from tests.reporting.scenes import DECEMBER, YEAR, judge, make_year

pytestmark = pytest.mark.django_db
EASY = "計画《けいかく》の半分《はんぶん》が終《お》わりました。"


class Marked(Page):
    """`unmarked`: Japanese texts that stand in no element with lang="ja"."""

    def __init__(self, url, html):
        self.languages, self.unmarked = [], []
        super().__init__(url, html)

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.languages.append(dict(attributes).get("lang") or (self.languages or [None])[-1])
        super().handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.languages.pop()
        super().handle_endtag(tag)

    def handle_data(self, data):
        super().handle_data(data)
        says_language = self._open and self._open[-1] not in ("title", "script")
        if says_language and self.languages[-1] != "ja" and holds_japanese(data):
            self.unmarked.append(data.strip())


def english(client, address):
    response = client.get(f"/en{address}")
    assert response.status_code == 200
    return Marked(f"/en{address}", response.content.decode())


def write_easy(year, text=EASY):
    ReportText.objects.create(plan=year.plan, fiscal_year=YEAR, easy_summary=text)


@pytest.fixture
def report():
    """A corrected edition of a year with something of everything."""
    year = make_year(items=3, evaluates_externally=True, evaluates_internally=True)
    judge(year.answers[0])
    judge(year.answers[0], stage="internal", grade=None, opinion="内部の意見\n二行目", reply="")
    year.answers[1].status, year.answers[1].grade, year.answers[1].next_step = "cancelled", None, "abolish"
    year.answers[1].save()
    ReportText.objects.create(plan=year.plan, fiscal_year=YEAR, summary="まとめの文", notes="注記の文")
    publish(year)
    mend(year, "直した実績")
    return publish(year, reason="写し間違い。", now=DECEMBER)


def test_every_japanese_text_is_marked(client, report):
    base = report.get_absolute_url().removesuffix("2/")
    for address in (base, f"{base}1/", f"{base}2/", base.removesuffix(f"{YEAR}/")):
        page = english(client, address)
        assert page.unmarked == []
        assert page.lang == "en"


def test_pictures_are_for_the_eye_and_their_words_stand_beside_them(client):
    report = publish(make_clean_year())
    html = client.get(f"/en{report.get_absolute_url()}").content.decode()
    shares = '<p class="visually-hidden">FY2023: 2 of 2 graded; <span lang="ja">A 見本A</span> 2 items</p>'
    figures = (
        '<p class="visually-hidden">FY2021 Baseline <span lang="ja">40人</span>, '
        'FY2023 Actual <span lang="ja">55人</span>, FY2026 Target <span lang="ja">80人</span></p>'
    )
    assert [html.count(words) for words in (shares, figures)] == [1, 1]
    plan_page = client.get(f"/en{report.plan.get_absolute_url()}").content.decode()
    assert plan_page.count(shares) == 1
    assert 'role="img"' not in html + plan_page


def test_words_of_ours_are_english_and_those_of_the_city_stay(client, report):
    text = english(client, report.get_absolute_url()).text
    title = report.plan.title
    assert f"{title} Annual progress report FY2023 (Reiwa 5)" in text
    assert "Edition 2 (correction), published 15 December 2024" in text
    assert (
        "In FY2023 (Reiwa 5), 3 of 3 action items were reported on and 2 were graded: "
        "“ 見本A ” 2 items (100.0%)." in text
    )
    assert "This edition corrects edition 1. Reason for the correction 写し間違い。" in text
    assert "Status Cancelled" in text
    assert "Department’s own grade A 見本A Reason for the grade" in text
    assert "実施" in text
    assert "PDF (in Japanese)" in text


def test_withdrawn_edition_says_so_in_english(client, report):
    withdraw_report(
        report, by=builders.member_of(report.plan.municipality, role="publisher"), reason="個人名。"
    )
    page = english(client, report.get_absolute_url())
    assert page.unmarked == []
    assert "This edition has been withdrawn" in page.text
    assert "Reason for the withdrawal 個人名。" in page.text


def test_canonical_address_is_that_of_the_edition_in_the_same_language(client, report):
    page = english(client, report.year_url)
    assert page.relations["canonical", ""] == f"http://testserver/en{report.get_absolute_url()}"
    assert page.data[0]["@id"] == f"http://testserver{report.get_absolute_url()}"
    assert page.data[0]["inLanguage"] == "ja"


def test_files_have_one_address_whatever_the_language(client, report):
    files = [link for link in english(client, report.get_absolute_url()).links if "/report." in link]
    assert files == [f"{report.get_absolute_url()}report.{kind}" for kind in ("pdf", "xlsx", "csv", "json")]


def test_english_names_of_city_and_plan_stand_while_they_are_still_called_so(client, report):
    plan, city = report.plan, report.plan.municipality
    type(plan).objects.filter(pk=plan.pk).update(title_en="Plan of Samples")
    type(city).objects.filter(pk=city.pk).update(name_en="Sample City")
    head = english(client, report.get_absolute_url()).h1s[0]
    assert " ".join(head.split()) == "Sample City Plan of Samples Annual progress report FY2023 (Reiwa 5)"
    type(plan).objects.filter(pk=plan.pk).update(title="改めた計画")
    head = english(client, report.get_absolute_url()).h1s[0]
    assert " ".join(head.split()).startswith(f"Sample City {report.plan.title} ")


def test_japanese_page_and_files_know_nothing_of_the_english_page(client, report):
    before = client.get(report.get_absolute_url()).content
    sections = compose(report.content).sections
    english(client, report.get_absolute_url())
    assert client.get(report.get_absolute_url()).content == before
    texts = [block.get("text") for section in sections for block in section.blocks]
    assert [text for text in texts if isinstance(text, Mixed)] == []


def test_mixed_marks_only_what_is_japanese():
    assert type(mixed("%(a)sは", a="名前")) is str
    with translation.override("en"):
        text = mixed("<%(a)s> & %(b)s", a=joined(", ", ["名前", "x<y"]), b="plain")
        assert text == "<名前, x<y> & plain"
        assert ja(text) == '&lt;<span lang="ja">名前</span>, x&lt;y&gt; &amp; plain'


def test_easy_summary_is_offered_and_shown_on_top(client):
    year = make_clean_year()
    write_easy(year)
    report = publish(year)
    ordinary = client.get(report.get_absolute_url()).content.decode()
    assert '<a href="?easy=1"><span>やさしい日本語で読む</span></a>' in ordinary
    assert "けいかく" not in ordinary
    easy = client.get(report.get_absolute_url(), {"easy": "1"}).content.decode()
    page = Page(report.get_absolute_url(), easy)
    assert page.problems == []
    assert "<ruby>計画<rp>(</rp><rt>けいかく</rt><rp>)</rp></ruby>" in easy
    assert easy.index('id="easy"') < easy.index('id="summary"')
    assert f'<a href="{report.get_absolute_url()}">ふつうの文で読む</a>' in easy
    assert page.relations["canonical", ""] == f"http://testserver{report.get_absolute_url()}"


def test_easy_summary_changes_nothing_but_its_card(client):
    year = make_clean_year()
    write_easy(year)
    report = publish(year)
    ordinary = client.get(report.get_absolute_url()).content.decode()
    easy = client.get(report.get_absolute_url(), {"easy": "1"}).content.decode()
    card = re.compile(r'<section class="easy".*?</section>|<p class="easy-switch">.*?</p>', re.DOTALL)
    mains = [card.sub("", html[html.index("<main") : html.index("</main>")]) for html in (ordinary, easy)]
    assert mains[0].split() == mains[1].split()


def test_easy_summary_on_an_english_page_names_itself_in_both_languages(client):
    year = make_clean_year()
    write_easy(year)
    address = publish(year).get_absolute_url()
    assert "Read in Easy Japanese (やさしい日本語)" in english(client, address).text
    page = Marked(address, client.get(f"/en{address}?easy=1").content.decode())
    assert page.unmarked == []
    assert "けいかく" in page.text


def test_report_without_an_easy_summary_offers_none(client):
    address = publish(make_clean_year()).get_absolute_url()
    for query in ("", "?easy=1"):
        html = client.get(f"{address}{query}").content.decode()
        assert [word for word in ("easy-switch", 'id="easy"') if word in html] == []


def test_parts_of_a_report_have_addresses_of_their_own(client, report):
    page = Page(report.get_absolute_url(), client.get(report.get_absolute_url()).content.decode())
    item = report.content["items"][0]["code"]
    wanted = [f"item-{item}", f"item-{item}-done", f"item-{item}-judged", f"item-{item}-next"]
    wanted += [f"indicator-{report.content['indicators'][0]['code']}", "overview", "items", "cite"]
    assert [each for each in wanted if each not in page.ids] == []
    assert [each for each in ("overview", f"item-{item}") if f"{page.url}#{each}" not in page.links] == []


def test_only_what_has_a_code_is_translated_among_what_is_not_judged(report):
    """A grade of the city may be called like a status of ours."""
    document = report.content
    document["items"][1] |= {"status": "cancelled", "status_label": "中止"}
    document["overview"]["not_judged"] = [
        {"label": word, "count": 1} for word in ("中止", "完了", "評価なし")
    ]
    with translation.override("en"):
        _lead, facts, *_rest = overview_section(document).blocks
    said = [label for label, _count in facts["rows"] if label.startswith("Not graded")]
    assert said == ["Not graded: Cancelled", "Not graded: 完了", "Not graded: no grade"]
