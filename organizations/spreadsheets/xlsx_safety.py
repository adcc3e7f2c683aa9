"""Whether an uploaded .xlsx may be unpacked and parsed at all. Nothing here understands a sheet.

Sizes written in the archive are checked first and never trusted: every part is unpacked once, piece by piece, through
a counter. After that the second reading by openpyxl meets the same bytes and can bring no surprise.
"""

import io
import zipfile

from . import limits
from .grids import FileRefused

PIECE = 64 * 1024
AS_XLSX = "「名前を付けて保存」で「Excel ブック(*.xlsx)」を選んで保存し、そのファイルを選んでください。"
SAVE_AGAIN = f"Excelで開いて{AS_XLSX}"
BROKEN = f"このブックは壊れているか、途中で切れているため読めません。{SAVE_AGAIN}"
DAMAGED = f"このブックは途中で内容が変わっています(検査の値が合いません)。元のファイルを{SAVE_AGAIN}"
NO_WORKBOOK = "Excelのブックではない圧縮ファイルです。圧縮ファイルの中にブックがあるときは、展開して中のブックを選んでください。"
ENCRYPTED_ZIP = "パスワードの付いた圧縮ファイルです。パスワードを外したExcelのブック(xlsx)を選んでください。"
MACROS = (
    f"マクロの入ったブックは受け付けません。マクロのないxlsxで保存し直してください。Excelで開いて{AS_XLSX}"
)
BINARY = f"Excelのバイナリブック(xlsb)は読めません。{SAVE_AGAIN}"
OPEN_DOCUMENT = f"OpenDocumentの表(ods)は読めません。{SAVE_AGAIN}"
WORD = "Wordの文書です。表をExcelのブック(xlsx)に写して保存し、そのファイルを選んでください。"
POWERPOINT = "PowerPointの資料です。表をExcelのブック(xlsx)に写して保存し、そのファイルを選んでください。"
COMPRESSION = f"このブックは、Excelが使わない方法で圧縮されているため読めません。{SAVE_AGAIN}"
STRANGE_NAMES = f"ブックの中に、Excelが作らない名前の部分があるため読めません。{SAVE_AGAIN}"
TOO_LARGE = (
    "ブックを展開すると大きすぎるため読めません。使っていないシートや画像を削除して保存し直すか、"
    "ブックを分けてください。"
)
DECLARATIONS = f"ブックの中に、Excelが作らない宣言(DOCTYPE、ENTITY)があるため読めません。{SAVE_AGAIN}"
LONG_TEXT = f"ブックの中に長すぎる文字列があるため読めません。セルの文字を減らすか、{SAVE_AGAIN}"

MANY_FORMATS_INSIDE = (
    "ブックの中に、部分ごとの書式やふりがなが多すぎるセルがあるため読めません。"
    f"文字の書式をそろえるか、値だけを新しいブックに貼り付けてください。その上で、{SAVE_AGAIN}"
)
MUCH_BESIDE = (
    "表の外の設定(列の幅、セルの結合、条件付き書式、入力規則など)が多すぎるため読めません。"
    f"値だけを新しいブックに貼り付けて、{SAVE_AGAIN}"
)

COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile unpacks others by megabytes at a time
DECLARATION_MARKS = (b"<!DOCTYPE", b"<!ENTITY")
LONGEST_MARK = 2 * max(len(mark) for mark in DECLARATION_MARKS)  # in UTF-16
# Pictures (an SVG may have a DOCTYPE) and files inside the book, which nothing here opens.
NEVER_PARSED = ("xl/media/", "xl/embeddings/")
CONTENT_TYPES = "[Content_Types].xml"
LOCAL_HEADER = 30  # bytes in front of a part, its name not counted


def opened(content):
    """The archive of a workbook, all its parts unpacked once and found harmless. Raises FileRefused."""
    # Counted before zipfile builds an object of every entry. A nested archive adds to the count, at most a few.
    if content.count(b"PK\x01\x02") > limits.MOST_PARTS:
        raise FileRefused(TOO_LARGE)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _check_names(archive)
        _check_declared_sizes(archive)
        _check_overlaps(archive)
        for part in archive.infolist():
            _unpack(archive, part)
    except FileRefused:
        raise
    except zipfile.BadZipFile as error:
        raise FileRefused(DAMAGED if "Bad CRC-32" in str(error) else BROKEN) from error
    except Exception as error:  # zlib.error, struct.error, NotImplementedError and others, on odd bytes
        raise FileRefused(BROKEN) from error
    return archive


def _check_names(archive):
    parts = archive.infolist()
    names = [part.orig_filename for part in parts]
    if any(part.flag_bits & 0x41 for part in parts):
        raise FileRefused(ENCRYPTED_ZIP)
    if any(part.compress_type not in COMPRESSIONS for part in parts):
        raise FileRefused(COMPRESSION)
    folded = {name.casefold() for name in names}
    if any(_leads_outside(name) for name in names) or len(folded) != len(names):
        raise FileRefused(STRANGE_NAMES)
    _check_kind(archive, folded)


def _leads_outside(name):
    return name.startswith("/") or ".." in name.split("/") or any(sign in name for sign in "\\:\0")


def _check_kind(archive, names):
    def holds(folder):
        return any(name.startswith(folder) for name in names)

    if "mimetype" in names and "content.xml" in names:
        raise FileRefused(OPEN_DOCUMENT)
    if holds("word/"):
        raise FileRefused(WORD)
    if holds("ppt/"):
        raise FileRefused(POWERPOINT)
    if "xl/workbook.bin" in names:
        raise FileRefused(BINARY)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileRefused(MACROS)
    if CONTENT_TYPES.casefold() not in names or not holds("xl/"):
        raise FileRefused(NO_WORKBOOK)
    if archive.getinfo(CONTENT_TYPES).file_size > limits.MOST_OF_A_SMALL_PART:
        raise FileRefused(TOO_LARGE)
    types = archive.read(CONTENT_TYPES).lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise FileRefused(MACROS)


def _check_declared_sizes(archive):
    sizes = [part.file_size for part in archive.infolist()]
    if sum(sizes) > limits.MOST_UNPACKED or max(sizes) > limits.MOST_OF_A_PART:
        raise FileRefused(TOO_LARGE)


def _check_overlaps(archive):
    """Two entries that share their packed bytes multiply what a small file unpacks to."""
    end = 0
    for part in sorted(archive.infolist(), key=lambda part: part.header_offset):
        if part.header_offset < end:
            raise FileRefused(BROKEN)
        end = part.header_offset + LOCAL_HEADER + len(part.orig_filename) + part.compress_size
    if end > archive.start_dir:
        raise FileRefused(BROKEN)


def _unpack(archive, part):
    """Reads the part to its end and keeps nothing of it. zipfile checks the checksum on the way."""
    is_parsed = not part.filename.casefold().startswith(NEVER_PARSED)
    size = 0
    tail = b""
    with archive.open(part) as source:
        while piece := source.read(PIECE):
            size += len(piece)
            if size > min(part.file_size, limits.MOST_OF_A_PART):
                raise FileRefused(TOO_LARGE)
            if not is_parsed:
                continue
            seen = (tail + piece).replace(b"\0", b"")  # UTF-16 becomes as good as ASCII
            if any(mark in seen for mark in DECLARATION_MARKS):
                raise FileRefused(DECLARATIONS)
            tail = piece[-LONGEST_MARK:]
