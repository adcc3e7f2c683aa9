"""The result of a search as a file: the same hits as on the page, over all its pages."""

import csv
import io

import pytest

from actions import search_file
from tests import builders
from tests.page_reader import read
from tests.reporting.people import make_clean_year, publish
from tests.reporting.scenes import YEAR

HEADER = ["種類", "市", "計画", "見出し", "場所", "見つかった文", "アドレス"]
# As the page: 12 to count the kinds; then one for each kind that is found, and two more for the items.
QUERIES = 19


def rows(client, **query):
    response = client.get("/search.csv", query)
    assert response.status_code == 200
    reader = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    found = list(reader)
    assert reader.fieldnames == HEADER
    return found


def test_row_says_what_was_found_and_where(client, world):
    item = builders.make_item(world.plan, name="竹とんぼ教室", purpose="凧の会", content="鞠")
    builders.place(item, world.measure)
    (row,) = rows(client, q="凧")
    assert row == {
        "種類": "取組",
        "市": world.city.name,
        "計画": world.plan.title,
        "見出し": str(item),
        "場所": f"{world.policy.name} › {world.measure.name}",
        "見つかった文": "目的: 凧の会",
        "アドレス": f"http://testserver{item.get_absolute_url()}",
    }
    (row,) = rows(client, q="竹とんぼ")
    assert (row["見出し"], row["見つかった文"]) == (str(item), "")


def test_row_of_a_plan_and_of_a_place_on_a_page(client, world, settings):
    settings.SITE_URL = "https://plan.example.jp"
    world.plan.aim = world.policy.aim = "竹とんぼを飛ばす"
    world.plan.save()
    world.policy.save()
    plan, policy = rows(client, q="竹とんぼ")
    assert (plan["計画"], plan["見出し"], plan["場所"]) == (world.plan.title, world.plan.title, "")
    assert policy["アドレス"] == f"https://plan.example.jp{world.policy.get_absolute_url()}"
    assert "#policy-" in policy["アドレス"]


def test_reason_that_is_no_text_is_said(client, world):
    builders.make_cell(world.item, 2008, world.stage)
    (row,) = rows(client, q="H20", kind="item", place=f"{world.city.slug}/{world.plan.slug}")
    assert row["見つかった文"] == "年次計画: 平成20年度(2008年度)の欄に予定があります。"


def test_report_is_in_the_file(client, db):
    year = make_clean_year()
    year.answers[0].done = "竹とんぼを飛ばした"
    year.answers[0].save()
    publish(year)
    (row,) = rows(client, q="竹とんぼ")
    places = f"令和5年度(2023年度)の進捗報告 › {year.policy.name} › {year.measure.name}"
    assert (row["種類"], row["計画"], row["場所"]) == ("報告", year.plan.title, places)
    assert row["アドレス"].endswith(f"reports/{YEAR}/#item-{year.items[0].code}")


def test_fictional_city_is_marked(client, world):
    world.city.is_fictional = True
    world.city.save()
    builders.make_item(world.plan, name="竹とんぼ教室")
    assert rows(client, q="竹とんぼ")[0]["市"] == f"{world.city.name}(架空の見本)"


def test_hidden_plan_is_not_in_the_file(client, world):
    builders.make_item(world.plan, name="竹とんぼ教室")
    builders.make_item(builders.make_plan(world.city, is_published=False), name="竹とんぼ大会")
    assert len(rows(client, q="竹とんぼ")) == 1


def test_text_that_looks_like_a_formula_is_harmless(client, world):
    builders.make_item(world.plan, name="竹とんぼ教室")
    world.plan.title = "=1+1"
    world.plan.save()
    assert rows(client, q="竹とんぼ")[0]["計画"] == "'=1+1"


