from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyodo_portal.japanese.fiscal_years import (
    FiscalYearError,
    FiscalYearSpan,
    both_calendars,
    era_year,
    fiscal_year_bounds,
    fiscal_year_of,
    parse_fiscal_year,
    parse_fiscal_years,
    short_era_year,
    span_label,
)

SINGLE_YEARS = [
    ("H20", 2008),
    ("Ｈ２０", 2008),
    ("h20", 2008),
    ("H20年度", 2008),
    ("H08", 1996),
    ("平20", 2008),
    ("平成20", 2008),
    ("平成20年度", 2008),
    ("㍻20年度", 2008),
    ("平成元年度", 1989),
    ("平成31年度", 2019),
    ("平成33年度", 2021),
    ("平成64年度", 2052),
    ("令和元年度", 2019),
    ("令和1年度", 2019),
    ("R1", 2019),
    ("R元", 2019),
    ("㋿4", 2022),
    ("㋿4年度", 2022),
    ("\uf9a8和4年度", 2022),
    ("昭和63年度", 1988),
    ("S63", 1988),
    ("昭和64年度", 1989),
    ("大正元年度", 1912),
    ("大正15年度", 1926),
    ("2022", 2022),
    ("２０２２年度", 2022),
    ("2022年度", 2022),
    ("西暦2022年度", 2022),
    ("FY2022", 2022),
    ("fy 2022", 2022),
    ("1912", 1912),
    ("2200", 2200),
    ("2022(令和4)年度", 2022),
    ("2022（令和４）年度", 2022),
    ("平成31(令和元)年度", 2019),
    ("平成31年(令和元年)度", 2019),
    ("令和元年度(平成31年度)", 2019),
    ("令和4年度(平成34年度)", 2022),
    ("令和7年度(2025年度)", 2025),
    (" 令和 4 年度 ", 2022),
    ("令和\u30004\u3000年度", 2022),
    ("平成31年\n度", 2019),
    ("令和\u200b4年度\ufeff", 2022),
]

RANGES = [
    ("令和4〜6年度", 2022, 2024),
    ("令和4～6年度", 2022, 2024),
    ("R4-R6", 2022, 2024),
    ("R4～R6", 2022, 2024),
    ("R4‐R6", 2022, 2024),
    ("R4‑R6", 2022, 2024),
    ("R4–R6", 2022, 2024),
    ("R4—R6", 2022, 2024),
    ("R4―R6", 2022, 2024),
    ("R4−R6", 2022, 2024),
    ("R4ー6", 2022, 2024),
    ("Ｒ４－Ｒ６", 2022, 2024),
    ("令和4年度～令和6年度", 2022, 2024),
    ("令和4年度 ～\n令和6年度", 2022, 2024),
    ("令和4年度から令和6年度まで", 2022, 2024),
    ("令和4年度から6年度", 2022, 2024),
    ("平成30年度〜令和2年度", 2018, 2020),
    ("平成29〜33年度", 2017, 2021),
    ("令和元〜3年度", 2019, 2021),
    ("2022〜2024年度", 2022, 2024),
    ("FY2022-FY2024", 2022, 2024),
    ("令和4(2022)〜6(2024)年度", 2022, 2024),
    ("令和4年度(2022年度)から令和6年度(2024年度)まで", 2022, 2024),
    ("令和4〜4年度", 2022, 2022),
]

OPEN_ENDED = [("令和4年度以降", 2022), ("R4以降", 2022), ("Ｒ４ 以降", 2022), ("2022年度以後", 2022)]

WITH_ERA = [
    ("24年度以降", "平成", FiscalYearSpan(2012, None, True)),
    ("24年度以降", "H", FiscalYearSpan(2012, None, True)),
    ("24年度", "平成", FiscalYearSpan(2012, 2012, False)),
    ("20", "平成", FiscalYearSpan(2008, 2008, False)),
    ("元年度", "令和", FiscalYearSpan(2019, 2019, False)),
    ("20〜29年度", "平成", FiscalYearSpan(2008, 2017, False)),
    ("令和4年度", "平成", FiscalYearSpan(2022, 2022, False)),
    ("2022年度", "平成", FiscalYearSpan(2022, 2022, False)),
]

