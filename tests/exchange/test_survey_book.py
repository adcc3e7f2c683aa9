"""The survey as a workbook on its way out: what stands in it, for whom, and how it looks."""

import io
import zipfile

import openpyxl
import pytest

from actions.exchange.survey_book import survey_csv, survey_file_name, survey_workbook, survey_zip
from actions.exchange.survey_columns import MEMO, survey_number
from actions.models import AnswerFigure
from organizations.spreadsheets.writing import FILL, GREY
from plans.models import RoadmapColumn
from tests import builders
from tests.exchange.survey_files import table_of, taken_out
from tests.survey.people import make_town

FILLED = ("状況", "取り組んだこと", "評価", "評価の理由", "課題", "今後の方向", "次年度の取組", MEMO)
GREY_BEFORE = (
    "ID",
    "取組名",
    "計画の内容",
    "この年度の予定",
    "前年度の状況",
    "前年度に取り組んだこと",
    "前年度の評価",
    "前年度に書いた次年度の取組",
)


@pytest.fixture
def town(db):
    return make_town()


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def header_row_of(sheet):
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == "ID")


def facts_above(sheet):
    """{label: [lines]} of what stands above the table."""
    facts, label = {}, ""
    for row in sheet.iter_rows(2, header_row_of(sheet) - 1, values_only=True):
        label = row[2] or label
        facts.setdefault(label, []).append(row[3])
    return facts


def rows_of(sheet):
    return [list(row) for row in sheet.iter_rows(header_row_of(sheet) + 1, values_only=True)]


# ---------------------------------------------------------------- what stands in it


def test_lines_above_say_what_to_do(town):
    town.answer()
    round_ = town.round()
    round_.instructions = "分からないことは推進課へ。"
    round_.save()
    town.grades["A"].symbol = "○"
    town.grades["A"].save()
    sheet = opened(survey_workbook(round_, town.lead, by=town.editor()))["調査票"]
    assert sheet["C1"].value == f"{town.city.name} {town.plan.title} 令和6年度(2024年度)の調査票"
    facts = facts_above(sheet)
    assert facts.pop("書き方")[0] == "白い欄に書きます。灰色の欄は見るだけで、書き直しても取り込まれません。"
    assert (
        facts.pop("返し方")[1] == "取り込んだ内容は下書きです。取り込んだあと、ポータルで提出してください。"
    )
    assert facts == {
        "市区町村": [town.city.name],
        "計画": [town.plan.title],
        "対象の年度": ["令和6年度(2024年度)"],
        "部署": [town.lead.name],
        "締め切り": ["2025年5月30日(金)"],
        "調査番号": [survey_number(round_)],
        "お願い": ["分からないことは推進課へ。"],
        "評価の区分": [
            "○ A 計画どおり: 計画どおりのとき",
            "B 一部実施: 一部実施のとき",
            "C 進んでいない: 進んでいないのとき",
        ],
    }


def test_number_of_the_survey_names_city_plan_and_year(town):
    assert survey_number(town.round()) == f"{town.city.slug}/{town.plan.slug}/2024"


def test_row_has_the_plan_last_year_and_what_is_stored(town):
    item = town.item(town.lead, code="1-1-1", name="講座", content="講座をひらく。")
    builders.make_cell(item, 2024, builders.make_stage(town.plan, "実施"), as_printed="→")
    town.answer("confirmed", item=item, fiscal_year=2023, done="去年の文", next_plan="来年も")
    answer = town.answer(item=item, issues="課題の文", internal_note="覚え書き")
    headers, (row,) = table_of(town)
    assert headers == [*GREY_BEFORE, "回答する部署", "状態", "版", *FILLED]
    assert list(row.values()) == [
        "1-1-1",
        "講座",
        "講座をひらく。",
        "実施(印字は「→」)",
        "実施中",
        "去年の文",
        "B 一部実施",
        "来年も",
        town.lead.name,
        "入力中",
        answer.history.latest().history_id,
        "実施中",
        "講座を3回ひらいた。",
        "B 一部実施",
        "予定の半分を行ったため。",
        "課題の文",
        "継続",
        None,
        "覚え書き",
    ]


