"""What a reader in a hurry finds: an item at a glance, departments in a known order, why something is missing."""

import re

import pytest

from actions.models import YearlyStatus
from tests import builders
from tests.page_reader import read


@pytest.fixture
def page_at(client, db):
    return lambda address: read(address, client.get(address))


def test_item_says_at_once_when_by_whom_and_how_far(page_at, world):
    for year in (2021, 2022, 2023, 2024):
        builders.make_column(world.plan, year)
    for year in (2022, 2023):
        builders.make_cell(world.item, year, world.stage)
    world.item.item_departments.create(department=world.department)
    for year, status in ((2022, "in_progress"), (2023, "completed")):
        YearlyStatus.objects.create(
            item=world.item, fiscal_year=year, status=status, grade=world.grade, is_published=True
        )
    YearlyStatus.objects.create(item=world.item, fiscal_year=2024, status="cancelled")
    text = page_at(world.item.get_absolute_url()).text
    assert (
        "いつ 令和4年度(2022年度)から令和5年度(2023年度)まで"
        f" だれが {world.department.name} どこまで 令和5年度(2023年度): 完了 計画どおり"
    ) in text
    assert "中止" not in text


def test_item_without_years_and_parties_says_so(page_at, world):
    assert "いつ 記載なし だれが 記載なし どこまで" in page_at(world.item.get_absolute_url()).text


def test_item_of_phases_names_its_phase(page_at, world):
    builders.make_column(world.plan, phase=world.phase)
    builders.make_cell(world.item, phase=world.phase)
    assert "いつ 第1段階" in page_at(world.item.get_absolute_url()).text


def test_open_ended_year_is_said_at_a_glance(page_at, world):
    builders.make_column(world.plan, 2022, is_open_ended=True)
    builders.make_cell(world.item, 2022, world.stage)
    assert "いつ 令和4年度(2022年度)以降" in page_at(world.item.get_absolute_url()).text


def test_item_without_a_result_says_why_and_when_it_will_come(page_at, world):
    YearlyStatus.objects.create(item=world.item, fiscal_year=2022, done="まだ秘密")
    text = page_at(world.item.get_absolute_url()).text
    assert (
        "どこまで この計画の実績は、まだ公開されていません。市が年度の進捗を公開すると、ここに載ります。"
        in text
    )
    assert "まだ秘密" not in text


def departments_of(page):
    return [link.split("/")[-2] for link in page.links if re.search(r"/departments/\w+/$", link)]


@pytest.fixture
def named(world):
    """named("ひろば課", "ひろば") names one more department with that reading for an item of the plan."""

    def named(code, name, reading="", items=1):
        department = builders.make_department(world.city, code=code, name=name, reading=reading)
        for _each in range(items):
            builders.make_item(world.plan).item_departments.create(department=department)

    return named


def test_departments_stand_by_their_items_or_by_their_readings(page_at, world, named):
    named("w", "和課", "わか")
    named("h", "広場課", "ひろばか", items=3)
    named("a", "青空課", "あおぞらか", items=2)
    named("x", "未知課")
    address = f"{world.plan.get_absolute_url()}departments/"
    assert departments_of(page_at(address))[:2] == ["h", "a"]
    assert departments_of(page_at(f"{address}?order=nonsense"))[:2] == ["h", "a"]
    page = page_at(f"{address}?order=reading")
    assert departments_of(page) == ["a", "h", "w", "x"]
    assert {address, f"{address}?order=reading"} <= set(page.links)
    assert "あ行" not in page.text


def test_many_departments_are_grouped_by_their_rows(page_at, world, named):
    for number in range(14):
        named(f"k{number}", f"課{number}", f"か{'あ' * (number + 1)}")
    named("g", "学校課", "がっこうか")
    named("x", "未知課")
    address = f"{world.plan.get_absolute_url()}departments/"
    page = page_at(f"{address}?order=reading")
    assert page.text.index("か行") < page.text.index("学校課") < page.text.index("よみの登録がない部署")
    assert page.text.index("よみの登録がない部署") < page.text.index("未知課")
    assert "あ行" not in page.text
    assert "か行" not in page_at(address).text


def test_counts_of_departments_say_of_how_many(page_at, world, named):
    named("a", "青空課", "あおぞらか", items=2)
    text = page_at(f"{world.plan.get_absolute_url()}departments/").text
    assert "先頭に印字 (3件中) 2番目より後に印字 (3件中)" in text
    assert "青空課 2 件 0 件" in text
