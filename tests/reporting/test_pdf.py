"""The PDF of a report: what a reader, a screen reader and an archive find in it."""

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, replace
from io import BytesIO
from types import SimpleNamespace

import page
import pytest
import typst
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pypdf import PdfReader

from actions.reporting import pdf
from actions.reporting.composing import Composed, compose
from actions.reporting.figures_chart import figures_chart
from actions.reporting.glyphs import families, printable
from actions.reporting.parts.blocks import Section, chart, facts, heading, note, table, text
from actions.reporting.pdf import make_pdf, substitutes
from actions.reporting.share_chart import share_chart
from tests.reporting.written_documents import gathered

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


def failures(composed, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(make_pdf(composed))
    report = page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1)
    return report.is_compliant, [failure.message for failure in report.failures]


@pytest.fixture(scope="module")
def full():
    return read(full_report())


# ---------------------------------------------------------------- the document as a whole


@pytest.mark.parametrize(
    "composed",
    [
        full_report(),
        full_report(mark="公開前の下見", notice="見本市は実在しません。", made_at=""),
        report(),
        report(Section("items", "実績"), Section("contact", "")),
        with_items(item(done="特集を掲載した。\n" * 100), item("2", "", number="", done="")),
        with_items(item(done="声😀", name="𠮷野と\x07")),
    ],
    ids=["full", "preview", "empty", "empty-sections", "long-item", "missing-letters"],
)
def test_pdf_is_accessible(composed, tmp_path):
    assert failures(composed, tmp_path) == (True, [])


@pytest.mark.django_db
def test_report_of_a_whole_year_is_accessible_and_complete(tmp_path):
    composed = compose(gathered())
    assert failures(composed, tmp_path) == (True, [])
    assert missing_texts(composed) == []


def test_pdf_says_what_it_is(full):
    assert full.metadata.title == "見本計画 進捗状況報告書 令和6年度(2024年度)"
    assert full.metadata.author == "見本市"
    assert full.trailer["/Root"]["/Lang"] == "ja"
    assert full.metadata.creation_date_raw == "D:20251001010000Z"


def test_preview_has_no_date():
    assert read(full_report(mark="公開前の下見", made_at="")).metadata.creation_date_raw is None


def test_pages_are_a4_portrait(full):
    assert {tuple(round(side) for side in page.mediabox[2:]) for page in full.pages} == {(595, 842)}


def test_same_report_gives_the_same_bytes_in_another_process():
    composed = full_report()
    script = (
        "import json, sys, django; django.setup()\n"
        "from actions.reporting.composing import Composed\n"
        "from actions.reporting.parts.blocks import Section\n"
        "from actions.reporting.pdf import make_pdf\n"
        "data = json.load(sys.stdin)\n"
        "data['sections'] = [Section(**section) for section in data['sections']]\n"
        "sys.stdout.buffer.write(make_pdf(Composed(**data)))\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(asdict(composed)).encode(),
        env=os.environ | {"PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "kyodo_portal.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
    )
    assert other.stdout == make_pdf(composed)


def test_only_our_fonts_are_embedded():
    reader = read(full_report(notice="𠮷"))
    found = set()
    for each in reader.pages:
        for font in each["/Resources"]["/Font"].values():
            descendant = font["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"]
            found.add(font["/BaseFont"].partition("+")[2])
    assert found == {"BIZUDPGothic-Regular", "BIZUDPGothic-Bold", "NotoSansJP-Regular"}


def test_layout_settles_without_a_warning():
    compiler = typst.Compiler(
        font_paths=pdf._fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(pdf._set(full_report())[0] | {"lost": []})},
    )
    made, warnings = compiler.compile_with_warnings(pdf.TEMPLATE.read_bytes(), format="pdf")
    assert (made[:5], warnings) == (b"%PDF-", [])


# ---------------------------------------------------------------- what a reader sees


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


@pytest.mark.parametrize("fields", [{}, {"mark": "公開前の下見", "notice": "見本市は実在しません。"}])
def test_everything_composed_is_printed(fields):
    assert missing_texts(full_report(**fields)) == []


def test_text_is_never_markup():
    odd = "#panic() $x$ *b* _i_ `c` @a <l> // \\ [x] ~ -- \n= x\n- y\n/ z: w"
    composed = replace(full_report(city=odd, edition=odd), sections=[])
    composed.sections.append(Section("a", odd, [text(odd), heading(3, "h", odd), item(odd, odd, done=odd)]))
    composed.sections.append(Section("b", "一覧", [table("t", odd, [odd], [[odd]]), facts([[odd, odd]])]))
    assert missing_texts(composed) == []


