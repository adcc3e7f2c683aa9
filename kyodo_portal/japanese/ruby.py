"""Texts in やさしい日本語: 計画《けいかく》 says how a word is read. Staff write it, pages show it above the word."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_KANJI = "[々〆〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]"
# A whole run of kanji directly before its reading in kana. Anything else between 《 and 》 is text like any other.
# The look behind is for speed: a run without a reading is read once, not again from each of its kanji.
_READ = re.compile(f"((?<!{_KANJI}){_KANJI}+)《([ぁ-ゖァ-ヺー・]+)》")
_RUBY = r"<ruby>\1<rp>(</rp><rt>\2</rt><rp>)</rp></ruby>"
_BLANK_LINES = re.compile(r"\n(?:[ \t\u3000]*\n)+")


def with_ruby(text) -> SafeString:
    """The text as HTML: a <p> a paragraph (blank lines between), <br> at line ends, readings as <ruby>."""
    paragraphs = (_READ.sub(_RUBY, escape(each)) for each in _paragraphs(text))
    return mark_safe("\n".join(f"<p>{each}</p>".replace("\n", "<br>\n") for each in paragraphs))  # noqa: S308


def without_ruby(text) -> str:
    """The text without its readings, for where there is no HTML."""
    return _READ.sub(r"\1", text or "")


def _paragraphs(text):
    lines = "\n".join((text or "").splitlines())
    return [part for part in _BLANK_LINES.split(lines.strip()) if part]
