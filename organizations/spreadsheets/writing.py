"""Writing workbooks: a text stays a text, nothing is cut off, and the same content gives the same bytes."""

import io
import re
import unicodedata
from datetime import UTC, date, datetime
from math import ceil
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from organizations.csv_reading import FORMULA_STARTS

from .long_texts import LONG_TEXTS, MARK, MOST_SIGNS, in_pieces, length, mark_of

# What XML cannot hold as it is, and a carriage return, which it would lose: written as Excel writes them (ST_Xstring).
TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
NARROWEST, WIDEST, WIDEST_HEAD = 6, 50, 14  # of a column, in half-width characters
LINE_HEIGHT, HIGHEST = 13.5, 409  # of a row, in points; Excel allows no more
ZIP_BEGINNING = (1980, 1, 1, 0, 0, 0)
TEXT, CODE, DATE, TIME, HEAD, KEY_HEAD, PLAIN, FILL, GREY, TITLE, WRONG = (
    "本文",
    "番号",
    "日付",
    "日時",
    "列の名前",
    "番号の列の名前",
    "説明の文",
    "書くところ",
    "見るところ",
    "題",
    "直すところ",
)
FONT = "BIZ UDPGothic"
MOST_SHEET_NAME = 31
CODES = "コード表"


def escaped(text):
    """The text as it stands in the file's XML: Excel shows it, and a reader gives it back, as it is."""
    return TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def styles():
    """The named styles of our workbooks; people can change them in Excel by their names."""
    top = Alignment(vertical="top", wrap_text=True)
    font, bold = Font(name=FONT, size=10), Font(name=FONT, size=10, bold=True)
    thin = Side(style="thin", color="FF767676")
    line, box = Border(bottom=Side(style="thin")), Border(left=thin, right=thin, top=thin, bottom=thin)
    body = {"font": font, "alignment": top}
    yield NamedStyle(TEXT, **body)
    yield NamedStyle(CODE, number_format="@", **body)
    yield NamedStyle(DATE, number_format="yyyy-mm-dd", **body)
    yield NamedStyle(TIME, number_format="yyyy-mm-dd hh:mm:ss", **body)
    yield NamedStyle(HEAD, font=bold, alignment=top, border=line)
    blue = PatternFill("solid", fgColor="FFE8F1FE")
    yield NamedStyle(KEY_HEAD, font=bold, alignment=top, border=line, fill=blue)
    yield NamedStyle(PLAIN, font=font, alignment=top)
    yield NamedStyle(FILL, number_format="@", border=box, protection=Protection(locked=False), **body)
    grey = PatternFill("solid", fgColor="FFF2F2F2")
    yield NamedStyle(GREY, number_format="@", border=box, fill=grey, **body)
    yield NamedStyle(TITLE, font=Font(name=FONT, size=14, bold=True), alignment=Alignment(vertical="center"))
    red = PatternFill("solid", fgColor="FFFFE5E5")
    mark = Side(style="medium", color="FFCE0000")
    frame = Border(left=mark, right=mark, top=mark, bottom=mark)
    yield NamedStyle(WRONG, font=bold, alignment=top, fill=red, border=frame)


