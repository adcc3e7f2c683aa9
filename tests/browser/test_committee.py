"""The committee's afternoon: read, grade, hand in; the city replies; citizens read both grades, and nothing internal.
Without JavaScript except where the 事務局 writes down the meeting and who judges what (the admin's own forms)."""

import csv
import io
import re

import pytest
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars, fiscal_year_of
from tests.browser.people import choose, says

COORDINATOR, MEMBER, PUBLISHER = "mihon-jimukyoku", "mihon-hyoka", "mihon-kokai"
# The sample city asks for the year before this one.
YEAR = fiscal_year_of(timezone.localdate()) - 1
POLICY, OTHER_POLICY = "担い手が育ち、つながるまち", "支え合い、安心して暮らせるまち"
NAMES, DAY, NOTE = ("架空 一郎", "仮名 花子"), f"{YEAR + 1}-08-21", "録音は保管庫の3段目"
OPINION = "参加した人の声を、次の年の計画に入れてください。\n数だけでは分かりません。"
REPLY = "次の年から、参加した人の声を実績に書きます。"
PLAN = "/mihon/kyodo-plan/"


@pytest.fixture
def desk(open_page, start_site):
    """desk("mihon-hyoka"): a page of that person on a site of this file's own, without JavaScript."""
    site = start_site()

    def desk(name="", **options):
        options = {"base_url": site.address, "java_script_enabled": False} | options
        return open_page(**options | ({"storage_state": site.state_of(name)} if name else {"alone": True}))

    return desk


def prepare(page):
    """The 事務局 writes down the meeting, and that the member judges one policy."""
    page.goto("/admin/actions/evaluationsession/add/")
    choose(page, ".field-plan", "みほん市協働のまちづくり推進計画")
    page.fill("#id_fiscal_year", str(YEAR))
    page.fill("#id_held_on", DAY)
    page.fill("#id_member_names", "\n".join(NAMES))
    page.fill("#id_internal_note", NOTE)
    page.locator("[name=_save]").first.click()
    assert "追加しました" in says(page)
    page.goto("/admin/actions/policyevaluator/add/")
    choose(page, ".field-policy", POLICY)
    choose(page, ".field-user", MEMBER)
    page.locator("[name=_save]").first.click()
    assert "追加しました" in says(page)


def judged(page, code):
    return page.get_by_role("article", name=re.compile(f"^{code} "))


