"""A merger in April: entered once and tried out first; people and open answers follow, last year keeps its names,
and it can be taken back. Without JavaScript."""

import csv
import io
import re

import pytest
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars, fiscal_year_bounds, fiscal_year_of
from tests.browser.people import says

COORDINATOR, EDITOR = "mihon-jimukyoku", "mihon-nyuryoku"
OLD, OTHER, NEW = "商工観光課", "環境課", "産業環境課"
YEAR = fiscal_year_of(timezone.localdate())
APRIL = fiscal_year_bounds(YEAR)[0]
# The round that is open asks for the year before; the year before that is public.
LAST_YEAR = both_calendars(YEAR - 2)
PLAN = "/mihon/kyodo-plan/"
ITEM = "2-2-3"


@pytest.fixture
def desk(open_page, start_site):
    """desk("mihon-jimukyoku"): a page of that person on a site of this file's own, without JavaScript."""
    site = start_site()

    def desk(name=""):
        who = {"storage_state": site.state_of(name)} if name else {"alone": True}
        return open_page(base_url=site.address, java_script_enabled=False, **who)

    return desk


def open_list(page):
    page.goto("/admin/")
    page.locator(".city-links").get_by_role("link", name="機構改革").click()


def matrix_of(page):
    """Department -> how many of its answers are handed in, as in 「7件中5件」."""
    page.goto("/admin/")
    rows = page.locator(".work .matrix tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").last.inner_text() for row in rows}


def own_work(page):
    """(heading, items) of the first page of an editor."""
    page.goto("/admin/")
    work = page.locator(".work:has(progress)")
    return work.locator("h2").inner_text(), work.locator(".answer-table tbody th").all_inner_texts()


def result_of(page, year):
    """Who is named on the public page for a year's result."""
    page.goto(f"{PLAN}items/{ITEM}/")
    result = page.locator("article", has_text=f"{year}の実績")
    return result.locator("dt", has_text="担当した部署").locator("+ dd").inner_text()


def departments_in_file(page):
    """Fiscal year -> departments of the results in the file that citizens download."""
    text = page.request.get(f"{PLAN}progress.csv").body().decode("utf-8-sig")
    found = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        found.setdefault(row["年度"], set()).add(row["担当した部署"])
    return found


def department_page(page, name):
    page.goto(f"{PLAN}departments/")
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    return page.locator("main").inner_text()


def everything(office, editor, public):
    """What the three of them see, to compare before and after."""
    return (
        matrix_of(office),
        own_work(editor),
        result_of(public, LAST_YEAR),
        departments_in_file(public),
        department_page(public, OLD),
    )


def test_merger_in_april(desk):
    office, editor, public = desk(COORDINATOR), desk(EDITOR), desk()
    before = everything(office, editor, public)
    asked, (heading, items), *_public = before
    assert heading.startswith(f"{OLD}の回答")

    # tried out: the page lists what it would touch, and nothing is done
    open_list(office)
    office.get_by_role("link", name="統合を入力").click()
    for name in (OLD, OTHER):
        office.get_by_label(name, exact=True).check()
    office.get_by_label("施行日").fill(f"{APRIL:%Y-%m-%d}")
    office.get_by_label("新しい名称").fill(NEW)
    office.get_by_label("よみ").fill("さんぎょうかんきょうか")
    office.get_by_role("button", name="確かめる").last.click()
    touched = office.get_by_role("region", name="この内容で変わるもの").inner_text()
    for item in items:
        assert item in touched
    assert f"見本 商工観光課 入力者さん(入力者): {OLD} → {NEW}" in touched
    assert "まだ何も変えていません。" in touched
    assert own_work(editor) == (heading, items)
    assert matrix_of(desk(COORDINATOR)) == asked

    # carried out
    office.get_by_role("button", name="この内容で実行する").click()
    assert f"{APRIL:%Y年%-m月%-d日}の統合を実行しました。" in says(office)

    # people and open answers follow; what was confirmed stays where it was
    heading, now = own_work(editor)
    assert heading.startswith(f"{NEW}の回答")
    assert now == items
    editor.locator(".work .answer-table a").first.click()
    assert NEW in editor.locator(".answer-line").inner_text()
    after, present = matrix_of(office), f"{OLD}(いま: {NEW})"
    assert after[present] == asked[OLD]
    assert after[OTHER] == asked[OTHER]
    assert set(after) == {*asked, present} - {OLD}

    # last year's page and file still say the old name
    assert result_of(public, LAST_YEAR) == OLD
    assert departments_in_file(public) == before[3]
    assert OLD in departments_in_file(public)[str(YEAR - 2)]

    # the departments of the plan say who followed them, and the follower what it took over
    for name in (OLD, OTHER):
        text = department_page(public, name)
        assert "この部署の仕事を引き継いだ部署" in text
        assert f"{both_calendars(YEAR)}から {NEW}" in text
    public.locator("main").get_by_role("link", name=NEW).click()
    text = public.locator("main").inner_text()
    assert "引き継いだ取組" in text
    for name in (OLD, OTHER):
        assert f"{both_calendars(YEAR)}に「{name}」から" in text

    # taken back, everything is as before
    open_list(office)
    done = office.get_by_role("region", name=re.compile(f"{APRIL:%Y年%-m月%-d日}の統合"))
    done.get_by_role("link", name="取り消す").click()
    assert f"「{NEW}」をなくします。" in office.locator("main, #content").first.inner_text()
    office.get_by_role("button", name="を取り消す").click()
    assert f"{APRIL:%Y年%-m月%-d日}の統合を取り消しました。" in says(office)
    assert everything(office, editor, public) == before
    public.goto(f"{PLAN}departments/")
    assert NEW not in public.locator("main").inner_text()
