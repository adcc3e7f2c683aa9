"""The plan as machine-readable files: data.json and the CSV tables, by the national rule of March 2026."""

from .document import plan_document
from .tables import TABLES, Table, write_csv

__all__ = ["TABLES", "Table", "plan_document", "write_csv"]
