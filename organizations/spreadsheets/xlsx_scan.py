"""One quick pass over the XML of a sheet, or of the table of strings, before anything is built from it.

It finds what openpyxl does not tell when it reads row by row (where the sheet really ends, which cells are merged) and
stops at the limits, so that what a sheet claims of itself (`<dimension>`) is never believed.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, range_boundaries

from . import limits
from .grids import FileRefused
from .xlsx_safety import BROKEN, DECLARATIONS, LONG_TEXT, PIECE, TOO_LARGE

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW, VALUE, FORMULA, INLINE, MERGE = (f"{MAIN} {name}" for name in ("row", "v", "f", "is", "mergeCell"))
STRING, TEXT, PHONETIC = (f"{MAIN} {name}" for name in ("si", "t", "rPh"))
LONGEST_TAG = 256 * 1024  # bytes
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
SURROGATE = re.compile("[\ud800-\udfff]")
column_number = lru_cache(maxsize=20_000)(column_index_from_string)


@dataclass
class Tally:
    """What the whole book has used up so far."""

    cells: int = 0
    elements: int = 0

    def add_cells(self, number):
        self.cells += number
        if self.cells > limits.MOST_CELLS:
            raise FileRefused(
                f"ブックのセルが多すぎます(書式だけのセルも数えます)。{limits.MOST_CELLS:,}個までにしてください。"
                "使っていない行と列を削除するか、ブックを分けてください。"
            )


@dataclass
class Shape:
    """Where a sheet ends (0: nothing in it) and its merged blocks: (reference, first column, row, last column, row)."""

    last_row: int = 0
    last_column: int = 0
    merges: list = field(default_factory=list)


def unescaped_text(text):
    """The text with its _xHHHH_ read as Excel reads them, once, from the left (ST_Xstring, ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    text = ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if SURROGATE.search(text):  # 𠮷 may be written as two escapes; half of one is no character
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class _Scan:
    def __init__(self, tally):
        self.tally = tally
        self.depth = 0
        self.characters = 0

    def read(self, source):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._declaration
        try:
            fed = 0
            while piece := source.read(PIECE):
                parser.Parse(piece, False)
                fed += len(piece)
                # expat before 2.6 searches an unfinished tag or comment again from its start with every piece.
                if fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise FileRefused(LONG_TEXT)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as error:
            raise FileRefused(BROKEN) from error

    def _declaration(self, *_):
        raise FileRefused(DECLARATIONS)

    def _start(self, tag, attributes):
        self.tally.elements += 1
        self.depth += 1
        self.characters = 0
        if self.tally.elements > limits.MOST_ELEMENTS:
            raise FileRefused(TOO_LARGE)
        if self.depth > limits.MOST_DEPTH:
            raise FileRefused(BROKEN)
        self.on_start(tag, attributes)

    def _end(self, tag):
        self.on_end(tag)
        self.depth -= 1
        self.characters = 0

    def _text(self, text):
        self.characters += len(text)
        if self.characters > limits.MOST_CHARACTERS:
            raise FileRefused(LONG_TEXT)
        self.on_text(text)

    def on_text(self, text):
        pass


class SheetScan(_Scan):
    """`shape` of the sheet called `name`, once it is read."""

    def __init__(self, tally, name):
        super().__init__(tally)
        self.name = name
        self.shape = Shape()
        self.row = self.column = self.row_depth = 0

    def on_start(self, tag, attributes):
        if self.row_depth:
            if self.depth == self.row_depth + 1:
                self._cell(attributes.get("r"))
            elif tag in (VALUE, FORMULA, INLINE):
                self._something()
            elif tag == ROW:
                raise FileRefused(BROKEN)
        elif tag == ROW:
            row = int(attributes.get("r", self.row + 1))
            if row <= self.row:  # openpyxl would pass over such a row in silence
                raise FileRefused(BROKEN)
            self.row, self.column, self.row_depth = row, 0, self.depth
        elif tag == MERGE:
            self.tally.add_cells(1)
            reference = attributes.get("ref", "")
            first_column, first_row, last_column, last_row = range_boundaries(reference)
            if (first_column, first_row) != (last_column, last_row):
                self.shape.merges.append((reference, first_column, first_row, last_column, last_row))

    def on_end(self, _tag):
        if self.depth == self.row_depth:
            self.row_depth = 0

    def _cell(self, address):
        self.tally.add_cells(1)
        column = self.column + 1
        if address:
            letters = address.rstrip("0123456789")
            column = column_number(letters)
            if column <= self.column or int(address[len(letters) :]) != self.row:
                raise FileRefused(BROKEN)
        self.column = column

    def _something(self):
        if self.row > limits.MOST_ROWS:
            raise FileRefused(
                f"シート「{self.name}」の{self.row:,}行目に値があります。読めるのは{limits.MOST_ROWS:,}行目までです。"
                "要らない行を削除するか、シートを分けてください。"
            )
        if self.column > limits.MOST_COLUMNS:
            raise FileRefused(
                f"シート「{self.name}」の{self.row:,}行目は{self.column:,}列目に値があります。"
                f"読めるのは{limits.MOST_COLUMNS}列目までです。要らない列を削除してください。"
            )
        self.shape.last_row = self.row
        self.shape.last_column = max(self.shape.last_column, self.column)


class StringsScan(_Scan):
    """`strings`: the shared strings as plain text, without their formats and their furigana.

    openpyxl's own reader is not used: it drops every "x005F_" and leaves the other escapes, after which `_x000D_` that
    somebody typed cannot be told from a line break.
    """

    def __init__(self, tally):
        super().__init__(tally)
        self.strings = []
        self.pieces = []
        self.is_text = self.is_phonetic = False

    def on_start(self, tag, _attributes):
        if tag == TEXT:
            self.is_text = not self.is_phonetic
        elif tag == STRING:
            self.pieces = []
        elif tag == PHONETIC:
            self.is_phonetic = True

    def on_text(self, text):
        if self.is_text:
            self.pieces.append(text)

    def on_end(self, tag):
        if tag == TEXT:
            self.is_text = False
        elif tag == PHONETIC:
            self.is_phonetic = False
        elif tag == STRING:
            if len(self.strings) == limits.MOST_CELLS:
                raise FileRefused(TOO_LARGE)
            self.strings.append(unescaped_text("".join(self.pieces)))