def test_line_breaks_of_a_text_stay(full):
    assert "4地区で開いた。\n196人が参加した。" in text_of(full)


def test_cover_has_no_number_and_every_other_page_has(full):
    count = len(full.pages)
    feet = [re.findall(r"\d+ / \d+ ページ", each.extract_text()) for each in full.pages]
    assert feet == [[], *([f"{number} / {count} ページ"] for number in range(2, count + 1))]


def test_every_page_names_the_report(full):
    head = squeezed("見本計画進捗状況報告書令和6年度(2024年度)")
    assert [head in squeezed(each.extract_text()) for each in full.pages] == [True] * len(full.pages)


@pytest.mark.parametrize("field", ["mark", "notice"])
def test_mark_and_notice_are_on_every_page(field):
    words = {"mark": "公開前の下見", "notice": "見本市は実在しない見本の市です。"}[field]
    reader = read(full_report(**{field: words}))
    assert [each.extract_text().count(words) for each in reader.pages] == [1] * len(reader.pages)
    assert words not in text_of(read(full_report()))


def test_cover_of_an_edition_says_which(full):
    assert "第1版 2025年10月1日公開" in text_of(full, pages=slice(1))


def test_contents_name_the_pages(full):
    contents = text_of(full, pages=slice(1, 2))
    found = dict(re.findall(r"^(.+?) ?[. ]{6,}(\d+)$", contents, re.MULTILINE))
    assert {name.strip() for name in found} == {
        "概要",
        "全体",
        "指標",
        "前年度からの変化",
        "実績",
        "基本方針1 伝え合うまち",
        "(1) 情報の発信",
        "① 広報紙に特集を連載 1-1-1",
        "基本方針2 支え合うまち",
        "地区の懇談会 2-1-1",
    }
    for name, number in found.items():
        assert squeezed(name) in squeezed(full.pages[int(number) - 1].extract_text())


def test_bookmarks_follow_sections_policies_measures_and_items(full):
    assert bookmarks(full) == [
        "概要",
        ["全体", "指標"],
        "前年度からの変化",
        "実績",
        [
            "基本方針1 伝え合うまち",
            ["(1) 情報の発信", ["① 広報紙に特集を連載 1-1-1"]],
            "基本方針2 支え合うまち",
            ["地区の懇談会 2-1-1"],
        ],
    ]


def test_item_without_a_heading_before_it_is_one_below_its_section():
    assert bookmarks(read(with_items(item()))) == ["取組ごとの実績", ["① 広報紙に特集を連載 1-1-1"]]


def test_list_leads_to_the_item_and_names_its_page(full):
    text = text_of(full)
    number = int(re.search(r"1-1-1 広報紙に特集を連載 ?\((\d+)ページ\)", text)[1])
    assert "特集を年8回掲載した。" in full.pages[number - 1].extract_text()
    assert "引き継ぎ先のない取組(" not in squeezed(text)


# ---------------------------------------------------------------- tables, cards and charts


def test_head_of_a_long_table_is_on_each_of_its_pages():
    rows = [[f"{number}番めの取組", "課題", "前", "後"] for number in range(300)]
    reader = read(
        report(Section("a", "正誤", [table("t", "直したところ", ["場所", "欄", "前", "後"], rows)]))
    )
    pages = [each.extract_text() for each in reader.pages if "番めの取組" in each.extract_text()]
    assert len(pages) > 5
    assert [squeezed(each).count("場所欄前後") for each in pages] == [1] * len(pages)
    assert len(elements(reader, "/TH")) == 4
    assert [f"{number}番めの取組" in "".join(pages) for number in range(300)] == [True] * 300


def test_table_is_tagged_with_its_head_and_caption(full):
    assert len(elements(full, "/Table")) == 4  # two tables and two items
    assert len(elements(full, "/Caption")) == 4  # of two tables and two charts
    assert len(elements(full, "/TH")) == 2 + 11 + 1 + 1


def test_every_column_of_a_wide_table_is_on_the_page(full):
    edges = []

    def look(text, _matrix, place, _font, size):
        if text.strip():
            edges.append(place[4] + 0.3 * size * len(text.strip()))

    for each in full.pages:
        each.extract_text(visitor_text=look)
    assert max(edges) < 595


def test_short_item_is_on_one_page():
    items = [
        item(f"1-{n}", f"取組その{n}", done="特集を掲載した。" * 10, rows=[["終わり", f"{n}の終わり"]])
        for n in range(30)
    ]
    pages = [squeezed(each.extract_text()) for each in read(with_items(*items)).pages[2:]]
    for number in range(30):
        assert [
            f"{number}の終わり" in each for each in pages if f"取組その{number}1-{number}主体" in each
        ] == [True]


