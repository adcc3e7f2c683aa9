"""What a reader sees of a document, in reading order: page and PDF are both made from this, so they say the same.

compose() gives sections {id, title, blocks}. A block is a dict with `kind`:

- text, note: `text` (line breaks are the writer's)
- heading: `level` (3 or 4), `id`, `text`
- facts: `rows` [[label, text]]
- list: `rows` [{text, item}]; `item` is the code of an item of the report, or None
- table: `id`, `caption`, `head` [text], `rows` [[text]]; the first cell of a row names it; `numbers`: the columns of
  numbers, counted from 0; `widths`: how wide the columns are, relative to each other
- chart: `id`, `caption`, `alt`, `svg`; a table with the same figures follows
- item: `id`, `code`, `number`, `name`, `rows` [[label, text]]

All is text and never markup. Nothing here asks the database.

The words of ours are in the language of the page, names and texts of the city as the document has them. In Japanese,
which every file is made in, each text is a plain str. On an English page a text of ours with names in it knows them
(kyodo_portal.japanese.wording.mixed): templates write every text of a block as {{ text|ja }}, which marks as Japanese
only what is Japanese.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kyodo_portal.japanese.wording import is_english, mixed, name_of

from .parts.blocks import year_label
from .parts.changes import changes_section, correction_section
from .parts.closing import contact_section, judging_section, notes_section
from .parts.indicators import indicators_section
from .parts.items import items_section
from .parts.summary import foreword_section, overview_section

NAME, PREVIEW_MARK = gettext_noop("進捗状況報告書"), gettext_noop("公開前の下見")


@dataclass(frozen=True)
class Composed:
    """The whole report. `mark` is set in a preview only; `notice` only for a city that does not exist.

    `made_at`: when the edition was published (ISO 8601), or "" in a preview.
    """

    title: str
    plan_title: str
    name: str
    year: str
    city: str
    edition: str
    mark: str
    notice: str
    made_at: str
    sections: list


def compose(document):
    sections = [
        correction_section(document),
        foreword_section(document),
        overview_section(document),
        changes_section(document),
        indicators_section(document),
        items_section(document),
        judging_section(document),
        notes_section(document),
        contact_section(document),
    ]
    return Composed(
        title=title_of(document),
        plan_title=name_of(document["plan"]),
        name=_(NAME),
        year=year_label(document),
        city=name_of(document["municipality"]),
        edition=edition_line(document),
        mark="" if document["edition"]["published_at"] else _(PREVIEW_MARK),
        notice=document["municipality"]["notice"] or "",
        made_at=document["edition"]["published_at"] or "",
        sections=[section for section in sections if section.blocks],
    )


def edition_line(document):
    """第1版 2026年10月1日公開."""
    edition = document["edition"]
    if not edition["published_at"]:
        return _(PREVIEW_MARK)
    day = timezone.localtime(datetime.fromisoformat(edition["published_at"]))
    said = _("第%(number)s版(正誤) %(day)s公開") if edition["number"] > 1 else _("第%(number)s版 %(day)s公開")
    return said % {"number": edition["number"], "day": date_format(day, _("Y年n月j日"))}


def title_of(document):
    """As it was frozen; in English with our words for what it is."""
    if not is_english():
        return document["title"]
    words = {"plan": name_of(document["plan"]), "year": year_label(document)}
    return mixed(_("%(plan)s 進捗状況報告書 %(year)s"), **words)
