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
from tests.exchange.awkward.plan import small_plan
from tests.exchange.books import Edited, changes_of, contents, look, take, upload, wrong_of
from tests.spreadsheets.workbooks import packed

pytestmark = pytest.mark.django_db
AS_TEXT = "セルの表示形式を「文字列」にして、もう一度入力してください(例: 1-1)。"
DATE = "のような文字をExcelが日付に変えたのかもしれません。" + AS_TEXT
FORMULA = (
    "数式が入っているので、値だけを貼り付けて(「形式を選択して貼り付け」の「値」)から保存し直してください。"
)
NO_HEADER = "見出しのない列に値があります。列に見出しを付けるか、値を消してください。"
MERGED = "のセルが結合されています。結合を解いて、それぞれのセルに書いてください。"
ADD_OR_MEND = "そのシートに行を足すか、ここを直してください。"
EMPTY_NAME = "「名称」は空欄にできません。計画に印字されたとおり。"

# (story, [(sheet, address, header, value, sentence)])
TOLD = [
    (
        layouts.renamed_column,
        [
            (
                "取組",
                "",
                "取組名",
                "",
                "見出し「取組名」の列がありません。消した列を戻すか、変えた見出しを「取組名」に直してください。",
            ),
            (
                "取組",
                "C1",
                "取組の名称",
                "取組の名称",
                "知らない見出し「取組の名称」があります。「取組名」のことなら、見出しをそう直してください。",
            ),
        ],
    ),
    (
        layouts.renamed_sheet,
        [
            (
                "置き場所一覧",
                "",
                "",
                "",
                "知らないシート「置き場所一覧」があります。「置き場所」のことなら、名前をそう直してください。",
            )
        ],
    ),
    (
        layouts.renamed_sheet_of_items,
        [
            (
                "取組(R8)",
                "",
                "",
                "",
                "知らないシート「取組(R8)」があります。「取組」のことなら、名前をそう直してください。",
            )
        ],
    ),
    (
        layouts.extra_column,
        [
            (
                "方針",
                "H1",
                "課内メモ",
                "課内メモ",
                "知らない見出し「課内メモ」があります。この列を消すか、見出しを元に戻してください。",
            )
        ],
    ),
    (layouts.column_without_a_header, [("方針", "H1", "", "", NO_HEADER)]),
    (
        layouts.deleted_column,
        [
            (
                "方針",
                "",
                "並び順",
                "",
                "見出し「並び順」の列がありません。消した列を戻すか、変えた見出しを「並び順」に直してください。",
            )
        ],
    ),
    (
        layouts.doubled_header,
        [("方針", "H1", "名称", "名称", "見出し「名称」が2つ以上あります。どれか1つにしてください。")],
    ),
    (
        layouts.sheet_of_the_plan_missing,
        [("計画", "", "", "", "シート「計画」がありません。計画のブックには、必ず入れてください。")],
    ),
    (
        layouts.extra_sheet_with_a_table,
        [("集計用", "", "", "", "知らないシート「集計用」があります。いらないシートなら、消してください。")],
    ),
    (
        layouts.header_row_gone,
        [
            (
                "方針",
                "",
                "",
                "",
                "見出しの行が見つかりません。見出しは「番号、上の方針の番号、番号(印字)、名称、ねらい(要約)、"
                "読み取りの注記、並び順」です。元のファイルの見出しの行を、そのまま残してください。",
            )
        ],
    ),
    (
        values.merged_cells,
        [
            ("施策", "E2", "内容(要約)", "(空欄)", f"E2からE3まで{MERGED}"),
            ("施策", "E3", "内容(要約)", "(空欄)", f"E2からE3まで{MERGED}"),
        ],
    ),
    (values.merged_reference, [("指標", "B2", "方針の番号", "1", f"B2からB3まで{MERGED}")]),
    (values.formula, [("方針", "G3", "並び順", "=E2+1", FORMULA)]),
    (
        values.date_for_a_code,
        [
            (
                "取組",
                "A2",
                "番号",
                "2001-01-01",
                f"「2001-01-01」は日付や時刻として入っています。「1-1」{DATE}",
            )
        ],
    ),
    (
        values.date_for_a_reference,
        [
            (
                "置き場所",
                "B2",
                "施策の番号",
                "2026-01-01",
                f"「2026-01-01」は日付や時刻として入っています。「1-1」{DATE}",
            )
        ],
    ),
    (
        values.circled_year,
        [
            (
                "計画",
                "H2",
                "始まりの年度",
                "⑥",
                "「⑥」の丸数字などは年度として読めません。ふつうの数字で書いてください。",
            )
        ],
    ),
    (
        values.percent,
        [
            (
                "指標の値",
                "D2",
                "値",
                "0.45",
                "「45%」は、45とも0.45とも読めます。セルの表示形式を「標準」にして、45%のことなら45、"
                "割合のことなら0.45と、数だけを入力してください。",
            )
        ],
    ),
    (
        values.unknown_word,
        [
            (
                "置き場所",
                "E2",
                "種類",
                "メイン",
                "「主な場所」「再掲」「内容からの対応づけ」のどれかを書いてください。",
            )
        ],
    ),
    (values.empty_required_cell, [("方針", "D2", "名称", "(空欄)", EMPTY_NAME)]),
    (
        values.half_a_reference,
        [
            (
                "置き場所",
                "A2",
                "方針の番号",
                "(空欄)",
                "「方針の番号」が空欄です。「方針の番号」「施策の番号」は、そろえて書いてください。",
            )
        ],
    ),
    (
        values.too_long_name,
        [
            (
                "方針",
                "D2",
                "名称",
                "あ" * 39 + "…",
                "この値は 200 文字以下でなければなりません( 201 文字になっています)。",
            )
        ],
    ),
    (
        values.number_out_of_range,
        [
            (
                "方針",
                "G2",
                "並び順",
                "-1",
                "「-1」は範囲の外です。0以上2147483647以下の整数を書いてください(例: 0)。",
            )
        ],
    ),
    (
        values.line_break_in_a_name,
        [
            (
                "方針",
                "D2",
                "名称",
                "方針 1",
                "途中に改行があります。改行を消して、1行で書いてください(例: 市民活動の支援)。",
            )
        ],
    ),
    (
        rows.duplicate_key,
        [("方針", "A4", "番号", "1", "2行目と同じ「番号」です。どちらか1行にしてください。")],
    ),
    (
        rows.reference_to_nothing,
        [
            (
                "置き場所",
                "B2",
                "施策の番号",
                "1 / 9-9",
                f"シート「施策」に「1 / 9-9」がありません。{ADD_OR_MEND}",
            )
        ],
    ),
    (rows.reference_to_a_wrong_row, [("施策", "D4", "名称", "(空欄)", EMPTY_NAME)]),
    (
        rows.link_to_nothing,
        [
            (
                "取組",
                "R2",
                "関係のある施策",
                "2 / 2-9",
                f"シート「施策」に「2 / 2-9」がありません。{ADD_OR_MEND}",
            )
        ],
    ),
    (
        rows.link_in_another_form,
        [
            (
                "取組",
                "R2",
                "関係のある施策",
                "1-1",
                "「1-1」は、シート「施策」の「方針の番号」「番号」を「方針の番号/番号」の形につないで書いてください。",
            )
        ],
    ),
    (
        rows.two_main_places,
        [
            (
                "置き場所",
                "",
                "",
                "2 / 2-1 / 2-1-2",
                "主な場所は、ひとつの取組に一つだけです。ほかは「再掲」にしてください。",
            )
        ],
    ),
    (
        rows.policy_under_itself,
        [("方針", "B4", "上の方針の番号", "3", "上の方針に、自分自身は選べません。")],
    ),
    (
        rows.another_city,
        [
            (
                "市区町村",
                "B2",
                "全国地方公共団体コード",
                None,
                "このコードの市区町村はすでに登録されています。",
            )
        ],
    ),
    (
        rows.two_plans,
        [("計画", "", "", "", "シート「計画」には、1行だけ書いてください。いまは2行あります。")],
    ),
]
EVERYTHING = [
    ("集計用", "", "", "", "知らないシート「集計用」があります。いらないシートなら、消してください。"),
    (
        "計画",
        "H2",
        "始まりの年度",
        "⑥",
        "「⑥」の丸数字などは年度として読めません。ふつうの数字で書いてください。",
    ),
    ("方針", "D2", "名称", "(空欄)", EMPTY_NAME),
    ("方針", "A4", "番号", "1", "2行目と同じ「番号」です。どちらか1行にしてください。"),
    ("施策", "D4", "名称", "(空欄)", EMPTY_NAME),
    *next(told for story, told in TOLD if story is values.percent),
    *next(told for story, told in TOLD if story is layouts.renamed_column),
    *next(told for story, told in TOLD if story is values.unknown_word),
]
TOLD.append((everything.everything_at_once, EVERYTHING))


