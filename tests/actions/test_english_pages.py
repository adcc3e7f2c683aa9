"""The pages of a plan in English: screen words translated, the plan's own names and texts as they are, marked Japanese."""

import re
from html.parser import HTMLParser

import pytest

from actions.models import YearlyStatus
from kyodo_portal.japanese.wording import holds_japanese
from tests import builders

PAGES = [
    "/en/yamaguchi/promotion-plan-2009/roadmap/",
    "/en/yamaguchi/promotion-plan-2009/items/1-1-1/",
    "/en/yamaguchi/promotion-plan-2009/departments/",
    "/en/yamaguchi/promotion-plan-2009/departments/?order=reading",
    "/en/yamaguchi/promotion-plan-2009/departments/1/",
    "/en/yamaguchi/promotion-plan-2009/indicators/",
    "/en/tsushima/action-plan-2008/roadmap/",
    "/en/tsushima/action-plan-2008/items/2-2-1/",
    "/en/minami-alps/guidebook/roadmap/",
    "/en/minami-alps/guidebook/items/S1-1/",
    "/en/nagato/action-plan-2017/roadmap/",
    "/en/nagato/action-plan-2017/departments/",
]


class Unmarked(HTMLParser):
    """`found`: the Japanese texts in <main> that nothing around them marks as Japanese."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.languages, self.found, self.is_main = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.is_main |= tag == "main"
        language = attributes.get("lang") or (self.languages[-1] if self.languages else None)
        label = attributes.get("aria-label") or ""
        if self.is_main and holds_japanese(label) and language != "ja":
            self.found.append(label)
        if tag not in ("br", "img", "input", "link", "meta"):
            self.languages.append(language)

    def handle_endtag(self, tag):
        self.is_main &= tag != "main"
        self.languages.pop()

    def handle_data(self, text):
        is_marked = self.languages and self.languages[-1] == "ja"
        if self.is_main and not is_marked and (holds_japanese(text) or re.search("[、。「」]", text)):
            self.found.append(text.strip())


@pytest.fixture
def text_at(client, db):
    def text_at(address):
        body = client.get(address).content.decode()
        return " ".join(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")]).split())

    return text_at


@pytest.mark.parametrize("address", PAGES)
def test_nothing_japanese_stands_unmarked(client, db, address):
    response = client.get(address)
    assert response.status_code == 200
    assert Unmarked(response.content.decode()).found == []


def test_roadmap_speaks_english(text_at):
    text = text_at("/en/yamaguchi/promotion-plan-2009/roadmap/")
    assert "FY2008 Heisei 20" in text
    assert "実施 (continued)" in text
    assert "In this table: policies" in text
    assert "Main place: (4) ネットワーク支援機能の充実" in text


def test_parts_and_open_end_of_the_table_are_english(text_at):
    text = text_at("/en/tsushima/action-plan-2008/roadmap/")
    assert "FY2012 onwards Heisei 24 onwards" in text
    assert "Part 4" in text


def test_item_with_english_names_shows_them(text_at, world):
    world.item.name_en, world.measure.name_en = "Open a centre", "Places to meet"
    world.item.save()
    world.measure.save()
    text = text_at(f"/en{world.item.get_absolute_url()}")
    assert f"Open a centre {world.item.name}" in text
    assert "Places to meet" in text
    assert world.measure.name not in text


def test_result_in_english_keeps_the_words_of_the_city(text_at, world):
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2022, world.stage)
    YearlyStatus.objects.create(
        item=world.item,
        fiscal_year=2022,
        status="in_progress",
        grade=world.grade,
        done="会を開いた。",
        next_step="expand",
        is_published=True,
    )
    text = text_at(f"/en{world.item.get_absolute_url()}")
    assert "How far FY2022 (Reiwa 4): In progress 計画どおり" in text
    assert "What was done 会を開いた。" in text
    assert "Direction from here Expand" in text


def test_former_name_of_a_department_has_no_english_name(text_at, world):
    world.department.name_en = "Today Division"
    world.department.save()
    world.item.item_departments.create(department=world.department)
    base = f"/en{world.plan.get_absolute_url()}departments/"
    assert "Today Division" in text_at(base)
    world.department.former_names.create(name="旧課", last_fy=2022)
    assert "旧課 Now: Today Division" in text_at(base)


def test_indicators_are_english(client, text_at):
    text = text_at("/en/yamaguchi/promotion-plan-2009/indicators/")
    assert "FY2012 (Heisei 24) Target 45.0 ％" in text
    assert "5 indicators" in text


@pytest.mark.parametrize(("unit", "drawn"), [("人", "50"), ("％", "50％")])
def test_chart_on_an_english_page_has_no_japanese_word(client, world, unit, drawn):
    world.indicator.unit = unit
    world.indicator.save()
    for year, kind, value in ((2022, "baseline", 10), (2025, "target", 50)):
        world.indicator.figures.create(fiscal_year=year, kind=kind, value=value)
    body = client.get(f"/en{world.plan.get_absolute_url()}indicators/").content.decode()
    svg = re.search(r"<svg.*?</svg>", body, re.DOTALL)[0]
    assert not holds_japanese(svg)
    assert {drawn, "2025", "Target"} <= set(re.findall(r">([^<>]+)</text>", svg))


def test_words_about_an_indicator_value_are_english(text_at, world):
    world.indicator.figures.create(
        fiscal_year=2024, kind="target", value=50, is_approximate=True, is_cumulative=True
    )
    base = world.plan.get_absolute_url()
    assert "about 50 (cumulative)" in text_at(f"/en{base}indicators/")
    assert "約50(累計)" in text_at(f"{base}indicators/")
