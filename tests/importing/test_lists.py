"""Lists as files: read, checked, shown and written; what is not in the file stays."""

import csv
import io

import pytest
from tablib import Dataset

from actions.importing_lists import LISTS
from actions.models import AnnualReport, YearlyStatus
from organizations.importing import pipeline
from organizations.importing.list_resources import HeadersDiffer, resource_class
from organizations.ledger import Ledger
from organizations.models import Department, Municipality, Partner
from organizations.models.staff import Membership
from plans.models import Indicator, IndicatorFigure, Plan
from tests import builders

from .list_files import add, changes_in, imported, outcome, preview, put, table_of, waiting, wrong_in, xlsx

DEPARTMENT, PARTNER = "organizations.Department", "organizations.Partner"
FIGURE, ITEM, STATUS = "plans.IndicatorFigure", "actions.ActionItem", "actions.YearlyStatus"
IN_A_SURVEY = "調査への回答は、回答のページか調査票で直してください。"
IN_A_REPORT = (
    "年次報告書を公開した年度の実績は、取り込みでは変えられません。直すときは、正誤の版を出してください。"
)


def names(city):
    return list(city.departments.order_by("code").values_list("code", "name"))


# ---------------------------------------------------------------- the file as a whole


def test_lists_are_declared():
    assert {name: (listed.label, listed.scope_kind) for name, listed in LISTS.items()} == {
        DEPARTMENT: ("部署の一覧", "city"),
        PARTNER: ("協働の相手の一覧", "city"),
        FIGURE: ("指標の値の一覧", "plan"),
        ITEM: ("取組の一覧", "plan"),
        STATUS: ("年度の実績の一覧", "plan"),
    }


@pytest.mark.parametrize(
    ("name", "number"), [(DEPARTMENT, 17), (PARTNER, 10), (FIGURE, 29), (ITEM, 162)], ids=str
)
@pytest.mark.parametrize("kind", ["workbook", "csv"])
def test_written_list_of_the_five_plans_changes_nothing(db, name, number, kind):
    same = 0
    for plan in Plan.objects.filter(slug__in=builders.REAL_PLANS.values()):
        scope = plan if LISTS[name].scope_kind == "plan" else plan.municipality
        found = preview(name, scope, getattr(LISTS[name], kind)(scope))
        assert outcome(found) == (0, 0, found.same, 0, 0)
        same += found.same
    assert same == number


@pytest.mark.parametrize("kind", ["workbook", "csv"])
def test_written_list_of_results_changes_nothing(plan, result, kind):
    builders.make_scale(plan, from_fy=2020)
    result.grade = plan.rating_scales.get().grades.first()
    result.done, result.next_step = "一行目\r\n二行目 ", "merge"
    result.save()
    assert outcome(preview(STATUS, plan, getattr(LISTS[STATUS], kind)(plan))) == (0, 0, 1, 0, 0)


def test_list_exported_by_the_admin_changes_nothing(client, city, departments):
    builders.make_department(city, code="d3", name="=1+1課", sort_order=3)
    client.force_login(builders.member_of(city, role="coordinator"))
    for number in (0, 1):
        content = client.post(
            "/admin/organizations/department/export/", {"resource": "0", "format": number}
        ).content
        assert outcome(preview(DEPARTMENT, city, content)) == (0, 0, 3, 0, 0)


