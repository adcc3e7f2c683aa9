"""年度 and 和暦: the one place that reads and writes Japanese fiscal years.

A fiscal year is an int, the year its April falls in: 2009 is 平成21年度 (1 April 2009 to 31 March 2010).
Every year is shown in the newest era that reaches it, so FY2019 is always 令和元年度.
What is shown follows the language of the page; what is read and what files hold never does.
"""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from .wording import is_english

FISCAL_YEARS = range(1912, 2201)


class Era(NamedTuple):
    """`last` is generous: plans printed before 2019 speak of 平成50年度, which must still be read."""

    name: str
    short: str
    letter: str
    romaji: str
    first_fiscal_year: int
    last: int


ERAS = (
    Era("令和", "令", "R", "Reiwa", 2019, 99),
    Era("平成", "平", "H", "Heisei", 1989, 64),
    Era("昭和", "昭", "S", "Showa", 1926, 64),
    Era("大正", "大", "T", "Taisho", 1912, 15),
)


class FiscalYearSpan(NamedTuple):
    """A single year has end == start; an open-ended span (以降) has end None."""

    start: int
    end: int | None
    open_ended: bool


class FiscalYearError(ValueError):
    """The text is no fiscal year. The message is Japanese, fit to show to staff."""


_ERAS = {spelling: era for era in ERAS for spelling in (era.name, era.short, era.letter)}
_NOTATION = rf"(FY|西暦|{'|'.join(_ERAS)})?(元|[0-9]+)(年度|年)?"
_SIDE = re.compile(rf"{_NOTATION}(?:\({_NOTATION}\)(年度|度)?)?")
_BETWEEN = re.compile(r"から|[-~\u301c\u3030\u223c\u2010\u2012-\u2015\u2212\u2500\u30fc]")
_SPACE = r"[\s\u200b\ufeff]+"
_EXAMPLES = "「令和4年度」「令和4～6年度」「令和4年度以降」「2022年度」のように書いてください。"


def parse_fiscal_year(text: str, *, era: str | None = None) -> int:
    """Read one fiscal year, as parse_fiscal_years does; a range or 以降 raises FiscalYearError."""
    span = parse_fiscal_years(text, era=era)
    if span.end != span.start:
        raise _refusal(text, "は1つの年度ではありません。「令和4年度」のように1つの年度を書いてください。")
    return span.start


def parse_fiscal_years(text: str, *, era: str | None = None) -> FiscalYearSpan:
    """Read a single year, a range or 以降, as cities print them.

    `era` (「平成」 or 「H」) is the era of a bare number (24年度以降); without it a bare number is refused.
    The second year of a range takes the era of the first (令和4～6年度). A calendar year (令和4年), a range
    without one of its ends, and two notations of one year that disagree raise FiscalYearError.
    """
    compact = _compact(text)
    body = re.sub(r"以[降後]\Z", "", compact)
    open_ended = body != compact
    sides = _BETWEEN.split(body.removesuffix("まで"))
    if len(sides) > (1 if open_ended else 2) or not any(sides):
        raise _refusal(text, f"を年度として読めません。{_EXAMPLES}")
    if not all(sides) or (len(sides) == 1 and body.endswith("まで")):
        hint = "両方を書くか、終わりを決めていないときは「令和4年度以降」のように書いてください。"
        raise _refusal(text, f"には始まりか終わりの年度がありません。{hint}")
    start, start_era = _read_side(sides[0], _era_named(era) if era else None, text)
    if open_ended:
        return FiscalYearSpan(start, None, True)
    end = _read_side(sides[1], start_era, text)[0] if len(sides) == 2 else start
    if end < start:
        raise _refusal(text, "は終わりの年度が始まりの年度より前です。2つの年度を確かめてください。")
    return FiscalYearSpan(start, end, False)


def era_year(fiscal_year: int) -> str:
    """平成21年度, 令和元年度; on an English page FY2009."""
    if is_english():
        return f"FY{fiscal_year}"
    return japanese_year(fiscal_year)


def japanese_year(fiscal_year: int) -> str:
    """平成21年度, 令和元年度, whatever the page's language."""
    era, year = _in_era(fiscal_year)
    return f"{era.name}{'元' if year == 1 else year}年度"


def both_calendars(fiscal_year: int) -> str:
    """令和7年度(2025年度); on an English page FY2025 (Reiwa 7)."""
    if is_english():
        return f"{era_year(fiscal_year)} ({other_calendar(fiscal_year)})"
    return f"{japanese_year(fiscal_year)}({fiscal_year}年度)"


def other_calendar(fiscal_year: int) -> str:
    """2009年度, to stand under 平成21年度; on an English page Heisei 21, to stand under FY2009."""
    if is_english():
        era, year = _in_era(fiscal_year)
        return f"{era.romaji} {year}"
    return f"{fiscal_year}年度"


def short_era_year(fiscal_year: int) -> str:
    """H21, R1."""
    era, year = _in_era(fiscal_year)
    return f"{era.letter}{year}"


