"""The two languages of the public pages: Japanese, and English under /en/.

Screen words go through gettext. Names and texts of a plan are never translated: on an English page they stand as
they are, marked as Japanese, so that a screen reader speaks them rightly.
"""

import re

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

ENGLISH, JAPANESE = "en", "ja"
_JAPANESE_TEXT = re.compile("[々〆〇ぁ-ゖァ-ヺー㐀-䶿一-鿿豈-﫿ｦ-ﾟ\U00020000-\U0003ffff]")
_PLACE = re.compile(r"%\(([^)]*)\)s")


def is_english() -> bool:
    return get_language() == ENGLISH


def holds_japanese(text: str) -> bool:
    """Whether any character of it is kana or kanji."""
    return _JAPANESE_TEXT.search(str(text)) is not None


def language_of(text) -> str:
    """The language to mark a text with: where the page is English and the text holds Japanese; else ""."""
    return JAPANESE if is_english() and holds_japanese(text) else ""


class Mixed(str):
    """An English text with texts of a plan in it: bare as it is, and as HTML with only those marked as Japanese."""

    __slots__ = ("parts", "words")

    def __new__(cls, words, parts):
        mixed = super().__new__(cls, words % parts)
        mixed.words, mixed.parts = words, parts
        return mixed

    @property
    def segments(self) -> list[str]:
        """The words and the texts in their order, each for itself."""
        found = []
        for number, piece in enumerate(_PLACE.split(self.words)):
            if number % 2:
                found += segments_of(self.parts[piece])
            elif piece:
                found.append(piece.replace("%%", "%"))
        return found

    def as_html(self) -> SafeString:
        return mark_safe(escape(self.words) % {name: ja(part) for name, part in self.parts.items()})  # noqa: S308 - escaped


def mixed(words: str, **parts) -> str:
    """Words of ours with texts of a plan in their %(places)s: bare text, which `ja` makes to HTML.

    In Japanese a plain str and nothing else: it may go into a file or a document.
    """
    return Mixed(words, parts) if is_english() else words % parts


def joined(separator: str, texts) -> str:
    """separator.join(texts) that keeps what `mixed` knows of each."""
    texts = list(texts)
    places = separator.join(f"%({number})s" for number in range(len(texts)))
    return mixed(places, **{str(number): text for number, text in enumerate(texts)})


def segments_of(text) -> list[str]:
    """A text as the pieces that may each be in a language of its own: several of a `mixed` one, else one."""
    return text.segments if isinstance(text, Mixed) else [str(text)]


def ja(text) -> SafeString:
    """Text of a plan as HTML: escaped, and marked as Japanese where the page around it is English."""
    if isinstance(text, Mixed):
        return text.as_html()
    escaped = conditional_escape("" if text is None else text)
    if language_of(escaped):
        return format_html('<span lang="ja">{}</span>', escaped)
    return escaped


def lang_mark(text) -> str:
    """The attribute for an element of HTML or SVG that holds nothing but this text of a plan; "" where none is needed."""
    language = language_of(text)
    return f' lang="{language}"' if language else ""


def name_of(thing) -> str:
    """What a thing is called in the page's language: its English name on an English page where it has one.

    `thing` has `name` or `title`, and may have `name_en` or `title_en`; as attributes or as keys.
    """
    japanese, english = _names(thing)
    return english if is_english() and english else japanese


def both_names_of(thing) -> SafeString:
    """`name_of` as HTML; beside an English name the Japanese one that is printed, by which a reader knows it again."""
    japanese, english = _names(thing)
    if not (is_english() and english):
        return ja(japanese)
    return format_html('{} <span class="in-japanese" lang="ja">{}</span>', english, japanese)


def _names(thing):
    for key in ("name", "title"):
        name = _get(thing, key)
        if name is not None:
            return name, _get(thing, f"{key}_en") or ""
    raise TypeError(f"{thing!r} has no name")


def _get(thing, key):
    return thing.get(key) if isinstance(thing, dict) else getattr(thing, key, None)