def test_exported_list_says_which_columns_are_not_read(client, plan, item):
    client.force_login(builders.member_of(plan.municipality, role="coordinator"))
    page = "/admin/actions/actionitem/export/"
    rows = list(
        csv.reader(io.StringIO(client.post(page, {"resource": "0", "format": 0}).content.decode("utf-8-sig")))
    )
    put(rows, 2, 担当部署="別の課")
    found = preview(ITEM, plan, xlsx(rows))
    assert outcome(found) == (0, 0, 1, 0, 0)
    assert found.warnings == [
        "次の列は取り込みません。ファイルで値を変えていても、登録されているままです: "
        "「市民」「市」「協働」「担当部署」「実施主体」「対象」「段階」「時期(印字)」「引き継いだ取組」「付記(印字)」「読み取りの確かさ」「読み取りの注記」「内部メモ」。"
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_exported_results_change_nothing(client, plan, item, result, number):
    builders.make_answer(builders.make_round(plan, 2022), item, state="confirmed")
    client.force_login(builders.member_of(plan.municipality, role="coordinator"))
    page = "/admin/actions/yearlystatus/export/"
    content = client.post(page, {"resource": "0", "format": number}).content
    assert outcome(preview(STATUS, plan, content)) == (0, 0, 2, 0, 0)


@pytest.mark.parametrize("number", [0, 1])
def test_exported_figures_change_nothing(client, plan, figure, number):
    client.force_login(builders.member_of(plan.municipality, role="coordinator"))
    page = "/admin/plans/indicatorfigure/export/"
    content = client.post(page, {"resource": "0", "format": number}).content
    assert outcome(preview(FIGURE, plan, content)) == (0, 0, 1, 0, 0)


def test_text_longer_than_a_cell_comes_back(plan, item):
    item.content = "長い文\n" * 10_000
    item.save()
    assert outcome(preview(ITEM, plan, LISTS[ITEM].workbook(plan))) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_csv_is_read_in_every_encoding_excel_writes(city, departments, encoding):
    content = LISTS[DEPARTMENT].csv(city).decode("utf-8-sig").replace("管財課", "管財髙課")
    found = preview(DEPARTMENT, city, content.encode(encoding))
    assert changes_in(found) == [(3, "部署「管財課」", "change", [("名称", "管財課", "管財髙課")])]


def test_list_is_written_in_shift_jis(city, departments):
    found = preview(DEPARTMENT, city, LISTS[DEPARTMENT].csv(city, "cp932"))
    assert outcome(found) == (0, 0, 2, 0, 0)


def test_misspelt_header_is_told_with_what_is_meant(city, departments):
    rows = table_of(DEPARTMENT, city)
    rows[0][2] = "よみがな"
    assert wrong_in(preview(DEPARTMENT, city, rows)) == [
        (
            "C1",
            "よみがな",
            "よみがな",
            "知らない見出し「よみがな」があります。「よみ」のことなら、見出しをそう直してください。",
        ),
    ]


def test_unknown_header_is_refused(city, departments):
    rows = [[*row, "本庁舎"] for row in table_of(DEPARTMENT, city)]
    rows[0][-1] = "場所の写真"
    assert wrong_in(preview(DEPARTMENT, city, rows)) == [
        (
            "P1",
            "場所の写真",
            "場所の写真",
            "知らない見出し「場所の写真」があります。この列を消すか、見出しを元に戻してください。",
        )
    ]


def test_doubled_header_is_refused(city, departments):
    rows = [[*row, "本庁舎"] for row in table_of(DEPARTMENT, city)]
    rows[0][-1] = "名称"
    assert wrong_in(preview(DEPARTMENT, city, rows)) == [
        ("P1", "名称", "名称", "見出し「名称」が2つ以上あります。どれか1つにしてください。")
    ]


def test_file_without_the_table_is_refused(city, departments):
    found = preview(DEPARTMENT, city, [["題", "数"], ["a", 1]])
    assert (
        found.refusal
        == f"「{'、'.join(LISTS[DEPARTMENT].headers)}」という見出しの表が、このファイルにありません。ここから取り出したファイルに書き込んで、そのファイルを選んでください。"
    )


def test_two_files_are_refused(city, departments):
    job = LISTS[DEPARTMENT].job(city)
    upload = pipeline.Upload("一覧.csv", LISTS[DEPARTMENT].csv(city))
    record = pipeline.keep(job, [upload, upload], by=None)
    assert pipeline.check(record, job).refusal == "一覧のファイルは、1つずつ選んでください。"


def test_dataset_with_other_headers_is_refused(city, departments):
    """The job asks for the headers before; whoever uses the resource without it is stopped too."""
    listed = LISTS[DEPARTMENT]
    columns = listed.bound(city)
    resource = resource_class(listed, columns)(listed, city, columns, [], ledger=Ledger())
    with pytest.raises(HeadersDiffer):
        resource.before_import(Dataset(headers=["番号", "名称"]))


def test_blank_rows_are_ignored(city, departments):
    rows = table_of(DEPARTMENT, city)
    rows[2:2] = [[None] * len(rows[0]), ["　", " ", *[None] * (len(rows[0]) - 2)]]
    rows.append([None] * len(rows[0]))
    assert outcome(preview(DEPARTMENT, city, rows)) == (0, 0, 2, 0, 0)


# ---------------------------------------------------------------- what the rows do


def test_new_row_is_shown_and_added(city, departments):
    rows = table_of(DEPARTMENT, city)
    add(rows, 番号="d3", 名称="見本課", 設置年度="令和5年度", まとめた呼び名="○")
    assert changes_in(preview(DEPARTMENT, city, rows)) == [
        (
            4,
            "部署「見本課」",
            "add",
            [
                ("番号", "", "d3"),
                ("名称", "", "見本課"),
                ("まとめた呼び名", "", "はい"),
                ("設置年度", "", "令和5年度(2023年度)"),
                ("並び順", "", "0"),
            ],
        )
    ]
    assert names(city) == [("d1", "協働課"), ("d2", "管財課")]
    imported(DEPARTMENT, city, rows)
    new = city.departments.get(code="d3")
    assert (new.name, new.start_fy, new.is_collective, new.end_fy) == ("見本課", 2023, True, None)


def test_changed_cells_are_shown_with_old_and_new(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 名称="財産課", 設置年度=None, まとめた呼び名="はい")
    assert changes_in(preview(DEPARTMENT, city, rows)) == [
        (
            3,
            "部署「管財課」",
            "change",
            [
                ("名称", "管財課", "財産課"),
                ("まとめた呼び名", "いいえ", "はい"),
                ("設置年度", "令和2年度(2020年度)", ""),
            ],
        )
    ]
    record = imported(DEPARTMENT, city, rows)
    assert names(city) == [("d1", "協働課"), ("d2", "財産課")]
    assert (record.added, record.changed, record.unchanged, record.missing) == (0, 1, 1, 0)


def test_missing_rows_are_listed_and_stay(city, departments):
    rows = table_of(DEPARTMENT, city)
    del rows[1]
    put(rows, 2, 名称="財産課")
    assert preview(DEPARTMENT, city, rows).missing == ["部署「協働課」"]
    imported(DEPARTMENT, city, rows)
    assert names(city) == [("d1", "協働課"), ("d2", "財産課")]


def test_second_import_changes_nothing(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 名称="財産課")
    imported(DEPARTMENT, city, rows)
    assert outcome(preview(DEPARTMENT, city, rows)) == (0, 0, 2, 0, 0)
    assert Department.history.filter(code="d2").count() == 2


def test_history_names_the_person_and_the_import(city, departments, coordinator):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 名称="財産課")
    add(rows, 番号="d3", 名称="見本課")
    record = imported(DEPARTMENT, city, rows, by=coordinator)
    written = Department.history.filter(history_change_reason=f"ファイルの取り込み({record.pk})")
    assert list(written.order_by("code").values_list("code", "name", "history_type", "history_user")) == [
        ("d2", "財産課", "~", coordinator.pk),
        ("d3", "見本課", "+", coordinator.pk),
    ]
    assert [
        (entry["what"], entry["before"].get("name"), entry["after"]["name"]) for entry in record.entries
    ] == [
        ("change", "管財課", "財産課"),
        ("create", None, "見本課"),
    ]
    assert (record.kind, record.title, record.municipality, record.target) == (
        "list",
        "見本市 部署の一覧",
        city,
        {"list": DEPARTMENT, "city": city.pk},
    )


