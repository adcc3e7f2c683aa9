"""Every kind of cell staff have handed in, for each reader: read rightly, or refused with a sentence that helps."""
# ruff: noqa: DTZ001 - a date of Excel knows no zone

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.spreadsheets.cells import (
    Choice,
    quoted,
    read_code,
    read_lines,
    read_text,
    read_yes_no,
    write_code,
    write_lines,
    write_text,
    write_yes_no,
)
from organizations.spreadsheets.dates import (
    TOKYO,
    read_day,
    read_moment,
    read_year,
    write_day,
    write_moment,
    write_year,
)
from organizations.spreadsheets.grids import BLANK, Cell, WrongValue
from organizations.spreadsheets.numbers import read_decimal, read_whole, write_decimal, write_whole

STAGE = Choice([("planned", "計画中"), ("doing", "実施中"), ("done", "完了(100%)")])
MARK = Choice([("good", "○"), ("very_good", "◎"), ("poor", "△")])
SCORE = Choice([(1, "A"), (2, "B")])
MONTH = Choice([(month, f"{month}月") for month in range(1, 14)])
# Two marks that look alike in another width, and a label that is the other's stored value.
ALIKE = Choice([("one", "①"), ("wide", "１"), ("plain", "1"), ("third", "３位"), ("fourth", "③位")])
CROSSED = Choice([("b", "a"), ("a", "b")])

text_line = partial(read_text, one_line=True)
text_block = partial(read_text, one_line=False)
yes_no_unknown = partial(read_yes_no, unknown=True)
up_to_100 = partial(read_whole, least=0, most=100)

READERS = {
    "text_line": (text_line, ""),
    "text_block": (text_block, ""),
    "lines": (read_lines, []),
    "code": (read_code, ""),
    "whole": (read_whole, None),
    "decimal": (read_decimal, None),
    "year": (read_year, None),
    "day": (read_day, None),
    "moment": (read_moment, None),
    "yes_no": (read_yes_no, None),
    "yes_no_unknown": (yes_no_unknown, None),
    "choice": (STAGE, None),
}
every_reader = pytest.mark.parametrize(("reader", "blank"), READERS.values(), ids=READERS)


def stories(*rows):
    """Rows of (id, value, result) or (id, value, result, number format); a `Refused` result is part of a sentence."""
    cases = [(Cell(value, *number_format), result) for _, value, result, *number_format in rows]
    return pytest.mark.parametrize(("cell", "result"), cases, ids=[row[0] for row in rows])


class Refused(str):
    __slots__ = ()


def check(reader, cell, result):
    if isinstance(result, Refused):
        with pytest.raises(WrongValue) as caught:
            reader(cell)
        assert result in str(caught.value)
        return
    found = reader(cell)
    assert (found, type(found)) == (result, type(result))


@every_reader
def test_blank_cell_is_the_blank_value(reader, blank):
    for cell in (BLANK, Cell(""), Cell(" \u3000\n\t"), Cell(None, "0%")):
        assert reader(cell) == blank


@every_reader
def test_what_is_wrong_with_the_cell_itself_comes_first(reader, blank):
    for value in (None, "#REF!", "1"):
        with pytest.raises(WrongValue) as caught:
            reader(Cell(value, problem="数式のまま保存されています。値にしてください。"))
        assert str(caught.value) == "数式のまま保存されています。値にしてください。"


