"""The tables of a report, made from its document alone: the sheets of report.xlsx, and report.csv.

A table gives rows of {column name: value or list}; unknown is None. One module each for the rows; columns.py says what
the columns are called and mean, codes.py what the codes in them mean.
"""

from django.utils.translation import gettext_noop as _

from ...data_files.tables import Table, spread
from . import columns
from .about import about_rows
from .codes import code_rows
from .counts import correction_rows, count_rows, figure_rows
from .items import evaluation_rows, item_rows


def _column_rows(document):
    for table in REPORT_TABLES.values():
        rows = list(table.rows(document)) if any(column.numbered for column in table.columns) else []
        for head, column, _index in spread(table.columns, rows):
            yield {
                "シート": table.title,
                "列の名前": head,
                "値": column.kind,
                "意味": column.meaning,
            }


def _about_rows(document):
    return about_rows(document, [(table.title, table.description) for table in REPORT_TABLES.values()])


REPORT_TABLES = {
    table.name: table
    for table in (
        Table(
            "items",
            columns.ITEM_SHEET,
            _("取組1件が1行。この年度の計画と実績。"),
            columns.ITEMS,
            item_rows,
        ),
        Table(
            "evaluations",
            columns.EVALUATION_SHEET,
            _("担当課のほかの評価1つが1行。"),
            columns.EVALUATIONS,
            evaluation_rows,
        ),
        Table(
            "counts",
            columns.COUNT_SHEET,
            _("区分1つの評価1つが1行。何件中何件か。"),
            columns.COUNTS,
            count_rows,
        ),
        Table(
            "figures",
            columns.FIGURE_SHEET,
            _("指標1つの1年度の値1つが1行。"),
            columns.FIGURES,
            figure_rows,
        ),
        Table(
            "corrections",
            columns.CORRECTION_SHEET,
            _("この版で直したところ1つが1行。最初の版には行がありません。"),
            columns.CORRECTIONS,
            correction_rows,
        ),
        Table("codes", columns.CODE_SHEET, _("コード1つが1行。"), columns.CODES, code_rows),
        Table("columns", columns.COLUMN_SHEET, _("列1つが1行。"), columns.COLUMNS, _column_rows),
        Table("about", columns.ABOUT_SHEET, _("項目1つが1行。"), columns.ABOUT, _about_rows),
    )
}