def test_purpose_stands_where_there_is_no_content(town):
    town.answer(item=town.item(town.lead, purpose="学ぶため。"))
    assert table_of(town)[1][0]["計画の内容"] == "学ぶため。"


def test_open_end_of_the_table_goes_on(town):
    item = town.item(town.lead)
    builders.make_column(town.plan, 2023, is_open_ended=True)
    builders.make_cell(item, 2023, as_printed="継続")
    town.answer(item=item)
    assert RoadmapColumn.objects.filter(plan=town.plan).count() == 1
    assert table_of(town)[1][0]["この年度の予定"] == "継続"


def test_last_year_is_the_newest_that_was_handed_in(town):
    item = town.item(town.lead)
    town.answer("confirmed", item=item, fiscal_year=2022, done="一昨年")
    town.answer("draft", item=item, fiscal_year=2023, done="書きかけ")
    town.answer(item=item)
    row = table_of(town)[1][0]
    assert (row["前年度の状況"], row["前年度に取り組んだこと"]) == ("実施中(2022年度)", "一昨年")


def test_rows_stand_in_plan_order(town):
    second = town.item(town.lead, code="b", sort_order=2)
    first = town.item(town.lead, code="a", sort_order=1)
    town.answer(item=second)
    town.answer(item=first)
    assert [row["ID"] for row in table_of(town)[1]] == ["a", "b"]


def test_version_is_the_newest_entry_of_the_history(town):
    answer = town.answer()
    answer.issues = "新しい"
    answer.save()
    assert table_of(town)[1][0]["版"] == answer.history.first().history_id


def test_sheet_of_figures_has_a_row_for_each_indicator(town):
    answer = town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    indicator = town.indicator(answer.item)
    figure = AnswerFigure.objects.create(answer=answer, indicator=indicator, value="12.5000")
    other = town.answer(item=town.item(town.lead, code="1-1-2", name="広報"))
    empty = town.indicator(other.item)
    sheet = opened(taken_out(town))["指標の実績値"]
    assert list(sheet.values) == [
        ("ID", "取組名", "指標の番号", "指標名", "単位", "実績値", "版"),
        ("1-1-1", "講座", indicator.code, "参加した人の数", None, 12.5, figure.history.latest().history_id),
        ("1-1-2", "広報", empty.code, "参加した人の数", None, None, None),
    ]


def test_without_indicators_there_is_no_sheet_of_figures(town):
    town.answer()
    assert opened(taken_out(town)).sheetnames == ["調査票", "コード表"]


def test_notice_of_a_city_that_does_not_exist(town):
    town.answer()
    town.city.is_fictional = True
    town.city.save()
    sheet = opened(survey_workbook(town.round(), None, by=town.coordinator()))["調査票"]
    notice = f"{town.city.name}は実在しない見本の市です。計画も実績もすべて架空です。"
    assert (facts_above(sheet)["お知らせ"], sheet.oddHeader.left.text) == ([notice], notice)


# ---------------------------------------------------------------- for whom


def test_department_gets_its_own_answers_alone(town):
    town.answer(item=town.item(town.lead, code="1-1-1"))
    town.answer("confirmed", item=town.item(town.support, code="1-1-2"), department=town.support)
    assert [row["ID"] for row in table_of(town, by=town.editor(), department=town.lead)[1]] == ["1-1-1"]
    assert table_of(town, by=town.editor(), department=town.support)[1] == []


def test_coordinator_gets_all(town):
    town.answer(item=town.item(town.lead, code="1-1-1"))
    town.answer(item=town.item(code="1-1-2"), department=None)
    assert [row["ID"] for row in table_of(town)[1]] == ["1-1-1", "1-1-2"]
    assert facts_above(opened(taken_out(town))["調査票"])["部署"] == ["すべての部署"]


