"""Charts drawn on the server: plain SVG, no script, no inline style, readable without colour."""

import functools
import json
import re
from pathlib import Path

import vl_convert
from django.conf import settings
from django.utils.safestring import mark_safe

from kyodo_portal.japanese.fiscal_years import short_era_year

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


@functools.cache
def _register_font():
    vl_convert.register_font_directory(str(Path(settings.BASE_DIR) / "fonts" / "biz-udpgothic"))


def indicator_chart(indicator, figures):
    """An SVG of these figures of it for the page, or "" when there are fewer than two known values to compare."""
    figures = [figure for figure in figures if figure.value is not None]
    if len(figures) < 2:
        return ""
    values = [
        {
            "fy": figure.fiscal_year,
            "year": short_era_year(figure.fiscal_year),
            "kind": figure.get_kind_display(),
            "value": figure.number,
            "text": f"{figure.shown}{indicator.unit}",
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
    looks = [look for look in zip((k.label for k in KINDS), SHAPES, COLOURS, strict=True) if look[0] in drawn]
    kinds, shapes, colours = map(list, zip(*looks, strict=True))
    legend = {"title": None, "orient": "bottom", "labelFontSize": 13, "symbolSize": 140, "columnPadding": 16}
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
    x = {
        "field": "fy",
        "type": "quantitative",  # years stand at their true distance, so a slope is a true slope
        "scale": {"domain": [min(labels) - margin, max(labels) + margin], "nice": False},
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
    top = max(row["value"] for row in values) * 1.2 or 1
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top]},
        "axis": {"title": None, "labelFontSize": 14, "tickCount": 4, "gridColor": "#cccccc"},
    }
    text = {"type": "text", "dy": -15, "fontSize": 13, "fontWeight": "bold"}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 300,
        "height": 190,
        "padding": 8,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "line", "color": "#666666", "strokeDash": [5, 4]},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 180, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
            },
            {
                "mark": text,
                "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": {"value": "#1a1a1a"}},
            },
        ],
        "config": {"font": FONT, "view": {"stroke": None}, "background": None},
    }
    return _for_page(vl_convert.vegalite_to_svg(spec), code)


def _for_page(svg, code):
    """One picture to a screen reader, named by the caption under it; ids kept apart from the page's other charts."""
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", svg, flags=re.DOTALL).strip()
    svg = re.sub(r'\s(?:aria-[a-z]+|role)="[^"]*"', "", svg)
    svg = re.sub(r'\sstyle="[^"]*"', "", svg)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="chart-{code}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#chart-{code}-\1)", svg)
    return svg.replace("<svg ", f'<svg role="img" aria-labelledby="chart-caption-{code}" ', 1)
