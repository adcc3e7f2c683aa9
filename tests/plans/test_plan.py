import re

import pytest
from django.utils import translation

from kyodo_portal.japanese.ruby import with_ruby, without_ruby
from plans.models import Plan
from plans.models.vocabulary import Actor
from tests import builders

PERIODS = {
    "tsushima": "平成20年度(2008年度)以降",
    "yamaguchi": "平成21年度(2009年度)から平成29年度(2017年度)まで",
    "minami-alps": "記載なし",
    "tsukubamirai": "令和4年度(2022年度)から令和6年度(2024年度)まで",
    "nagato": "平成29年度(2017年度)から令和3年度(2021年度)まで",
}
LABELS = {
    "tsushima": {"policy": "施策", "measure": "施策の柱", "item": "項目"},
    "yamaguchi": {"policy": "推進方針", "measure": "推進施策", "item": "推進項目"},
    "minami-alps": {"policy": "基本的な方向性", "measure": "施策", "item": "段階別の取組"},
    "tsukubamirai": {"policy": "目標", "measure": "基本指針の項", "item": "取組項目"},
    "nagato": {"policy": "基本方針", "subpolicy": "基本施策", "measure": "個別施策", "item": "取組"},
}
LABELS_OF_OURS = {
    "tsushima": ["施策の柱"],
    "yamaguchi": [],
    "minami-alps": ["段階別の取組"],
    "tsukubamirai": ["基本指針の項"],
}
TITLES = {
    "tsushima": "平成20年度 市民協働(共働)推進アクションプラン",
    "yamaguchi": "山口市協働推進プラン",
    "minami-alps": "南アルプス市職員のための 協働のまちづくりガイドブック",
    "tsukubamirai": "つくばみらい市 市民協働実施計画（案）",
    "nagato": "第2次ながと協働アクションプラン",
}


@pytest.mark.parametrize("city", TITLES)
def test_title_is_the_printed_one(real_plan, city):
    assert real_plan(city).title == TITLES[city]


@pytest.mark.parametrize("city", PERIODS)
def test_period_is_said_in_both_calendars(real_plan, city):
    assert real_plan(city).period == PERIODS[city]


@pytest.mark.parametrize("city", LABELS)
def test_levels_have_the_words_of_the_plan(real_plan, city):
    assert real_plan(city).level_labels == LABELS[city]


@pytest.mark.parametrize("city", LABELS_OF_OURS)
def test_words_that_are_not_printed_are_known(real_plan, city):
    assert real_plan(city).labels_of_ours == LABELS_OF_OURS[city]


def test_action_period_and_review_of_yamaguchi(real_plan):
    plan = real_plan("yamaguchi")
    assert plan.action_period == "平成21年度(2009年度)から平成24年度(2012年度)まで"
    assert plan.review_fy == 2012


@pytest.mark.parametrize(
    ("city", "tel"),
    [
        ("tsushima", None),
        ("yamaguchi", "083-934-2965"),
        ("minami-alps", None),
        ("tsukubamirai", "0297-58-2111"),
        ("nagato", "0837-23-1172"),
    ],
)
def test_public_contact_is_the_printed_one(real_plan, city, tel):
    contact = real_plan(city).public_contact
    assert (contact.tel if contact else None) == tel


def test_owner_without_contact_is_no_public_contact(world):
    world.plan.owner = world.department
    assert world.plan.public_contact is None


def test_published_leaves_hidden_plans_out(world):
    hidden = builders.make_plan(world.city, is_published=False)
    found = Plan.objects.filter(municipality=world.city).published()
    assert (hidden in found, world.plan in found) == (False, True)


def test_item_count_counts_a_repeated_item_once(real_plan):
    counts = Plan.objects.with_item_counts().values_list("municipality__slug", "item_count")
    assert dict(counts) == {
        "tsushima": 27,
        "yamaguchi": 47,
        "minami-alps": 10,
        "tsukubamirai": 21,
        "nagato": 57,
    }


def test_newest_first_puts_plans_without_a_year_last(world):
    for year in (None, 2010, 2030):
        builders.make_plan(world.city, start_fy=year, end_fy=None)
    years = [plan.start_fy for plan in Plan.objects.filter(municipality=world.city).newest_first()]
    assert years == [2030, 2022, 2010, None]


def test_actors_keep_their_order():
    assert Actor.from_flags(True, True, True) == [Actor.CITIZEN, Actor.CITY, Actor.JOINT]
    assert Actor.from_flags(False, True, False) == [Actor.CITY]
    assert Actor.from_flags(False, False, False) == []


WORDS = ("policy", "policies", "subpolicy", "subpolicies", "measure", "measures", "item", "items")


def test_words_of_the_levels_are_the_printed_ones_in_japanese(real_plan):
    plan = real_plan("nagato")
    printed = ["基本方針"] * 2 + ["基本施策"] * 2 + ["個別施策"] * 2 + ["取組"] * 2
    assert plan.words == dict(zip(WORDS, printed, strict=True))
    assert real_plan("yamaguchi").words["subpolicy"] == ""


def test_words_of_the_levels_follow_the_language_of_the_page(real_plan):
    plan = real_plan("nagato")
    with translation.override("en"):
        english = plan.words
    assert english == {
        "policy": "policy",
        "policies": "policies",
        "subpolicy": "sub-policy",
        "subpolicies": "sub-policies",
        "measure": "measure",
        "measures": "measures",
        "item": "action item",
        "items": "action items",
    }
    assert plan.words["items"] == "取組"


@pytest.mark.parametrize(
    ("city", "language", "title"),
    [
        ("nagato", "ja", "年次計画"),
        ("nagato", "en", "Roadmap"),
        ("minami-alps", "ja", "段階別の計画"),
        ("minami-alps", "en", "Phases"),
    ],
)
def test_roadmap_is_called_by_years_or_phases(real_plan, city, language, title):
    with translation.override(language):
        assert real_plan(city).roadmap_title == title


EASY_OPENINGS = {
    "tsushima": "これは、対馬市の計画です。",
    "yamaguchi": "これは、山口市の計画です。",
    "minami-alps": "これは、南アルプス市が、市で働く人(職員)のために作ったガイドブックです。",
    "tsukubamirai": "これは、つくばみらい市の計画です。",
    "nagato": "これは、長門市の2番目の計画です。",
}


@pytest.mark.parametrize("city", EASY_OPENINGS)
def test_every_kanji_of_the_easy_summary_has_its_reading(real_plan, city):
    plan = real_plan(city)
    lines = plan.easy_summary.splitlines()
    assert without_ruby(lines[0]).replace("（", "(").replace("）", ")") == EASY_OPENINGS[city]
    assert 5 <= len(lines) <= 8
    read = re.sub("<ruby>.*?</ruby>", "", with_ruby(plan.easy_summary))
    assert re.findall("[一-鿿々《》]", read) == []
    assert f"{plan.items.count()}あります" in without_ruby(plan.easy_summary)
