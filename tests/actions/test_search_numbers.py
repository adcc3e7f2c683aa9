"""Numbers as plans print them: a Roman numeral is no letter of a word, and a code is found whole."""

import pytest

from actions.search import Search
from organizations.models import Municipality
from tests import builders
from tests.reporting.people import make_clean_year, publish


def found(query):
    """{kind: titles}."""
    return {
        group.kind: ["".join(text for text, _is_hit in hit.title) for hit in group.hits]
        for group in Search(query).groups
    }


@pytest.mark.parametrize(
    ("query", "printed"),
    [
        *(("Ⅰ", printed) for printed in ("Ⅰ", "ⅰ", "I", "Ｉ", "基本方針Ⅰ", "(Ⅰ)", "Ⅰ.")),
        ("ⅰ", "Ⅰ"),
        ("Ⅴ", "V"),
        ("Ⅳ", "IV"),
        ("Ⅹ", "Ⅹ"),
    ],
)
def test_policy_is_found_by_the_numeral_it_is_printed_with(world, query, printed):
    policy = builders.make_policy(world.plan, name="竹とんぼ", number_as_printed=printed)
    builders.make_policy(world.plan, name="竹とんぼ", number_as_printed="Ⅱ")
    assert found(f"竹とんぼ {query}") == {"policy": [str(policy)]}


@pytest.mark.parametrize("level", ["measure", "item", "indicator"])
def test_every_level_is_found_by_its_numeral(world, level):
    row = getattr(world, level)
    row.name, row.number_as_printed = "竹とんぼ", "Ⅸ"
    row.save()
    assert found("竹とんぼ Ⅸ") == {level: [str(row)]}
    assert found("竹とんぼ Ⅹ") == {}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Ⅰ", "Village"),
        ("Ⅰ", "ＰＤＣＡとＮＰＯ、ＷｉＦｉ"),
        ("Ⅰ", "Ⅱ"),
        ("Ⅰ", "U・Iターン"),
        ("Ⅴ", "Ⅳ"),
        ("Ⅴ", "NPO service"),
        ("Ⅳ", "private"),
        ("ⅹ", "DX"),
    ],
)
def test_letter_inside_a_word_is_no_numeral(world, query, text):
    builders.make_item(world.plan, name=f"竹とんぼ「{text}」", content=text)
    builders.make_policy(world.plan, name="竹とんぼ", name_en="Five villages exist", number_as_printed=text)
    assert found(f"竹とんぼ {query}") == {}


@pytest.mark.parametrize("text", ["方針Ⅰをうけて", "方針Iをうけて", "Ⅰ-(2)-④", "Ⅰ～Ⅲ", "Ⅰ まちづくり", "ⅰ)"])
def test_numeral_in_a_text_is_found(world, text):
    item = builders.make_item(world.plan, name=f"竹とんぼ「{text}」")
    assert found("竹とんぼ Ⅰ") == {"item": [str(item)]}


def test_only_the_numeral_is_marked(world):
    builders.make_policy(world.plan, name="竹とんぼのVillage", number_as_printed="Ⅰ")
    (group,) = Search("Ⅰ 竹とんぼ").groups
    assert [text for text, is_hit in group.hits[0].title if is_hit] == ["Ⅰ", "竹とんぼ"]


@pytest.mark.parametrize(
    ("query", "printed"),
    [("II", "Ⅱ"), ("III", "ⅲ"), ("IV", "IV"), ("ＶＩＩ", "Ⅶ"), ("XII", "Ⅻ"), ("IX", "基本方針Ⅸ")],
)
def test_numeral_in_latin_capitals_is_the_number(world, query, printed):
    policy = builders.make_policy(world.plan, name="竹とんぼ", number_as_printed=printed)
    builders.make_policy(world.plan, name="竹とんぼDivision", number_as_printed="Ⅴ", aim="xiii vii- Private")
    expected = {"policy": [str(policy)]}
    assert found(f"竹とんぼ {query}") == expected


