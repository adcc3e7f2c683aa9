"""The pages of annual reports in Chromium: for everybody, on a phone, on paper, and without JavaScript."""

import hashlib
import subprocess
import sys

import pytest

from tests.browser.addresses import visit
from tests.browser.conftest import DESKTOP, PHONE, ROOT, environment
from tests.browser.pdf_reading import read_printed_pages
from tests.browser.test_axe import violations
from tests.browser.test_hosts_and_fonts import FONT, PROBE, fonts_drawn
from tests.browser.test_reflow import LOST_WORDS, OVERLAPPING_WORDS, set_text_spacing, width_of_document

BASE = "/mihon/kyodo-plan/reports/"
PAGES = {
    "list": BASE,
    "edition": f"{BASE}2024/",
    "corrected": f"{BASE}2023/",
    "earlier": f"{BASE}2023/1/",
    "withdrawn": f"{BASE}2022/",
}
REPORTS = {name: PAGES[name] for name in ("edition", "corrected", "earlier")}
A4 = (595, 842)
BETWEEN_THE_MARGINS = 688  # of an upright A4 sheet, in CSS pixels
WITHDRAW = """
from actions.models import AnnualReport
from actions.reporting.publishing import withdraw_report
from organizations.models import User
report = AnnualReport.objects.get(plan__municipality__slug="mihon", fiscal_year=2022)
withdraw_report(report, by=User.objects.filter(is_superuser=True).first(), reason="個人の名前が載っていたため。")
"""
# Every cell and every text of a card, as a reader sees it.
WORDS = """() => [...document.querySelectorAll("main td, main th, main dd, main dt, main h1, main h2, main h3, main h4")]
    .filter(e => e.checkVisibility() && !e.matches(".visually-hidden"))
    .map(e => e.innerText.replace(/\\s/g, "")).filter(Boolean)"""


@pytest.fixture(scope="module")
def reports_site(start_site):
    """A site of its own, where the report of one year has been withdrawn."""
    own = start_site()
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", WITHDRAW]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(own.var_dir), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return own.address


@pytest.fixture
def open_report(open_page, reports_site):
    """open_report("edition", 320): that page, with its fonts."""

    def open_report(name, width=DESKTOP, **options):
        page = open_page(width, base_url=reports_site, **options)
        assert visit(page, PAGES[name]).status == 200
        return page

    return open_report


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_report, name, width):
    assert violations(open_report(name, width)) == []


@pytest.mark.parametrize("address", [PAGES["edition"], "/mihon/kyodo-plan/indicators/"])
def test_charts_keep_their_paper_in_dark_forced_colours(open_page, address):
    """Their words and lines are dark: on a black page nobody would see them."""
    page = open_page(forced_colors="active", color_scheme="dark")
    page.goto(address)
    charts = page.locator("figure svg:visible")
    papers = {chart.evaluate("svg => getComputedStyle(svg).backgroundColor") for chart in charts.all()}
    assert page.evaluate("matchMedia('(forced-colors: active) and (prefers-color-scheme: dark)').matches")
    assert papers == {"rgb(255, 255, 255)"}


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"color_scheme": "dark"}], ids=str)
def test_axe_finds_nothing_in_the_readers_colours(open_report, options):
    assert violations(open_report("corrected", **options)) == []


@pytest.mark.parametrize("name", PAGES)
def test_narrow_page_neither_scrolls_sideways_nor_loses_words(open_report, name):
    page = open_report(name, PHONE)
    assert width_of_document(page) == PHONE
    assert page.evaluate(LOST_WORDS) == []
    assert page.evaluate(OVERLAPPING_WORDS) == []


@pytest.mark.parametrize("width", [PHONE, 768, DESKTOP])
def test_text_spacing_loses_nothing(open_report, width):
    page = open_report("corrected", width)
    set_text_spacing(page)
    assert page.evaluate(LOST_WORDS) == []
    assert page.evaluate(OVERLAPPING_WORDS) == []
    assert width_of_document(page) == width


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_its_own_host_only_and_runs_nothing(open_report, reports_site, name):
    page = open_report(name, alone=True)
    kinds = page.evaluate("[...document.scripts].map(script => script.type)")
    assert kinds == ([] if name == "withdrawn" else ["application/ld+json"])
    assert page.locator("style, [style]").count() == 0
    elsewhere = page.evaluate(
        "[...document.links].filter(a => a.host !== location.host && !['tel:', 'mailto:'].includes(a.protocol))"
        ".map(a => a.href)"
    )
    assert elsewhere == []
    assert page.evaluate(PROBE) == [FONT]
    page.evaluate("document.fonts.ready.then(() => null)")
    assert [url for url in page.watch.requests if not url.startswith(f"{reports_site}/")] == []
    assert fonts_drawn(page) == {FONT}