UNREADABLE = [
    *(
        "毎年度",
        "随時",
        "未定",
        "―",
        "〜",
        "以降",
        "年度",
        "令和",
        "令和年度",
        "令和-1",
        "X5",
        "明治45年度",
        "12月",
    ),
    *(
        "H20.4",
        "令和4年度予定",
        "令和4年度、令和5年度",
        "令和4年度\n令和5年度",
        "R4-R5-R6",
        "令和4〜6年度以降",
    ),
    *("令和六年度", "令和٤年度", "R4\ud800", "\x00", "(令和4)年度", "令和4年度度"),
]

REFUSED_WITH_REASON = [
    ("H0", "元年度から64年度まで"),
    ("平成0年度", "元年度から64年度まで"),
    ("平成65年度", "元年度から64年度まで"),
    ("昭和65年度", "元年度から64年度まで"),
    ("大正16年度", "元年度から15年度まで"),
    ("令和100年度", "元年度から99年度まで"),
    ("令和0004年度", "元年度から99年度まで"),
    ("令和2022年度", "元年度から99年度まで"),
    ("R" + "9" * 5000, "元年度から99年度まで"),
    ("1911年度", "1912から2200まで"),
    ("2201", "1912から2200まで"),
    ("FY22", "4桁で"),
    ("20", "元号を付けるか"),
    ("24年度", "元号を付けるか"),
    ("24年度以降", "元号を付けるか"),
    ("99999", "元号を付けるか"),
    ("2022〜24年度", "元号を付けるか"),
    ("令和4年", "「年度」と書いて"),
    ("2022年", "「年度」と書いて"),
    ("令和4年〜6年度", "「年度」と書いて"),
    ("令和4年以降", "「年度」と書いて"),
    ("令和6〜4年度", "始まりの年度より前"),
    ("平成30〜2年度", "始まりの年度より前"),
    ("令和4年度〜", "始まりか終わりの年度がありません"),
    ("令和4年度から", "始まりか終わりの年度がありません"),
    ("〜令和6年度", "始まりか終わりの年度がありません"),
    ("令和6年度まで", "始まりか終わりの年度がありません"),
    ("令和4\n5年度", "数字の間に空白か改行"),
    ("R4 5", "数字の間に空白か改行"),
    ("令和4²年度", "ふつうの数字"),
    ("令和④年度", "ふつうの数字"),
    ("㋀", "ふつうの数字"),
]


@pytest.mark.parametrize(("text", "expected"), SINGLE_YEARS)
def test_single_year_is_read(text, expected):
    assert parse_fiscal_year(text) == expected
    assert parse_fiscal_years(text) == FiscalYearSpan(expected, expected, False)


@pytest.mark.parametrize(("text", "start", "end"), RANGES)
def test_range_is_read(text, start, end):
    assert parse_fiscal_years(text) == FiscalYearSpan(start, end, False)


@pytest.mark.parametrize(("text", "start"), OPEN_ENDED)
def test_open_ended_span_is_read(text, start):
    assert parse_fiscal_years(text) == FiscalYearSpan(start, None, True)


@pytest.mark.parametrize(("text", "era", "expected"), WITH_ERA)
def test_era_argument_reads_a_bare_number(text, era, expected):
    assert parse_fiscal_years(text, era=era) == expected


def test_single_year_takes_the_era_argument():
    assert parse_fiscal_year("24年度", era="平成") == 2012


@pytest.mark.parametrize("text", UNREADABLE)
def test_unreadable_text_is_refused_with_examples(text):
    with pytest.raises(FiscalYearError, match="を年度として読めません。「令和4年度」"):
        parse_fiscal_years(text)


@pytest.mark.parametrize(("text", "reason"), REFUSED_WITH_REASON)
def test_refusal_names_the_reason(text, reason):
    with pytest.raises(FiscalYearError, match=reason):
        parse_fiscal_years(text)


@pytest.mark.parametrize("text", ["", "  \u3000\n", "\u200b", None, 2022])
def test_missing_text_is_refused(text):
    with pytest.raises(FiscalYearError, match="^年度が書かれていません。"):
        parse_fiscal_years(text)


@pytest.mark.parametrize("text", ["令和4〜6年度", "令和4年度以降"])
def test_single_year_refuses_a_span(text):
    with pytest.raises(FiscalYearError, match="1つの年度ではありません"):
        parse_fiscal_year(text)