def test_import_is_taken_back(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 名称="財産課")
    add(rows, 番号="d3", 名称="見本課")
    record = imported(DEPARTMENT, city, rows)
    pipeline.take_back(record, by=None)
    assert names(city) == [("d1", "協働課"), ("d2", "管財課")]


def test_change_made_elsewhere_in_the_row_does_not_stop_taking_back(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 名称="財産課")
    record = imported(DEPARTMENT, city, rows)
    city.departments.filter(code="d2").update(tel="000-000-0000")
    pipeline.take_back(record, by=None)
    assert (names(city)[1], city.departments.get(code="d2").tel) == (("d2", "管財課"), "000-000-0000")


def test_what_has_changed_since_the_preview_is_shown_again(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 名称="財産課")
    record, job = waiting(DEPARTMENT, city, rows)
    seen = pipeline.check(record, job)
    city.departments.filter(code="d2").update(name="資産課")
    with pytest.raises(pipeline.PreviewChanged) as refusal:
        pipeline.carry_out(record, job, seen=seen.digest, by=None)
    assert changes_in(refusal.value.preview)[0][3] == [("名称", "資産課", "財産課")]
    assert names(city) == [("d1", "協働課"), ("d2", "資産課")]


def test_stored_line_breaks_and_blanks_stay(plan, item):
    item.purpose = " 一行目\r\n二行目 "
    item.save()
    rows = table_of(ITEM, plan)
    put(rows, 2, **{"目的(要約)": "一行目\n二行目"})
    assert outcome(preview(ITEM, plan, table_of(ITEM, plan))) == (0, 0, 1, 0, 0)
    found = preview(ITEM, plan, rows)
    assert found.changes[0].cells[0].after == "一行目\n二行目"


