"""What citizens read of accessibility: each city's policy and test results, and the page of the whole site."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from organizations.human_checks import HUMAN_CHECKS, Outcome
from organizations.models import AccessibilityPolicy, AccessibilityTest, DepartmentSuccession
from tests import builders
from tests.page_reader import read

SECRET = "秘密の鍵穴"
LANGUAGES = {"ja": "", "en": "/en"}


@pytest.fixture
def city(db):
    return builders.make_plan().municipality


def publish(row):
    row.is_published = True
    row.full_clean()
    row.save()
    return row


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return read(address, response)


def table_of(page):
    return page.text.partition("達成基準ごとの試験の結果")[2]


def test_policy_shows_what_the_guideline_asks_for(client, city):
    policy = builders.make_accessibility_policy(
        city, due_on=date(2027, 3, 31), revised_on=date(2026, 4, 1), conformity="partly"
    )
    publish(policy)
    page = page_of(client, f"/{city.slug}/accessibility/")
    assert page.title == f"{city.name}のウェブアクセシビリティ方針 | Kyodo Portal"
    for label, value in (
        ("対象となる範囲", "範囲"),
        ("目標とする適合レベル及び対応度", "JIS X 8341-3:2016 のレベルAAに一部準拠"),
        ("目標を達成する期限", "2027年3月31日 期限"),
        ("例外事項", "例外"),
        ("追加する達成基準", "追加"),
        ("担当部署", "広報課"),
        ("策定日", "2025年4月1日"),
        ("改定日", "2026年4月1日"),
    ):
        assert f"{label} {value}" in page.text
    assert "電話 000-000-0009" in page.text
    assert page.problems == []


def test_policy_without_exceptions_says_none(client, city):
    publish(builders.make_accessibility_policy(city, exceptions="", additional_criteria=""))
    page = page_of(client, f"/{city.slug}/accessibility/")
    assert "例外事項 なし 追加する達成基準 なし" in page.text


@pytest.mark.parametrize("page", ["", "results/"])
def test_city_that_registered_nothing_says_so_and_what_to_do(client, city, page):
    page = page_of(client, f"/{city.slug}/accessibility/{page}")
    assert f"{city.name}の試験結果は、まだ登録されていません。" in page.text
    assert "ページの下にあるお問い合わせ先にお尋ねください。" in page.text
    assert "市区町村のページが規格に準拠していることを示すものでもありません。" in page.text
    assert f"/{city.slug}/" in page.links
    assert page.problems == []


def test_city_without_policy_says_so(client, city):
    page = page_of(client, f"/{city.slug}/accessibility/")
    assert f"{city.name}の方針は、まだ登録されていません。" in page.text
    assert "担当部署は登録されていません。" in page.text


def test_results_show_what_annex_jb_asks_for(client, city):
    publish(builders.make_accessibility_test(city, unmet=["1.4.3"], met_level="A"))
    page = page_of(client, f"/{city.slug}/accessibility/results/")
    for label, value in (
        ("表明日", "2026年3月16日"),
        ("規格の規格番号及び改正年", "JIS X 8341-3:2016"),
        ("満たしている適合レベル", "レベルA"),
        ("対応度", "JIS X 8341-3:2016 のレベルAAに一部準拠"),
        ("今後の対応", "今後"),
        ("対象となるウェブページに関する簡潔な説明", "ページの説明"),
        ("依存したウェブコンテンツ技術", "HTML"),
        ("試験を行ったウェブページの選択方法", "代表するウェブページを選ぶ(JB.1.2 c)"),
        ("試験を行ったウェブページの数", "2ページ"),
        ("試験の実施期間", "2026年2月2日から2026年2月20日まで"),
        ("試験に用いたツール・支援技術", "検査ツール"),
        ("試験を行ったウェブページ", "https://portal.example.jp/1/ https://portal.example.jp/2/"),
    ):
        assert f"{label} {value}" in page.text
    assert "38の達成基準のうち、適合37、不適合1、対象なし0です。" in page.text
    table = table_of(page)
    assert "1.1.1 非テキストコンテンツ A ○ 適用 ○ 適合 人 備考 1.2.1 音声だけ" in table
    assert "1.4.3 コントラスト(最低限レベル) AA ○ 適用 × 不適合 人 備考" in table
    assert page.problems == []


def test_criterion_that_does_not_apply_says_so(client, city):
    test = builders.make_accessibility_test(city, without=["1.2.2"])
    test.results.create(criterion="1.2.2", applies=False, result="none")
    publish(test)
    page = page_of(client, f"/{city.slug}/accessibility/results/")
    assert "1.2.2 キャプション(収録済み) A ― 適用なし ― 対象なし 記載なし ― なし 1.2.3" in table_of(page)
    assert "適合37、不適合0、対象なし1です。" in page.text


def test_criterion_beyond_the_level_stands_in_the_order_of_the_standard(client, city):
    test = builders.make_accessibility_test(city)
    test.results.create(criterion="2.4.10", result="met")
    test.results.create(criterion="2.4.8", result="met")
    publish(test)
    table = table_of(page_of(client, f"/{city.slug}/accessibility/results/"))
    places = [table.index(words) for words in ("2.4.7 ", "2.4.8 ", "2.4.10 ", "3.1.1 ")]
    assert places == sorted(places)


def test_newest_results_come_first_and_older_ones_keep_their_address(client, city):
    days = [date(2025, 3, 14), date(2026, 3, 16), date(2024, 3, 15)]
    for day in days:
        publish(builders.make_accessibility_test(city, stated_on=day))
    base = f"/{city.slug}/accessibility/results/"
    page = page_of(client, base)
    assert "表明日 2026年3月16日" in page.text
    older = [link for link in page.links if link.startswith(f"{base}20")]
    assert older == [f"{base}2025-03-14/", f"{base}2024-03-15/"]
    old = page_of(client, older[0])
    assert "表明日 2025年3月14日" in old.text
    assert "これは以前の試験結果です。 いちばん新しい試験結果を見る" in old.text
    assert base in old.links
    newest = page_of(client, f"{base}2026-03-16/")
    assert "これは以前の試験結果です。" not in newest.text
    assert len({page.title, old.title, newest.title}) == 3


@pytest.mark.parametrize("day", ["2026-03-15", "2026-02-31", "2026-3-16"])
def test_results_of_another_day_are_404(client, city, day):
    publish(builders.make_accessibility_test(city))
    assert client.get(f"/{city.slug}/accessibility/results/{day}/").status_code == 404
    assert client.get(f"/{city.slug}/accessibility/results/2026-03-16/").status_code == 200


@pytest.fixture
def hidden(city):
    """What the city has written and not published."""
    policy = builders.make_accessibility_policy(city, SECRET)
    test = builders.make_accessibility_test(city, SECRET, tested_pages="https://portal.example.jp/himitsu/")
    return policy, test


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_what_is_not_published_is_on_no_page(client, city, hidden, language):
    base = f"{language}/{city.slug}/accessibility/"
    for address in (base, f"{base}results/", f"{language}/accessibility/"):
        text = client.get(address).content.decode()
        assert SECRET not in text
        assert "himitsu" not in text
        assert "2026-03-16" not in text
    assert client.get(f"{base}results/2026-03-16/").status_code == 404
    for row in hidden:
        publish(row)
    assert SECRET in client.get(base).content.decode()
    assert SECRET in client.get(f"{base}results/").content.decode()


@pytest.mark.parametrize("page", ["", "results/", "results/2026-03-16/"])
def test_city_without_a_published_plan_has_no_pages(client, db, page):
    city = builders.make_plan(is_published=False).municipality
    publish(builders.make_accessibility_policy(city))
    publish(builders.make_accessibility_test(city))
    assert client.get(f"/{city.slug}/accessibility/{page}").status_code == 404
    assert city.name not in client.get("/accessibility/").content.decode()


def test_department_of_today_answers(client, city):
    policy = builders.make_accessibility_policy(city)
    heir = builders.make_department(city, name="いまの広報課", tel="000-000-0010")
    DepartmentSuccession.objects.create(
        predecessor=policy.department, successor=heir, kind="merge", from_fy=2025
    )
    publish(policy)
    page = page_of(client, f"/{city.slug}/accessibility/")
    assert "担当部署 いまの広報課" in page.text
    assert "000-000-0010" in page.text
    assert "000-000-0009" not in page.text


def test_department_that_is_gone_is_said_to_be(client, city):
    policy = builders.make_accessibility_policy(city)
    policy.department.end_fy = 2024
    policy.department.save()
    publish(policy)
    page = page_of(client, f"/{city.slug}/accessibility/")
    assert f"この部署は、いまはありません。{city.name}の代表窓口にお尋ねください。" in page.text
    assert "000-000-0009" not in page.text


def test_site_page_lists_every_city_that_citizens_can_read(client, db):
    said = builders.make_plan().municipality
    silent = builders.make_plan().municipality
    publish(builders.make_accessibility_policy(said))
    for day in (date(2026, 3, 16), date(2025, 3, 14)):
        publish(builders.make_accessibility_test(said, stated_on=day))
    page = page_of(client, "/accessibility/")
    assert f"{said.name} 公開しています 2026年3月16日表明" in page.text
    assert f"{silent.name} まだ登録されていません まだ登録されていません" in page.text
    assert page.problems == []


def test_site_page_shows_the_result_of_every_human_check(client, db):
    page = page_of(client, "/accessibility/")
    assert len(HUMAN_CHECKS) > 10
    assert [check.name for check in HUMAN_CHECKS if str(check.name) not in page.text] == []


def test_document_says_the_same_of_every_human_check():
    text = (Path(settings.BASE_DIR) / "docs" / "accessibility.md").read_text()
    table = text.partition("| 確かめること | 結果 | 日付 |")[2].partition("\n\n")[0]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()[2:]]
    assert rows == [
        (str(check.name), str(check.outcome.label), str(check.done_on or "")) for check in HUMAN_CHECKS
    ]


def test_what_nobody_has_checked_has_no_date():
    assert [
        check.name for check in HUMAN_CHECKS if (check.outcome == Outcome.NOT_YET) == bool(check.done_on)
    ] == []


@pytest.mark.parametrize("address", ["/accessibility/", "", "results/"], ids=["site", "policy", "results"])
def test_pages_exist_in_english(client, city, address):
    publish(builders.make_accessibility_policy(city))
    publish(builders.make_accessibility_test(city))
    path = address if address.startswith("/") else f"/{city.slug}/accessibility/{address}"
    response = client.get(f"/en{path}")
    assert response.status_code == 200
    assert '<html lang="en">' in response.content.decode()


def test_queries_do_not_grow(client, db, django_assert_num_queries):
    for cities in (1, 3):
        for _each in range(cities):
            city = builders.make_plan().municipality
            publish(builders.make_accessibility_policy(city))
            for year in range(2020, 2020 + cities):
                publish(builders.make_accessibility_test(city, stated_on=date(year, 3, 16)))
        with django_assert_num_queries(3):
            client.get("/accessibility/")
        with django_assert_num_queries(4):
            client.get(f"/{city.slug}/accessibility/")
        with django_assert_num_queries(5):
            client.get(f"/{city.slug}/accessibility/results/")
    assert AccessibilityPolicy.objects.count() == 4
    assert AccessibilityTest.objects.count() == 1 + 9
