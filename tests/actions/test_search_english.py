"""The search on English pages: our words in English, the plans' own marked as Japanese."""

import re

import pytest
from django.utils import translation

from actions.filters import LABELS
from actions.models import ReportText
from actions.search import Search
from tests import builders
from tests.reporting.people import make_clean_year, publish
from tests.reporting.scenes import YEAR


def shown(client, address, **query):
    return " ".join(client.get(address, query).content.decode().split())


def test_title_of_the_citys_own_words_is_ours(client, db):
    year = make_clean_year()
    ReportText.objects.create(
        plan=year.plan, fiscal_year=YEAR, summary="鞠をついた年でした。", notes="独楽の注記"
    )
    publish(year)
    with translation.override("en"):
        for query, said in (("鞠", "The year in the city’s own words"), ("独楽", "Notes")):
            (group,) = Search(query).groups
            (hit,) = group.hits
            assert ["".join(text for text, _is_hit in hit.title), hit.lines[0][0]] == [said, said]


def test_item_that_is_called_like_a_text_of_ours_keeps_its_name(db):
    year = make_clean_year()
    year.items[0].name = "課題"
    year.items[0].save()
    publish(year)
    with translation.override("en"):
        titles = ["".join(t for t, _hit in hit.title) for g in Search("課題 R5").groups for hit in g.hits]
    assert f"{year.items[0].code} 課題" in titles


@pytest.mark.parametrize("query", [{"kind": "図書館"}, {"place": "図書館"}])
def test_only_the_value_of_a_problem_is_japanese(client, world, query):
    html = shown(client, "/en/search/", q="竹とんぼ", **query)
    assert 'role="alert">' in html
    problem = re.search('role="alert">(.*?)</p>', html)[1]
    assert re.sub('“<span lang="ja">図書館</span>”', "…", problem).endswith(
        " … cannot be used to filter the search. It has been left out."
    )


def test_only_the_value_of_a_problem_of_the_roadmap_is_japanese(client, world):
    html = shown(client, f"/en{world.plan.get_absolute_url()}roadmap/", actor="図書館")
    problem = re.search('role="alert">(.*?)</p>', html)[1]
    with translation.override("en"):
        label = str(LABELS["actor"])
    assert problem == (
        f'{label} “<span lang="ja">図書館</span>” cannot be used to filter this plan. It has been left out.'
    )


def test_japanese_page_has_no_marks(client, world):
    builders.make_item(world.plan, name="竹とんぼ教室")
    assert 'lang="ja"' not in shown(client, "/search/", q="竹とんぼ", kind="図書館").split("<main", 1)[1]


def test_english_name_is_marked_on_a_japanese_page(client, world):
    world.plan.title_en, world.plan.aim = "Kite plan", "Kiteを揚げる"
    world.plan.save()
    builders.make_policy(world.plan, name_en="Kite policy")
    builders.make_item(world.plan, name="Kite教室")
    html = shown(client, "/search/", q="kite")
    for name in ("plan", "policy"):
        assert f'<b>英語の名称</b> <span lang="en"><mark>Kite</mark> {name}</span>' in html
    assert html.count('<span lang="en">') == 2
    assert 'lang="en"' not in shown(client, "/en/search/", q="kite").split("<main", 1)[1]


def test_english_name_of_a_department_is_marked_on_a_japanese_page(client, world):
    world.department.name_en = "Kite Division"
    world.department.save()
    other = builders.make_department(world.city, name="凧係", name_en="Top Section")
    for position, department in enumerate((world.department, other)):
        world.item.item_departments.create(department=department, position=position)
    mark = '<span lang="en"><mark>Kite</mark> Division</span>'
    html = shown(client, "/search/", q="kite")
    assert html.count(mark) == html.count('<span lang="en">') == 2
    assert f"<b>担当部署</b> {mark}" in html
    assert f"<b>英語の名称</b> {mark}" in html
    assert f"<b>担当部署</b> {world.department.name}、<mark>凧係</mark>" in shown(
        client, "/search/", q="凧係"
    )
    assert 'lang="en"' not in shown(client, "/en/search/", q="kite").split("<main", 1)[1]
