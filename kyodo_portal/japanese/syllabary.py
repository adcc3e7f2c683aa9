"""五十音: in what order names stand, and under which row."""

from bisect import bisect

from .folding import fold

_ROWS = "あかさたなはまやらわ"
_BEGINS = "ァカサタナハマャラヮ"  # the first katakana of each row, in the order of Unicode
_LAST, _VU = "ン", "ヴ"


def order_of(name: str, reading: str) -> str:
    """What to sort by: the folded reading, or the folded name where the reading is not known; kanji come last."""
    return fold(reading or name)


def row_of(order: str) -> str:
    """あ, か, さ …: the row under which it stands; "" where it does not begin with kana."""
    first = order[:1]
    if first == _VU:
        return _ROWS[0]
    if not _BEGINS[0] <= first <= _LAST:
        return ""
    return _ROWS[bisect(_BEGINS, first) - 1]