@stories(
    ("words", "市民活動の支援", "市民活動の支援"),
    ("blanks around", "\u3000 市民活動 \n", "市民活動"),
    ("blanks inside are the city's", "市民 \u3000活動", "市民 \u3000活動"),
    ("circled digit is kept", "①相談窓口", "①相談窓口"),
    ("era ligature is kept", "㍻20年度", "㍻20年度"),
    ("full width is kept", "ＮＰＯ１２ ～", "ＮＰＯ１２ ～"),
    ("kanji outside CP932", "𠮷野", "𠮷野"),
    ("leading apostrophe and signs", "=1+1 @city -x", "=1+1 @city -x"),
    ("tab", "a\tb", "a\tb"),
    ("very long", "あ" * 40000, "あ" * 40000),
    ("text of zeros", "0012", "0012"),
    ("whole number", 12, "12"),
    ("whole number in a text cell", 12, "12", "@"),
    ("whole number without decimals", -12, "-12", "0"),
    ("15 digits", 999999999999999, "999999999999999"),
    ("16 digits", 1234567890123450, Refused("15桁まで")),
    ("huge float", 1e15, Refused("15桁まで")),
    ("negative and huge", -(10**15), Refused("15桁まで")),
    ("infinite", float("inf"), Refused("15桁まで")),
    ("zeros shown by a format", 12, Refused("数として入っていて"), "0000"),
    ("grouped", 1234, Refused("数として入っていて"), "#,##0"),
    ("float", 1.5, Refused("「1.5」は文字ではなく、数として")),
    ("float that is whole", 12.0, Refused("「12」は文字ではなく、数として")),
    ("percentage", 1, Refused("数として入っていて"), "0%"),
    ("tick", True, Refused("「TRUE」は文字ではなく、論理値")),
    ("date", datetime(2026, 1, 2), Refused("セルの表示形式を「文字列」にして、もう一度入力してください(例: 1-2)")),
    ("day", date(2026, 1, 2), Refused("「1-2」のような文字をExcelが日付に変えた")),
    ("time", time(1, 2), Refused("「01:02」は日付や時刻として")),
    ("span of time", timedelta(hours=26), Refused("「26:00:00」は日付や時刻として")),
    ("line break", "市民\n活動", Refused("1行で書いてください(例: 市民活動の支援)")),
    ("line break of another kind", "市民\u2028活動", Refused("1行で書いてください")),
    ("bell", "市民\x07活動", Refused("(U+0007)")),
    ("NUL at the end", "市民\0", Refused("(U+0000)")),
    ("line tabulation of Word", "市民\x0b活動\x0c", Refused("(U+000B、U+000C)")),
    ("control sign that counts as a blank", "市民\x1c", Refused("(U+001C)")),
    ("lone surrogate", "市民\ud83d", Refused("(U+D83D)")),
    ("no character", "市民\uffff\ufffe", Refused("(U+FFFE、U+FFFF)")),
    ("garbled", "市民\ufffd動", Refused("文字化け")),
    ("column too narrow", "#####", Refused("列の幅")),
)  # fmt: skip
def test_text_on_one_line(cell, result):
    check(text_line, cell, result)


@stories(
    ("lines", " 一行目\n\n 二行目\r\n", "一行目\n\n 二行目"),
    ("carriage returns are kept", "一\r\n二", "一\r\n二"),
    ("bell", "一\n二\x07", Refused("(U+0007)")),
    ("date", datetime(2026, 1, 2), Refused("日付や時刻")),
)
def test_text_on_several_lines(cell, result):
    check(text_block, cell, result)


@stories(
    ("one", "市民", ["市民"]),
    ("several", "市民課\n\n\u3000福祉課 \r\n", ["市民課", "福祉課"]),
    ("number", 12, ["12"]),
    ("twice", "市民課\n福祉課\n 市民課", Refused("「市民課」が2回以上")),
    ("date", date(2026, 1, 2), Refused("日付や時刻")),
    ("garbled", "市\ufffd課\n福祉課", Refused("文字化け")),
)
def test_lines(cell, result):
    check(read_lines, cell, result)


