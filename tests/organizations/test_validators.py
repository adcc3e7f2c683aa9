import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse
from hypothesis import given
from hypothesis import strategies as st

from kyodo_portal.japanese.fiscal_years import FISCAL_YEARS
from organizations.models import Partner
from organizations.validators import (
    RESERVED_SLUGS,
    municipality_check_digit,
    validate_code,
    validate_fiscal_year,
    validate_municipality_code,
    validate_public_slug,
    validate_reading,
    validate_readings_in_text,
)
from tests import builders

BAD_SLUG = "アドレスには半角の英小文字・数字・ハイフンだけを使ってください(例: tsukubamirai)。"
BAD_CODE = "番号には半角の英数字とハイフンだけを使ってください(例: 1-2-3)。"
BAD_YEAR = "年度は西暦4桁で入力してください(例: 平成21年度は2009)。"
BAD_READING = "よみは、ひらがなで入力してください(例: しみんかつどうすいしんか)。"
BAD_CITY_CODE = "全国地方公共団体コードは、検査数字を含む半角6桁の数字で入力してください(例: 352039)。"


def sentences(validate, value):
    """What the validator says of the value; [] when it is accepted."""
    try:
        validate(value)
    except ValidationError as refusal:
        return refusal.messages
    return []


@pytest.mark.parametrize(
    ("five_digits", "digit"),
    [
        ("42209", 6),
        ("35203", 9),
        ("19208", 2),
        ("08235", 0),  # 11 - 1 = 10, of which the last digit counts
        ("35211", 0),
        ("13101", 6),
        ("01100", 2),
        ("40130", 7),
        ("00000", 1),  # 11 - 0 = 11, of which the last digit counts
    ],
)
def test_check_digit_follows_the_rule_of_the_ministry(five_digits, digit):
    assert municipality_check_digit(five_digits) == digit


@pytest.mark.parametrize("code", ["422096", "352039", "192082", "082350", "352110"])
def test_code_of_a_real_city_is_accepted(code):
    assert sentences(validate_municipality_code, code) == []


@pytest.mark.parametrize(
    "code", ["35203", "3520390", "35203a", "", "３５２０３９", " 352039", "352039\n", "٣٥٢٠٣٩", "-35203"]
)
def test_code_that_is_not_six_digits_is_refused(code):
    assert sentences(validate_municipality_code, code) == [BAD_CITY_CODE]


@pytest.mark.parametrize("last", [digit for digit in "0123456789" if digit != "9"])
def test_code_with_a_wrong_check_digit_is_refused(last):
    assert sentences(validate_municipality_code, f"35203{last}") == [
        f"全国地方公共団体コード「35203{last}」は検査数字(6桁目)が合いません。"
        "数字の打ち間違いがないか確かめてください。"
    ]


@pytest.mark.parametrize("slug", ["yamaguchi", "promotion-plan-2009", "2009", "a", "a-1-b"])
def test_slug_of_small_letters_digits_and_hyphens_is_accepted(slug):
    assert sentences(validate_public_slug, slug) == []


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "Yamaguchi",
        "yama_guchi",
        "-yama",
        "yama-",
        "ya--ma",
        "山口",
        "ｙａｍａ",
        "yama/",
        "ya ma",
        "yama\n",
        "é",
    ],
)
def test_slug_of_other_letters_is_refused(slug):
    assert sentences(validate_public_slug, slug) == [BAD_SLUG]


def first_segments():
    """What stands first in an address of the site itself, read from the URLconf."""
    firsts = {route.split("/")[0] for route in routes(get_resolver())}
    return {first for first in firsts if first.isidentifier()}


def routes(resolver):
    """Of the patterns of a resolver, and of those that stand in it under no prefix of their own."""
    for pattern in resolver.url_patterns:
        yield str(pattern.pattern)
        if str(pattern.pattern) == "":
            yield from routes(pattern) if hasattr(pattern, "url_patterns") else ()


def test_first_segments_are_found_in_the_urlconf():
    assert first_segments() >= {"admin", "data", "healthz", "search"}


@pytest.mark.parametrize("word", sorted({"admin", "data", "healthz", "search", "static", "themes", "en"}))
def test_word_of_a_public_address_is_reserved(word):
    assert sentences(validate_public_slug, word) == [
        f"「{word}」はこのサイトが使う言葉なので、アドレスには使えません。別の言葉にしてください。"
    ]


def test_every_first_segment_of_the_urlconf_is_reserved():
    assert first_segments() - RESERVED_SLUGS == set()


@pytest.mark.parametrize("code", ["1", "1-2-3", "S1-1", "P4", "2-1-11"])
def test_code_of_letters_digits_and_hyphens_is_accepted(code):
    assert sentences(validate_code, code) == []


@pytest.mark.parametrize(
    "code", ["", "-1", "1-", "1--2", "1_2", "１", "Ⅰ", "①", "1/2", "1.2", "1\n", "１-２"]
)
def test_code_of_other_letters_is_refused(code):
    assert sentences(validate_code, code) == [BAD_CODE]


