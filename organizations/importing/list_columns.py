"""The columns of a list that is imported: how a cell of the file becomes the value of a field.

A column has `name` (the field), `header`, `options` (the words of a drop-down list), `read(cell, row)` -> value,
raising WrongValue, `write(value)` for a cell, and `words(value)` for a person. `row` is the model instance as far as
it has been read, in the order of the columns; None where only the key is looked for.
"""

import re
import unicodedata
from collections import Counter

from django.core.exceptions import ValidationError

from organizations.resources import harmless
from organizations.spreadsheets import cells
from organizations.spreadsheets.fields import form_of, same_text
from organizations.spreadsheets.grids import WrongValue
from organizations.validators import validate_code

MOST_NAMED = 12


def folded(text):
    """As a name is compared: width and blanks around it make no difference."""
    return unicodedata.normalize("NFKC", text).strip()


class FieldColumn:
    """A plain field. Its text stays as it is stored where the file says the same in other line breaks."""

    def __init__(self, field):
        self.field, self.name, self.header = field, field.name, str(field.verbose_name)
        self.form = form_of(field)
        self.options = self.form.options

    def read(self, cell, row):
        if cells.left_blank(cell):
            return self._blank()
        current = getattr(row, self.name) if row is not None else None
        if isinstance(current, str) and cell.value in (current, harmless(current)):
            return current
        value = self.form.read(cell)
        if isinstance(value, str) and isinstance(current, str) and same_text(value, current):
            return current
        try:
            return self.field.clean(value, None)
        except ValidationError as error:
            raise WrongValue("".join(error.messages)) from error

    def _blank(self):
        field = self.field
        if field.null:
            return None
        if field.has_default():
            return field.get_default()
        if field.blank:
            return ""
        raise WrongValue(f"「{self.header}」は空欄にできません。{field.help_text}")

    def write(self, value):
        return None if value is None or value == "" else self.form.write(value)

    def words(self, value):
        return "" if value is None or value == "" else self.form.words(value)


class ReferenceColumn:
    """A reference to one of `rows`, and to no other, by its code or by the words the list shows for it."""

    options = ()

    def __init__(self, field, rows, *, place):
        """`place`: where the rows are, in words (この計画)."""
        self.field, self.name, self.header = field, field.name, str(field.verbose_name)
        self.rows, self.place = rows, place
        self.has_plain_codes = validate_code in field.related_model._meta.get_field("code").validators
        self._known = None

    def read(self, cell, row):
        if cells.left_blank(cell):
            if self.field.null:
                return None
            raise WrongValue(f"「{self.header}」は空欄にできません。{self.header}の番号を書いてください。")
        return self.find(cell, self.known, self.place)

    @property
    def known(self):
        if self._known is None:
            self._known = Known(self.rows)
        return self._known

    def find(self, cell, known, place):
        """The row of `known` that the cell names. Raises WrongValue."""
        text = cells.read_text(cell, one_line=True)
        found = known.get(text)
        if found is None and self.has_plain_codes and not re.search(r"\s", text):
            found = known.get(cells.read_code(cell))
        if found is None:
            raise WrongValue(
                f"「{cells.quoted(text)}」という{self.header}は、{place}にありません。{known.hint}"
            )
        return found

    def write(self, value):
        return None if value is None else value.code

    def words(self, value):
        return "" if value is None else str(value)


class Known:
    """The rows a reference may mean, by code and by what they are called; a name of several rows means none of them."""

    def __init__(self, rows):
        rows = list(rows)
        words = Counter(folded(str(row)) for row in rows)
        codes = Counter(folded(row.code) for row in rows)
        self._found = {folded(str(row)): row for row in rows if words[folded(str(row))] == 1}
        self._found |= {folded(row.code): row for row in rows if codes[folded(row.code)] == 1}
        self._by_exact_code = {row.code: row for row in rows}
        named = "".join(f"「{row.code}」" for row in rows[:MOST_NAMED])
        self.hint = (
            f"書けるのは{named}{'など' if len(rows) > MOST_NAMED else ''}です。"
            if rows
            else "先に登録してください。"
        )

    def get(self, text):
        return self._by_exact_code.get(text) or self._found.get(folded(text))


class ScopeColumn:
    """The city or the plan, which the file of the list may name: it must be the one the list is of."""

    options = ()

    def __init__(self, field, scope):
        self.name, self.header, self.scope = field.name, str(field.verbose_name), scope

    def read(self, cell, row):
        if cells.left_blank(cell):
            return self.scope
        own = {folded(str(getattr(self.scope, name, ""))) for name in ("name", "title", "code", "slug")} - {
            ""
        }
        if folded(cells.read_text(cell, one_line=False)) not in own | {folded(str(self.scope))}:
            raise WrongValue(
                f"ここで取り込めるのは、{self.header}が「{self.scope}」の行だけです。ほかの行は、このファイルから消してください。"
            )
        return self.scope

    def write(self, value):
        return str(value)

    words = write
