"""The words of a search. One that names a fiscal year stands for every way of writing that year.

Ｈ２０, H20, 平成20, 平成20年度 and 2008年度 are one word: a text with any of these spellings has it, and so has what
belongs to the year (a plan whose period reaches over it, a cell of the roadmap, a report of the year).

A Roman numeral typed as one character (Ⅰ, ⅳ) stands for the number, however it is printed, and for no letter of a word.
"""

import re
from dataclasses import dataclass

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

MAX_WORDS = 10
# Between words as readers write them: 「情報」、公開.
SEPARATORS = re.compile("[「」『』【】（）()、，,。;；]")
ROMAN_NUMERALS = frozenset(map(chr, range(0x2160, 0x2180)))  # Ⅰ to Ⅿ, ⅰ to ⅿ


@dataclass(frozen=True, slots=True)
class Word:
    """`typed`: as the reader wrote it; `folded`: what is searched, for a year its usual name."""

    typed: str
    folded: str
    fiscal_year: int | None = None
    pattern: re.Pattern | None = None

    @property
    def mark(self):
        """What `mark_hits` looks for."""
        return self.pattern or self.folded

    @property
    def is_numeral(self):
        return self.typed in ROMAN_NUMERALS

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


def read_words(query):
    """The first ten [Word] of the query, each once; [] when nothing searchable is left."""
    return _all_words(query)[:MAX_WORDS]


def words_not_used(query):
    """[A sentence that names the words past the tenth], or []."""
    if not (left_out := _all_words(query)[MAX_WORDS:]):
        return []
    sentence = _("一度にさがせる言葉は%(most)s個までです。「%(unused)s」は使わずにさがしました。")
    unused = joined(_("」「"), [word.typed for word in left_out])
    return [mixed(sentence, most=MAX_WORDS, unused=unused)]


def _all_words(query):
    words = {}
    for typed in SEPARATORS.sub(" ", query).split():
        if not fold_words(typed):
            continue
        word = _word(typed)
        words.setdefault(word.fiscal_year or word.mark, word)
    return list(words.values())


def _word(typed):
    folded = fold(typed)
    if typed in ROMAN_NUMERALS:
        return Word(typed, folded, pattern=_numeral_pattern(folded))
    fiscal_year = _fiscal_year(typed)
    if fiscal_year is None:
        return Word(typed, folded)
    # A bare 2008 may be a number of people just as well.
    is_bare = re.fullmatch("[0-9]{4}", folded) is not None
    return Word(typed, fold(japanese_year(fiscal_year)), fiscal_year, _year_pattern(fiscal_year, is_bare))


def _fiscal_year(typed):
    """2021年 is read as 2021年度: plans know no other years."""
    for spelling in (typed, f"{typed}度") if typed.endswith("年") else (typed,):
        try:
            return parse_fiscal_year(spelling)
        except FiscalYearError:
            continue
    return None


def _numeral_pattern(folded):
    """For a folded text and for a number as printed: Ⅰ, I and Ｉ, but not the letter in Village, nor that of Iターン."""
    characters = "".join(sorted(each for each in ROMAN_NUMERALS if fold(each) == folded))
    wide = "".join(map(_wide, folded))
    spellings = "|".join((f"[{characters}]", folded, folded.upper(), wide, wide.upper()))
    letter = "[A-Za-zＡ-Ｚａ-ｚⅠ-ⅿ]"
    return re.compile(f"(?<!{letter})(?:{spellings})(?!{letter}|タ[-ー]ン)")


def _wide(letter):
    return chr(ord(letter) + 0xFEE0)


def _year_pattern(fiscal_year, is_bare):
    """For a folded text; understood alike by Python and PostgreSQL. R1 is not in R12, nor H20 in NH20."""
    spellings = [
        rf"fy{fiscal_year}(?![0-9])",
        rf"(?<![0-9]){fiscal_year}" + ("(?![0-9])" if is_bare else r"(?=年|-|\))"),
    ]
    for era in ERAS:
        number = fiscal_year - era.first_fiscal_year + 1
        if 1 <= number <= era.last:
            names = f"(?:{era.name}|{era.short}|(?<![a-z]){era.letter.lower()})"
            first = "元|" if number == 1 else ""
            spellings.append(rf"{names}(?:{first}0?{number})(?![0-9])")
    return re.compile("|".join(spellings))
