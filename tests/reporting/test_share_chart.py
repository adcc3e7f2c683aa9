"""The picture of shares: every grade has a look of its own, and every part says what it is."""

import re

import pytest

from actions.reporting.share_chart import looks_of, share_chart


def grades(*kinds):
    return [
        {"code": f"G{n}", "label": f"区分{n}", "symbol": None, "counts_as": kind}
        for n, kind in enumerate(kinds, 1)
    ]


def group(scale, *counts):
    rows = [
        {"code": grade["code"], "label": grade["label"], "count": count, "percent": None}
        for grade, count in zip(scale, counts, strict=True)
    ]
    return {"name": "全体", "total": sum(counts), "counted": sum(counts), "rows": rows}


@pytest.mark.parametrize("kind", ["achieved", "underway", "behind"])
def test_eight_grades_of_one_kind_all_look_different(kind):
    looks = looks_of(grades(*[kind] * 8))
    assert len({(look.fill, look.hatch) for look in looks.values()}) == 8


def test_grade_that_is_not_judged_has_no_look():
    assert list(looks_of(grades("achieved", "not_judged"))) == ["G1"]


def test_every_part_says_its_grade_and_number_however_narrow():
    scale = grades("achieved", "achieved", "underway", "behind")
    svg = share_chart("k", [group(scale, 97, 1, 1, 1)], scale)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert texts[:5] == ["全体", "G1 97件", "G2 1", "G3 1", "G4 1"]


def test_chart_has_no_style_or_script_and_its_texts_are_escaped():
    scale = [{"code": "<b>", "label": "a&b", "symbol": None, "counts_as": "achieved"}]
    svg = share_chart("k", [group(scale, 1)], scale)
    assert "style=" not in svg
    assert "<script" not in svg
    assert ("&lt;b&gt; 1件" in svg, "&lt;b&gt; a&amp;b" in svg) == (True, True)


def test_long_labels_get_a_legend_of_one_column():
    scale = grades("achieved", "behind")
    scale[0]["label"] = "とても長い区分の言葉で列に入らないもの"
    places = re.findall(
        r'<rect x="(\d+)"[^>]*width="20" height="16"', share_chart("k", [group(scale, 1, 1)], scale)
    )
    assert len(set(places)) == 1
