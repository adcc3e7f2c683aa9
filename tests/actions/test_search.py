import pytest

from actions.search import SHOWN_PER_GROUP, Search
from organizations.models import DepartmentSuccession, Municipality
from plans.models import IndicatorFigure
from tests import builders
from tests.page_reader import read


def found(query, **filters):
    """Label -> number of hits."""
    return {group.label: group.number for group in Search(query, **filters).groups}


def hits(query, label, **filters):
    return [hit for group in Search(query, **filters).groups if group.label == label for hit in group.hits]


def titles(query, label, **filters):
    return [text_of(hit.title) for hit in hits(query, label, **filters)]


def text_of(pieces):
    return "".join(text for text, _is_hit in pieces)


def marked(pieces):
    return [text for text, is_hit in pieces if is_hit]


def lines(hit):
    """[(label, the words marked)]."""
    return [(label, marked(pieces)) for label, pieces in hit.lines]


@pytest.mark.parametrize("query", ["", " ", "\u3000\n", "\x00", "\u200b"])
def test_empty_query_finds_nothing(db, query):
    assert Search(query).groups == []


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


@pytest.mark.parametrize(
    "query", ["「竹とんぼ」", "竹とんぼ、大会", "（竹とんぼ），大会", "【大会】竹とんぼ。"]
)
def test_brackets_and_commas_stand_between_words(world, query):
    builders.make_item(world.plan, name="竹とんぼ大会")
    assert titles(query, "取組") == titles("竹とんぼ 大会", "取組") != []


def test_name_of_the_city_narrows_the_other_words(world):
    other = builders.make_plan(builders.make_city(name="凧市", reading="たこし"))
    builders.make_item(world.plan, name="竹とんぼ大会")
    item = builders.make_item(other, name="竹とんぼ教室")
    for query in ("凧市 竹とんぼ", "竹とんぼ たこし"):
        assert titles(query, "取組") == [str(item)]
    assert titles("凧市", "取組") == []  # the name alone finds the city's plans, not everything in them
    assert titles("凧市", "計画") == [other.title]


def test_name_of_the_city_narrows_its_departments(world):
    world.department.name = "竹馬課"
    world.department.save()
    world.item.item_departments.create(department=world.department)
    other = builders.make_plan(builders.make_city(name="凧市", reading="たこし"))
    department = builders.make_department(other.municipality, name="独楽課")
    department.former_names.create(name="竹馬係", last_fy=2020)
    builders.make_item(other).item_departments.create(department=department)
    assert len(titles("竹馬", "部署")) == 2
    for query in ("凧市 竹馬", "竹馬 たこし", "凧市 竹馬係 独楽"):
        assert titles(query, "部署") == ["独楽課"]
    assert titles("凧市 竹馬課", "部署") == []
    assert titles("凧市", "部署") == []


def test_name_of_the_city_narrows_departments_that_followed_others(world):
    followed = builders.make_department(world.city, name="竹馬課")
    world.item.item_departments.create(department=followed)
    DepartmentSuccession.objects.create(predecessor=followed, successor=world.department, from_fy=2023)
    Municipality.objects.filter(pk=world.city.pk).update(search_text="凧市")
    new, _old = hits("凧市 竹馬課", "部署")
    assert text_of(new.lines[-1][1]) == "「竹馬課」の仕事を引き継いだ部署です。"
    assert hits("独楽市 竹馬課", "部署") == []


def test_hits_are_marked_and_the_text_around_them_shown(world):
    builders.make_item(
        world.plan, name="竹とんぼ教室", content="昔の遊びを伝える。" * 20 + "竹とんぼを作る。"
    )
    (hit,) = hits("竹とんぼ", "取組")
    assert (marked(hit.title), lines(hit)) == (["竹とんぼ"], [("内容", ["竹とんぼ"])])
    assert hit.lines[0][1][0] == ("…", False)
    assert hit.path == [world.city.name, world.plan.title]


def test_hit_says_where_it_stands_in_the_plan_and_in_which_fields(world):
    part = builders.make_policy(world.plan, name="遊びの方針", parent=world.policy)
    item = builders.make_item(
        world.plan, name="竹とんぼ教室", purpose="凧の会", issues="独楽の会", content="鞠"
    )
    builders.place(item, builders.make_measure(part, name="遊びの施策"))
    (hit,) = hits("凧 独楽", "取組")
    assert hit.path == [world.city.name, world.plan.title, world.policy.name, "遊びの方針", "遊びの施策"]
    assert lines(hit) == [("目的", ["凧"]), ("現状と課題", ["独楽"])]
    (hit,) = hits("竹とんぼ", "取組")
    assert (lines(hit), text_of(hit.lines[0][1])) == ([("内容", [])], "鞠")


def test_item_is_found_by_who_does_it(world):
    world.item.item_departments.create(department=world.department)
    world.department.former_names.create(name="竹馬係", last_fy=2020)
    world.department.contact_as_printed = "竹林町1番地"
    world.department.save()
    for query, name in ((world.department.name, world.department.name), ("竹馬係", "竹馬係")):
        (hit,) = hits(query, "取組")
        assert lines(hit) == [("担当部署", [name])]
    assert titles("竹林町", "取組") == []


def test_item_is_found_by_its_code(world):
    item = builders.make_item(world.plan, code="9-8-7", name="竹とんぼ教室")
    builders.make_item(world.plan, code="9-8-71", name="竹とんぼ大会")
    assert titles("９－８－７", "取組") == [str(item)]


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
    group = next(group for group in Search("竹とんぼ取組").groups if group.label == "取組")
    assert (len(group.hits), group.number, group.has_more) == (shown, items, has_more)
    assert SHOWN_PER_GROUP == 50


def test_department_is_found_once_for_each_plan(db):
    plan = builders.make_full_plan(items=3, word="竹とんぼ")
    assert sorted(titles("竹とんぼ1課", "部署")) == ["竹とんぼ1課"]
    assert plan.items.filter(departments__name="竹とんぼ2課").count() == 2


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
    assert "51件見つかりました。" in page.text
    assert "取組の51件をすべて見る" in page.text
    address = next(link for link in page.links if "kind=item" in link)
    page = read("/search/", client.get(address))
    assert "51件見つかりました(2ページ中1ページ目)。" in page.text
    address = next(link for link in page.links if "page=2" in link)
    page = read("/search/", client.get(address))
    assert "51件見つかりました(2ページ中2ページ目)。" in page.text
    assert len([link for link in page.links if "/items/" in link]) == 1


def test_indicator_hit_leads_to_its_place_on_the_page(client, world):
    world.indicator.name = "竹とんぼの数"
    world.indicator.save()
    IndicatorFigure.objects.filter(indicator=world.indicator).update(value=3)
    page = read("/search/", client.get("/search/", {"q": "竹とんぼの数"}))
    assert f"{world.plan.get_absolute_url()}indicators/#indicator-1" in page.links
