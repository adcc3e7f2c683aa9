"""The PDF of a report: what a reader, a screen reader and an archive find in it."""

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, replace
from types import SimpleNamespace

import page
import pytest
import typst
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from actions.reporting import pdf
from actions.reporting.composing import compose
from actions.reporting.glyphs import families
from actions.reporting.parts.blocks import Section, chart, facts, heading, note, table, text
from actions.reporting.pdf import make_pdf, substitutes
from actions.reporting.share_chart import share_chart
from tests.reporting.pdf_scenes import (
    bookmarks,
    full_report,
    item,
    missing_texts,
    read,
    report,
    rows_of_list,
    squeezed,
    text_of,
    with_items,
)
from tests.reporting.written_documents import gathered


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
        font_paths=pdf.fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(pdf._set(full_report())[0] | {"lost": []})},
    )
    made, warnings = compiler.compile_with_warnings(pdf.TEMPLATE.read_bytes(), format="pdf")
    assert (made[:5], warnings) == (b"%PDF-", [])


# ---------------------------------------------------------------- what a reader sees


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