@stories(
    ("digits and dashes", "1-2-3", "1-2-3"),
    ("department", "d12", "d12"),
    ("capital", "P1", "P1"),
    ("full width", "\u3000Ｐ１－２ ", "P1-2"),
    ("hyphens", "1\u20102\u20113", "1-2-3"),
    ("long dashes", "1–2—3―4", "1-2-3-4"),
    ("minus and small dash", "1−2﹣3", "1-2-3"),
    ("long vowel", "1ー2ー3", "1-2-3"),
    ("half-width long vowel", "1ｰ2", "1-2"),
    ("long vowel of a word", "サポート1", "サポート1"),
    ("half-width katakana", "ﾎﾞﾗ1", "ボラ1"),
    ("compatibility kanji", "\ufa191", "神1"),
    ("underscore and dot", "a_b.1", "a_b.1"),
    ("text of zeros", "0012", "0012"),
    ("whole number", 12, "12"),
    ("zeros shown by a format", 12, Refused("(例: 0012)"), "0000"),
    ("float", 1.2, Refused("数として入っていて")),
    ("16 digits", 10**16, Refused("15桁まで")),
    ("date", datetime(2026, 1, 2), Refused("「1-2」のような文字をExcelが日付に変えた")),
    ("date shown in an era", datetime(2026, 4, 5), Refused("(例: 4-5)"), '[$-411]ggge"年"m"月"d"日"'),
    ("date as Excel writes it to CSV", "1月2日", Refused("Excelが日付や数に変えた")),
    ("long date in CSV", "2001/2/3", Refused("Excelが日付や数に変えた")),
    ("English date in CSV", "2-Jan", Refused("Excelが日付や数に変えた")),
    ("English month in CSV", "Jan-24", Refused("Excelが日付や数に変えた")),
    ("large number in CSV", "1.23457E+11", Refused("Excelが日付や数に変えた")),
    ("tick", False, Refused("「FALSE」は文字ではなく")),
    ("blank inside", "1 - 2", Refused("続けて書いてください(例: 1-2-3)")),
    ("wide blank inside", "1\u30002", Refused("空白や改行")),
    ("two lines", "1\n2", Refused("空白や改行")),
    ("unseen", "1\u200b2", Refused("目に見えない文字")),
    ("becomes a blank in the usual width", "1\uffe32", Refused("目に見えない文字")),
    ("circled digit", "①", Refused("「①」は番号や記号には使えません")),
    ("superscript", "1²", Refused("「²」は")),
    ("Roman numeral", "Ⅳ-1", Refused("「Ⅳ」は")),
    ("fraction", "½", Refused("「½」は")),
    ("square", "㍻1", Refused("「㍻」は")),
    ("bell", "1\x07", Refused("(U+0007)")),
)
def test_code(cell, result):
    check(read_code, cell, result)


@stories(
    ("whole number", 12, 12),
    ("zero", 0, 0),
    ("negative", -5, -5),
    ("float of Excel", 12.0, 12),
    ("negative zero", -0.0, 0),
    ("trace of arithmetic", 2.9999999999999996, 3),
    ("grouped by the format", 1234, 1234, "#,##0"),
    ("unit by the format", 12, 12, '0"件"'),
    ("sign of percent as a word", 45, 45, '0"%"'),
    ("format with a blank and colours", -5, -5, "#,##0_ ;[Red]\\-#,##0 "),
    ("text", "12", 12),
    ("full width", "\u3000１２ ", 12),
    ("grouped", "1,234,567", 1234567),
    ("grouped in full width", "１，２３４", 1234),
    ("decimal zero", "12.0", 12),
    ("zeros in front", "0012", 12),
    ("minus sign", "−5", -5),
    ("wide minus sign", "－５", -5),
    ("hyphen", "\u20115", -5),
    ("minus zero", "-0", 0),
    ("18 digits", "123456789012345678", 123456789012345678),
    ("19 digits", "1234567890123456789", Refused("18桁まで")),
    ("very many digits", "9" * 5000, Refused("長すぎて")),
    ("16 digits as a number", 1234567890123450, Refused("15桁まで")),
    ("int beyond floats", 10**400, Refused("15桁まで")),
    ("not a number", float("nan"), Refused("数ではない値")),
    ("fraction", 1.5, Refused("「1.5」は整数ではありません")),
    ("fraction as text", "1.5", Refused("「1.5」は整数ではありません")),
    ("percentage", 0.5, Refused("50%のことなら50、割合のことなら0.5と、数だけ"), "0%"),
    ("whole percentage", 1, Refused("100%のことなら100、割合のことなら1と、数だけ"), "0.0%"),
    ("percentage as text", "45%", Refused("45%のことなら45、割合のことなら0.45と、数だけ")),
    ("in thousands", 1234567, Refused("入っている数は「1234567」"), '#,##0,"千円"'),
    ("tick", True, Refused("「TRUE」は数ではない値")),
    ("date", datetime(2024, 4, 1), Refused("「2024-04-01」は日付や時刻")),
    ("time", time(9, 30), Refused("「09:30」は日付や時刻")),
    ("span of time", timedelta(hours=2), Refused("日付や時刻")),
    ("circled digit", "①", Refused("「①」は数として読めません")),
    ("kanji numeral", "三", Refused("「三」は数として読めません")),
    ("ten thousands", "12万", Refused("「万」は数として読めません")),
    ("vulgar fraction", "½", Refused("「½」は数として読めません")),
    ("Roman numeral", "Ⅳ", Refused("「Ⅳ」は数として読めません")),
    ("Roman numeral in letters", "IV", Refused("「IV」を数として読めません")),
    ("superscript", "4²", Refused("「²」は数として読めません")),
    ("square metres", "100㎡", Refused("「㎡」は数として読めません")),
    ("unit", "12件", Refused("数だけを書いてください(例: 12)")),
    ("unit after a blank", "1,234 人", Refused("数だけを書いてください(例: 1,234)")),
    ("yen", "￥1,000", Refused("数だけを書いてください(例: 1,000)")),
    ("about", "約100", Refused("およその数は読めません")),
    ("or so", "100人程度", Refused("およその数は読めません")),
    ("dash alone", "-", Refused("数がないときは空欄に")),
    ("long vowel alone", "ー", Refused("数がないときは空欄に")),
    ("none", "なし", Refused("数がないときは空欄に")),
    ("triangle", "△5", Refused("「-5」のように「-」を付けて")),
    ("black triangle", "▲１，２３４", Refused("「-1,234」のように「-」を付けて")),
    ("brackets", "（5）", Refused("「-5」のように「-」を付けて")),
    ("long vowel as minus", "ー5", Refused("「-5」のように「-」を付けて")),
    ("plus may be a change", "+5", Refused("を数として読めません")),
    ("blank inside", "1 234", Refused("を数として読めません")),
    ("two lines", "1\n2", Refused("を数として読めません")),
    ("wrongly grouped", "1,23", Refused("を数として読めません")),
    ("from and to", "10～20", Refused("を数として読めません")),
    ("words", "実施済み", Refused("「実施済み」を数として読めません")),
)
def test_whole(cell, result):
    check(read_whole, cell, result)


