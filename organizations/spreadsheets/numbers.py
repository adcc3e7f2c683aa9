"""One cell read as a number, exactly: whole numbers and decimals."""

import re
import unicodedata
from datetime import date, time, timedelta
from decimal import Decimal

from .cells import (
    FIRST_INEXACT,
    LONGEST_FIGURE,
    figures_of,
    has_odd_digit,
    is_number,
    left_blank,
    quoted,
    shows_percentage,
)
from .grids import WrongValue

# No integer column of a database holds more; and Python refuses to read thousands of digits.
MOST_DIGITS = 18
AS_NUMBER = "セルの表示形式を「標準」にして"
MINUSES = str.maketrans(dict.fromkeys("\u2010\u2013\u2212", "-"))  # after NFKC, which knows － and ﹣
_UNSIGNED = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
FIGURE = re.compile(f"-?{_UNSIGNED}")
PERCENTAGE = re.compile(rf"(-?{_UNSIGNED})\s*(?:%|パーセント)")
NEGATIVE = re.compile(rf"[△▲\u2014\u2015\u2500ー]\s*({_UNSIGNED})|\(({_UNSIGNED})\)")
APPROXIMATE = re.compile(
    r"(?:約|およそ|おおよそ|おおむね|概ね|ほぼ).*|.*[0-9]\D*(?:程度|ほど|くらい|ぐらい|余り?|弱|強)"
)
WITH_UNIT = re.compile(rf"[¥$\\]?\s*(-?{_UNSIGNED})\s*[^0-9.,\s][^0-9]*|[¥$\\]\s*(-?{_UNSIGNED})")
NOTHING = re.compile(
    r"[-\u2014\u2015\u2500ー…./]+|な\s*し|無し?|該当なし|未定|不明|N/?A|NONE|NULL", re.IGNORECASE
)
# #,##0, shows 1234567 as 1,235: a reader of the table means the one, Excel holds the other.
SCALED = re.compile(r"[0#?],+(?![0#?,])")


def read_whole(cell, *, least=None, most=None):
    """An int, between `least` and `most` where they are given."""
    if left_blank(cell):
        return None
    figure = _figure(cell, "12")
    if "." in figure:
        raise WrongValue(f"「{figure}」は整数ではありません。小数のない数を書いてください(例: 12)。")
    if len(figure.lstrip("-")) > MOST_DIGITS:
        raise WrongValue(f"桁が多すぎます。{MOST_DIGITS}桁までの数を書いてください(例: 12)。")
    number = int(figure)
    if (least is not None and number < least) or (most is not None and number > most):
        bounds = f"{'' if least is None else f'{least}以上'}{'' if most is None else f'{most}以下'}"
        raise WrongValue(
            f"「{number}」は範囲の外です。{bounds}の整数を書いてください(例: {most if least is None else least})。"
        )
    return number


def write_whole(number):
    return number if number is None or abs(number) < FIRST_INEXACT else str(number)


def read_decimal(cell, *, digits=16, places=4):
    """A Decimal with at most `places` decimals and `digits` digits, as in a DecimalField; zeros at its end do not count."""
    if left_blank(cell):
        return None
    figure = _figure(cell, "12.5")
    whole, _, fraction = figure.lstrip("-").partition(".")
    if len(fraction) > places:
        allowed = f"小数第{places}位まで" if places else "整数"
        raise WrongValue(
            f"「{quoted(figure)}」は小数が{len(fraction)}桁あります。四捨五入するかどうかを決めて、"
            f"{allowed}で書いてください(例: {'12.5' if places else '12'})。"
        )
    if len(whole) > digits - places:
        raise WrongValue(f"桁が多すぎます。整数の部分は{digits - places}桁までで書いてください(例: 12.5)。")
    return Decimal(figure)


def write_decimal(number):
    """A number where Excel keeps every digit of it, else its digits as text."""
    if number is None:
        return None
    figure = f"{number:f}"
    if abs(number) >= FIRST_INEXACT or len(re.sub("[-.]", "", figure).strip("0")) > 15:
        return figure
    return int(number) if number == int(number) else float(number)


