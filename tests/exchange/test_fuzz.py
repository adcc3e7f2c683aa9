"""Two thousand damaged files: each becomes a Preview, whatever it holds, and none of them writes a thing."""

import io
import random
import re
import zipfile
from datetime import date, datetime, time
from xml.sax.saxutils import escape

import pytest
from django.db import transaction

from actions.exchange.example import ESSENTIAL
from actions.exchange.plan_book import plan_workbook
from actions.exchange.plan_import import PlanJob
from organizations.importing import pipeline
from organizations.importing.marking import marked_workbook
from organizations.importing.previews import Preview
from organizations.spreadsheets.grids import Book, Cell, FileRefused, Grid
from organizations.spreadsheets.opening import open_book
from tests.exchange.awkward.plan import small_plan
from tests.exchange.books import contents, upload

SHEETS = {*ESSENTIAL, "年次報告書"}
ODD = (
    None,
    "",
    " ",
    "　",
    "=1+1",
    "\0",
    "\x01",
    "\ud800",
    "\ufffd",
    "####",
    "①",
    "1-2",
    "１－１",
    "1/1-1",
    "//",
    "1/",
    "【シート「長い文」の1番】",
    f"【シート「長い文」の{'9' * 5000}番】",
    "あ" * 40_000,
    "9" * 5_000,
    "1e400",
    "nan",
    "-0",
    "令和99年度",
    "㍻元",
    "はい",
    "不明",
    "主な場所",
    "kyodo",
    "1-1-1",
    True,
    False,
    0,
    -1,
    1,
    2026,
    10**30,
    0.1 + 0.2,
    1e308,
    float("nan"),
    float("inf"),
    date(2026, 1, 2),
    datetime(2026, 1, 2, 3, 4, 5, 6),  # noqa: DTZ001 - Excel knows no zones
    datetime(1, 1, 1),  # noqa: DTZ001
    time(1, 2, 3),
)


@pytest.fixture(scope="module")
def content(rows_of_module):
    """The workbook of a small plan, with only the sheets that matter."""
    return plan_workbook(small_plan())


@pytest.fixture
def before(content, db):
    return contents()


def slim(content):
    """The workbook as the reader sees it, without the sheets that only take time."""
    book = open_book(content, "plan.xlsx")
    return [(grid.name, grid.rows) for grid in book.sheets if grid.name in SHEETS]


def test_damaged_cells(content, before):
    """1,250 workbooks of a few sheets with up to six odd cells, rows and headers, given to the job as the reader gives them."""
    chance = random.Random(2026)
    sheets = slim(content)
    outcomes = {"wrong": 0, "changes": 0, "refusal": 0}
    for _ in range(1_250):
        chosen = {"市区町村", "計画", *chance.sample(sorted(SHEETS), 5)}
        grids = [
            Grid(name, {number: list(row) for number, row in rows.items()})
            for name, rows in sheets
            if name in chosen
        ]
        book = Book("plan.xlsx", grids)
        for _ in range(chance.randint(1, 6)):
            damage(book, chance)
        preview = read_book(book)
        outcomes["refusal"] += bool(preview.refusal)
        outcomes["wrong"] += bool(preview.wrong)
        outcomes["changes"] += bool(preview.changes)
        assert Preview.from_dict(preview.as_dict()).digest == preview.digest
    assert min(outcomes.values()) > 0
    assert contents() == before


def damage(book, chance):
    grid = chance.choice(book.sheets)
    number = chance.choice([*grid.rows, max(grid.rows, default=0) + 1])
    row = grid.rows.setdefault(number, [])
    match chance.randint(0, 9):
        case 0:
            grid.rows[max(grid.rows) + 1] = list(row)
        case 1:
            grid.rows.pop(number)
            grid.rows[number] = [Cell("見本")]
        case 2:
            chance.shuffle(row)
        case 3:
            other = chance.choice(book.sheets)
            grid.rows, other.rows = other.rows, grid.rows
        case 4:
            grid.name = chance.choice(["取組", "Sheet1", "", "年次報告書", grid.name])
        case _:
            column = chance.randint(0, max(len(row), 1))
            row.extend([Cell()] * (column + 1 - len(row)))
            problem = chance.choice(["", "", "", "数式が入っています。"])
            row[column] = Cell(chance.choice(ODD), chance.choice(["General", "@", "0%", "yyyy"]), problem)


