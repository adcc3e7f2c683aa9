"""The staff pages in a real browser: the Content-Security-Policy holds, they fit a phone, axe finds no fault."""

import pytest
from axe_playwright_python.sync_playwright import Axe

# preload: axe resolves @import in stylesheets against the page and asks for files that are not there.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "preload": False}
# With what axe calls best practice: one h1, headings in order, regions with names of their own.
ALL_RULES = {"runOnly": [*RULES["runOnly"], "best-practice"], "preload": False}
ITEMS = "/admin/actions/actionitem/?q=自治会等自治振興交付金"
PLANS = "/admin/plans/plan/?q=山口市"
DEPARTMENTS = "/admin/organizations/department/?q=協働推進課"

# Where the page is, and what is clicked from there.
PAGES = {
    "index": ("/admin/", []),
    "list": ("/admin/actions/actionitem/", []),
    "export": ("/admin/actions/actionitem/export/", []),
    "item-add": ("/admin/actions/actionitem/add/", []),
    "item": (ITEMS, ["#result_list tbody a"]),
    "plan": (PLANS, ["#result_list tbody a"]),
    "measure": ("/admin/plans/measure/", ["#result_list tbody a"]),
    "history": (PLANS, ["#result_list tbody a", ".object-tools .historylink"]),
    "history-of-item": (ITEMS, ["#result_list tbody a", ".object-tools .historylink"]),
    "delete": (DEPARTMENTS, ["#result_list tbody a", ".deletelink"]),
    "user": ("/admin/organizations/user/", ["#result_list tbody a"]),
    "user-add": ("/admin/organizations/user/add/", []),
    "membership-add": ("/admin/organizations/membership/add/", []),
    "round": ("/admin/actions/reportinground/", ["#result_list tbody a"]),
    "scale-copy": ("/admin/plans/ratingscale/copy/", []),
    "accessibility-policy-add": ("/admin/organizations/accessibilitypolicy/add/", []),
    "accessibility-test-add": ("/admin/organizations/accessibilitytest/add/", []),
    "password": ("/admin/password_change/", []),
}


def visit(page, name):
    address, clicks = PAGES[name]
    page.goto(address)
    for selector in clicks:
        page.locator(selector).first.click()
        page.wait_for_load_state()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_staff_page_keeps_the_policy_and_fits(open_page, staff_state, name, width):
    """open_page itself fails the test on any breach of the policy or request to another host."""
    page = open_page(width, storage_state=staff_state)
    visit(page, name)
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_staff_page_passes_axe(open_page, staff_state, name):
    page = open_page(storage_state=staff_state, bypass_csp=True)  # axe brings a style of its own
    visit(page, name)
    violations = Axe().run(page, options=ALL_RULES).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


@pytest.mark.parametrize("width", [1280, 320])
def test_login_page_passes_axe(open_page, width):
    page = open_page(width, bypass_csp=True)
    page.goto("/admin/")
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["ログイン"]
    assert Axe().run(page, options=ALL_RULES).response["violations"] == []


def test_autocomplete_offers_departments_of_the_city_only(staff_page):
    visit(staff_page, "item")
    box = staff_page.locator("#item_departments-group .select2-selection").first
    assert box.get_attribute("aria-label") == "担当部署 1行目 部署 協働推進課"
    box.click()
    staff_page.get_by_role("option", name="生涯学習課").wait_for()
    offered = staff_page.locator(".select2-results__option").all_inner_texts()
    assert "地域再生推進本部" not in offered  # 対馬市


def test_calendar_opens(staff_page):
    visit(staff_page, "membership-add")
    staff_page.locator(".datetimeshortcuts a").nth(1).click()
    staff_page.wait_for_selector(".calendarbox:visible")
    staff_page.locator(".calendarbox:visible td a").first.click()
    assert staff_page.locator("#id_start_on").input_value()


def test_change_is_saved_shown_in_history_and_taken_back(staff_page):
    page = staff_page
    visit(page, "item")
    form = page.url
    page.fill("#id_timing_as_printed", "毎年度")
    page.locator("#schedule_cells-group .add-row a").click()
    row = page.locator("#schedule_cells-group tr.dynamic-schedule_cells").last
    row.locator("input[name$=-fiscal_year]").fill("2013")
    row.locator("input[name$=-as_printed]").fill("→")
    page.locator("[name=_continue]").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#id_timing_as_printed").input_value() == "毎年度"
    assert page.locator("#schedule_cells-group input[value='2013']").count() == 1
    page.goto(form)
    page.fill("#id_timing_as_printed", "")
    page.locator("[name=_continue]").first.click()
    page.locator(".historylink").click()
    assert "時期(印字): 毎年度 → (空欄)" in page.locator("#change-history tbody tr").first.inner_text()
    page.locator("#change-history tbody tr").nth(1).get_by_role("link").click()
    page.get_by_role("button", name="この内容に戻す").first.click()
    page.goto(form)
    assert page.locator("#id_timing_as_printed").input_value() == "毎年度"
    # the row that was added goes again: other tests of this worker read the same roadmap
    added = page.locator("#schedule_cells-group tr.has_original", has=page.locator("input[value='2013']"))
    added.locator("input[name$=-DELETE]").check()
    page.locator("[name=_continue]").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#schedule_cells-group input[value='2013']").count() == 0