@pytest.mark.parametrize(
    ("reader", "value", "result"),
    [
        (up_to_100, 0, 0),
        (up_to_100, "100", 100),
        (up_to_100, -1, Refused("「-1」は範囲の外です。0以上100以下の整数を書いてください(例: 0)。")),
        (up_to_100, 101, Refused("0以上100以下の整数")),
        (partial(read_whole, least=1), 0, Refused("1以上の整数を書いてください(例: 1)。")),
        (partial(read_whole, most=9), 10, Refused("9以下の整数を書いてください(例: 9)。")),
    ],
)
def test_whole_within_bounds(reader, value, result):
    check(reader, Cell(value), result)


@stories(
    ("whole number", 12, Decimal(12)),
    ("float", 12.5, Decimal("12.5")),
    ("trace of arithmetic", 0.1 + 0.2, Decimal("0.3")),
    ("small float", 1e-4, Decimal("0.0001")),
    ("many digits of a float", 123456789.1234, Decimal("123456789.1234")),
    ("text", "12.50", Decimal("12.5")),
    ("zeros at the end do not count", "1.50000", Decimal("1.5")),
    ("full width", "１，２３４．５", Decimal("1234.5")),
    ("minus sign", "−0.5", Decimal("-0.5")),
    ("minus zero", "-0.0", Decimal(0)),
    ("12 digits before the point", "999999999999.9999", Decimal("999999999999.9999")),
    ("13 digits before the point", "1000000000000", Refused("整数の部分は12桁まで")),
    ("five places", "1.23456", Refused("小数が5桁あります")),
    ("third of Excel", 1 / 3, Refused("小数第4位まで")),
    ("tiny float", 1e-7, Refused("小数が7桁あります")),
    ("percentage", 0.45, Refused("「45%」は、45とも0.45とも読めます"), "0%"),
    ("percentage with decimals", 0.4555, Refused("45.55%のことなら45.55、割合のことなら0.4555"), "0.0%"),
    ("whole percentage", 1, Refused("「100%」は、100とも1とも読めます"), "0%"),
    ("percentage as text", "４５％", Refused("45%のことなら45、割合のことなら0.45と、数だけ")),
    ("percent in words", "1,200パーセント", Refused("1200%のことなら1200")),
    ("triangle", "△5.5", Refused("「-5.5」のように「-」を付けて")),
    ("black triangle", "▲5", Refused("「-5」のように「-」を付けて")),
    ("brackets", "(5)", Refused("「-5」のように「-」を付けて")),
    ("in thousands", 1234.5, Refused("入っている数は「1234.5」"), "0.0,"),
    ("infinite", float("inf"), Refused("15桁まで")),
    ("tick", False, Refused("「FALSE」は数ではない値")),
    ("date", date(2024, 4, 1), Refused("日付や時刻")),
    ("two points", "1.2.3", Refused("を数として読めません")),
    ("point without a digit", "12.", Refused("を数として読めません")),
    ("exponent", "1E+05", Refused("を数として読めません")),
)
def test_decimal(cell, result):
    check(read_decimal, cell, result)