@given(st.text(st.sampled_from("09azAZ-_ /.１①\n") | st.characters(), max_size=20))
def test_every_accepted_code_has_an_address(code):
    if sentences(validate_code, code) == []:
        assert reverse("actions:item_detail", args=["a", "b", code]) == f"/a/b/items/{code}/"
    else:
        assert sentences(validate_code, code) == [BAD_CODE]


@pytest.mark.parametrize("fiscal_year", [1912, 2009, 2200])
def test_fiscal_year_of_a_plan_is_accepted(fiscal_year):
    assert sentences(validate_fiscal_year, fiscal_year) == []


@pytest.mark.parametrize("fiscal_year", [0, 21, 1911, 2201, 20009])
def test_fiscal_year_out_of_range_is_refused(fiscal_year):
    assert sentences(validate_fiscal_year, fiscal_year) == [BAD_YEAR]


def test_fiscal_years_that_are_accepted_are_those_that_can_be_shown():
    accepted = [year for year in range(1800, 2300) if sentences(validate_fiscal_year, year) == []]
    assert accepted == list(FISCAL_YEARS)


@pytest.mark.parametrize(
    "reading",
    [
        "",
        "しみんかつどうすいしんか",
        "せんたーか",
        "まきしぶき・ちく",
        "まち の かい",
        "すゞの\u3000かい",
        "ゔ",
        "だい1か",
        "だい１か",
    ],
)
def test_reading_in_hiragana_is_accepted(reading):
    assert sentences(validate_reading, reading) == []


@pytest.mark.parametrize(
    "reading", ["シミンカ", "ｼﾐﾝｶ", "市民課", "しみん課", "shiminka", "しみんか①", "しみんか\n", "しみん\tか"]
)
def test_reading_in_other_letters_is_refused(reading):
    assert sentences(validate_reading, reading) == [BAD_READING]


def bad_readings(places):
    return (
        f"ふりがなにならない《》があります: {places}。"
        "よみは、漢字のすぐ後に、かなだけで「計画《けいかく》」のように書いてください。"
        "よみでないところには、ほかのかっこを使ってください。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "よみのない、みじかい文です。",
        "計画《けいかく》です。\r\n\r\n人々《ひとびと》の頁《ページ》",
        "𠮷野《よしの》取《と》り組《く》み",
        "計画〈けいかく〉、「まち」(まち)",
    ],
)
def test_readings_over_kanji_are_accepted(text):
    assert sentences(validate_readings_in_text, text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("まち《まち》", "「まち《まち》」(《のすぐ前に漢字がありません)"),
        ("《けいかく》", "「《けいかく》」(《のすぐ前に漢字がありません)"),
        ("計画 《けいかく》", "「計画 《けいかく》」(《のすぐ前に漢字がありません)"),
        ("計画《けいかく》《けい》", "「計画《けいかく》《けい》」(《のすぐ前に漢字がありません)"),
        ("計画《》", "「計画《》」(《》の中に、よみがありません)"),
        ("計画《plan》", "「計画《plan》」(《》の中が、かなだけではありません)"),
        ("計画《計画》", "「計画《計画》」(《》の中が、かなだけではありません)"),
        ("計画《ｹｲｶｸ》", "「計画《ｹｲｶｸ》」(《》の中が、かなだけではありません)"),
        ("計画《けい\r\nかく》", "「計画《けい かく》」(《》の中が、かなだけではありません)"),
        ("計画《けいかく", "「計画《けいかく」(《の後に》がありません)"),
        ("計画けいかく》", "「計画けいかく》」(》の前に《がありません)"),
        (
            "市《し》の計画《けいかくを、みんなで読《よ》みました。",
            "「市《し》の計画《けいかくを、みん…」(《の後に》がありません)",
        ),
        (
            "計画《《けいかく》》",
            "「計画《《けいかく》》」(《の後に》がありません)、「計画《《けいかく》》」(《のすぐ前に漢字がありません)、"
            "「…画《《けいかく》》」(》の前に《がありません)",
        ),
        (
            "計画《" + "あa" * 50 + "》です",
            "「計画《" + "あa" * 11 + "あ…」(《》の中が、かなだけではありません)",
        ),
        ("》" * 8, "、".join(["「》》》》》》》》」(》の前に《がありません)"] * 5 + ["ほか3か所"])),
    ],
)
def test_brackets_that_make_no_reading_are_refused(text, places):
    assert sentences(validate_readings_in_text, text) == [bad_readings(places)]


def test_reading_of_every_row_is_checked(db):
    city = builders.make_city()
    partner = Partner(municipality=city, name="みほんの会", kind="group")
    for row in (city, builders.make_department(city), partner):
        row.reading = "ミホン"
        with pytest.raises(ValidationError) as refusal:
            row.full_clean()
        assert refusal.value.message_dict == {"reading": [BAD_READING]}
