"""The year in a city hall, played as its people do: ask, answer, return, approve, confirm. Without JavaScript
except where the 事務局 adds a person (the admin's own form)."""

import re

import pytest

from tests.browser.people import add_person, says

COORDINATOR, FIRST, SECOND = "mihon-jimukyoku", "mihon-nyuryoku", "mihon-nyuryoku2"
APPROVER = "sangyo-kacho"
PASSWORD = "kacho-no-himitsu-2027"
STATES = ("未入力", "入力中", "提出済", "差戻し", "承認済", "確認済")


@pytest.fixture
def desk(open_page, demo_state):
    """desk("mihon-nyuryoku"): a page of that person, without JavaScript."""
    return lambda name: open_page(storage_state=demo_state(name), java_script_enabled=False)


def matrix_of(page):
    """Department -> {state: count} without zeros, from the round that was opened last."""
    page.goto("/admin/")
    page.locator(".work h2 a", has_text=re.compile("令和|平成")).first.wait_for()
    works = page.locator(".work:has(.matrix)")
    newest = works.nth(works.count() - 1)
    found = {}
    for row in newest.locator(".matrix tbody tr").all():
        counts = [int(cell) for cell in row.locator("td").all_inner_texts()[: len(STATES)]]
        named = zip(STATES, counts, strict=True)
        found[row.locator("th").inner_text()] = {state: count for state, count in named if count}
    return found


def fill_answer(page, done, *, grade="A"):
    page.get_by_label("実施中", exact=True).check()
    page.get_by_label("取り組んだこと").fill(done)
    if grade:
        page.locator("fieldset", has_text="意味を読んで").get_by_label(re.compile(rf" {grade} ")).check()
        page.get_by_label("評価の理由").fill("予定したことを行ったため。")
    page.get_by_label("継続", exact=True).check()


