"""The table of variants: every way of writing a word or a year finds the same."""

import pytest

from actions.search import Search
from actions.search_words import read_words
from plans.models import IndicatorFigure
from tests import builders
from tests.page_reader import read
from tests.reporting.people import publish, restore_without_actual
from tests.reporting.scenes import YEAR, make_year

YEAR_2008 = [
    "H20",
    "h20",
    "Ｈ２０",
    "ｈ２０",
    "H２０",
    "平成20",
    "平成２０",
    "平成20年度",
    "㍻20",
    "平20",
    "2008年度",
    "FY2008",
    "平成 20 年度",
    "平成　２０　年度",
    "H.20",
    "Ｈ．２０",
    "平成二十年度",
]
YEAR_2019 = ["R1", "令和元年度", "令和元", "令和1年度", "H31", "平成31年度", "2019年度", "平成三十一年度"]
VARIANTS = [
    ["ガイド", "ｶﾞｲﾄﾞ", "がいど", "ｶ\u3099イト\u3099"],
    ["高崎", "髙崎", "髙﨑"],
    ["①", "1", "１"],
    ["NPO", "ＮＰＯ", "npo"],
    ["(株)", "㈱", "（株）"],
    ["サーバー", "サ―バ―", "ｻｰﾊﾞｰ", "さーばー"],
    ["渡辺", "渡邊", "渡邉"],
    ["袖ケ浦", "袖ヶ浦", "袖ｹ浦"],
    ["令4-6", "令4～6", "令4〜6"],
    ["協働推進", "協働　推進".replace("　", "\u200b")],
    YEAR_2008,
    YEAR_2019,
]


def found(query):
    """{kind: titles}."""
    return {
        group.kind: ["".join(text for text, _is_hit in hit.title) for hit in group.hits]
        for group in Search(query).groups
    }


@pytest.mark.parametrize("written", VARIANTS, ids=lambda variants: variants[0])
def test_item_written_in_one_way_is_found_by_every_other(world, written):
    for text in written:
        item = builders.make_item(world.plan, name=f"竹とんぼ「{text}」")
        for query in written:
            assert found(f"竹とんぼ {query}") == {"item": [str(item)]}, (text, query)
        item.delete()


@pytest.mark.parametrize("query", YEAR_2008)
def test_year_finds_what_belongs_to_it(world, query):
    """And not what belongs to the year before or after."""
    world.plan.start_fy, world.plan.end_fy = 2006, 2008
    world.plan.save()
    over = builders.make_plan(world.city, start_fy=2000, end_fy=2007)
    builders.make_plan(world.city, start_fy=2009, end_fy=None, open_ended=True)
    running = builders.make_plan(world.city, start_fy=2007, end_fy=None, open_ended=True)
    unknown_end = builders.make_plan(world.city, start_fy=2007, end_fy=None)
    builders.make_cell(world.item, 2008, world.stage)
    builders.make_cell(builders.make_item(world.plan), 2009, world.stage)
    IndicatorFigure.objects.filter(indicator=world.indicator).update(fiscal_year=2008)
    titles = found(f"{query} ")
    assert set(titles["plan"]) & {each.title for each in (over, unknown_end)} == set()
    assert {world.plan.title, running.title} <= set(titles["plan"])
    assert str(world.item) in titles["item"]
    assert str(world.indicator) in titles["indicator"]
    hit = next(h for g in Search(query).groups for h in g.hits if h.url == world.item.get_absolute_url())
    assert hit.lines == [("年次計画", [("平成20年度(2008年度)の欄に予定があります。", False)])]


@pytest.fixture
def indicator(db):
    """Of a plan with a survey of 2023, not published: its actual value of that year is in the database."""
    year = make_year(items=1)
    year.indicator.year = year
    return year.indicator


def numbers(query):
    return (Search(query, kind="indicator").total, found(query).get("indicator", []))


def addresses(query):
    return [hit.url for group in Search(query, kind="indicator").groups for hit in group.hits]


def test_actual_value_of_an_unpublished_year_is_not_found(indicator):
    assert IndicatorFigure.objects.filter(fiscal_year=YEAR, kind="actual").count() == 1
    assert numbers("参加した人の数 2023年度") == (0, [])
    for fiscal_year in (2021, 2026):  # its baseline and its target
        assert numbers(f"参加した人の数 {fiscal_year}年度") == (1, [str(indicator)])
    publish(indicator.year)
    assert numbers("参加した人の数 2023年度") == (1, [str(indicator)])


