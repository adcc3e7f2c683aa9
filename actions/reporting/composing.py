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
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from .parts.changes import changes_section, correction_section
from .parts.closing import contact_section, judging_section, notes_section
from .parts.indicators import indicators_section
from .parts.items import items_section
from .parts.summary import foreword_section, overview_section

NAME, PREVIEW_MARK = "進捗状況報告書", "公開前の下見"


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
        title=document["title"],
        plan_title=document["plan"]["title"],
        name=NAME,
        year=document["fiscal_year_label"],
        city=document["municipality"]["name"],
        edition=edition_line(document),
        mark="" if document["edition"]["published_at"] else PREVIEW_MARK,
        notice=document["municipality"]["notice"] or "",
        made_at=document["edition"]["published_at"] or "",
        sections=[section for section in sections if section.blocks],
    )


def edition_line(document):
    """第1版 2026年10月1日公開."""
    edition = document["edition"]
    if not edition["published_at"]:
        return PREVIEW_MARK
    day = timezone.localtime(datetime.fromisoformat(edition["published_at"]))
    kind = "(正誤)" if edition["number"] > 1 else ""
    return f"第{edition['number']}版{kind} {day:%Y年%-m月%-d日}公開"