def test_full_width_digits_and_stray_blanks_are_read(plan, figure):
    rows = table_of(FIGURE, plan)
    put(rows, 2, 指標=" １　", 年度="２０２２年度", 種類="　目標値", 値="１３．５")
    assert changes_in(preview(FIGURE, plan, rows)) == [
        (2, "指標の値「1 参加した人の数 2022年度 目標値」", "change", [("値", "12.5", "13.5")])
    ]


def test_name_in_another_width_is_the_same_partner_and_keeps_its_name(city):
    Partner.objects.create(municipality=city, name="NPO見本", kind="group")
    rows = table_of(PARTNER, city)
    put(rows, 2, 名称="ＮＰＯ見本　", 地区="中央")
    assert changes_in(preview(PARTNER, city, rows)) == [
        (2, "協働の相手「NPO見本」", "change", [("地区", "", "中央")])
    ]
    imported(PARTNER, city, rows)
    assert list(city.partners.values_list("name", "area")) == [("NPO見本", "中央")]


def test_partners_that_differ_in_width_only_are_told_apart(city):
    for name in ("NPO見本", "ＮＰＯ見本"):
        Partner.objects.create(municipality=city, name=name, kind="group")
    assert outcome(preview(PARTNER, city, table_of(PARTNER, city))) == (0, 0, 2, 0, 0)


def test_progress_is_told_row_by_row_and_may_stop_the_import(city, departments):
    told = []

    def progress(done, total):
        told.append((done, total))
        if done == 2:
            raise InterruptedError

    record, job = waiting(DEPARTMENT, city, [*table_of(DEPARTMENT, city), ["d3", "見本課", *[None] * 12]])
    with pytest.raises(InterruptedError):
        pipeline.check(record, job, progress=progress)
    assert told == [(1, 3), (2, 3)]


# ---------------------------------------------------------------- what is wrong


def test_doubled_key_names_both_rows(city, departments):
    rows = table_of(DEPARTMENT, city)
    add(rows, 番号="ｄ２", 名称="財産課")
    add(rows, 番号="d9", 名称="見本課")
    add(rows, 番号="d9", 名称="別の課")
    assert wrong_in(preview(DEPARTMENT, city, rows)) == [
        ("A4", "番号", "ｄ２", "3行目と同じ番号です。どちらか1行にしてください。"),
        ("A6", "番号", "d9", "5行目と同じ番号です。どちらか1行にしてください。"),
    ]


def test_doubled_key_of_several_columns_is_told(plan, figure):
    rows = table_of(FIGURE, plan)
    add(rows, 指標="1", 年度="R4", 種類="目標値", 値=1)
    assert wrong_in(preview(FIGURE, plan, rows)) == [
        ("A3", "指標", "1", "2行目と同じ指標・年度・種類です。どちらか1行にしてください。")
    ]


