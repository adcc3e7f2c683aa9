"""Texts in やさしい日本語: 計画《けいかく》 says how a word is read. Staff write it, pages show it above the word."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_KANJI = "[々〆〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]"
# A whole run of kanji directly before its reading in kana. Anything else between 《 and 》 is text like any other.
# The look behind is for speed: a run without a reading is read once, not again from each of its kanji.
_READ = re.compile(f"((?<!{_KANJI}){_KANJI}+)《([ぁ-ゖァ-ヺー・]+)》")
# A reading, or else where one is written wrongly: a pair of brackets, or one that has no other.
_BRACKETS = re.compile(f"{_READ.pattern}|(《[^《》]*》|[《》])")
_RUBY = r"<ruby>\1<rp>(</rp><rt>\2</rt><rp>)</rp></ruby>"
_BLANK_LINES = re.compile(r"\n(?:[ \t\u3000]*\n)+")


def with_ruby(text) -> SafeString:
    """The text as HTML: a <p> a paragraph (blank lines between), <br> at line ends, readings as <ruby>."""
    paragraphs = (_READ.sub(_RUBY, escape(each)) for each in _paragraphs(text))
    return mark_safe("\n".join(f"<p>{each}</p>".replace("\n", "<br>\n") for each in paragraphs))  # noqa: S308


def without_ruby(text) -> str:
    """The text without its readings, for where there is no HTML."""
    return _READ.sub(r"\1", text or "")


def wrong_readings(text):
    """(start, end, what is wrong) of every 《…》, 《 or 》 of the text that makes no reading."""
    for found in _BRACKETS.finditer(text):
        brackets, start = found[3], found.start()
        if brackets:
            yield start, found.end(), _what_is_wrong(brackets, text[max(0, start - 1) : start])


def _what_is_wrong(brackets, before):
    if brackets == "》":
        return "》の前に《がありません"
    if brackets == "《":
        return "《の後に》がありません"
    if not re.match(_KANJI, before):
        return "《のすぐ前に漢字がありません"
    return "《》の中に、よみがありません" if brackets == "《》" else "《》の中が、かなだけではありません"


def _paragraphs(text):
    lines = "\n".join((text or "").splitlines())
    return [part for part in _BLANK_LINES.split(lines.strip()) if part]
