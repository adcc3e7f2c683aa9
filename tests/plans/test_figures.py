import re
from decimal import Decimal

import pytest

from plans.chart_labels import with_labels
from plans.charts import indicator_chart
from plans.models import Indicator, IndicatorFigure, StatisticValue

SHOWN = [
    ({"value": "45.0000", "as_printed": "45.0"}, 45, "45.0"),
    ({"value": "37.5000", "as_printed": "37.5"}, 37.5, "37.5"),
    ({"value": "100.0000", "as_printed": "100"}, 100, "100"),
    ({"value": "100.0000", "as_printed": ""}, 100, "100"),
    ({"value": "37.5000", "as_printed": ""}, 37.5, "37.5"),
    ({"value": "0.0000", "as_printed": "0"}, 0, "0"),
    ({"value": "0", "as_printed": ""}, 0, "0"),
    ({"value": "-1.5", "as_printed": "-1.5"}, -1.5, "-1.5"),
    ({"value": "1000.0000", "as_printed": ""}, 1000, "1000"),
    ({"value": "65.0000", "as_printed": "平成28年度末で約65%", "is_approximate": True}, 65, "約65"),
    ({"value": "50.0000", "as_printed": "50人(累計)", "is_cumulative": True}, 50, "50(累計)"),
    ({"value": "121.0000", "as_printed": "121 団体", "is_cumulative": False}, 121, "121"),
    (
        {"value": "12.5", "as_printed": "約12.5%", "is_approximate": True, "is_cumulative": True},
        12.5,
        "約12.5(累計)",
    ),
    ({"value": None, "as_printed": ""}, None, ""),
    ({"value": None, "as_printed": "未定", "is_approximate": True, "is_cumulative": True}, None, ""),
    # a full stop that is no decimal point, and figures of a date beside the value
    ({"value": "45.0000", "as_printed": "H24.4現在45"}, 45, "45"),
    ({"value": "45.0000", "as_printed": "４５．０"}, 45, "45.0"),
    ({"value": "1234.5000", "as_printed": "1,234.5"}, 1234.5, "1234.5"),
]


@pytest.mark.parametrize(("fields", "number", "shown"), SHOWN)
def test_figure_is_shown_as_printed(fields, number, shown):
    value = None if fields["value"] is None else Decimal(fields["value"])
    figure = IndicatorFigure(**fields | {"value": value})
    assert (figure.number, figure.shown) == (number, shown)
    assert type(figure.number) is type(number)


def test_unknown_figure_stays_empty_through_the_database(world):
    figure = IndicatorFigure.objects.get(pk=world.figure.pk)
    assert (figure.value, figure.number, figure.shown) == (None, None, "")


@pytest.mark.parametrize(
    ("city", "code", "figures"),
    [
        ("yamaguchi", "1", [(2006, "baseline", 37.5, "37.5"), (2012, "target", 45, "45.0"), (2017, "target", 50, "50.0")]),
        ("yamaguchi", "5", [(2006, "baseline", 26, "26.0"), (2012, "target", 100, "100"), (2017, "target", 100, "100")]),
        ("tsukubamirai", "1", [(2020, "baseline", 11, "11"), (2024, "target", 50, "50(累計)")]),
        ("tsukubamirai", "3", [(2020, "baseline", 121, "121"), (2024, "target", 150, "150")]),
        ("nagato", "1", [(2015, "history", 50, "約50"), (2016, "baseline", 65, "約65"), (2021, "target", 85, "85")]),
    ],
)  # fmt: skip
def test_figures_of_a_real_plan_are_those_of_the_document(real_plan, city, code, figures):
    rows = real_plan(city).indicators.get(code=code).figures.all()
    assert [(row.fiscal_year, row.kind, row.number, row.shown) for row in rows] == figures


