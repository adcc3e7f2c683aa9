"""The columns of a sheet: how a field of a model is written into cells, and read back from them."""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError

from organizations.spreadsheets import cells
from organizations.spreadsheets.fields import form_of, same_text
from organizations.spreadsheets.grids import WrongValue

SEPARATOR = "/"


class WrongPart(WrongValue):
    """One cell of a reference that takes several is wrong. `header`: of that cell."""

    def __init__(self, header, sentence):
        self.header = header
        super().__init__(sentence)


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

    def value_of(self, row):
        """What the stored row has, in the form in which `read` gives it."""
        raise NotImplementedError

    def is_same(self, value, row):
        """Whether the file says what the stored row has."""
        return value == self.value_of(row)


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

    def value_of(self, row):
        return getattr(row, self.name)

    def written(self, row):
        value = self.value_of(row)
        return [None if value in (None, "") else self.form.write(value)]

    def read(self, row_cells, current):
        """The value; raises WrongValue. `current`: the stored value where there is a row, else None."""
        cell = row_cells[self.header]
        if not cell.problem:
            if isinstance(current, str) and cell.value == current:
                return current
            if cell.is_blank:
                return self._blank()
        value = self.form.read(cell)
        if isinstance(value, str) and isinstance(current, str) and same_text(value, current):
            return current
        try:
            return self.field.clean(value, None)
        except ValidationError as error:
            sentences = [
                each for each in error.messages if "slug" not in each
            ]  # Django's own, in half English
            raise WrongValue("".join(sentences or error.messages)) from error

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


@dataclass(eq=False)
class ToldColumn(FieldColumn):
    """What citizens read only in a report: empty until the report that tells it is out (`row.is_end_told`).

    What is stored and not told yet stays, whether the file leaves it empty or says the same.
    """

    def value_of(self, row):
        return self.stored(row) if getattr(row, "is_end_told", False) else self._blank()

    def stored(self, row):
        return super().value_of(row)

    def is_same(self, value, row):
        return value in (self.value_of(row), self.stored(row))


@dataclass(eq=False)
class VerbatimColumn(FieldColumn):
    """A text of which every character counts (it has a hash): not stripped, and too long to be shown."""

    def read(self, row_cells, current):
        cell = row_cells[self.header]
        if cell.problem or not isinstance(cell.value, str):
            raise WrongValue(cell.problem or f"「{self.header}」は、書き出したままにしてください。")
        cells.read_text(cell, one_line=False)  # refuses what no database holds
        return cell.value

    def words(self, value):
        return f"({len(value):,}文字)"


@dataclass(eq=False)
class RefColumn(Column):
    """A reference to a row of another sheet, by the values that tell its rows apart: one cell for each of them.

    The value is the key of that row, or None. No sheet that is referred to has a key with an empty part.
    """

    target: object = None

    @property
    def is_required(self):
        return not self.field.null

    @property
    def explanation(self):
        return self.note or f"{self.field.help_text}{self.target.place_of_keys}を書きます。"

    def value_of(self, row):
        related = getattr(row, self.name)
        return None if related is None else self.target.key_of(related)

    def written(self, row):
        related = getattr(row, self.name)
        return [None] * len(self.headers) if related is None else self.target.key_cells(related)

    def read(self, row_cells, current):
        own = [row_cells[header] for header in self.headers]
        blank = [
            header
            for header, cell in zip(self.headers, own, strict=True)
            if cell.is_blank and not cell.problem
        ]
        if len(blank) == len(own):
            if self.is_required:
                raise WrongPart(
                    blank[0], f"「{'」「'.join(self.headers)}」は空欄にできません。{self.explanation}"
                )
            return None
        if blank:
            raise WrongPart(
                blank[0],
                f"「{blank[0]}」が空欄です。「{'」「'.join(self.headers)}」は、そろえて書いてください。",
            )
        return self.target.key_from(own, self.headers)

    def words(self, value):
        return "" if value is None else self.target.words_of(value)


@dataclass(eq=False)
class ToldRefColumn(RefColumn):
    """As ToldColumn, for a reference."""

    def value_of(self, row):
        return self.stored(row) if getattr(row, "is_end_told", False) else None

    def stored(self, row):
        return super().value_of(row)

    def written(self, row):
        return super().written(row) if self.value_of(row) else [None] * len(self.headers)

    def is_same(self, value, row):
        return value in (self.value_of(row), self.stored(row))


@dataclass(eq=False)
class LinksColumn(Column):
    """References to several rows, one a line; where a key has several values they are joined by a slash.

    The value is a sorted list of keys.
    """

    target: object = None

    @property
    def explanation(self):
        shape = f"({self.target.shape_of_keys}の形)" if len(self.target.key_headers) > 1 else ""
        return f"{self.field.help_text}1行に1つ、{self.target.place_of_keys}{shape}を書きます。"

    def value_of(self, row):
        return sorted(self.target.key_of(related) for related in getattr(row, self.name).all())

    def written(self, row):
        return ["\n".join(key_text(key) for key in self.value_of(row)) or None]

    def read(self, row_cells, current):
        lines = cells.read_lines(row_cells[self.header])
        return sorted({self.target.key_from_text(line) for line in lines})

    def words(self, value):
        return "、".join(self.target.words_of(key) for key in value)


def key_text(key):
    return SEPARATOR.join(str(part) for part in key)
