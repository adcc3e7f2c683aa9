"""How the sheets of the survey's workbook look: what stands above the table, and its cells, grey or to be filled."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.spreadsheets.writing import (
    FILL,
    GREY,
    HEAD,
    HIGHEST,
    KEY_HEAD,
    LINE_HEIGHT,
    PLAIN,
    TITLE,
    lines_in,
)

from .survey_columns import (
    CONTENT,
    DEPARTMENT,
    FIGURE,
    FIGURES,
    ID,
    INDICATOR,
    INDICATOR_NAME,
    LAST_DONE,
    LAST_GRADE,
    LAST_NEXT,
    LAST_STATUS,
    MEMO,
    NAME,
    NUMBER,
    PLANNED,
    STATE,
    SURVEY,
    UNIT,
    VERSION,
    grade_words,
    survey_number,
)

WEEKDAYS = "月火水木金土日"
WIDTHS = {  # in half-width characters
    ID: 10,
    NAME: 20,
    CONTENT: 26,
    PLANNED: 12,
    LAST_STATUS: 10,
    LAST_DONE: 28,
    LAST_GRADE: 12,
    LAST_NEXT: 24,
    "状況": 10,
    "取り組んだこと": 32,
    "評価": 12,
    "評価の理由": 22,
    "課題": 22,
    "今後の方向": 9,
    "次年度の取組": 22,
    MEMO: 14,
    DEPARTMENT: 14,
    STATE: 8,
    VERSION: 8,
    INDICATOR: 14,
    INDICATOR_NAME: 44,
    UNIT: 12,
    FIGURE: 20,
}
FEWEST_LINES = 4  # of a row, so that there is room to write, by hand too
PRINTED_AT = 62  # per cent: both halves of the table fit an A4 page lying down, in letters of 6.2 points
HOW_TO_FILL = (
    "白い欄に書きます。灰色の欄は見るだけで、書き直しても取り込まれません。",
    "「状況」「評価」「今後の方向」は、欄の右の▼から選びます。「評価」は記号だけでもかまいません。",
    "中止・対象外・評価困難のときは、「評価」を空欄にします。まだ書けない欄は空欄のままにします。",
    "見出しと「ID」「版」は変えないでください。数式は使えません。欄の中の改行は Alt+Enter です。",
)
HOW_TO_FILL_FIGURES = "指標の実績値は、シート「指標の実績値」に数だけで書きます。"
HOW_TO_HAND_BACK = (
    "書き終えたら保存し、ポータルの「Excelの調査票で書く」のページで、このファイルを選びます。"
    "変わるところを確かめてから取り込めます。",
    "取り込んだ内容は下書きです。取り込んだあと、ポータルで提出してください。",
)


def write_sheet(writer, survey):
    """The first sheet: what it is about, how to fill it in, and one row for each item."""
    sheet = writer.add(SURVEY)
    headers, rows = survey.headers, survey.rows
    _set_widths(sheet, headers)
    header_row = _Head(writer, sheet).write(survey) + 1
    filled = {column.header: column for column in survey.filled}
    _write_table(writer, sheet, header_row, headers, rows, filled)
    for header, column in filled.items():
        if column.options:
            letter = get_column_letter(headers.index(header) + 1)
            reference = writer.list_of(SURVEY, header, column.options)
            writer.offer(
                sheet, reference, f"{letter}{header_row + 1}:{letter}{header_row + max(1, len(rows))}"
            )
    _set_for_print(sheet, headers.index(VERSION) + 1)
    # The lines above the table are many: with them no room would be left on a small screen.
    sheet.freeze_panes = "C1"


def _set_for_print(sheet, last_to_read):
    """Two pages side by side: what is to be read, then what is to be filled in; both begin with ID and name."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.scale = PRINTED_AT
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_cols = "A:B"
    sheet.col_breaks.append(Break(id=last_to_read))


def write_figures(writer, survey):
    """The second sheet, where an item is measured by an indicator."""
    rows = survey.figure_rows
    if not rows:
        return
    sheet = writer.add(FIGURES)
    headers = [ID, NAME, INDICATOR, INDICATOR_NAME, UNIT, FIGURE, VERSION]
    _set_widths(sheet, headers)
    _write_table(writer, sheet, 1, headers, rows, {FIGURE})
    sheet.freeze_panes = "C2"


def _set_widths(sheet, headers):
    for number, header in enumerate(headers, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[header]


def _write_table(writer, sheet, header_row, headers, rows, filled):
    for number, header in enumerate(headers, 1):
        writer.put(sheet.cell(header_row, number), header, KEY_HEAD if header in filled else HEAD)
    sheet.row_dimensions[header_row].height = 2 * LINE_HEIGHT
    for place, row in enumerate(rows, header_row + 1):
        lines = FEWEST_LINES
        for number, (header, value) in enumerate(zip(headers, row, strict=True), 1):
            writer.put(sheet.cell(place, number), value, FILL if header in filled else GREY)
            if value is not None:
                lines = max(lines, lines_in(value, WIDTHS[header]))
        sheet.row_dimensions[place].height = min(lines * LINE_HEIGHT, HIGHEST)
    sheet.print_title_rows = f"{header_row}:{header_row}"
    # Against slips of the hand only: no password, and whoever wants to may take it off.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


class _Head:
    """The lines above the table: a label in C, beside it words across D to I. A and B, which the second printed page
    repeats, stay empty."""

    LABEL, FIRST, LAST = 3, 4, 9

    def __init__(self, writer, sheet):
        self.writer, self.sheet, self.row = writer, sheet, 0
        letters = [get_column_letter(number) for number in range(self.FIRST, self.LAST + 1)]
        self.width = sum(int(sheet.column_dimensions[letter].width) for letter in letters)

    def write(self, survey):
        """The number of the last row."""
        round_, plan = survey.round, survey.round.plan
        self.row += 1
        self.writer.put(self.sheet.cell(1, self.LABEL), self.writer.title, TITLE)
        if self.writer.notice:
            self.line("お知らせ", self.writer.notice)
        self.line("市区町村", plan.municipality.marked_name)
        self.line("計画", plan.title)
        self.line("対象の年度", both_calendars(round_.fiscal_year))
        self.line("部署", survey.department)
        self.line("締め切り", due_words(round_.due_on))
        self.line(NUMBER, survey_number(round_))
        if round_.instructions:
            self.line("お願い", round_.instructions)
        self.lines("書き方", HOW_TO_FILL)
        if survey.figure_rows:
            self.line("", HOW_TO_FILL_FIGURES)
        self.lines("返し方", HOW_TO_HAND_BACK)
        for number, grade in enumerate(survey.grades):
            symbol = f"{grade.symbol} " if grade.symbol else ""
            self.line("" if number else "評価の区分", f"{symbol}{grade_words(grade)}: {grade.meaning}")
        return self.row

    def lines(self, label, sentences):
        for number, sentence in enumerate(sentences):
            self.line("" if number else label, sentence)

    def line(self, label, words):
        self.row += 1
        if label:
            self.writer.put(self.sheet.cell(self.row, self.LABEL), label, HEAD)
        self.writer.put(self.sheet.cell(self.row, self.FIRST), words, PLAIN)
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=self.FIRST, end_column=self.LAST
        )
        self.sheet.row_dimensions[self.row].height = min(lines_in(words, self.width) * LINE_HEIGHT, HIGHEST)


def due_words(day):
    """2025年5月30日(金)"""
    return f"{day:%Y年%-m月%-d日}({WEEKDAYS[day.weekday()]})"
