"""The two languages of a page: what is marked as Japanese, which name is shown, how years read."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from kyodo_portal.japanese.fiscal_years import (
    both_calendars,
    era_year,
    japanese_year,
    short_era_year,
    span_label,
)
from kyodo_portal.japanese.wording import holds_japanese, ja, name_of


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("山口市", '<span lang="ja">山口市</span>'),
        ("H20 と <b>", '<span lang="ja">H20 と &lt;b&gt;</span>'),
        ("𠮷", '<span lang="ja">𠮷</span>'),
        ("ｶﾞｲﾄﾞ", '<span lang="ja">ｶﾞｲﾄﾞ</span>'),
        ("A & B", "A &amp; B"),
        ("12.5%", "12.5%"),
        ("", ""),
        (None, ""),
    ],
)
def test_text_of_a_plan_is_marked_on_english_pages_only(text, html):
    with translation.override("en"):
        assert ja(text) == html
    with translation.override("ja"):
        assert ja(text) == html.replace('<span lang="ja">', "").replace("</span>", "")


@pytest.mark.parametrize("text", ["々", "〆切", "ア", "ー", "龥", "豈"])
def test_japanese_is_recognised(text):
    assert holds_japanese(text)


@pytest.mark.parametrize("text", ["", "Tokyo", "→ ― ① (1)", "Ⅰ", "é"])
def test_signs_are_no_language(text):
    assert not holds_japanese(text)


@pytest.mark.parametrize(
    ("thing", "japanese", "english"),
    [
        ({"name": "市", "name_en": "City"}, "市", "City"),
        ({"title": "計画", "title_en": "Plan"}, "計画", "Plan"),
        (SimpleNamespace(name="市", name_en=""), "市", "市"),
        (SimpleNamespace(title="計画"), "計画", "計画"),
    ],
)
def test_a_thing_has_its_english_name_on_english_pages(thing, japanese, english):
    with translation.override("ja"):
        assert name_of(thing) == japanese
    with translation.override("en"):
        assert name_of(thing) == english


def test_a_thing_without_a_name_is_a_mistake_of_the_template():
    with pytest.raises(TypeError, match="has no name"):
        name_of(SimpleNamespace(code="1"))


def test_years_follow_the_language_of_the_page():
    with translation.override("en"):
        assert era_year(2019) == "FY2019"
        assert both_calendars(2019) == "FY2019 (Reiwa 1)"
        assert span_label(2009, 2012, False) == "FY2009 (Heisei 21) to FY2012 (Heisei 24)"
        assert span_label(2009, 2009, False) == "FY2009 (Heisei 21)"
        assert span_label(2009, None, True) == "FY2009 (Heisei 21) onwards"
        assert span_label(2009, None, False) == "From FY2009 (Heisei 21) (end not stated)"
        assert span_label(None, None, False) == "Not stated"
        assert japanese_year(2019) == "令和元年度"
        assert short_era_year(2019) == "R1"


def rendered(text, **context):
    return Template(text).render(Context(context))


def test_capture_keeps_what_a_page_says_twice():
    text = "{% capture as title %}\n  {{ name }} |\n  Portal {% endcapture %}<{{ title }}|{{ title }}>"
    assert rendered(text, name="<市>") == "<&lt;市&gt; | Portal|&lt;市&gt; | Portal>"


@pytest.mark.parametrize("tag", ["capture", "capture title", "capture is title", "capture as a b"])
def test_capture_says_how_it_is_written(tag):
    with pytest.raises(TemplateSyntaxError, match="capture as name"):
        Template(f"{{% {tag} %}}x{{% endcapture %}}")


def test_named_prefers_the_english_name_and_marks_the_japanese_one():
    with translation.override("en"):
        assert (
            rendered("{{ thing|named }}", thing={"name": "市", "name_en": ""}) == '<span lang="ja">市</span>'
        )
        assert rendered("{{ thing|name_of }}", thing={"name": "市", "name_en": ""}) == "市"
        assert rendered("{{ thing|named }}", thing={"name": "市", "name_en": "City"}) == "City"
