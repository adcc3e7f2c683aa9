"""Pictures that stand for a page where its address is shared: PNG, 1200 x 630, drawn by Typst.

The template (card.typ) gets JSON, whose strings are text and never markup:

- colour: the city's; city; mark: 架空の見本, or empty
- title: [its phrases]; subtitle; headline: how far it is, in words; note: a line under it
- parts: [{code, name, count, look: Look of share_chart as a dict}] of the grades given, `whole` their number together
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path

import typst

from kyodo_portal.japanese.fiscal_years import japanese_year
from organizations.models.municipalities import marked

from ..reporting.glyphs import breakable, printable
from ..reporting.pdf import fonts
from ..reporting.share_chart import looks_of
from .phrases import phrases
from .small_png import small_png

TEMPLATE = Path(__file__).with_name("card.typ")
WIDTH, HEIGHT = 1200, 630
KEPT = 512  # less than 60 KB each
# Of the drawing itself: to be raised where the same data comes to look otherwise (fonts, Typst, small_png).
DRAWING = "1"
LONGEST_RUN, LONGEST_TITLE, LONGEST_NAME = 16, 72, 16
FICTIONAL = "架空の見本"
SITE_NAME, SITE_CLAIM = "Kyodo Portal", "市民協働の計画と進みぐあい"
# What a city may choose: the colour --brand of its pages (static/css/portal.css). White stands on each.
COLOURS = {
    "blue": "#00118f",
    "light-blue": "#00428c",
    "cyan": "#006173",
    "green": "#115a36",
    "orange": "#8b3200",
    "red": "#a90000",
    "magenta": "#6c006c",
    "purple": "#41048e",
}


@dataclass(frozen=True)
class Picture:
    """What is drawn, before it is drawn: `etag` needs no drawing."""

    data: str

    @property
    def etag(self):
        return hashlib.sha256(DRAWING.encode() + self.data.encode() + _template()).hexdigest()

    @property
    def png(self):
        """The same bytes for the same data. No text makes it fail."""
        return _draw(self.data)


def plan_picture(plan, item_count, report=None):
    """`report`: the newest edition of the plan that stands; without one the picture says how much is planned."""
    progress = _progress(report.content) if report else {}
    return _picture(
        _city(plan.municipality.name, plan.municipality)
        | {
            "title": plan.title,
            "subtitle": f"計画期間 {plan.period}" if report and plan.start_fy else "",
            "headline": f"{plan.item_label} {item_count}件",
            "note": f"計画期間 {plan.period}" if plan.start_fy else plan.subtitle,
        }
        | progress
    )


def report_picture(report):
    """Of the words and figures as they were published; the colour is the city's of today."""
    document, city = report.content, report.plan.municipality
    name = document["municipality"]["name"].removesuffix(marked("", document["municipality"]["is_fictional"]))
    edition = f"第{report.edition}版(正誤)" if report.is_correction else ""
    return _picture(
        _city(name, city)
        | {
            "title": document["plan"]["title"],
            "subtitle": " ".join(
                filter(None, ["進捗状況報告書", japanese_year(report.fiscal_year), edition])
            ),
        }
        | _progress(document)
    )


def site_picture():
    return _picture(
        {
            "title": SITE_NAME,
            "subtitle": SITE_CLAIM,
            "headline": "何を決め、どこまで進んだか。",
            "note": "各市の計画を、計画の言葉のまま、だれでも読めます。",
        }
    )


def _city(name, city):
    return {
        "city": name,
        "colour": getattr(city, "colour", ""),
        "mark": FICTIONAL if city.is_fictional else "",
    }


def _progress(document):
    """How far the year of a report is, by the counts its pages give."""
    overview, scale = document["overview"], document["scale"]
    year = japanese_year(document["fiscal_year"])
    found = {"headline": f"{year} {overview['items']}件中{overview['reported']}件を報告", "note": ""}
    if not scale or not overview["judged"]:
        return found | {"note": "評価した取組は、まだありません。"}
    looks = looks_of(scale["grades"])
    rows = [row for row in overview["whole"]["rows"] if row["count"]]
    return found | {
        "parts": [
            {
                "code": row["code"],
                "name": _shortened(f"{row['code']} {row['label']}", LONGEST_NAME),
                "count": row["count"],
                "look": asdict(looks[row["code"]]),
            }
            for row in rows
        ],
        "whole": overview["whole"]["counted"],
    }


def _picture(found):
    card = {"city": "", "mark": "", "title": "", "subtitle": "", "headline": "", "note": "", "parts": []}
    card |= found
    card["colour"] = COLOURS.get(card.get("colour"), COLOURS["blue"])
    card["title"] = [_text(each) for each in phrases(_shortened(card["title"], LONGEST_TITLE))]
    for key in ("city", "subtitle", "headline", "note"):
        card[key] = _text(card[key])
    for part in card["parts"]:
        part["code"], part["name"] = _text(part["code"]), _text(part["name"])
    return Picture(json.dumps(card, ensure_ascii=False))


def _text(text):
    shown, _lost = printable(text)
    return breakable(shown.replace("\n", " "), LONGEST_RUN)


def _shortened(text, longest):
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


@cache
def _template():
    return TEMPLATE.read_bytes()


@lru_cache(KEPT)
def _draw(data):
    """About a third of a second; what was drawn is kept for as long as it says the same."""
    png = typst.compile(
        _template(),
        root=str(TEMPLATE.parent),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"card": data},
        format="png",
        ppi=72,
    )
    return small_png(png)