def test_numeral_in_small_letters_is_an_ordinary_word(world):
    policy = builders.make_policy(world.plan, name="竹とんぼDivision")
    assert found("竹とんぼ iv") == {"policy": [str(policy)]}
    assert found("竹とんぼ IV") == {}


@pytest.mark.parametrize("query", ["(1)", "（１）", "⑴"])
@pytest.mark.parametrize("text", ["(1)", "（１）", "⑴"])
def test_number_in_brackets_is_found_however_it_is_typed(world, query, text):
    item = builders.make_item(world.plan, name=f"竹とんぼ「{text}」")
    builders.make_item(world.plan, name="竹とんぼ1")
    measure = builders.make_measure(world.policy, name="竹とんぼ", number_as_printed=text)
    assert found(f"竹とんぼ {query}") == {"item": [str(item)], "measure": [str(measure)]}


HEADINGS = [
    ("基本方針1", "基本方針1"),
    ("基本方針１", "基本方針1"),
    ("基本方針1", "基本方針１"),
    ("基本方針1伝え合い", "基本方針1"),
    ("基本方針1 伝え合い、聴き合うまち", "基本方針1"),
    ("基本方針Ⅱ", "基本方針Ⅱ"),
    ("基本方針II 伝え合い", "基本方針Ⅱ"),
    ("Ⅱ伝え合い", "Ⅱ"),
    ("II 伝え合い", "Ⅱ"),
    ("①伝え合い", "①"),
    ("① 伝え合い", "①"),
    ("1 伝え合い", "①"),
    ("1. 伝え合い", "1."),
    ("1) 伝え合い", "1)"),
    ("(1) 伝え合い、聴き合うまち", "(1)"),
    ("（1）伝え合い", "(1)"),
    ("㉑伝え合い", "㉑"),
]


@pytest.mark.parametrize(("query", "printed"), HEADINGS)
@pytest.mark.parametrize("level", ["policy", "measure", "item", "indicator"])
def test_heading_copied_from_a_page_is_found(world, quiet_city, level, query, printed):
    row = getattr(world, level)
    row.name, row.number_as_printed = "伝え合い、聴き合うまち", printed
    row.save()
    assert found(query) == {level: [str(row)]}
    row.number_as_printed = "9"
    row.save()
    assert found(query) == {}


@pytest.mark.parametrize("query", ["②伝え合い", "② 伝え合い", "②再 伝え合い"])
def test_item_is_found_by_the_number_of_one_of_its_places(world, quiet_city, query):
    item = builders.make_item(world.plan, name="伝え合い、聴き合う", number_as_printed="①")
    place = builders.place(item, world.measure)
    assert found(query) == {}
    place.number_as_printed = "②再" if "再" in query else "②"
    place.save()
    assert found(query) == {"item": [str(item)]}


@pytest.mark.parametrize("query", ["1", "①", "1伝え合い", "1 聴き合う", "基本方針11", "方針1 凧"])
def test_mere_number_or_another_name_is_no_heading(world, quiet_city, query):
    for printed in ("①", "1", "基本方針1"):
        builders.make_item(world.plan, name="伝え合い、聴き合う", number_as_printed=printed)
        builders.make_policy(world.plan, name="伝え合い、聴き合う", number_as_printed=printed)
    titles = [title for group in found(query).values() for title in group]
    assert [title for title in titles if "伝え合い" in title] == []


def test_number_and_name_are_marked(world):
    builders.make_policy(world.plan, name="伝え合い、聴き合う", number_as_printed="基本方針1")
    (group,) = Search("基本方針1伝え合い").groups
    assert [text for text, is_hit in group.hits[0].title if is_hit] == ["基本方針1 伝え合い"]
    builders.make_item(world.plan, code="7-8-9", name="鳴き砂の浜", number_as_printed="①")
    (group,) = Search("①鳴き砂").groups
    assert [text for text, is_hit in group.hits[0].title if is_hit] == ["鳴き砂"]


