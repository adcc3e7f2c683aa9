"""How many queries each page and file takes: the same number for 1, 3 and 300 items."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders

SIZES = [1, 3, 300]
QUERIES = {
    "home": 6,
    "city": 6,
    "plan": 19,
    "roadmap": 12,
    "indicators": 6,
    "departments": 14,
    "department": 14,
    "item": 22,
    "search": 19,
    "reports": 5,
    "reports/feed.atom": 2,
    "data.json": 36,
    "items.csv": 36,
    "schedule.csv": 36,
    "indicators.csv": 36,
    "progress.csv": 36,
    "evaluations.csv": 36,
}


def address_of(kind, plan):
    base = plan.get_absolute_url()
    return {
        "home": "/",
        "city": plan.municipality.get_absolute_url(),
        "plan": base,
        "item": f"{base}items/first/",
        "department": f"{base}departments/{plan.slug}-1/",
        "search": "/search/?q=見本",
    }.get(kind, f"{base}{kind}" if "." in kind else f"{base}{kind}/")


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return len(queries)


def test_queries_do_not_grow_with_the_plan(client, db):
    plans = [builders.make_full_plan(items=size, word="見本") for size in SIZES]
    counted = {kind: [queries_of(client, address_of(kind, plan)) for plan in plans] for kind in QUERIES}
    assert counted == {kind: [count, count, count] for kind, count in QUERIES.items()}


def test_filters_take_no_more_queries(client, db):
    for size in (1, 3):
        plan = builders.make_full_plan(items=size, word="見本")
        address = f"{plan.get_absolute_url()}roadmap/?actor=city&year=2022&stage=実施&q=見本"
        assert queries_of(client, address) == QUERIES["roadmap"]


def test_file_of_a_result_takes_as_many_queries_whatever_the_size(client, db):
    for size in (1, 3):
        base = builders.make_full_plan(items=size, word="見本").get_absolute_url()
        counted = [
            queries_of(client, f"{base}{name}.csv?actor=city&q=見本") for name in ("items", "schedule")
        ]
        assert counted == [QUERIES["items.csv"] + 9] * 2


@pytest.mark.parametrize("plans", SIZES)
def test_home_and_city_do_not_ask_more_for_more_plans(client, db, django_assert_num_queries, plans):
    city = builders.make_city()
    for _each in range(plans):
        builders.make_plan(city)
    with django_assert_num_queries(QUERIES["home"]):
        assert client.get("/").status_code == 200
    with django_assert_num_queries(QUERIES["city"] - 2):  # no plan has an owner, whose contact would be read
        assert client.get(city.get_absolute_url()).status_code == 200


def test_empty_search_asks_nothing(client, db, django_assert_num_queries):
    for address in ("/search/", "/search/?q=", "/search/?q=%E3%80%80"):
        with django_assert_num_queries(0):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(("words", "queries"), [(1, 12), (3, 33), (5, 47), (10, 12)])
def test_search_that_finds_nothing_asks_little(client, db, django_assert_num_queries, words, queries):
    builders.make_full_plan(word="見本")
    query = " ".join(f"どこにもない{number}号" for number in range(words))
    with django_assert_num_queries(queries):
        assert client.get("/search/", {"q": query}).status_code == 200


def test_data_guide_asks_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/data/").status_code == 200


def test_missing_plan_takes_one_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/yamaguchi/no-such-plan/").status_code == 404
