import re

import pytest

from actions.timetable import read_timetable
from tests import builders


def heads(timetable):
    return [
        (column.label_as_printed, column.title, column.subtitle, column.width) for column in timetable.columns
    ]


def stages_in(timetable, item):
    """(year, part) -> the words of the stages."""
    return {
        (year, part): [name for name, _symbol in cell.stages]
        for (year, _phase, part), cell in timetable.cells[item.id].items()
    }


def cells_of(timetable, item):
    """The text of each table cell of the row."""
    return [words(cell) for cell in re.findall(r"<td.*?</td>", timetable.row(item.id), re.DOTALL)]


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_columns_of_yamaguchi_are_the_printed_years(real_plan):
    timetable = read_timetable(real_plan("yamaguchi"))
    assert heads(timetable) == [
        ("H20", "平成20年度", "2008年度", 1),
        ("H21", "平成21年度", "2009年度", 1),
        ("H22", "平成22年度", "2010年度", 1),
        ("H23", "平成23年度", "2011年度", 1),
        ("H24", "平成24年度", "2012年度", 1),
    ]
    assert timetable.has_parts is False


def test_columns_of_tsushima_have_parts_and_an_open_end(real_plan):
    timetable = read_timetable(real_plan("tsushima"))
    assert heads(timetable) == [
        ("20年度", "平成20年度", "2008年度", 4),
        ("21年度", "平成21年度", "2009年度", 1),
        ("22年度", "平成22年度", "2010年度", 1),
        ("23年度", "平成23年度", "2011年度", 1),
        ("24年度以降", "平成24年度以降", "2012年度以降", 1),
    ]
    assert [slot.part for slot in timetable.slots] == [1, 2, 3, 4, None, None, None, None]
    assert timetable.slots[1].label == "平成20年度 小列2"
    assert timetable.has_parts is True


def test_columns_of_minami_alps_are_phases(real_plan):
    timetable = read_timetable(real_plan("minami-alps"))
    assert heads(timetable) == [
        ("第1段階", "第1段階", "準備から取り組みの開始", 1),
        ("第2段階", "第2段階", "推進の促進策", 1),
        ("第3段階", "第3段階", "推進の充実強化", 1),
    ]


def test_columns_of_nagato_are_years_that_came_under_another_name(real_plan):
    assert [(c.label_as_printed, c.title) for c in read_timetable(real_plan("nagato")).columns] == [
        ("H29", "平成29年度"),
        ("H30", "平成30年度"),
        ("H31", "令和元年度"),
        ("H32", "令和2年度"),
        ("H33", "令和3年度"),
    ]


def test_yamaguchi_has_209_printed_cells(real_plan):
    timetable = read_timetable(real_plan("yamaguchi"))
    assert sum(len(cells) for cells in timetable.cells.values()) == 209
    assert [name for name, _symbol in timetable.stages] == [
        "検討",
        "周知",
        "一部実施",
        "見直し",
        "実施",
        "完了予定",
    ]


@pytest.mark.parametrize(
    ("code", "printed", "meanings"),
    [
        (
            "1-1-2",
            ["検討", "→", "一部実施", "実施", "→"],
            ["検討", "検討の継続", "一部実施", "実施", "実施の継続"],
        ),
        (
            "1-2-8",
            ["検討", "検討・一部実施", "実施", "→", "→"],
            ["検討", "検討・一部実施", "実施", "実施の継続", "実施の継続"],
        ),
        ("1-1-1", ["検討", "実施・完了予定"], ["検討", "実施・完了予定"]),
        ("2-1-1", ["検討", "実施", "実施"], ["検討", "実施", "実施"]),
    ],
)
def test_arrow_continues_the_stage_before_it(real_plan, code, printed, meanings):
    plan = real_plan("yamaguchi")
    item = plan.items.get(code=code)
    cells = read_timetable(plan).cells[item.id]
    assert [cells[key].as_printed for key in sorted(cells, key=lambda key: key[0])] == printed
    assert [cells[key].meaning for key in sorted(cells, key=lambda key: key[0])] == meanings


def test_uncertain_year_is_marked(real_plan):
    plan = real_plan("yamaguchi")
    cells = read_timetable(plan).cells[plan.items.get(code="2-1-1").id]
    assert {key[0]: cell.is_uncertain for key, cell in cells.items()} == {
        2008: False,
        2009: False,
        2011: True,
    }
    assert "年度不確か" in cells[2011, None, None].html


def test_two_marks_of_tsushima_stand_in_their_parts(real_plan):
    plan = real_plan("tsushima")
    cells = read_timetable(plan).cells[plan.items.get(code="2-2-1").id]
    assert {
        (year, part): (cell.as_printed, cell.meaning) for (year, _phase, part), cell in cells.items()
    } == {
        (2008, 1): ("●", None),
        (2008, 4): ("●", None),
    }
    assert words(cells[2008, None, 4].html) == "● 印の意味の記載なし(再掲の行の印字)"


def test_phase_of_an_item_is_its_cell(real_plan):
    plan = real_plan("minami-alps")
    timetable = read_timetable(plan)
    item = plan.items.get(code="S2-2")
    assert cells_of(timetable, item) == [
        "― 記載なし",
        "第2段階 ● この段階で取り組む",
        "― 記載なし",
    ]


