"""Writing a great many rows of a model with COPY, PostgreSQL's own way in."""

import sys
import time
from functools import lru_cache
from types import SimpleNamespace

from django.db import connection
from django.db.models import Max

from organizations.fields import FoldedTextField


class Ids:
    """The ids of a model's new rows, `each` to a city: known before the rows are written."""

    def __init__(self, model, each):
        self.first = (model.objects.aggregate(last=Max("id"))["last"] or 0) + 1
        self.each = each

    def __call__(self, city, position=0):
        return self.first + city * self.each + position


@lru_cache(maxsize=65536)
def folded(field, values):
    """What the field itself would store beside these values of its sources."""
    return field.pre_save(SimpleNamespace(**dict(zip(field.sources, values, strict=True))), add=True)


def copy(model, names, rows):
    """COPY the rows, tuples of the fields in `names`; other fields get their default or their folded text."""
    names = names.split()
    begin = time.monotonic()
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = [fields[name] for name in fields if name not in names and name != "id"]
    search = next((field for field in rest if isinstance(field, FoldedTextField)), None)
    rest = [field for field in rest if field is not search]
    constants = tuple(field.get_default() for field in rest)
    columns = [fields[name].column for name in names] + [field.column for field in rest]
    places = []
    if search:
        columns.append(search.column)
        places = [names.index(source) if source in names else None for source in search.sources]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as stream:
        for row in rows:
            values = (*row, *constants)
            if search:
                values += (folded(search, tuple("" if p is None else row[p] for p in places)),)
            stream.write_row(values)
            count += 1
    print(f"  {model._meta.label}: {count:,} ({time.monotonic() - begin:.1f} s)", file=sys.stderr, flush=True)
