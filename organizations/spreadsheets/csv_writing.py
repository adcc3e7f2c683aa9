"""Writing CSV files for Excel. What an encoding cannot hold is named, never replaced or left out."""

import csv
import io
from functools import lru_cache

from organizations.csv_reading import escaped

UTF_8, SHIFT_JIS = "utf-8-sig", "cp932"
MOST_NAMED = 20


class Unencodable(ValueError):
    """Shift_JIS cannot hold some of the characters. `found`: what `unencodable` gives. The message is for staff."""

    def __init__(self, found):
        self.found = found
        named = "、".join(
            f"{row}行目「{header}」の{characters}" for row, header, characters in found[:MOST_NAMED]
        )
        more = f"、ほか{len(found) - MOST_NAMED:,}か所" if len(found) > MOST_NAMED else ""
        super().__init__(
            f"シフトJISで書けない文字があるため、ファイルを作っていません: {named}{more}。"
            "UTF-8のCSVかExcelのブック(xlsx)を選ぶと、すべての文字をそのまま書き出せます。"
        )


def csv_bytes(rows, encoding=UTF_8):
    """The rows, the header first, as a CSV file that Excel opens: CRLF, no formulas. Raises Unencodable."""
    rows = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if encoding == SHIFT_JIS and (found := unencodable(rows)):
        raise Unencodable(found)
    output = io.StringIO(newline="")
    csv.writer(output, lineterminator="\r\n").writerows([escaped(cell) for cell in row] for row in rows)
    return output.getvalue().encode(encoding)


def unencodable(rows):
    """[(row number, header, characters)] of the cells that Shift_JIS as Windows knows it (CP932) cannot hold.

    The first of the rows is the header and has the number 1. A character that comes back as another one counts too:
    〜 (U+301C) and − (U+2212) would be read as ～ (U+FF5E) and － (U+FF0D).
    """
    rows = iter(rows)
    headers = [str(cell) for cell in next(rows, ())]
    found = []
    for number, row in enumerate([headers, *rows], 1):
        for header, cell in zip(headers, row, strict=False):
            signs = "".join(dict.fromkeys(sign for sign in str(cell) if not _is_held(sign)))
            if signs:
                found.append((number, header, signs))
    return found


@lru_cache(maxsize=20_000)
def _is_held(sign):
    try:
        return sign.encode(SHIFT_JIS).decode(SHIFT_JIS) == sign
    except UnicodeError:
        return False
