"""The indicators against their targets, as table and chart."""

from decimal import Decimal

from kyodo_portal.japanese.fiscal_years import both_calendars, era_year

from ..figures_chart import figures_chart
from .blocks import NOT_STATED, Section, chart, heading, table


def indicators_section(document):
    section = Section("indicators", "指標")
    indicators, year = document["indicators"], document["fiscal_year"]
    if not indicators:
        return section
    rows = [
        [
            f"{each['number'] or each['code']} {each['name']}",
            _valued(each, next((f for f in each["figures"] if f["kind"] == "baseline"), None)),
            _valued(each, each["actual"], with_year=False),
            _valued(each, each["target"]),
            _against(each),
        ]
        for each in indicators
    ]
    head = ["指標", "現状値", f"{era_year(year)}の実績値", "目標値", "目標との比べ"]
    section.blocks.append(
        table(
            "indicators-table",
            "指標の実績値と目標値",
            head,
            rows,
            numbers=(1, 2, 3),
            widths=[2.9, 2.4, 2, 2.4, 2.3],
        )
    )
    for each in indicators:
        svg = figures_chart(each)
        key = f"indicator-{each['code']}"
        section.blocks.append(heading(3, key, f"{each['number'] or each['code']} {each['name']}"))
        if svg:
            spoken = [
                f"{era_year(f['fiscal_year'])} {f['kind_label']} {_with_unit(each, f)}"
                for f in each["figures"]
            ]
            caption = f"{each['name']}の移り変わり(単位: {each['unit'] or 'なし'})"
            section.blocks.append(chart(f"{key}-chart", caption, "、".join(spoken), svg))
        section.blocks.append(
            table(
                f"{key}-table",
                f"{each['name']}の値",
                ["年度", "種類", "値"],
                [
                    [both_calendars(f["fiscal_year"]), f["kind_label"], _with_unit(each, f)]
                    for f in each["figures"]
                ]
                or [[NOT_STATED, NOT_STATED, NOT_STATED]],
                numbers=(2,),
                widths=[3, 2, 2],
            )
        )
    return section


def _with_unit(indicator, figure):
    if figure is None or figure["shown"] is None:
        return NOT_STATED
    return f"{figure['shown']}{indicator['unit'] or ''}"


def _valued(indicator, figure, *, with_year=True):
    if figure is None:
        return NOT_STATED
    year = f"({era_year(figure['fiscal_year'])})" if with_year else ""
    return f"{_with_unit(indicator, figure)}{year}"


def _against(indicator):
    """Difference to the target in the indicator's own unit: which way is better, only the reader knows."""
    actual, target = indicator["actual"], indicator["target"]
    if not actual or not target or actual["value"] is None or target["value"] is None:
        return "比べられない"
    difference = Decimal(str(actual["value"])) - Decimal(str(target["value"]))
    if difference == 0:
        return "目標値と同じ"
    # the difference of two percentages is not a percentage
    unit = "ポイント" if indicator["unit"] in ("%", "％") else indicator["unit"] or ""
    amount = f"{abs(difference).normalize():f}{unit}"
    return f"目標値より{amount}{'多い' if difference > 0 else '少ない'}"
