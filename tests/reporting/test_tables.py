"""The tables of a report: how many rows, what each says, and that every column and code is explained in them."""

import re
from collections import Counter
from datetime import date, datetime

import pytest

from actions.data_files.columns import YEAR as YEAR_KIND
from actions.data_files.tables import spread
from actions.reporting.tables import REPORT_TABLES
from kyodo_portal.japanese.fiscal_years import era_year
from tests.reporting.written_documents import (
    CORRECTED,
    EDITION,
    YEAR,
    evaluation,
    gathered,
    grade,
    group,
    item,
    written,
)

OPENING = ("全国地方公共団体コード", "ID", "地方公共団体名", "計画ID", "計画名", "年度", "年度(和暦)", "版")
DATA = ["items", "evaluations", "counts", "figures", "corrections"]
CODED = {
    "取組の実績": [
        *(
            "市民",
            "市",
            "協働",
            "割合に入る",
            "状況",
            "評価",
            "評価の数え方",
            "今後の方向",
            "内部評価",
            "外部評価",
        ),
        *("前年度の状況", "前年度の評価", "前年度との比べ", "変化"),
    ],
    "評価": ["自己評価", "段階", "評価"],
    "集計": ["区分の種類", "評価の記号", "評価の数え方"],
    "指標": ["種類", "累計", "およその値"],
}
LAST_YEAR = {
    "fiscal_year": 2022,
    "status": "in_progress",
    "status_label": "実施中",
    "grade": "2",
    "grade_label": "途中",
    "grade_symbol": None,
    "counts_as": "underway",
    "grade_order": 2,
    "is_judged": True,
}


@pytest.fixture
def document(db):
    return gathered()


def rows_of(document, name):
    return list(REPORT_TABLES[name].rows(document))


def heads_of(document, name):
    table = REPORT_TABLES[name]
    return [head for head, _column, _index in spread(table.columns, rows_of(document, name))]


