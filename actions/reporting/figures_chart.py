"""The values of an indicator over the years, as SVG: measured values joined by a line, targets as squares of their own."""

from html import escape
from itertools import pairwise
from math import ceil, floor, log10

from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import short_era_year
from kyodo_portal.japanese.wording import is_english, lang_mark

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 250, 64, 40, 30, 62
MEASURED, TARGET = "#00118f", "#a33b00"
ROOM_FOR_A_LABEL = 62  # pixels between two years; closer together only the first and last value are written
TICKS = 4


def figures_chart(indicator):
    """The chart of an indicator of a document; "" where there are fewer than two known values."""
    known = [figure for figure in indicator["figures"] if figure["value"] is not None]
    if len(known) < 2:
        return ""
    years = sorted({figure["fiscal_year"] for figure in known})
    scale = _Scale(years, [figure["value"] for figure in known])
    measured = sorted((f for f in known if f["kind"] != "target"), key=lambda f: f["fiscal_year"])
    targets = [figure for figure in known if figure["kind"] == "target"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="BIZ UDPGothic" font-size="14" fill="#1a1a1a">',
        *_axes(scale),
        *_line(scale, measured),
    ]
    for figure in measured:
        x, y = scale.place(figure)
        parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="7" fill="{MEASURED}" stroke="#ffffff"/>')
    for figure in targets:
        x, y = scale.place(figure)
        parts.append(
            f'<rect x="{x - 7:g}" y="{y - 7:g}" width="14" height="14" fill="{TARGET}" stroke="#ffffff"/>'
        )
    parts += _labels(scale, measured, targets)
    parts += _legend(bool(measured), bool(targets))
    return "".join([*parts, "</svg>"])


class _Scale:
    """From years and values to places in the picture. The axis of values begins at 0, or below for values below 0."""

    def __init__(self, years, values):
        self.years = years
        self.step = _round_step((max([*values, 0]) - min([*values, 0])) / TICKS or 1)
        self.low = floor(min([*values, 0]) / self.step) * self.step
        self.high = max(ceil(max([*values, 0]) / self.step) * self.step, self.low + self.step)

    def x(self, year):
        span = self.years[-1] - self.years[0]
        share = (year - self.years[0]) / span if span else 0.5
        return round(LEFT + 36 + share * (WIDTH - LEFT - RIGHT - 72), 1)

    def y(self, value):
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)

    def place(self, figure):
        return self.x(figure["fiscal_year"]), self.y(figure["value"])

    @property
    def room(self):
        """Pixels between the two years that stand closest together."""
        places = [self.x(year) for year in self.years]
        return min((after - before for before, after in pairwise(places)), default=WIDTH)


def _round_step(step):
    """The next of 1, 2, 2.5, 5, 10 times a power of ten."""
    power = 10 ** floor(log10(step))
    return next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= step * 0.999)


def _axes(scale):
    count = round((scale.high - scale.low) / scale.step)
    for n in range(count + 1):
        value = scale.low + n * scale.step
        y = scale.y(value)
        yield f'<path d="M{LEFT} {y:g} H{WIDTH - RIGHT}" stroke="{"#4d4d4d" if value == 0 else "#cccccc"}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 5:g}" text-anchor="end">{_number(value)}</text>'
    last = None
    for year in scale.years:
        x = scale.x(year)
        if last is None or x - last >= 34:
            yield f'<text x="{x:g}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{_year(year)}</text>'
            last = x


def _year(year):
    return str(year) if is_english() else short_era_year(year)


def _number(value):
    return f"{round(value, 6):,.10g}"


def _line(scale, measured):
    if len(measured) > 1:
        points = " L".join("{:g} {:g}".format(*scale.place(figure)) for figure in measured)
        yield f'<path d="M{points}" fill="none" stroke="{MEASURED}" stroke-width="2"/>'


def _labels(scale, measured, targets):
    """The number at its point: above it, or below where the other kind stands higher in the same year."""
    if scale.room < ROOM_FOR_A_LABEL:
        measured, targets = _ends(measured), _ends(targets)
    for figures, others in ((measured, targets), (targets, measured)):
        for figure in figures:
            x, y = scale.place(figure)
            same_year = [f["value"] for f in others if f["fiscal_year"] == figure["fiscal_year"]]
            is_lower = any(
                value > figure["value"] or (value == figure["value"] and figures is targets)
                for value in same_year
            )
            place = y + 24 if is_lower else y - 12
            yield (
                f'<text x="{x:g}" y="{place:g}" text-anchor="middle" font-weight="700" stroke="#ffffff" '
                f'stroke-width="4" paint-order="stroke"{lang_mark(figure["shown"] or "")}>{escape(figure["shown"] or "")}</text>'
            )


def _ends(figures):
    return figures if len(figures) < 3 else [figures[0], figures[-1]]


def _legend(has_measured, has_targets):
    x, y = LEFT + 36, HEIGHT - 14
    if has_measured:
        yield f'<circle cx="{x}" cy="{y - 5}" r="7" fill="{MEASURED}"/>'
        yield f'<text x="{x + 14}" y="{y}">{escape(_("現状値・実績値(線でつなぐ)"))}</text>'
        x += 250
    if has_targets:
        yield f'<rect x="{x - 7}" y="{y - 12}" width="14" height="14" fill="{TARGET}"/>'
        yield f'<text x="{x + 14}" y="{y}">{escape(_("目標値(四角)"))}</text>'
