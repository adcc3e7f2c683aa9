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
from .xlsx_safety import (
    BROKEN,
    DECLARATIONS,
    LONG_TEXT,
    MANY_FORMATS_INSIDE,
    MUCH_BESIDE,
    PIECE,
    SAVE_AGAIN,
    TOO_LARGE,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW, VALUE, FORMULA, INLINE, MERGE = (f"{MAIN} {name}" for name in ("row", "v", "f", "is", "mergeCell"))
STRING, TEXT, PHONETIC = (f"{MAIN} {name}" for name in ("si", "t", "rPh"))
FORMATS, FORMAT, STYLES, STYLE = (f"{MAIN} {name}" for name in ("numFmts", "numFmt", "cellXfs", "xf"))
LONG_FORMAT = (
    f"セルの表示形式(ユーザー定義)に、{limits.LONGEST_FORMAT}文字を超えるものがあるため読めません。"
    f"その表示形式を削除して、{SAVE_AGAIN}"
)
MANY_FORMATS = (
    f"セルの表示形式(ユーザー定義)が多すぎます({limits.MOST_FORMATS:,}個まで)。"
    f"値だけを新しいブックに貼り付けて、{SAVE_AGAIN}"
)
MANY_STYLES = (
    f"書式(フォント、罫線、色など)が多すぎるため読めません。値だけを新しいブックに貼り付けて、{SAVE_AGAIN}"
)
LONGEST_TAG = 256 * 1024  # bytes
INDEX = re.compile("[0-9]{1,9}")  # int() would also read １, 1_0 and -1, which counts from the end
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
SURROGATE = re.compile("[\ud800-\udfff]")
column_number = lru_cache(maxsize=20_000)(column_index_from_string)


@dataclass
class Tally:
    """What the whole book has used up so far."""

    cells: int = 0
    elements: int = 0
    beside: int = 0
    characters: int = 0
    unpacked: int = 0

    def add_cells(self, number):
        self.cells += number
        if self.cells > limits.MOST_CELLS:
            raise FileRefused(
                f"ブックのセルが多すぎます(書式だけのセルも数えます)。{limits.MOST_CELLS:,}個までにしてください。"
                "使っていない行と列を削除するか、ブックを分けてください。"
            )

    def add_element(self):
        self.elements += 1
        if self.elements > limits.MOST_ELEMENTS:
            raise FileRefused(TOO_LARGE)

    def add_beside(self):
        self.add_element()
        self.beside += 1
        if self.beside > limits.MOST_ELEMENTS_BESIDE:
            raise FileRefused(MUCH_BESIDE)

    def add_characters(self, number):
        self.characters += number
        if self.characters > limits.MOST_CHARACTERS_OF_A_BOOK:
            raise FileRefused(
                "ブックの文字が多すぎます(同じ文字のセルも、1つずつ数えます)。"
                f"合わせて{limits.MOST_CHARACTERS_OF_A_BOOK:,}文字までにしてください。"
                "要らない行と列を削除するか、ブックを分けてください。"
            )

    def add_unpacked(self, number):
        self.unpacked += number
        if self.unpacked > limits.MOST_UNPACKED:
            raise FileRefused(TOO_LARGE)


@dataclass
class Shape:
    """Where a sheet ends (0: nothing in it) and its merged blocks: (reference, first column, row, last column, row)."""

    last_row: int = 0
    last_column: int = 0
    merges: list = field(default_factory=list)


def index(text):
    """The whole number in an attribute."""
    if not INDEX.fullmatch(text):
        raise FileRefused(BROKEN)
    return int(text)


def unescaped_text(text):
    """The text with its _xHHHH_ read as Excel reads them, once, from the left (ST_Xstring, ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    text = ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if SURROGATE.search(text):  # 𠮷 may be written as two escapes; half of one is no character
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class _Scan:
    """`item_depth`: the depth of the cell or string that is being read, 0 outside of them.

    `characters` and `item_elements` are those of the item; outside, `characters` counts one text only.
    """

    def __init__(self, tally):
        self.tally = tally
        self.depth = self.characters = 0
        self.item_depth = self.item_elements = 0

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
                self.tally.add_unpacked(len(piece))
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
        self.depth += 1
        if self.depth > limits.MOST_DEPTH:
            raise FileRefused(BROKEN)
        if self.item_depth:
            self.item_elements += 1
            if self.item_elements > limits.MOST_ELEMENTS_OF_A_CELL:
                raise FileRefused(MANY_FORMATS_INSIDE)
        else:
            self.characters = 0
        self.on_start(tag, attributes)

    def begin_item(self):
        self.item_depth, self.item_elements, self.characters = self.depth, 0, 0

    def _end(self, tag):
        self.on_end(tag)
        if self.depth == self.item_depth:
            self.item_depth = 0
        if not self.item_depth:
            self.characters = 0
        self.depth -= 1

    def _text(self, text):
        self.characters += len(text)
        if self.characters > limits.MOST_ESCAPED:
            raise FileRefused(LONG_TEXT)
        self.on_text(text)

    def on_text(self, text):
        pass

    def on_end(self, tag):
        pass


class SheetScan(_Scan):
    """`shape` of the sheet called `name`, once it is read."""

    def __init__(self, tally, name):
        super().__init__(tally)
        self.name = name
        self.shape = Shape()
        self.row = self.column = self.row_depth = self.row_elements = 0
        self.holds_text = False

    def on_start(self, tag, attributes):
        if self.row_depth:
            self._inside_row(tag, attributes)
        elif tag == ROW:
            self.tally.add_element()
            row = index(attributes["r"]) if "r" in attributes else self.row + 1
            if row <= self.row:  # openpyxl would pass over such a row in silence
                raise FileRefused(BROKEN)
            self.row, self.column, self.row_depth, self.row_elements = row, 0, self.depth, 0
        else:
            self.tally.add_beside()
            if tag == MERGE:
                self._merge(attributes.get("ref", ""))

    def on_end(self, _tag):
        if self.depth == self.row_depth:
            self.row_depth = 0
        elif self.depth == self.item_depth and self.holds_text:
            self.tally.add_characters(self.characters)

    def _inside_row(self, tag, attributes):
        self.row_elements += 1
        if self.row_elements > limits.MOST_ELEMENTS_OF_A_ROW:
            raise FileRefused(TOO_LARGE)
        if self.depth == self.row_depth + 1:
            self._cell(attributes.get("r"))
            # The uses of the shared strings (s) are counted when they are looked up.
            self.holds_text = attributes.get("t", "n") not in ("n", "s", "b")
            self.begin_item()
            return
        self.tally.add_element()
        if tag in (VALUE, FORMULA, INLINE):
            self.holds_text = self.holds_text or tag == FORMULA
            self._something()
        elif tag == ROW:
            raise FileRefused(BROKEN)

    def _merge(self, reference):
        self.tally.add_cells(1)
        if not reference.isascii():
            raise FileRefused(BROKEN)
        first_column, first_row, last_column, last_row = range_boundaries(reference)
        if (first_column, first_row) != (last_column, last_row):
            self.shape.merges.append((reference, first_column, first_row, last_column, last_row))

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
        self.characters_of_strings = 0
        self.is_text = self.is_phonetic = False

    def on_start(self, tag, _attributes):
        if tag == STRING and not self.item_depth:
            self.tally.add_element()
            self.pieces = []
            self.begin_item()
            return
        if self.item_depth:
            self.tally.add_element()
        else:
            self.tally.add_beside()
        if tag == TEXT:
            self.is_text = not self.is_phonetic
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
        elif self.depth == self.item_depth:
            self._string(unescaped_text("".join(self.pieces)))

    def _string(self, text):
        self.characters_of_strings += len(text)
        is_much = self.characters_of_strings > limits.MOST_CHARACTERS_OF_A_BOOK
        if is_much or len(self.strings) == limits.MOST_CELLS:
            raise FileRefused(TOO_LARGE)
        self.strings.append(text)


class StylesScan(_Scan):
    """`formats`: the number of each cell style's format. `codes`: that number -> its code, where the book defines it.

    openpyxl's own reader is not used: it makes an object of every font and border, and looks through the code of a
    format again for every style that has it, in a time that grows with the square of its length.
    """

    def __init__(self):
        super().__init__(Tally())
        self.formats = []
        self.codes = {}
        self.part = ""

    def on_start(self, tag, attributes):
        self.tally.add_element()
        if self.tally.elements > limits.MOST_ELEMENTS_OF_STYLES:
            raise FileRefused(MANY_STYLES)
        if self.depth == 2:
            self.part = tag
        elif self.depth == 3 and (self.part, tag) == (FORMATS, FORMAT):
            code = attributes.get("formatCode", "")
            if len(code) > limits.LONGEST_FORMAT:
                raise FileRefused(LONG_FORMAT)
            if len(self.codes) == limits.MOST_FORMATS:
                raise FileRefused(MANY_FORMATS)
            self.codes[index(attributes.get("numFmtId", ""))] = code
        elif self.depth == 3 and (self.part, tag) == (STYLES, STYLE):
            self.formats.append(index(attributes.get("numFmtId", "0")))
