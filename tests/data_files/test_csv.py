"""The CSV files by the national rule: one table, one header, one value a cell, UTF-8 with BOM, CRLF."""

import csv
import io
import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.data_files import TABLES, write_csv
from actions.models import ItemDepartment, YearlyStatus
from tests import builders
from tests.page_reader import read

CITIES = ["tsushima", "yamaguchi", "minami-alps", "tsukubamirai", "nagato"]
FILES = ["items", "schedule", "indicators", "progress", "evaluations"]
ROWS = {
    "items": {"tsushima": 27, "yamaguchi": 47, "minami-alps": 10, "tsukubamirai": 21, "nagato": 57},
    "schedule": {"tsushima": 2, "yamaguchi": 209, "minami-alps": 10, "tsukubamirai": 0, "nagato": 0},
    "indicators": {"tsushima": 0, "yamaguchi": 15, "minami-alps": 0, "tsukubamirai": 8, "nagato": 6},
    "progress": dict.fromkeys(CITIES, 0),
    "evaluations": dict.fromkeys(CITIES, 0),
}
OPENING = ["全国地方公共団体コード", "ID", "地方公共団体名", "計画ID", "計画名"]
HEADERS = {
    "schedule": [
        *OPENING,
        *("取組コード", "取組名", "年度", "段階", "小列", "印字", "予定の内容1", "予定の内容2", "予定の内容3"),
        *("前の段階が続く", "年度が不確か", "印字の場所"),
    ],
    "indicators": [
        *OPENING,
        *("指標コード", "印字番号", "指標名", "方針コード", "年度", "種類", "値", "単位", "累計", "およその値", "注記"),
    ],
    "progress": [
        *OPENING,
        *("取組コード", "取組名", "年度", "状況", "取り組んだこと", "評価", "評価の言葉", "評価の理由"),
        *("課題", "今後の方向", "次年度の取組", "内部評価", "外部評価", "外部評価の意見", "市の対応"),
        "担当した部署",
    ],
    "evaluations": [
        *OPENING,
        *("取組コード", "取組名", "年度", "自己評価", "段階", "協働の相手", "評価", "評価の言葉", "意見", "市の対応"),
    ],
}  # fmt: skip
EVERY_FILE = [(name, city) for name in FILES for city in CITIES]
# What a line break can be for one program or another.
LINE_BREAKS = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@pytest.fixture(scope="session")
def octets_of(django_db_setup, django_db_blocker):
    """The files of the five plans, each asked for once."""
    files = {}
    with django_db_blocker.unblock():
        for city, plan in builders.REAL_PLANS.items():
            for name in FILES:
                files[city, name] = Client().get(f"/{city}/{plan}/{name}.csv").content
    return lambda city, name: files[city, name]


@pytest.fixture
def rows_of(octets_of):
    """Rows as {header: cell}."""
    return lambda city, name: table_in(octets_of(city, name))


def table_in(octets):
    reader = csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), strict=True)
    header, *rows = list(reader)
    assert {len(row) for row in rows} <= {len(header)}
    return [dict(zip(header, row, strict=True)) for row in rows]


