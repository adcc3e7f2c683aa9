"""Which characters the fonts of the PDF hold, and what stands for those they lack.

Typst refuses a whole document for one missing glyph when it must be PDF/UA, so every text is laid beside the fonts
first. A character the first font lacks is set in the second; one that both lack becomes 〓, the printers' own sign for a
missing letter, and is told to whoever publishes and listed at the end of the PDF.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

FOLDER = Path(settings.BASE_DIR) / "fonts"
FONTS = (
    FOLDER / "biz-udpgothic" / "BIZUDPGothic-Regular.ttf",
    FOLDER / "biz-udpgothic" / "BIZUDPGothic-Bold.ttf",
    FOLDER / "noto-sans-jp" / "NotoSansJP-Regular.ttf",
)
GETA = "〓"
ZERO_WIDTH_JOINER = "\u200d"
LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Signs without a shape of their own: they steer direction, joining and breaking, or choose how the sign before looks.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
IVS = re.compile("[\U000e0100-\U000e01ef]")
LONGEST_RUN = 24
UNBROKEN = re.compile(rf"[!-~]{{{LONGEST_RUN},}}")


@cache
def covered():
    """The code points that one of the fonts holds; read once a process."""
    found = set()
    for path in FONTS:
        with TTFont(path, lazy=True) as font:
            found |= font.getBestCmap().keys()
    return frozenset(found)


def printable(text, *, breaks=True):
    """(the text as the PDF sets it, [each cluster that became 〓, in order]).

    Line breaks stay; tabs become spaces; invisible signs go. A letter with its marks (か and ゛, 👨 and all that is
    joined to it) is one cluster and becomes one 〓. An IVS stays with its kanji. `breaks`: let long runs without a space
    be broken; markup such as SVG must not be.
    """
    found, lost = [], []
    for cluster in _clusters(LINE_ENDS.sub("\n", text)):
        shown = _shown(cluster)
        if shown is None:
            lost.append(cluster)
            shown = GETA
        found.append(shown)
    shown = "".join(found)
    return UNBROKEN.sub(_breakable, shown) if breaks else shown, lost


def _clusters(text):
    """Cut into letters, each with what hangs on it: marks, joiners, skin tones, the second half of a flag."""
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


def _hangs_on(cluster, sign):
    if cluster in "\n\t " or sign in "\n\t ":
        return False
    if unicodedata.category(sign) in ("Mn", "Mc", "Me") or sign == ZERO_WIDTH_JOINER:
        return True
    if cluster[-1] == ZERO_WIDTH_JOINER or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    if "\U000e0020" <= sign <= "\U000e007f":
        return True
    if "\u1160" <= sign <= "\u11ff" and "\u1100" <= cluster[0] <= "\u11ff":
        return True
    is_flag = "\U0001f1e6" <= sign <= "\U0001f1ff" and "\U0001f1e6" <= cluster[-1] <= "\U0001f1ff"
    return is_flag and len(cluster) == 1


def _shown(cluster):
    """The cluster in letters the fonts hold; None where they cannot show it."""
    if cluster == "\n":
        return cluster
    if cluster.isspace() and not _is_covered(cluster):
        return " "
    plain = INVISIBLE.sub("", cluster)
    if not plain:
        return ""
    base = IVS.sub("", plain).strip(ZERO_WIDTH_JOINER)
    if not base:
        return ""
    if len(base) > 1:
        # Marks only: NFC of a lone kanji would turn the 神 of a name (U+FA19) into another one.
        composed = unicodedata.normalize("NFC", base)
        if len(composed) == 1 and _is_covered(composed):
            return composed
    if _is_covered(base):
        return base if len(base) > 1 else plain.strip(ZERO_WIDTH_JOINER)
    return None


def _is_covered(text):
    return all(ord(sign) in covered() and unicodedata.category(sign) != "Cc" for sign in text)


def _breakable(match):
    """A long run without a space (an address, a number) may be broken anywhere, so that it stays in its column."""
    run = match[0]
    return "\u200b".join(run[start : start + 8] for start in range(0, len(run), 8))