@pytest.mark.parametrize(
    ("header", "value", "address", "shown", "sentence"),
    [
        ("種類", "もくひょう", "C2", "もくひょう", "「現状値」「過去の値」「目標値」「実績値」のどれかを書いてください。"),
        ("値", "12人", "D2", "12人", "「12人」には数のほかの文字があります。単位などを付けず、数だけを書いてください(例: 12)。"),
        ("指標", "9", "A2", "9", "「9」という指標は、この計画にありません。書けるのは「1」です。"),
        ("指標", None, "A2", "(空欄)", "「指標」は空欄にできません。指標の番号を書いてください。"),
        ("年度", 1800, "B2", "1800", "「1800」は扱えない年度です。西暦は1912から2200までの4桁で書いてください。"),
    ],
)  # fmt: skip
def test_wrong_cell_is_told(plan, figure, header, value, address, shown, sentence):
    rows = table_of(FIGURE, plan)
    put(rows, 2, **{header: value})
    assert wrong_in(preview(FIGURE, plan, rows)) == [(address, header, shown, sentence)]


def test_reference_is_read_by_the_words_of_the_list(plan, figure):
    rows = table_of(FIGURE, plan)
    put(rows, 2, 指標="1 参加した人の数")
    assert outcome(preview(FIGURE, plan, rows)) == (0, 0, 1, 0, 0)


def test_words_of_two_indicators_mean_neither(plan, figure):
    Indicator.objects.create(plan=plan, code="2", number_as_printed="1", name="参加した人の数")
    rows = table_of(FIGURE, plan)
    put(rows, 2, 指標="1 参加した人の数")
    assert wrong_in(preview(FIGURE, plan, rows)) == [
        (
            "A2",
            "指標",
            "1 参加した人の数",
            "「1 参加した人の数」という指標は、この計画にありません。書けるのは「1」「2」です。",
        )
    ]


def test_unknown_year_is_told(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 2, 設置年度="そのころ")
    found = preview(DEPARTMENT, city, rows)
    assert [(cell[0], cell[1], cell[2]) for cell in wrong_in(found)] == [("F2", "設置年度", "そのころ")]
    assert "年度" in found.wrong[0].sentence


def test_rule_of_the_row_is_told_at_its_column(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 廃止年度=2019)
    assert wrong_in(preview(DEPARTMENT, city, rows)) == [
        ("G3", "廃止年度", "2019", "廃止年度は設置年度より前にできません。")
    ]


def test_formula_is_told(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 名称="=A1")
    found = preview(DEPARTMENT, city, rows)
    assert [cell[:2] for cell in wrong_in(found)] == [("B3", "名称")]


def test_all_wrong_cells_are_told_at_once_and_nothing_is_written(city, departments):
    rows = table_of(DEPARTMENT, city)
    put(rows, 2, 名称="新協働課")
    put(rows, 3, 名称=None, まとめた呼び名="たぶん", 並び順="二", メール="協働課")
    add(rows, 番号="d-", 名称="あ" * 101)
    found = preview(DEPARTMENT, city, rows)
    assert [(cell.address, cell.header) for cell in found.wrong] == [
        ("B3", "名称"),
        ("E3", "まとめた呼び名"),
        ("L3", "メール"),
        ("O3", "並び順"),
        ("A4", "番号"),
        ("B4", "名称"),
    ]
    record, job = waiting(DEPARTMENT, city, rows)
    with pytest.raises(pipeline.ImportRefused, match="直すところが残っているため、取り込んでいません。"):
        pipeline.carry_out(record, job, seen=pipeline.check(record, job).digest, by=None)
    assert names(city) == [("d1", "協働課"), ("d2", "管財課")]
    assert Department.history.filter(municipality=city, history_type="~").count() == 0


