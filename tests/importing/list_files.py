"""Files of lists, made inside a test, and the way of an import with fewer words."""

import io

from openpyxl import Workbook, load_workbook

from actions.importing_lists import LISTS
from organizations.importing import pipeline


def table_of(name, scope):
    """The rows of the list's own file, the header first."""
    listed = LISTS[name]
    book = load_workbook(io.BytesIO(listed.workbook(scope)))
    return [list(row) for row in book[listed.label].iter_rows(max_col=len(listed.headers), values_only=True)]


def put(rows, number, **cells):
    """Write into the row with this number (the header is 1), by header."""
    for header, value in cells.items():
        rows[number - 1][rows[0].index(header)] = value


def add(rows, **cells):
    """One more row, blank but for these cells."""
    rows.append([cells.get(header) for header in rows[0]])


def xlsx(rows):
    book = Workbook()
    book.active.title = "一覧"
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def waiting(name, scope, content, *, by=None):
    """(record, job) of the uploaded file; rows stand for a workbook of them."""
    job = LISTS[name].job(scope, by)
    content = xlsx(content) if isinstance(content, list) else content
    return pipeline.keep(job, [pipeline.Upload("一覧.xlsx", content)], by=by), job


def preview(name, scope, content, *, by=None):
    return pipeline.check(*waiting(name, scope, content, by=by))


def imported(name, scope, content, *, by=None):
    """The record of the import after it has been confirmed and done."""
    record, job = waiting(name, scope, content, by=by)
    seen = pipeline.check(record, job)
    pipeline.carry_out(record, job, seen=seen.digest, by=by)
    record.refresh_from_db()
    return record


def wrong_in(found):
    """(address, or row where it is no one cell; header; value; sentence) of each wrong cell."""
    return [(cell.address or cell.row, cell.header, cell.value, cell.sentence) for cell in found.wrong]


def changes_in(found):
    """(row number, label, what, [(header, before, after)]) of each row that is added or changed."""
    return [
        (row.row, row.label, row.what, [(cell.header, cell.before, cell.after) for cell in row.cells])
        for row in found.changes
    ]


def outcome(found):
    """(added, changed, same, missing, wrong cells) of a file that could be read."""
    assert found.refusal == ""
    return found.added, found.changed, found.same, len(found.missing), len(found.wrong)
