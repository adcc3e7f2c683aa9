"""The columns of a sheet: how a field of a model is written into cells, and read back from them."""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.fields import LinesField
from organizations.spreadsheets import cells, dates, numbers
from organizations.spreadsheets.grids import WrongValue
from organizations.validators import validate_code, validate_fiscal_year

SEPARATOR = "/"
UNKNOWN = "不明"


@dataclass(eq=False)
class Column:
    """`name`: the field. `is_key`: one of those that tell rows apart. `only_publisher`: who may change it."""

    name: str
    headers: tuple = ()
    note: str = ""
    is_key: bool = False
    only_publisher: bool = False
    sheet: object = field(default=None, repr=False)

    @property
    def header(self):
        return self.headers[0]

    @property
    def field(self):
        return self.sheet.model._meta.get_field(self.name)

    @property
    def is_required(self):
        return self.is_key

    @property
    def options(self):
        """The words of a drop-down list; empty without one."""
        return ()

    @property
    def explanation(self):
        return self.note or str(self.field.help_text)

    def bind(self, sheet):
        self.sheet = sheet
        if not self.headers:
            self.headers = (str(self.field.verbose_name),)
        return self


@dataclass(eq=False)
class FieldColumn(Column):
    """A plain field in one cell."""

    @cached_property
    def form(self):
        return form_of(self.field)

    @property
    def is_required(self):
        return not (self.field.null or self.field.blank or self.field.has_default())

    @property
    def options(self):
        return self.form.options

    @property
    def is_code(self):
        return isinstance(self.form, CodeForm)

    def value_of(self, row):
        return getattr(row, self.name)

    def written(self, row):
        value = self.value_of(row)
        return [None if value is None or value == "" else self.form.write(value)]

    def read(self, row_cells, current):
        """The value; raises WrongValue. `current`: the stored value where there is a row, else None."""
        (cell,) = (row_cells[header] for header in self.headers)
        if cell.is_blank and not cell.problem:
            return self._blank()
        if not cell.problem and isinstance(current, str) and cell.value == current:
            return current
        value = self.form.read(cell)
        if isinstance(value, str) and isinstance(current, str) and same_text(value, current):
            return current
        try:
            return self.field.clean(value, None)
        except ValidationError as error:
            raise WrongValue("".join(error.messages)) from error

    def _blank(self):
        if self.is_required:
            raise WrongValue(f"「{self.header}」は空欄にできません。{self.explanation}")
        if self.field.null:
            return None
        if self.field.has_default():
            return self.field.get_default()
        return ""

    def words(self, value):
        if value is None or value == "":
            return ""
        return self.form.words(value)

    def is_same(self, value, current):
        return value == current


@dataclass(eq=False)
class VerbatimColumn(FieldColumn):
    """A text of which every character counts (it has a hash): not stripped, and too long to be shown."""

    def read(self, row_cells, current):
        cell = row_cells[self.header]
        if cell.problem or not isinstance(cell.value, str):
            raise WrongValue(cell.problem or f"「{self.header}」は、書き出したままにしてください。")
        return cell.value

    def words(self, value):
        return f"({len(value):,}文字)"


@dataclass(eq=False)
class RefColumn(Column):
    """A reference to a row of another sheet, by the values that tell its rows apart: one cell for each of them.

    The value is the key of that row, or None.
    """

    target: object = None

    @property
    def is_required(self):
        return not self.field.null

    @property
    def explanation(self):
        return self.note or f"{self.field.help_text}シート「{self.target.name}」の番号などを書きます。"

    def value_of(self, row):
        related = getattr(row, self.name)
        return None if related is None else self.target.key_of(related)

    def written(self, row):
        related = getattr(row, self.name)
        return [None] * len(self.headers) if related is None else self.target.key_cells(related)

    def read(self, row_cells, current):
        own = [row_cells[header] for header in self.headers]
        if all(cell.is_blank for cell in own):
            if self.is_required:
                raise WrongValue(f"「{'」「'.join(self.headers)}」は空欄にできません。{self.explanation}")
            return None
        return self.target.key_from(own)

    def words(self, value):
        return "" if value is None else key_words(value)

    def is_same(self, value, current):
        return value == current


@dataclass(eq=False)
class LinksColumn(Column):
    """References to several rows, one a line; where a key has several values they are joined by a slash.

    The value is a sorted list of keys.
    """

    target: object = None

    @property
    def explanation(self):
        joined = f"({SEPARATOR.join(self.target.key_headers)})" if len(self.target.key_headers) > 1 else ""
        return (
            self.note
            or f"{self.field.help_text}1行に1つ、シート「{self.target.name}」の番号など{joined}を書きます。"
        )

    def value_of(self, row):
        return sorted(self.target.key_of(related) for related in getattr(row, self.name).all())

    def written(self, row):
        return ["\n".join(key_text(key) for key in self.value_of(row)) or None]

    def read(self, row_cells, current):
        (cell,) = (row_cells[header] for header in self.headers)
        return sorted(self.target.key_from_text(line) for line in cells.read_lines(cell))

    def words(self, value):
        return "、".join(key_words(key) for key in value)

    def is_same(self, value, current):
        return value == current


def key_text(key):
    return SEPARATOR.join(str(part) for part in key)


def key_words(key):
    return " / ".join("" if part is None else str(part) for part in key)


def same_text(first, second):
    """Whether two texts differ only in how their line breaks are written (Excel knows one kind)."""
    return first.replace("\r\n", "\n").replace("\r", "\n") == second.replace("\r\n", "\n").replace("\r", "\n")


# ---------------------------------------------------------------- how a kind of field stands in a cell


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