def test_wrong_in_a_field_that_is_no_column_does_not_hold_up_the_others(plan, item):
    """As in a form: what was wrong before elsewhere stays."""
    other = builders.make_item(builders.make_plan(plan.municipality))
    type(item).objects.filter(pk=item.pk).update(successor=other)
    rows = table_of(ITEM, plan)
    put(rows, 2, 取組名="新しい名前")
    assert outcome(preview(ITEM, plan, rows)) == (0, 1, 0, 0, 0)


# ---------------------------------------------------------------- whose rows


def test_row_of_another_city_is_refused(city, departments):
    rows = [[*row, "見本市"] for row in table_of(DEPARTMENT, city)]
    rows[0][-1] = "市区町村"
    rows[2][-1] = "山口市"
    assert wrong_in(preview(DEPARTMENT, city, rows)) == [
        (
            "P3",
            "市区町村",
            "山口市",
            "ここで取り込めるのは、市区町村が「見本市」の行だけです。ほかの行は、このファイルから消してください。",
        )
    ]


def test_same_code_in_another_city_is_not_touched(city, departments):
    other = builders.make_department(builders.make_city(), code="d3", name="よその課")
    rows = table_of(DEPARTMENT, city)
    add(rows, 番号="d3", 名称="見本課")
    imported(DEPARTMENT, city, rows)
    other.refresh_from_db()
    assert (other.name, city.departments.get(code="d3").name) == ("よその課", "見本課")


def test_indicator_of_another_plan_is_not_found(plan, figure):
    Indicator.objects.create(plan=builders.make_plan(plan.municipality), code="9", name="よその指標")
    rows = table_of(FIGURE, plan)
    add(rows, 指標="9", 年度=2023, 種類="実績値", 値=1)
    assert wrong_in(preview(FIGURE, plan, rows)) == [
        ("A3", "指標", "9", "「9」という指標は、この計画にありません。書けるのは「1」です。")
    ]


def test_rows_of_another_plan_are_not_missing(plan, figure):
    other = Indicator.objects.create(plan=builders.make_plan(plan.municipality), code="1", name="よその指標")
    IndicatorFigure.objects.create(indicator=other, fiscal_year=2022, kind="target")
    assert preview(FIGURE, plan, table_of(FIGURE, plan)).missing == []


@pytest.mark.parametrize("role", [role for role in Membership.Role if role != "coordinator"])
def test_only_the_coordinator_imports(city, departments, role):
    department = departments[0] if role in ("editor", "approver") else None
    person = builders.member_of(city, role=role, department=department)
    assert LISTS[DEPARTMENT].may_change(person, city) is False
    found = preview(DEPARTMENT, city, table_of(DEPARTMENT, city), by=person)
    assert found.refusal == "この一覧に取り込むことはできません。取り込めるのは、事務局の人です。"


def test_coordinator_of_another_city_is_refused(city, departments, plan, figure):
    person = builders.member_of(builders.make_city(), role="coordinator")
    for name, scope in ((DEPARTMENT, city), (FIGURE, plan)):
        found = preview(name, scope, table_of(name, scope), by=person)
        assert found.refusal == "この一覧に取り込むことはできません。取り込めるのは、事務局の人です。"


def test_right_that_ended_after_the_preview_stops_the_import(city, departments, coordinator):
    rows = table_of(DEPARTMENT, city)
    put(rows, 3, 名称="財産課")
    record, job = waiting(DEPARTMENT, city, rows, by=coordinator)
    seen = pipeline.check(record, job)
    coordinator.memberships.all().delete()
    del coordinator._access
    with pytest.raises(pipeline.ImportRefused):
        pipeline.carry_out(record, job, seen=seen.digest, by=coordinator)
    assert names(city) == [("d1", "協働課"), ("d2", "管財課")]


def test_administrator_imports_everywhere(city, departments, db):
    person = builders.make_user(is_superuser=True)
    assert [LISTS[DEPARTMENT].may_change(person, each) for each in (city, Municipality.objects.first())] == [
        True,
        True,
    ]


# ---------------------------------------------------------------- results of a year


