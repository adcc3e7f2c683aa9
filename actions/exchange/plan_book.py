"""plan.xlsx: a plan as a workbook, with a guide; and the empty one from which a city sets up a plan."""

from datetime import datetime

from django.utils import timezone
from openpyxl.utils import get_column_letter

from organizations.spreadsheets.writing import CODES, KEY_HEAD, PLAIN, TITLE, BookWriter

from .example import ESSENTIAL, EXAMPLE
from .plan_sheets import CITY, SHEETS
from .plan_sheets.plan import DEPARTMENTS
from .sheets import Scope

GUIDE, EXAMPLES = "説明", "記入例"
IGNORED = (GUIDE, EXAMPLES, CODES)  # sheets that are only to be read
SPARE_ROWS = 200


def plan_workbook(plan):
    """The bytes of plan.xlsx: what is public of the plan, and nothing else."""
    scope = Scope(plan.municipality, plan)
    writer = _writer(f"{plan.municipality.marked_name} {plan.title}", plan.municipality)
    tables = [(sheet, [sheet.written(row) for row in sheet.rows(scope)]) for sheet in SHEETS]
    _write_guide(writer, plan.title, tables, ABOUT_PLAN)
    for sheet, rows in tables:
        _write_table(writer, sheet, rows)
    return writer.content()


def template_workbook(city):
    """The bytes of an empty workbook for a new plan of the city: its departments are in it, with an example beside."""
    scope = Scope(city)
    writer = _writer(f"{city.marked_name} 新しい計画", city)
    own = {CITY: CITY.rows(scope), DEPARTMENTS: DEPARTMENTS.pooled(scope).order_by("sort_order", "code")}
    tables = [
        (sheet, [sheet.written(row) for row in own.get(sheet, ())])
        for sheet in SHEETS
        if sheet.name in ESSENTIAL
    ]
    _write_guide(writer, "新しい計画のブック", tables, ABOUT_TEMPLATE)
    _write_examples(writer)
    for sheet, rows in tables:
        _write_table(writer, sheet, rows, spare_rows=SPARE_ROWS)
    return writer.content()


ABOUT_PLAN = (
    "このブックには、公開されている計画のすべてが入っています。書き直して「計画のブックを取り込む」で選ぶと、変わるところを確かめてから取り込めます。",
    "色のついた見出しは、行を見分けるための列です。ここを変えると、別の行になります。",
    "行を消しても、登録されているものは消えません。消すときは、職員用の画面で消します。",
    "見出しとシートの名前は変えないでください。列や行の順番は変えてもかまいません。",
    "年度は 2025、令和7年度、R7 のどれでも書けます。分からない値は空欄にします(0ではありません)。",
    "数式は使えません。セルの結合もできません。",
)
ABOUT_TEMPLATE = (
    "計画の冊子を見ながら、左のシートから順に書きます。シート「記入例」に、書いた例があります。",
    "シート「計画」は1行、「方針」「施策」「取組」は1つに1行です。「置き場所」で、取組がどの施策に載っているかを書きます。",
    "番号は、計画の中で変わらない半角の英数字です(例: 1-2-3)。公開ページの住所になります。印字の番号(①など)は「番号(印字)」に書きます。",
    "使わないシートは、空のままでかまいません。ここにないシート(実施主体、対象、統計など)は、登録のあとで計画のブックを書き出すと書けます。",
    *ABOUT_PLAN[1:],
)


def _writer(title, city):
    return BookWriter(
        title,
        city.name,
        notice=city.notice,
        moment=datetime(2000, 1, 1, tzinfo=timezone.get_current_timezone()),
    )


def _write_table(writer, sheet, rows, *, spare_rows=0):
    options = {column.header: column.options for column in sheet.columns if column.options}
    writer.add_table(
        sheet.name, sheet.headers, rows, keys=sheet.key_headers, options=options, spare_rows=spare_rows
    )


def _write_guide(writer, title, tables, sentences):
    sheet = writer.add(GUIDE)
    for number, width in enumerate((18, 26, 8, 70, 40), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    writer.put(sheet.cell(1, 1), title, TITLE)
    row = 2
    for sentence in filter(None, (writer.notice, *sentences)):
        writer.put(sheet.cell(row, 1), sentence, PLAIN)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)
        row += 1
    row += 1
    for number, header in enumerate(("シート", "列", "必ず書く", "書くこと", "書ける言葉"), 1):
        writer.put(sheet.cell(row, number), header, KEY_HEAD)
    for each, rows in tables:
        row += 1
        writer.put(sheet.cell(row, 1), each.name)
        writer.put(sheet.cell(row, 4), f"{each.about}({len(rows)}行)" if rows else each.about)
        for column in each.columns:
            for header in column.headers:
                row += 1
                values = (
                    each.name,
                    header,
                    "必ず" if column.is_required else "",
                    column.explanation,
                    "、".join(column.options),
                )
                for number, value in enumerate(values, 1):
                    if value:
                        writer.put(sheet.cell(row, number), value)


def _write_examples(writer):
    """The same columns with a few rows of a plan that does not exist."""
    sheet = writer.add(EXAMPLES)
    writer.put(sheet.cell(1, 1), "記入例(架空の見本です。このシートは取り込まれません)", TITLE)
    row = 2
    for each in SHEETS:
        examples = EXAMPLE.get(each.name)
        if not examples:
            continue
        row += 1
        writer.put(sheet.cell(row, 1), f"シート「{each.name}」", TITLE)
        row += 1
        headers = [header for header in each.headers if any(header in example for example in examples)]
        for number, header in enumerate(headers, 1):
            writer.put(sheet.cell(row, number), header, KEY_HEAD)
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = max(sheet.column_dimensions[letter].width, 18)
        for example in examples:
            row += 1
            for number, header in enumerate(headers, 1):
                if example.get(header) is not None:
                    writer.put(sheet.cell(row, number), example[header])
        row += 1
