"""The pictures of plans, editions and the site: size, bytes, and names of every kind."""

import struct
from types import SimpleNamespace

import pytest

from actions.sharing import pictures
from actions.sharing.pictures import COLOURS, plan_picture, report_picture, site_picture
from organizations.models import Municipality
from plans.models import Plan
from tests import builders
from tests.reporting.people import make_clean_year, mend, publish

MOST_BYTES = 100_000
ODD_NAMES = [
    "𠮷野の𠮷田さんの計画",
    "👨‍👩‍👧‍👦協働🏳️‍🌈プラン",
    "#[計画] *強調* _斜体_ $x^2$ @label <b> \\ // /* */ `code` = 見出し",
    '#panic("x") #read("/etc/hosts") "引用" ' + "{{ title }}",
    "一" * 200,
    "市民と行政がともに考えともに汗を流してつくる協働のまちづくり推進計画" * 5,
    "Supercalifragilisticexpialidocious" * 5,
    "\u200b",
    "改行\nと\tタブと\x07鈴",
    "((((((((（（（（「『",
    "のをとにへでやも" * 20,
]


def size_of(png):
    """(width, height) as the header of a PNG says."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def make_plan(**fields):
    """A plan that no database holds, by a city that no database holds."""
    city = Municipality(name=fields.pop("city", "見本市"), prefecture="見本県", slug="mihon")
    city.is_fictional = fields.pop("is_fictional", False)
    city.colour = fields.pop("colour", "blue")
    defaults = {"title": "見本計画", "start_fy": 2022, "end_fy": 2024, "item_label": "取組"}
    return Plan(municipality=city, **defaults | fields)


def make_report(grades, *, items=None, reported=None):
    """What of an edition a picture is made of. `grades`: [(code, label, counts_as, count)]."""
    judged = sum(count for _code, _label, _counts_as, count in grades)
    rows = [{"code": code, "label": label, "count": count} for code, label, _as, count in grades]
    return SimpleNamespace(
        content={
            "fiscal_year": 2025,
            "scale": {
                "grades": [{"code": code, "counts_as": counts_as} for code, _l, counts_as, _n in grades]
            },
            "overview": {
                "items": judged if items is None else items,
                "reported": judged if reported is None else reported,
                "judged": judged,
                "whole": {"counted": judged, "rows": rows},
            },
        }
    )


EIGHT = [
    ("S", "計画を上回って進んだ取組", "achieved", 3),
    ("A", "計画どおり", "achieved", 31),
    ("A2", "ほぼ計画どおり", "achieved", 8),
    ("B", "おおむね進んでいる", "underway", 12),
    ("B2", "少し進んでいる取組", "underway", 7),
    ("C", "遅れている", "behind", 5),
    ("C2", "かなり遅れている取組", "behind", 3),
    ("D", "中止または見直しが必要な取組", "behind", 1),
]


def test_pictures_have_the_size_that_pages_say():
    found = [site_picture(), plan_picture(make_plan(), 27), plan_picture(make_plan(), 70, make_report(EIGHT))]
    assert [size_of(each.png) for each in found] == [(1200, 630)] * 3


@pytest.mark.parametrize("city", builders.REAL_PLANS)
def test_picture_of_a_real_plan_is_small(real_plan, city):
    plan = real_plan(city)
    assert len(plan_picture(plan, plan.items.count()).png) < MOST_BYTES


def test_picture_is_the_same_bytes_each_time():
    first = plan_picture(make_plan(), 27, make_report(EIGHT))
    png = first.png
    pictures._draw.cache_clear()
    again = plan_picture(make_plan(), 27, make_report(EIGHT))
    assert (again.png, again.etag) == (png, first.etag)


def test_another_way_of_drawing_changes_the_etag(monkeypatch):
    before = plan_picture(make_plan(), 27).etag
    monkeypatch.setattr(pictures, "DRAWING", "another")
    assert plan_picture(make_plan(), 27).etag != before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "別の計画"},
        {"city": "別の市"},
        {"colour": "green"},
        {"is_fictional": True},
        {"end_fy": 2025},
        {"item_label": "事業"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_it_shows_changes_picture_and_etag(change):
    before, after = plan_picture(make_plan(), 27), plan_picture(make_plan(**change), 27)
    assert before.etag != after.etag
    assert before.png != after.png


@pytest.mark.parametrize("title", ODD_NAMES)
def test_no_name_makes_a_picture_fail(title):
    plan = make_plan(title=title, city=title[:50], subtitle=title, item_label=title[:30], is_fictional=True)
    grades = [(title[:8], title, "behind", 1), ("A", title, "achieved", 2)]
    for picture in (plan_picture(plan, 3), plan_picture(plan, 3, make_report(grades))):
        assert size_of(picture.png) == (1200, 630)
        assert len(picture.png) < MOST_BYTES


def test_markup_in_a_name_is_text():
    """The same name with the signs of Typst taken as markup would lose them, and the picture with them."""
    marked = plan_picture(make_plan(title="*協働*"), 1)
    assert '"title": ["*協働*"]' in marked.data
    assert marked.png != plan_picture(make_plan(title="協働"), 1).png


def test_letter_no_font_holds_is_the_printers_sign():
    assert '"title": ["〓協働"]' in plan_picture(make_plan(title="😀協働"), 1).data


def test_kanji_outside_the_first_plane_stays():
    assert '"city": "𠮷野市"' in plan_picture(make_plan(city="𠮷野市"), 1).data


def test_every_colour_a_city_can_choose_is_drawn():
    assert set(Municipality.Colour.values) == set(COLOURS)


def test_fictional_city_says_so():
    assert '"mark": "架空の見本"' in plan_picture(make_plan(is_fictional=True), 1).data
    assert '"mark": ""' in plan_picture(make_plan(), 1).data


def test_plan_without_years_says_none():
    picture = plan_picture(make_plan(start_fy=None, end_fy=None, subtitle="副題"), 1)
    assert '"note": "副題"' in picture.data
    assert "計画期間" not in picture.data


def test_progress_is_that_of_the_report():
    data = plan_picture(make_plan(), 99, make_report(EIGHT, items=80, reported=75)).data
    assert '"headline": "令和7年度 80件中75件を報告"' in data
    assert "99件" not in data


def test_report_without_a_judged_item_has_no_bar():
    data = plan_picture(make_plan(), 9, make_report([("A", "計画どおり", "achieved", 0)], items=9)).data
    assert '"parts": []' in data
    assert "評価した取組は、まだありません。" in data


def test_picture_of_an_edition_keeps_its_words(db):
    year = make_clean_year()
    first = publish(year)
    before = report_picture(first).data
    Plan.objects.filter(pk=year.plan.pk).update(title="あとの名称")
    Municipality.objects.filter(pk=year.city.pk).update(name="あとの市")
    first.refresh_from_db()
    assert report_picture(first).data == before


def test_picture_of_a_correction_says_so(db):
    year = make_clean_year()
    publish(year)
    mend(year)
    assert "第2版(正誤)" in report_picture(publish(year, reason="写し間違い")).data
