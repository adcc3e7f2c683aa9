"""Which characters the PDF can show, and what becomes of the others."""

import unicodedata
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from actions.reporting.glyphs import BREAK, FOLDER, breakable, families, plain, printable, printable_svg

FAMILY, WITH_TEA, FLAGS = "👨\u200d👩\u200d👧", "☕\ufe0f", "🇯🇵🇧🇷"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "特集を年8回掲載し、「分かりやすい」との回答は78%に伸びた。",
        "①㈱Ⅳ㍿〜―…※→●◎",
        "髙橋、﨑田、𠮷野",
        "\ufa19田",  # 神 as printed in a family register; NFC would make it U+795E
        "Nguyễn Thị Ánh",
        "一行め\n\n三行め",
        "全角の\u3000空白 と half width ﾊﾝｶｸ",
        "#panic() $x$ *b* <script>&amp;",
    ],
)
def test_what_the_fonts_hold_stays_as_it_is(text):
    assert printable(text) == (text, [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("か\u3099", "が"),
        ("ハ\u309aン", "パン"),
        ("e\u0301", "é"),
        ("あ\u3099", "あ\u3099"),  # no such letter is encoded: the mark is set by the font
        ("葛\U000e0100城市", "葛\U000e0100城市"),
        ("神\ufe00社", "神\ufe00社"),
        ("A\U000e0100\ufe0f", "A"),
        ("\ufeffあ\u200bい\u00adう\u2060え\u202eお", "あいうえお"),
        ("あ\u200dい", "あい"),
        ("a\tb\u00a0c\u2003d", "a b c d"),
        ("a\r\nb\rc\vd\u2028e\x85f", "a\nb\nc\nd\ne\nf"),
    ],
)
def test_text_is_shown_with_nothing_lost(text, shown):
    assert printable(text) == (shown, [])


@pytest.mark.parametrize(
    ("text", "shown", "lost"),
    [
        ("声😀あり", "声〓あり", ["😀"]),
        (FAMILY, "〓", [FAMILY]),
        (WITH_TEA, "〓", [WITH_TEA]),
        (FLAGS, "〓〓", ["🇯🇵", "🇧🇷"]),
        ("1\ufe0f\u20e3", "〓", ["1\ufe0f\u20e3"]),
        ("👍🏽", "〓", ["👍🏽"]),
        ("ᄒ\u1161\u11ab국", "〓〓", ["ᄒ\u1161\u11ab", "국"]),
        ("क\u094d", "〓", ["क\u094d"]),
        ("市\u200d😀", "市〓", ["😀"]),
        ("あ🏽", "あ〓", ["🏽"]),
        ("\x00\x07\x7f", "〓〓〓", ["\x00", "\x07", "\x7f"]),
        ("\ue000\ufffe\ud800", "〓〓〓", ["\ue000", "\ufffe", "\ud800"]),
    ],
)
def test_letter_the_fonts_lack_becomes_one_mark(text, shown, lost):
    assert printable(text) == (shown, lost)


def test_both_weights_hold_the_same_characters():
    names = ("biz-udpgothic/BIZUDPGothic-Regular.ttf", "biz-udpgothic/BIZUDPGothic-Bold.ttf")
    regular, bold = (set(map(chr, TTFont(FOLDER / name).getBestCmap())) for name in names)
    assert regular == bold == families()[0]


def test_second_font_adds_what_the_first_lacks():
    first, second = families()
    assert ("𠮷" in first, "𠮷" in second) == (False, True)


@given(st.text())
def test_everything_shown_is_in_the_fonts(text):
    shown, _lost = printable(text)
    first, second = families()
    marks = {sign for sign in shown if unicodedata.category(sign) == "Mn"}
    selectors = {sign for sign in marks if unicodedata.name(sign, "").startswith("VARIATION SELECTOR")}
    assert set(shown) <= plain() | first | second | selectors
    assert {sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cs")} <= {"\n"}


@given(st.text())
def test_what_is_shown_is_shown_again(text):
    shown, lost = printable(text)
    assert printable(shown) == (shown, [])
    assert len(lost) == shown.count("〓") - text.count("〓")


def test_long_word_gets_places_to_break():
    address = "https://example.jp/" + "a" * 40
    assert breakable(f"くわしくは{address}へ", 24) == f"くわしくは{BREAK.join(_fours(address))}へ"


def test_word_that_fits_stays_whole():
    assert (
        breakable("https://example.jp/ と 39件中39件(100.0%)", 24)
        == "https://example.jp/ と 39件中39件(100.0%)"
    )


@pytest.mark.parametrize("sign", ["―", "。", "ー", "っ", "…", "W", "(", "\u0411"])
def test_signs_that_never_break_alone_get_places_to_break(sign):
    assert breakable(sign * 30, 24) == BREAK.join(_fours(sign * 30))


@pytest.mark.parametrize("sign", ["あ", "ア", "協", "𠮷", " ", "\u3000"])
def test_signs_that_break_anyway_get_none(sign):
    assert breakable(sign * 300, 24) == sign * 300


def test_mark_stays_with_its_letter_at_a_break():
    letter = "x\u0301"
    assert breakable(letter * 13, 24).split(BREAK) == [letter * 4, letter * 4, letter * 4, letter]


@given(st.text())
def test_places_to_break_change_no_text(text):
    shown, _lost = printable(text)
    assert breakable(shown, 4).replace(BREAK, "") == shown


def test_text_of_a_picture_is_printable_and_its_markup_stays():
    picture = (
        '<svg fill="url(#a)"><text x="1">A &amp; &lt;B&gt; 😀\u0301</text><text>\u0301</text><rect/></svg>'
    )
    shown, lost = printable_svg(picture)
    assert (
        shown == '<svg fill="url(#a)"><text x="1">A &amp; &lt;B&gt; 〓</text><text>\u0301</text><rect/></svg>'
    )
    assert lost == ["😀\u0301"]


@given(st.text())
def test_picture_with_any_text_is_still_a_picture(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    shown, _lost = printable_svg(f"<svg><text>{escaped}</text></svg>")
    assert ElementTree.fromstring(shown).find("text").text == (printable(text)[0] or None)


def _fours(text):
    return [text[start : start + 4] for start in range(0, len(text), 4)]
