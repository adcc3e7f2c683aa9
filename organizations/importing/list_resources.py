"""A list through django-import-export: rows found by their key, all that is wrong with them, writing through a Ledger.

The rows of the dataset are the Cells of the file; a widget reads one of them as its column does.
"""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory
from import_export.widgets import Widget

from organizations.spreadsheets.grids import WrongValue

from .list_columns import folded


class HeadersDiffer(ValueError):
    """The dataset has not exactly the columns of the list."""


class CellWidget(Widget):
    def __init__(self, column):
        super().__init__()
        self.column = column

    def clean(self, value, row=None, read_for=None, **kwargs):
        """The value in the Cell. Raises ValueError with a Japanese sentence."""
        return self.column.read(value, read_for)

    def render(self, value, obj=None, **kwargs):
        return value

    def __deepcopy__(self, memo):
        """A resource copies its fields; what a column has looked up is looked up once."""
        return self


class CellField(Field):
    def save(self, instance, row, is_m2m=False, **kwargs):
        """The reader is told the row: a grade is one of its year, a stored text keeps its line breaks."""
        super().save(instance, row, is_m2m, read_for=instance, **kwargs)


class CheckedResource(ModelResource):
    """`listed`: what is imported (list_job.ImportedList); `columns`: name -> column; `ledger`: writes it.

    `numbers`: of each row of the dataset, its number in the file.
    """

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True
        store_instance = True
        use_transactions = True

    def __init__(
        self, listed, scope, columns, numbers, *, ledger, by=None, progress=lambda done, total: None
    ):
        super().__init__()
        self.listed, self.scope, self.columns, self.numbers = listed, scope, columns, numbers
        self.ledger, self.by, self.progress = ledger, by, progress
        self.refuses = listed.refuses(scope)
        self.met = set()  # primary keys of the stored rows that stand in the file, right or wrong

    def before_import(self, dataset, **kwargs):
        """Raises HeadersDiffer. Finds the stored row of each row, and which rows of the file have the same key."""
        optional = {self.listed.scope_field}
        needed = [column.header for name, column in self.columns.items() if name not in optional]
        known = {column.header for column in self.columns.values()}
        given = list(dataset.headers or ())
        if not (set(needed) <= set(given) <= known) or len(given) != len(set(given)):
            raise HeadersDiffer(f"見出しは「{'、'.join(needed)}」だけにしてください。")
        self._index()
        self.stored, self.doubled, first = {}, {}, {}
        for number, cells in enumerate(dataset, 1):
            key = self._key_of_cells(dict(zip(given, cells, strict=True)))
            if key is None:
                continue
            found = self.stored[number] = self._exact.get(key) or self._folded.get(_fold(key))
            if found:
                self.met.add(found.pk)
            same = found.pk if found else _fold(key)
            if same in first:
                self.doubled[number] = first[same]
            first.setdefault(same, number)

    def _index(self):
        self._exact, self._folded = {}, {}
        for row in self.listed.rows(self.scope):
            key = tuple(_plain(getattr(row, name)) for name in self.listed.key)
            self._exact[key] = row
            # Two rows that differ in width only are found by their exact names.
            self._folded[_fold(key)] = None if _fold(key) in self._folded else row

    def _key_of_cells(self, row):
        try:
            columns = [self.columns[name] for name in self.listed.key]
            return tuple(_plain(column.read(row[column.header], None)) for column in columns)
        except WrongValue:
            return None  # told when the row itself is read

    def import_row(self, row, instance_loader, **kwargs):
        self.number = kwargs["row_number"]
        result = super().import_row(row, instance_loader, **kwargs)
        self.progress(self.number, len(self.numbers))  # here, so that what it raises stops the import
        return result

    def get_instance(self, instance_loader, row):
        return self.stored.get(self.number)

    def init_instance(self, row=None):
        return self._meta.model(**self.listed.fixed(self.scope))

    def after_init_instance(self, instance, new, row, **kwargs):
        self.is_new = new
        self.before = {} if new else {name: getattr(instance, name) for name in self.columns}

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.error_dict
        if first := self.doubled.get(self.number):
            headers = "・".join(self.columns[name].header for name in self.listed.key)
            errors[self.listed.key[0]] = ValidationError(
                f"{self.numbers[first - 1]}行目と同じ{headers}です。どちらか1行にしてください。"
            )
        if errors:
            raise ValidationError(errors)

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        """What tells a stored row apart stays as it is stored, in whatever width the file says it."""
        if self.is_new or field.attribute not in self.listed.key:
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def changed(self, instance):
        """The names of the fields the file changes in a stored row."""
        return [name for name, value in self.before.items() if getattr(instance, name) != value]

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """What was wrong before elsewhere in a stored row stays, as in a Ledger."""
        found = import_validation_errors or {}
        if sentence := self.refuses(instance):
            names = [self.listed.key[-1]] if self.is_new else self.changed(instance)
            raise ValidationError(dict.fromkeys(names, sentence) | found)
        try:
            super().validate_instance(instance, found, validate_unique)
        except ValidationError as error:
            kept = {NON_FIELD_ERRORS, *found, *self.changed(instance)}
            errors = {name: wrong for name, wrong in error.error_dict.items() if self.is_new or name in kept}
            if errors:
                raise ValidationError(errors) from error

    def do_instance_save(self, instance, is_create):
        if self.by is not None:
            instance._history_user = self.by
        if is_create:
            self.ledger.create(instance)
            return
        new = {name: getattr(instance, name) for name in self.changed(instance)}
        for name in new:
            setattr(instance, name, self.before[name])  # the Ledger notes what it finds
        self.ledger.change(instance, **new)


def resource_class(listed, columns):
    """The CheckedResource of the list's model, a field for each column."""
    fields = {
        name: CellField(attribute=name, column_name=column.header, widget=CellWidget(column))
        for name, column in columns.items()
    }
    meta = {"fields": list(columns), "import_order": list(columns), "import_id_fields": list(listed.key)}
    return modelresource_factory(
        listed.model, resource_class=CheckedResource, meta_options=meta, custom_fields=fields
    )


def _plain(value):
    return value.pk if isinstance(value, models.Model) else value


def _fold(key):
    return tuple(folded(part) if isinstance(part, str) else part for part in key)
