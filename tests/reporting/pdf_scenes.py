"""Reports for the PDF, and what a reader finds in it."""

import re
from io import BytesIO

from pypdf import PdfReader

from actions.reporting.composing import Composed
from actions.reporting.figures_chart import figures_chart
from actions.reporting.glyphs import printable
from actions.reporting.parts.blocks import Section, chart, facts, heading, note, table, text
from actions.reporting.pdf import make_pdf
from actions.reporting.share_chart import share_chart

GRADES = [
    {"code": "A", "label": "計画どおり", "symbol": "○", "counts_as": "achieved"},
    {"code": "C", "label": "遅れている", "symbol": "▲", "counts_as": "behind"},
]
SHARES = [
    {
        "name": "基本方針1",
        "total": 4,
        "counted": 4,
        "rows": [
            {"code": "A", "label": "計画どおり", "count": 3},
            {"code": "C", "label": "遅れている", "count": 1},
        ],
    }
]
FIGURES = {
    "figures": [
        {"fiscal_year": 2021, "kind": "baseline", "value": 40, "shown": "40"},
        {"fiscal_year": 2023, "kind": "actual", "value": 1555, "shown": "1,555"},
    ]
}


def item(code="1-1-1", name="広報紙に特集を連載", *, number="①", done="特集を年8回掲載した。", rows=()):
    shown = [["主体", "市・協働"], ["担当した部署", "企画広報課"], ["取り組んだこと", done], *rows]
    return {
        "kind": "item",
        "id": f"item-{code}",
        "code": code,
        "number": number,
        "name": name,
        "rows": shown,
    }


def rows_of_list(*rows):
    return {"kind": "list", "rows": [{"text": text, "item": item} for text, item in rows]}


def report(*sections, **fields):
    usual = {
        "title": "見本計画 進捗状況報告書 令和6年度(2024年度)",
        "plan_title": "見本計画",
        "name": "進捗状況報告書",
        "year": "令和6年度(2024年度)",
        "city": "見本市",
        "edition": "第1版 2025年10月1日公開",
        "mark": "",
        "notice": "",
        "made_at": "2025-10-01T10:00:00+09:00",
        "sections": list(sections),
    }
    return Composed(**usual | fields)


def with_items(*items):
    return report(Section("items", "取組ごとの実績", list(items)))


def full_report(**fields):
    """Every kind of block."""
    grades = ["区分", "取組", "評価した", *(f"{code} とても長い名前の区分" for code in "SABCDEFG")]
    overview = [
        text("4件のうち4件で報告がありました。\n評価は次のとおりです。"),
        facts([["取組", "4件"], ["評価した", "4件中4件"]]),
        heading(3, "whole", "全体"),
        chart("whole", "評価の割合", "基本方針1: 計画どおり 3件", share_chart("whole", SHARES, GRADES)),
        table("t", "評価ごとの取組の数", ["評価", "件数"], [["A 計画どおり", "3"]], numbers=[1]),
        table(
            "wide", "部署ごとの評価", grades, [["企画広報課", *["12件(25.0%)"] * 10]], numbers=range(1, 11)
        ),
        note("割合は四捨五入しています。"),
        heading(3, "figures", "指標"),
        chart("figures", "移り変わり(単位: 人)", "40人、1,555人", figures_chart(FIGURES)),
    ]
    changes = [rows_of_list(("1-1-1 広報紙に特集を連載", "1-1-1"), ("引き継ぎ先のない取組", None))]
    items = [
        heading(3, "policy-1", "基本方針1 伝え合うまち"),
        heading(4, "measure-1", "(1) 情報の発信"),
        item(),
        heading(3, "policy-2", "基本方針2 支え合うまち"),
        item("2-1-1", "地区の懇談会", number="", done="4地区で開いた。\n196人が参加した。"),
    ]
    sections = (
        ("overview", "概要", overview),
        ("changes", "前年度からの変化", changes),
        ("items", "実績", items),
    )
    return report(*(Section(*section) for section in sections), **fields)


def read(composed):
    return PdfReader(BytesIO(make_pdf(composed)))


def text_of(reader, *, pages=slice(None)):
    return "\n".join(page.extract_text() for page in reader.pages[pages])


def squeezed(text):
    return re.sub(r"\s", "", text)


def bookmarks(reader, outline=None):
    """[title or the list under the title before it]."""
    found = reader.outline if outline is None else outline
    return [bookmarks(reader, each) if isinstance(each, list) else each["/Title"] for each in found]


def elements(reader, kind):
    """The elements of that kind in the tree that a screen reader reads."""

    def walk(element):
        element = element.get_object()
        if isinstance(element, list):
            for child in element:
                yield from walk(child)
        elif isinstance(element, dict):
            if element.get("/S") == kind:
                yield element
            if "/K" in element:
                yield from walk(element["/K"])

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def missing_texts(composed):
    """The texts of the report that its PDF does not show."""
    reader = read(composed)
    found = squeezed("".join(without_running(each.extract_text()) for each in reader.pages))
    return [each for each in texts_of(composed) if squeezed(printable(each)[0]) not in found]


def without_running(text):
    """Running head and foot stand between the two halves of a row that a page end cuts."""
    return "\n".join(line for line in text.split("\n") if not re.fullmatch(r"\d+ / \d+ ページ", line))


def texts_of(composed):
    yield from (
        composed.title,
        composed.plan_title,
        composed.name,
        composed.year,
        composed.city,
        composed.mark,
    )
    yield from (composed.notice, *([] if composed.mark else [composed.edition]))
    for section in composed.sections:
        yield section.title
        for block in section.blocks:
            yield from (block.get(key) or "" for key in ("text", "caption", "code", "number", "name"))
            yield from block.get("head", ())
            for row in block.get("rows", ()):
                yield from [row["text"]] if isinstance(row, dict) else row
