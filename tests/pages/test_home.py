"""The first page: its order, its pages, and what it says of each plan."""

import re

from plans.models import Plan
from tests import builders


def make_cities(readings):
    """One published plan each; those that came with the database are hidden."""
    Plan.objects.update(is_published=False)
    return [
        builders.make_plan(
            builders.make_city(name=f"市{number}", reading=reading),
            title=f"計画{number}",
            is_published=True,
        )
        for number, reading in enumerate(readings)
    ]


def titles(response):
    return re.findall(r'plan-card__title"><a href="[^"]*">([^<]*)<', response.content.decode())


def test_cities_stand_in_the_order_of_their_readings(client, db):
    make_cities(["やまぐちし", "", "つしまし", "ながとし"])
    builders.make_plan(builders.make_city(reading="あし"), title="隠れた計画", is_published=False)
    assert titles(client.get("/?order=reading")) == ["計画2", "計画3", "計画0", "計画1"]
    assert (
        titles(client.get("/"))
        == titles(client.get("/?order=nonsense"))
        != titles(client.get("/?order=reading"))
    )


def test_next_page_keeps_the_order(client, db):
    make_cities([f"{kana}し" for kana in "わろれるりらよゆやもめむみ"])
    first = client.get("/?order=reading")
    assert len(titles(first)) == 12
    assert 'href="?order=reading&amp;page=2"' in first.content.decode()
    assert titles(client.get("/?order=reading&page=2")) == ["計画0"]
    assert 'href="?page=2"' in client.get("/").content.decode()


def test_each_page_of_the_list_is_its_own_address_for_search_engines(client, db):
    make_cities(["し"] * 13)
    canonical = re.compile(r'rel="canonical"\s+href="([^"]*)"')
    found = [
        canonical.findall(client.get(address).content.decode())
        for address in ("/", "/?page=2", "/en/?page=2")
    ]
    assert found == [["http://testserver/"], ["http://testserver/?page=2"], ["http://testserver/en/?page=2"]]


def test_citation_and_mail_hold_the_address_with_its_filters(client, db):
    plan = builders.make_full_plan(items=1)
    page = client.get(f"{plan.get_absolute_url()}roadmap/?year=2022").content.decode()
    assert f"http://testserver{plan.get_absolute_url()}roadmap/?year=2022</span>" in page


def test_citation_on_an_english_page_marks_the_plan_only(client, db):
    plan = builders.make_full_plan(items=1)
    page = client.get(f"/en{plan.get_absolute_url()}indicators/").content.decode()
    cite = re.search(r"<cite>(.*)</cite>", page)[1]
    assert cite.startswith("Indicators | ")
    assert f'<span lang="ja">{plan.title}</span>' in cite
