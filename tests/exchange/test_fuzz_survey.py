"""Three hundred damaged 調査票: each becomes a Preview, none writes, and a clerk's never reaches another department."""

import random

import pytest

from actions.exchange.survey_book import survey_csv, survey_workbook
from actions.exchange.survey_import import SurveyJob
from organizations.importing import pipeline
from organizations.importing.previews import Preview
from organizations.spreadsheets.grids import Book, FileRefused, Grid
from organizations.spreadsheets.opening import open_book
from tests.exchange.books import contents
from tests.exchange.test_fuzz import damage
from tests.survey.people import NOW, make_town


@pytest.fixture
def town(db):
    town = make_town()
    for code in ("1-1-1", "1-1-2", "1-2-1"):
        town.answer(item=town.item(town.lead, code=code, name=f"取組{code}"))
    return town


def look(book, town, editor):
    """(Preview, ids of the answers that would be written)."""
    job = SurveyJob(town.round(), by=editor, now=NOW)
    try:
        preview = job.read([book], {}, pipeline.no_progress)
    except FileRefused as refusal:
        return Preview(refusal=str(refusal)), set()
    return preview, set(job.reading.changes)


def test_damaged_cells_of_a_survey(town):
    """250 workbooks with odd cells, rows, headers and sheets."""
    chance, editor = random.Random(7), town.editor()
    opened = open_book(survey_workbook(town.round(), town.lead, by=editor), "調査票.xlsx")
    own = set(town.round().answers.filter(department=town.lead).values_list("pk", flat=True))
    before = contents()
    outcomes = {"wrong": 0, "changes": 0, "refusal": 0}
    for _ in range(250):
        grids = [
            Grid(grid.name, {number: list(row) for number, row in grid.rows.items()})
            for grid in opened.sheets
        ]
        book = Book("調査票.xlsx", grids)
        for _ in range(chance.randint(1, 6)):
            damage(book, chance)
        preview, changed = look(book, town, editor)
        assert changed <= own
        assert Preview.from_dict(preview.as_dict()).digest == preview.digest
        for name in outcomes:
            outcomes[name] += bool(getattr(preview, name))
    assert min(outcomes.values()) > 0
    assert contents() == before


def test_damaged_bytes_of_a_survey(town):
    """50 CSV files with other bytes, in the encodings that Excel writes."""
    chance, editor = random.Random(8), town.editor()
    text = survey_csv(town.round(), town.lead, by=editor).decode("utf-8-sig")
    before = contents()
    for number in range(50):
        damaged = bytearray(text.encode(("utf-8-sig", "utf-16", "cp932")[number % 3]))
        for _ in range(chance.randint(1, 5)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        job = SurveyJob(town.round(), by=editor, now=NOW)
        preview = pipeline.read_files(
            [pipeline.Upload("調査票.csv", bytes(damaged))], job, {}, pipeline.no_progress
        )
        assert Preview.from_dict(preview.as_dict()).digest == preview.digest
    assert contents() == before