def test_item_without_a_cell_says_once_that_nothing_is_printed(world):
    builders.make_column(world.plan, 2022)
    builders.make_column(world.plan, 2023)
    row = read_timetable(world.plan).row(world.item.id)
    assert (words(row), row.count("<td"), 'colspan="2"' in row) == ("記載なし", 1, True)


def test_row_has_a_cell_for_each_slot(world):
    builders.make_column(world.plan, 2022, parts=4)
    builders.make_column(world.plan, 2023)
    builders.make_cell(world.item, 2022, world.stage, part=3, as_printed="実施")
    assert cells_of(read_timetable(world.plan), world.item) == [
        "― 記載なし",
        "― 記載なし",
        "令和4年度 小列3 ○ 実施",
        "― 記載なし",
        "― 記載なし",
    ]


def test_two_stages_in_one_cell_keep_the_order_of_the_plan(world):
    second = builders.make_stage(world.plan, "見直し", "◇")
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2022, second, world.stage, as_printed="実施・見直し")
    timetable = read_timetable(world.plan)
    cell = timetable.cells[world.item.id][2022, None, None]
    assert cell.stages == (("実施", "○"), ("見直し", "◇"))
    assert cell.meaning == "実施・見直し"
    assert words(cell.html) == "○ 実施 ◇ 見直し"
    assert timetable.stages == [("実施", "○"), ("見直し", "◇")]


def test_continuation_shows_an_arrow_and_the_words(world):
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2022, world.stage, as_printed="→", is_continuation=True)
    cell = read_timetable(world.plan).cells[world.item.id][2022, None, None]
    assert words(cell.html) == "→ 実施の継続"


def test_continuation_of_something_unknown_says_only_that_it_goes_on(world):
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2022, as_printed="→", is_continuation=True)
    cell = read_timetable(world.plan).cells[world.item.id][2022, None, None]
    assert (cell.meaning, words(cell.html)) == (None, "→ 続く")


def test_year_outside_the_columns_gets_its_own_in_order(world):
    for year in (2022, 2023):
        builders.make_column(world.plan, year)
    builders.make_cell(world.item, 2021, world.stage)
    builders.make_cell(world.item, 2025, world.stage)
    timetable = read_timetable(world.plan)
    assert [column.title for column in timetable.columns] == [
        "令和3年度",
        "令和4年度",
        "令和5年度",
        "令和7年度",
    ]
    assert stages_in(timetable, world.item) == {(2021, None): ["実施"], (2025, None): ["実施"]}
    assert timetable.row(world.item.id).count("<td") == 4


def test_phases_stay_behind_the_years_when_a_year_is_added(world):
    builders.make_column(world.plan, phase=world.phase)
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2021, world.stage)
    columns = read_timetable(world.plan).columns
    assert [column.title for column in columns] == ["令和3年度", "令和4年度", "第1段階"]


def test_cell_for_a_whole_year_stands_in_the_first_part(world):
    builders.make_column(world.plan, 2022, parts=2)
    builders.make_cell(world.item, 2022, world.stage)
    assert stages_in(read_timetable(world.plan), world.item) == {(2022, 1): ["実施"]}


@pytest.mark.parametrize(("columns", "part"), [(1, 3), (2, 3)])
def test_cell_in_a_part_that_is_not_printed_is_still_shown(world, columns, part):
    builders.make_column(world.plan, 2022, parts=columns)
    builders.make_cell(world.item, 2022, world.stage, part=part, as_printed="実施")
    assert "実施" in words(read_timetable(world.plan).row(world.item.id))


def test_two_parts_of_a_year_printed_as_one_column_are_both_shown(world):
    second = builders.make_stage(world.plan, "見直し", "◇")
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2022, world.stage, part=1, as_printed="実施")
    builders.make_cell(world.item, 2022, second, part=2, as_printed="見直し")
    row = words(read_timetable(world.plan).row(world.item.id))
    assert ("実施" in row, "見直し" in row) == (True, True)


def test_cell_in_a_phase_without_a_column_is_still_shown(world):
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, phase=world.phase)
    assert "この段階で取り組む" in words(read_timetable(world.plan).row(world.item.id))


def test_timetable_of_one_item_holds_that_item_only(world):
    other = builders.make_item(world.plan)
    for item in (world.item, other):
        builders.make_cell(item, 2022, world.stage)
    assert list(read_timetable(world.plan, item=other).cells) == [other.id]


def test_printed_text_is_escaped(world):
    builders.make_column(world.plan, 2022)
    builders.make_cell(world.item, 2022, as_printed="<b>&")
    assert "&lt;b&gt;&amp;" in read_timetable(world.plan).row(world.item.id)


@pytest.mark.parametrize("items", [1, 3, 300])
def test_timetable_takes_two_queries(db, items, django_assert_num_queries):
    plan = builders.make_full_plan(items=items)
    with django_assert_num_queries(2):
        timetable = read_timetable(plan)
    assert len(timetable.cells) == items