@pytest.fixture
def plan():
    return small_plan()


@pytest.fixture
def book(plan):
    return Edited(plan_workbook(plan))


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


NEW_ITEM = [
    ("番号", "", "3-1-1"),
    ("取組名", "", "あとの取組"),
    ("市民", "", "いいえ"),
    ("市", "", "いいえ"),
    ("協働", "", "いいえ"),
    ("並び順", "", "0"),
]
CHANGED = [
    (
        rows.swapped_main_places,
        [
            ("置き場所「1 / 1-1 / 1-1-1」", "change", [("取組の番号", "1-1-1", "2-1-1")]),
            ("置き場所「2 / 2-1 / 2-1-1」", "change", [("取組の番号", "2-1-1", "1-1-1")]),
        ],
    ),
    (
        rows.moved_main_place,
        [
            ("置き場所「1 / 1-1 / 1-1-1」", "change", [("種類", "主な場所", "再掲")]),
            (
                "置き場所「2 / 2-1 / 2-1-2」",
                "add",
                [
                    ("方針の番号・施策の番号", "", "2 / 2-1"),
                    ("位置", "", "2-1-2"),
                    ("取組の番号", "", "1-1-1"),
                    ("種類", "", "主な場所"),
                    ("並び順", "", "0"),
                ],
            ),
        ],
    ),
    (
        rows.swapped_leads,
        [
            ("取組の担当部署「1-1-1 / kyodo」", "change", [("役割", "主管", "関係")]),
            ("取組の担当部署「1-1-1 / soumu」", "change", [("役割", "関係", "主管")]),
        ],
    ),
    (
        rows.policy_below,
        [
            ("方針「3」", "add", [("番号", "", "3"), ("名称", "", "上の方針"), ("並び順", "", "0")]),
            (
                "方針「3-1」",
                "add",
                [
                    ("番号", "", "3-1"),
                    ("上の方針の番号", "", "3"),
                    ("名称", "", "下の方針"),
                    ("並び順", "", "0"),
                ],
            ),
        ],
    ),
    (
        rows.successor_below,
        [
            ("取組「3-1-1」", "add", NEW_ITEM),
            ("取組「1-1-1」", "change", [("引き継いだ取組の番号", "", "3-1-1")]),
        ],
    ),
]


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
    assert preview.missing == ["取組「2-1-1 取組2」", "置き場所「2-1-1(主な場所)」"]
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
        ("取組", "", "", "1-1-1", "引き継いだ取組には、別の取組を選んでください。")
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
    assert (sheet["A2"].value, sheet["D3"].value, sheet["G3"].value) == ("1", "方針2", 2)
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
