"""Charts drawn on the server: plain SVG, no script, no inline style, readable without colour.

A page shows them at their own size, or wider than the window in a region that scrolls: letters keep their size.
"""

import functools
import json
import re
from pathlib import Path

import vl_convert
from django.conf import settings
from django.utils.safestring import mark_safe

from kyodo_portal.japanese.fiscal_years import short_era_year
from kyodo_portal.japanese.wording import holds_japanese, is_english

from .chart_labels import ABOVE, BELOW, with_labels
from .models import IndicatorFigure

FONT = "BIZ UDPGothic"
KINDS = [
    IndicatorFigure.Kind.BASELINE,
    IndicatorFigure.Kind.HISTORY,
    IndicatorFigure.Kind.TARGET,
    IndicatorFigure.Kind.ACTUAL,
]
SHAPES = ["circle", "diamond", "square", "triangle-up"]
COLOURS = ["#00118f", "#4d4d4d", "#a30000", "#115a36"]  # each at least 7:1 on white
WIDTH, HEIGHT = 400, 200  # of the field of the points, in pixels


@functools.cache
def _register_font():
    vl_convert.register_font_directory(str(Path(settings.BASE_DIR) / "fonts" / "biz-udpgothic"))


def indicator_chart(indicator, figures):
    """An SVG of these figures of it for the page, or "" when there are fewer than two known values to compare.

    On an English page it has no Japanese word: no text inside a picture can be marked as Japanese to every reader.
    """
    figures = [figure for figure in figures if figure.value is not None]
    if len(figures) < 2:
        return ""
    unit = "" if is_english() and holds_japanese(indicator.unit) else indicator.unit
    values = [
        {
            "fy": figure.fiscal_year,
            "year": str(figure.fiscal_year) if is_english() else short_era_year(figure.fiscal_year),
            "kind": figure.get_kind_display(),
            "is_target": figure.kind == IndicatorFigure.Kind.TARGET,
            "is_base": figure.kind == IndicatorFigure.Kind.BASELINE,
            "value": figure.number,
            "text": f"{figure.in_words}{unit}",
        }
        for figure in figures
    ]
    return mark_safe(_draw(json.dumps(values, ensure_ascii=False), indicator.code))  # noqa: S308 - drawn from numbers and escaped by the library


@functools.lru_cache(maxsize=512)
def _draw(values_json, code):
    """`code` keeps the ids of several charts on one page apart."""
    _register_font()
    values = json.loads(values_json)
    drawn = {row["kind"] for row in values}
    looks = [
        look
        for look in zip((str(kind.label) for kind in KINDS), SHAPES, COLOURS, strict=True)
        if look[0] in drawn
    ]
    kinds, shapes, colours = map(list, zip(*looks, strict=True))
    legend = {"title": None, "orient": "bottom", "labelFontSize": 14, "symbolSize": 140, "columnPadding": 16}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": kinds, "range": colours},
        "legend": legend,
    }
    shape = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": kinds, "range": shapes},
        "legend": legend,
    }
    labels = {row["fy"]: row["year"] for row in sorted(values, key=lambda row: row["fy"])}
    margin = max(0.6, (max(labels) - min(labels)) * 0.12)
    left, right, top = (
        min(labels) - margin,
        max(labels) + margin,
        max(row["value"] for row in values) * 1.2 or 1,
    )
    values = with_labels(
        values,
        lambda row: (
            WIDTH * (row["fy"] - left) / (right - left),
            HEIGHT * (1 - row["value"] / top),
        ),
        HEIGHT,
    )
    x = {
        "field": "fy",
        "type": "quantitative",  # years stand at their true distance, so a slope is a true slope
        "scale": {"domain": [left, right], "nice": False},
        "axis": {
            "title": None,
            "values": list(labels),
            "labelExpr": f"{json.dumps(labels, ensure_ascii=False)}[datum.value]",
            "labelAngle": 0,
            "labelFontSize": 14,
            "labelOverlap": False,
            "grid": False,
        },
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top]},
        "axis": {"title": None, "labelFontSize": 14, "tickCount": 4, "gridColor": "#cccccc"},
    }
    at = {"x": x, "y": y}
    looks_of_points = {**at, "color": colour, "shape": shape}
    points = {"type": "point", "filled": True, "size": 180, "opacity": 1}
    text = {"type": "text", "fontSize": 14, "fontWeight": "bold"}
    words = {**at, "text": {"field": "text"}, "color": {"value": "#1a1a1a"}}
    last_known = max((row["fy"] for row in values if row["is_base"]), default=min(labels))

    def layer(only, mark, encoding):
        return {"transform": [{"filter": only}], "mark": mark, "encoding": encoding}

    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 8,
        "data": {"values": values},
        "layer": [
            layer(
                f"datum.is_target || (datum.is_base && datum.fy == {last_known})",
                {"type": "line", "color": "#666666", "strokeDash": [5, 4]},
                at,
            ),
            layer("!datum.is_target", {"type": "line", "color": "#666666"}, at),
            layer("datum.is_target", points, looks_of_points),
            layer(
                "!datum.is_target", points, looks_of_points
            ),  # what was reached lies on top of what was aimed at
            layer("datum.label == 'above'", {**text, "dy": -ABOVE}, words),
            layer("datum.label == 'below'", {**text, "dy": BELOW}, words),
        ],
        "config": {"font": FONT, "view": {"stroke": None}, "background": None},
    }
    return _for_page(vl_convert.vegalite_to_svg(spec), code)


def _for_page(svg, code):
    """For the eye alone: the caption and the table beside it say the same. Ids kept apart from the page's other charts."""
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", svg, flags=re.DOTALL).strip()
    svg = re.sub(r'\s(?:aria-[a-z]+|role)="[^"]*"', "", svg)
    svg = re.sub(r'\sstyle="[^"]*"', "", svg)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="chart-{code}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#chart-{code}-\1)", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)