class BookWriter:
    """A workbook in the making. `notice`: stands at the head of every printed page."""

    def __init__(self, title, creator, *, notice="", moment=None):
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.active)
        # Nothing is to be calculated, so Excel has nothing to save when the file is closed.
        self.workbook.calculation.fullCalcOnLoad = False
        for style in styles():
            self.workbook.add_named_style(style)
        self.title, self.creator, self.notice = title, creator, notice
        self.moment = moment or datetime(2000, 1, 1, tzinfo=UTC)
        self.long_texts, self.codes = [], []

    def add(self, name):
        """An empty sheet, for a layout of its own."""
        sheet = self.workbook.create_sheet(name[:MOST_SHEET_NAME])
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.center.text = "&A &P / &N"
        if self.notice:
            sheet.oddHeader.left.text = self.notice.replace("&", "&&")
        return sheet

    def add_table(self, name, headers, rows, *, keys=(), options=None, styles_of=None, spare_rows=0):
        """A sheet with one table from A1 on. `options`: header -> the words of its drop-down list.

        `keys`: the headers of the columns that tell rows apart. `spare_rows`: empty rows that get the lists too.
        """
        sheet = self.add(name)
        rows = list(rows)
        lines = [1] * (len(rows) + 1)
        for number, header in enumerate(headers, 1):
            values = [header, *(row[number - 1] for row in rows)]
            width = column_width(values)
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = width
            self.put(sheet.cell(1, number), header, KEY_HEAD if header in keys else HEAD)
            for place, value in enumerate(values[1:], 1):
                if value is not None:
                    self.put(sheet.cell(place + 1, number), value)
                    lines[place] = max(lines[place], lines_in(value, width))
            if options and options.get(header):
                reference = self.list_of(name, header, options[header])
                self.offer(sheet, reference, f"{letter}2:{letter}{max(2, len(rows) + 1 + spare_rows)}")
        for place, many in enumerate(lines, 1):
            sheet.row_dimensions[place].height = min(many * LINE_HEIGHT, HIGHEST)
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        return sheet

    def put(self, cell, value, style=""):
        """A text stays a text whatever it begins with, here and when Excel saves the file again (quotePrefix)."""
        cell.style = style or style_of(value)
        if not isinstance(value, str):
            if isinstance(value, datetime) and value.tzinfo:
                raise ValueError("Excel knows no time zones.")
            cell.value = value
            return
        if length(escaped(value)) > MOST_SIGNS or MARK.fullmatch(value):
            self.long_texts.append(value)
            value = mark_of(len(self.long_texts))
        cell.value = text = escaped(value)
        cell.data_type = "s"
        if text.startswith(FORMULA_STARTS):
            cell.quotePrefix = True

    def list_of(self, name, header, words):
        """The place of these words in the sheet of codes, as a drop-down list refers to it."""
        for first, known in enumerate(self.codes):
            if known[:2] == (name, header):
                return self._range(first, len(words))
        first = len(self.codes)
        self.codes += [(name, header, word) for word in words]
        return self._range(first, len(words))

    def _range(self, first, number):
        return f"'{CODES}'!$C${first + 2}:$C${first + number + 1}"

    def offer(self, sheet, reference, cells):
        """A drop-down list; what it does not offer is told when the file comes back, not refused while typing."""
        validation = DataValidation(type="list", formula1=reference, allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(validation)
        validation.add(cells)

    def content(self):
        """The file's bytes."""
        if self.codes:
            codes, self.codes = self.codes, []
            self.add_table(CODES, ("シート", "列", "書く言葉"), codes)
        if self.long_texts:
            pieces = [
                (number, place, piece)
                for number, text in enumerate(self.long_texts, 1)
                for place, piece in enumerate(in_pieces(text), 1)
            ]
            self.add_table(LONG_TEXTS, ("番号", "順番", "文"), pieces)
        written = io.BytesIO()
        self.workbook.save(written)
        properties = self.workbook.properties
        properties.title, properties.creator = escaped(self.title), escaped(self.creator)
        properties.language = "ja"
        properties.created = properties.modified = self.moment.astimezone(UTC).replace(tzinfo=None)
        return without_hour(written, tostring(properties.to_tree()))


def style_of(value):
    if isinstance(value, str):
        return CODE  # the format of a text, so that what is typed over it stays one
    if isinstance(value, datetime):
        return TIME
    if isinstance(value, date):
        return DATE
    return TEXT


def column_width(values):
    head, *others = [max(map(width_of, lines_of(value))) for value in values if value is not None]
    return min(max(min(head, WIDEST_HEAD), *others, NARROWEST) + 2, WIDEST)


def lines_in(value, width):
    """How many lines the cell takes. Not every program makes a row as high as its text, so it is said in the file."""
    return sum(ceil(max(width_of(line), 1) / (width - 2)) for line in lines_of(value))


def lines_of(value):
    return str(value).splitlines() or [""]


def width_of(line):
    """In half-width characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


def without_hour(written, properties):
    """The archive again, with nothing in it of the hour at which it was made."""
    archive = io.BytesIO()
    with ZipFile(written) as old, ZipFile(archive, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, ZIP_BEGINNING)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, properties if name == ARC_CORE else old.read(name))
    return archive.getvalue()
