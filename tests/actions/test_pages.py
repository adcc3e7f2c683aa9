"""What stands on the pages of the plans: spot checks against the documents, and rules that no plan happens to test."""

import re

import pytest

from actions.models import YearlyStatus
from organizations.models import DepartmentFormerName
from tests import builders
from tests.page_reader import read

YAMAGUCHI = "/yamaguchi/promotion-plan-2009/"


@pytest.fixture
def page_at(client, db):
    return lambda address: read(address, client.get(address))


def rows_of(client, address):
    """The rows of the roadmap that stand for an item in a place, as HTML."""
    body = client.get(address).content.decode()
    rows = re.findall(r'<tr role="row".*?</tr>', body, re.DOTALL)
    return [row for row in rows if 'scope="row"' in row]


@pytest.mark.parametrize(
    ("city", "sentence"),
    [
        ("tsushima", "27件の項目(再掲は数えません)"),
        ("yamaguchi", "47件の推進項目(再掲は数えません)"),
        ("minami-alps", "10件の段階別の取組(再掲は数えません)"),
        ("tsukubamirai", "21件の取組項目(再掲は数えません)"),
        ("nagato", "57件の取組(再掲は数えません)"),
    ],
)
def test_roadmap_counts_items_in_the_words_of_the_plan(page_at, real_plan, city, sentence):
    text = page_at(f"{real_plan(city).get_absolute_url()}roadmap/").text
    assert sentence in text.replace(" ", "")


@pytest.mark.parametrize(
    ("city", "rows"),
    [("tsushima", 28), ("yamaguchi", 52), ("minami-alps", 13), ("tsukubamirai", 25), ("nagato", 71)],
)
def test_roadmap_has_a_row_for_each_place(client, real_plan, city, rows):
    # 南アルプス: 10 places, and three items under no measure
    assert len(rows_of(client, f"{real_plan(city).get_absolute_url()}roadmap/")) == rows


def test_repeat_says_so_and_leads_to_the_main_place(client, db):
    rows = [row for row in rows_of(client, f"{YAMAGUCHI}roadmap/") if "is-repeat" in row]
    assert len(rows) == 5
    assert (
        'href="/yamaguchi/promotion-plan-2009/items/2-4-1/">主な場所: (4) ネットワーク支援機能の充実'
        in rows[0]
    )
    assert [row for row in rows if ">再掲<" not in row] == []


@pytest.mark.parametrize("city", ["tsushima", "minami-alps", "tsukubamirai", "nagato"])
def test_plan_without_a_full_grid_says_why(page_at, real_plan, city):
    plan = real_plan(city)
    page = page_at(f"{plan.get_absolute_url()}roadmap/")
    assert len(plan.roadmap_notice) > 20
    assert f"この表の見方 {plan.roadmap_notice}" in page.text


def test_filtered_roadmap_shows_the_items_that_stay(client, page_at):
    address = f"{YAMAGUCHI}roadmap/?year=H20&stage=%E6%A4%9C%E8%A8%8E"
    page = page_at(address)
    assert "47件中 18件 の推進項目" in page.text
    links = {re.search(r"items/([^/]+)/", row)[1] for row in rows_of(client, address)}
    assert len(links) == 18
    assert f"{YAMAGUCHI}roadmap/?year=2008" in page.links
    assert f"{YAMAGUCHI}roadmap/?stage=%E6%A4%9C%E8%A8%8E" in page.links


def test_roadmap_without_a_hit_leads_back(page_at):
    page = page_at(f"{YAMAGUCHI}roadmap/?q=zzz")
    assert "この条件に合う取組はありません。" in page.text
    assert f"{YAMAGUCHI}roadmap/" in page.links


def test_empty_plan_has_its_pages(page_at, world):
    plan = builders.make_plan(world.city, start_fy=None, end_fy=None)
    base = plan.get_absolute_url()
    assert [url for url in builders.addresses_of(plan)[:4] if page_at(url).problems] == []
    assert "この計画には、まだ取組が登録されていません。" in page_at(f"{base}roadmap/").text
    assert "この計画書に、指標の記載はありません。" in page_at(f"{base}indicators/").text
    assert "計画書に、取組ごとの担当部署の記載はありません。" in page_at(f"{base}departments/").text


