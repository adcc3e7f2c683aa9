"""What a search found, for its page: a name that leads there, where it stands, and the text with the words marked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kyodo_portal.japanese.folding import excerpt, mark_hits
from kyodo_portal.japanese.wording import (
    ENGLISH,
    Mixed,
    is_english,
    joined,
    language_of,
    name_of,
    segments_of,
)

MOST_LINES = 3


class EnglishName(str):
    """The English name of something, which a Japanese page marks as English."""

    __slots__ = ()

    def __str__(self):
        return self


def _language(text):
    """The language to mark a text with, or ""."""
    return ENGLISH if isinstance(text, EnglishName) and not is_english() else language_of(text)


class Pieces(list):
    """(text, is_hit) in order. `spans`: the same as [(language to mark or "", pieces)]."""

    def __init__(self, *spans):
        super().__init__(piece for _language, pieces in spans for piece in pieces)
        self.spans = list(spans)

    @property
    def has_hit(self):
        return any(is_hit for _text, is_hit in self)

    @property
    def text(self):
        return "".join(text for text, _is_hit in self)


@dataclass(slots=True)
class Hit:
    """`path`: the names of what it stands in, the widest first; `found`: (label, Pieces) of the texts with a word and of
    the reasons why it is found; `opening`: the same of its first text, where no text has a word."""

    url: str
    title: Pieces
    path: list[str]
    found: list[tuple[str, Pieces]]
    opening: list[tuple[str, Pieces]]

    @property
    def lines(self):
        return self.opening + self.found


def marked(text, marks):
    """A whole text with the words marked."""
    return Pieces(*((_language(each), mark_hits(each, marks)) for each in segments_of(text)))


def _excerpt(text, marks):
    """What is of several languages is short, and shown whole."""
    return marked(text, marks) if isinstance(text, Mixed) else Pieces((_language(text), excerpt(text, marks)))


def make_hit(url, title, path, texts, words, reasons=()):
    """`texts`: (label, text) in which the words may stand, the first of them the one to show where none of them does.

    `reasons`: (word, label, sentence) for a word that is found though no text has it.
    """
    marks = [word.mark for word in words]
    heading = marked(title, marks)
    texts = [(label, text) for label, text in texts if text and text not in title]
    shown = [(label, _excerpt(text, marks)) for label, text in texts]
    found = [line for line in shown if line[1].has_hit][:MOST_LINES]
    hit = Hit(url, heading, path, found, [] if found else shown[:1])
    said = [title, *(text for _label, text in texts)]
    for word, label, sentence in reasons:
        if not any(marked(text, [word.mark]).has_hit for text in said):
            hit.found.append((label, marked(sentence, [])))
    return hit


def names(row, label):
    """(title, texts): a row under its name for this page, and its other name where that is not shown."""
    texts = [(label, row.name)]
    if row.name_en:
        texts.append((_("英語の名称"), EnglishName(row.name_en)))
    return str(row).replace(row.name, name_of(row)), texts


def by_language(names):
    """Names joined to a text for each language they are in."""
    english = [name for name in names if isinstance(name, EnglishName)]
    others = [name for name in names if not isinstance(name, EnglishName)]
    return [joined(_("、"), others), EnglishName(", ".join(english))]


def plan_path(plan):
    return [_city_name(plan.municipality), name_of(plan)]


def _city_name(city):
    return name_of(city) if is_english() and city.name_en else city.marked_name


def plan_name(plan):
    """The city is not said again where the plan's name begins with it; that it does not exist is always said."""
    return joined(" ", plan_path(plan)) if plan.municipality.is_fictional else plan.name_with_city
