"""report.xlsx: one table a sheet, the header in row 1, and nothing that only a person could understand.

No merged cells, formulas, macros, hidden rows or sheets, and no meaning by colour, by the national rule on
machine-readable data of March 2026. The same document always gives the same bytes.
"""

import io
import re
import unicodedata
from datetime import UTC, date, datetime, time
from math import ceil
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.utils import get_column_letter
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from ..data_files.columns import CODE
from ..data_files.tables import FORMULA_STARTS, spread, value_in
from .tables import REPORT_TABLES
from .tables.about import CUT_MARK

# What XML 1.0 does not allow in a text (https://www.w3.org/TR/xml/#charsets).
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_CELL = 32_767  # of Excel, counted in UTF-16
# Excel reads _x0041_ as the character U+0041, unless the first _ is itself written so (ST_Xstring of ECMA-376).
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
NARROWEST, WIDEST, WIDEST_HEAD = 6, 50, 14  # of a column, in half-width characters
LINE_HEIGHT, HIGHEST = 13.5, 409  # of a row, in points; Excel allows no more
# Half-width characters across a page that can still be read; wider tables take several pages side by side.
PAGE_WIDTH = 180
ZIP_BEGINNING = (1980, 1, 1, 0, 0, 0)
TEXT_STYLE, CODE_STYLE, DATE_STYLE, TIME_STYLE, HEAD_STYLE = "本文", "番号", "日付", "日時", "列の名前"


def make_workbook(document):
    """The file's bytes."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    # Nothing is to be calculated, so Excel has nothing to save when the file is closed.
    workbook.calculation.fullCalcOnLoad = False
    for style in _styles():
        workbook.add_named_style(style)
    for table in REPORT_TABLES.values():
        _add_sheet(workbook, table, document)
    _describe(workbook.properties, document)
    written = io.BytesIO()
    workbook.save(written)
    _describe(workbook.properties, document)  # saving has set the hour of saving
    return _without_hour(written, tostring(workbook.properties.to_tree()))


def cell_text(text):
    """The text as a cell can hold it: line breaks are LF, forbidden characters become U+FFFD, an end is marked."""
    text = FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _length(text) > LONGEST_CELL:
        room = 2 * (LONGEST_CELL - _length(CUT_MARK))
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT_MARK
    return text


def _length(text):
    return len(text.encode("utf-16-le")) // 2


def _styles():
    top = Alignment(vertical="top", wrap_text=True)
    body = {"font": Font(name="BIZ UDPGothic", size=10), "alignment": top}
    yield NamedStyle(TEXT_STYLE, **body)
    yield NamedStyle(CODE_STYLE, number_format="@", **body)
    yield NamedStyle(DATE_STYLE, number_format="yyyy-mm-dd", **body)
    yield NamedStyle(TIME_STYLE, number_format="yyyy-mm-dd hh:mm:ss", **body)
    line = Border(bottom=Side(style="thin"))
    yield NamedStyle(
        HEAD_STYLE, font=Font(name="BIZ UDPGothic", size=10, bold=True), alignment=top, border=line
    )


def _add_sheet(workbook, table, document):
    rows = list(table.rows(document))
    sheet = workbook.create_sheet(table.title)
    lines = [1] * (len(rows) + 1)
    for number, (head, column, index) in enumerate(spread(table.columns, rows), 1):
        values = [head, *(value_in(row, column, index) for row in rows)]
        width = _column_width(values)
        sheet.column_dimensions[get_column_letter(number)].width = width
        for place, value in enumerate(values):
            if value is not None:
                style = _style_of(column, value) if place else HEAD_STYLE
                _write(sheet.cell(place + 1, number), value, style)
                lines[place] = max(lines[place], _lines_in(value, width))
    for place, many in enumerate(lines, 1):
        sheet.row_dimensions[place].height = min(many * LINE_HEIGHT, HIGHEST)
    sheet.freeze_panes = "A2"
    _set_for_print(sheet)


def _column_width(values):
    head, *others = [max(map(_width, _lines(value))) for value in values if value is not None]
    return min(max(min(head, WIDEST_HEAD), *others, NARROWEST) + 2, WIDEST)


def _lines_in(value, width):
    """How many lines the cell takes. Not every program makes a row as high as its text, so it is said in the file."""
    return sum(ceil(max(_width(line), 1) / (width - 2)) for line in _lines(value))


def _lines(value):
    return str(value).splitlines() or [""]


def _width(line):
    """In half-width characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


def _style_of(column, value):
    if isinstance(value, datetime):
        return TIME_STYLE
    if isinstance(value, date):
        return DATE_STYLE
    return CODE_STYLE if column.kind == CODE else TEXT_STYLE


def _write(cell, value, style):
    """A text stays a text whatever it begins with, here and when Excel saves the file again (quotePrefix)."""
    cell.style = style
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = text = cell_text(LOOKS_ESCAPED.sub("_x005F_", value))
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True


def _set_for_print(sheet):
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    width = sum(dimension.width for dimension in sheet.column_dimensions.values())
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = ceil(width / PAGE_WIDTH), 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&A &P / &N"


def _describe(properties, document):
    hour = _hour(document)
    properties.title = FORBIDDEN.sub("\ufffd", document["title"])
    properties.creator = FORBIDDEN.sub("\ufffd", document["municipality"]["name"])
    properties.language = "ja"
    properties.created = properties.modified = hour


def _hour(document):
    """When the edition was published, in UTC without a zone, as the file keeps it; a preview has a day of its own."""
    written = document["edition"]["published_at"]
    if written is None:
        return datetime.combine(date(document["fiscal_year"] + 1, 4, 1), time())
    return datetime.fromisoformat(written).astimezone(UTC).replace(tzinfo=None)


def _without_hour(written, properties):
    """The archive again, with nothing in it of the hour at which it was made."""
    archive = io.BytesIO()
    with ZipFile(written) as old, ZipFile(archive, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, ZIP_BEGINNING)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, properties if name == ARC_CORE else old.read(name))
    return archive.getvalue()