def test_internal_note_is_only_for_those_who_write_or_approve(town):
    town.answer("submitted", internal_note="内緒")
    viewer = town.person("viewer")
    headers, rows = table_of(town, by=viewer)
    assert (MEMO in headers, "内緒" in str(rows)) == (False, False)
    assert table_of(town, by=town.person("approver", town.lead))[1][0][MEMO] == "内緒"


def test_viewer_does_not_get_what_is_not_handed_in(town):
    town.answer("draft")
    assert table_of(town, by=town.person("viewer"))[1] == []


# ---------------------------------------------------------------- how it looks


def test_only_the_cells_to_fill_are_open(town):
    town.answer()
    town.indicator(town.plan.items.get())
    workbook = opened(taken_out(town))
    for title in ("調査票", "指標の実績値"):
        sheet = workbook[title]
        assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
        header = header_row_of(sheet)
        for head, cell in zip(sheet[header], sheet[header + 1], strict=True):
            is_filled = head.value in (*FILLED, "実績値")
            assert (cell.style, cell.protection.locked) == ((FILL, False) if is_filled else (GREY, True))


def test_drop_down_lists_offer_the_words(town):
    town.answer()
    workbook = opened(taken_out(town))
    sheet, codes = workbook["調査票"], workbook["コード表"]
    header = header_row_of(sheet)
    offered = {}
    for validation in sheet.data_validations.dataValidation:
        (cells,) = validation.sqref.ranges
        head = sheet.cell(header, cells.min_col).value
        place = validation.formula1.split("!")[1].replace("$", "")
        offered[head] = [cell.value for (cell,) in codes[place]]
        assert (cells.min_row, cells.max_row) == (header + 1, header + 1)
    assert offered == {
        "状況": ["未着手", "実施中", "完了", "中止", "対象外", "評価困難"],
        "評価": ["A 計画どおり", "B 一部実施", "C 進んでいない"],
        "今後の方向": ["継続", "拡充", "改善", "縮小", "統合", "完了", "廃止"],
    }


def test_sheet_is_set_for_print(town):
    town.answer()
    sheet = opened(taken_out(town))["調査票"]
    header = header_row_of(sheet)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.print_title_rows, sheet.oddFooter.center.text) == (f"${header}:${header}", "&A &P / &N")
    assert sheet.freeze_panes == "C1"


def test_nothing_is_hidden_and_nothing_is_calculated(town):
    town.answer(done="=1+1")
    town.indicator(town.plan.items.get())
    content = taken_out(town)
    workbook = opened(content)
    assert [sheet.sheet_state for sheet in workbook] == ["visible"] * 3
    hidden = [
        each
        for sheet in workbook
        for each in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values())
        if each.hidden
    ]
    kinds = {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row}
    parts = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert (hidden, "f" in kinds, [part for part in parts if "vba" in part.lower()]) == ([], False, [])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_looks_like_a_formula_stays_a_text(town, text):
    town.answer(done=text)
    sheet = opened(taken_out(town))["調査票"]
    column = len(GREY_BEFORE) + 3 + FILLED.index("取り組んだこと") + 1
    cell = sheet.cell(header_row_of(sheet) + 1, column)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_text_longer_than_a_cell_stands_in_a_sheet_of_its_own(town):
    town.answer(done="長い文。" * 12_000)
    workbook = opened(taken_out(town))
    pieces = [row[2] for row in list(workbook["長い文"].values)[1:]]
    assert "".join(pieces) == "長い文。" * 12_000


def test_same_content_gives_the_same_bytes(town):
    town.answer()
    coordinator, round_ = town.coordinator(), town.round()
    assert survey_workbook(round_, None, by=coordinator) == survey_workbook(round_, None, by=coordinator)
    assert survey_zip(round_, by=coordinator) == survey_zip(round_, by=coordinator)


