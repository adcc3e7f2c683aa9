"""A plan's workbook in a test: made, changed as a person would, read, imported; and a database without any plan."""

import io
import json
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from openpyxl import load_workbook

from actions.data_files import plan_document
from actions.exchange.plan_book import plan_workbook
from actions.exchange.plan_import import PlanJob, Reading
from actions.models import ReportFile
from organizations.importing import pipeline
from organizations.ledger import Ledger
from organizations.spreadsheets.long_texts import put_together
from organizations.spreadsheets.opening import open_book

APPS = ("organizations", "plans", "actions")


def our_models():
    """All tables of our apps: the models, their histories, and the links between them."""
    return [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]


def wipe():
    """Leave no row of ours. Annual reports cannot be deleted: there must be none."""
    for model in our_models():
        if not model.__name__.endswith(("AnnualReport", "ReportFile")):
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)


def contents():
    """Every row of ours, to be compared."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in our_models()}


def look(content, **job):
    """The Preview of the file; nothing is written."""
    return pipeline.read_files([upload(content)], PlanJob(**job), {}, pipeline.no_progress)


def take(content, *, by=None, **job):
    """Import the file: (the FileImport, its Preview)."""
    job = PlanJob(by=by, **job)
    record = pipeline.keep(job, [upload(content)], by=by)
    preview = pipeline.check(record, job)
    assert (preview.refusal, preview.wrong) == ("", [])
    pipeline.carry_out(record, job, seen=preview.digest, by=by)
    record.refresh_from_db()
    return record, preview


def write(content):
    """Import the file in one go, without the rehearsals a person sees: the Preview. For large plans."""
    book = open_book(content, "plan.xlsx")
    put_together(book)
    preview = Reading(book, PlanJob()).apply(Ledger(), pipeline.no_progress)
    assert (preview.refusal, preview.wrong) == ("", [])
    return preview


def upload(content, name="plan.xlsx"):
    return pipeline.Upload(name, content)


class Edited:
    """A workbook as a person changes it, cell by cell. Rows are named by their first cells."""

    def __init__(self, content):
        self.book = load_workbook(io.BytesIO(content))

    def sheet(self, name):
        return self.book[name]

    def column(self, sheet, header):
        return next(cell.column for cell in self.book[sheet][1] if cell.value == header)

    def row(self, sheet, *key):
        """The number of the row that begins so."""
        return next(number for number, *values in self._rows(sheet) if tuple(values[: len(key)]) == key)

    def _rows(self, sheet):
        for number, values in enumerate(self.book[sheet].iter_rows(values_only=True), 1):
            yield number, *values

    def put(self, sheet, key, header, value):
        """Write into the row that begins with `key`: the address of the cell."""
        cell = self.book[sheet].cell(self.row(sheet, *key), self.column(sheet, header))
        cell.value = value
        return cell.coordinate

    def add(self, sheet, **values):
        """A row more, below the others: its number."""
        number = self.book[sheet].max_row + 1
        for header, value in values.items():
            self.book[sheet].cell(number, self.column(sheet, header)).value = value
        return number

    @property
    def content(self):
        written = io.BytesIO()
        self.book.save(written)
        return written.getvalue()


@contextmanager
def edited(content):
    """with edited(content) as book: …; then book.content."""
    yield Edited(content)


def wrong_of(preview):
    """[(sheet, address, header, value, sentence)]: all a person needs to find the cell and put it right."""
    return [(cell.sheet, cell.address, cell.header, cell.value, cell.sentence) for cell in preview.wrong]


def changes_of(preview):
    """[(label, what, [(header, before, after)])]."""
    return [
        (change.label, change.what, [(cell.header, cell.before, cell.after) for cell in change.cells])
        for change in preview.changes
    ]


@dataclass
class Kept:
    """What there was of a plan: its workbook, its data.json, the hashes of the files of its reports."""

    content: bytes
    document: dict
    files: list


def keep(plan):
    return Kept(plan_workbook(plan), document_of(plan), files_of(plan))


def document_of(plan):
    return json.loads(json.dumps(plan_document(plan)))


def files_of(plan):
    rows = ReportFile.objects.filter(report__plan=plan)
    return list(
        rows.order_by("report__fiscal_year", "report__edition", "kind").values_list(
            "report__fiscal_year", "report__edition", "kind", "sha256"
        )
    )
