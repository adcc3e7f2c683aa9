"""A workbook as openpyxl reads it, cell by cell, with a sentence beside each cell that is no plain value."""

import math
import re
import warnings
from io import BytesIO

from openpyxl.reader.excel import ExcelReader, _find_workbook_part
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import INLINE_STRING, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_CONTENT_TYPES, ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from organizations.csv_reading import shown

from . import limits
from .grids import BLANK, Book, Cell, FileRefused, Grid
from .xlsx_safety import AS_XLSX, BROKEN, SAVE_AGAIN, TOO_LARGE, opened
from .xlsx_scan import INDEX, SheetScan, StringsScan, StylesScan, Tally, index, unescaped_text

UNREADABLE = f"このブックは読めません。{SAVE_AGAIN}"
STRICT = f"「Strict Open XML スプレッドシート」で保存されているため読めません。Excelで開いて{AS_XLSX}"
NO_SHEETS = "ブックに表のシートがありません。表の入ったシートのあるブックを選んでください。"
FORMULA = (
    "数式が入っているので、値だけを貼り付けて(「形式を選択して貼り付け」の「値」)から保存し直してください。"
)
NO_DATE = "(日付の書式のセルに、日付にならない数を書いたときもこうなります)"
SAME_PART = f"ブックの2つのシートが、中では同じ1つのシートになっているため読めません。{SAVE_AGAIN}"
NO_CHARACTER = "目に見えない文字(NUL)が入っています。セルの文字を打ち直してください。"
TOO_GREAT = "数が大きすぎて読めません。正しい値を書いてください。"

STRICT_NAMESPACE = b"http://purl.org/oclc/ooxml/spreadsheetml/main"
WORKSHEET = "/worksheet"  # how the type of such a relation ends; chart and dialog sheets have others
TEXT, RICH_RUN = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("t", "r"))
MOST_SHOWN = 100  # characters of an error value that are looked at, for the sentence about it
# What a cell of each type may hold, by its `t`. int() and float() would also read １ and 1_0.
WRITTEN = {
    "n": re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?"),
    "s": INDEX,
    "b": re.compile("[01]"),
    "d": re.compile("[\x20-\x7e]*"),
}
MOST_EXACT = 2**53  # above it a float no longer holds every integer
ERA_DATE = re.compile(r"g{1,3}e|aaa")
NO_FORMAT_SIGN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

# Excel in Japanese writes these numbers without their formats, and openpyxl knows none of them
# (ECMA-376 part 1, 18.8.30, ja-jp): a date would come as a number.
GE, GGGE = "[$-411]ge.m.d", '[$-411]ggge"年"m"月"d"日"'
YEAR_MONTH, MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
JAPANESE_DATES = {
    **dict.fromkeys((27, 36, 50, 57), GE),
    **dict.fromkeys((28, 29, 51, 54, 58), GGGE),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), YEAR_MONTH),
    **dict.fromkeys((35, 53, 56), MONTH_DAY),
}


class _Cells(WorkSheetParser):
    """openpyxl's cells, counted and looked at closely: inline strings are plain text, formulas only quoted.

    A shared formula is quoted as its first cell has it: translating it for every cell would let a long one, repeated,
    keep the server busy for hours.
    """

    def __init__(self, source, sheet_name, tally, *others, **settings):
        super().__init__(source, *others, **settings)
        self.sheet_name, self.tally = sheet_name, tally

    def parse_cell(self, element):
        kind = element.get("t", "n")
        self._check_figures(element, kind)
        inline = element.find(INLINE_STRING) if kind == "inlineStr" else None
        if inline is not None:
            element.remove(inline)
        found = super().parse_cell(element)
        if inline is not None and found["data_type"] != "f":
            found["value"] = unescaped_text(_inline_text(inline))
        elif kind == "str" and isinstance(found["value"], str):
            found["value"] = unescaped_text(found["value"])
        if isinstance(found["value"], str):
            self._check_length(found, is_shared=kind == "s")
        return found

    def _check_figures(self, element, kind):
        index(element.get("s", "0"))
        value = element.findtext(VALUE_TAG)
        if value and kind in WRITTEN and not WRITTEN[kind].fullmatch(value.strip(" \t\r\n")):
            raise FileRefused(BROKEN)

    def _check_length(self, found, *, is_shared):
        length = len(found["value"])
        if length > limits.MOST_CHARACTERS:
            address = f"{get_column_letter(found['column'])}{found['row']}"
            raise FileRefused(
                f"シート「{self.sheet_name}」の{address}のセルは{length:,}文字あり、長すぎて読めません。"
                f"1つのセルは{limits.MOST_CHARACTERS:,}文字までです。文を短くするか分けて、{SAVE_AGAIN}"
            )
        if is_shared:
            self.tally.add_characters(length)

    def parse_formula(self, element):
        formula = next(child for child in element if child.tag.endswith("}f"))
        text = f"={formula.text or ''}"
        if formula.get("t") == "shared":
            return self.shared_formulae.setdefault(formula.get("si"), text)
        return text


