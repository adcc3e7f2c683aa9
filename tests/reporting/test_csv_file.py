"""report.csv and report.json: what the document says, in the form that is promised, and nothing internal in any file."""

import csv
import io
import json
import zlib
from zipfile import ZipFile

import pytest

from actions.data_files.tables import spread, value_in
from actions.reporting.csv_file import make_csv
from actions.reporting.json_file import make_json
from actions.reporting.tables import REPORT_TABLES
from actions.reporting.workbook import make_workbook
from tests.page_reader import read
from tests.reporting.written_documents import SECRET, gathered, item, written

BOM = b"\xef\xbb\xbf"


@pytest.fixture
def document(db):
    return gathered()


def read_back(octets):
    return list(csv.reader(io.StringIO(octets.removeprefix(BOM).decode(), newline=""), strict=True))


def cell_of(document, head):
    heads, row = read_back(make_csv(document))
    return row[heads.index(head)]


def test_csv_has_bom_and_ends_its_lines_with_crlf(document):
    octets = make_csv(document)
    assert octets.startswith(BOM + "全国地方公共団体コード,ID,".encode())
    assert octets.count(b"\r\n") == octets.count(b"\n") == octets.count(b"\r") == 1 + 3
    assert octets.endswith(b"\r\n")


def test_csv_is_the_table_of_the_items(document):
    table = REPORT_TABLES["items"]
    rows = list(table.rows(document))
    places = list(spread(table.columns, rows))
    assert read_back(make_csv(document)) == [
        [head for head, _column, _index in places],
        *(
            ["" if value is None else str(value) for value in cells]
            for cells in ([value_in(row, column, index) for _head, column, index in places] for row in rows)
        ),
    ]


def test_head_of_the_csv():
    heads, *_rows = read_back(make_csv(written()))
    assert heads == [
        *("全国地方公共団体コード", "ID", "地方公共団体名", "計画ID", "計画名", "年度", "年度(和暦)", "版"),
        *("取組コード", "取組名", "印字番号", "上位方針コード", "上位方針名", "方針コード", "方針名"),
        *("施策コード", "施策名", "市民", "市", "協働", "担当した部署"),
        *(f"印字された部署{number}" for number in range(1, 8)),
        *("推進内容の要約", "予定の印字1", "予定の内容1", "状況", "状況の言葉", "取り組んだこと"),
        *("評価", "評価の言葉", "評価の数え方", "割合に入る", "評価の理由", "課題"),
        *("今後の方向", "今後の方向の言葉", "次年度の取組", "内部評価", "内部評価の意見"),
        *("外部評価", "外部評価の意見", "市の対応", "前年度の状況", "前年度の評価", "前年度の評価の言葉"),
        *("前年度との比べ", "変化", "変化の理由", "引き継いだ取組コード", "引き継いだ取組名"),
    ]


def test_long_list_of_departments_adds_columns():
    heads, row = read_back(make_csv(written(item(departments=[f"{n}課" for n in range(1, 10)]))))
    assert [row[heads.index(f"印字された部署{n}")] for n in (1, 9)] == ["1課", "9課"]


@pytest.mark.parametrize("start", ["=1+1", "+81", "-1", "@SUM(A1)", "\tx"])
def test_text_that_looks_like_a_formula_is_marked(start):
    assert cell_of(written(item(done=start)), "取り組んだこと") == f"'{start}"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_line_break_becomes_one_space(line_break):
    assert cell_of(written(item(done=f"一行目{line_break}二行目")), "取り組んだこと") == "一行目 二行目"


def test_unknown_is_blank_and_zero_is_zero():
    document = written(item(issues=None, is_judged=False, number=None))
    assert [cell_of(document, head) for head in ("課題", "割合に入る", "印字番号")] == ["", "0", ""]


def test_json_is_the_document(document):
    assert json.loads(make_json(document)) == document


def test_json_keeps_the_order_and_the_characters_of_the_document():
    assert make_json({"b": "協働𠮷", "a": [1, None, 0.5]}) == (
        '{\n "b": "協働𠮷",\n "a": [\n  1,\n  null,\n  0.5\n ]\n}\n'.encode()
    )


def test_json_refuses_what_is_no_json():
    with pytest.raises(ValueError, match="not JSON compliant"):
        make_json({"value": float("nan")})


def texts_of(octets):
    """The parts of a file as texts, those of an archive taken out of it."""
    if not octets.startswith(b"PK"):
        return [octets.decode()]
    with ZipFile(io.BytesIO(octets)) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


@pytest.mark.parametrize("make", [make_csv, make_json, make_workbook])
def test_nothing_internal_is_in_the_file(document, make):
    text = "".join(texts_of(make(document)))
    assert "externalの意見" in text
    assert [word for word in (SECRET, "himitsu", "internal_note", "書きかけの会") if word in text] == []


@pytest.mark.parametrize("make", [make_csv, make_json, make_workbook])
def test_same_document_gives_the_same_bytes(document, make):
    assert zlib.crc32(make(document)) == zlib.crc32(make(json.loads(make_json(document))))


def test_guide_explains_every_column_of_the_csv(client, db):
    page = client.get("/data/").content.decode()
    section = page[page.index('id="table-report"') :]
    section = section[: section.index("</table>")]
    columns = REPORT_TABLES["items"].columns
    assert [column.name for column in columns if f'<th scope="row">{column.name}' not in section] == []
    assert section.count('<th scope="row">') == len(columns)


def test_guide_names_every_file_and_sheet_of_a_report(client, db):
    text = read("/data/", client.get("/data/")).text
    names = ["report.xlsx", "report.csv", "report.json", *(table.title for table in REPORT_TABLES.values())]
    assert [name for name in names if name not in text] == []