def test_measures_with_the_same_code_under_two_policies_both_have_their_heads(page_at, world):
    second = builders.make_policy(world.plan, name="二つ目の方針")
    twin = builders.make_measure(second, code=world.measure.code, name="二つ目の施策")
    builders.place(builders.make_item(world.plan), twin)
    page = page_at(f"{world.plan.get_absolute_url()}roadmap/")
    assert (world.measure.name in page.text, "二つ目の施策" in page.text) == (True, True)


def test_measures_with_the_same_code_under_two_policies_have_two_ids(page_at, world):
    builders.make_measure(builders.make_policy(world.plan), code=world.measure.code)
    assert page_at(world.plan.get_absolute_url()).problems == []


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        (
            "1-1-1",
            [
                "地域交流センターの設置",
                "協働推進課 生涯学習課 行革推進課",
                "市民、地域コミュニティ、市民活動団体",
                "行政改革大綱推進計画",
                "平成20年度 2008年度 予定 △ 検討",
            ],
        ),
        ("2-2-5", ["その他(小学4年生)"]),
        ("3-2-1", ["行政、市民活動団体、中間支援組織", "市民活動団体、その他(中間支援組織)"]),
        ("2-1-1", ["年度不確か"]),
    ],
)
def test_item_page_shows_the_facts_of_the_document(page_at, code, facts):
    text = page_at(f"{YAMAGUCHI}items/{code}/").text
    text = re.sub(r"予定 \S 検討", "予定 △ 検討", text)
    assert [fact for fact in facts if fact not in text] == []


def test_item_page_shows_its_other_places_and_neighbours(page_at):
    page = page_at(f"{YAMAGUCHI}items/2-4-1/")
    assert "再掲 Ⅲ 人づくりを通じて、協働の意識醸成を図ります › (2) 人材支援機能の充実 ②" in page.text
    assert {f"{YAMAGUCHI}items/2-3-5/", f"{YAMAGUCHI}items/2-4-2/"} <= set(page.links)


def test_first_and_last_items_have_one_neighbour(page_at):
    first, last = page_at(f"{YAMAGUCHI}items/1-1-1/").text, page_at(f"{YAMAGUCHI}items/5-3-1/").text
    assert ("前の取組" in first, "次の取組" in first) == (False, True)
    assert ("前の取組" in last, "次の取組" in last) == (True, False)


def test_item_page_names_the_contact_of_the_plan(page_at):
    page = page_at(f"{YAMAGUCHI}items/1-1-1/")
    assert "083-934-2965" in page.text


def test_result_stands_beside_the_plan_of_its_year(page_at, world):
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2022, world.stage, as_printed="実施")
    YearlyStatus.objects.create(
        item=world.item,
        fiscal_year=2022,
        status="not_assessable",
        grade=world.grade,
        next_step="expand",
        is_published=True,
    )
    text = page_at(world.item.get_absolute_url()).text
    assert "令和4年度 2022年度 予定 ○ 実施 実績 評価困難 計画どおり" in text
    assert "今後の方向 拡充" in text


def test_result_of_a_year_outside_the_plan_is_shown(page_at, world):
    builders.make_column(world.plan, 2022)
    YearlyStatus.objects.create(
        item=world.item, fiscal_year=2030, status="completed", done="終わりました", is_published=True
    )
    text = page_at(world.item.get_absolute_url()).text
    assert "令和12年度(2030年度)の実績" in text
    assert "終わりました" in text