def _inline_text(inline):
    """Without <rPh>, the furigana."""
    runs = (inner for outer in inline for inner in (outer if outer.tag == RICH_RUN else (outer,)))
    return "".join(run.text or "" for run in runs if run.tag == TEXT)


def read_workbook(content, file_name):
    """Book of the .xlsx. Raises FileRefused and nothing else (MemoryError aside)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out, none of which is a cell
        try:
            with opened(content):
                pass
            return Book(file_name, _sheets(content))
        except (FileRefused, MemoryError):
            raise
        except Exception as error:  # whatever openpyxl stumbles over in a book that no Excel wrote
            raise FileRefused(UNREADABLE) from error


def _sheets(content):
    reader = ExcelReader(BytesIO(content), read_only=True, keep_links=False)
    with reader.archive as archive:
        _check_small(archive, ARC_CONTENT_TYPES)
        reader.read_manifest()
        workbook_name = _find_workbook_part(reader.package).PartName[1:]
        folder, _, file = workbook_name.rpartition("/")
        _check_small(archive, f"{folder}/_rels/{file}.rels")
        if STRICT_NAMESPACE in _check_small(archive, workbook_name):
            raise FileRefused(STRICT)
        formats = _formats(archive, ARC_STYLE in reader.valid_files)
        reader.read_workbook()
        found = [(sheet, rel) for sheet, rel in reader.parser.find_sheets() if rel.Type.endswith(WORKSHEET)]
        if not found:
            raise FileRefused(NO_SHEETS)
        if len(found) > limits.MOST_SHEETS:
            raise FileRefused(
                f"シートが多すぎます。{limits.MOST_SHEETS}枚までにしてください。要らないシートを削除するか、ブックを分けてください。"
            )
        if len({rel.target for _, rel in found}) < len(found):
            raise FileRefused(SAME_PART)
        tally = Tally()
        shapes = []
        for sheet, rel in found:
            scan = SheetScan(tally, sheet.name)
            with archive.open(rel.target) as source:
                scan.read(source)
            shapes.append(scan.shape)
        strings = _strings(archive, reader.package, tally)
        epoch = reader.wb.epoch  # 1900, or 1904 as Excel for Mac once had it
        return [
            _grid(archive, sheet, rel, shape, strings, formats, epoch, tally)
            for (sheet, rel), shape in zip(found, shapes, strict=True)
        ]


def _check_small(archive, name):
    """A part openpyxl makes objects of, which take a hundred times its size. Its bytes."""
    _check_size(archive, name)
    part = archive.read(name)
    if part.count(b"<") > limits.MOST_TAGS_OF_A_SMALL_PART:
        raise FileRefused(TOO_LARGE)
    return part


def _check_size(archive, name):
    if archive.getinfo(name).file_size > limits.MOST_OF_A_SMALL_PART:
        raise FileRefused(TOO_LARGE)


def _formats(archive, has_styles):
    scan = StylesScan()
    if has_styles:
        _check_size(archive, ARC_STYLE)
        with archive.open(ARC_STYLE) as source:
            scan.read(source)
    return _Formats(scan.formats or [0], scan.codes)


def _strings(archive, package, tally):
    part = package.find(SHARED_STRINGS)
    if part is None:
        return []
    scan = StringsScan(tally)
    with archive.open(part.PartName[1:]) as source:
        scan.read(source)
    return scan.strings


class _Formats:
    """The number format of each cell style, and which styles are dates. Each format is looked at once."""

    def __init__(self, numbers, own):
        known = {number: self._code(number, own) for number in set(numbers)}
        dates = {number for number, code in known.items() if self._is_date(number, code, own)}
        durations = {number for number, code in known.items() if is_timedelta_format(code)}
        self.codes = [known[number] for number in numbers]
        self.dates = {style for style, number in enumerate(numbers) if number in dates}
        self.durations = {style for style, number in enumerate(numbers) if number in durations}

    def _code(self, number, own):
        return own.get(number) or JAPANESE_DATES.get(number) or BUILTIN_FORMATS.get(number, "General")

    def _is_date(self, number, code, own):
        """openpyxl looks for d, m, h, y and s only: an era year alone (ggge"年度") or a weekday (aaa) has none."""
        if not own.get(number) and number in JAPANESE_DATES:
            return True
        return is_date_format(code) or bool(ERA_DATE.search(NO_FORMAT_SIGN.sub("", code)))


def _grid(archive, sheet, rel, shape, strings, formats, epoch, tally):
    grid = Grid(unescaped_text(sheet.name))
    if not shape.last_row:
        return grid
    with archive.open(rel.target) as source:
        parser = _Cells(
            source,
            grid.name,
            tally,
            strings,
            epoch=epoch,
            date_formats=formats.dates,
            timedelta_formats=formats.durations,
        )
        for _, element in iterparse(source):
            if element.tag != ROW_TAG:
                continue
            number, found = parser.parse_row(element)
            element.clear()
            if cells := _cells(found, formats.codes):
                grid.rows[number] = cells
            if number >= shape.last_row:
                break
    for merge in shape.merges:
        _mark_merged(grid, shape, merge, tally)
    grid.rows = dict(sorted(grid.rows.items()))
    return grid


def _cells(found, codes):
    cells = []
    for each in found:
        value = each["value"]
        if value is None or value == "":
            continue
        column = each["column"]
        if len(cells) < column - 1:
            cells.extend([BLANK] * (column - 1 - len(cells)))
        cells.append(_cell(value, each["data_type"], codes[each["style_id"]]))
    return cells


def _cell(value, kind, code):
    if kind == "f":
        return Cell(value, code, FORMULA)
    if kind == "e":
        note = NO_DATE if value == "#VALUE!" else ""
        return Cell(
            value,
            code,
            f"{shown(value[:MOST_SHOWN])}というエラーになっています{note}。正しい値を書いてください。",
        )
    if isinstance(value, float):
        if not math.isfinite(value):
            return Cell(str(value), code, TOO_GREAT)
        if value.is_integer() and abs(value) <= MOST_EXACT:
            value = int(value)
    elif isinstance(value, str) and "\0" in value:
        return Cell(value.replace("\0", ""), code, NO_CHARACTER)
    return Cell(value, code)


def _mark_merged(grid, shape, merge, tally):
    """Every cell of the block gets the sentence, as far as the sheet is used."""
    _reference, first_column, first_row, last_column, last_row = merge
    columns = range(first_column - 1, min(last_column, shape.last_column))
    rows = range(first_row, min(last_row, shape.last_row) + 1)
    tally.add_cells(len(columns) * len(rows))
    if not columns:
        return
    problem = (
        f"{get_column_letter(first_column)}{first_row}から{get_column_letter(last_column)}{last_row}までのセルが"
        "結合されています。結合を解いて、それぞれのセルに書いてください。"
    )
    for row in rows:
        cells = grid.rows.setdefault(row, [])
        cells.extend([BLANK] * (columns.stop - len(cells)))
        for column in columns:
            cells[column] = Cell(cells[column].value, cells[column].number_format, problem)
