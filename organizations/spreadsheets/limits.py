"""How much of a file is read at most. All of it is checked while reading, so that no file can fill the memory."""

MOST_BYTES = 10 * 1024**2  # the file as it is uploaded
MOST_UNPACKED = 200 * 1024**2  # all parts of a workbook together
MOST_OF_A_PART = 100 * 1024**2  # one part: a sheet, the table of strings, a picture
MOST_OF_A_SMALL_PART = 16 * 1024**2  # the parts openpyxl builds objects of: list of sheets, styles, relations
MOST_TAGS_OF_A_SMALL_PART = 70_000
MOST_PARTS = 5_000
MOST_SHEETS = 60
MOST_ROWS = 20_000  # the last row of a sheet that holds something, as Excel counts
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000  # in the whole book, formatted empty cells among them
MOST_ELEMENTS = 3_000_000  # of all sheets and strings besides the cells: three for a cell with a new text
MOST_ELEMENTS_BESIDE = 100_000  # of the book that stand in no row: widths, merges, rules
MOST_ELEMENTS_OF_A_ROW = 100_000  # a row is held in memory whole; 16,384 cells with new texts take 49,152
MOST_ELEMENTS_OF_A_CELL = 5_000  # a text with formats and furigana inside
MOST_DEPTH = 64  # XML elements inside each other; a sheet needs about ten
MOST_CHARACTERS = 32_767  # in one cell of a workbook, as in Excel; longer texts of ours come in pieces
MOST_ESCAPED = 8 * MOST_CHARACTERS  # the same text in the XML: _x000D_ for a character, its furigana
MOST_CHARACTERS_OF_A_BOOK = 20_000_000  # a text that many cells share is counted for each of them
LONGEST_FORMAT = 255  # characters of a number format, as in Excel
MOST_ELEMENTS_OF_STYLES = 200_000  # Excel allows 65,490 cell formats, each with an alignment and a lock
MOST_FORMATS = 5_000  # number formats of a book; Excel allows some 250
