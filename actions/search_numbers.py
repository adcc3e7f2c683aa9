"""Numbers as plans print them and readers type them: Ⅰ, ①, (1), 施策1, with or without the name they stand before."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from kyodo_portal.japanese.folding import fold

ROMAN_NUMERALS = frozenset(map(chr, range(0x2160, 0x2180)))  # Ⅰ to Ⅿ, ⅰ to ⅿ
ENCLOSED = frozenset(map(chr, (*range(0x2460, 0x2488), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
# One letter alone is more often a letter.
IN_CAPITALS = frozenset(("II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"))
LETTER = "A-Za-zＡ-Ｚａ-ｚⅠ-ⅿ"
# A number as headings have it and, glued to it, the beginning of the name: 基本方針1, (1)情報, ①広報紙, 1-1情報.
HEADING = re.compile(
    r"([^\d\s]{0,10}?"
    rf"(?:[{''.join(sorted(ENCLOSED))}]|(?<![{LETTER}])(?:[Ⅰ-ⅿ]|[IVXＩＶＸ]{{2,4}})(?![{LETTER}])"
    r"|[(（]?\d{1,3}(?:[-－‐]\d{1,3})*[)）]?)[.．]?再?)(.*)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A number, folded, and the beginning of the name that must follow it; "" where the number says enough."""

    number: str
    name: str

    def condition(self):
        """Of a row with a number printed before its name. Its code counts too; one that is a mere number only where
        it is shown because no number is printed."""
        code = Q(code__iexact=self.number)
        if self.number.isdecimal():
            code &= Q(number_as_printed="")
        return (self.in_number() | code) & self.of_name()

    def is_of(self, printed, code, name):
        """The same for a row in memory."""
        by_code = code.casefold() == self.number and not (printed and self.number.isdecimal())
        is_numbered = by_code or re.search(_printed(self.number), printed)
        return bool(is_numbered) and fold(name).startswith(self.name)

    def of_name(self):
        """A row begins its folded text with its name."""
        return Q(search_text__startswith=self.name) | Q(name_en__istartswith=self.name)

    def in_number(self):
        return Q(number_as_printed__regex=_printed(self.number))


def is_numeral(typed):
    return typed in ROMAN_NUMERALS or unicodedata.normalize("NFKC", typed) in IN_CAPITALS


def read_heading(typed, following):
    """A 1 or ① alone is any number: it is one of a heading only before the name it stands before. 1人 is never."""
    if not (found := HEADING.fullmatch(typed)):
        return None
    printed, name = found.groups()
    number = fold(printed).removesuffix(".")
    if name:
        return None if printed.isdecimal() else Heading(number, fold(name))
    if not number.isdecimal():
        return Heading(number, "")
    return Heading(number, fold(following)) if following else None


def numeral_pattern(folded):
    """For a folded text and for a number as printed: Ⅰ, I and Ｉ, but not the letter in Village, nor that of Iターン."""
    characters = "".join(sorted(each for each in ROMAN_NUMERALS if fold(each) == folded))
    wide = "".join(map(_wide, folded))
    spellings = "|".join((f"[{characters}]", folded, folded.upper(), wide, wide.upper()))
    return re.compile(f"(?<![{LETTER}])(?:{spellings})(?![{LETTER}]|タ[-ー]ン)")


@lru_cache(maxsize=256)
def _printed(number):
    """For a number as printed, which is not folded: 1 is ① and １ too, and stands in 1. and 1) as well."""
    pieces = re.findall(r"\([0-9]+\)|[0-9]+|[ivx]+|.", number)
    spelled = r"\s*".join(map(_spelled, pieces))
    return rf"^\s*{spelled}[.．)）]?\s*$"


def _spelled(piece):
    wide = "".join(_wide(each) if "!" <= each <= "~" else each for each in piece)
    signs = sorted(each for each in ROMAN_NUMERALS | ENCLOSED if fold(each) == piece)
    spellings = dict.fromkeys((piece, piece.upper(), wide, wide.upper(), *signs))
    return f"(?:{'|'.join(map(re.escape, spellings))})"


def _wide(letter):
    return chr(ord(letter) + 0xFEE0)