@pytest.mark.parametrize("name", REPORTS)
def test_no_table_is_wider_than_the_paper(open_report, name):
    page = open_report(name, BETWEEN_THE_MARGINS)
    page.emulate_media(media="print")
    edges = page.evaluate(
        "[...document.querySelectorAll('main table')].map(table => table.getBoundingClientRect().right)"
    )
    assert len(edges) > 5
    assert max(edges) <= BETWEEN_THE_MARGINS


@pytest.mark.parametrize("name", REPORTS)
def test_printed_report_is_complete_and_upright(open_report, name):
    page = open_report(name)
    page.emulate_media(media="print")
    words = page.evaluate(WORDS)
    sheets = read_printed_pages(page.pdf(prefer_css_page_size=True))
    assert {(round(sheet.width), round(sheet.height)) for sheet in sheets} == {A4}
    fonts = {font for sheet in sheets for font in sheet.fonts}
    assert fonts - {"Type3"} == {"BIZUDPGothic-Regular", "BIZUDPGothic-Bold"}
    printed = "".join(sheet.text for sheet in sheets)
    assert len(words) > 500
    assert [each for each in words if each not in printed] == []


def test_words_of_pictures_for_the_ear_are_not_printed(open_report):
    page = open_report("edition")
    spoken = ["".join(text.split()) for text in page.locator("figure .visually-hidden").all_text_contents()]
    printed = "".join(sheet.text for sheet in read_printed_pages(page.pdf(prefer_css_page_size=True)))
    assert len(spoken) == 8
    assert [words for words in spoken if words in printed] == []


def test_printed_table_keeps_its_rows_whole(open_report):
    page = open_report("edition")
    page.emulate_media(media="print")
    inside = page.evaluate(
        "[...document.querySelectorAll('main tr')].map(row => getComputedStyle(row).breakInside)"
    )
    assert set(inside) == {"avoid"}
    assert (
        page.locator(".report-table.scroll").first.evaluate("e => getComputedStyle(e).overflowX") == "visible"
    )


@pytest.mark.parametrize("name", PAGES)
def test_print_has_no_controls_and_no_downloads(open_report, name):
    page = open_report(name)
    page.emulate_media(media="print")
    assert (
        page.locator("input:visible, button:visible, .report-files:visible, .report-up:visible").count() == 0
    )
    assert page.locator("h1").is_visible()


def test_report_is_read_without_javascript(open_report):
    page = open_report("edition", java_script_enabled=False)
    page.get_by_role("navigation", name="目次").get_by_role("link", name="取組ごとの実績").click()
    assert page.url.endswith("#items")
    page.locator(".report-index a", has_text="1-1-1 ").click()
    assert page.url.endswith("#item-1-1-1")
    card = page.locator("#item-1-1-1")
    assert card.locator("dd").first.is_visible()
    assert page.locator("main details").count() == 0


def test_file_that_is_downloaded_has_the_hash_that_is_said(open_report, reports_site):
    page = open_report("edition")
    links = page.locator(".report-files li")
    hashes = page.locator(".report-hashes code").all_inner_texts()
    assert links.count() == len(hashes) == 4
    for link, said in zip(links.all(), hashes, strict=True):
        address = link.locator("a").get_attribute("href")
        body = page.request.get(f"{reports_site}{address}").body()
        assert hashlib.sha256(body).hexdigest() == said


def test_charts_keep_their_words_readable_on_a_phone(open_report):
    """The shares are drawn anew; the indicators scroll in a region of their own."""
    page = open_report("edition", PHONE)
    bars = page.locator(".report-bars:visible")
    assert bars.count() == 2
    assert page.locator(".report-chart__wide:visible").count() == 0
    sizes = page.evaluate(
        """[...document.querySelectorAll(".report-chart svg text")].filter(e => e.checkVisibility())
            .map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"""
    )
    assert min(sizes) >= 10


def test_year_before_is_reached_from_the_list_and_back(open_report):
    page = open_report("list")
    page.get_by_role("link", name="令和6年度(2024年度)", exact=True).click()
    page.get_by_role("link", name="前の年度の報告書").click()
    assert page.url.endswith("/reports/2023/")
    page.get_by_role("link", name="すべての年度と版").click()
    assert page.url.endswith("/kyodo-plan/reports/")
