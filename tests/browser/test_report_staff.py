"""The staff side of the annual report in a real browser: its pages fit and are accessible; a year is published,
corrected and withdrawn without JavaScript while citizens read what was published."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars, fiscal_year_of
from tests.browser.people import says
from tests.browser.test_admin_pages import ALL_RULES

COORDINATOR, PUBLISHER = "mihon-jimukyoku", "mihon-kokai"
# The sample city: a survey under way, three reported years of which the middle one was corrected, one without a report.
UNDER_WAY = fiscal_year_of(timezone.localdate()) - 1
NEWEST, CORRECTED, UNREPORTED = UNDER_WAY - 1, UNDER_WAY - 2, UNDER_WAY - 4
PUBLIC = "/mihon/kyodo-plan/reports/"
ALL_YEARS = "#reports-heading + ul li:last-child a"
# Who, and what is clicked from the page of all years.
PAGES = {
    "years": (PUBLISHER, []),
    "blocked": (COORDINATOR, [both_calendars(UNDER_WAY)]),
    "blocked-all-rows": (COORDINATOR, [both_calendars(UNDER_WAY), "すべて見る(24件) 確認されていない回答"]),
    "blocked-for-publisher": (PUBLISHER, [both_calendars(UNDER_WAY)]),
    "ready": (PUBLISHER, [both_calendars(UNREPORTED)]),
    "confirmation": (PUBLISHER, [both_calendars(UNREPORTED), "公開の確認へ進む"]),
    "corrected": (PUBLISHER, [both_calendars(CORRECTED)]),
    "withdrawal": (PUBLISHER, [both_calendars(CORRECTED), "第1版を取り下げる"]),
    "preview": (COORDINATOR, [both_calendars(UNDER_WAY), "報告書のページの下見"]),
}


def visit(page, name):
    page.goto("/admin/")
    page.locator(ALL_YEARS).click()
    for link in PAGES[name][1]:
        page.get_by_role("link", name=link, exact=True).first.click()
        page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => null)")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits(open_page, demo_state, name, width):
    page = open_page(width, storage_state=demo_state(PAGES[name][0]))
    visit(page, name)
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_page_passes_axe(open_page, demo_state, name):
    page = open_page(storage_state=demo_state(PAGES[name][0]), bypass_csp=True)
    visit(page, name)
    violations = Axe().run(page, options=ALL_RULES).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


def test_enter_in_the_day_does_not_publish(open_page, demo_state):
    """The first button of the form is the one that needs day and time."""
    page = open_page(storage_state=demo_state(PUBLISHER))
    visit(page, "confirmation")
    page.get_by_label("公開する日").press("Enter")
    page.wait_for_load_state()
    assert "公開していません。 公開する日と時刻を、両方入れてください。" in " ".join(
        page.get_by_role("alert").inner_text().split()
    )


def test_focus_goes_down_the_confirmation(open_page, demo_state):
    page = open_page(storage_state=demo_state(PUBLISHER))
    visit(page, "confirmation")
    page.get_by_label("時刻").focus()
    names = []
    while len(names) < 3:  # the field of the time has several stops of its own
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.innerText").strip()
        names += [name] if name else []
    assert names == ["この日時に公開する", "第1版をいま公開する", "公開しないで戻る"]


def test_printed_work_page_has_findings_and_no_buttons(open_page, demo_state):
    page = open_page(storage_state=demo_state(PUBLISHER))
    visit(page, "corrected")
    page.emulate_media(media="print")
    assert page.get_by_text("公開をさまたげるものはありません。").is_visible()
    assert page.locator(".survey .button:visible").count() == 0


@pytest.fixture
def desk(open_page, start_site):
    """desk("mihon-kokai"): a page of that person on a site of this file's own, without JavaScript."""
    site = start_site()

    def desk(name="", **options):
        options = {"base_url": site.address, "java_script_enabled": False} | options
        return open_page(**options | ({"storage_state": site.state_of(name)} if name else {"alone": True}))

    return desk