def test_decimal_without_places_is_whole():
    reader = partial(read_decimal, digits=3, places=0)
    check(reader, Cell(999), Decimal(999))
    check(reader, Cell(1.5), Refused("整数で書いてください(例: 12)"))
    check(reader, Cell(1000), Refused("整数の部分は3桁まで"))


@stories(
    ("era", "令和4年度", 2022),
    ("letter", "R4", 2022),
    ("first year", "令和元年度", 2019),
    ("ligature", "㍻20年度", 2008),
    ("newest ligature", "㋿4年度", 2022),
    ("western", "2022年度", 2022),
    ("full width", "２０２２", 2022),
    ("both calendars", "令和4(2022)年度", 2022),
    ("number", 2022, 2022),
    ("float", 2022.0, 2022),
    ("unit by the format", 2022, 2022, '0"年度"'),
    ("bare number", 4, Refused("「4」だけではどの年度か分かりません")),
    ("era by the format", 4, Refused("「4」だけではどの年度か分かりません"), '"令和"0"年度"'),
    ("bare number as text", "4", Refused("だけではどの年度か分かりません")),
    ("calendar year", "令和4年", Refused("暦の年")),
    ("two years", "令和4～6年度", Refused("1つの年度ではありません")),
    ("circled digit", "令和④年度", Refused("丸数字など")),
    ("date", datetime(2022, 4, 1), Refused("「2022-04-01」は暦の日付で"), '[$-411]ggge"年"'),
    ("day", date(2022, 4, 1), Refused("「令和4年度」か「2022」のように")),
    ("fraction", 2022.5, Refused("「2022.5」を年度として読めません")),
    ("percentage", 2022, Refused("を年度として読めません"), "0%"),
    ("tick", True, Refused("「TRUE」を年度として読めません")),
    ("time", time(20, 22), Refused("「20:22」を年度として読めません")),
    ("far away", 20220, Refused("「20220」")),
)
def test_year(cell, result):
    check(read_year, cell, result)


@stories(
    ("date", date(2024, 4, 1), date(2024, 4, 1)),
    ("date of Excel", datetime(2024, 4, 1), date(2024, 4, 1)),
    ("date shown in an era", datetime(2024, 4, 1), date(2024, 4, 1), '[$-411]ggge"年"m"月"d"日"'),
    ("text", "2024-04-01", date(2024, 4, 1)),
    ("text with slashes and midnight", "2024/4/1 0:00", date(2024, 4, 1)),
    ("era", "令和6年4月1日", date(2024, 4, 1)),
    ("era in short", "R6.4.1", date(2024, 4, 1)),
    ("full width with blanks", "令和６年 ４月 １日", date(2024, 4, 1)),
    ("time of day", datetime(2024, 4, 1, 9, 30), Refused("「2024-04-01 09:30」には時刻があります")),
    ("time of day as text", "2024-04-01 09:30", Refused("時刻や、数字の間の空白は読めません")),
    ("torn day", "2024-4-1 2", Refused("時刻や、数字の間の空白は読めません")),
    ("number of a date", 45383, Refused("「45383」は数として入っていて、日付の番号")),
    ("number of a date as text", "45383", Refused("Excelの日付の番号")),
    ("no such day", "2023-02-29", Refused("2023年2月29日という日はありません")),
    ("without a year", "4月1日", Refused("2027-04-01、2027/4/1")),
    ("circled digit", "2024-④-1", Refused("丸数字や漢数字")),
    ("last century", datetime(1924, 4, 1), Refused("1924年になっています")),
    ("last century as text", "1924-04-01", Refused("1924年になっています")),
    ("very long", "2024-04-01" + "\u3000" * 40000 + "x", Refused("長すぎて")),
    ("tick", True, Refused("「TRUE」を日付として読めません")),
    ("time", time(9, 30), Refused("「09:30」を日付として読めません")),
)
def test_day(cell, result):
    check(read_day, cell, result)


