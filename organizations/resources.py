"""Lists as files: what the screen shows, for Excel. Not for reading back; that has its own resources."""

from datetime import date, datetime
from decimal import Decimal

from import_export.formats import base_formats
from import_export.resources import ModelResource, modelresource_factory

from .fields import FoldedTextField

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CsvForExcel(base_formats.CSV):
    """UTF-8 with a byte order mark, which Excel needs to show Japanese."""

    CONTENT_TYPE = "text/csv; charset=utf-8"
    file_encoding = "utf-8-sig"

    def get_title(self):
        return "csv"


class Workbook(base_formats.XLSX):
    pass


def harmless(cell):
    """Text that Excel would run as a formula gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


class ListResource(ModelResource):
    """Headers are the verbose names; values are the words on screen; numbers stay numbers."""

    def export_field(self, field, instance, **kwargs):
        name = self.get_field_name(field)
        model_field = instance._meta.get_field(name)
        value = getattr(instance, name)
        if model_field.many_to_many:
            return harmless("、".join(str(each) for each in value.all()))
        if value is None:
            return ""
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        if model_field.flatchoices:
            value = getattr(instance, f"get_{name}_display")()
        if isinstance(value, int):
            return value
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, datetime | date):
            return value.isoformat()
        return harmless(str(value))

    def get_export_headers(self, selected_fields=None):
        names = [self.get_field_name(field) for field in self.get_export_fields(selected_fields)]
        return [str(self._meta.model._meta.get_field(name).verbose_name) for name in names]

    def filter_export(self, queryset, **kwargs):
        fields = [self._meta.model._meta.get_field(name) for name in self.fields]
        related = [field.name for field in fields if field.many_to_one]
        lists = [field.name for field in fields if field.many_to_many]
        return (queryset.select_related(*related) if related else queryset).prefetch_related(*lists)


def list_resource(model, columns=(), *, without=()):
    """The resource class of a model's list. Without `columns`: every column a form shows. `without`: never these."""
    names = list(columns) or [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not isinstance(field, FoldedTextField) and field.name != "password"
    ]
    names = [name for name in names if name not in without]
    meta = {"fields": names, "export_order": names, "name": model._meta.verbose_name}
    return modelresource_factory(model, resource_class=ListResource, meta_options=meta)