def open_year(page, fiscal_year):
    page.goto("/admin/")
    page.locator(ALL_YEARS).click()
    page.get_by_role("link", name=both_calendars(fiscal_year), exact=True).click()


def state_of(page):
    return page.locator(".report-state strong").all_inner_texts()


def press(page, name):
    """The files of an edition take their time where all tests run at once."""
    page.get_by_role("button", name=name, exact=True).click(timeout=60_000)


def test_year_is_published_corrected_and_withdrawn(desk):
    publisher, citizen = desk(PUBLISHER), desk()
    assert citizen.goto(f"{PUBLIC}{UNREPORTED}/").status == 404

    # the years: ordered for a set time, cancelled, then published now
    open_year(publisher, UNREPORTED)
    assert state_of(publisher) == ["まだ公開していません。"]
    publisher.get_by_role("link", name="公開の確認へ進む").click()
    publisher.get_by_label("公開する日").fill("2099-10-01")
    publisher.get_by_label("時刻").fill("10:00")
    press(publisher, "この日時に公開する")
    assert "2099年10月1日10時に公開する予定にしました。" in says(publisher)
    assert state_of(publisher)[1] == "予定: 2099年10月1日10時に公開します。"
    press(publisher, "予定を取りやめる")
    assert "取りやめました" in says(publisher)
    publisher.get_by_role("link", name="公開の確認へ進む").click()
    press(publisher, "第1版をいま公開する")
    assert "第1版を公開しました。" in says(publisher)
    publisher.locator(".messagelist a", has_text="公開したページを見る").click()
    assert publisher.url.endswith(f"{PUBLIC}{UNREPORTED}/")
    assert citizen.goto(f"{PUBLIC}{UNREPORTED}/").status == 200
    assert "公開前の下見" not in citizen.locator("body").inner_text()

    # a mistake: the 事務局 returns the answer, mends it and takes it through the steps; citizens read on
    office = desk(COORDINATOR)
    open_year(office, UNREPORTED)
    office.locator("summary", has_text="このままでも公開できます。").click()
    office.get_by_role("link", name=re.compile("^1-1-2 ")).click()
    answer = office.url
    office.get_by_label("差戻しの理由").fill("参加者の数が違います。")
    press(office, "差し戻す")
    text = "参加者は延べ321人でした。"
    office.get_by_label("取り組んだこと").first.fill(text)
    press(office, "下書きを保存")
    assert citizen.goto(f"{PUBLIC}{UNREPORTED}/").status == 200
    assert text not in citizen.content()
    open_year(publisher, UNREPORTED)
    assert publisher.get_by_text("確認されていない回答(1件)").is_visible()
    office.goto(answer)
    press(office, "保存して提出へ")
    press(office, "選んだ回答を提出する")
    for step in ("承認する", "確認する"):
        office.goto(answer)
        press(office, step)

    # the correction
    open_year(publisher, UNREPORTED)
    publisher.get_by_role("link", name="正誤の版を出す").first.click()
    assert publisher.locator(".report-changes").get_by_text(text).is_visible()
    press(publisher, "第2版をいま公開する")
    assert "正誤の理由を書いてください。" in publisher.get_by_role("alert").inner_text()
    publisher.get_by_label("正誤の理由").fill("参加者の数を写し間違えたため。")
    press(publisher, "第2版をいま公開する")
    assert "第2版を公開しました。" in says(publisher)
    citizen.goto(f"{PUBLIC}{UNREPORTED}/")
    assert text in citizen.content()
    citizen.goto(f"{PUBLIC}{UNREPORTED}/1/")
    assert text not in citizen.locator("main").inner_text()

    # withdrawn, with all its editions
    open_year(publisher, UNREPORTED)
    publisher.get_by_role("link", name="第2版を取り下げる").click()
    publisher.get_by_label("この年度のすべての版(2版)").check()
    publisher.get_by_label("取り下げの理由").fill("確かめ直すため。")
    press(publisher, "取り下げる")
    assert "2つの版を取り下げました。" in says(publisher)
    citizen.goto(f"{PUBLIC}{UNREPORTED}/")
    assert "確かめ直すため。" in citizen.content()
    assert text not in citizen.content()