def test_disagreeing_notations_are_both_named():
    with pytest.raises(FiscalYearError) as refusal:
        parse_fiscal_years("2022(令和3)年度")
    assert str(refusal.value) == (
        "「2022」(2022年度)と「令和3」(2021年度)が食い違っています。正しい方に直してください。"
    )


def test_disagreement_in_the_end_of_a_range_is_refused():
    with pytest.raises(FiscalYearError, match="「令和6」.*「2025」"):
        parse_fiscal_years("令和4(2022)〜令和6(2025)年度")


def test_unknown_era_argument_is_refused():
    with pytest.raises(FiscalYearError, match="「明治」という元号は扱えません"):
        parse_fiscal_years("24年度", era="明治")


def test_refusal_quotes_only_the_beginning_of_a_long_text():
    with pytest.raises(FiscalYearError) as refusal:
        parse_fiscal_years("あ" * 500)
    assert str(refusal.value).startswith("「" + "あ" * 30 + "…」を")


@pytest.mark.parametrize(
    ("fiscal_year", "long", "both", "short"),
    [
        (1912, "大正元年度", "大正元年度(1912年度)", "T1"),
        (1988, "昭和63年度", "昭和63年度(1988年度)", "S63"),
        (1989, "平成元年度", "平成元年度(1989年度)", "H1"),
        (2009, "平成21年度", "平成21年度(2009年度)", "H21"),
        (2018, "平成30年度", "平成30年度(2018年度)", "H30"),
        (2019, "令和元年度", "令和元年度(2019年度)", "R1"),
        (2025, "令和7年度", "令和7年度(2025年度)", "R7"),
    ],
)
def test_year_is_shown_in_its_newest_era(fiscal_year, long, both, short):
    assert (era_year(fiscal_year), both_calendars(fiscal_year), short_era_year(fiscal_year)) == (
        long,
        both,
        short,
    )


@pytest.mark.parametrize("fiscal_year", [1911, 2201])
@pytest.mark.parametrize("show", [era_year, both_calendars, short_era_year])
def test_year_outside_the_range_is_not_shown(show, fiscal_year):
    with pytest.raises(FiscalYearError, match="和暦で表せません"):
        show(fiscal_year)


@pytest.mark.parametrize("fiscal_year", range(1912, 2118))
def test_shown_year_is_read_back(fiscal_year):
    shown = (era_year(fiscal_year), both_calendars(fiscal_year), short_era_year(fiscal_year))
    assert [parse_fiscal_year(text) for text in shown] == [fiscal_year] * 3


@pytest.mark.parametrize(
    ("span", "label"),
    [
        ((2009, 2017, False), "平成21年度(2009年度)から平成29年度(2017年度)まで"),
        ((2018, 2019, False), "平成30年度(2018年度)から令和元年度(2019年度)まで"),
        ((2009, 2009, False), "平成21年度(2009年度)"),
        ((2008, None, True), "平成20年度(2008年度)以降"),
        ((2008, None, False), "平成20年度(2008年度)から(終わりの年度は記載なし)"),
        ((None, None, False), "記載なし"),
    ],
)
def test_span_label_says_every_end_in_words(span, label):
    assert span_label(*span) == label


@pytest.mark.parametrize(
    ("day", "fiscal_year"),
    [
        (date(2020, 3, 31), 2019),
        (date(2020, 4, 1), 2020),
        (date(2020, 12, 31), 2020),
        (date(2021, 1, 1), 2020),
    ],
)
def test_fiscal_year_turns_on_the_first_of_april(day, fiscal_year):
    assert fiscal_year_of(day) == fiscal_year


def test_fiscal_year_bounds_are_its_first_and_last_day():
    assert fiscal_year_bounds(2019) == (date(2019, 4, 1), date(2020, 3, 31))


@given(
    st.text(
        st.characters(exclude_categories=()) | st.sampled_from("令和平成RHFY元年度以降まで0123456789()～- ")
    )
)
def test_any_text_is_read_within_bounds_or_refused(text):
    try:
        span = parse_fiscal_years(text, era="平成")
    except FiscalYearError:
        return
    assert 1912 <= span.start <= (span.end or span.start) <= 2200
    assert span.open_ended == (span.end is None)
