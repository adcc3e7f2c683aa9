"""What a search found, for its page: a name that leads there, where it stands, and the text with the words marked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kyodo_portal.japanese.folding import excerpt, mark_hits
from kyodo_portal.japanese.wording import Mixed, is_english, joined, language_of, name_of, segments_of

MOST_LINES = 3


class Pieces(list):
    """(text, is_hit) in order. `spans`: the same as [(language to mark or "", pieces)]."""

    def __init__(self, *texts):
        """`texts`: [(text, is_hit)] of each text that may be in a language of its own."""
        super().__init__(piece for text in texts for piece in text)
        self.spans = [(language_of("".join(piece for piece, _is_hit in text)), text) for text in texts]

    @property
    def has_hit(self):
        return any(is_hit for _text, is_hit in self)


@dataclass(slots=True)
class Hit:
    """`path`: the names of what it stands in, the widest first; `lines`: (label, Pieces)."""

    url: str
    title: Pieces
    path: list[str]
    lines: list[tuple[str, Pieces]]


def marked(text, marks):
    """A whole text with the words marked."""
    return Pieces(*(mark_hits(segment, marks) for segment in segments_of(text)))


def _excerpt(text, marks):
    """What is of several languages is short, and shown whole."""
    return marked(text, marks) if isinstance(text, Mixed) else Pieces(excerpt(text, marks))


def make_hit(url, title, path, texts, words, reasons=()):
    """`texts`: (label, text) in which the words may stand, the first of them the one to show where none of them does.

    `reasons`: (word, label, sentence) for a word that is found though no text has it.
    """
    marks = [word.mark for word in words]
    heading = marked(title, marks)
    texts = [(label, text) for label, text in texts if text and text not in title]
    shown = [(label, _excerpt(text, marks)) for label, text in texts]
    lines = [line for line in shown if line[1].has_hit][:MOST_LINES] or shown[:1]
    said = [title, *(text for _label, text in texts)]
    for word, label, sentence in reasons:
        if not any(marked(text, [word.mark]).has_hit for text in said):
            lines.append((label, Pieces([(sentence, False)])))
    return Hit(url, heading, path, lines)


def names(row, label):
    """(title, texts): a row under its name for this page, and its other name where that is not shown."""
    texts = [(label, row.name)]
    if row.name_en:
        texts.append((_("英語の名称"), row.name_en))
    return str(row).replace(row.name, name_of(row)), texts


def plan_path(plan):
    return [_city_name(plan.municipality), name_of(plan)]


def _city_name(city):
    return name_of(city) if is_english() and city.name_en else city.marked_name


def plan_name(plan):
    """The city is not said again where the plan's name begins with it; that it does not exist is always said."""
    return joined(" ", plan_path(plan)) if plan.municipality.is_fictional else plan.name_with_city