@pytest.mark.parametrize("query", ["m7-8", "Ｍ７－８", "竹とんぼ M7-8", "M7-8竹とんぼ"])
def test_measure_and_policy_are_found_by_their_whole_code(world, query):
    policy = builders.make_policy(world.plan, code="M7-8", name="竹とんぼ", number_as_printed="Ⅰ")
    measure = builders.make_measure(world.policy, code="M7-8", name="竹とんぼ", number_as_printed="(1)")
    builders.make_measure(world.policy, code="M7-81", name="竹とんぼ")
    builders.make_policy(world.plan, code="2-M7-8", name="竹とんぼ")
    assert found(query) == {"measure": [str(measure)], "policy": [str(policy)]}


@pytest.mark.parametrize("query", ["S1-1", "s1-1", "S1-1 竹とんぼ", "S1-1竹とんぼ"])
def test_code_that_begins_as_a_year_does_is_a_code(world, query):
    item = builders.make_item(world.plan, code="S1-1", name="竹とんぼ教室")
    builders.make_item(world.plan, name="竹とんぼ大会")
    assert str(item) in found(query)["item"]
    assert found("S1-1 教室") == {"item": [str(item)]}


def test_count_of_a_word_alone_is_that_of_its_address(world):
    builders.make_item(world.plan, name="鳴き砂の浜", number_as_printed="①")
    for advice in Search("① 鳴き砂 どこにもない言葉").alone:
        assert advice.count == Search(advice.words).total


@pytest.mark.parametrize(
    "query",
    [
        "基本方針1",
        "基本方針1 伝え合い、聴き合うまち",
        "基本方針1伝え合い",
        "① 竹とんぼ",
        "①竹とんぼ",
        "Ⅱ",
        "II 情報",
    ],
)
def test_roadmap_is_filtered_by_headings_too(client, world, query):
    plan = builders.make_plan(world.city)
    policy = builders.make_policy(plan, name="伝え合い、聴き合うまち", number_as_printed="基本方針1")
    measure = builders.make_measure(policy, name="情報", number_as_printed="Ⅱ")
    item = builders.make_item(plan, name="竹とんぼ教室", number_as_printed="①")
    builders.place(item, measure)
    builders.place(builders.make_item(plan, name="凧の会"), builders.make_measure(builders.make_policy(plan)))
    shown = client.get(f"{plan.get_absolute_url()}items.csv", {"q": query}).text
    assert ("竹とんぼ教室" in shown, "凧の会" in shown) == (True, False)


def test_latin_letter_is_an_ordinary_word(world):
    item = builders.make_item(world.plan, name="竹とんぼVillage")
    assert found("竹とんぼ I") == {"item": [str(item)]}
    assert found("竹とんぼ I Ⅰ") == {}


def test_numeral_is_no_letter_of_a_department(world):
    world.department.name, world.department.name_en = "竹とんぼ課", "Civic Division"
    world.department.save()
    world.item.item_departments.create(department=world.department)
    assert "department" in found("竹とんぼ課 I")
    assert found("竹とんぼ課 Ⅰ") == {}


@pytest.fixture
def quiet_city(world):
    """Of which neither the name nor the code has a number: the name of the city answers every word."""
    Municipality.objects.filter(pk=world.city.pk).update(search_text="凧市")


@pytest.fixture
def report(db):
    """Of two items; the first is numbered 2-1-1, the second names 9-9 in what was done."""
    year = make_clean_year()
    first, second = year.items
    first.code, first.name = "2-1-1", "竹とんぼ教室"
    first.save()
    year.answers[1].done = "番号9-9の竹とんぼ"
    year.answers[1].save()
    second.name = "竹とんぼ大会"
    second.save()
    publish(year)
    return year


@pytest.mark.parametrize("query", ["2-1-1", "２－１－１", "9-9"])
def test_code_is_found_in_items_and_reports_alike(report, query):
    number = 1 if query == "9-9" else 0
    item = report.items[number]
    expected = {"report": [str(item)]} if number else {"item": [str(item)], "report": [str(item)]}
    assert found(f"竹とんぼ {query}") == expected


@pytest.mark.parametrize("query", ["1-1", "2-1", "-1-", "1竹とんぼ"])
def test_part_of_a_code_finds_no_item_of_a_report(report, query):
    assert found(f"教室 {query}") == {}
