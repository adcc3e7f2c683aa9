"""Texts as every file and feed can carry them. What staff paste may hold control characters that XML forbids."""

import re

LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# What XML 1.0 does not allow in a text (https://www.w3.org/TR/xml/#charsets).
FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(value):
    """The value with every text in it (also in dicts and lists) plain: line ends are LF, and a control character is
    U+FFFD, which pages show as � and the check list names."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, str):
        return FORBIDDEN.sub("\ufffd", LINE_ENDS.sub("\n", value))
    return value
