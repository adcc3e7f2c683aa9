"""The blocks a report is made of; composing.py says what each means."""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from kyodo_portal.japanese.fiscal_years import both_calendars
from kyodo_portal.japanese.wording import is_english

NOT_STATED = "記載なし"


def text(text):
    return {"kind": "text", "text": text}


def note(text):
    return {"kind": "note", "text": text}


def heading(level, key, text):
    return {"kind": "heading", "level": level, "id": key, "text": text}


def table(key, caption, head, rows, *, numbers=(), widths=None):
    return {
        "kind": "table",
        "id": key,
        "caption": caption,
        "head": head,
        "rows": rows,
        "numbers": list(numbers),
        "widths": widths or [1] * len(head),
    }


def percent_of(row):
    return "―" if row["percent"] is None else f"{row['percent']:.1f}%"


def named(row):
    return f"{row['code']} {row['label']}"


def numbered(level):
    return f"{level['number']} {level['name']}" if level["number"] else level["name"]


def not_stated():
    return _("記載なし")


def counted(number):
    """7件."""
    return ngettext("%(n)s件", "%(n)s件", number) % {"n": number}


def of_all(number, whole):
    """8件中7件."""
    return _("%(whole)s件中%(n)s件") % {"n": number, "whole": whole}


def year_label(document):
    """As it was frozen; in English by the year itself."""
    return both_calendars(document["fiscal_year"]) if is_english() else document["fiscal_year_label"]


def item_word(document, number=2):
    """What the plan calls its items; in English what we call them, in lower case."""
    return npgettext("level", "取組", "取組", number) if is_english() else document["plan"]["item_word"]


def item_heading(document, number=2):
    """The same where it begins a heading."""
    return capfirst(item_word(document, number)) if is_english() else item_word(document, number)


def word_of(choices, row, name):
    """What a code of ours is called: as it was frozen beside the code; in English by the words of today."""
    code, label = row[name], row[f"{name}_label"]
    return str(choices(code).label) if is_english() and code in choices.values else label


def facts(rows):
    return {"kind": "facts", "rows": rows}


def chart(key, caption, alt, svg):
    return {"kind": "chart", "id": key, "caption": caption, "alt": alt, "svg": svg}


@dataclass
class Section:
    id: str
    title: str
    blocks: list = field(default_factory=list)
