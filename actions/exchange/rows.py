"""What a row of the file means in the database: finding it, comparing it, writing it."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from organizations.importing.previews import ADD, CHANGE, CellChange, RowChange
from organizations.spreadsheets.grids import WrongCell

from ..reporting.reading import reported_years
from ..reporting.restoring import restore_edition
from .columns import LinksColumn, RefColumn
from .plan_sheets.results import (
    EDITIONS,
    EVALUATIONS,
    IN_A_REPORT,
    IN_A_SURVEY,
    RESULTS,
    WRITTEN_HERE,
    GradeColumn,
)
from .plan_sheets.words import FIGURES, gives_figure


class World:
    """The stored rows of every sheet by their keys, and those of the file as they are written."""

    def __init__(self, scope):
        self.scope = scope
        self.rows = {}
        # The years that had a report before anything was written.
        self.reported = reported_years(scope.plan) if scope.plan else {}

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
    """Whether its rows belong to the plan, or say which plan it is that may not be there yet."""
    return sheet.name not in CITY_WIDE


def differing(row, stored):
    """[(column, value, stored value)] of the cells that differ; every filled cell where nothing is stored."""
    if stored is None:
        return [(column, value, None) for column, value in row.values.items() if value not in (None, "", [])]
    return [
        (column, value, column.value_of(stored))
        for column, value in row.values.items()
        if not column.is_same(value, stored)
    ]


def change_of(row, found, stored=None):
    """`stored`: the row before, or None where it is new."""
    cells = [
        CellChange(
            "・".join(column.headers),
            column.words(current) if current is not None else "",
            column.words(value),
        )
        for column, value, current in found
    ]
    label = row.label if stored is None else row.sheet.label(stored)
    return RowChange(row.sheet.name, row.number, label, ADD if stored is None else CHANGE, cells)


def why_fixed(row, stored, world):
    """The sentence that says why this row is not written from a file; empty where it may be."""
    if stored is not None and row.sheet is EVALUATIONS:
        return WRITTEN_HERE
    if stored is not None and row.sheet is EDITIONS:
        return "公開した版は変えられません。書き出したままに戻してください。"
    if row.sheet in (RESULTS, EVALUATIONS) and year_of(row) in world.reported:
        return IN_A_REPORT
    if row.sheet is FIGURES and gives_figure(world.reported, *row.key):
        return IN_A_REPORT
    if stored is not None and row.sheet is RESULTS and stored.round_id:
        return IN_A_SURVEY
    return ""


def write(row, found, stored, world, ledger):
    """Create or change the stored row. Raises ValidationError (by field) and WrongValue."""
    if stored is not None:
        return ledger.change(stored, **fields_of(row, world, [column for column, _value, _current in found]))
    if row.sheet is EDITIONS:
        return restore_edition(world.scope.plan, **fields_of(row, world))
    return create(row, row.sheet.model(**row.sheet.fixed(world.scope)), world, ledger)


def put_back(row, taken_out, world, ledger):
    """Save a row again that was deleted a moment ago, with what the file says; it keeps its key."""
    taken_out._state.adding = True
    return create(row, taken_out, world, ledger)


def create(row, new, world, ledger):
    links = {}
    for name, value in fields_of(row, world).items():
        if isinstance(value, list):
            links[name] = value
        else:
            setattr(new, name, value)
    if row.sheet is EVALUATIONS:
        new.is_handed_in = True
        new.is_reply_published = new.is_published and bool(new.reply)
    return ledger.create(new, **links)


def fields_of(row, world, columns=None):
    """Name -> value for the model: a row where the file names one, a list of rows where it names several."""
    fields = {}
    for column in row.values if columns is None else columns:
        value = row.values[column]
        if isinstance(column, LinksColumn):
            value = [world.known(column.target)[key] for key in value]
        elif isinstance(column, RefColumn):
            value = None if value is None else world.known(column.target)[value]
        elif isinstance(column, GradeColumn):
            value = column.find(value, world.scope, year_of(row))
        fields[column.name] = value
    return fields


def year_of(row):
    """The fiscal year of a result or an evaluation: the second part of their keys."""
    return row.key[1]


def missing_links(row, world):
    """[(column, key)] of the references to rows that are not there (yet)."""
    lost = []
    for column, value in row.values.items():
        if isinstance(column, RefColumn | LinksColumn) and value not in (None, []):
            keys = value if isinstance(column, LinksColumn) else [value]
            lost += [(column, key) for key in keys if key not in world.known(column.target)]
    return lost


def wrong_cells(row, table, error):
    """The ValidationError of a row as WrongCells, each at the column it belongs to."""
    cause = error.__cause__ if isinstance(error.__cause__, ValidationError) else error
    by_field = cause.message_dict if hasattr(cause, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    columns = {column.name: column for column in row.sheet.columns}
    found = []
    for name, sentences in by_field.items():
        for sentence in sentences:
            column = columns.get(name) or column_of_rule(row.sheet, columns, sentence)
            number = table.columns.get(column.header, -1)
            found.append(
                WrongCell(table.grid.name, row.number, number, column.header, _shown(column, row), sentence)
            )
    return found


def column_of_rule(sheet, columns, sentence):
    """The last column that the constraint with this sentence speaks of; the first of the key where it is about none."""
    for rule in sheet.model._meta.constraints:
        if str(rule.violation_error_message) == sentence:
            condition = getattr(rule, "condition", None)
            names = {*getattr(rule, "fields", ()), *(condition.referenced_base_fields if condition else ())}
            found = [column for name, column in columns.items() if name in names]
            return found[-1] if found else sheet.keys[0]
    return sheet.keys[0]


def _shown(column, row):
    value = row.values.get(column)
    return "" if value is None else column.words(value)
