"""The pages of the survey in a real browser: they fit a phone, axe finds no fault, they work by keyboard and in print."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_admin_pages import ALL_RULES

COORDINATOR, EDITOR, APPROVER = "mihon-jimukyoku", "mihon-nyuryoku", "mihon-shonin"
EVALUATOR = "mihon-hyoka"
NEWEST_TO_JUDGE = "#judge-heading + ul li:last-child a"
EVALUATIONS = [".work h2 a", ".tool-links a:has-text('評価の一覧')"]
REORGANISATIONS = [".city-links a:has-text('機構改革')"]
# Who, and what is clicked from the first page; a pair is a box and what is typed into it.
PAGES = {
    "first-page-of-coordinator": (COORDINATOR, []),
    "first-page-of-editor": (EDITOR, []),
    "first-page-of-approver": (APPROVER, []),
    "first-page-of-evaluator": (EVALUATOR, []),
    "first-page-of-publisher": ("mihon-kokai", []),
    "first-page-of-viewer": ("mihon-etsuran", []),
    "answer": (EDITOR, [".work .answer-table a"]),
    "answer-to-approve": (APPROVER, [".work .answer-table a"]),
    "list-of-approver": (APPROVER, [".work-buttons .button"]),
    "submit": (EDITOR, [".work-buttons .button:not(.default)"]),
    "round": (COORDINATOR, [".work h2 a"]),
    "list": (COORDINATOR, [".matrix tfoot a"]),
    "assign": (COORDINATOR, [".work h2 a", ".tool-links li:nth-child(2) a"]),
    "open": (COORDINATOR, [".my-plans li .plan-links a", ".choose-year button"]),
    "evaluate": (EVALUATOR, [NEWEST_TO_JUDGE]),
    "evaluate-policy": (EVALUATOR, [NEWEST_TO_JUDGE, ".answer-table th a"]),
    "evaluations": (COORDINATOR, EVALUATIONS),
    "evaluation": (COORDINATOR, [*EVALUATIONS, ".answer-table th a"]),
    "remind": (COORDINATOR, [".city-links a:has-text('提出の催促')"]),
    "check": (COORDINATOR, [".city-links a:has-text('データの点検')"]),
    "reorganisations": (COORDINATOR, REORGANISATIONS),
    "take-back": (COORDINATOR, [*REORGANISATIONS, ".survey a:has-text('取り消す')"]),
    "reorganise-tried-out": (
        COORDINATOR,
        [
            *REORGANISATIONS,
            ".kinds a:has-text('統合')",
            ".columns-list label:has-text('環境課')",
            ".columns-list label:has-text('子育て支援課')",
            ("[name=to0-name]", "環境こども課"),
            ".answer-buttons [name=_check]",
            "#touched-heading",
        ],
    ),
}


def visit(page, name):
    page.goto("/admin/")
    for step in PAGES[name][1]:
        if isinstance(step, tuple):
            page.fill(*step)
        else:
            page.locator(step).first.click()
            page.wait_for_load_state()
    page.evaluate("document.fonts.ready.then(() => null)")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_survey_page_keeps_the_policy_and_fits(open_page, demo_state, name, width):
    page = open_page(width, storage_state=demo_state(PAGES[name][0]))
    visit(page, name)
    assert page.locator("h1").count() == 1
    assert "架空の見本" in page.locator("body").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_survey_page_passes_axe(open_page, demo_state, name):
    page = open_page(storage_state=demo_state(PAGES[name][0]), bypass_csp=True)
    visit(page, name)
    violations = Axe().run(page, options=ALL_RULES).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


def test_answer_is_written_by_keyboard_alone(open_page, demo_state):
    """Tab reaches each box in the order of the page; the arrow keys choose; Enter on the button saves."""
    page = open_page(storage_state=demo_state(EDITOR))
    visit(page, "answer")
    page.locator("input[name=status]:checked").focus()
    order = []
    for _ in range(40):
        name = page.evaluate("document.activeElement.name || ''")
        if name and name not in order:
            order.append(name)
        page.keyboard.press("Tab")
    boxes = ["status", "done", "grade", "reason", "issues", "next_step", "next_plan", "internal_note"]
    assert order[: len(boxes)] == boxes
    assert order[len(boxes) :] == ["_copy", "_unchanged", "_save", "_next", "_check"]
    page.locator("textarea[name=next_plan]").focus()
    page.keyboard.type("鍵盤だけで入力した。")
    page.locator(".answer-buttons [name=_save]").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "下書きとして保存しました" in page.locator(".messagelist").inner_text()
    assert "鍵盤だけで入力した。" in page.locator("textarea[name=next_plan]").input_value()


def test_enter_in_a_box_saves_the_draft(open_page, demo_state):
    page = open_page(storage_state=demo_state(EDITOR))
    visit(page, "answer")
    page.locator("input[name=status]:checked").press("Enter")
    page.wait_for_load_state()
    assert "下書きとして保存しました" in page.locator(".messagelist").inner_text()


def test_what_the_public_sees_and_what_is_internal_are_apart(open_page, demo_state):
    page = open_page(storage_state=demo_state(EDITOR))
    visit(page, "answer")
    public = page.get_by_role("region", name="公開されること")
    internal = page.get_by_role("region", name="内部のこと")
    assert public.locator("textarea[name=done]").count() == 1
    assert public.locator("textarea[name=internal_note]").count() == 0
    assert internal.locator("textarea").count() == 1
    styles = [each.evaluate("e => getComputedStyle(e).borderTopStyle") for each in (public, internal)]
    assert styles == ["solid", "dashed"]


def test_first_page_prints_without_buttons(open_page, demo_state):
    page = open_page(storage_state=demo_state(EDITOR))
    visit(page, "first-page-of-editor")
    page.emulate_media(media="print")
    assert not page.locator(".work-buttons .button").first.is_visible()
    assert page.locator(".work .answer-table").first.is_visible()