def data_file(page, name):
    """The rows of a file that citizens download."""
    text = page.request.get(f"{PLAN}{name}.csv").body().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_afternoon_of_the_committee(desk):
    office_forms = desk(COORDINATOR, java_script_enabled=True)
    prepare(office_forms)
    office = desk(COORDINATOR)
    office.goto("/admin/")
    office.locator(".work h2 a", has_text=both_calendars(YEAR)).click()
    round_page = office.url
    office.get_by_role("link", name="評価の一覧").click()
    pages_of_office = {
        code: office.locator("tbody th a", has_text=code).get_attribute("href")
        for code in ("2-1-1", "2-1-2", "3-4-1")
    }

    # the member reads the policy that is theirs
    member = desk(MEMBER)
    member.goto("/admin/")
    member.get_by_role("link", name=re.compile(f"{YEAR}年度.*評価する")).click()
    assert member.locator(".answer-table tbody tr").count() == 1
    assert "4件中0件" in member.locator(".answer-table tbody tr").inner_text()
    member.get_by_role("link", name=POLICY).click()
    own_policy = member.url
    read = [each.inner_text().split()[0] for each in member.locator(".judged > h2").all()]
    assert read == ["2-1-1", "2-1-3", "2-1-4", "2-3-1"]
    listed = member.get_by_role("navigation", name=re.compile("の取組")).locator("li").all_inner_texts()
    assert [(each.split()[0], each.split()[-1]) for each in listed] == [(code, "まだ") for code in read]
    assert judged(member, "2-1-1").get_by_role("region", name="担当課の回答").is_visible()
    waiting = member.locator("details", has_text="まだ確認されていない取組 5件")
    waiting.locator("summary").click()
    assert [each.split()[0] for each in waiting.locator("li").all_inner_texts()] == [
        "2-1-2",
        "2-2-1",
        "2-2-2",
        "2-2-3",
        "2-3-3",
    ]
    assert "(提出済)" in waiting.locator("li", has_text="2-1-2").inner_text()
    assert waiting.locator("textarea, input, dl, a").count() == 0
    assert "内部メモ" not in member.locator("main").inner_text()

    # a grade that is none of this year's is told, and what was typed stays
    first = judged(member, "2-1-1")
    first.get_by_label("意見").fill(OPINION)
    wrong = first.get_by_label(re.compile("△"))
    wrong.evaluate("box => box.value = '999999'")
    wrong.check()
    first.get_by_role("button", name="ここまでを保存").click()
    assert "保存していません。" in member.get_by_role("alert").inner_text()
    assert judged(member, "2-1-1").locator(".errorlist").count() == 1
    assert judged(member, "2-1-1").get_by_label("意見").input_value() == OPINION

    # graded, saved half way, and handed in without what is still empty
    judged(member, "2-1-1").get_by_label(re.compile("△")).check()
    judged(member, "2-1-1").get_by_role("button", name="ここまでを保存").click()
    assert "1件を保存しました。" in says(member)
    judged(member, "2-1-3").get_by_label(re.compile("○")).check()
    member.get_by_role("button", name="事務局に渡す").click()
    assert "1件を保存しました。2件の評価を事務局に渡しました。" in says(member)
    assert "まだ書いていない取組が2件あります。" in says(member)
    assert judged(member, "2-1-1").locator("textarea").count() == 0
    assert "(担当課の評価と違います)" in judged(member, "2-1-1").inner_text()

    # no other policy can be reached, and nothing to answer or to change with
    office.goto(round_page)
    office.get_by_role("link", name="委員会の評価").click()
    other = office.get_by_role("link", name=OTHER_POLICY).get_attribute("href")
    assert member.goto(other).status == 404
    assert member.goto(round_page).status == 404
    for code in ("2-1-2", "3-4-1"):
        answer = pages_of_office[code].removesuffix("evaluations/")
        for page in (answer, pages_of_office[code]):
            member.goto(page)
            assert member.locator("main textarea, main [type=radio]").count() == 0
            assert member.locator("main").get_by_role("button").count() == 0
    assert member.goto(own_policy).ok

    # the 事務局 sees both grades and replies
    office.goto(round_page)
    office.get_by_role("link", name="評価の一覧").click()
    assert "担当課と評価が違うもの1件、市の対応がまだのもの1件" in office.locator("main").inner_text()
    office.locator("tbody th a", has_text="2-1-1").click()
    external = office.get_by_role("region", name=re.compile("外部評価"))
    external.get_by_label("市の対応").fill(REPLY)
    external.get_by_role("button", name="市の対応を保存").click()
    assert "市の対応を保存しました。" in says(office)

    # nothing is public before the 公開責任者 says so
    public = desk()
    public.goto(f"{PLAN}items/2-1-1/")
    assert f"{both_calendars(YEAR)}の実績" not in public.locator("article h3").all_inner_texts()
    assert OPINION.splitlines()[0] not in public.locator("main").inner_text()
    publish(desk(PUBLISHER))

    # both grades stand side by side, on the page and in the files
    public.goto(f"{PLAN}items/2-1-1/")
    year = public.locator("article", has_text=f"{both_calendars(YEAR)}の実績").first
    assert year.locator("dt", has_text="担当課の評価").locator("+ dd").inner_text().startswith("○ 計画どおり")
    external = year.locator("dt", has_text="外部評価").locator("+ dd").inner_text()
    assert external == f"△ おおむね進んでいる (担当課の評価と違います)\n{OPINION}\n市の対応\n{REPLY}"
    (progress,) = [row for row in data_file(public, "progress") if is_that_year(row)]
    assert (progress["評価"], progress["外部評価"]) == ("A", "B")
    assert progress["外部評価の意見"] == OPINION.replace("\n", " ")
    assert progress["市の対応"] == REPLY
    (evaluation,) = [row for row in data_file(public, "evaluations") if is_that_year(row)]
    assert (evaluation["段階"], evaluation["評価"]) == ("external", "B")
    assert evaluation["意見"] == OPINION.replace("\n", " ")
    assert evaluation["市の対応"] == REPLY
    whole = public.request.get(f"{PLAN}data.json").json()
    (result,) = [each for each in whole["progress"] if (each["item"], each["fiscal_year"]) == ("2-1-1", YEAR)]
    assert result["grade"] == "A"
    assert [(each["stage"], each["grade"]) for each in result["evaluations"]] == [("external", "B")]

    # but neither the meeting nor who wrote it
    for address in ("items/2-1-1/", "progress.csv", "evaluations.csv", "data.json"):
        response = public.request.get(f"{PLAN}{address}")
        assert response.ok, address
        text = response.text()
        for hidden in (*NAMES, DAY, "8月21日", NOTE, MEMBER, "見本 評価委員"):
            assert hidden not in text, (address, hidden)


def is_that_year(row):
    return (row["取組コード"], row["年度"]) == ("2-1-1", str(YEAR))


def publish(page):
    """The 公開責任者 publishes the two results that were judged."""
    page.goto(f"/admin/actions/yearlystatus/?fiscal_year={YEAR}&state__exact=confirmed&is_published__exact=0")
    for code in ("2-1-1", "2-1-3"):
        page.locator("#result_list tbody tr", has_text=code).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option(label="選んだ実績を公開する")
    page.locator("button[name=index]").click()
    assert "2件を公開しました。評価2件も公開しました。" in says(page)
