"""Reading a CSV file somebody made in Excel: its encoding, its table, its dates. What is wrong is said in Japanese."""

import csv
import io
import re
import unicodedata
from datetime import date

from kyodo_portal.japanese.fiscal_years import ERAS

MOST_BYTES = 1024 * 1024
MOST_ROWS = 5000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
AS_CSV = (
    "Excelの「名前を付けて保存」で「CSV UTF-8(コンマ区切り)」を選んで保存し、そのファイルを選んでください。"
)
# What a file begins with that is no text.
OTHER_FILES = (
    (b"PK\x03\x04", "Excelのブック(xlsx)など"),
    (b"\xd0\xcf\x11\xe0", "古いExcelのブック(xls)など"),
    (b"\x89PNG", "画像(PNG)"),
    (b"\xff\xd8\xff", "画像(JPEG)"),
    (b"GIF8", "画像(GIF)"),
    (b"%PDF", "PDF"),
)
ENCODINGS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DATE_FORMS = "2027-04-01、2027/4/1、令和9年4月1日、R9.4.1 のどれかの形で書いてください。"
ERA_OF = {spelling: era for era in ERAS for spelling in (era.name, era.short, era.letter)}
DATE = re.compile(
    rf"(?:({'|'.join(ERA_OF)})(元|[0-9]{{1,2}})|([0-9]{{4}}))[-/.年]([0-9]{{1,2}})[-/.月]([0-9]{{1,2}})日?"
)
MIDNIGHT = re.compile(r"\s+0?0:00(:00)?\s*\Z")  # Excel adds it to a date
YEARS = range(2000, 2101)


class UnreadableCsv(Exception):
    """The file cannot be read as a table: a sentence that says what to do."""


class NoDate(ValueError):
    """The cell is no date: a sentence that says how to write one."""


def plain(text):
    """Without spaces around it, in the usual width: １２ and 12 are the same."""
    return unicodedata.normalize("NFKC", text).strip()


def shown(text):
    """A cell as it is quoted in a sentence: on one line, not too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return f"{line[:30]}…" if len(line) > 30 else line


def escaped(cell):
    """A cell that Excel would run as a formula gets an apostrophe in front; `unescaped` takes it off again."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def unescaped(cell):
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def written(rows):
    """The rows as a CSV file that Excel opens: UTF-8 with a byte order mark, CRLF, no formulas."""
    output = io.StringIO(newline="")
    csv.writer(output, lineterminator="\r\n").writerows([[escaped(cell) for cell in row] for row in rows])
    return output.getvalue().encode("utf-8-sig")


def decoded(content, most_bytes=MOST_BYTES):
    """The text of the file. Raises UnreadableCsv."""
    if len(content) > most_bytes:
        raise UnreadableCsv(f"ファイルが大きすぎます。{most_bytes // 1024**2}MBまでに分けてください。")
    for beginning, kind in OTHER_FILES:
        if content.startswith(beginning):
            raise UnreadableCsv(f"CSVではなく、{kind}のファイルです。{AS_CSV}")
    marked = next((encoding for mark, encoding in ENCODINGS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp932"):
        try:
            return _without_nul(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise UnreadableCsv(f"文字コードが分かりません(UTF-8、UTF-16、シフトJISのどれでもありません)。{AS_CSV}")


def _without_nul(text):
    if "\0" in text:
        raise UnreadableCsv(f"表のファイルにはない文字(NUL)が入っていて、読めません。{AS_CSV}")
    return text


def table(text, headers):
    """[(line number, {header: cell})] of the rows that are not blank. Raises UnreadableCsv.

    The first row must name exactly these headers, in any order. A row's line is the one it begins on.
    """
    found = records(text)
    _line, first = next(found, (1, []))
    if first and first[0].strip().lower().startswith("sep=") and not any(first[1:]):
        _line, first = next(found, (2, []))  # how Excel is told what separates the cells
    names = _header(first, headers, text)
    rows = []
    for line, cells in found:
        cells = [unescaped(cell) for cell in cells]
        if not any(plain(cell) for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            raise UnreadableCsv(f"行が多すぎます。{MOST_ROWS:,}行までに分けてください。")
        if len(cells) < len(names) or any(plain(cell) for cell in cells[len(names) :]):
            raise UnreadableCsv(
                f"{line}行目の列の数が見出しと合いません(見出しは{len(names)}列、この行は{len(cells)}列)。"
                'セルの中にコンマがあるときは、セル全体を「"」で囲んでください。'
            )
        rows.append((line, dict(zip(names, cells, strict=False))))
    return rows


def records(text, separator=",", first_line=1):
    """(line it begins on, cells) of each record. `first_line`: the line of the file that `text` begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = first_line
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableCsv(_what_is_wrong(line, str(error))) from error
        if cells is None:
            return
        yield line, cells
        line = reader.line_num + first_line


def _what_is_wrong(line, error):
    if "unexpected end of data" in error:
        return f'{line}行目から始まる「"」が閉じていません。「"」の数を確かめてください。'
    if "expected after" in error:
        return (
            f'{line}行目から始まるセルの「"」の使い方が合いません。'
            'セルの中に「"」を書くときは、「""」と2つ続けてください。'
        )
    return f"{line}行目から始まるセルが長すぎるか、改行が合わないため読めません。その行を打ち直してください。"


def _header(cells, headers, text):
    names = [plain(unescaped(cell)) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise UnreadableCsv(f"1行目に見出しがありません。見出しは「{'、'.join(headers)}」です。")
    if sorted(names) == sorted(headers):
        return names
    for sign, word in ((";", "セミコロン(;)"), ("\t", "タブ")):
        if len(names) == 1 and sign in cells[0].strip():
            raise UnreadableCsv(f"列の区切りが{word}になっています。コンマで区切ってください。{AS_CSV}")
    missing = [name for name in headers if name not in names]
    unknown = [shown(name) or "(空欄)" for name in dict.fromkeys(names) if name not in headers]
    doubled = [name for name in headers if names.count(name) > 1]
    sentences = [
        f"{words}: {'、'.join(found[:20])}。"
        for words, found in (
            ("足りない見出しがあります", missing),
            ("知らない見出しがあります", unknown),
            ("同じ見出しが2つ以上あります", doubled),
        )
        if found
    ]
    raise UnreadableCsv(f"{''.join(sentences)}1行目の見出しは「{'、'.join(headers)}」だけにしてください。")


def read_day(text):
    """The date in the cell: western or Japanese years, any width. Raises NoDate."""
    compact = re.sub(r"\s", "", MIDNIGHT.sub("", unicodedata.normalize("NFKC", text)))
    if any(not sign.isdecimal() and unicodedata.numeric(sign, None) is not None for sign in text):
        raise NoDate(f"丸数字や漢数字は日付として読めません。{DATE_FORMS}")
    match = DATE.fullmatch(compact.upper())
    if match is None:
        hint = (
            "Excelの日付の番号のようです。セルの表示形式を「日付」に変えるか、"
            if re.fullmatch("[0-9]{5}", compact)
            else ""
        )
        raise NoDate(f"{hint}{DATE_FORMS}")
    name, number, western, month, day = match.groups()
    if western:
        year = int(western)
    else:
        era = ERA_OF[name]
        year = era.first_fiscal_year - 1 + (1 if number == "元" else int(number))
    if year not in YEARS:
        raise NoDate(f"{year}年になっています。年を確かめてください。")
    try:
        return date(year, int(month), int(day))
    except ValueError:
        raise NoDate(
            f"{year}年{int(month)}月{int(day)}日という日はありません。月と日を確かめてください。"
        ) from None
