"""How many queries each page and file takes: the same number for 1, 3 and 300 items."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders

SIZES = [1, 3, 300]
QUERIES = {
    "home": 5,
    "city": 3,
    "plan": 22,
    "roadmap": 12,
    "indicators": 9,
    "departments": 14,
    "department": 14,
    "item": 22,
    "search": 8,
    "reports": 5,
    "reports/feed.atom": 2,
    "data.json": 39,
    "items.csv": 39,
    "schedule.csv": 39,
    "indicators.csv": 39,
    "progress.csv": 39,
    "evaluations.csv": 39,
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


@pytest.mark.parametrize("plans", SIZES)
def test_home_and_city_do_not_ask_more_for_more_plans(client, db, django_assert_num_queries, plans):
    city = builders.make_city()
    for _each in range(plans):
        builders.make_plan(city)
    with django_assert_num_queries(QUERIES["home"]):
        assert client.get("/").status_code == 200
    with django_assert_num_queries(QUERIES["city"]):
        assert client.get(city.get_absolute_url()).status_code == 200


def test_empty_search_asks_nothing(client, db, django_assert_num_queries):
    for address in ("/search/", "/search/?q=", "/search/?q=%E3%80%80"):
        with django_assert_num_queries(0):
            assert client.get(address).status_code == 200


def test_data_guide_asks_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/data/").status_code == 200


def test_missing_plan_takes_one_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/yamaguchi/no-such-plan/").status_code == 404