def read_book(book):
    """As pipeline.read_files does once a file is opened."""
    try:
        return PlanJob().read([book], {}, pipeline.no_progress)
    except FileRefused as refusal:
        return Preview(refusal=str(refusal))


def look(content, name="plan.xlsx"):
    return pipeline.read_files([upload(content, name)], PlanJob(), {}, pipeline.no_progress)


def test_damaged_bytes(content, before):
    """300 files with flipped, missing and repeated bytes."""
    chance = random.Random(1)
    refused = 0
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.4:
            del damaged[chance.randrange(len(damaged)) :]
        if chance.random() < 0.1:
            damaged *= 2
        preview = look(bytes(damaged), chance.choice(["plan.xlsx", "plan.csv", "", "\0", "計画.xlsx"]))
        refused += bool(preview.refusal)
    assert refused > 200
    assert contents() == before


def test_damaged_parts(content, before):
    """200 archives with parts left out, exchanged, doubled or with broken XML."""
    chance = random.Random(2)
    parts, refused = parts_of(content), 0
    for _ in range(200):
        damaged = dict(parts)
        names = list(damaged)
        for _ in range(chance.randint(1, 3)):
            name, other = chance.choice(names), chance.choice(names)
            match chance.randint(0, 4):
                case 0:
                    damaged.pop(name, None)
                case 1:
                    damaged[name], damaged[other] = parts[other], parts[name]
                case 2:
                    damaged[name] = parts[name][: chance.randrange(len(parts[name]))]
                case 3:
                    damaged[name] = parts[name].replace(b"</", b"<", chance.randint(1, 3))
                case 4:
                    damaged[name] = parts[name].replace(
                        b'"1"', f'"{chance.choice(["-1", "99999", "x", ""])}"'.encode()
                    )
        refused += bool(look(zipped(damaged)).refusal)
    assert refused > 50
    assert contents() == before


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


TEXT = re.compile(r"(?<=<t>)[^<]+(?=</t>)")


def test_damaged_texts(content, before):
    """100 workbooks whose texts were exchanged for odd ones in the file itself."""
    chance = random.Random(3)
    parts = parts_of(content)
    names = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    texts = [escape(each) for each in ODD if isinstance(each, str) and each.isprintable()] + [
        "_xD800_",
        "_x0000_",
    ]
    wrong = 0
    for number in range(100):
        damaged = dict(parts)
        for name in chance.sample(names, 5):
            damaged[name] = TEXT.sub(
                lambda found: chance.choice(texts) if chance.random() < 0.1 else found[0],
                parts[name].decode(),
            ).encode()
        preview = look(zipped(damaged))
        wrong += bool(preview.wrong)
        if number % 10 == 0:
            marked_workbook([upload(zipped(damaged))], preview)
    assert wrong > 30
    assert contents() == before


def test_damaged_csv(content, before):
    """150 CSV files: a plan is never taken from one, whatever its bytes are."""
    chance = random.Random(4)
    text = '番号,名称\r\n1,方針\r\n2,"方針\r\n二"\r\n'
    for _ in range(150):
        damaged = bytearray(text.encode(chance.choice(["utf-8", "utf-8-sig", "cp932", "utf-16"])))
        for _ in range(chance.randint(0, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert look(bytes(damaged), "plan.csv").refusal != ""
    assert contents() == before


def test_confirmed_import_of_a_damaged_file_writes_all_or_nothing(content, before):
    """What can be done is done as shown; nothing is done of a file with a mistake."""
    chance, done, refused = random.Random(5), 0, 0
    parts = parts_of(content)
    for _ in range(6):
        word = chance.choice(["=1", "名", "一、二", "", "あ" * 300])
        damaged = {name: part.replace("取組1".encode(), word.encode()) for name, part in parts.items()}
        with transaction.atomic():
            job = PlanJob()
            record = pipeline.keep(job, [upload(zipped(damaged))], by=None)
            preview = pipeline.check(record, job)
            if preview.can_be_done:
                pipeline.carry_out(record, job, seen=preview.digest, by=None)
                assert (
                    PlanJob().read([open_book(zipped(damaged), "")], {}, pipeline.no_progress).total
                    == "0件変更"
                )
                done += 1
            else:
                with pytest.raises(pipeline.ImportRefused):
                    pipeline.carry_out(record, job, seen=preview.digest, by=None)
                record.delete()
                assert contents() == before
                refused += 1
            transaction.set_rollback(True)
    assert contents() == before
    assert min(done, refused) > 0
