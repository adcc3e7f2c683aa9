"""Which characters the fonts of the PDF hold, and what stands for those they lack.

PDF/UA lets no glyph be missing: Typst refuses the whole document for one. So every text is laid beside the fonts first.
What BIZ UDPGothic lacks is set in Noto Sans JP; what both lack becomes 〓, the printers' own sign for a missing letter,
and is told to whoever publishes and listed at the end of the PDF.

- Line ends of every system become \\n. Other control characters become 〓: nothing unknown reaches Typst.
- Tabs, and spaces of other widths than half and full, become a space.
- Signs without a shape of their own (zero width space, byte order mark, soft hyphen, direction of writing) go.
- A letter and what hangs on it (か and its voicing mark, the parts of an emoji or a flag) is one cluster: composed into
  one letter where Unicode has it, else one 〓. A kanji that stands alone is never composed: NFC makes 神 (U+FA19) another.
- A variation selector stays with its kanji (葛 of 葛城市), and goes elsewhere.
"""

import re
import unicodedata
from functools import cache
from html import escape, unescape
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

FOLDER = Path(settings.BASE_DIR) / "fonts"
# The weights of a family hold the same text, so a character counts only where all of them hold it.
FAMILIES = (
    ("biz-udpgothic/BIZUDPGothic-Regular.ttf", "biz-udpgothic/BIZUDPGothic-Bold.ttf"),
    ("noto-sans-jp/NotoSansJP-Regular.ttf",),
)
GETA = "〓"
JOINER = "\u200d"
SPACES = " \u3000"
LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Default_Ignorable_Code_Point of Unicode without the joiner and the variation selectors of kanji.
INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200c\u200e\u200f\u3164\ufeff\uffa0"
    + "".join(
        chr(code)
        for first, last in (
            (0x180B, 0x180F),
            (0x202A, 0x202E),
            (0x2060, 0x206F),
            (0xFFF0, 0xFFF8),
            (0x1BCA0, 0x1BCA3),
            (0x1D173, 0x1D17A),
            (0xE0000, 0xE00FF),
            (0xE01F0, 0xE0FFF),
        )
        for code in range(first, last + 1)
    )
)
VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# A place where a word may be broken; report.typ makes it one that leaves no character in the text of the PDF.
BREAK = "\u200b"
# Before and after these a line breaks anyway: spaces, kanji, and kana but for the small ones and ー.
FREE = (
    "\\s\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "あいうえおか-ぢつ-もやゆよら-ろわ-んアイウエオカ-ヂツ-モヤユヨラ-ロワ-ン"
)
SVG_TEXT = re.compile("(?<=>)[^<]+(?=<)")
MARK = ("Mn", "Mc", "Me")
# What a text may hold without a second look at it; unicodedata knows fewer characters than the fonts in old Pythons.
NEEDS_A_LOOK = (*MARK, "Cc", "Cf", "Zs", "Zl", "Zp")


@cache
def families():
    """The characters of each family, in the order in which they are tried; read once a process."""
    return tuple(frozenset.intersection(*map(_characters, weights)) for weights in FAMILIES)


@cache
def plain():
    """The characters that stay as they are wherever they stand; a line break is one of them."""
    found = {
        each
        for family in families()
        for each in family
        if unicodedata.category(each) not in NEEDS_A_LOOK and each not in INVISIBLE
    }
    return frozenset(found | set("\n" + SPACES))


def printable(text):
    """(the text as the PDF sets it, [each cluster that became 〓, in order]); line breaks are \\n."""
    if plain().issuperset(text):
        return text, []
    found, lost = [], []
    for cluster in clusters(LINE_ENDS.sub("\n", text)):
        shown = cluster if cluster in plain() else _shown(cluster)
        if shown is None:
            lost.append(cluster)
        found.append(GETA if shown is None else shown)
    return "".join(found), lost


def clusters(text):
    """Cut into letters, each with what hangs on it; near to Unicode's grapheme clusters (UAX 29).

    A joiner binds only what the fonts lack, so that no letter is lost together with a picture.
    """
    cluster = ""
    for sign in text:
        if cluster and _hangs_on(cluster, sign):
            cluster += sign
        else:
            if cluster:
                yield cluster
            cluster = sign
    if cluster:
        yield cluster


def _characters(name):
    """The characters of a font file with a glyph of their own; glyph 0 is the one for missing letters."""
    with TTFont(FOLDER / name, lazy=True) as font:
        # Real glyph names are not needed and reading them takes three quarters of the time.
        font.setGlyphOrder(list(map(str, range(font["maxp"].numGlyphs))))
        return frozenset(chr(code) for code, glyph in font.getBestCmap().items() if glyph != "0")


def _hangs_on(cluster, sign):
    last = cluster[-1]
    if last in "\n\t " or sign in "\n\t ":
        return False
    if unicodedata.category(sign) in MARK or sign == JOINER or "\U000e0020" <= sign <= "\U000e007f":
        return True
    if last == JOINER or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return not _is_held(cluster[0])
    if _is_flag_half(sign):
        return len(cluster) == 1 and _is_flag_half(last)
    return _is_later_jamo(sign) and (_is_jamo(last) or "\uac00" <= last <= "\ud7a3")


def _is_flag_half(sign):
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _is_later_jamo(sign):
    """A vowel or a final consonant of a Hangul syllable written in parts."""
    return "\u1160" <= sign <= "\u11ff" or "\ud7b0" <= sign <= "\ud7fb"


def _is_jamo(sign):
    return "\u1100" <= sign <= "\u115f" or "\ua960" <= sign <= "\ua97c" or _is_later_jamo(sign)


def _shown(cluster):
    """The cluster in characters the fonts hold; None where they cannot show it."""
    if cluster == "\t" or unicodedata.category(cluster[0]) == "Zs":
        return " "
    selectors = "".join(VARIATION.findall(cluster))
    letter = "".join(sign for sign in VARIATION.sub("", cluster) if sign not in INVISIBLE and sign != JOINER)
    if not letter:
        return ""
    if len(letter) > 1 and unicodedata.normalize("NFC", letter[0]) == letter[0]:
        composed = unicodedata.normalize("NFC", letter)
        letter = composed if _is_held(composed) else letter
    if not _is_held(letter):
        return None
    return letter + selectors if len(letter) == 1 and KANJI.match(letter) else letter


def _is_held(text):
    """Whether one family holds all of it: a mark of one font does not stand on a letter of another."""
    return any(family.issuperset(text) for family in families()) and unicodedata.category(text[0]) != "Cc"


def printable_svg(svg):
    """The same for the texts of a picture, whose markup stays as it is."""
    lost = []

    def set_text(match):
        shown, missing = printable(unescape(match[0]))
        lost.extend(missing)
        return escape(shown)

    return SVG_TEXT.sub(set_text, svg), lost


def breakable(text, longest):
    """The text with BREAK in runs of more than `longest` characters in which no line would break.

    Kanji and ordinary kana break anywhere; letters, digits, signs such as ― and small kana do not.
    """
    return _runs(longest).sub(_broken, text)


@cache
def _runs(longest):
    return re.compile(f"[^{FREE}{BREAK}]{{{longest + 1},}}")


def _broken(match):
    letters = list(clusters(match[0]))
    return BREAK.join("".join(letters[start : start + 4]) for start in range(0, len(letters), 4))
