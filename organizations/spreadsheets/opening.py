"""Opens what staff upload as a table: an Excel workbook or a CSV file. The content says what it is, never the name."""

import re

from .csv_opening import EMPTY, read_csv
from .grids import FileRefused
from .limits import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_UNPACKED,
)
from .xlsx_reading import read_workbook
from .xlsx_safety import SAVE_AGAIN

__all__ = [
    "MOST_BYTES",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "MOST_SHEETS",
    "MOST_UNPACKED",
    "open_book",
]

CHOOSE = "Excelのブック(xlsx)かCSVのファイルを選んでください。"
ENCRYPTED = (
    f"パスワードの付いたブックは読めません。パスワードを外して保存し、そのファイルを選んでください。{CHOOSE}"
)
OLD_EXCEL = f"古い形式のExcelのブック(xls)は読めません。{SAVE_AGAIN}"
WEB_PAGE = f"中身がExcelのブックではなくウェブページ(HTML)です。{SAVE_AGAIN}"
XML = f"中身がExcelのブックではなくXMLです。{SAVE_AGAIN}"

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0"
OLE_STREAMS = (
    ("EncryptedPackage", ENCRYPTED),
    ("WordDocument", f"古い形式のWordの文書です。{CHOOSE}"),
    ("PowerPoint Document", f"古い形式のPowerPointの資料です。{CHOOSE}"),
)
# What a file begins with that is no table.
OTHER_FILES = (
    ((b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"), OLD_EXCEL),
    ((b"\x89PNG",), f"画像(PNG)のファイルです。{CHOOSE}"),
    ((b"\xff\xd8\xff",), f"画像(JPEG)のファイルです。{CHOOSE}"),
    ((b"GIF87a", b"GIF89a"), f"画像(GIF)のファイルです。{CHOOSE}"),
    ((b"%PDF",), f"PDFのファイルです。{CHOOSE}"),
    ((b"{\\rtf",), f"リッチテキスト(RTF)の文書です。{CHOOSE}"),
    ((b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b"), f"圧縮ファイルです。展開してください。{CHOOSE}"),
)  # fmt: skip
HTML = re.compile(r"<!doctype html|<(html|head|meta|table|body|style|div)[\s>]|mime-version:")
HEAD = 4096


def open_book(content, file_name):
    """Book of the uploaded bytes. Raises FileRefused with a Japanese sentence that says what to do, and nothing else."""
    if not content.strip():
        raise FileRefused(EMPTY)
    if len(content) > MOST_BYTES:
        raise FileRefused(
            f"ファイルが大きすぎます。{MOST_BYTES // 1024**2}MBまでにしてください。"
            "使っていないシートや画像を削除するか、ファイルを分けてください。"
        )
    if content.startswith(ZIP):
        return read_workbook(content, file_name)
    if content.startswith(OLE):
        raise FileRefused(_inside_ole(content))
    for beginnings, sentence in OTHER_FILES:
        if content.startswith(beginnings):
            raise FileRefused(sentence)
    _refuse_markup(content)
    return read_csv(content, file_name)


def _inside_ole(content):
    """Old Office files and encrypted new ones are the same kind of container; the names of its streams tell them apart."""
    for stream, sentence in OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return sentence
    return OLD_EXCEL


def _refuse_markup(content):
    """Many systems hand out web pages called .xls, which Excel opens without a word."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    head = content[:HEAD].decode(encoding, "ignore").lstrip("\ufeff \t\r\n").lower()
    if HTML.match(head) or (head.startswith(("<?xml", "<!--")) and "<html" in head):
        raise FileRefused(WEB_PAGE)
    if head.startswith("<?xml"):
        raise FileRefused(XML)
