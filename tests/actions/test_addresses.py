"""Every policy, item, indicator, row and cell has an address that can be shared, and each address is there once."""

import re

import pytest

from actions.models import Placement, YearlyStatus
from tests import builders
from tests.page_reader import read


@pytest.fixture
def page_at(client, db):
    return lambda address: read(address, client.get(address))


@pytest.fixture
def roadmap_of(page_at):
    return lambda plan: page_at(f"{plan.get_absolute_url()}roadmap/")


@pytest.mark.parametrize("city", sorted(builders.REAL_PLANS))
def test_every_item_measure_and_policy_of_a_plan_has_its_address_in_the_roadmap(roadmap_of, real_plan, city):
    plan = real_plan(city)
    page = roadmap_of(plan)
    ids = set(page.ids)
    placed = Placement.objects.filter(item__plan=plan).select_related("measure__policy")
    assert [item.code for item in plan.items.all() if f"item-{item.code}" not in ids] == []
    assert {f"policy-{each.measure.policy.code}" for each in placed} <= ids
    assert {f"measure-{each.measure.policy.code}_{each.measure.code}" for each in placed} <= ids
    assert page.problems == []


def test_cell_has_the_address_of_its_item_and_year(roadmap_of, real_plan):
    ids = set(roadmap_of(real_plan("yamaguchi")).ids)
    cells = {each for each in ids if re.fullmatch(r"item-[\w-]+_\d{4}", each)}
    assert {f"item-2-4-1_{year}" for year in range(2008, 2013)} <= cells
    assert len(cells) == 47 * 5


def test_cell_of_a_part_and_of_a_phase_have_their_addresses(roadmap_of, world):
    builders.make_column(world.plan, 2022, parts=2)
    builders.make_column(world.plan, phase=world.phase)
    builders.make_cell(world.item, 2022, world.stage, part=2)
    ids = roadmap_of(world.plan).ids
    code = world.item.code
    assert [each for each in ids if each.startswith("item-")] == [
        f"item-{code}",
        f"item-{code}_2022-1",
        f"item-{code}_2022-2",
        f"item-{code}_phase-1",
    ]


def test_repeated_row_has_its_own_address_and_leaves_the_cells_to_the_main_one(roadmap_of, world):
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2022, world.stage)
    before = builders.make_measure(world.measure.policy, code="a")
    repeat = builders.place(world.item, before, kind=Placement.Kind.REPEAT)
    page = roadmap_of(world.plan)
    row = f"place-{before.policy.code}_{before.code}_{repeat.code}"
    found = [each for each in page.ids if each.startswith(("place-", "item-"))]
    assert found == [row, f"item-{world.item.code}", f"item-{world.item.code}_2022"]
    assert page.problems == []


def test_item_with_two_places_by_content_is_at_home_once(roadmap_of, world):
    item = builders.make_item(world.plan)
    for measure in (world.measure, builders.make_measure(world.measure.policy)):
        builders.place(item, measure, kind=Placement.Kind.DERIVED)
    page = roadmap_of(world.plan)
    assert page.ids.count(f"item-{item.code}") == 1
    assert page.problems == []


def test_codes_that_look_like_a_year_do_not_collide(roadmap_of, world):
    builders.make_column(world.plan, 2022)
    for code in ("9", "9-2022"):
        item = builders.make_item(world.plan, code=code)
        builders.place(item, world.measure)
        builders.make_cell(item, 2022, world.stage)
    assert roadmap_of(world.plan).problems == []


def test_roadmap_leads_to_each_policy_with_the_number_of_its_items(page_at):
    address = "/yamaguchi/promotion-plan-2009/roadmap/"
    page = page_at(address)
    assert [link for link in page.links if "#policy-" in link] == [
        f"{address}#policy-{n}" for n in range(1, 6)
    ]
    note = "件数には再掲を含みます。2か所以上に載る取組は、それぞれに数えています。"
    first = "Ⅰ 参加しやすく、活動しやすい環境づくりを進めます 16件 Ⅱ"
    assert f"この表にある推進方針 {note} {first}" in page.text


def test_roadmap_of_one_policy_has_no_list_of_policies(page_at):
    page = page_at("/yamaguchi/promotion-plan-2009/roadmap/?q=地域交流センターの設置")
    assert "地域交流センターの設置" in page.text
    assert "この表にある推進方針" not in page.text


def test_each_year_and_result_of_an_item_has_an_address_and_a_link_to_it(page_at, world):
    builders.make_column(world.plan, 2022, parts=2)
    builders.make_column(world.plan, phase=world.phase)
    builders.make_cell(world.item, 2022, world.stage, part=2)
    YearlyStatus.objects.create(item=world.item, fiscal_year=2022, status="completed", is_published=True)
    address = world.item.get_absolute_url()
    page = page_at(address)
    assert {"year-2022", "year-2022-2", "phase-1", "result-2022"} <= set(page.ids)
    assert {f"{address}#{each}" for each in ("year-2022", "phase-1", "result-2022")} <= set(page.links)
    assert page.problems == []


def test_item_leads_to_its_row_in_the_roadmap(page_at):
    base = "/yamaguchi/promotion-plan-2009/"
    assert f"{base}roadmap/#item-2-4-1" in page_at(f"{base}items/2-4-1/").links


def test_indicator_has_an_address_and_a_link_to_it(page_at):
    address = "/yamaguchi/promotion-plan-2009/indicators/"
    page = page_at(address)
    for number in range(1, 6):
        assert f"indicator-{number}" in page.ids
        assert (
            page.links.count(f"{address}#indicator-{number}") == 2
        )  # from the list above, and from its own heading


@pytest.mark.parametrize("city", ["nagato", "yamaguchi"])
def test_addresses_keep_the_roadmap_light(client, real_plan, city):
    """A long way below the 100 KB of a whole page, so that the styles and a bigger plan fit in, too."""
    from gzip import compress

    body = client.get(f"{real_plan(city).get_absolute_url()}roadmap/").content
    assert len(compress(body)) < 15_000
