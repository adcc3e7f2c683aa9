"""One cell understood: words, codes, choices. numbers.py reads figures, dates.py years, days and moments.

A reader takes a Cell and gives its value, or raises WrongValue; nothing is cut, rounded or guessed. What is wrong with
the cell whatever its column (`cell.problem`) comes first. A blank cell gives "" for words, [] for lines and None
otherwise; whether it may be blank is the caller's business. What `write_…` gives for a cell, its reader reads back.
"""

import re
import unicodedata
from collections import Counter
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from .grids import WrongValue

AS_TEXT = "セルの表示形式を「文字列」にして、もう一度入力してください"
# Excel keeps 15 digits of a number and puts zeros for the rest.
FIRST_INEXACT = 10**15
PLAIN_FORMATS = ("General", "0", "@")  # a whole number looks as it is
NO_FIGURES = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')  # parts of an Excel format that only decorate
MOST_QUOTED = 40
MOST_LOOKED_AT = 200  # characters, for a quotation
LONGEST_FIGURE = 100  # a number, date or time is shorter; a pattern would search long in a longer text
LONGEST_WORD = 200  # a code, a choice or a year is shorter; what is longer is not compared sign by sign
MOST_LABELS = 12
MOST_NAMED = 10

# What neither XML nor PostgreSQL holds.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NARROW_COLUMN = re.compile("#{3,}")
DASH_INSIDE = re.compile("(?<=[0-9A-Za-z])[\u2010\u2012-\u2015\u2212\u2500\u30fc](?=[0-9A-Za-z])")
# Decompositions that leave the character the same one: other widths, and 神 of the compatibility block.
SAME_CHARACTER = ("", "<wide>", "<narrow>", "<small>", "<noBreak>")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# How Excel writes into a CSV file what it has taken for a date (1-2) or a number (123456789012, 1E5).
CHANGED_BY_EXCEL = re.compile(
    r"[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}[/年][0-9]{1,2}[/月][0-9]{1,2}日?|[0-9]{4}年[0-9]{1,2}月"
    rf"|[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2,4}})?|{_MONTH}-[0-9]{{2,4}}|[0-9](?:\.[0-9]+)?E\+[0-9]+"
)

CIRCLES = str.maketrans("〇◯", "○○")
YES = ("はい", "○", "yes", "true", "1")
NO = ("いいえ", "×", "no", "false", "0")
UNKNOWN = "不明"


def left_blank(cell):
    """Whether nothing stands in the cell. Raises WrongValue where no column could read it."""
    if cell.problem:
        raise WrongValue(cell.problem)
    return cell.is_blank