def span_label(start: int | None, end: int | None, open_ended: bool) -> str:
    """The years of a span for a reader; a missing start or end is said in words, never left blank."""
    if is_english():
        return _english_span(start, end, open_ended)
    if start is None:
        return "記載なし"
    if open_ended:
        return f"{both_calendars(start)}以降"
    if end is None:
        return f"{both_calendars(start)}から(終わりの年度は記載なし)"
    if end == start:
        return both_calendars(start)
    return f"{both_calendars(start)}から{both_calendars(end)}まで"


def _english_span(start, end, open_ended):
    if start is None:
        return "Not stated"
    if open_ended:
        return f"{both_calendars(start)} onwards"
    if end is None:
        return f"From {both_calendars(start)} (end not stated)"
    if end == start:
        return both_calendars(start)
    return f"{both_calendars(start)} to {both_calendars(end)}"


def fiscal_year_of(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_bounds(fiscal_year: int) -> tuple[date, date]:
    """First and last day, both inside the fiscal year."""
    return date(fiscal_year, 4, 1), date(fiscal_year + 1, 3, 31)


def _compact(text: str) -> str:
    if not isinstance(text, str) or not re.sub(_SPACE, "", text):
        raise FiscalYearError(f"年度が書かれていません。{_EXAMPLES}")
    # NFKC would turn 令和4² into 令和42: only real digits may become digits.
    if any(not c.isdecimal() and re.search("[0-9]", unicodedata.normalize("NFKC", c)) for c in text):
        raise _refusal(text, "の丸数字などは年度として読めません。ふつうの数字で書いてください。")
    plain = unicodedata.normalize("NFKC", text).upper()
    # Two years on two lines of a cell (令和4 / 5年度) must not become 令和45年度.
    if re.search(f"[0-9]{_SPACE}[0-9]", plain):
        hint = "空白を除くか、2つの年度は「～」でつないでください。"
        raise _refusal(text, f"は数字の間に空白か改行があります。{hint}")
    return re.sub(_SPACE, "", plain)


def _read_side(side: str, era: Era | None, text: str) -> tuple[int, Era | None]:
    """The fiscal year of one end of a span, and the era it was first written in (None for 西暦)."""
    match = _SIDE.fullmatch(side)
    if match is None:
        raise _refusal(text, f"を年度として読めません。{_EXAMPLES}")
    name, number, unit, other_name, other_number, other_unit, tail = match.groups(default="")
    if (units := unit + other_unit + tail) and "度" not in units:
        raise _refusal(
            text, "には暦の年があります。年度であれば「令和4年度」のように「年度」と書いてください。"
        )
    fiscal_year, found = _read_notation(name, number, era)
    if other_number and (other := _read_notation(other_name, other_number, era)[0]) != fiscal_year:
        both = f"({fiscal_year}年度)と「{other_name}{other_number}」({other}年度)"
        raise _refusal(name + number, f"{both}が食い違っています。正しい方に直してください。")
    return fiscal_year, found


def _read_notation(name: str, number: str, era: Era | None) -> tuple[int, Era | None]:
    if name in ("FY", "西暦") or (not name and len(number) == 4):
        if len(number) != 4 or int(number) not in FISCAL_YEARS:
            bounds = f"{FISCAL_YEARS[0]}から{FISCAL_YEARS[-1]}まで"
            raise _refusal(name + number, f"は扱えない年度です。西暦は{bounds}の4桁で書いてください。")
        return int(number), None
    found = _ERAS.get(name, era)
    if found is None:
        hint = "「平成24年度」のように元号を付けるか、西暦を4桁で書いてください。"
        raise _refusal(number, f"だけではどの年度か分かりません。{hint}")
    year = 1 if number == "元" else int(number[:4])
    if len(number) > 3 or not 1 <= year <= found.last:
        hint = f"{found.name}は元年度から{found.last}年度までの数で書いてください。"
        raise _refusal(name + number, f"は扱えない年度です。{hint}")
    return found.first_fiscal_year + year - 1, found


def _era_named(spelling: str) -> Era:
    era = _ERAS.get(unicodedata.normalize("NFKC", spelling).strip().upper())
    if era is None:
        names = "」「".join(era.name for era in ERAS)
        raise _refusal(spelling, f"という元号は扱えません。「{names}」のどれかを選んでください。")
    return era


def _in_era(fiscal_year: int) -> tuple[Era, int]:
    if fiscal_year not in FISCAL_YEARS:
        bounds = f"{FISCAL_YEARS[0]}年度から{FISCAL_YEARS[-1]}年度まで"
        raise FiscalYearError(f"{fiscal_year}年度は和暦で表せません。{bounds}にしてください。")
    era = next(era for era in ERAS if era.first_fiscal_year <= fiscal_year)
    return era, fiscal_year - era.first_fiscal_year + 1


def _refusal(quoted: str, sentence: str) -> FiscalYearError:
    shown = re.sub(_SPACE, " ", quoted).strip()
    return FiscalYearError(f"「{shown[:30]}{'…' if len(shown) > 30 else ''}」{sentence}")
