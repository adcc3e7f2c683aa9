"""How much of a file is read at most. All of it is checked while reading, so that no file can fill the memory."""

MOST_BYTES = 10 * 1024**2  # the file as it is uploaded
MOST_UNPACKED = 200 * 1024**2  # all parts of a workbook together
MOST_OF_A_PART = 100 * 1024**2  # one part: a sheet, the table of strings, a picture
MOST_OF_A_SMALL_PART = 16 * 1024**2  # the parts openpyxl builds objects of: list of sheets, styles, relations
MOST_TAGS_OF_A_SMALL_PART = 200_000  # Excel's own limit is 65,490 cell formats
MOST_PARTS = 5_000
MOST_SHEETS = 60
MOST_ROWS = 20_000  # the last row of a sheet that holds something, as Excel counts
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000  # in the whole book, formatted empty cells among them
MOST_ELEMENTS = 4_000_000  # XML elements of all sheets and strings: two for a number, a few for a new text
MOST_DEPTH = 64  # XML elements inside each other; a sheet needs about ten
MOST_CHARACTERS = 1_000_000  # in one cell of a workbook; Excel's own limit is 32,767