def test_long_item_repeats_its_name_and_is_in_the_contents_once():
    reader = read(with_items(item(done="\n".join(f"{n}行め" for n in range(150)))))
    pages = [squeezed(each.extract_text()) for each in reader.pages if "行め" in each.extract_text()]
    assert len(pages) == 3
    assert ["1-1-1①広報紙に特集を連載" in each for each in pages] == [True] * 3
    assert bookmarks(reader) == ["取組ごとの実績", ["① 広報紙に特集を連載 1-1-1"]]
    assert "主体市・協働" in pages[0]


def places(reader, outline):
    """(page, millimetres above the foot of the page) of each bookmark, in reading order."""
    for each in outline:
        if isinstance(each, list):
            yield from places(reader, each)
        else:
            yield reader.get_destination_page_number(each), each["/Top"] / 72 * 25.4


@pytest.mark.parametrize(
    ("what", "room"),
    [
        (item(done="長い話が続く。" * 230), 21 + 40),  # margin, and title, name and three rows
        (item(done="短い話。" * 20), 21 + 30),
        (table("t", "表", ["区分"], [["行"]] * 60), 21 + 20),  # caption, head and a row
        (table("t", "表", ["区分"], [["行"]] * 5), 21 + 20),
    ],
    ids=["long-item", "short-item", "long-table", "short-table"],
)
def test_heading_is_never_left_at_the_foot_of_a_page(what, room):
    sections = [
        Section("a", f"{lines}行のあと", [note("行\n" * lines), heading(3, f"h{lines}", "見出し"), what])
        for lines in range(20, 50)
    ]
    reader = read(report(*sections))
    for pages in zip(*[places(reader, reader.outline)] * (3 if what["kind"] == "item" else 2), strict=True):
        (_page, _top), (page, top), *below = pages
        assert {number for number, _top in below} <= {page}
        assert min([top, *(top for _page, top in below)]) > room


@pytest.mark.parametrize(
    "long",
    ["あ" * 300, "https://example.jp/" + "abcdef0123" * 30, "W" * 300, "―" * 200, "1" * 300],
    ids=["kana", "address", "letters", "dashes", "digits"],
)
def test_long_word_stays_in_its_column(long):
    cells = [long, "短い"]
    reader = read(
        report(
            Section("a", "概要", [table("t", "表", ["一", "二"], [cells]), facts([cells]), text(long)]),
            Section("b", "実績", [item(done=long)]),
        )
    )
    assert squeezed(text_of(reader)).count(long) == 4
    lines = [line for line in text_of(reader).split("\n") if long[20:24] in line]
    assert max(map(len, lines)) < 110


def test_chart_keeps_its_text_and_is_told_to_those_who_do_not_see_it(full):
    assert "A 3件" in text_of(full)
    assert "1,555" in text_of(full)
    assert [figure["/Alt"] for figure in elements(full, "/Figure")] == [
        "基本方針1: 計画どおり 3件",
        "40人、1,555人",
    ]
    assert sum(len(each.images) for each in full.pages) == 0  # drawn, not photographed


# ---------------------------------------------------------------- letters that the fonts lack