def quoted(value):
    """A cell's value for a list of errors: on one line, at most 40 characters, as Excel shows it."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return "(空欄)"
    text = _as_excel_shows(value).strip()
    looked_at = text[:MOST_LOOKED_AT]
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in looked_at).split())
    if len(line) > MOST_QUOTED or len(text) > MOST_LOOKED_AT:
        return f"{line[: MOST_QUOTED - 1]}…"
    return line or "(目に見えない文字)"


def _as_excel_shows(value):
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return f"{value.date()}{'' if value.time() == time() else f' {_clock(value.time())}'}"
    if isinstance(value, time):
        return _clock(value)
    if isinstance(value, timedelta):
        seconds = abs(int(value.total_seconds()))
        sign = "-" if value < timedelta() else ""
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def _clock(moment):
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def shows_percentage(number_format):
    """Whether 0.45 looks like 45%; not so in 0"%", where 45 does."""
    return "%" in figures_of(number_format)


@lru_cache(maxsize=8192)
def figures_of(number_format):
    """The format without its decoration; once for each format, not for each cell."""
    return NO_FIGURES.sub("", number_format)


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def has_odd_digit(text):
    """Whether NFKC would make a digit of something else: ①, ², ½, ㎡."""
    return any(
        not sign.isdecimal() and re.search("[0-9]", unicodedata.normalize("NFKC", sign)) for sign in text
    )


def read_text(cell, *, one_line):
    """The words as they stand, without blanks around them; a whole number that looks plain is its digits."""
    if left_blank(cell):
        return ""
    text = _words(cell, "市民活動の支援")
    if one_line and len(text.splitlines()) > 1:
        raise WrongValue("途中に改行があります。改行を消して、1行で書いてください(例: 市民活動の支援)。")
    return text


def write_text(text):
    return text or None


def read_lines(cell):
    """One entry a line, in their order, without blank lines; the same entry twice is refused."""
    if left_blank(cell):
        return []
    lines = [line.strip() for line in _words(cell, "市民活動の支援").splitlines() if line.strip()]
    doubled = next((line for line, times in Counter(lines).items() if times > 1), None)
    if doubled:
        raise WrongValue(
            f"「{quoted(doubled)}」が2回以上あります。1行に1つずつ、同じものは1回だけ書いてください。"
        )
    return lines


def write_lines(lines):
    return "\n".join(lines) or None


def read_code(cell):
    """A code such as 1-2-3, d12 or P1 in the usual width, its dashes as "-"."""
    if left_blank(cell):
        return ""
    text = _words(cell, "1-2-3")
    if len(text) > LONGEST_WORD:
        raise WrongValue(
            f"番号や記号としては長すぎます({len(text):,}文字)。{LONGEST_WORD}文字までで書いてください(例: 1-2-3)。"
        )
    code = unicodedata.normalize("NFKC", text)
    if any(sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf") for sign in text + code):
        raise WrongValue("途中に空白や改行、目に見えない文字があります。続けて書いてください(例: 1-2-3)。")
    if odd := next((sign for sign in text if _decomposition(sign) not in SAME_CHARACTER), None):
        raise WrongValue(
            f"「{odd}」は番号や記号には使えません。ふつうの数字と英字で書いてください(例: 1-2-3)。"
        )
    if CHANGED_BY_EXCEL.fullmatch(code):
        raise WrongValue(
            f"「{quoted(code)}」は、Excelが日付や数に変えたもののようです。{AS_TEXT}(例: 1-2-3)。"
        )
    return DASH_INSIDE.sub("-", code)


def write_code(code):
    return code or None


def _decomposition(sign):
    """<wide>, <circle>, …; empty where the sign has none, or is canonically the same as another."""
    tag = unicodedata.decomposition(sign).partition(" ")[0]
    return tag if tag.startswith("<") else ""


def _words(cell, example):
    value = cell.value
    if isinstance(value, str):
        _refuse_unstorable(value, example)
        return value.strip()
    if isinstance(value, date | time | timedelta):
        typed = f"{value.month}-{value.day}" if isinstance(value, date) else example
        raise WrongValue(
            f"「{quoted(value)}」は日付や時刻として入っています。"
            f"「{typed}」のような文字をExcelが日付に変えたのかもしれません。{AS_TEXT}(例: {typed})。"
        )
    if not is_number(value):
        raise WrongValue(
            f"「{quoted(value)}」は文字ではなく、論理値として入っています。{AS_TEXT}(例: {example})。"
        )
    if abs(value) >= FIRST_INEXACT:
        raise WrongValue(
            "数として入っています。Excelの数は15桁までで、16桁目からは0に変わってしまいます。"
            f"{AS_TEXT}(例: 1234567890123456)。"
        )
    if isinstance(value, float) or cell.number_format not in PLAIN_FORMATS:
        raise WrongValue(
            f"「{quoted(value)}」は文字ではなく、数として入っていて、表示のとおりに読めません。"
            f"{AS_TEXT}(例: 0012)。"
        )
    return str(value)


def _refuse_unstorable(text, example):
    if UNSTORABLE.search(text):
        bad = sorted(sign for sign in set(text) if UNSTORABLE.match(sign))
        names = "、".join(f"U+{ord(sign):04X}" for sign in bad[:MOST_NAMED])
        names += "など" if len(bad) > MOST_NAMED else ""
        raise WrongValue(
            f"保存できない文字({names})が入っています。その文字を消して、打ち直してください(例: {example})。"
        )
    if "\ufffd" in text:
        raise WrongValue(
            "文字化けした文字(U+FFFD)が入っています。"
            f"もとの資料を見て、正しい文字で打ち直してください(例: {example})。"
        )
    if NARROW_COLUMN.fullmatch(text.strip()):
        raise WrongValue(
            "列の幅が足りず、Excelが「###」と書いています。"
            f"もとの表で列の幅を広げてから、保存し直してください(例: {example})。"
        )


def _answer(cell):
    """What is written or ticked in the cell; None where it is a date or a number that looks otherwise."""
    value = cell.value
    if isinstance(value, str | bool):
        return _as_excel_shows(value).strip()
    is_plain = is_number(value) and cell.number_format in PLAIN_FORMATS and value % 1 == 0
    return str(int(value)) if is_plain else None


def folded(text):
    return unicodedata.normalize("NFKC", text).strip().translate(CIRCLES)


def read_yes_no(cell, *, unknown=False):
    """True or False. With `unknown`, 不明 is read too, and gives None as a blank cell does."""
    if left_blank(cell):
        return None
    answer = _answer(cell)
    is_word = answer is not None and len(answer) <= LONGEST_WORD and not has_odd_digit(answer)
    word = folded(answer).casefold() if is_word else ""
    if word in YES or word in NO:
        return word in YES
    if unknown and word == UNKNOWN:
        return None
    hint = f"分からないときは「{UNKNOWN}」と書いてください。" if unknown else ""
    raise WrongValue(f"「はい」か「いいえ」と書いてください(「○」「×」も読めます)。{hint}")


def write_yes_no(value, *, unknown=False):
    if value is None:
        return UNKNOWN if unknown else None
    return "はい" if value else "いいえ"


class Choice:
    """Reads the label or the stored value of one of `choices`, [(stored, label)], in any width.

    What is written exactly as a label is that choice, whatever else it might be.
    """

    def __init__(self, choices):
        choices = list(choices)
        self.labels = {stored: str(label).strip() for stored, label in choices}
        self._exact = {label: stored for stored, label in self.labels.items()}
        if not len(choices) == len(self.labels) == len(self._exact) or "" in self._exact:
            raise ValueError("Each choice needs a label of its own.")

    def __call__(self, cell):
        if left_blank(cell):
            return None
        answer = _answer(cell)
        if answer is None:
            raise WrongValue(self._all_labels())
        if answer in self._exact:
            return self._exact[answer]
        if len(answer) > LONGEST_WORD:
            raise WrongValue(self._all_labels())
        found = [stored for stored in self.labels if folded(answer) in self._spellings(stored)]
        if len(found) > 1:
            either = "とも".join(f"「{self.labels[stored]}」" for stored in found)
            raise WrongValue(f"{either}とも読めます。どれか1つを、このとおりの文字で書いてください。")
        if not found:
            raise WrongValue(self._all_labels())
        return found[0]

    def write(self, stored):
        """The label. Raises KeyError for what is no choice; nothing chosen gives a blank cell."""
        return self.labels.get(stored) if stored in (None, "") else self.labels[stored]

    def _spellings(self, stored):
        return {folded(self.labels[stored]), *([] if stored is None else [folded(str(stored))])}

    def _all_labels(self):
        names = "".join(f"「{label}」" for label in list(self.labels.values())[:MOST_LABELS])
        if len(self.labels) == 1:
            return f"{names}と書いてください。"
        return f"{names}{'ほか、決まった言葉' if len(self.labels) > MOST_LABELS else ''}のどれかを書いてください。"