def test_a_year(desk, open_page, demo_state, browser, site):
    office = desk(COORDINATOR)
    # the 事務局 asks
    office.goto("/admin/")
    office.get_by_role("link", name="調査を始める").first.click()
    year = int(office.locator("#id_fiscal_year").input_value()) + 1
    office.locator("#id_fiscal_year").fill(str(year))
    office.get_by_role("button", name="内容を確かめる").click()
    assert "36件の取組をたずねます。" in office.locator("main").inner_text()
    office.locator("#id_due_on").fill("2099-06-30")
    office.get_by_role("button", name="調査を始める").click()
    assert "36件の取組をたずねています。" in says(office)
    asked = matrix_of(office)
    assert asked["商工観光課"] == {"未入力": 4}
    assert asked["企画広報課"] == {"未入力": 6}
    assert asked["未定"] == {"未入力": 3}
    assert sum(row["未入力"] for row in asked.values()) == 36
    # who answers where the plan names nobody: last year's departments are proposed
    office.get_by_role("link", name="部署を決める").last.click()
    proposals = office.locator("select[name$=lead]").evaluate_all(
        "boxes => boxes.map(box => box.selectedOptions[0].text)"
    )
    assert sorted(proposals) == sorted(["(決めていない)", "子育て支援課", "市民協働課"])
    undecided = proposals.index("(決めていない)")
    office.locator("select[name$=lead]").nth(undecided).select_option(label="市民協働課")
    office.get_by_role("button", name="担当を保存").click()
    assert "未定" not in matrix_of(office)
    forms = open_page(storage_state=demo_state(COORDINATOR))
    add_person(forms, APPROVER, PASSWORD, department="商工観光課", role="approver")

    # the first department answers: three complete, one without a grade
    first = desk(FIRST)
    first.goto("/admin/")
    newest = first.locator(".work").last
    assert "4件中0件が提出済み" in newest.inner_text()
    newest.get_by_role("link", name="続きを入力する").click()
    for number, grade in enumerate(("A", "B", "A", ""), 1):
        fill_answer(first, f"見本の実績{number}。", grade=grade)
        name = "保存して次の取組へ" if number < 4 else "下書きを保存"
        first.locator(".answer-buttons").get_by_role("button", name=name).click()
        assert "下書きとして保存しました" in says(first)
    first.goto("/admin/")
    first.locator(".work").last.get_by_role("link", name="そろった3件を確かめて提出").click()
    assert "足りない欄: 評価" in first.locator("main").inner_text()
    first.get_by_role("button", name="選んだ回答を提出する").click()
    assert "3件を提出済にしました。" in says(first)
    assert matrix_of(office)["商工観光課"] == {"提出済": 3, "入力中": 1}

    # the second department takes last year over, and hands in one
    second = desk(SECOND)
    second.goto("/admin/")
    second.locator(".work").last.get_by_role("link", name="続きを入力する").click()
    before = second.locator(".last-year dd").nth(1).inner_text()
    second.get_by_role("button", name="前年度の内容を写す").click()
    assert second.get_by_label("取り組んだこと").input_value() == before
    second.get_by_role("button", name="保存して提出へ").click()
    second.get_by_role("button", name="選んだ回答を提出する").click()
    assert matrix_of(office)["企画広報課"] == {"提出済": 1, "未入力": 5}

    # its head approves two and returns one
    head = open_page(java_script_enabled=False, alone=True)
    head.goto("/admin/")
    head.fill("input[name=username]", APPROVER)
    head.fill("input[name=password]", PASSWORD)
    head.get_by_role("button", name="ログイン").click()
    head.get_by_role("link", name="承認待ち3件を見る").click()
    head.locator("tbody input[type=checkbox]").first.check()
    head.get_by_role("button", name="差し戻す").click()
    assert "差戻しの理由を書いてください。" in says(head)
    assert head.locator("tbody input[type=checkbox]").first.is_checked()
    head.get_by_label("差戻しの理由").fill("参加した人の数を書いてください。")
    head.get_by_role("button", name="差し戻す").click()
    assert "1件を差戻しにしました。" in says(head)
    head.get_by_role("link", name="すべてに印をつける").click()
    head.get_by_role("button", name="承認する").click()
    assert "2件を承認済にしました。" in says(head)
    assert matrix_of(office)["商工観光課"] == {"入力中": 1, "差戻し": 1, "承認済": 2}

    # the department mends what came back, and hands in the rest
    first.goto("/admin/")
    first.locator(".work").last.get_by_role("link", name="続きを入力する").click()
    assert "参加した人の数を書いてください。" in first.locator("main").inner_text()
    first.get_by_label("取り組んだこと").fill("見本の実績1。43人が参加した。")
    first.get_by_role("button", name="保存して提出へ").click()
    first.get_by_role("button", name="選んだ回答を提出する").click()
    first.locator(".work").last.get_by_role("link", name="続きを入力する").click()
    fill_answer(first, "見本の実績4。")
    first.get_by_role("button", name="保存して提出へ").click()
    first.get_by_role("button", name="選んだ回答を提出する").click()
    assert "4件中4件が提出済み" in first.locator(".work").last.inner_text()
    assert matrix_of(office)["商工観光課"] == {"提出済": 2, "承認済": 2}
    head.goto("/admin/")
    head.get_by_role("link", name="承認待ち2件を見る").click()
    head.get_by_role("link", name="すべてに印をつける").click()
    head.get_by_role("button", name="承認する").click()
    assert matrix_of(office)["商工観光課"] == {"承認済": 4}

    # the 事務局 confirms; where a department has no head in the system, it approves in its place
    row = office.locator(".work:has(.matrix)").last.locator(".matrix tbody tr", has_text="商工観光課")
    row.get_by_role("link", name="商工観光課 承認済 4件").click()
    office.get_by_role("link", name="すべてに印をつける").click()
    office.get_by_role("button", name="確認する").click()
    assert "4件を確認済にしました。" in says(office)
    assert matrix_of(office)["商工観光課"] == {"確認済": 4}
    row = office.locator(".work:has(.matrix)").last.locator(".matrix tbody tr", has_text="企画広報課")
    row.get_by_role("link", name="企画広報課 提出済 1件").click()
    office.locator(".answer-table tbody a").first.click()
    office.get_by_role("button", name="承認する").click()
    assert "(代行)" in office.locator(".step-list").inner_text()
    office.get_by_role("button", name="確認する").click()
    assert matrix_of(office)["企画広報課"] == {"確認済": 1, "未入力": 5}

    # and nothing of it is public yet
    public = open_page()
    public.goto("/mihon/kyodo-plan/items/2-2-3/")
    assert "見本の実績" not in public.locator("main").inner_text()
