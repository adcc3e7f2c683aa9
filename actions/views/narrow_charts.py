"""The charts of shares once more, for narrow screens: names above the bars, so that words keep their size.

The picture that page and PDF share is 720 wide and would shrink on a phone until nobody can read it.
"""

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import era_year
from kyodo_portal.japanese.wording import lang_mark

from ..reporting.parts.cards import grade_text
from ..reporting.parts.summary import named_by_us
from ..reporting.share_chart import HATCHES, looks_of

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
            (key, _drawn(look))
            for key, look in sorted({each["hatch"]: each["look"] for each in looks.values()}.items())
            if key
        ],
        "grades": [
            looks[g["code"]] | {"text": grade_text(g["code"], g["label"], g["symbol"])}
            for g in document["scale"]["grades"]
            if g["code"] in looks
        ],
        "groups": [_shown(group, looks) for group in groups],
    }


def _groups(document):
    overview, last_year = document["overview"], document["last_year"]
    whole = [overview["whole"] | {"name": era_year(document["fiscal_year"])}]
    if last_year and last_year["same_scale"]:
        whole.append(overview["last_year"] | {"name": era_year(last_year["fiscal_year"])})
    return {"whole-chart": whole, "by-policy-chart": named_by_us(overview["by_policy"])}


def _looks(grades):
    """Code -> what the template needs of each Look; the same that the picture of the document has."""
    return {
        code: {"fill": look.fill, "ink": look.ink, "hatch": look.key if look.hatch else "", "look": look}
        for code, look in looks_of(grades).items()
    }


def _drawn(look):
    return mark_safe(HATCHES[look.hatch].format(ink=look.hatch_ink))  # noqa: S308 - constants of ours


def _shown(group, looks):
    """`counts`: all grades with their numbers, where a part has no room for both."""
    parts = list(_parts(group, looks))
    said = [_with_count(row) for row in group["rows"] if row["count"]]
    is_short = any(part["width_percent"] < ROOM_FOR_CODE for part in parts)
    return group | {"parts": parts, "counts": _("、").join(said) if is_short else ""}


def _parts(group, looks):
    start = 0
    for row in group["rows"]:
        if row["count"]:
            width = 100 * row["count"] / group["counted"]
            text = _text(row, width)
            yield looks[row["code"]] | {
                "x": f"{start:.2f}%",
                "width": f"{width:.2f}%",
                "width_percent": width,
                "middle": f"{start + width / 2:.2f}%",
                "text": text,
                "lang": lang_mark(text),
            }
            start += width


def _text(row, width):
    if width >= ROOM_FOR_CODE:
        return _with_count(row)
    return str(row["count"]) if width >= ROOM_FOR_COUNT else ""


def _with_count(row):
    return _("%(grade)s %(n)s件") % {"grade": row["code"], "n": row["count"]}
