"""How tables, cards and charts stand on the pages of the PDF."""

import pytest

from actions.reporting.parts.blocks import Section, facts, heading, note, table, text
from tests.reporting.pdf_scenes import (
    bookmarks,
    elements,
    full_report,
    item,
    read,
    report,
    squeezed,
    text_of,
    with_items,
)


@pytest.fixture(scope="module")
def full():
    return read(full_report())


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
