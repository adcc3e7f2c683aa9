"""Lists as files: what the screen shows, for Excel. Not for reading back; that has its own resources."""

import re
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F
from django.utils import timezone
from import_export.formats import base_formats
from import_export.resources import ModelResource, modelresource_factory

from .csv_reading import FORMULA_STARTS
from .fields import FoldedTextField
from .spreadsheets.csv_writing import SHIFT_JIS, UTF_8, Unencodable, unencodable

CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class CsvForExcel(base_formats.CSV):
    """UTF-8 with a byte order mark, which Excel needs to show Japanese."""

    CONTENT_TYPE = "text/csv; charset=utf-8"
    file_encoding = UTF_8

    def get_title(self):
        return "csv"


class CsvShiftJis(base_formats.CSV):
    """For older software. Raises Unencodable, a ValueError, which the export page shows: no character is lost."""

    CONTENT_TYPE = "text/csv; charset=Shift_JIS"
    file_encoding = SHIFT_JIS

    def get_title(self):
        return "CSV(シフトJIS)"

    def export_data(self, dataset, **kwargs):
        if found := unencodable([dataset.headers, *dataset]):
            raise Unencodable(found)
        return dataset.export("csv", **kwargs)  # the library would look for a format of our title


class Workbook(base_formats.XLSX):
    pass


def harmless(cell):
    """Text that Excel would run as a formula gets an apostrophe in front; signs a workbook cannot hold are left out."""
    cell = CONTROL_SIGNS.sub("", cell) if isinstance(cell, str) else cell
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


class ListResource(ModelResource):
    """Headers are the verbose names; values are the words on screen; numbers stay numbers.

    `city_path`: the look-up to the municipality. Rows of a city that does not exist say so in a last column.
    """

    city_path = ""

    def export_resource(self, instance, selected_fields=None, **kwargs):
        self.is_fictional.append(getattr(instance, "is_of_fictional_city", False))
        return super().export_resource(instance, selected_fields, **kwargs)

    def after_export(self, queryset, dataset, **kwargs):
        if any(self.is_fictional):
            dataset.append_col(["架空の見本" if each else "" for each in self.is_fictional], header="注意")

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
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, date):
            return value.isoformat()
        return harmless(str(value))

    def get_export_headers(self, selected_fields=None):
        names = [self.get_field_name(field) for field in self.get_export_fields(selected_fields)]
        return [str(self._meta.model._meta.get_field(name).verbose_name) for name in names]

    def filter_export(self, queryset, **kwargs):
        fields = [self._meta.model._meta.get_field(name) for name in self.fields]
        related = [field.name for field in fields if field.many_to_one]
        lists = [field.name for field in fields if field.many_to_many]
        self.is_fictional = []
        if self.city_path:
            queryset = queryset.annotate(is_of_fictional_city=F(f"{self.city_path}is_fictional"))
        return (queryset.select_related(*related) if related else queryset).prefetch_related(*lists)


def list_resource(model, columns=(), *, without=(), city=""):
    """The resource class of a model's list. Without `columns`: every column a form shows. `without`: never these.

    `city`: the look-up from the model to its municipality ("pk": it is one itself).
    """
    names = list(columns) or [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not isinstance(field, FoldedTextField) and field.name != "password"
    ]
    names = [name for name in names if name not in without]
    meta = {"fields": names, "export_order": names, "name": model._meta.verbose_name}
    path = {"pk": "", "": ""}.get(city, f"{city}__")
    base = type("CityListResource", (ListResource,), {"city_path": path}) if path else ListResource
    return modelresource_factory(model, resource_class=base, meta_options=meta)