def tokyo(*parts):
    return datetime(*parts, tzinfo=TOKYO)


@stories(
    ("minutes", "2024-06-01 09:30", tokyo(2024, 6, 1, 9, 30)),
    ("seconds", "2024-06-01 09:30:15", tokyo(2024, 6, 1, 9, 30, 15)),
    ("ISO", "2024-06-01T09:30:15+09:00", tokyo(2024, 6, 1, 9, 30, 15)),
    ("ISO with parts of a second", "2024-06-01T09:30:15.25+09:00", tokyo(2024, 6, 1, 9, 30, 15, 250000)),
    ("another zone", "2024-06-01T00:30:15Z", tokyo(2024, 6, 1, 9, 30, 15)),
    ("as Excel writes it to CSV", "2024/6/1 9:30", tokyo(2024, 6, 1, 9, 30)),
    ("full width", "２０２４／６／１\u3000９：３０", tokyo(2024, 6, 1, 9, 30)),
    ("era", "令和6年6月1日 9:30", tokyo(2024, 6, 1, 9, 30)),
    ("Excel", datetime(2024, 6, 1, 9, 30), tokyo(2024, 6, 1, 9, 30), "yyyy/m/d h:mm"),
    ("midnight of Excel", datetime(2024, 6, 1), tokyo(2024, 6, 1, 0, 0), "yyyy/m/d h:mm"),
    ("day of Excel", datetime(2024, 6, 1), Refused("「2024-06-01」には時刻がありません"), "yyyy/m/d"),
    ("day in an era", datetime(2024, 6, 1), Refused("には時刻がありません"), '[$-411]ggge"年"m"月"d"日"'),
    ("day", date(2024, 6, 1), Refused("日付と時刻の両方がありません")),
    ("time", time(9, 30), Refused("日付と時刻の両方がありません")),
    ("number", 45383.5, Refused("日付と時刻の両方がありません")),
    ("tick", True, Refused("日付と時刻の両方がありません")),
    ("day as text", "2024-06-01", Refused("「2024-06-01」を日時として読めません")),
    ("no such time", "2024-06-01 24:30", Refused("「24:30:00」という時刻はありません")),
    ("no such day", "2024-02-30 09:30", Refused("という日はありません")),
    ("circled digit", "2024-06-① 09:30", Refused("を日時として読めません")),
    ("torn day", "2024-6-1 2 09:30", Refused("数字の間の空白は読めません")),
    ("last century", datetime(1924, 6, 1, 9), Refused("1924年になっています")),
    ("very long", "2024-06-01" + " " * 40000 + "x", Refused("長すぎて")),
)
def test_moment(cell, result):
    check(read_moment, cell, result)


@stories(
    ("yes", "はい", True),
    ("no", "\u3000いいえ ", False),
    ("circle", "○", True),
    ("large circle", "◯", True),
    ("kanji zero", "〇", True),
    ("cross", "×", False),
    ("English in full width", "ＹＥＳ", True),
    ("English", "No", False),
    ("tick", True, True),
    ("no tick", False, False),
    ("tick as text", "TRUE", True),
    ("no tick as text", "false", False),
    ("one", 1, True),
    ("zero", 0.0, False),
    ("one as text", "１", True),
    ("two", 2, Refused("「はい」か「いいえ」と書いてください")),
    ("half", 0.5, Refused("「はい」か「いいえ」と書いてください")),
    ("hundred percent", 1, Refused("「はい」か「いいえ」と書いてください"), "0%"),
    ("circled one", "①", Refused("「はい」か「いいえ」と書いてください")),
    ("triangle", "△", Refused("「はい」か「いいえ」と書いてください")),
    ("double circle", "◎", Refused("「はい」か「いいえ」と書いてください")),
    ("there is", "有", Refused("「はい」か「いいえ」と書いてください")),
    ("date", date(2024, 4, 1), Refused("「はい」か「いいえ」と書いてください")),
    ("unknown", "不明", Refused("「はい」か「いいえ」と書いてください")),
    ("infinite", float("inf"), Refused("「はい」か「いいえ」と書いてください")),
)
def test_yes_no(cell, result):
    check(read_yes_no, cell, result)


@stories(
    ("unknown", "不明 ", None),
    ("yes", "はい", True),
    ("no", 0, False),
    ("perhaps", "たぶん", Refused("分からないときは「不明」と書いてください")),
)
def test_yes_no_or_unknown(cell, result):
    check(yes_no_unknown, cell, result)


