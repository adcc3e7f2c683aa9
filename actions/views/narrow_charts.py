"""The charts of shares once more, for narrow screens: names above the bars, so that words keep their size.

The picture that page and PDF share is 720 wide and would shrink on a phone until nobody can read it.
"""

from collections import Counter

from django.utils.safestring import mark_safe

from kyodo_portal.japanese.fiscal_years import era_year

from ..reporting.parts.cards import grade_text
from ..reporting.share_chart import HATCHES, LOOKS

# Percent of the bar from which a text finds room in it, on a screen 320 px wide.
ROOM_FOR_CODE, ROOM_FOR_COUNT = 22, 7


def narrow_bars(key, document):
    """The chart with the id `key` as {hatches, grades, groups}; None where it is another kind of chart."""
    groups = _groups(document).get(key)
    if groups is None:
        return None
    looks = _looks(document["scale"]["grades"])
    return {
        "hatches": [
            (name, _drawn(name)) for name in sorted({look["hatch"] for look in looks.values()} - {""})
        ],
        "grades": [
            looks[g["code"]] | {"text": grade_text(g["code"], g["label"], g["symbol"])}
            for g in document["scale"]["grades"]
            if g["code"] in looks
        ],
        "groups": [group | {"parts": list(_parts(group, looks))} for group in groups],
    }


def _groups(document):
    overview, last_year = document["overview"], document["last_year"]
    whole = [overview["whole"] | {"name": era_year(document["fiscal_year"])}]
    if last_year and last_year["same_scale"]:
        whole.append(overview["last_year"] | {"name": era_year(last_year["fiscal_year"])})
    return {"whole-chart": whole, "by-policy-chart": overview["by_policy"]}


def _looks(grades):
    """Code -> fill, ink and hatch, the same that the picture of the document has."""
    turns, looks = Counter(), {}
    for grade in grades:
        options = LOOKS.get(grade["counts_as"])
        if options:
            fill, ink, hatch = options[turns[grade["counts_as"]] % len(options)]
            looks[grade["code"]] = {"fill": fill, "ink": ink, "hatch": hatch}
            turns[grade["counts_as"]] += 1
    return looks


def _drawn(name):
    return mark_safe(HATCHES[name])  # noqa: S308 - a constant of ours


def _parts(group, looks):
    start = 0
    for row in group["rows"]:
        if row["count"]:
            width = 100 * row["count"] / group["counted"]
            yield looks[row["code"]] | {
                "x": f"{start:.2f}%",
                "width": f"{width:.2f}%",
                "middle": f"{start + width / 2:.2f}%",
                "text": _text(row, width),
            }
            start += width


def _text(row, width):
    if width >= ROOM_FOR_CODE:
        return f"{row['code']} {row['count']}件"
    return str(row["count"]) if width >= ROOM_FOR_COUNT else ""