def _figure(cell, example):
    """Digits with "-" and "." only; no zeros in front, none at the end of a fraction, never -0."""
    value = cell.value
    figure = _written(value.strip(), example) if isinstance(value, str) else _held(cell, example)
    sign, figure = ("-", figure[1:]) if figure.startswith("-") else ("", figure)
    whole, _, fraction = figure.replace(",", "").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    figure = f"{whole}.{fraction}" if fraction else whole
    return figure if figure == "0" else sign + figure


def _held(cell, example):
    value = cell.value
    if not is_number(value) or value != value:  # NaN
        kind = "日付や時刻" if isinstance(value, date | time | timedelta) else "数ではない値"
        raise WrongValue(
            f"「{quoted(value)}」は{kind}として入っています。{AS_NUMBER}、数だけを入力し直してください(例: {example})。"
        )
    if abs(value) >= FIRST_INEXACT:
        raise WrongValue(
            "Excelの数は15桁までで、16桁目からは0に変わってしまいます。"
            "セルの表示形式を「文字列」にして、もう一度入力してください(例: 1234567890123456)。"
        )
    # What Excel holds and shows: 15 digits. 0.1+0.2 is 0.3 there.
    number = Decimal(f"{value:.15g}")
    if shows_percentage(cell.number_format):
        raise WrongValue(_either_reading(number * 100))
    if SCALED.search(figures_of(cell.number_format)):
        raise WrongValue(
            f"千や百万を単位にした表示になっていますが、入っている数は「{number:f}」です。"
            f"{AS_NUMBER}、この列の単位に合わせた数を入力し直してください(例: {example})。"
        )
    return f"{number:f}"


def _written(text, example):
    if len(text) > LONGEST_FIGURE:
        raise WrongValue(f"長すぎて数として読めません。数だけを書いてください(例: {example})。")
    if odd := next((sign for sign in text if _is_odd(sign)), None):
        raise WrongValue(
            f"「{odd}」は数として読めません。丸数字、漢数字、ローマ数字、分数、万や㎡などの単位を使わず、"
            f"ふつうの数字だけで書いてください(例: {example})。"
        )
    figure = unicodedata.normalize("NFKC", text).translate(MINUSES)
    if FIGURE.fullmatch(figure):
        return figure
    if match := PERCENTAGE.fullmatch(figure):
        raise WrongValue(_either_reading(Decimal(match[1].replace(",", ""))))
    if match := NEGATIVE.fullmatch(figure):
        negative = f"-{match[1] or match[2]}"
        raise WrongValue(
            f"「{quoted(text)}」は、負の数なら「{negative}」のように「-」を付けて書いてください(例: -5)。"
        )
    if NOTHING.fullmatch(figure):
        raise WrongValue(f"数がないときは空欄にして、あるときは数だけを書いてください(例: {example})。")
    if APPROXIMATE.fullmatch(figure):
        raise WrongValue(
            f"およその数は読めません。「約」などを付けず、数だけを書いてください(例: {example})。"
        )
    if match := WITH_UNIT.fullmatch(figure):
        raise WrongValue(
            f"「{quoted(text)}」には数のほかの文字があります。単位などを付けず、"
            f"数だけを書いてください(例: {match[1] or match[2]})。"
        )
    raise WrongValue(f"「{quoted(text)}」を数として読めません。数だけを書いてください(例: {example})。")


def _is_odd(sign):
    return has_odd_digit(sign) or (not sign.isdecimal() and unicodedata.numeric(sign, None) is not None)


def _either_reading(percent):
    """0.45 shown as 45%: whether the column wants the one or the other, only its reader knows."""
    share, percent = (percent / 100).normalize(), percent.normalize()
    return (
        f"「{percent:f}%」は、{percent:f}とも{share:f}とも読めます。{AS_NUMBER}、"
        f"{percent:f}%のことなら{percent:f}、割合のことなら{share:f}と、数だけを入力してください。"
    )