def shape(value):
    """The keys of a document, all the way down; a list has the shape of its first entry."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def two_years():
    """Two scales, one year each; of three items one is judged and better than before, one is new, one was dropped."""
    old = [grade("1", "終わった", "achieved", "達成"), grade("2", "途中", "underway", "進行中")]
    dropped = {"change": "dropped", "change_label": "中止・統合・廃止", "change_reason": "まとめたため"}
    silent = dict.fromkeys(("grade", "grade_label", "counts_as", "grade_order"), None) | {"is_judged": False}
    items = [
        item("1", last_year=LAST_YEAR, movement="improved", evaluations=[evaluation(), evaluation("internal")]),
        item("2", change="new", change_label="新規", status="not_applicable", status_label="対象外", **silent),
        item("3", successor={"code": "1", "name": "取組1"}, status="cancelled", status_label="中止", **silent, **dropped),
    ]  # fmt: skip
    before = group("前年度", 2, 0, 1)
    before["rows"] = [
        {"code": "1", "label": "終わった", "count": 0, "percent": 0.0},
        {"code": "2", "label": "途中", "count": 1, "percent": 100.0},
    ]
    return written(
        *items,
        overview={
            "judged": 1,
            "not_judged": [{"label": "中止", "count": 1}, {"label": "対象外", "count": 1}],
            "whole": group("全体", 3, 1, 0),
            "last_year": before,
            "by_policy": [group("方針1", 3, 1, 0, code="1")],
            "by_department": [group("協働推進課", 3, 1, 0)],
            "by_actor": [group("市民", 0, 0, 0), group("市", 3, 1, 0), group("協働", 0, 0, 0)],
        },
        last_year={
            "fiscal_year": 2022,
            "edition": None,
            "scale_name": "古い尺度",
            "grades": old,
            "same_scale": False,
            "item_count": 2,
        },
    )


def test_document_written_by_hand_has_the_shape_of_a_gathered_one(document):
    parts = ("municipality", "plan", "stages", "policies", "scale", "items")
    hand = written(item(evaluations=[evaluation()], last_year=LAST_YEAR))
    assert set(hand) == set(document)
    assert {part: shape(hand[part]) for part in parts} == {part: shape(document[part]) for part in parts}
    assert set(hand["overview"]) == set(document["overview"])
    assert set(two_years()["last_year"]) == set(document["last_year"])


def test_number_of_rows_is_that_of_the_document(document):
    assert {name: len(rows_of(document, name)) for name in DATA} == {
        "items": 3,
        "evaluations": 3,
        # the whole, three policies, departments and actors, the year before: one grade each; and 未報告
        "counts": 1 + 3 + 3 + 3 + 1 + 1,
        "figures": 5,
        "corrections": 0,
    }


@pytest.mark.parametrize("name", REPORT_TABLES)
def test_every_row_says_something_of_every_column(document, name):
    names = {column.name for column in REPORT_TABLES[name].columns}
    assert [row for row in rows_of(document, name) if set(row) != names] == []


@pytest.mark.parametrize("name", REPORT_TABLES)
def test_no_column_has_its_name_twice(document, name):
    assert [head for head, many in Counter(heads_of(document, name)).items() if many > 1] == []


@pytest.mark.parametrize("name", DATA)
def test_table_begins_with_the_usual_columns(document, name):
    assert tuple(heads_of(document, name)[: len(OPENING)]) == OPENING


@pytest.mark.parametrize("name", DATA)
def test_id_names_one_row(document, name):
    ids = [row["ID"] for row in rows_of(document | {"edition": CORRECTED}, name)]
    assert len(ids) >= 2
    assert len(set(ids)) == len(ids)
    assert [each for each in ids if not re.fullmatch(r"[0-9]{6}(-[0-9A-Za-z]+)+", each)] == []


@pytest.mark.parametrize("name", [*DATA, "codes"])
def test_era_stands_beside_every_year(document, name):
    columns = REPORT_TABLES[name].columns
    pairs = [
        (column.name, columns[place + 1].name)
        for place, column in enumerate(columns)
        if column.kind == YEAR_KIND
    ]
    assert len(pairs) >= 1
    assert [era for year, era in pairs if era != f"{year}(和暦)"] == []
    for row in rows_of(document, name):
        assert [row[era] for _year, era in pairs] == [
            row[year] and era_year(row[year]) for year, _era in pairs
        ]


def test_every_column_is_explained_once_and_in_order(document):
    explained = [(row["シート"], row["列の名前"]) for row in rows_of(document, "columns")]
    assert explained == [
        (table.title, head) for table in REPORT_TABLES.values() for head in heads_of(document, table.name)
    ]


def test_no_explanation_is_empty(document):
    assert [row for row in rows_of(document, "columns") if not row["値"] or not row["意味"]] == []


@pytest.mark.parametrize("make", [gathered, two_years])
def test_every_code_used_is_in_the_code_table(db, make):
    document = make()
    known = {(row["シート"], row["列"], row["コード"]) for row in rows_of(document, "codes")}
    used = {
        (table.title, head, str(row[head]))
        for table in REPORT_TABLES.values()
        for head in CODED.get(table.title, [])
        for row in rows_of(document, table.name)
        if row[head] is not None
    }
    assert {(sheet, head) for sheet, head, _code in known} == {
        (sheet, head) for sheet, heads in CODED.items() for head in heads
    }
    assert len(used) > 20
    assert used - known == set()


def test_code_stands_once_for_a_column_and_year():
    rows = rows_of(two_years(), "codes")
    keys = [(row["シート"], row["列"], row["コード"], row["年度"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert [row for row in rows if not row["言葉"] or not row["意味"]] == []


def test_grades_have_the_year_of_their_scale():
    rows = [row for row in rows_of(two_years(), "codes") if row["列"] == "評価の記号"]
    assert [tuple(row[head] for head in ("コード", "年度", "言葉", "意味", "数え方")) for row in rows] == [
        ("A", 2023, "計画どおり", "計画どおりに進んだ", "達成"),
        ("B", 2023, "遅れている", "遅れているに進んだ", "遅れ"),
        ("1", 2022, "終わった", "終わったに進んだ", "達成"),
        ("2", 2022, "途中", "途中に進んだ", "進行中"),
    ]


def test_plan_without_scale_has_no_grades_and_no_counts():
    whole = {"name": "全体", "total": 1, "counted": 0, "rows": []}
    document = written(item(grade=None), scale=None, overview={"whole": whole})
    assert [row for row in rows_of(document, "codes") if row["列"] == "評価"] == []
    assert rows_of(document, "counts") == []


def test_item_is_one_row():
    judged = [evaluation("internal", opinion="進んだ"), evaluation(reply="続けます"), evaluation("mutual")]
    before = {"last_year": LAST_YEAR, "movement": "improved"}
    document = written(item("1-2", evaluations=judged, **before))
    assert rows_of(document, "items") == [
        {
            "全国地方公共団体コード": "082350",
            "ID": "082350-plan-1-2-2023",
            "地方公共団体名": "見本市",
            "計画ID": "plan",
            "計画名": "見本計画",
            "年度": 2023,
            "年度(和暦)": "令和5年度",
            "版": 1,
            "取組コード": "1-2",
            "取組名": "取組1-2",
            "印字番号": 1,
            "上位方針コード": None,
            "上位方針名": None,
            "方針コード": "1",
            "方針名": "方針1",
            "施策コード": "1-1",
            "施策名": "施策1",
            "市民": 0,
            "市": 1,
            "協働": 0,
            "担当した部署": "協働推進課",
            "印字された部署": ["協働課"],
            "推進内容の要約": "講座をひらく。",
            "予定の印字": ["→"],
            "予定の内容": ["実施の継続"],
            "状況": "in_progress",
            "状況の言葉": "実施中",
            "取り組んだこと": "講座を4回ひらいた。",
            "評価": "A",
            "評価の言葉": "計画どおり",
            "評価の数え方": "achieved",
            "割合に入る": 1,
            "評価の理由": "予定の回数をひらいた。",
            "課題": None,
            "今後の方向": "continue",
            "今後の方向の言葉": "継続",
            "次年度の取組": "5回ひらく。",
            "内部評価": "A",
            "内部評価の意見": "進んだ",
            "外部評価": "A",
            "外部評価の意見": "よい",
            "市の対応": "続けます",
            "前年度の状況": "in_progress",
            "前年度の評価": "2",
            "前年度の評価の言葉": "途中",
            "前年度との比べ": "improved",
            "変化": None,
            "変化の理由": None,
            "引き継いだ取組コード": None,
            "引き継いだ取組名": None,
        }
    ]


def test_item_that_ended_names_reason_and_successor():
    row = rows_of(two_years(), "items")[2]
    heads = ("変化", "変化の理由", "引き継いだ取組コード", "引き継いだ取組名")
    assert [row[head] for head in heads] == ["dropped", "まとめたため", "1", "取組1"]


def test_policy_above_the_policy_stands_in_columns_of_its_own():
    document = written()
    upper = {"code": "Ⅰ", "number": None, "name": "上の方針", "label": "目標", "measures": []}
    document["policies"] = [upper | {"policies": document["policies"]}]
    row = rows_of(document, "items")[0]
    heads = ("上位方針コード", "上位方針名", "方針コード", "方針名", "施策コード")
    assert [row[head] for head in heads] == ["Ⅰ", "上の方針", "1", "方針1", "1-1"]


def test_item_printed_again_has_its_main_place():
    document = written(item("1"))
    again = {"code": "1-2", "number": None, "name": "施策2"}
    places = [{"item": "1", "number": "②", "repeat": True}]
    document["policies"][0]["measures"].insert(0, again | {"items": places})
    assert [row["施策コード"] for row in rows_of(document, "items")] == ["1-1"]


def test_item_that_stands_nowhere_has_no_measure():
    document = written(policies=[])
    assert [(row["方針コード"], row["施策名"]) for row in rows_of(document, "items")] == [(None, None)]


def test_actors_are_blank_where_the_plan_prints_none():
    row = rows_of(written(item(actors=[], actor_labels=[])), "items")[0]
    assert [row[actor] for actor in ("市民", "市", "協働")] == [None, None, None]


def test_narrow_columns_of_a_year_keep_their_places():
    schedule = [{"part": part, "as_printed": "●", "stage": None} for part in (1, 4)]
    row = rows_of(written(item(schedule=schedule)), "items")[0]
    assert row["予定の印字"] == ["●", None, None, "●"]
    assert row["予定の内容"] == [None, None, None, None]


def test_evaluation_is_one_row():
    document = written(item(evaluations=[evaluation("mutual", partner="見本の会"), evaluation("mutual")]))
    first, second = rows_of(document, "evaluations")
    assert {head: first[head] for head in first if head not in OPENING} == {
        "取組コード": "1",
        "取組名": "取組1",
        "自己評価": "A",
        "段階": "mutual",
        "段階の言葉": "相互評価",
        "協働の相手": "見本の会",
        "評価": "A",
        "評価の言葉": "計画どおり",
        "意見": "よい",
        "市の対応": None,
    }
    assert [first["ID"], second["ID"]] == ["082350-plan-1-2023-mutual-1", "082350-plan-1-2023-mutual-2"]


def test_counts_are_one_row_for_a_grade_of_a_group():
    heads = ("区分の種類", "方針コード", "区分", "値の年度", "評価の記号", "評価の数え方")
    heads += ("件数", "割合(%)", "評価した件数", "取組の数")
    assert [tuple(row[head] for head in heads) for row in rows_of(two_years(), "counts")] == [
        ("全体", None, "全体", 2023, "A", "achieved", 1, 100.0, 1, 3),
        ("全体", None, "全体", 2023, "B", "behind", 0, 0.0, 1, 3),
        ("方針", "1", "方針1", 2023, "A", "achieved", 1, 100.0, 1, 3),
        ("方針", "1", "方針1", 2023, "B", "behind", 0, 0.0, 1, 3),
        ("部署", None, "協働推進課", 2023, "A", "achieved", 1, 100.0, 1, 3),
        ("部署", None, "協働推進課", 2023, "B", "behind", 0, 0.0, 1, 3),
        ("主体", None, "市民", 2023, "A", "achieved", 0, None, 0, 0),
        ("主体", None, "市民", 2023, "B", "behind", 0, None, 0, 0),
        ("主体", None, "市", 2023, "A", "achieved", 1, 100.0, 1, 3),
        ("主体", None, "市", 2023, "B", "behind", 0, 0.0, 1, 3),
        ("主体", None, "協働", 2023, "A", "achieved", 0, None, 0, 0),
        ("主体", None, "協働", 2023, "B", "behind", 0, None, 0, 0),
        ("前年度", None, "前年度", 2022, "1", "achieved", 0, 0.0, 1, 2),
        ("前年度", None, "前年度", 2022, "2", "underway", 1, 100.0, 1, 2),
        ("評価に入れない", None, "中止", 2023, None, None, 1, None, 1, 3),
        ("評価に入れない", None, "対象外", 2023, None, None, 1, None, 1, 3),
    ]


def test_figure_is_one_row(document):
    heads = ("指標コード", "値の年度", "種類", "種類の言葉", "値", "単位", "累計", "およその値")
    rows = [tuple(row[head] for head in heads) for row in rows_of(document, "figures")]
    assert rows[:3] == [
        ("k1", 2021, "baseline", "現状値", None, "人", None, 0),
        ("k1", 2022, "target", "目標値", 1, "人", None, 0),
        ("k1", YEAR, "actual", "実績値", 0, "人", None, 0),
    ]


def test_correction_is_one_row_for_a_cell():
    heads = ("ID", "版", "直した版", "場所", "欄", "前", "後")
    rows = rows_of(written(edition=CORRECTED), "corrections")
    assert [tuple(row[head] for head in heads) for row in rows] == [
        ("082350-plan-2023-change-1", 2, 1, "取組 1", "課題", None, "場所が足りない"),
        ("082350-plan-2023-change-2", 2, 1, "取組 1", "取り組んだこと", "講座を3回", "講座を4回"),
    ]


def about(document):
    rows = rows_of(document, "about")
    assert len({row["項目"] for row in rows}) == len(rows)
    return {row["項目"]: row["値"] for row in rows}


def test_file_says_what_it_is():
    contact = {
        "department": "協働推進課",
        "postal_code": "000-0000",
        "address": "見本町1",
        "tel": "000-000-0000",
    }
    licence = {"code": "cc-by-4.0", "name": "CC BY 4.0", "url": "https://creativecommons.example/by/4.0/"}
    facts = about(written(edition=CORRECTED, contact=contact | {"fax": None, "email": None}, licence=licence))
    expected = {
        "題名": "見本計画 進捗状況報告書 令和5年度(2023年度)",
        "地方公共団体名": "見本市",
        "全国地方公共団体コード": "082350",
        "都道府県名": "見本県",
        "計画ID": "plan",
        "計画名": "見本計画",
        "計画の副題": None,
        "計画期間": "令和4年度(2022年度)から令和6年度(2024年度)まで",
        "対象の年度": 2023,
        "対象の年度(和暦)": "令和5年度",
        "対象期間の始まり": date(2023, 4, 1),
        "対象期間の終わり": date(2024, 3, 31),
        "状態": "公開",
        "版": 2,
        "公開した日時(日本時間)": datetime.fromisoformat("2024-10-01T09:30:05"),
        "正誤の理由": "参加した人の数を直した",
        "直した版": 1,
        "直した版の report.json のSHA-256": "ab12",
        "言語": "ja",
        "データの形": "kyodo-portal/annual-report 1",
        "評価の尺度": "進捗度",
        "前年度の評価の尺度": None,
        "前年度と同じ尺度(1=同じ、0=違う)": None,
        "利用の条件": "CC BY 4.0",
        "利用の条件のアドレス": "https://creativecommons.example/by/4.0/",
        "出典の書き方": "見本市「見本計画 進捗状況報告書 令和5年度(2023年度)」",
        "お問い合わせ先の部署": "協働推進課",
        "お問い合わせ先の郵便番号": "000-0000",
        "お問い合わせ先の住所": "見本町1",
        "お問い合わせ先の電話": "000-000-0000",
        "お問い合わせ先のFAX": None,
        "お問い合わせ先のメール": None,
        "空欄の読み方": "分からない、または記載がないことを表します。0ではありません。",
    }  # fmt: skip
    assert {name: facts[name] for name in expected} == expected


def test_file_names_its_sheets_and_its_encodings():
    facts = about(written())
    sheets = [name for name in facts if name.startswith("シート")]
    assert sheets == [f"シート「{table.title}」" for table in REPORT_TABLES.values()]
    assert "UTF-8(BOM付き)" in facts["文字コード"]


def test_scales_of_two_years_are_named():
    facts = about(two_years())
    heads = ("評価の尺度", "前年度の評価の尺度", "前年度と同じ尺度(1=同じ、0=違う)")
    assert [facts[head] for head in heads] == ["進捗度", "古い尺度", 0]


def test_city_that_does_not_exist_says_so():
    real = written()
    city = real["municipality"] | {
        "name": "見本市(架空の見本)",
        "is_fictional": True,
        "notice": "すべて架空です。",
    }
    facts = about(real | {"municipality": city})
    assert facts["架空の見本"] == "すべて架空です。"
    assert facts["地方公共団体名"] == "見本市(架空の見本)"
    assert "架空の見本" not in about(real)


def test_easy_summary_has_a_row_only_where_one_is_written():
    """The files of an older edition, which knows no such text, stay the same to the byte."""
    document = written()
    assert "やさしい日本語のまとめ" not in about(document)
    texts = document["texts"] | {"easy_summary": "計画《けいかく》です。"}
    assert about(document | {"texts": texts})["やさしい日本語のまとめ"] == "計画《けいかく》です。"


def test_preview_has_no_edition_and_says_so():
    document = written(edition=dict.fromkeys(EDITION) | {"changes": []})
    facts = about(document)
    heads = ("状態", "版", "公開した日時(日本時間)")
    assert [facts[head] for head in heads] == ["公開前の下見", None, None]
    assert [row["版"] for row in rows_of(document, "items")] == [None]