@pytest.mark.parametrize(
    ("choice", "value", "result"),
    [
        (STAGE, "実施中", "doing"),
        (STAGE, "\u3000実施中 ", "doing"),
        (STAGE, "完了（１００％）", "done"),
        (STAGE, "ｄｏｎｅ", "done"),
        (STAGE, "未着手", Refused("「計画中」「実施中」「完了(100%)」のどれかを書いてください。")),
        (STAGE, "実施 中", Refused("「計画中」")),
        (STAGE, True, Refused("「計画中」")),
        (STAGE, datetime(2024, 4, 1), Refused("「計画中」")),
        (MARK, "◯", "good"),
        (MARK, "〇", "good"),
        (MARK, "◎", "very_good"),
        (SCORE, "Ａ", 1),
        (SCORE, 2, 2),
        (SCORE, 2.0, 2),
        (SCORE, "２", 2),
        (SCORE, 3, Refused("「A」「B」のどれか")),
        (SCORE, 1.5, Refused("「A」「B」のどれか")),
        (MONTH, "１３月", 13),
        (MONTH, 13, 13),
        (MONTH, "14月", Refused("「11月」「12月」ほか、決まった言葉のどれかを書いてください。")),
        (Choice([("only", "済")]), "未", Refused("「済」と書いてください。")),
        (ALIKE, "①", "one"),
        (ALIKE, "１", "wide"),
        (ALIKE, 1, "plain"),
        (ALIKE, "³位", Refused("「３位」とも「③位」とも読めます。")),
        (ALIKE, "third", "third"),
        (CROSSED, "a", "b"),
        (CROSSED, "ａ", Refused("「a」とも「b」とも読めます。")),
    ],
)
def test_choice(choice, value, result):
    check(choice, Cell(value), result)


def test_choice_ignores_a_number_that_looks_otherwise():
    check(SCORE, Cell(1, "0%"), Refused("「A」「B」のどれか"))


@pytest.mark.parametrize(
    "choices", [[("a", "同じ"), ("b", "同じ ")], [("a", "一"), ("a", "二")], [("a", " ")]], ids=str
)
def test_choice_needs_one_label_each(choices):
    with pytest.raises(ValueError, match="Each choice needs a label of its own."):
        Choice(choices)


def test_choice_writes_its_label():
    assert [SCORE.write(stored) for stored in (1, 2, None, "")] == ["A", "B", None, None]
    with pytest.raises(KeyError):
        SCORE.write(3)


def test_choice_of_nothing_can_have_a_label():
    nothing = Choice([("", "未定"), ("yes", "決定")])
    assert (nothing.write(""), nothing(Cell("未定")), nothing(BLANK)) == ("未定", "", None)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "(空欄)"),
        (" \u3000", "(空欄)"),
        ("市民\n\u3000活動", "市民 活動"),
        ("あ" * 40, "あ" * 40),
        ("あ" * 41, "あ" * 39 + "…"),
        ("a\x07b\ud83d", "a b"),
        ("\x07", "(目に見えない文字)"),
        (True, "TRUE"),
        (12, "12"),
        (0.1 + 0.2, "0.3"),
        (12.0, "12"),
        (date(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 9, 30), "2024-01-02 09:30"),
        (datetime(2024, 1, 2, 9, 30, 15), "2024-01-02 09:30:15"),
        (time(0, 0), "00:00"),
        (timedelta(hours=26, minutes=3, seconds=4), "26:03:04"),
        (-timedelta(minutes=90), "-1:30:00"),
    ],
)
def test_quoted(value, shown):
    assert quoted(value) == shown