@pytest.fixture
def result(item):
    """Of 2021, written down without a survey, published."""
    return YearlyStatus.objects.create(
        item=item, fiscal_year=2021, status="in_progress", done="見本の実績", is_published=True
    )


def test_result_is_changed_and_stays_published(plan, result):
    builders.make_scale(plan, from_fy=2020)
    rows = table_of(STATUS, plan)
    put(rows, 2, 状況="完了", 評価="Ａ", 評価の理由="見本の理由", 今後の方向="完了")
    assert changes_in(preview(STATUS, plan, rows)) == [
        (
            2,
            "年度の実績「1-1 2021年度」",
            "change",
            [
                ("状況", "実施中", "完了"),
                ("評価", "", "A 見本A"),
                ("評価の理由", "", "見本の理由"),
                ("今後の方向", "", "完了"),
            ],
        )
    ]
    imported(STATUS, plan, rows)
    result.refresh_from_db()
    assert (result.status, result.grade.code, result.next_step, result.is_published) == (
        "completed",
        "A",
        "complete",
        True,
    )


def test_new_result_is_not_published(plan, item, result):
    rows = table_of(STATUS, plan)
    add(rows, 取組="1-1 見本の取組", 年度="令和4年度", 取り組んだこと="したこと")
    imported(STATUS, plan, rows)
    new = item.yearly_statuses.get(fiscal_year=2022)
    assert (new.status, new.done, new.is_published, new.round, new.state) == (
        "not_reported",
        "したこと",
        False,
        None,
        "",
    )


def test_grade_of_no_scale_in_force_is_told(plan, result):
    builders.make_scale(plan, from_fy=2022)
    rows = table_of(STATUS, plan)
    put(rows, 2, 評価="A")
    assert wrong_in(preview(STATUS, plan, rows)) == [
        ("E2", "評価", "A", "「A」という評価は、2021年度の尺度にありません。先に登録してください。")
    ]


def test_answer_of_a_survey_is_refused(plan, item, result):
    survey = builders.make_round(plan, 2022)
    answer = builders.make_answer(survey, item, state="draft")
    rows = table_of(STATUS, plan)
    assert len(rows) == 2
    add(
        rows,
        取組="1-1",
        年度=2022,
        状況="完了",
        取り組んだこと="別のこと",
        評価="A",
        評価の理由="見本の理由",
        今後の方向="継続",
    )
    assert wrong_in(preview(STATUS, plan, rows)) == [
        ("C3", "状況", "完了", IN_A_SURVEY),
        ("D3", "取り組んだこと", "別のこと", IN_A_SURVEY),
    ]
    answer.refresh_from_db()
    assert answer.done == "見本の実績"


def test_answer_of_a_survey_that_stays_as_it_is_passes(plan, item, result):
    builders.make_answer(builders.make_round(plan, 2022), item, state="draft")
    rows = table_of(STATUS, plan)
    add(
        rows,
        取組="1-1",
        年度=2022,
        状況="実施中",
        取り組んだこと="見本の実績",
        評価="A",
        評価の理由="見本の理由",
        今後の方向="継続",
    )
    assert outcome(preview(STATUS, plan, rows)) == (0, 0, 2, 0, 0)


def test_year_with_a_report_is_refused(plan, item, result):
    other = builders.make_item(plan, code="1-2")
    rows = table_of(STATUS, plan)
    put(rows, 2, 取り組んだこと="別のこと")
    add(rows, 取組=other.code, 年度=2021, 取り組んだこと="したこと")
    AnnualReport.objects.create(
        plan=plan,
        fiscal_year=2021,
        edition=1,
        title="報告書",
        document="{}",
        sha256="0" * 64,
        published_at="2022-10-01T09:00:00+09:00",
    )
    assert wrong_in(preview(STATUS, plan, rows)) == [
        ("D2", "取り組んだこと", "別のこと", IN_A_REPORT),
        ("B3", "年度", "2021", IN_A_REPORT),
    ]


def test_internal_note_is_in_no_file(plan, result):
    result.internal_note = "見せない"
    result.save()
    assert "見せない" not in LISTS[STATUS].csv(plan).decode("utf-8-sig")