def header_in(octets):
    return next(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(("name", "city"), EVERY_FILE)
def test_file_is_utf8_with_one_bom_and_crlf(octets_of, name, city):
    octets = octets_of(city, name)
    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.count(b"\xef\xbb\xbf") == 1
    assert octets.endswith(b"\r\n")
    assert octets.count(b"\n") == octets.count(b"\r\n") == octets.count(b"\r") == ROWS[name][city] + 1


@pytest.mark.parametrize(("name", "city"), EVERY_FILE)
def test_header_has_unique_names_and_begins_as_the_rule_says(octets_of, name, city):
    header = header_in(octets_of(city, name))
    assert header[:3] == ["全国地方公共団体コード", "ID", "地方公共団体名"]
    assert len(set(header)) == len(header)
    assert [head for head in header if not head.strip() or head != head.strip()] == []


@pytest.mark.parametrize(("name", "city"), [(name, city) for name, city in EVERY_FILE if name in HEADERS])
def test_header_is_the_same_for_every_plan(octets_of, name, city):
    assert header_in(octets_of(city, name)) == HEADERS[name]


def numbered(name, many):
    return [f"{name}{number}" for number in range(1, many + 1)]


@pytest.mark.parametrize("city", ["tsushima", "yamaguchi", "minami-alps", "tsukubamirai", "nagato"])
def test_header_of_the_items(octets_of, city):
    assert header_in(octets_of(city, "items")) == [
        *OPENING,
        *("取組コード", "取組名", "印字番号", "上位方針コード", "上位方針名", "方針コード", "方針名"),
        *("施策コード", "施策名", "置き場所の種類", *numbered("再掲位置", 7), "市民", "市", "協働"),
        *(*numbered("担当部署", 7), "主管部署", *numbered("実施主体", 7), *numbered("対象", 7)),
        *("対象その他の内訳", "段階", "時期", *numbered("付記", 3)),
        *("目的の要約", "現状と課題の要約", "推進内容の要約", "完了の目安の要約", "読み取りの確かさ", "読み取りの注記"),
    ]  # fmt: skip


def test_long_list_adds_numbered_columns(world):
    for _ in range(9):
        ItemDepartment.objects.create(item=world.item, department=builders.make_department(world.city))
    header = header_in(write_csv(TABLES["items"], world.plan))
    departments = world.item.item_departments.count()
    assert departments > 7
    assert [head for head in header if head.startswith("担当部署")] == numbered("担当部署", departments)


@pytest.mark.parametrize(("name", "city"), EVERY_FILE)
def test_number_of_rows_is_that_of_the_document(rows_of, name, city):
    assert len(rows_of(city, name)) == ROWS[name][city]


@pytest.mark.parametrize(("name", "city"), EVERY_FILE)
def test_id_names_one_row(rows_of, name, city):
    ids = [row["ID"] for row in rows_of(city, name)]
    assert len(set(ids)) == len(ids)
    assert [each for each in ids if not re.fullmatch(r"[0-9]{6}(-[0-9A-Za-z]+)+", each)] == []


@pytest.mark.parametrize(("name", "city"), EVERY_FILE)
def test_cells_hold_no_line_break_and_no_spaces_around(rows_of, name, city):
    cells = [cell for row in rows_of(city, name) for cell in row.values()]
    assert [cell for cell in cells if LINE_BREAKS.search(cell) or cell != cell.strip()] == []


@pytest.mark.parametrize(("name", "city"), EVERY_FILE)
def test_years_flags_and_numbers_are_plain(rows_of, name, city):
    """Printed numbers such as ① and words beside a number are in data.json only."""
    kinds = {
        "0か1": r"[01]?",
        "整数": r"[0-9]*",
        "数": r"-?[0-9]*(\.[0-9]+)?",
        "整数(西暦の年度)": r"([0-9]{4})?",
    }
    columns = {column.name: kinds[column.kind] for column in TABLES[name].columns if column.kind in kinds}
    wrong = [
        (head, row[head])
        for row in rows_of(city, name)
        for head, pattern in columns.items()
        if not re.fullmatch(pattern, row[head])
    ]
    assert len(columns) >= 1
    assert wrong == []


@pytest.mark.parametrize("city", CITIES)
def test_no_circled_number_stands_alone_in_a_cell(rows_of, city):
    cells = [cell for name in FILES for row in rows_of(city, name) for cell in row.values()]
    assert [cell for cell in cells if re.fullmatch(r"[①-⓿㉑-㊿]再?", cell)] == []


def test_first_item_of_yamaguchi(rows_of):
    row = rows_of("yamaguchi", "items")[0]
    assert {head: row[head] for head in list(row)[:15]} == {
        "全国地方公共団体コード": "352039",
        "ID": "352039-promotion-plan-2009-1-1-1",
        "地方公共団体名": "山口市",
        "計画ID": "promotion-plan-2009",
        "計画名": "山口市協働推進プラン",
        "取組コード": "1-1-1",
        "取組名": "地域交流センターの設置",
        "印字番号": "1",
        "上位方針コード": "",
        "上位方針名": "",
        "方針コード": "1",
        "方針名": "参加しやすく、活動しやすい環境づくりを進めます",
        "施策コード": "1-1",
        "施策名": "活動（交流）拠点機能の充実",
        "置き場所の種類": "main",
    }
    assert [row[head] for head in ("市民", "市", "協働", "主管部署", "担当部署1", "担当部署2", "担当部署3", "担当部署4")] == [
        "0", "1", "0", "", "協働推進課", "生涯学習課", "行革推進課", "",
    ]  # fmt: skip


def test_leading_zero_of_the_code_is_kept(rows_of):
    assert {row["全国地方公共団体コード"] for row in rows_of("tsukubamirai", "items")} == {"082350"}


def test_repeated_item_is_one_row_that_names_its_places(rows_of):
    row = next(row for row in rows_of("nagato", "items") if row["取組コード"] == "1-3-5")
    repeats = [row[f"再掲位置{number}"] for number in (1, 2, 3)]
    assert (row["施策コード"], repeats) == ("1-3", ["3-4-3", "4-2-1", "5-2-1"])


def test_actors_are_blank_where_the_plan_prints_none(rows_of):
    rows = rows_of("nagato", "items")
    assert {(row["市民"], row["市"], row["協働"]) for row in rows} == {("", "", "")}


def test_unplaced_item_has_no_measure(rows_of):
    row = next(row for row in rows_of("minami-alps", "items") if row["取組コード"] == "S1-3")
    heads = ("方針コード", "施策コード", "置き場所の種類", "段階")
    assert [row[head] for head in heads] == ["", "", "", "1"]


def test_schedule_of_one_item(rows_of):
    rows = [row for row in rows_of("yamaguchi", "schedule") if row["取組コード"] == "1-2-8"]
    heads = ("年度", "印字", "予定の内容1", "予定の内容2", "予定の内容3", "前の段階が続く")
    assert [tuple(row[head] for head in heads) for row in rows] == [
        ("2008", "検討", "検討", "", "", "0"),
        ("2009", "検討・一部実施", "検討", "一部実施", "", "0"),
        ("2010", "実施", "実施", "", "", "0"),
        ("2011", "→", "実施", "", "", "1"),
        ("2012", "→", "実施", "", "", "1"),
    ]


def test_parts_of_a_year_are_numbered(rows_of):
    rows = rows_of("tsushima", "schedule")
    assert [
        (row["年度"], row["小列"], row["印字"], row["予定の内容1"], row["印字の場所"]) for row in rows
    ] == [
        ("2008", "1", "●", "", "3-1-1"),
        ("2008", "4", "●", "", "3-1-1"),
    ]


def test_phases_stand_in_their_own_column(rows_of):
    rows = rows_of("minami-alps", "schedule")
    assert [(row["年度"], row["段階"]) for row in rows] == [("", "1")] * 5 + [("", "2")] * 3 + [("", "3")] * 2


def test_figures_are_numbers_with_their_unit_beside(rows_of):
    heads = ("年度", "種類", "値", "単位", "累計", "およその値")
    rows = [tuple(row[head] for head in heads) for row in rows_of("tsukubamirai", "indicators")]
    assert rows[:2] == [("2020", "baseline", "11", "人", "", "0"), ("2024", "target", "50", "人", "1", "0")]
    rows = [tuple(row[head] for head in heads) for row in rows_of("nagato", "indicators")]
    assert rows[0] == ("2015", "history", "50", "%", "", "1")


def test_printed_number_becomes_a_number(rows_of):
    numbers = [row["印字番号"] for row in rows_of("tsukubamirai", "items")]
    assert numbers == [str(number) for number in range(1, 22)]


def test_unknown_is_blank_and_zero_is_zero(world):
    world.indicator.figures.create(fiscal_year=2023, kind="actual", value=0)
    rows = table_in(write_csv(TABLES["indicators"], world.plan))
    assert [(row["年度"], row["値"]) for row in rows] == [("2022", ""), ("2023", "0")]


def test_progress_has_published_years_only(world):
    YearlyStatus.objects.create(item=world.item, fiscal_year=2022, status="cancelled", done="隠した年度")
    YearlyStatus.objects.create(
        item=world.item, fiscal_year=2023, status="not_applicable", done="見せる年度", is_published=True
    )
    rows = table_in(write_csv(TABLES["progress"], world.plan))
    assert [(row["年度"], row["状況"], row["取り組んだこと"]) for row in rows] == [
        ("2023", "not_applicable", "見せる年度")
    ]


@pytest.mark.parametrize("name", FILES)
def test_file_is_offered_under_its_own_name(client, real_plan, name):
    response = client.get(f"{real_plan('yamaguchi').get_absolute_url()}{name}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        f'attachment; filename="yamaguchi-promotion-plan-2009-{name}.csv"'
    )


@pytest.mark.parametrize("start", ["=1+1", "+81", "-1", "@SUM(A1)", "\tx"])
def test_text_that_looks_like_a_formula_is_marked(world, start):
    world.item.name = start
    world.item.save()
    rows = table_in(write_csv(TABLES["items"], world.plan))
    assert rows[0]["取組名"] == f"'{start}"


@pytest.mark.parametrize("start", ["\n=1+1", "\r\n+81", "\n\n@SUM(A1)"])
def test_formula_behind_a_line_break_is_marked(world, start):
    YearlyStatus.objects.create(item=world.item, fiscal_year=2022, done=start, is_published=True)
    rows = table_in(write_csv(TABLES["progress"], world.plan))
    assert rows[0]["取り組んだこと"] == f"'{start.strip()}"


def test_number_below_zero_is_no_formula(world):
    world.indicator.figures.create(fiscal_year=2023, kind="actual", value=-3)
    assert table_in(write_csv(TABLES["indicators"], world.plan))[1]["値"] == "-3"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_line_break_becomes_one_space(world, line_break):
    YearlyStatus.objects.create(
        item=world.item, fiscal_year=2022, done=f"一行目{line_break}二行目", is_published=True
    )
    rows = table_in(write_csv(TABLES["progress"], world.plan))
    assert rows[0]["取り組んだこと"] == "一行目 二行目"


LEGAL = st.text(
    st.sampled_from("=+-@\t'\",;\n\r\v\f\x85\u2028 \u3000\ufeff①Ⅰ協働𠮷か\u3099")
    | st.characters(exclude_characters="\x00", exclude_categories=("Cs",)),
    min_size=1,
    max_size=40,
)


def without_apostrophe(text):
    """The words, without the apostrophe that a cell may have got in front (or that the name has there itself)."""
    return " ".join(text.split()).removeprefix("'").strip()


@given(names=st.lists(LEGAL, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_comes_back_as_one_cell(world, names):
    plan = builders.make_plan(world.city)
    for name in names:
        builders.make_item(plan, name=name)
    octets = write_csv(TABLES["items"], plan)
    cells = [row["取組名"] for row in table_in(octets)]
    assert len(cells) == len(names)
    for cell, name in zip(cells, names, strict=True):
        assert not LINE_BREAKS.search(cell)
        assert not cell.startswith(("=", "+", "-", "@", "\t"))
        assert without_apostrophe(cell) == without_apostrophe(name)
    assert octets.count(b"\n") == len(names) + 1


@pytest.mark.parametrize("name", FILES)
def test_every_column_is_explained(client, db, octets_of, name):
    body = client.get("/data/").content.decode()
    section = body[body.index(f'id="table-{name}"') :]
    section = section[: section.index("</table>")]
    explained = re.findall(r'<th scope="row">([^<]+)<', section)
    header = [head for city in CITIES for head in header_in(octets_of(city, name))]
    numbered = {head.removesuffix("1…") for head in explained if head.endswith("1…")}
    plain = {re.sub(r"[0-9]+$", "", h) if re.sub(r"[0-9]+$", "", h) in numbered else h for h in header}
    assert plain == {head.removesuffix("1…") for head in explained}
    assert len(explained) == len(set(explained))


def test_no_explanation_is_empty():
    columns = [column for table in TABLES.values() for column in table.columns]
    assert [column.name for column in columns if not column.meaning or not column.kind] == []


def test_guide_names_every_file_and_its_encoding(client, db):
    page = read("/data/", client.get("/data/"))
    assert [name for name in FILES if f"{name}.csv" not in page.text] == []
    assert "文字コードはUTF-8、BOM(先頭の印)付き、改行はCRLFです。" in page.text


FILTERS = ["actor=joint", "year=H22", "stage=検討&year=2010", "q=情報&actor=city", "department=7"]


@pytest.mark.parametrize("name", ["items", "schedule"])
@pytest.mark.parametrize("query", FILTERS)
def test_file_of_a_result_holds_the_items_the_roadmap_shows(client, db, name, query):
    base = f"/yamaguchi/{builders.REAL_PLANS['yamaguchi']}"
    page = client.get(f"{base}/roadmap/?{query}")
    result = page.context["result"]
    codes = set(re.findall(f"{base}/items/([^/]+)/", page.content.decode()))
    assert 0 < len(result.item_ids) == len(codes) < 47
    links = read(f"{base}/roadmap/", page).links
    (address,) = [link for link in links if f"/{name}.csv?" in link]
    response = client.get(address)
    assert response["Content-Disposition"] == (
        f'attachment; filename="yamaguchi-{builders.REAL_PLANS["yamaguchi"]}-{name}-filtered.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    everything = list(
        csv.DictReader(io.StringIO(client.get(f"{base}/{name}.csv").content.decode("utf-8-sig")))
    )
    assert [row["取組コード"] for row in rows] == [
        row["取組コード"] for row in everything if row["取組コード"] in codes
    ]


@pytest.mark.parametrize("query", ["", "?year=", "?utm_source=x"])
@pytest.mark.parametrize("name", ["items", "schedule"])
def test_file_without_a_filter_is_the_whole_file(client, db, name, query):
    base = f"/yamaguchi/{builders.REAL_PLANS['yamaguchi']}/{name}.csv"
    response = client.get(f"{base}{query}")
    assert response.content == client.get(base).content
    assert "filtered" not in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "condition"),
    [("?actor=市長", "主体「市長」"), ("?year=2009&stage=xx", "予定の内容「xx」"), ("?q=%E2%80%8B", "言葉")],
)
@pytest.mark.parametrize("name", ["items", "schedule"])
def test_file_is_refused_rather_than_given_without_a_condition(client, db, name, query, condition):
    response = client.get(f"/yamaguchi/{builders.REAL_PLANS['yamaguchi']}/{name}.csv{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert condition in response.text


def test_file_of_an_empty_result_has_a_header_only(client, db):
    base = f"/yamaguchi/{builders.REAL_PLANS['yamaguchi']}/schedule.csv"
    response = client.get(f"{base}?q=どこにもない言葉")
    assert response.content.decode("utf-8-sig").count("\r\n") == 1
    assert "filtered" in response["Content-Disposition"]


def test_other_files_take_no_filter(client, db):
    base = f"/yamaguchi/{builders.REAL_PLANS['yamaguchi']}/indicators.csv"
    response = client.get(f"{base}?q=どこにもない言葉")
    assert response.content == client.get(base).content
    assert "filtered" not in response["Content-Disposition"]
