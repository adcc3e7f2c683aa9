"""One cell read as a fiscal year, a day or a moment."""

import re
import unicodedata
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kyodo_portal.japanese.fiscal_years import FiscalYearError, parse_fiscal_year
from organizations.csv_reading import DATE_FORMS, MIDNIGHT, YEARS, NoDate
from organizations.csv_reading import read_day as read_written_day

from .cells import (
    LONGEST_FIGURE,
    LONGEST_WORD,
    figures_of,
    has_odd_digit,
    is_number,
    left_blank,
    quoted,
    shows_percentage,
)
from .grids import WrongValue

TOKYO = ZoneInfo("Asia/Tokyo")
YEAR_FORMS = "「令和4年度」か「2022」のように、年度を書いてください。"
MOMENT_FORM = "「2024-06-01 09:30」のように、日付と時刻を書いてください。"
MOMENT = re.compile(
    r"(?P<day>.+?)(?:\s+|T)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?)?(?P<zone>Z|[-+][0-9]{2}:?[0-9]{2})?"
)


def read_year(cell):
    """The fiscal year as the int its April falls in: 令和4年度, R4 and 2022 are 2022."""
    if left_blank(cell):
        return None
    value = cell.value
    if isinstance(value, date):
        raise WrongValue(f"「{quoted(value)}」は暦の日付で、どの年度のことか分かりません。{YEAR_FORMS}")
    if not isinstance(value, str):
        value = _digits(cell)
    value = value.strip()
    if len(value) > LONGEST_WORD:
        raise WrongValue(f"長すぎて年度として読めません。{YEAR_FORMS}")
    try:
        return parse_fiscal_year(value)
    except FiscalYearError as error:
        raise WrongValue(str(error)) from error


def write_year(year):
    return year


def _digits(cell):
    value = cell.value
    if not is_number(value) or shows_percentage(cell.number_format) or value % 1:
        raise WrongValue(f"「{quoted(value)}」を年度として読めません。{YEAR_FORMS}")
    return str(int(value))


def read_day(cell):
    """A date between 2000 and 2100. A time of day is refused, never dropped."""
    if left_blank(cell):
        return None
    value = cell.value
    if isinstance(value, datetime):
        if value.time() != time():
            raise WrongValue(f"「{quoted(value)}」には時刻があります。日付だけにしてください。{DATE_FORMS}")
        value = value.date()
    if isinstance(value, date):
        return _within_years(value)
    if isinstance(value, str):
        return _written_day(value)
    if is_number(value):
        raise WrongValue(
            f"「{quoted(value)}」は数として入っていて、日付の番号かもしれません。"
            f"セルの表示形式を「日付」に変えて、正しい日付になるか確かめるか、{DATE_FORMS}"
        )
    raise WrongValue(f"「{quoted(value)}」を日付として読めません。{DATE_FORMS}")


def write_day(day):
    return day


def read_moment(cell):
    """An aware datetime in Japan's time. A day without a time of day is refused, never midnight."""
    if left_blank(cell):
        return None
    value = cell.value
    if isinstance(value, str):
        return _written_moment(value)
    if not isinstance(value, datetime):
        raise WrongValue(f"「{quoted(value)}」には日付と時刻の両方がありません。{MOMENT_FORM}")
    if value.time() == time() and _shows_day_only(cell.number_format):
        raise WrongValue(f"「{quoted(value)}」には時刻がありません。{MOMENT_FORM}")
    _within_years(value.date())
    return value.replace(tzinfo=TOKYO)


def write_moment(moment):
    """As Excel holds it, in Japan's time; as text where there are parts of a second, which Excel does not keep."""
    if moment is None:
        return None
    here = moment.astimezone(TOKYO)
    return here.isoformat() if here.microsecond else here.replace(tzinfo=None)


def _within_years(day):
    if day.year not in YEARS:
        raise WrongValue(f"{day.year}年になっています。年を確かめてください。{DATE_FORMS}")
    return day


def _written_day(text):
    _refuse_long(text, DATE_FORMS)
    plain = MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip())
    # read_written_day drops blanks: 2024-4-1 2 must not become the 12th.
    if re.search(r"[0-9]\s+[0-9]", plain):
        raise WrongValue(f"時刻や、数字の間の空白は読めません。日付だけを書いてください。{DATE_FORMS}")
    try:
        return read_written_day(text)
    except NoDate as error:
        raise WrongValue(str(error)) from error


def _refuse_long(text, forms):
    if len(text) > LONGEST_FIGURE:
        raise WrongValue(f"長すぎて日付として読めません。{forms}")


def _written_moment(text):
    _refuse_long(text, MOMENT_FORM)
    match = MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or has_odd_digit(text):
        raise WrongValue(f"「{quoted(text)}」を日時として読めません。{MOMENT_FORM}")
    day = _written_day(match["day"])
    clock = f"{int(match['hour']):02}:{match['minute']}:{match['second'] or '00'}"
    fraction = f".{match['fraction']:0<6}" if match["fraction"] else ""
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{fraction}{match['zone'] or ''}")
    except ValueError:
        raise WrongValue(f"「{clock}」という時刻はありません。{MOMENT_FORM}") from None
    return moment.astimezone(TOKYO) if moment.tzinfo else moment.replace(tzinfo=TOKYO)


def _shows_day_only(number_format):
    return number_format != "General" and "h" not in figures_of(number_format).lower()
