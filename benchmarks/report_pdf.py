"""The PDF of an annual report beside WeasyPrint: the same text, head and fonts, each in a fresh process.

`python -m benchmarks.report_pdf typst 60` makes one of 60 items and prints {"seconds", "bytes", "pages"} as JSON. The
time begins before the libraries are imported and ends with the bytes of the PDF. Both are PDF/UA-1.
"""

import json
import statistics
import subprocess
import sys
import time
from html import escape
from io import BytesIO
from itertools import cycle, islice

from .report import spread
from .servers import ROOT, environment, run

NAME = "report-pdf"
GOAL_SECONDS = {60: 1, 300: 4}  # by the number of items
ROUNDS, QUICK_ROUNDS = 5, 1
OURS, OTHER = "typst", "weasyprint"
LAST_YEAR = "4"
BAR = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="60" viewBox="0 0 720 60" font-family="BIZ UDPGothic" '
    'font-size="14"><rect x="190" y="8" width="300" height="30" fill="#c5d7fb" stroke="#1a1a1a"/>'
    '<text x="180" y="28" text-anchor="end">{name}</text><text x="340" y="28" text-anchor="middle">A 22件</text></svg>'
)
STYLE = """
@font-face { font-family: Gothic; font-weight: 400; src: url(fonts/biz-udpgothic/BIZUDPGothic-Regular.ttf) }
@font-face { font-family: Gothic; font-weight: 700; src: url(fonts/biz-udpgothic/BIZUDPGothic-Bold.ttf) }
@page { size: A4; margin: 30mm 20mm 21mm; font-family: Gothic;
        @top-left { content: "報告書"; font-size: 7.5pt }
        @bottom-center { content: counter(page) " / " counter(pages) " ページ"; font-size: 8pt } }
html { font-family: Gothic; font-size: 10pt; line-height: 1.7 }
table { width: 100%; border-collapse: collapse; font-size: 8.5pt; line-height: 1.4; margin-bottom: 2em }
td, th { border: solid #b8bcc4; border-width: 0.5pt 0; padding: 5pt; text-align: left; vertical-align: top }
td:first-child { width: 31mm; font-weight: 700 }
tr { break-inside: avoid }
"""


def measure(quick, say):
    """[{size, pages, bytes, typst: [seconds], weasyprint: [seconds] or None}]; the two take turns in every round."""
    env, rounds = environment(), QUICK_ROUNDS if quick else ROUNDS
    other_is_there = is_there(env)
    measured = []
    for size in GOAL_SECONDS:
        row = {"size": size, OURS: [], OTHER: [] if other_is_there else None}
        for number in range(rounds):
            say(f"report of {size} items, round {number + 1} of {rounds}")
            made = made_by(OURS, size, env)
            row |= {"pages": made["pages"], "bytes": made["bytes"]}
            row[OURS].append(made["seconds"])
            if other_is_there:
                row[OTHER].append(made_by(OTHER, size, env)["seconds"])
        measured.append(row)
    return measured


def is_there(env):
    """Whether WeasyPrint and the system library pango, which it loads, are installed."""
    try:
        run("-c", "import weasyprint", env=env)
    except subprocess.CalledProcessError:
        return False
    return True


def made_by(maker, size, env):
    return json.loads(run("-m", "benchmarks.report_pdf", maker, str(size), env=env, capture=True))


def lines(measured):
    """For the eye: seconds of both, and how many times ours WeasyPrint takes, round by round."""
    head = f"{'':15} {'typst s':>8} {'goal s':>7} {'':6} {'WeasyPrint s':>12} {'WeasyPrint / typst':>20}"
    yield f"{head} {'pages':>6} {'bytes':>10}"
    for row in measured:
        ours, other = row[OURS], row[OTHER]
        middle, goal = statistics.median(ours), GOAL_SECONDS[row["size"]]
        ratio = "pango is missing"
        if other:
            ratio = str(spread([b / a for a, b in zip(ours, other, strict=True)]))
        yield (
            f"{row['size']:>9} items {middle:8.2f} {goal:7} {'met' if middle < goal else 'MISSED':6}"
            f" {f'{statistics.median(other):.2f}' if other else '-':>12} {ratio:>20}"
            f" {row['pages']:6} {row['bytes']:10,}"
        )


# ---------------------------------------------------------------- in a process of its own