# What a database holds as the reader's value.
CLEAN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd\ufffe\uffff#"))
TEXTS = CLEAN.filter(
    lambda text: text == text.strip() and not any(c < " " and c not in "\t\r\n" for c in text)
)
LINE = st.text(st.sampled_from("市民課ア①１a-. "), min_size=1).map(str.strip).filter(bool)
MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC))
ROUND_TRIPS = {
    "text": (TEXTS, text_block, write_text),
    "lines": (st.lists(LINE, unique=True), read_lines, write_lines),
    "code": (st.from_regex(r"[dP]?[0-9]{1,3}([-._][0-9]{1,3}){0,3}", fullmatch=True), read_code, write_code),
    "whole": (st.none() | st.integers(1 - 10**18, 10**18 - 1), read_whole, write_whole),
    "decimal": (st.none() | st.decimals(-(10**12) + 1, 10**12 - 1, places=4), read_decimal, write_decimal),
    "year": (st.none() | st.integers(1912, 2200), read_year, write_year),
    "day": (st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31)), read_day, write_day),
    "moment": (st.none() | MOMENTS, read_moment, write_moment),
    "whole moment": (MOMENTS.map(lambda moment: moment.replace(microsecond=0)), read_moment, write_moment),
    "yes_no": (st.sampled_from([None, True, False]), read_yes_no, write_yes_no),
    "unknown": (st.sampled_from([None, True, False]), yes_no_unknown, partial(write_yes_no, unknown=True)),
    "choice": (st.sampled_from([None, *ALIKE.labels]), ALIKE, ALIKE.write),
    "crossed choice": (st.sampled_from([*CROSSED.labels]), CROSSED, CROSSED.write),
}  # fmt: skip


@pytest.mark.parametrize(("values", "reader", "writer"), ROUND_TRIPS.values(), ids=ROUND_TRIPS)
@given(data=st.data())
def test_what_is_written_is_read_back(values, reader, writer, data):
    value = data.draw(values)
    assert reader(Cell(writer(value))) == value


@pytest.mark.parametrize(("values", "reader", "writer"), ROUND_TRIPS.values(), ids=ROUND_TRIPS)
@given(data=st.data())
def test_what_is_written_is_read_back_from_csv(values, reader, writer, data):
    """There every cell is text."""
    value = data.draw(values)
    written = writer(value)
    assert reader(Cell("" if written is None else str(written))) == value


def test_moment_is_written_in_japans_time():
    moment = datetime(2024, 6, 1, 0, 30, tzinfo=UTC)
    assert write_moment(moment) == datetime(2024, 6, 1, 9, 30)
    assert write_moment(moment.replace(microsecond=5)) == "2024-06-01T09:30:00.000005+09:00"


def test_unknown_is_told_from_blank():
    assert (write_yes_no(None), write_yes_no(None, unknown=True)) == (None, "不明")


@pytest.mark.parametrize("number", [Decimal("0.1"), Decimal("1234.5"), Decimal("-99999999999.9999")], ids=str)
def test_decimal_is_written_as_a_number_that_excel_keeps(number):
    assert (write_decimal(number), type(write_decimal(number))) == (float(number), float)


def test_numbers_that_excel_would_change_are_written_as_text():
    assert write_decimal(Decimal("123456789012.3456")) == "123456789012.3456"
    assert write_decimal(Decimal("1E+15")) == "1000000000000000"
    assert (write_whole(10**15), write_whole(10**15 - 1)) == ("1000000000000000", 10**15 - 1)
    assert (write_decimal(Decimal("3.0")), type(write_decimal(Decimal("3.0")))) == (3, int)


ODD_TEXTS = (
    st.text(
        st.sampled_from("0129①²½㎡一令和RH年度月日件%％,.．，-−ー△(（)） \u3000\n:T/Z+\x07\ufffd\ud800○はい")
    )
    | st.text()
)
ODD_VALUES = (
    ODD_TEXTS | st.integers() | st.floats() | st.booleans() | st.datetimes() | st.times() | st.timedeltas()
)
FORMATS = st.sampled_from(["General", "@", "0", "0%", "#,##0", "0,", "yyyy/m/d", '[$-411]ggge"年"'])


@every_reader
@given(value=ODD_VALUES, number_format=FORMATS)
def test_any_cell_is_read_or_refused_in_a_sentence(reader, blank, value, number_format):
    sentence = "読めました。"
    try:
        reader(Cell(value, number_format))
    except WrongValue as error:
        sentence = str(error)
    assert (sentence[-1], len(sentence.splitlines())) == ("。", 1)


@given(text=ODD_TEXTS)
def test_code_that_was_read_stays_the_same(text):
    try:
        code = read_code(Cell(text))
    except WrongValue:
        return
    assert read_code(Cell(code)) == code


@given(value=ODD_VALUES | st.none())
def test_quoted_is_one_short_line(value):
    line = quoted(value)
    assert (line.isprintable(), 0 < len(line) <= 40) == (True, True)