def test_file_is_sent_as_the_others_are(client, world):
    response = client.get("/search.csv", {"q": "どこにもない言葉"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="search.csv"'
    assert response["X-Robots-Tag"] == "noindex"
    assert response.content == b"\xef\xbb\xbf" + ",".join(HEADER).encode() + b"\r\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "さがす言葉がありません。アドレスの「q=」の後ろに、さがす言葉を入れてください。"),
        ({"q": "\u3000"}, "さがす言葉がありません。アドレスの「q=」の後ろに、さがす言葉を入れてください。"),
        (
            {"q": "竹とんぼ", "kind": "図書館"},
            "種類「図書館」は、検索の絞り込みでは使えません。アドレスの条件を直してください。",
        ),
        (
            {"q": "竹とんぼ", "place": "no-such-city"},
            "計画「no-such-city」は、検索の絞り込みでは使えません。アドレスの条件を直してください。",
        ),
        (
            {"q": " ".join(f"言葉{number}号" for number in range(11))},
            "アドレスの「q=」から「言葉10号」を除いてください。",
        ),
    ],
)
def test_file_is_refused_rather_than_given_without_a_condition(client, world, query, said):
    response = client.get("/search.csv", query)
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response["X-Robots-Tag"] == "noindex"
    assert said in response.text
    assert "表示しています" not in response.text


@pytest.mark.parametrize("table", ["items", "schedule"])
def test_filtered_file_of_a_plan_says_what_to_do_too(client, world, table):
    response = client.get(f"{world.plan.get_absolute_url()}{table}.csv", {"actor": "zzz"})
    said = "主体「zzz」は、この計画の絞り込みでは使えません。アドレスの条件を直してください。"
    assert (response.status_code, response.text) == (400, said)


@pytest.fixture
def two_plans(db):
    first = builders.make_full_plan(items=51, word="竹とんぼ")
    return first, builders.make_full_plan(first.municipality, items=1, word="竹とんぼ")


def link_in(client, address, **query):
    page = read(address, client.get(address, query))
    (link,) = [link for link in page.links if "/search.csv" in link]
    return link, page


@pytest.mark.parametrize("language", ["", "/en"])
def test_link_keeps_the_conditions_and_gives_all_pages(client, two_plans, language):
    place = f"{two_plans[0].municipality.slug}/{two_plans[0].slug}"
    link, page = link_in(client, f"{language}/search/", q="竹とんぼ", kind="item", place=place, page="2")
    response = client.get(link)
    found = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row["種類"] for row in found} == {"取組"}
    assert len(found) == 51
    assert ("51件" if not language else "51 results") in page.text


def test_link_is_for_the_words_that_were_used(client, world):
    words = ["竹とんぼ", *(f"言葉{number}号" for number in range(9)), "十一番目"]
    builders.make_item(world.plan, name="".join(words[:10]))
    link, _page = link_in(client, "/search/", q=" ".join(words))
    assert client.get(link).content.count(b"\r\n") == 2


def test_nothing_found_has_no_file(client, world):
    for query in ({}, {"q": "どこにもない言葉"}):
        assert "/search.csv" not in client.get("/search/", query).text


def test_file_stops_at_its_limit_and_the_page_says_so(client, two_plans, monkeypatch):
    assert search_file.MOST_ROWS == 1000
    said = "はじめの60件まで"
    assert said not in link_in(client, "/search/", q="竹とんぼ")[1].text
    monkeypatch.setattr(search_file, "MOST_ROWS", 60)
    everything = rows(client, q="竹とんぼ")
    link, page = link_in(client, "/search/", q="竹とんぼ")
    assert said in page.text
    assert "the first 60" in link_in(client, "/en/search/", q="竹とんぼ")[1].text
    assert (len(everything), link.startswith("/search.csv?")) == (60, True)
    assert [row["種類"] for row in everything] == ["計画"] * 2 + ["取組"] * 52 + ["施策"] * 6


def test_file_takes_as_many_queries_whatever_is_found(client, db, django_assert_num_queries):
    for items in (1, 3, 60):
        builders.make_full_plan(items=items, word=f"竹とんぼ{items}号")
        with django_assert_num_queries(QUERIES):
            assert len(rows(client, q=f"竹とんぼ{items}号")) > items


def test_guide_explains_every_column(client, db):
    html = client.get("/data/").text
    section = html[html.index('id="table-search"') :].split("</table>")[0]
    assert [name for name in HEADER if f'<th scope="row">{name}</th>' not in section] == []
    assert "はじめの1000件まで" in section