def lost_report():
    return report(
        Section(
            "overview",
            "概要",
            [
                text("声😀"),
                facts([["部署", "한"]]),
                heading(3, "h", "見出し😀"),
                rows_of_list(("1-1-1 取組😀", "1-1-1")),
                table("t", "部署ごと", ["区分", "数😀"], [["企画課", "1😀"]]),
                chart("c", "図😀", "3件", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
            ],
        ),
        Section("items", "実績", [item(name="取組👨\u200d👩", done="声😀と😀\x07")]),
        city="市😀",
    )


def test_substitutes_say_what_and_where():
    assert [(each.item, each.sentence) for each in substitutes(lost_report())] == [
        (item, f"{place}に、書体にない文字 {letter} があります。PDFでは〓になります。")
        for item, place, letter in [
            (None, "表紙", "😀 (U+1F600)"),
            (None, "「概要」の文", "😀 (U+1F600)"),
            (None, "「概要」の「部署」", "한 (U+D55C)"),
            (None, "「概要」の見出し「見出し😀」", "😀 (U+1F600)"),
            ("1-1-1", "「概要」の一覧", "😀 (U+1F600)"),
            (None, "「概要」の表「部署ごと」の見出し", "😀 (U+1F600)"),
            (None, "「概要」の表「部署ごと」の「企画課」", "😀 (U+1F600)"),
            (None, "「概要」の図「図😀」", "😀 (U+1F600)"),
            ("1-1-1", "取組 1-1-1「取組👨\u200d👩」の名前", "👨\u200d👩 (U+1F468 U+200D U+1F469)"),
            ("1-1-1", "取組 1-1-1「取組👨\u200d👩」の「取り組んだこと」", "😀 (U+1F600)"),
            ("1-1-1", "取組 1-1-1「取組👨\u200d👩」の「取り組んだこと」", "U+0007"),
        ]
    ]


def test_pdf_ends_with_a_list_of_what_it_could_not_show():
    found = squeezed(text_of(read(lost_report())))
    assert "声〓と〓〓" in found
    ending = found[found.rindex("この文書の書体にない文字は、「〓」で示しました。") :]
    assert "「概要」の表「部署ごと」の「企画課」U+1F600" in ending
    assert "取組1-1-1「取組〓」の名前U+1F468U+200DU+1F469" in ending
    assert "取組1-1-1「取組〓」の「取り組んだこと」U+1F600、U+0007" in ending


def test_pdf_of_a_report_that_lacks_nothing_has_no_such_list(full):
    assert substitutes(full_report()) == []
    assert "書体にない文字" not in text_of(full)


def test_letter_of_the_second_font_is_shown_in_bold_places_too():
    found = text_of(
        read(report(Section("a", "𠮷野", [heading(3, "h", "𠮷田"), table("t", "𠮷", ["𠮷"], [["𠮷"]])])))
    )
    assert found.count("𠮷") == 7  # two of them in the contents too
    assert "〓" not in found


# ---------------------------------------------------------------- no text makes it fail


def filled_with(texts):
    """A report in which every text is the next of these, over and over."""
    turn = iter(texts * 100)
    shares = [
        {"name": next(turn), "total": 1, "counted": 1, "rows": [{"code": "A", "label": "", "count": 1}]}
    ]
    grades = [{"code": "A", "label": next(turn), "symbol": "", "counts_as": "achieved"}]
    block = SimpleNamespace(any=lambda count: [next(turn) for _ in range(count)])
    blocks = [
        text(next(turn)),
        note(next(turn)),
        heading(5, "h", next(turn)),
        facts([block.any(2)]),
        rows_of_list((next(turn), "code"), (next(turn), None)),
        chart("c", next(turn), next(turn), share_chart("c", shares, grades)),
        table("t", next(turn), block.any(2), [block.any(2)], numbers=[1]),
        table("w", next(turn), block.any(11), [block.any(11)], numbers=range(11)),
        item("code", next(turn), number=next(turn), done=next(turn), rows=[block.any(2)]),
        item(next(turn), next(turn), number="", done=next(turn) * 40),
    ]
    fields = ("title", "plan_title", "name", "year", "city", "edition", "mark", "notice")
    return report(Section("a", next(turn), blocks), **{field: next(turn) for field in fields})


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\n\n\n", "\u200b", "\u3000", "\u0301", "〓", "\\", '"', "&<>'", "]"]
)
def test_text_that_is_hardly_there_makes_a_pdf(text):
    assert make_pdf(filled_with([text]))[:5] == b"%PDF-"


@examples(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=60), min_size=1, max_size=30))
def test_any_text_makes_a_pdf(texts):
    assert make_pdf(filled_with(texts))[:5] == b"%PDF-"


def test_every_character_of_the_fonts_makes_a_pdf_in_both_weights():
    first, second = families()
    signs = "".join(sorted(first | second))
    lines = [signs[start : start + 100] for start in range(0, len(signs), 100)]
    marks = "".join("あ" + mark + "x" + mark for mark in "\u0301\u0308\u20dd\u3099\u309a\U000e0100\ufe00")
    composed = report(
        Section("a", "文字", [facts([[line, ""] for line in lines]), table("t", "表", lines, [])])
    )
    composed.sections[0].blocks.append(text(marks))
    assert make_pdf(composed)[:5] == b"%PDF-"


def test_letters_of_the_world_make_a_pdf():
    signs = "".join(
        map(chr, [*range(0x20, 0xD800, 61), *range(0xE000, 0x30000, 97), *range(0xE0000, 0xE0200, 7)])
    )
    lines = [signs[start : start + 50] for start in range(0, len(signs), 50)]
    assert make_pdf(report(Section("a", "文字", [facts([["行", line] for line in lines])])))[:5] == b"%PDF-"
