"""The report as a PDF for the city's site and the assembly: PDF/UA-1, set by Typst from what compose() gives.

Data goes to the template as JSON and is text there, never markup.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from .glyphs import FOLDER, printable

TEMPLATE = Path(__file__).with_name("report.typ")
# The time that the PDF of a preview says it was made: none in particular, so that the same data gives the same bytes.
NO_TIME = 0


@dataclass(frozen=True)
class Substitute:
    """A cluster of characters that no font holds. `item` is the code of the item it stands in, or None."""

    text: str
    place: str
    item: str | None = None

    @property
    def code_points(self):
        return " ".join(f"U+{ord(sign):04X}" for sign in self.text)

    @property
    def sentence(self):
        return f"{self.place}: 「{self.text}」({self.code_points})"


def make_pdf(composed):
    """The bytes of the PDF; the same for the same Composed."""
    data, lost = _set_in_type(composed)
    data["missing"] = [[each.place, each.code_points] for each in lost]
    return typst.compile(
        TEMPLATE.read_bytes(),
        root=str(TEMPLATE.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(datetime.fromisoformat(composed.made_at).timestamp()) if composed.made_at else NO_TIME,
    )


def substitutes(composed):
    """Every place where the PDF shows 〓 instead of a character, each character once a place."""
    return _set_in_type(composed)[1]


@cache
def _fonts():
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def _set_in_type(composed):
    """(the report as a dict of printable texts, [Substitute])."""
    typesetter = _Typesetter()
    data = asdict(composed)
    sections = data.pop("sections")
    head = typesetter.clean(data, "表紙")
    head["sections"] = [typesetter.section(section) for section in sections]
    return head, list(dict.fromkeys(typesetter.lost))


class _Typesetter:
    def __init__(self):
        self.lost = []

    def section(self, section):
        blocks = [self.block(block, section["title"]) for block in section["blocks"]]
        return {"title": self.clean(section["title"], section["title"]), "blocks": blocks}

    def block(self, block, section):
        if block["kind"] == "item":
            place = f"{section}の {block['code']} {block['name']}"
            named = self.clean({"number": block["number"], "name": block["name"]}, place, block["code"])
            rows = [
                [
                    self.clean(label, place, block["code"]),
                    self.clean(text, f"{place}の「{label}」", block["code"]),
                ]
                for label, text in block["rows"]
            ]
            return block | named | {"rows": rows}
        place = f"{section}の「{block['caption']}」" if "caption" in block else section
        return self.clean(block, place)

    def clean(self, value, place, item=None, *, breaks=True):
        """The value with every text in it printable."""
        if isinstance(value, dict):
            return {key: self.clean(each, place, item, breaks=key != "svg") for key, each in value.items()}
        if isinstance(value, list):
            return [self.clean(each, place, item) for each in value]
        if not isinstance(value, str):
            return value
        text, lost = printable(value, breaks=breaks)
        self.lost += [Substitute(cluster, place, item) for cluster in lost]
        return text