def test_actual_value_that_the_report_does_not_give_is_not_found(indicator):
    """The one of the year that was published is."""
    year = make_year(items=1, start_fy=YEAR)
    restore_without_actual(year, indicator.plan)
    assert numbers("参加した人の数 2023年度") == (1, [str(year.indicator)])
    assert indicator.get_absolute_url() not in addresses("参加した人の数 2023年度")
    assert indicator.get_absolute_url() in addresses("参加した人の数 2021年度")


def test_actual_value_of_a_year_nobody_asked_about_is_found(indicator):
    IndicatorFigure.objects.create(indicator=indicator, fiscal_year=2020, kind="actual", value=5)
    assert numbers("参加した人の数 2020年度") == (1, [str(indicator)])


def test_every_spelling_finds_the_same_in_the_real_plans(db):
    results = [found(query) for query in YEAR_2008]
    assert len(results[0]["item"]) > 10
    assert [result for result in results if result != results[0]] == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("R1", "R12"),
        ("H2", "平成20年度"),
        ("H20", "NH20"),
        ("H20", "平成200"),
        ("2008年度", "12008年度"),
        ("2008年度", "2008人"),
        ("平成20年度", "平成21年度"),
        ("平成20年度", "令和20年度"),
    ],
)
def test_other_year_or_number_is_not_found(world, query, text):
    builders.make_item(world.plan, name=f"竹とんぼ「{text}」")
    assert found(f"竹とんぼ {query}") == {}


def test_bare_year_may_be_a_number(world):
    item = builders.make_item(world.plan, name="竹とんぼ2008人")
    assert found("竹とんぼ 2008") == {"item": [str(item)]}
    assert found("竹とんぼ 200") == {"item": [str(item)]}


@pytest.mark.parametrize(
    "query", ["20", "令和", "H22-H24", "S1-1", "20年", "1-2-1", "①", "年度", "9999", "H" + "9" * 90]
)
def test_what_is_no_fiscal_year_is_an_ordinary_word(query):
    assert [word.fiscal_year for word in read_words(query)] == [None]


def test_year_without_its_last_letter_is_the_fiscal_year():
    assert [word.fiscal_year for word in read_words("2021年 平成20年 令和元年")] == [2021, 2008, 2019]


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("令和六年度", [2024]),
        ("令和元年度の", [2019]),
        ("昭和六十三年度 平成十年度 平成二十一年", [1988, 1998, 2009]),
        ("2024 年度", [2024]),
        ("令和6年度(2024年度)", [2024]),
        ("「令和 6 年度」の", [2024]),
        ("平成 20 竹とんぼ", [2008, None]),
        ("令和 100 年次", [None, None, None]),
        ("令和六十十年度", [None]),
        ("H.20.4", [None]),
    ],
)
def test_spaces_points_and_kanji_numerals_make_a_year(query, years):
    assert [word.fiscal_year for word in read_words(query)] == years


@pytest.mark.parametrize(
    ("query", "typed"),
    [
        ("令和6年度(2024年度)の進捗報告", ["令和6年度", "進捗報告"]),
        ("令和6年度の進捗報告", ["令和6年度", "進捗報告"]),
        ("「竹とんぼ」の大会", ["竹とんぼ", "大会"]),
        ("令和6年度のぼり", ["令和6年度", "ぼり"]),
        ("町の凧", ["町の凧"]),
    ],
)
def test_particle_after_a_year_or_a_bracket_stands_between_words(query, typed):
    assert [word.typed for word in read_words(query)] == typed


def test_year_written_twice_is_one_word():
    assert [word.typed for word in read_words("Ｈ２０ 協働 平成20年度 キョウドウ 協働")] == [
        "Ｈ２０",
        "協働",
        "キョウドウ",
    ]


def test_spelling_in_the_text_is_marked(world):
    builders.make_item(world.plan, name="竹とんぼ", content="平成20年度から始め、Ｈ２０の秋に広げる")
    (group,) = Search("竹とんぼ 2008年度").groups
    (line,) = group.hits[0].lines
    assert [text for text, is_hit in line[1] if is_hit] == ["平成20", "Ｈ２０"]


def test_page_says_how_a_year_was_understood(client, world):
    page = read("/search/", client.get("/search/", {"q": "Ｈ２０ 協働"}))
    assert "「Ｈ２０」は平成20年度(2008年度)として、ほかの書き方もふくめてさがしました。" in page.text
    assert "として、ほかの書き方も" not in read("/search/", client.get("/search/", {"q": "協働"})).text
