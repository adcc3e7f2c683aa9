"""What the tests of the survey's workbook share: a town with answers, files taken out, changed, and brought back."""

import io

import openpyxl

from actions.exchange.survey_book import survey_workbook
from actions.exchange.survey_import import SurveyJob
from actions.exchange.survey_rows import read_survey
from organizations.importing import pipeline
from organizations.spreadsheets.opening import open_book
from tests.survey.people import NOW

FILE = "調査票.xlsx"


def nothing_told(done, total):
    pass


def table_of(town, *, by=None, department=None):
    """(headers, rows) as they go out, each row as {header: value}."""
    survey = read_survey(town.round(), department, by=by or town.coordinator())
    return survey.headers, [dict(zip(survey.headers, row, strict=True)) for row in survey.rows]


def plain_book(headers, rows, *, above=(), title="Sheet1", others=()):
    """The bytes of a fresh workbook with nothing but values, as a gateway that cleans files hands it on.

    `others`: (title, rows of values) of further sheets.
    """
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for values in [*above, headers, *([row.get(header) for header in headers] for row in rows)]:
        sheet.append(list(values))
    for other, values in others:
        more = workbook.create_sheet(other)
        for row in values:
            more.append(list(row))
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def taken_out(town, *, by=None, department=None):
    return survey_workbook(town.round(), department, by=by or town.coordinator())


def preview_of(job, *contents, choices=None):
    """The Preview of these files; a content may be bytes or (name, bytes)."""
    named = [each if isinstance(each, tuple) else (FILE, each) for each in contents]
    books = [open_book(content, name) for name, content in named]
    return job.read(books, choices or {}, nothing_told)


def read(town, *contents, by, choices=None):
    return preview_of(SurveyJob(town.round(), by=by, now=NOW), *contents, choices=choices)


def imported(town, *contents, by, choices=None):
    """The record of the import of these files, done through the pipeline."""
    job = SurveyJob(town.round(), by=by, now=NOW)
    uploads = [pipeline.Upload(*(each if isinstance(each, tuple) else (FILE, each))) for each in contents]
    record = pipeline.keep(job, uploads, by=by)
    record.choices = choices or {}
    record.save()
    preview = pipeline.check(record, job)
    pipeline.carry_out(record, job, seen=preview.digest, by=by)
    record.refresh_from_db()
    return record


def changes_of(preview):
    """[(label, header, before, after)]"""
    return [
        (row.label, cell.header, cell.before, cell.after) for row in preview.changes for cell in row.cells
    ]


def wrong_of(preview):
    """[(file, row, header, value, sentence)]"""
    return [(cell.file_name, cell.row, cell.header, cell.value, cell.sentence) for cell in preview.wrong]
