import pytest

from actions.search import SHOWN_PER_GROUP, search_everything
from plans.models import IndicatorFigure
from tests import builders
from tests.page_reader import read


def found(query):
    """Label -> number of hits."""
    return {group.label: len(group.hits) for group in search_everything(query)}


def titles(query, label):
    group = next((group for group in search_everything(query) if group.label == label), None)
    return ["".join(text for text, _is_hit in hit.title) for hit in group.hits] if group else []


@pytest.mark.parametrize("query", ["", " ", "\u3000\n", "\x00", "\u200b"])
def test_empty_query_finds_nothing(db, query):
    assert search_everything(query) == []


@pytest.mark.parametrize(
    ("query", "label", "expected"),
    [
        ("データベース化 団体", "取組", ["2-4-1 人材や団体情報の集約、データベース化"]),
        ("ﾃﾞｰﾀﾍﾞｰｽ化 団体", "取組", ["2-4-1 人材や団体情報の集約、データベース化"]),
        ("でーたべーす化 団体", "取組", ["2-4-1 人材や団体情報の集約、データベース化"]),
        ("団体情報 集約 データベース化", "取組", ["2-4-1 人材や団体情報の集約、データベース化"]),
        ("協働ﾗｳﾝﾄﾞﾃｰﾌﾞﾙ", "取組", ["2-4-2 協働ラウンドテーブル（情報交換・交流・協議の場）の開催"]),
        ("自立性 どこにもない言葉", "取組", []),
        ("ＮＰＯ法人認証数", "指標", ["2 NPO法人認証数"]),
        ("npo法人認証数", "指標", ["2 NPO法人認証数"]),
        ("担い手を育てます", "方針", ["Ⅰ 市民協働によるまちづくりの担い手を育てます"]),
        ("資金確保支援機能", "施策", ["(3) 資金確保支援機能の充実"]),
        ("協働推進課", "部署", ["協働推進課"]),
        ("つくばみらい", "計画", ["つくばみらい市 市民協働実施計画（案）"]),
        ("352039", "計画", ["山口市協働推進プラン"]),
        ("yamaguchi 協働推進プラン", "計画", ["山口市協働推進プラン"]),
    ],
)
def test_words_find_what_the_plans_say(db, query, label, expected):
    assert titles(query, label) == expected


@pytest.mark.parametrize("query", ["%", "_", "%協働%", "協_", "\\", "'"])
def test_signs_of_the_database_are_ordinary_letters(world, query):
    found_codes = [title.split()[0] for title in titles(query, "取組")]
    assert world.item.code not in found_codes


def test_sign_that_stands_in_a_name_is_found(world):
    item = builders.make_item(world.plan, name="参加率100%_をめざす")
    assert titles("100%_", "取組") == [str(item)]


def test_words_of_two_columns_are_not_one_word(world):
    builders.make_item(world.plan, name="山びこ学級", purpose="会の運営")
    assert titles("学級会", "取組") == []
    assert len(titles("学級 会の運営", "取組")) == 1


def test_every_word_must_be_found(world):
    builders.make_item(world.plan, name="竹とんぼ教室")
    builders.make_item(world.plan, name="竹とんぼ大会")
    assert len(titles("竹とんぼ", "取組")) == 2
    assert len(titles("竹とんぼ 大会", "取組")) == 1


def test_hits_are_marked_and_the_text_around_them_shown(world):
    builders.make_item(
        world.plan, name="竹とんぼ教室", content="昔の遊びを伝える。" * 20 + "竹とんぼを作る。"
    )
    hit = search_everything("竹とんぼ")[0].hits[0]
    assert [text for text, is_hit in hit.title if is_hit] == ["竹とんぼ"]
    assert [text for text, is_hit in hit.context if is_hit] == ["竹とんぼ"]
    assert hit.context[0] == ("…", False)
    assert hit.plan == f"{world.city.name} {world.plan.title}"


def test_hits_of_unpublished_plans_are_not_counted(world):
    hidden = builders.make_plan(world.city, is_published=False, title="竹とんぼ計画")
    policy = builders.make_policy(hidden, name="竹とんぼ方針")
    builders.make_measure(policy, name="竹とんぼ施策")
    builders.make_item(hidden, name="竹とんぼ教室")
    assert found("竹とんぼ") == {}
    hidden.is_published = True
    hidden.save()
    assert found("竹とんぼ") == {"計画": 1, "方針": 1, "施策": 1, "取組": 1}


def test_internal_note_is_not_searched(world):
    world.item.internal_note = "竹とんぼ"
    world.item.save()
    assert found("竹とんぼ") == {}


def test_department_is_found_by_its_reading(world):
    world.department.reading = "たけとんぼか"
    world.department.save()
    world.item.item_departments.create(department=world.department)
    assert titles("タケトンボカ", "部署") == [world.department.name]


@pytest.mark.parametrize(("items", "shown", "has_more"), [(1, 1, False), (50, 50, False), (51, 50, True)])
def test_first_fifty_of_a_group_are_shown(db, items, shown, has_more):
    builders.make_full_plan(items=items, word="竹とんぼ")
    group = next(group for group in search_everything("竹とんぼ取組") if group.label == "取組")
    assert (len(group.hits), group.has_more, SHOWN_PER_GROUP) == (shown, has_more, 50)


def test_department_is_found_once_for_each_plan(db):
    plan = builders.make_full_plan(items=3, word="竹とんぼ")
    assert sorted(titles("竹とんぼ1課", "部署")) == ["竹とんぼ1課"]
    assert plan.items.filter(departments__name="竹とんぼ2課").count() == 2


@pytest.mark.parametrize("items", [1, 3, 120])
def test_search_takes_one_query_a_group_and_two_more_for_departments(db, items, django_assert_num_queries):
    builders.make_full_plan(items=items, word="竹とんぼ")
    with django_assert_num_queries(8):
        assert len(search_everything("竹とんぼ")) == 6


def test_search_page_says_how_many(client, world):
    builders.make_item(world.plan, name="竹とんぼ教室")
    page = read("/search/", client.get("/search/", {"q": "たけとんぼ"}))
    assert "0件見つかりました。" in page.text
    page = read("/search/", client.get("/search/", {"q": "竹とんぼ"}))
    assert "1件見つかりました。" in page.text
    assert page.title == "「竹とんぼ」の検索結果 | Kyodo Portal"


def test_search_page_says_when_not_all_are_shown(client, db):
    builders.make_full_plan(items=51, word="竹とんぼ")
    page = read("/search/", client.get("/search/", {"q": "竹とんぼ取組"}))
    assert "はじめの50件を表示しています。言葉を足すと絞り込めます。" in page.text


def test_indicator_hit_leads_to_its_place_on_the_page(client, world):
    world.indicator.name = "竹とんぼの数"
    world.indicator.save()
    IndicatorFigure.objects.filter(indicator=world.indicator).update(value=3)
    page = read("/search/", client.get("/search/", {"q": "竹とんぼの数"}))
    assert f"{world.plan.get_absolute_url()}indicators/#indicator-1" in page.links
