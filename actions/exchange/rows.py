"""What a row of the file means in the database: finding it, comparing it, writing it."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from organizations.importing.previews import ADD, CHANGE, CellChange, RowChange
from organizations.spreadsheets.grids import WrongCell

from ..reporting.restoring import restore_edition
from .columns import FieldColumn, LinksColumn, RefColumn
from .plan_sheets.results import (
    EDITIONS,
    EVALUATIONS,
    IN_A_REPORT,
    IN_A_SURVEY,
    RESULTS,
    WRITTEN_HERE,
    GradeColumn,
)


class World:
    """The stored rows of every sheet by their keys, and those of the file as they are written."""

    def __init__(self, scope):
        self.scope = scope
        self.rows = {}

    def known(self, sheet):
        """key -> stored row."""
        if sheet not in self.rows:
            rows = sheet.pooled(self.scope) if self._has_rows(sheet) else ()
            self.rows[sheet] = {sheet.key_of(row): row for row in rows}
        return self.rows[sheet]

    def _has_rows(self, sheet):
        return self.scope.city is not None and (self.scope.plan is not None or not needs_plan(sheet))

    def put(self, sheet, key, row):
        self.known(sheet)[key] = row


CITY_WIDE = ("市区町村", "部署", "部署の旧名称", "部署の引き継ぎ", "協働の相手")


def needs_plan(sheet):
    return sheet.name not in CITY_WIDE


def differing(row, stored):
    """[(column, value, stored value)] of the cells that differ; every filled cell where nothing is stored."""
    found = []
    for column, value in row.values.items():
        current = None if stored is None else column.value_of(stored)
        if stored is None:
            if value not in (None, "", []):
                found.append((column, value, None))
        elif not column.is_same(value, current):
            found.append((column, value, current))
    return found


def change_of(row, found, is_new):
    cells = [
        CellChange(
            "・".join(column.headers),
            column.words(current) if current is not None else "",
            column.words(value),
        )
        for column, value, current in found
    ]
    return RowChange(row.sheet.name, row.number, row.label, ADD if is_new else CHANGE, cells)


def why_fixed(row, stored):
    """The sentence that says why this stored row is not changed by a file; empty where it may be."""
    if row.sheet is EVALUATIONS and stored is not None:
        return WRITTEN_HERE
    if row.sheet is EDITIONS and stored is not None:
        return "公開した版は変えられません。書き出したままに戻してください。"
    if stored is not None and getattr(stored, "is_told", False):
        return IN_A_REPORT
    if row.sheet is RESULTS and stored is not None and stored.round_id:
        return IN_A_SURVEY
    return ""


def write(row, found, stored, world, ledger):
    """Create or change the stored row. Raises ValidationError (by field) and WrongValue."""
    fields, links = {}, {}
    for column, value, _current in (
        found if stored is not None else [(c, v, None) for c, v in row.values.items()]
    ):
        if isinstance(column, LinksColumn):
            links[column.name] = [world.known(column.target)[key] for key in value]
        elif isinstance(column, RefColumn):
            fields[column.name] = None if value is None else world.known(column.target)[value]
        elif isinstance(column, GradeColumn):
            fields[column.name] = column.find(value, world.scope, year_of(row, world))
        elif isinstance(column, FieldColumn):
            fields[column.name] = value
    if stored is not None:
        return ledger.change(stored, **fields, **links)
    if row.sheet is EDITIONS:
        return restore_edition(world.scope.plan, **fields)
    new = row.sheet.model(**fields, **row.sheet.fixed(world.scope))
    if row.sheet is EVALUATIONS:
        new.is_handed_in = True
        new.is_reply_published = new.is_published and bool(new.reply)
    return ledger.create(new, **links)


def year_of(row, world):
    if row.sheet is EVALUATIONS:
        return row.key[1]
    return row.values[next(column for column in row.sheet.columns if column.name == "fiscal_year")]


def missing_links(row, world, skipped):
    """[(column, key)] of references to rows that are neither stored nor in the file; None where one of them is in the
    file but wrong, so that nothing more can be said."""
    lost = []
    for column, value in row.values.items():
        if not isinstance(column, RefColumn | LinksColumn) or value in (None, []):
            continue
        keys = value if isinstance(column, LinksColumn) else [value]
        for key in keys:
            if key in world.known(column.target):
                continue
            if (column.target, key) in skipped:
                return None
            lost.append((column, key))
    return lost


def wrong_cells(row, table, error):
    """The ValidationError of a row as WrongCells, each at the column it belongs to."""
    cause = error.__cause__ if isinstance(error.__cause__, ValidationError) else error
    by_field = cause.message_dict if hasattr(cause, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    columns = {column.name: column for column in row.sheet.columns}
    found = []
    for name, sentences in by_field.items():
        column = columns.get(name)
        header = column.header if column else ""
        number = table.columns.get(header, -1)
        value = "" if column is None else _shown(column, row)
        found += [
            WrongCell(table.grid.name, row.number, number, header, value, sentence) for sentence in sentences
        ]
    return found


def _shown(column, row):
    value = row.values.get(column)
    return "" if value is None else column.words(value)
