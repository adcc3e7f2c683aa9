"""Awkward workbooks as they come back from real offices: what is told of each, to the cell; or what it changes."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from actions.exchange.plan_book import plan_workbook
from actions.models import Placement
from organizations.importing.marking import marked_workbook
from plans.models import Plan, Policy
from tests.exchange.awkward import everything, layouts, rows, values
from tests.exchange.awkward.changed import CHANGED
from tests.exchange.awkward.plan import small_plan
from tests.exchange.awkward.told import TOLD
from tests.exchange.books import Edited, changes_of, contents, look, take, upload, wrong_of
from tests.spreadsheets.workbooks import packed

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(rows_of_module):
    """The plan, and its workbook."""
    plan = small_plan()
    return plan, plan_workbook(plan)


@pytest.fixture
def plan(made, db):
    return made[0]


@pytest.fixture
def book(made, db):
    return Edited(made[1])


@pytest.mark.parametrize(("story", "told"), TOLD, ids=lambda each: getattr(each, "__name__", ""))
def test_what_is_wrong_is_told_to_the_cell(plan, book, story, told):
    story(book)
    before = contents()
    code = plan.municipality.code
    expected = [(*cell[:3], code if cell[3] is None else cell[3], cell[4]) for cell in told]
    assert wrong_of(look(book.content)) == expected
    assert contents() == before


UNCHANGED = [
    layouts.other_order_of_columns,
    layouts.rows_above_the_header,
    layouts.header_with_line_breaks_and_wide_letters,
    layouts.empty_extra_sheet,
    layouts.rebuilt_by_a_gateway,
    values.years_in_every_way,
    values.stray_spaces,
]


@pytest.mark.parametrize("story", UNCHANGED, ids=lambda story: story.__name__)
def test_what_only_looks_different_changes_nothing(book, story):
    story(book)
    preview = look(book.content)
    assert (preview.refusal, preview.wrong, preview.changes, preview.missing) == ("", [], [], [])
    assert (preview.warnings, preview.same) == ([], 30)


@pytest.mark.parametrize(("story", "changes"), CHANGED, ids=lambda each: getattr(each, "__name__", ""))
def test_rows_that_need_each_other_are_written_in_one_go(book, story, changes):
    story(book)
    _record, preview = take(book.content)
    assert (changes_of(preview), preview.missing) == (changes, [])
    assert look(book.content).total == "0件変更"


def test_swapped_places_keep_their_rows(plan, book):
    keys = list(Placement.objects.filter(item__plan=plan).order_by("code").values_list("pk", flat=True))
    rows.swapped_main_places(book)
    take(book.content)
    places = Placement.objects.filter(item__plan=plan).order_by("code")
    assert [(place.pk, place.item.code) for place in places] == [(keys[0], "2-1-1"), (keys[1], "1-1-1")]


def test_missing_sheet_is_mentioned_and_left_as_it_is(plan, book):
    layouts.missing_sheet(book)
    preview = look(book.content)
    assert (preview.wrong, preview.changes, preview.missing) == ([], [], [])
    assert preview.warnings == ["ファイルにないシートは、登録されているままにします: 「年次計画」。"]


def test_deleted_rows_are_listed_and_stay(plan, book):
    rows.deleted_rows(book)
    before = contents()
    preview = look(book.content)
    assert (preview.wrong, preview.changes) == ([], [])
    assert preview.missing == ["取組「2-1-1 取組2」", "置き場所「2 / 2-1 / 2-1-1」"]
    assert contents() == before


def test_file_of_another_plan_adds_that_plan_beside_this_one(plan, book):
    rows.another_plan(book)
    before = list(Policy.objects.filter(plan=plan).values())
    _record, preview = take(book.content)
    assert (preview.added, preview.changed, preview.same) == (27, 0, 3)
    assert list(Policy.objects.filter(plan=plan).values()) == before
    assert Plan.objects.get(slug="other-plan").policies.count() == 2


def test_error_of_a_row_is_not_lost_because_another_row_could_be_written(plan, book):
    """The first row is tried twice, for the second one needs the third: it must be told, and not be taken for done."""
    book.put("取組", ("1-1-1",), "引き継いだ取組の番号", "1-1-1")
    book.put("取組", ("2-1-1",), "引き継いだ取組の番号", "3-1-1")
    book.add("取組", 番号="3-1-1", 取組名="あとの取組")
    assert wrong_of(look(book.content)) == [
        ("取組", "L2", "引き継いだ取組の番号", "1-1-1", "引き継いだ取組には、別の取組を選んでください。")
    ]


def test_long_text_whose_pieces_were_deleted_is_refused(plan):
    plan.items.update(content="長い文。" * 10_000)
    book = Edited(plan_workbook(plan))
    assert look(book.content).total == "0件変更"
    del book.book["長い文"]
    assert look(book.content).refusal == (
        "シート「取組」の2行目の文の続きが、シート「長い文」にありません。"
        "このシートは、書き出したままにしてください。"
    )


def test_text_that_looks_like_the_name_of_a_long_text_stays_itself(plan):
    plan.items.update(content="【シート「長い文」の1番】")
    content = plan_workbook(plan)
    assert look(content).total == "0件変更"


# --- the workbook in which the wrong cells are marked -----------------------------------------------------------------


@pytest.fixture
def marked(book):
    everything.everything_at_once(book)
    content = book.content
    preview = look(content)
    return load_workbook(io.BytesIO(marked_workbook([upload(content)], preview))), preview


def test_marked_workbook_begins_with_the_list(marked):
    book, preview = marked
    sheet = book["直すところ"]
    lines = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert lines[0] == ("ファイル", "シート", "行", "列", "セル", "書かれているもの", "直しかた")
    assert [line[1:] for line in lines[1:]] == [
        (
            cell.sheet,
            cell.row or None,
            cell.header or None,
            cell.address or None,
            cell.value or None,
            cell.sentence,
        )
        for cell in preview.wrong
    ]


def test_marked_workbook_has_the_sheets_with_mistakes_only(marked):
    book, _preview = marked
    assert book.sheetnames == ["直すところ", "計画", "方針", "施策", "指標の値", "取組", "置き場所", "集計用"]


def test_wrong_cells_are_marked_with_their_sentence(marked):
    book, preview = marked
    for cell in preview.wrong:
        found = book[cell.sheet][cell.address or "A1"]
        assert cell.sentence in found.comment.text
        assert found.style == "直すところ"


def test_other_cells_of_a_marked_sheet_are_as_they_came(marked):
    book, _preview = marked
    sheet = book["方針"]
    assert (sheet["A2"].value, sheet["D3"].value, sheet["I3"].value) == ("1", "方針2", 2)
    assert sheet["D3"].comment is None
    assert sheet["D3"].style != "直すところ"


def test_marked_workbook_takes_a_sheet_name_that_excel_does_not_allow(plan, book):
    layouts.extra_sheet_with_a_table(book)
    parts = {}
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).decode()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("集計用", "集計[1]/*?")
    content = packed(parts)
    preview = look(content)
    assert [cell.sheet for cell in preview.wrong] == ["集計[1]/*?"]
    names = load_workbook(io.BytesIO(marked_workbook([upload(content)], preview))).sheetnames
    assert names == ["直すところ", "集計1"]
