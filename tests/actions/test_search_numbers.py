"""Numbers as plans print them: a Roman numeral is no letter of a word, and a code is found whole."""

import pytest

from actions.search import Search
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
