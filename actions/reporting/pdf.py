"""The report as a PDF for the city's site and the assembly: PDF/UA-1, set by Typst from what compose() gives.

The template (report.typ) gets JSON, whose strings are text and never markup: the texts of the Composed, `sections`
[{title, begins_page, blocks}], and `lost` [[place, code points]], what became 〓. Its blocks are those of composing.py,
but for these:

- heading, item: `depth`, 2 to 5, one below the heading before it at most
- item: `name` with its number, `card`, its place among the items; list: [{text, card}], the item a row speaks of
"""

import json
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count, pairwise
from pathlib import Path

import typst

from .glyphs import FOLDER, breakable, printable, printable_svg
from .parts.blocks import NOT_STATED

TEMPLATE = Path(__file__).with_name("report.typ")
COVER = ("plan_title", "name", "year", "city", "edition", "mark", "notice")
LIGHT = {"text", "note", "facts"}  # a section of nothing else shares its page with those around it
# How many characters in a row without a place to break a column takes: running text, labels, cells of many columns.
WIDE, NARROW, NARROWEST = 24, 12, 8
MANY_COLUMNS = 6


@dataclass(frozen=True)
class Substitute:
    """A letter that no font holds and the PDF shows as 〓; `item` is the code of the item it stands in, or None."""

    text: str
    place: str
    item: str | None = None

    @property
    def code_points(self):
        return " ".join(f"U+{ord(sign):04X}" for sign in self.text)

    @property
    def sentence(self):
        """For the check list before publishing."""
        is_control = any(unicodedata.category(sign) in ("Cc", "Cs") for sign in self.text)
        letter = self.code_points if is_control else f"{self.text} ({self.code_points})"
        return f"{self.place}に、書体にない文字 {letter} があります。PDFでは〓になります。"


def make_pdf(composed):
    """The bytes of the PDF; the same for the same Composed. No text makes it fail."""
    report, lost = _set(composed)
    by_place = defaultdict(list)
    for each in lost:
        by_place[each.place].append(each.code_points)
    report["lost"] = [
        [breakable(printable(place)[0], WIDE), "、".join(found)] for place, found in by_place.items()
    ]
    return typst.compile(
        TEMPLATE.read_bytes(),
        root=str(TEMPLATE.parent),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(datetime.fromisoformat(composed.made_at).timestamp()) if composed.made_at else None,
    )


def substitutes(composed):
    """[Substitute] in reading order: every place where the PDF shows 〓, each letter once a place."""
    return _set(composed)[1]


@cache
def fonts():
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def _set(composed):
    """(what the template gets, [Substitute])."""
    setter = _Setter(composed.sections)
    report = {name: setter.text(getattr(composed, name), "表紙") for name in COVER}
    report["title"] = setter.heading(composed.title, "表紙")
    report["is_dated"] = bool(composed.made_at)
    report["sections"] = setter.sections(composed.sections)
    return report, list(dict.fromkeys(setter.lost))


class _Setter:
    """Makes every text of a report printable, and notes what was lost and where."""

    def __init__(self, sections):
        blocks = [block for section in sections for block in section.blocks if block["kind"] == "item"]
        self.card_of = {block["code"]: number for number, block in enumerate(blocks)}
        self.cards = count()
        self.lost = []

    def text(self, text, place, *, item=None, longest=WIDE):
        shown, lost = printable(text)
        self.lost += [Substitute(letter, place, item) for letter in lost]
        return breakable(shown, longest)

    def heading(self, text, place, item=None):
        """The same for what the contents list, where PDF/UA takes nothing empty."""
        shown = self.text(text, place, item=item)
        return shown if shown.strip() else NOT_STATED

    def sections(self, sections):
        light = [LIGHT.issuperset(block["kind"] for block in section.blocks) for section in sections]
        begin = [not (is_light or before) for before, is_light in pairwise([False, *light])]
        return [
            self.section(section) | {"begins_page": b} for section, b in zip(sections, begin, strict=True)
        ]

    def section(self, section):
        where = f"「{section.title}」"
        title = self.heading(section.title, f"{where}の見出し")
        self.depth, blocks = 1, []
        for block in section.blocks:
            blocks.append({"kind": block["kind"]} | getattr(self, f"_{block['kind']}")(block, where))
        return {"title": title, "blocks": blocks}

    def _text(self, block, where):
        return {"text": self.text(block["text"], f"{where}の文")}

    _note = _text

    def _heading(self, block, where):
        self.depth = min(block["level"] - 1, self.depth + 1)
        return {
            "depth": self.depth,
            "text": self.heading(block["text"], f"{where}の見出し「{block['text']}」"),
        }

    def _facts(self, block, where):
        return {"rows": [self._row(row, where) for row in block["rows"]]}

    def _row(self, row, where, item=None):
        label, text = row
        place = f"{where}の「{label}」"
        return [self.text(label, place, item=item, longest=NARROW), self.text(text, place, item=item)]

    def _list(self, block, where):
        place = f"{where}の一覧"
        return {
            "rows": [
                {
                    "text": self.text(row["text"], place, item=row["item"]),
                    "card": self.card_of.get(row["item"]),
                }
                for row in block["rows"]
            ]
        }

    def _table(self, block, where):
        place = f"{where}の表「{block['caption']}」"
        longest = NARROWEST if len(block["head"]) > MANY_COLUMNS else NARROW
        return {
            "caption": self.text(block["caption"], place),
            "head": [self.text(cell, f"{place}の見出し", longest=longest) for cell in block["head"]],
            "rows": [
                [self.text(cell, f"{place}の「{row[0]}」", longest=longest) for cell in row]
                for row in block["rows"]
            ],
            "numbers": block["numbers"],
            "widths": block["widths"],
        }

    def _chart(self, block, where):
        place = f"{where}の図「{block['caption']}」"
        svg, lost = printable_svg(block["svg"])
        self.lost += [Substitute(letter, place) for letter in lost]
        return {
            "caption": self.text(block["caption"], place),
            "alt": printable(block["alt"])[0] or NOT_STATED,  # read aloud and never empty; no line to break
            "svg": svg,
        }

    def _item(self, block, _where):
        code = block["code"]
        where = f"取組 {code}「{block['name']}」"
        name = " ".join(filter(None, [block["number"], block["name"]]))
        return {
            "depth": self.depth + 1,
            "card": next(self.cards),
            "code": self.text(code, where, item=code),
            "name": self.heading(name, f"{where}の名前", code),
            "rows": [self._row(row, where, code) for row in block["rows"]],
        }
