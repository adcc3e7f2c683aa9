"""Text folded for search, and hits in folded text led back to the original characters.

Folding works cluster by cluster (one character with its voicing marks), never across clusters:
so each folded character has a known home in the original, though ㈱ grows to (株) and ｶﾞ shrinks to ガ.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

Piece = tuple[str, bool]
# A word, folded or not, or a pattern that is looked for in the folded text.
Word = str | re.Pattern

# Forms of the same name that NFKC keeps apart. 斎 and 斉, 島 and 嶋 are different names and stay apart.
_VARIANTS = str.maketrans(
    "髙﨑德濵濱邊邉齋齊澤國廣櫻眞瀨𠮷ヵヶ",
    "高崎徳浜浜辺辺斎斉沢国広桜真瀬吉カケ",
)
_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_DASHES = dict.fromkeys(map(ord, "ー~∼⁓−─━"), "-")

# Marks, separators, control and format characters, and lone surrogates, which no database stores.
_DROPPED = frozenset(("Mn", "Mc", "Me", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs"))
_HALFWIDTH_VOICING = "ﾞﾟ"
# unicodedata sorts a run of marks in quadratic time; no real letter carries more.
_MOST_MARKS = 8


def fold(text: str) -> str:
    """The form that is searched: NFKC, casefold, katakana, one kanji per name, "-" for every dash, no space.

    fold(fold(text)) == fold(text). The result has no white space, control character or lone surrogate.
    Join the folded fields of a row with a newline, and no word is found across two fields.
    """
    return "".join(_fold_cluster(cluster) for cluster in _clusters(text))


def fold_words(query: str) -> list[str]:
    """The folded words of a query, in their order, each once; [] when nothing searchable is left."""
    return list(dict.fromkeys(word for word in map(fold, query.split()) if word))


def mark_hits(text: str, words: list[Word]) -> list[Piece]:
    """The text cut into (piece, is_hit); the pieces joined are the text. Words may be folded or not.

    A cluster of which only a part is found (株 in ㈱) is a hit as a whole.
    """
    clusters = _clusters(text)
    return _pieces(clusters, _hits(clusters, words))


def excerpt(text: str, words: list[Word], width: int = 80) -> list[Piece]:
    """Pieces as in mark_hits, `width` characters around the first hit, or the beginning if there is none.

    Each cut is shown by a piece ("…", False), not counted in the width.
    """
    clusters = _clusters(text)
    hits = _hits(clusters, words)
    width = max(width, 1)
    begin = max(0, min(hits.find(1) - width // 4, len(clusters) - width))
    end = begin + width
    pieces = _pieces(clusters[begin:end], hits[begin:end])
    before: list[Piece] = [("…", False)] if begin > 0 else []
    after: list[Piece] = [("…", False)] if end < len(clusters) else []
    return before + pieces + after


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    marks = _MOST_MARKS
    for char in text:
        is_mark = char in _HALFWIDTH_VOICING or unicodedata.category(char)[0] == "M"
        if is_mark and marks < _MOST_MARKS:
            clusters[-1] += char
            marks += 1
        else:
            clusters.append(char)
            marks = _MOST_MARKS if is_mark else 0
    return clusters


@lru_cache(maxsize=16384)
def _fold_cluster(cluster: str) -> str:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    plain = plain.translate(_KATAKANA).translate(_VARIANTS).translate(_DASHES)
    categories = ((char, unicodedata.category(char)) for char in plain)
    return "".join(
        "-" if category == "Pd" else char for char, category in categories if category not in _DROPPED
    )


def _hits(clusters: list[str], words: list[Word]) -> bytearray:
    """One byte a cluster, 1 where a word was found."""
    folded = [_fold_cluster(cluster) for cluster in clusters]
    haystack = "".join(folded)
    homes = [home for home, piece in enumerate(folded) for _ in piece]
    hits = bytearray(len(clusters))
    for pattern in filter(None, map(_pattern, words)):
        for match in pattern.finditer(haystack):
            first, last = homes[match.start()], homes[match.end() - 1]
            hits[first : last + 1] = b"\x01" * (last + 1 - first)
    return hits


def _pattern(word: Word) -> re.Pattern | None:
    if isinstance(word, re.Pattern):
        return word
    folded = fold(word)
    return re.compile(re.escape(folded)) if folded else None


def _pieces(clusters: list[str], hits: bytearray) -> list[Piece]:
    runs = groupby(zip(clusters, hits, strict=True), key=lambda pair: pair[1])
    return [("".join(cluster for cluster, _ in run), bool(is_hit)) for is_hit, run in runs]
