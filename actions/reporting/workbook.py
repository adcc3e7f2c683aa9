"""report.xlsx: one table a sheet, the header in row 1, and nothing that only a person could understand.

No merged cells, formulas, macros, hidden rows or sheets, and no meaning by colour, by the national rule on
machine-readable data of March 2026. The same document always gives the same bytes.
"""

import io
import re
from datetime import UTC, date, datetime, time
from math import ceil

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from organizations.spreadsheets.long_texts import length
from organizations.spreadsheets.writing import (
    CODE,
    DATE,
    HEAD,
    HIGHEST,
    LINE_HEIGHT,
    TEXT,
    TIME,
    column_width,
    lines_in,
    styles,
    without_hour,
)

from ..data_files import columns
from ..data_files.tables import FORMULA_STARTS, spread, value_in
from .tables import REPORT_TABLES
from .tables.about import CUT_MARK

# What XML 1.0 does not allow in a text (https://www.w3.org/TR/xml/#charsets).
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_CELL = 32_767  # of Excel, counted in UTF-16
# Excel reads _x0041_ as the character U+0041, unless the first _ is itself written so (ST_Xstring of ECMA-376).
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Half-width characters across a page that can still be read; wider tables take several pages side by side.
PAGE_WIDTH = 180
STYLES = (TEXT, CODE, DATE, TIME, HEAD)


def make_workbook(document):
    """The file's bytes."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    # Nothing is to be calculated, so Excel has nothing to save when the file is closed.
    workbook.calculation.fullCalcOnLoad = False
    for style in styles():
        if style.name in STYLES:
            workbook.add_named_style(style)
    for table in REPORT_TABLES.values():
        _add_sheet(workbook, table, document)
    _describe(workbook.properties, document)
    written = io.BytesIO()
    workbook.save(written)
    _describe(workbook.properties, document)  # saving has set the hour of saving
    return without_hour(written, tostring(workbook.properties.to_tree()))


def cell_text(text):
    """The text as a cell can hold it: line breaks are LF, forbidden characters become U+FFFD, an end is marked."""
    text = FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if length(text) > LONGEST_CELL:
        room = 2 * (LONGEST_CELL - length(CUT_MARK))
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT_MARK
    return text


def _add_sheet(workbook, table, document):
    rows = list(table.rows(document))
    sheet = workbook.create_sheet(table.title)
    lines = [1] * (len(rows) + 1)
    for number, (head, column, index) in enumerate(spread(table.columns, rows), 1):
        values = [head, *(value_in(row, column, index) for row in rows)]
        width = column_width(values)
        sheet.column_dimensions[get_column_letter(number)].width = width
        for place, value in enumerate(values):
            if value is not None:
                style = _style_of(column, value) if place else HEAD
                _write(sheet.cell(place + 1, number), value, style)
                lines[place] = max(lines[place], lines_in(value, width))
    for place, many in enumerate(lines, 1):
        sheet.row_dimensions[place].height = min(many * LINE_HEIGHT, HIGHEST)
    sheet.freeze_panes = "A2"
    _set_for_print(sheet)


def _style_of(column, value):
    if isinstance(value, datetime):
        return TIME
    if isinstance(value, date):
        return DATE
    return CODE if column.kind == columns.CODE else TEXT


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