def made_up_report(size):
    """A report of `size` items in the words of みほん市."""
    from actions.reporting.composing import Composed
    from actions.reporting.parts.blocks import Section, chart, heading, table, text

    sample = json.loads((ROOT / "fixtures" / "sample" / "mihon.json").read_text(encoding="utf-8"))
    said = json.loads((ROOT / "fixtures" / "sample" / "mihon-evaluations.json").read_text(encoding="utf-8"))
    answered = [each for each in sample["items"] if LAST_YEAR in sample["answers"].get(each["code"], {})]
    items = []
    for number, each in enumerate(islice(cycle(answered), size)):
        if number % 30 == 0:
            items.append(heading(3, f"policy-{number}", f"基本方針{number // 30 + 1} 伝え合い、聴き合うまち"))
        if number % 5 == 0:
            items.append(heading(4, f"measure-{number}", f"({number // 5 + 1}) 伝わる情報の発信"))
        items.append(_card(f"{number + 1}-{each['code']}", each, sample, said))
    names = [department["name"] for department in sample["departments"]]
    head = [
        "区分",
        "取組",
        "評価した",
        "S 計画を上回る",
        "A 計画どおり",
        "B おおむね進んでいる",
        "C やや遅れている",
        "D 進んでいない",
    ]
    rows = [[name, "7", "7件中7件", "2件(28.6%)", "4件(57.1%)", "1件(14.3%)", "0件", "0件"] for name in names]
    overview = [text("39件のうち39件で報告があり、39件を評価しました。")]
    for number in range(8):
        overview.append(heading(3, f"part-{number}", f"まとめ{number + 1}"))
        overview.append(
            chart(f"c{number}", "評価の割合", "A 計画どおり 22件", BAR.format(name=names[number]))
        )
        overview.append(table(f"t{number}", "担当した部署ごとの評価", head, rows, numbers=range(1, 8)))
    return Composed(
        title="みほん市の計画 進捗状況報告書 令和6年度(2024年度)",
        plan_title="みほん市の計画",
        name="進捗状況報告書",
        year="令和6年度(2024年度)",
        city="みほん市",
        edition="第1版",
        mark="",
        notice=said["notice"],
        made_at="2025-10-01T10:00:00+09:00",
        sections=[Section("overview", "概要", overview), Section("items", "取組ごとの実績", items)],
    )


def _card(code, item, sample, said):
    answer = sample["answers"][item["code"]][LAST_YEAR]
    committee = said["external"].get(item["code"], {}).get(LAST_YEAR, {})
    rows = [
        ["主体", "市民・協働"],
        ["担当した部署", "市民協働課"],
        ["この年度の予定", "実施の継続(計画の印字は「→」)"],
        ["状況", "実施中"],
        ["取り組んだこと", answer["done"]],
        ["担当課の評価", f"○ {answer['grade']} 計画どおり(前年度は △ B おおむね進んでいる)"],
        ["評価の理由", answer["reason"]],
        ["外部評価", f"○ A 計画どおり\n{committee.get('opinion', '')}"],
        ["市の対応", committee.get("reply", "")],
        ["課題", answer["issues"]],
        ["今後の方向", "継続"],
        ["次年度の取組", answer["next_plan"]],
    ]
    return {
        "kind": "item",
        "id": f"item-{code}",
        "code": code,
        "number": item["number"],
        "name": item["name"],
        "rows": rows,
    }


def as_html(report):
    """The same report for WeasyPrint, as plainly as HTML says it."""
    parts = [
        f"<html lang=ja><title>{escape(report.title)}</title><style>{STYLE}</style><h1>{escape(report.title)}</h1>"
    ]
    for section in report.sections:
        parts.append(f"<h1>{escape(section.title)}</h1>")
        for block in section.blocks:
            parts += _block(block)
    return "".join(parts)


def _block(block):
    match block["kind"]:
        case "heading":
            yield f"<h{block['level'] - 1}>{escape(block['text'])}</h{block['level'] - 1}>"
        case "text":
            yield f"<p>{escape(block['text'])}"
        case "chart":
            yield f"<figure><div role=img aria-label='{escape(block['alt'])}'>{block['svg']}</div>"
            yield f"<figcaption>{escape(block['caption'])}</figcaption></figure>"
        case "table":
            yield f"<table><caption>{escape(block['caption'])}</caption>{_row(block['head'], 'th')}"
            yield from (_row(row, "td") for row in block["rows"])
            yield "</table>"
        case "item":
            name = escape(f"{block['number']} {block['name']} {block['code']}")
            yield f"<table><thead><tr><th colspan=2><h4>{name}</h4></thead>"
            yield from (_row(row, "td") for row in block["rows"])
            yield "</table>"


def _row(cells, name):
    row = "".join(f"<{name}>{escape(cell).replace(chr(10), '<br>')}</{name}>" for cell in cells)
    return f"<thead><tr>{row}</thead>" if name == "th" else f"<tr>{row}"


def make_once(maker, size):
    import django

    django.setup()
    report = made_up_report(size)
    begin = time.perf_counter()
    if maker == OURS:
        from actions.reporting.pdf import make_pdf

        made = make_pdf(report)
    else:
        from weasyprint import HTML

        made = HTML(string=as_html(report), base_url=f"{ROOT}/").write_pdf(pdf_variant="pdf/ua-1")
    seconds = time.perf_counter() - begin

    from pypdf import PdfReader

    return {"seconds": seconds, "bytes": len(made), "pages": len(PdfReader(BytesIO(made)).pages)}


if __name__ == "__main__":
    print(json.dumps(make_once(sys.argv[1], int(sys.argv[2]))))