@pytest.mark.parametrize(
    ("fields", "number", "shown"),
    [
        ({"value": Decimal("19.2000"), "as_printed": "19.2％"}, 19.2, "19.2％"),
        ({"value": Decimal("5.0000"), "as_printed": ""}, 5, "5"),
        ({"value": Decimal("0.0000"), "as_printed": ""}, 0, "0"),
        ({"value": None, "as_printed": "不明"}, None, "不明"),
        ({"value": None, "as_printed": ""}, None, ""),
    ],
)
def test_statistic_is_shown_as_printed(fields, number, shown):
    value = StatisticValue(**fields)
    assert (value.number, value.shown) == (number, shown)


def figure(world, fiscal_year, kind, value):
    return IndicatorFigure.objects.create(
        indicator=world.indicator, fiscal_year=fiscal_year, kind=kind, value=value
    )


def test_chart_needs_two_known_values(world):
    figure(world, 2020, "baseline", Decimal(1))
    assert indicator_chart(world.indicator, world.indicator.figures.all()) == ""


def test_chart_is_for_the_eye_alone_without_style_or_script(world):
    figure(world, 2020, "baseline", Decimal(1))
    figure(world, 2024, "actual", Decimal("2.5"))
    svg = indicator_chart(world.indicator, world.indicator.figures.all())
    assert svg.startswith('<svg aria-hidden="true" ')
    assert [
        word for word in ("<script", " style=", "<style", "aria-label", "role=", "<?xml") if word in svg
    ] == []
    assert [word for word in ("R2", "R6", "現状値", "実績値", "2.5") if word not in svg] == []


def test_chart_escapes_the_unit(world):
    world.indicator.unit = '<b>&"人'
    world.indicator.save()
    figure(world, 2020, "baseline", Decimal(1))
    figure(world, 2024, "actual", Decimal(2))
    svg = indicator_chart(world.indicator, world.indicator.figures.all())
    assert "<b>" not in svg
    assert "&lt;b&gt;&amp;" in svg


def test_charts_of_one_page_share_no_id(world):
    figure(world, 2020, "baseline", Decimal(1))
    figure(world, 2024, "actual", Decimal(2))
    second = Indicator.objects.create(plan=world.plan, code="2", name="二つ目")
    for fiscal_year in (2020, 2024):
        IndicatorFigure.objects.create(
            indicator=second, fiscal_year=fiscal_year, kind="baseline", value=Decimal(fiscal_year - 2019)
        )
    ids = [
        set(re.findall(r'\bid="([^"]+)"', indicator_chart(each, each.figures.all())))
        for each in (world.indicator, second)
    ]
    assert ids[0] & ids[1] == set()


def labels(*rows):
    """The labels of points (year, value, whether a target) of a field 400 wide and 200 high, ten years, to 100."""
    points = [
        {"fy": year, "value": value, "is_target": is_target, "text": f"{value}事業所"}
        for year, value, is_target in rows
    ]
    placed = with_labels(points, lambda row: (40 * (row["fy"] - 2020), 2 * (100 - row["value"])), 200)
    return [row["label"] for row in placed]


def test_labels_of_one_year_stand_on_opposite_sides_of_their_points():
    reached, aimed = (2025, 52, False), (2025, 50, True)
    assert labels((2022, 20, False), reached, aimed) == ["above", "above", "below"]
    assert labels((2022, 20, False), (2025, 48, False), aimed) == ["above", "below", "above"]
    assert labels((2022, 20, False), (2025, 50, False), aimed) == ["above", "above", "below"]


def test_labels_between_the_first_and_the_last_value_go_where_there_is_no_room():
    crowded = [(year, 40, False) for year in range(2021, 2027)]
    assert labels(*crowded, (2029, 60, True)) == ["above", "", "", "above", "", "above", "above"]


def test_label_of_a_value_at_the_foot_stands_above_it():
    assert labels((2021, 0, False), (2024, 0, False), (2024, 5, True)) == ["above", "above", "above"]
