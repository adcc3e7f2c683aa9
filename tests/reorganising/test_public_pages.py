"""What citizens read of it: the printed department says who followed it, the follower what it took over."""

import re
from datetime import datetime

import pytest

from actions.reorganising.orders import NewDepartment
from tests import builders
from tests.reorganising.scenes import ARTS, NEW, NEXT_APRIL, SPORTS, abolish, do, found, merge, rename, split
from tests.survey.people import TOKYO

APRIL_AFTER = datetime(2026, 4, 1, 9, tzinfo=TOKYO)


def address(town, department):
    return f"{town.plan.get_absolute_url()}departments/{department.code}/"


def text_of(client, page):
    """The main part of the page in words."""
    response = client.get(page)
    assert response.status_code == 200, page
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def page(client, town):
    return lambda department: text_of(client, address(town, department))


def test_printed_department_says_who_followed_it(client, town, page):
    town.item(town.lead)
    do(merge(town.lead, town.support))
    new = found(town.city, NEW.name)
    assert "この部署の仕事を引き継いだ部署 令和7年度(2025年度)から 学びと文化課" in page(town.lead)
    assert f'href="{address(town, new)}"' in client.get(address(town, town.lead)).content.decode()


def test_follower_lists_what_it_took_over_and_from_whom(town, page):
    first, second = town.item(town.lead), town.item(town.support, town.lead)
    town.item(hidden := builders.make_department(town.city))
    do(merge(town.lead, town.support))
    text = page(found(town.city, NEW.name))
    assert f"{NEW.name} 引き継いだ部署" in text
    assert "引き継いだ取組 3件" in text
    for item, before in ((first, town.lead), (second, town.support), (second, town.lead)):
        assert f"{item.name} {item.code} 令和7年度(2025年度)に「{before}」から" in text
    assert hidden.name not in text
    assert "計画書で先頭に名前がある取組" not in text


def test_department_between_has_its_page_too(town, page):
    item, third = town.item(town.lead), builders.make_department(town.city, name="あとの課")
    do(merge(town.lead, town.support))
    middle = found(town.city, NEW.name)
    do(merge(middle, into=third, day=NEXT_APRIL), now=APRIL_AFTER)
    assert f"引き継いだ取組 1件 {item.name} {item.code} 令和7年度(2025年度)に「{town.lead}」から" in page(
        middle
    )
    assert f"引き継いだ取組 1件 {item.name} {item.code} 令和8年度(2026年度)に「{town.lead}」から" in page(
        third
    )
    assert "令和8年度(2026年度)から あとの課" in page(middle)


def test_parts_of_a_split_department_have_their_pages(town, page):
    decided, undecided = town.item(town.lead), town.item(town.lead)
    do(split(town.lead, items={decided: ARTS}))
    text = page(town.lead)
    assert "令和7年度(2025年度)から 文化課" in text
    assert "令和7年度(2025年度)から スポーツ課" in text
    assert "引き継いだ取組 1件" in page(found(town.city, ARTS.name))
    assert "引き継いだ取組" not in page(found(town.city, SPORTS.name))
    assert undecided.name not in page(found(town.city, ARTS.name))


def test_abolished_department_says_so(town, page):
    town.item(town.lead)
    do(abolish(town.lead))
    assert "この部署は、令和6年度(2024年度)までの部署です。引き継いだ部署はありません。" in page(town.lead)


def test_renamed_department_shows_the_name_of_the_plan_and_the_present_one(town, page):
    old = town.lead.name
    town.item(town.lead)
    do(rename(town.lead, "新しい課"))
    text = page(town.lead)
    assert f"{town.plan.title} {old} いま: 新しい課" in text
    assert "引き継いだ部署" not in text


def test_follower_that_was_renamed_shows_both_names(town, page):
    town.item(town.lead)
    do(merge(town.lead, town.support))
    do(rename(found(town.city, NEW.name), "学びの課", day=NEXT_APRIL), now=APRIL_AFTER)
    assert "令和7年度(2025年度)から 学びと文化課 (いま: 学びの課)" in page(town.lead)


def test_department_that_followed_nobody_of_the_plan_has_no_page(client, town):
    stranger = builders.make_department(town.city)
    do(merge(stranger, builders.make_department(town.city)))
    town.item(town.lead)
    assert client.get(address(town, found(town.city, NEW.name))).status_code == 404
    assert client.get(f"{town.plan.get_absolute_url()}departments/no-such/").status_code == 404


def test_follower_of_the_owner_has_its_page(town, page):
    town.plan.owner = town.lead
    town.plan.save()
    do(merge(town.lead, town.support))
    assert "令和7年度(2025年度)から 学びと文化課" in page(town.lead)
    assert "引き継いだ部署" in page(found(town.city, NEW.name))


def test_change_still_to_come_is_not_shown(town, page):
    town.item(town.lead)
    do(merge(town.lead, town.support, day=NEXT_APRIL))
    assert "引き継いだ" not in page(town.lead)


def test_list_says_who_followed(client, town):
    town.item(town.lead)
    do(merge(town.lead, town.support))
    text = text_of(client, f"{town.plan.get_absolute_url()}departments/")
    assert f"{town.lead} 令和7年度(2025年度)から 学びと文化課 1 件 0 件" in text


def test_list_says_the_present_name_of_a_renamed_department(client, town):
    old = town.lead.name
    town.item(town.lead)
    do(rename(town.lead, "新しい課"))
    text = text_of(client, f"{town.plan.get_absolute_url()}departments/")
    assert f"{old} いま: 新しい課 1 件 0 件" in text


def test_part_of_a_split_that_keeps_the_name_is_not_said_twice(client, town):
    item, name = town.item(town.lead), town.lead.name
    do(split(town.lead, NewDepartment(name), ARTS, items={item: NewDepartment(name)}))
    response = client.get(item.get_absolute_url())
    assert (response.status_code, "(いま:" in response.content.decode()) == (200, False)
