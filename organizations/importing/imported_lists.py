"""What is declared of a list that can be imported, and what a page needs of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from organizations.access import Role, access_of
from organizations.spreadsheets.csv_writing import UTF_8, csv_bytes
from organizations.spreadsheets.writing import BookWriter

from .list_columns import FieldColumn, ScopeColumn
from .list_job import ListJob, city_of

CITY, PLAN = "city", "plan"
SPARE_ROWS = 200


def nothing_refused(scope):
    return lambda row: ""


@dataclass(frozen=True, eq=False)
class ImportedList:
    """A list that can be imported into a city or a plan (`scope_kind`); "scope" is the Municipality or the Plan.

    `columns`: the fields in the file's order. `key`: those that tell a row apart within the scope.
    `rows(scope)`: what a row of the file may mean, and nothing else is ever touched.
    `offered(scope)`: those written into a file and expected back (default: `rows`).
    `fixed(scope)`: what a new row has beside its columns.
    `references`: field name -> function (field, scope) that gives its column.
    `scope_field`: the column that names the scope in an exported list; it may be absent.
    `beside`: other columns of the exported list; they are not read, and the preview says so.
    `refuses(scope)`: a function that gives the sentence why a row (an instance) is not written; "" where it is.
    `label_of(row)`: the row in words. `roles`: who may import, held for the whole city.
    """

    model: type
    scope_kind: str
    columns: tuple
    key: tuple
    rows: Callable
    fixed: Callable = lambda scope: {}
    offered: Callable | None = None
    references: dict = field(default_factory=dict)
    scope_field: str = ""
    beside: tuple = ()
    refuses: Callable = nothing_refused
    label_of: Callable = str
    roles: tuple = (Role.COORDINATOR,)

    @property
    def name(self):
        """organizations.Department: its key in LISTS and in addresses."""
        return self.model._meta.label

    @property
    def label(self):
        return f"{self.model._meta.verbose_name}の一覧"

    @property
    def headers(self):
        """What the first row of the file says."""
        return [self._header(name) for name in self.columns]

    @property
    def key_headers(self):
        return [self._header(name) for name in self.key]

    def _header(self, name):
        return str(self.model._meta.get_field(name).verbose_name)

    @property
    def unread(self):
        return [self._header(name) for name in self.beside]

    def job(self, scope, user=None):
        """`user`: None on the command line, which may do all."""
        return ListJob(self, scope, by=user)

    def may_change(self, user, scope):
        access = access_of(user)
        return access.is_administrator or city_of(scope).pk in access.whole_cities(*self.roles)

    @property
    def scope_headers(self):
        return [self._header(self.scope_field)] if self.scope_field else []

    def bound(self, scope):
        """name -> column, the scope's own among them."""
        found = {}
        if self.scope_field:
            found[self.scope_field] = ScopeColumn(self.model._meta.get_field(self.scope_field), scope)
        for name in self.columns:
            model_field = self.model._meta.get_field(name)
            make = self.references.get(name)
            found[name] = make(model_field, scope) if make else FieldColumn(model_field)
        return found

    def shown(self, row):
        return f"{self.model._meta.verbose_name}「{self.label_of(row)}」"

    def workbook(self, scope):
        """The bytes of an xlsx file with the present rows; imported again it changes nothing."""
        columns, title = self.bound(scope), f"{scope} {self.label}"
        writer = BookWriter(title, city_of(scope).name, notice=city_of(scope).notice)
        options = {
            columns[name].header: columns[name].options for name in self.columns if columns[name].options
        }
        writer.add_table(
            self.label,
            self.headers,
            self._written(scope, columns),
            keys=self.key_headers,
            options=options,
            spare_rows=SPARE_ROWS,
        )
        return writer.content()

    def csv(self, scope, encoding=UTF_8):
        """The same as CSV. Raises Unencodable where `encoding` (csv_writing.SHIFT_JIS) cannot hold a character."""
        return csv_bytes([self.headers, *self._written(scope, self.bound(scope))], encoding)

    def _written(self, scope, columns):
        return [
            [columns[name].write(getattr(row, name)) for name in self.columns]
            for row in (self.offered or self.rows)(scope)
        ]
