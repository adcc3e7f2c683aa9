"""Shares of grades as SVG without script or style: each part has its sign and number in it, so colour is never needed.

The same picture stands on the page and in the PDF, which is always Japanese.
"""

from collections import Counter
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from kyodo_portal.japanese.wording import lang_mark

WIDTH, LABEL_WIDTH, BAR_HEIGHT, ROW_HEIGHT, TOP = 720, 190, 30, 66, 20
# By what a grade counts as: the fills, the ink of the number in each, and the ink of a hatch over it.
FILLS = {
    "achieved": [("#00118f", "#ffffff", "#9db7f9"), ("#3460fb", "#ffffff", "#ffffff")],
    "underway": [("#c5d7fb", "#1a1a1a", "#3460fb"), ("#e8f1fe", "#1a1a1a", "#3460fb")],
    "behind": [("#ffdfca", "#1a1a1a", "#8b3a00"), ("#ffeee2", "#1a1a1a", "#8b3a00")],
}
# A scale has at most 8 grades, and no two of them ever look the same, also without colour.
HATCHES = {
    "": "",
    "dots": '<circle cx="4" cy="4" r="1.5" fill="{ink}"/>',
    "right": '<path d="M0 8 L8 0" stroke="{ink}" stroke-width="1"/>',
    "cross": '<path d="M0 8 L8 0 M0 0 L8 8" stroke="{ink}" stroke-width="1"/>',
}
# What falls behind is hatched from the first on: it must be seen without colour.
FIRST_HATCH = {"underway": 0, "behind": 2}
NARROWEST_WITH_TEXT = 46
LINE_LENGTH, LEGEND_LENGTH = 13, 15


@dataclass(frozen=True)
class Look:
    """How the part of a grade is drawn; `hatch` is a key of HATCHES, drawn in `hatch_ink`."""

    fill: str
    ink: str
    hatch: str
    hatch_ink: str

    @property
    def key(self):
        """Names the pattern among those of one picture."""
        return f"{self.hatch}-{self.hatch_ink.removeprefix('#')}"


def looks_of(grades):
    """Code -> Look of each grade that counts, in their order."""
    turns, looks = Counter(), {}
    for grade in grades:
        kind = grade["counts_as"]
        if kind not in FILLS:
            continue
        turn, fills, hatches = turns[kind], FILLS[kind], list(HATCHES)
        turns[kind] += 1
        if kind == "achieved":  # wide parts: two plain fills before a hatch
            fill_at, hatch_at = turn, turn // len(fills)
        else:
            fill_at, hatch_at = turn + turn // len(hatches), FIRST_HATCH[kind] + turn
        fill, ink, hatch_ink = fills[fill_at % len(fills)]
        hatch = hatches[hatch_at % len(hatches)]
        looks[grade["code"]] = Look(fill, ink, hatch, hatch_ink)
    return looks


def share_chart(key, groups, grades):
    """One bar a group, cut by the shares of its grades; `key` keeps the ids of two charts on one page apart."""
    looks = looks_of(grades)
    shown = [grade for grade in grades if grade["code"] in looks]
    columns = 1 if any(len(_named(grade)) > LEGEND_LENGTH for grade in shown) else 2
    bottom = TOP + ROW_HEIGHT * len(groups) + 4
    height = bottom + 26 * -(-len(shown) // columns) + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'font-family="BIZ UDPGothic" font-size="14" fill="#1a1a1a">'
    ]
    hatched = {look.key: look for look in looks.values() if look.hatch}
    if hatched:
        parts.append(f"<defs>{''.join(_pattern(key, look) for look in hatched.values())}</defs>")
    for index, group in enumerate(groups):
        parts += _bar(key, group, looks, TOP + ROW_HEIGHT * index)
    for index, grade in enumerate(shown):
        x = LABEL_WIDTH + (index % columns) * 265
        y = bottom + 26 * (index // columns)
        parts += _box(key, looks[grade["code"]], x, y, 20, 16)
        parts.append(
            f'<text x="{x + 28}" y="{y + 13}"{lang_mark(_named(grade))}>{escape(_named(grade))}</text>'
        )
    return "".join([*parts, "</svg>"])


def _named(grade):
    return " ".join(filter(None, [grade["code"], grade["label"], grade["symbol"]]))


def _pattern(key, look):
    drawn = HATCHES[look.hatch].format(ink=look.hatch_ink)
    return (
        f'<pattern id="{key}-{look.key}" width="8" height="8" patternUnits="userSpaceOnUse">{drawn}</pattern>'
    )


def _box(key, look, x, y, width, height):
    place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    yield f'<rect {place} fill="{look.fill}" stroke="#1a1a1a" stroke-width="1"/>'
    if look.hatch:
        yield f'<rect {place} fill="url(#{key}-{look.key})"/>'


def _bar(key, group, looks, y):
    lines = _lines(group["name"])
    start = y + BAR_HEIGHT / 2 + 5 - 8 * (len(lines) - 1)
    parts = [
        f'<text x="{LABEL_WIDTH - 10}" y="{start + 16 * n:g}" text-anchor="end"{lang_mark(line)}>{escape(line)}</text>'
        for n, line in enumerate(lines)
    ]
    whole, x = WIDTH - LABEL_WIDTH - 2, LABEL_WIDTH
    if not group["counted"]:
        return [*parts, f'<text x="{x}" y="{y + 20}">{escape(_("評価した取組はありません"))}</text>']
    above = True
    for row in group["rows"]:
        if not row["count"]:
            continue
        look, width = looks[row["code"]], whole * row["count"] / group["counted"]
        parts += _box(key, look, round(x, 2), y, round(width, 2), BAR_HEIGHT)
        middle = round(x + width / 2, 2)
        if width >= NARROWEST_WITH_TEXT + 8 * len(row["code"]):
            parts += _text_inside(
                look, middle, y, _("%(grade)s %(n)s件") % {"grade": row["code"], "n": row["count"]}
            )
        else:  # too narrow: sign and number stand over the part, or under it where the one before stands over it
            place = y - 5 if above else y + BAR_HEIGHT + 14
            above = not above
            parts.append(
                f'<text x="{middle:g}" y="{place}" text-anchor="middle" font-size="12"{lang_mark(row["code"])}>'
                f"{escape(row['code'])} {row['count']}</text>"
            )
        x += width
    return parts


def _text_inside(look, middle, y, text):
    if look.hatch:  # a plate under the number, so that the hatch does not run through it
        plate = 9 * len(text) + 8
        yield f'<rect x="{middle - plate / 2:g}" y="{y + 6}" width="{plate}" height="18" fill="{look.fill}"/>'
    yield f'<text x="{middle:g}" y="{y + 20}" text-anchor="middle" fill="{look.ink}"{lang_mark(text)}>{escape(text)}</text>'


def _lines(name):
    """The name of a group in two lines at most; a longer one ends in …, the table has it whole."""
    if len(name) <= LINE_LENGTH:
        return [name]
    second = name[LINE_LENGTH:]
    return [name[:LINE_LENGTH], second if len(second) <= LINE_LENGTH else f"{second[: LINE_LENGTH - 1]}…"]
