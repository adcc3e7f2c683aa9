"""The job that imports a file into a list of the admin; see pipeline for what a job is."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from import_export.results import RowResult
from tablib import Dataset

from organizations.ledger import Ledger
from organizations.models import FileImport
from organizations.spreadsheets.cells import quoted
from organizations.spreadsheets.grids import FileRefused, WrongCell
from organizations.spreadsheets.long_texts import LONG_TEXTS, put_together
from organizations.spreadsheets.tables import read_table, single_sheet
from organizations.spreadsheets.writing import CODES

from .list_resources import resource_class
from .previews import ADD, CHANGE, CellChange, Preview, RowChange

NOT_YOURS = "この一覧に取り込むことはできません。取り込めるのは、事務局の人です。"
CHANGED_SINCE = "確認のあとで、登録されている内容が変わりました。"
COLLIDES = "ほかの行とぶつかるため、登録できません。同じものが2つないか確かめてください。"
REMARK = "注意"  # the last column of a list of a city that does not exist


def city_of(scope):
    return getattr(scope, "municipality", scope)


class ListJob:
    """Imports a file into one list of one city or plan. `by`: None on the command line, which may do all."""

    kind = FileImport.Kind.LIST

    def __init__(self, listed, scope, *, by=None):
        self.listed, self.scope, self.by = listed, scope, by

    @property
    def municipality(self):
        return city_of(self.scope)

    @property
    def title(self):
        place = self.scope if self.scope is self.municipality else f"{self.municipality} {self.scope}"
        return f"{place} {self.listed.label}"

    @property
    def target(self):
        return {"list": self.listed.name, self.listed.scope_kind: self.scope.pk}

    def read(self, books, choices, progress):
        if self.by is not None and not self.listed.may_change(self.by, self.scope):
            raise FileRefused(NOT_YOURS)
        if len(books) != 1:
            raise FileRefused("一覧のファイルは、1つずつ選んでください。")
        (book,) = books
        put_together(book)
        book.sheets = [sheet for sheet in book.sheets if sheet.name not in (CODES, LONG_TEXTS)]
        number = str(self.listed.model._meta.pk.verbose_name)  # in an exported list; a row is told by its key
        optional = [REMARK, number, *self.listed.unread, *self.listed.scope_headers]
        sheet = single_sheet(book, self.listed.headers)
        self.table = read_table(sheet, self.listed.headers, optional=optional)
        self.preview = self._run(Ledger(), progress, dry_run=True)
        return self.preview

    def write(self, ledger, progress):
        preview = self._run(ledger, progress, dry_run=False)
        if preview.digest != self.preview.digest:
            raise ValidationError(CHANGED_SINCE)

    def _run(self, ledger, progress, *, dry_run):
        """The Preview of what has been written; where something is wrong, or in a `dry_run`, nothing has."""
        preview = Preview(wrong=list(self.table.wrong))
        if preview.wrong:
            return preview
        if unread := [header for header in self.listed.unread if header in self.table.columns]:
            preview.warnings.append(
                f"次の列は取り込みません。ファイルで値を変えていても、登録されているままです: 「{'」「'.join(unread)}」。"
            )
        columns = self.listed.bound(self.scope)
        numbers = [row.number for row in self.table.rows]
        resource = resource_class(self.listed, columns)(
            self.listed, self.scope, columns, numbers, ledger=ledger, by=self.by, progress=progress
        )
        result = resource.import_data(
            self._dataset(columns),
            dry_run=dry_run,
            use_transactions=True,
            rollback_on_validation_errors=True,
        )
        for error in result.base_errors:
            raise error.error
        for table_row, row_result in zip(self.table.rows, result.rows, strict=True):
            self._tell(preview, resource, table_row, row_result)
        preview.wrong.sort(key=lambda cell: (cell.row, cell.column))
        rows = (self.listed.offered or self.listed.rows)(self.scope)
        preview.missing = [self.listed.shown(row) for row in rows if row.pk not in resource.met]
        return preview

    def _dataset(self, columns):
        headers = [column.header for column in columns.values() if column.header in self.table.columns]
        dataset = Dataset(headers=headers)
        for row in self.table.rows:
            dataset.append([row.cells[header] for header in headers])
        return dataset

    def _tell(self, preview, resource, row, result):
        if result.validation_error:
            preview.wrong += self._wrong_cells(resource.columns, row, result.validation_error)
        elif result.errors:
            error = result.errors[0].error
            if not isinstance(error, IntegrityError):
                raise error
            preview.wrong.append(WrongCell(self.table.grid.name, row.number, -1, "", "", COLLIDES))
        elif result.import_type == RowResult.IMPORT_TYPE_SKIP:
            preview.same += 1
        else:
            preview.changes.append(self._change(resource.columns, row, result))

    def _change(self, columns, row, result):
        is_new = result.import_type == RowResult.IMPORT_TYPE_NEW
        cells = []
        for name in self.listed.columns:
            after = getattr(result.instance, name)
            before = None if is_new else getattr(result.original, name)
            if after != before:
                words = columns[name].words
                cells.append(CellChange(columns[name].header, words(before), words(after)))
        cells = [cell for cell in cells if cell.before or cell.after]
        label = self.listed.shown(result.instance if is_new else result.original)
        return RowChange(self.table.grid.name, row.number, label, ADD if is_new else CHANGE, cells)

    def _wrong_cells(self, columns, row, error):
        by_name = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        found = []
        for name, sentences in by_name.items():
            for sentence in sentences:
                header = columns[name].header if name in columns else self._header_of_rule(columns, sentence)
                column = self.table.columns.get(header, -1)
                value = quoted(row.cells[header].value) if column >= 0 else ""
                found.append(WrongCell(self.table.grid.name, row.number, column, header, value, sentence))
        return found

    def _header_of_rule(self, columns, sentence):
        """The last column that the constraint with this sentence speaks of; "" where it is about none of them."""
        for rule in self.listed.model._meta.constraints:
            if str(rule.violation_error_message) == sentence:
                condition = getattr(rule, "condition", None)
                names = {
                    *getattr(rule, "fields", ()),
                    *(condition.referenced_base_fields if condition else ()),
                }
                return next((columns[name].header for name in reversed(columns) if name in names), "")
        return ""
