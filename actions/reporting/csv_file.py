"""report.csv: the results of the items as one table, for those who join it with other tables."""

from ..data_files.tables import csv_bytes
from .tables import REPORT_TABLES


def make_csv(document):
    """The bytes: one row an item, UTF-8 with BOM, CRLF, one value a cell, no line breaks in a cell."""
    table = REPORT_TABLES["items"]
    return csv_bytes(table.columns, list(table.rows(document)))
