"""The indicators against their targets, as table and chart."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import both_calendars, era_year
from kyodo_portal.japanese.wording import joined, mixed
from plans.models import IndicatorFigure

from ..figures_chart import figures_chart
from .blocks import Section, chart, heading, not_stated, table, word_of


def indicators_section(document):
    section = Section("indicators", _("指標"))
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
    head = [
        _("指標"),
        _("現状値"),
        _("%(year)sの実績値") % {"year": era_year(year)},
        _("目標値"),
        _("目標との比べ"),
    ]
    section.blocks.append(
        table(
            "indicators-table",
            _("指標の実績値と目標値"),
            head,
            rows,
            numbers=(1, 2, 3),
            widths=[2.9, 2.4, 2, 2.4, 2.3],
        )
    )
    for each in indicators:
        section.blocks += _one(each)
    return section


def _one(indicator):
    key, svg = f"indicator-{indicator['code']}", figures_chart(indicator)
    yield heading(3, key, f"{indicator['number'] or indicator['code']} {indicator['name']}")
    if svg:
        spoken = [
            mixed(
                "%(year)s %(kind)s %(value)s",
                year=era_year(f["fiscal_year"]),
                kind=_kind(f),
                value=_with_unit(indicator, f),
            )
            for f in indicator["figures"]
        ]
        caption = mixed(
            _("%(indicator)sの移り変わり(単位: %(unit)s)"),
            indicator=indicator["name"],
            unit=indicator["unit"] or _("なし"),
        )
        yield chart(f"{key}-chart", caption, joined(_("、"), spoken), svg)
    rows = [
        [both_calendars(f["fiscal_year"]), _kind(f), _with_unit(indicator, f)] for f in indicator["figures"]
    ]
    yield table(
        f"{key}-table",
        mixed(_("%(indicator)sの値"), indicator=indicator["name"]),
        [_("年度"), _("種類"), _("値")],
        rows or [[not_stated()] * 3],
        numbers=(2,),
        widths=[3, 2, 2],
    )


def _kind(figure):
    return word_of(IndicatorFigure.Kind, figure, "kind")


def _with_unit(indicator, figure):
    if figure is None or figure["shown"] is None:
        return not_stated()
    return f"{figure['shown']}{indicator['unit'] or ''}"


def _valued(indicator, figure, *, with_year=True):
    if figure is None:
        return not_stated()
    value = _with_unit(indicator, figure)
    if not with_year:
        return value
    return mixed(_("%(value)s(%(year)s)"), value=value, year=era_year(figure["fiscal_year"]))


def _against(indicator):
    """Difference to the target in the indicator's own unit: which way is better, only the reader knows."""
    actual, target = indicator["actual"], indicator["target"]
    if not actual or not target or actual["value"] is None or target["value"] is None:
        return _("比べられない")
    difference = Decimal(str(actual["value"])) - Decimal(str(target["value"]))
    if difference == 0:
        return _("目標値と同じ")
    # the difference of two percentages is not a percentage
    unit = _("ポイント") if indicator["unit"] in ("%", "％") else indicator["unit"] or ""
    said = (
        _("目標値より%(amount)s%(unit)s多い") if difference > 0 else _("目標値より%(amount)s%(unit)s少ない")
    )
    return mixed(said, amount=f"{abs(difference).normalize():f}", unit=unit)