def test_words_of_staff_are_escaped(client, world):
    YearlyStatus.objects.create(
        item=world.item, fiscal_year=2022, done="<script>alert(1)</script>\n二行目", is_published=True
    )
    body = client.get(world.item.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>二行目" in body


def test_department_is_shown_with_the_name_of_the_plan_and_of_today(page_at, world):
    DepartmentFormerName.objects.create(department=world.department, name="旧課", last_fy=2022)
    world.item.item_departments.create(department=world.department)
    base = world.plan.get_absolute_url()
    assert f"旧課 (いま: {world.department.name})" in page_at(world.item.get_absolute_url()).text
    page = page_at(f"{base}departments/{world.department.code}/")
    assert f"いま: {world.department.name}" in page.text
    assert page.title.startswith("旧課の取組 | ")
    assert "旧課" in page_at(f"{base}departments/").text
    assert "旧課" in page_at(f"{base}roadmap/").text


@pytest.mark.parametrize(
    ("city", "rows"),
    [
        ("yamaguchi", ["協働推進課 42 件 1 件", "広報広聴課 2 件 3 件", "職員課 2 件 1 件"]),
        ("tsushima", ["地域再生推進本部 22 件 0 件"]),
        ("tsukubamirai", ["地域推進課 16 件 0 件"]),
    ],
)
def test_departments_are_counted_as_printed(page_at, real_plan, city, rows):
    text = page_at(f"{real_plan(city).get_absolute_url()}departments/").text
    assert [row for row in rows if row not in text] == []


def test_collective_name_is_marked(page_at):
    text = page_at(f"{YAMAGUCHI}departments/").text
    assert "関係課 ひとつの部署を指さない呼び名 0 件 8 件" in text


def test_department_page_lists_its_items(page_at, real_plan):
    code = real_plan("yamaguchi").municipality.departments.get(name="職員課").code
    page = page_at(f"{YAMAGUCHI}departments/{code}/")
    items = [link.split("/")[4] for link in page.links if "/items/" in link]
    assert items == ["4-1-1", "5-2-1", "5-3-1"]


def test_indicators_of_yamaguchi_are_those_of_the_document(page_at):
    page = page_at(f"{YAMAGUCHI}indicators/")
    assert "① 地域活動に参加している市民の割合" in page.text
    assert "平成24年度(2012年度) 目標値 45.0 ％" in page.text
    assert "協働ということを説明できる職員の割合のグラフ。" in page.text
    assert len([each for each in page.ids if re.fullmatch(r"indicator-\d+", each)]) == 5


@pytest.mark.parametrize(
    ("city", "facts"),
    [
        ("tsushima", ["★ 市民が主体", "● 市が主体", "◎ 市民と市が主体", "平成20年度(2008年度)以降"]),
        ("yamaguchi", ["083-934-2965", "kyodo-s@city.yamaguchi.lg.jp", "山口市協働のまちづくり条例"]),
        ("minami-alps", ["(「協働のまちづくり基本方針」抜粋)", "協働推進行動計画の策定", "計画期間 記載なし"]),
        ("tsukubamirai", ["協力と連携がつなぐ 笑顔あふれる“みらい”都市", "0297-58-2111", "令和3年12月"]),
        ("nagato", ["集落機能再生", "市民活動団体活性化", "kyodo@city.nagato.lg.jp", "平成29年度から平成33年度の5年間"]),
    ],
)  # fmt: skip
def test_plan_page_shows_the_facts_of_the_document(page_at, real_plan, city, facts):
    text = page_at(real_plan(city).get_absolute_url()).text
    assert [fact for fact in facts if fact not in text] == []


@pytest.mark.parametrize("city", ["tsushima", "minami-alps"])
def test_plan_without_contact_says_so(page_at, real_plan, city):
    text = page_at(real_plan(city).get_absolute_url()).text
    assert "計画書に、所管課と連絡先の記載がありません。" in text


def test_home_shows_the_five_plans(page_at):
    page = page_at("/")
    assert "5市区町村の5計画を公開しています。" in page.text
    titles = ["つくばみらい市 市民協働実施計画（案）", "南アルプス市職員のための", "山口市協働推進プラン"]
    titles += ["第2次ながと協働アクションプラン", "平成20年度 市民協働(共働)推進アクションプラン"]
    assert [title for title in titles if title not in page.text] == []


@pytest.mark.parametrize(("plans", "pages"), [(12, 1), (13, 2), (25, 3)])
def test_home_is_cut_into_pages_of_twelve(page_at, world, plans, pages):
    for _each in range(plans - 6):  # beside the five real plans and the one of the world
        builders.make_plan(world.city)
    page = page_at("/")
    assert f"{plans}計画を公開しています。" in page.text
    assert (f"1 / {pages}ページ" in page.text) is (pages > 1)
    last = page_at(f"/?page={pages}")
    assert len([link for link in last.links if link.endswith("/roadmap/")]) == plans - 12 * (pages - 1)


def test_site_without_plans_says_what_to_do(page_at):
    from plans.models import Plan

    Plan.objects.update(is_published=False)
    assert "公開されている計画は、まだありません。" in page_at("/").text
