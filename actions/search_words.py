"""The words of a search. One that names a fiscal year stands for every way of writing that year.

Ｈ２０, H20, 平成20, 平成20年度 and 2008年度 are one word: a text with any of these spellings has it, and so has what
belongs to the year (a plan whose period reaches over it, a cell of the roadmap, a report of the year).

A Roman numeral typed as one character (Ⅰ, ⅳ) or in capitals (IV) stands for the number, however it is printed, and for
no letter of a word. A number typed as headings have it (①広報紙, 基本方針1) is looked for where plans print it.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Q
from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import (
    ERAS,
    FiscalYearError,
    both_calendars,
    japanese_year,
    parse_fiscal_year,
)
from kyodo_portal.japanese.folding import fold, fold_words
from kyodo_portal.japanese.wording import joined, mixed

from .search_numbers import Heading, is_numeral, numeral_pattern, read_heading

MAX_WORDS = 10
TOO_MANY = "一度にさがせる言葉は%(most)s個までです。アドレスの「q=」から「%(unused)s」を除いてください。"
MARKS = "「」『』【】（）()、，,。;；"
# Between words as readers write them: 「情報」、公開. The brackets of a printed number, (1), belong to it.
SEPARATORS = re.compile(rf"((?<!\S)[(（]\d{{1,2}}[)）])|[」』】）)]の|[{MARKS}]")
# With what would cut it in two: spaces (平成 20 年度), and the の between it and what is of the year.
YEAR = re.compile(
    rf"(?<![^\s{MARKS}])"
    r"(?P<year>(?:(?:令和|平成|昭和|大正|[㋿㍻㍼㍽])\s*(?:\d{1,2}|元|[一二三四五六七八九十]{1,3})|[令平昭大](?:\d{1,2}|元)"
    r"|[RHSTrhstＲＨＳＴｒｈｓｔ][.．]?\d{1,2}|(?:FY|fy|ＦＹ|西暦)\s*\d{4}|\d{4}(?=\s*年))(?:\s*年度?)?)"
    rf"(?:の|(?=[\s{MARKS}]|$))"
)
KANJI_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Word:
    """`typed`: as the reader wrote it; `folded`: what is searched, for a year its usual name."""

    typed: str
    folded: str
    fiscal_year: int | None = None
    pattern: re.Pattern | None = None
    heading: Heading | None = None

    @property
    def mark(self):
        """What `mark_hits` looks for: of a number glued to a name also the name, which may stand under another number."""
        if self.heading and self.heading.name and self.folded.endswith(self.heading.name):
            return re.compile(f"{re.escape(self.folded)}|{re.escape(self.heading.name)}")
        return self.pattern or self.folded

    @property
    def is_numeral(self):
        return self.pattern is not None and self.fiscal_year is None

    @property
    def year_label(self):
        return both_calendars(self.fiscal_year)

    def in_column(self, path="search_text"):
        """The condition that a folded column has the word."""
        if self.pattern:
            return Q(**{f"{path}__regex": self.pattern.pattern})
        return Q(**{f"{path}__contains": self.folded})

    def is_in(self, folded_text):
        return bool(self.pattern.search(folded_text)) if self.pattern else self.folded in folded_text

    def is_number_of(self, printed, code, name):
        """The word is the number before the name of a row in memory, with or without the beginning of the name."""
        if self.is_numeral:
            return bool(self.pattern.search(printed))
        return self.heading is not None and self.heading.is_of(printed, code, name)


def read_words(query):
    """The first ten [Word] of the query, each once; [] when nothing searchable is left."""
    return _all_words(query)[:MAX_WORDS]


def words_not_used(query, in_file=False):
    """[A sentence that names the words past the tenth], or []. A file is refused: there it says what to do."""
    if not (left_out := _all_words(query)[MAX_WORDS:]):
        return []
    sentence = (
        TOO_MANY
        if in_file
        else _("一度にさがせる言葉は%(most)s個までです。「%(unused)s」は使わずにさがしました。")
    )
    unused = joined(_("」「"), [word.typed for word in left_out])
    return [mixed(sentence, most=MAX_WORDS, unused=unused)]


def _all_words(query):
    typed_words = [typed for typed in _split(query) if fold_words(typed)]
    words = {}
    for typed, following in zip_longest(typed_words, typed_words[1:], fillvalue=""):
        word = _word(typed, following)
        words.setdefault(word.fiscal_year or word.mark, word)
    return list(words.values())


def _split(query):
    """The words as typed."""
    rest = 0
    for found in YEAR.finditer(query):
        if _fiscal_year(found["year"]) is not None:
            yield from _between(query[rest : found.start()])
            yield found["year"]
            rest = found.end()
    yield from _between(query[rest:])


def _between(text):
    return SEPARATORS.sub(lambda found: found[1] or " ", text).split()


def _word(typed, following):
    folded = fold(typed)
    if is_numeral(typed):
        return Word(typed, folded, pattern=numeral_pattern(folded))
    fiscal_year = _fiscal_year(typed)
    if fiscal_year is None:
        return Word(typed, folded, heading=read_heading(typed, following))
    # A bare 2008 may be a number of people just as well.
    is_bare = re.fullmatch("[0-9]{4}", folded) is not None
    return Word(typed, fold(japanese_year(fiscal_year)), fiscal_year, _year_pattern(fiscal_year, is_bare))


def _fiscal_year(typed):
    """2021年 is read as 2021年度: plans know no other years. What has two numbers is a code (S1-1) or a span."""
    if len(re.findall(r"\d+", typed)) > 1:
        return None
    plain = re.sub(r"\s|(?<=[A-Za-zＡ-Ｚａ-ｚ])[.．]", "", typed)
    plain = re.sub("(?<=[和成正])[一二三四五六七八九十]+", lambda found: _digits(found[0]), plain)
    for spelling in (plain, f"{plain}度") if plain.endswith("年") else (plain,):
        try:
            return parse_fiscal_year(spelling)
        except FiscalYearError:
            continue
    return None


def _digits(kanji):
    """六 is 6, 十 10, 二十 20, 二十一 21; what is none of these stays as it is."""
    if not re.fullmatch("[一二三四五六七八九]|[二三四五六七八九]?十[一二三四五六七八九]?", kanji):
        return kanji
    tens, ten, ones = kanji.rpartition("十")
    return str((KANJI_DIGITS.index(tens or "一") * 10 if ten else 0) + KANJI_DIGITS.index(ones or "〇"))


def _in_kanji(number):
    tens, ones = divmod(number, 10)
    ten = f"{KANJI_DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return ten + (KANJI_DIGITS[ones] if ones else "")


def _year_pattern(fiscal_year, is_bare):
    """For a folded text; understood alike by Python and PostgreSQL. R1 is not in R12, nor H20 in NH20."""
    spellings = [
        rf"fy{fiscal_year}(?![0-9])",
        rf"(?<![0-9]){fiscal_year}" + ("(?![0-9])" if is_bare else r"(?=年|-|\))"),
    ]
    for era in ERAS:
        number = fiscal_year - era.first_fiscal_year + 1
        if 1 <= number <= era.last:
            names = rf"(?:{era.name}|{era.short}|(?<![a-z]){era.letter.lower()}\.?)"
            first = "元|" if number == 1 else ""
            spellings.append(rf"{names}(?:{first}0?{number})(?![0-9])")
            spellings.append(f"{era.name}{_in_kanji(number)}(?=年)")
    return re.compile("|".join(spellings))
