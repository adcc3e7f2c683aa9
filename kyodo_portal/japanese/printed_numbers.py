"""The plain number in a printed one: ① is 1, (2) is 2, Ⅳ is 4, 施策3 is 3, ②再 is 2."""

import re
import unicodedata

ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def plain_number(printed):
    """The int, or None when the text holds no single number."""
    text = unicodedata.normalize("NFKC", printed or "").strip()
    digits = re.findall(r"[0-9]+", text)
    if len(digits) == 1:
        return int(digits[0])
    if not digits and re.fullmatch(r"[IVXL]+", text):
        return _roman(text)
    return None


def _roman(text):
    values = [ROMAN[letter] for letter in text]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