# ---------------------------------------------------------------- many at once, and as CSV


def test_zip_has_a_workbook_for_each_department(town):
    town.answer(item=town.item(town.lead, code="1-1-1"))
    town.answer(item=town.item(town.support, code="1-1-2"), department=town.support)
    town.answer(item=town.item(code="1-1-3"), department=None)
    archive = zipfile.ZipFile(io.BytesIO(survey_zip(town.round(), by=town.coordinator())))
    found = {
        name: (
            facts_above(sheet := opened(archive.read(name))["調査票"])["部署"],
            [row[0] for row in rows_of(sheet)],
        )
        for name in archive.namelist()
    }
    assert found == {
        f"調査票_令和6年度_{town.lead.name}.xlsx": ([town.lead.name], ["1-1-1"]),
        f"調査票_令和6年度_{town.support.name}.xlsx": ([town.support.name], ["1-1-2"]),
        "調査票_令和6年度_部署未定.xlsx": (["未定"], ["1-1-3"]),
    }


def test_departments_of_the_same_name_get_files_of_their_own(town):
    town.support.name = town.lead.name
    town.support.save()
    town.answer()
    town.answer(item=town.item(town.support), department=town.support)
    archive = zipfile.ZipFile(io.BytesIO(survey_zip(town.round(), by=town.coordinator())))
    assert archive.namelist() == [
        f"調査票_令和6年度_{town.lead.name}.xlsx",
        f"調査票_令和6年度_{town.lead.name}_2.xlsx",
    ]


@pytest.mark.parametrize(
    ("department", "name"),
    [
        ("市民協働課", "調査票_令和6年度_市民協働課.xlsx"),
        ("総務/企画課(いま: 政策課)", "調査票_令和6年度_総務／企画課(いま： 政策課).xlsx"),
        ("..\\..\n課", "調査票_令和6年度_＼.. 課.xlsx"),
        ("課" * 100, f"調査票_令和6年度_{'課' * 60}.xlsx"),
        (" . ", "調査票_令和6年度_部署.xlsx"),
    ],
)
def test_name_of_the_file_is_fit_for_every_system(town, department, name):
    assert survey_file_name(town.round(), department) == name


def test_csv_has_the_same_columns(town):
    town.answer(item=town.item(town.lead, code="1-1-1", name="講座"), done="=1+1", reason="")
    content = survey_csv(town.round(), town.lead, by=town.editor()).decode("utf-8-sig")
    version = town.plan.items.get().yearly_statuses.get().history.latest().history_id
    assert content == (
        f"{','.join((*GREY_BEFORE, '回答する部署', '状態', '版', *FILLED))}\r\n"
        f"1-1-1,講座,,,,,,,{town.lead.name},入力中,{version},実施中,'=1+1,B 一部実施,,,継続,,\r\n"
    )


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_queries_does_not_grow_with_the_rows(town, django_assert_num_queries, number):
    for _number in range(number):
        item = town.item(town.lead)
        builders.make_cell(item, 2024, builders.make_stage(town.plan, f"段階{item.pk}"))
        town.answer("confirmed", item=item, fiscal_year=2023)
        answer = town.answer(item=item)
        AnswerFigure.objects.create(answer=answer, indicator=town.indicator(item), value=1)
    editor = town.editor()
    round_ = type(town.round()).objects.select_related("plan__municipality").get(pk=town.round().pk)
    with django_assert_num_queries(12):
        survey_workbook(round_, town.lead, by=editor)


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_queries_does_not_grow_with_the_departments(town, django_assert_num_queries, number):
    for _number in range(number):
        department = builders.make_department(town.city)
        town.answer(item=town.item(department), department=department)
    coordinator = town.coordinator()
    round_ = type(town.round()).objects.select_related("plan__municipality").get(pk=town.round().pk)
    with django_assert_num_queries(11):
        survey_zip(round_, by=coordinator)
