"""How the fields of a model stand in cells: what is written, what is read, and the words for a person.

A form has `read(cell)` (raises WrongValue), `write(value)`, `words(value)` and `options`, the words of a drop-down list.
"""

from django.db import models
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.fields import LinesField
from organizations.validators import validate_code, validate_fiscal_year

from . import cells, dates, numbers

UNKNOWN = "不明"


def same_text(first, second):
    """Whether two texts differ only in how their line breaks are written (Excel knows one kind)."""
    return first.replace("\r\n", "\n").replace("\r", "\n") == second.replace("\r\n", "\n").replace("\r", "\n")


class TextForm:
    options = ()

    def __init__(self, *, one_line):
        self.one_line = one_line

    def read(self, cell):
        return cells.read_text(cell, one_line=self.one_line)

    def write(self, value):
        return value

    def words(self, value):
        return value


class CodeForm(TextForm):
    def __init__(self):
        super().__init__(one_line=True)

    def read(self, cell):
        return cells.read_code(cell)


class WholeForm:
    options = ()

    def __init__(self, least, most):
        self.least, self.most = least, most

    def read(self, cell):
        return numbers.read_whole(cell, least=self.least, most=self.most)

    def write(self, value):
        return numbers.write_whole(value)

    def words(self, value):
        return str(value)


class YearForm(WholeForm):
    def __init__(self):
        super().__init__(None, None)

    def read(self, cell):
        return dates.read_year(cell)

    def words(self, value):
        return both_calendars(value)


class DecimalForm:
    options = ()

    def __init__(self, digits, places):
        self.digits, self.places = digits, places

    def read(self, cell):
        return numbers.read_decimal(cell, digits=self.digits, places=self.places)

    def write(self, value):
        return numbers.write_decimal(value)

    def words(self, value):
        return f"{value.normalize():f}"


class YesNoForm:
    def __init__(self, *, unknown):
        self.unknown = unknown
        self.options = ("はい", "いいえ", UNKNOWN) if unknown else ("はい", "いいえ")

    def read(self, cell):
        return cells.read_yes_no(cell, unknown=self.unknown)

    def write(self, value):
        return "はい" if value else "いいえ"

    words = write


class ChoiceForm:
    def __init__(self, choices):
        self.labels = {stored: str(label) for stored, label in choices if stored not in ("", None)}
        self.options = tuple(self.labels.values())
        self.reader = cells.Choice(list(self.labels.items()))

    def read(self, cell):
        return self.reader(cell)

    def write(self, value):
        return self.labels.get(value, value)

    words = write


class MomentForm:
    options = ()

    def read(self, cell):
        return dates.read_moment(cell)

    def write(self, value):
        return dates.write_moment(value)

    def words(self, value):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"


def form_of(field):
    """How the values of a model field stand in cells."""
    if field.flatchoices:
        return ChoiceForm(field.flatchoices)
    if isinstance(field, models.BooleanField):
        return YesNoForm(unknown=field.null)
    if validate_fiscal_year in field.validators:
        return YearForm()
    if isinstance(field, models.DecimalField):
        return DecimalForm(field.max_digits, field.decimal_places)
    if isinstance(field, models.IntegerField):
        return WholeForm(0, 2_147_483_647 if isinstance(field, models.PositiveIntegerField) else 32_767)
    if isinstance(field, models.DateTimeField):
        return MomentForm()
    if isinstance(field, models.SlugField) or validate_code in field.validators:
        return CodeForm()
    return TextForm(one_line=not isinstance(field, models.TextField | LinesField))
