"""The columns of the survey's workbook (調査票): which are only read by people, which are filled in, and how."""

from dataclasses import dataclass
from functools import cached_property

from organizations.spreadsheets import cells
from organizations.spreadsheets.fields import form_of, same_text

from ..models import AnswerFigure, YearlyStatus

SURVEY, FIGURES = "調査票", "指標の実績値"
NUMBER = "調査番号"
ID, NAME, VERSION, STATE, DEPARTMENT = "ID", "取組名", "版", "状態", "回答する部署"
CONTENT, PLANNED = "計画の内容", "この年度の予定"
LAST_STATUS, LAST_DONE, LAST_GRADE, LAST_NEXT = (
    "前年度の状況",
    "前年度に取り組んだこと",
    "前年度の評価",
    "前年度に書いた次年度の取組",
)
INDICATOR, INDICATOR_NAME, UNIT, FIGURE = "指標の番号", "指標名", "単位", "実績値"
TO_READ = (
    ID,
    NAME,
    CONTENT,
    PLANNED,
    LAST_STATUS,
    LAST_DONE,
    LAST_GRADE,
    LAST_NEXT,
    DEPARTMENT,
    STATE,
    VERSION,
)  # they stand before those to be filled in
MEMO = "内部メモ(公開されません)"
UNKNOWN = object()  # what nobody can tell any more


def survey_number(round_):
    """mihon/plan-2024/2024: which survey a file belongs to."""
    plan = round_.plan
    return f"{plan.municipality.slug}/{plan.slug}/{round_.fiscal_year}"


def grade_words(grade):
    return "" if grade is None else f"{grade.code} {grade.label}"


class GradeChoice(cells.Choice):
    """Reads 「A 計画どおり」, A, a, ○ or 計画どおり, and what stands above the table: the code of the grade."""

    def __init__(self, grades):
        self._grades = {grade.code: grade for grade in grades}
        super().__init__([(grade.code, grade_words(grade)) for grade in grades])

    def _spellings(self, stored):
        grade = self._grades[stored]
        words = {grade.label, f"{grade.code}{grade.label}", grade.code.lower()}
        if grade.symbol:
            words |= {grade.symbol, f"{grade.symbol} {grade_words(grade)}"}
        return super()._spellings(stored) | {cells.folded(each) for each in words}


@dataclass(eq=False)
class Filled:
    """A column that is filled in. `name`: the field; `attname`: where its value stands in a row or an entry.

    A value is what the database stores: a text, the key of a choice, the id of a grade, a Decimal or None.
    """

    name: str
    header: str
    blank: object = ""

    @cached_property
    def field(self):
        return YearlyStatus._meta.get_field(self.name)

    @property
    def attname(self):
        return self.field.attname

    @cached_property
    def form(self):
        return form_of(self.field)

    @property
    def options(self):
        return ()

    def read(self, cell, known):
        """The value; raises WrongValue. `known`: values it may stand for as it is, one of which is given back."""
        if not cell.problem and isinstance(cell.value, str):
            for value in known:
                if isinstance(value, str) and same_text(cell.value, value):
                    return value
        if cells.left_blank(cell):
            return self.blank
        return self.form.read(cell)

    def write(self, value):
        return None if value == self.blank else self.form.write(value)

    def words(self, value):
        return "" if value == self.blank else self.form.words(value)

    def is_same(self, first, second):
        """Whether two values say the same, blanks around them and the kind of their line breaks aside."""
        if first is UNKNOWN or second is UNKNOWN:
            return False
        if isinstance(first, str) and isinstance(second, str):
            return same_text(first, second) or same_text(first.strip(), second.strip())
        return first == second


@dataclass(eq=False)
class FilledChoice(Filled):
    """A field with fixed words. `blank` is what an empty cell means, so it is not offered."""

    @property
    def options(self):
        return tuple(label for value, label in self.form.labels.items() if value != self.blank)

    def read(self, cell, known):
        return self.blank if cells.left_blank(cell) else self.form.read(cell)


@dataclass(eq=False)
class FilledGrade(Filled):
    """The grade, by its code, its words, or both. `grades`: those of the survey; `others`: all of the plan, by id."""

    blank: object = None
    grades: tuple = ()
    others: dict | None = None

    @property
    def options(self):
        return tuple(grade_words(grade) for grade in self.grades)

    @cached_property
    def reader(self):
        return GradeChoice(self.grades)

    @cached_property
    def by_code(self):
        return {grade.code: grade.pk for grade in self.grades}

    def read(self, cell, known):
        if cells.left_blank(cell):
            return None
        written = cell.value.strip() if isinstance(cell.value, str) else None
        for value in known:  # as it was given, perhaps by an older scale
            if value in self.others and self.words(value) == written:
                return value
        return self.by_code[self.reader(cell)]

    def write(self, value):
        return self.words(value) or None

    def words(self, value):
        return grade_words(self.others.get(value))


class FigureColumn:
    """The value of an indicator."""

    name, header, blank = "value", FIGURE, None

    def __init__(self):
        self.form = form_of(AnswerFigure._meta.get_field("value"))

    def read(self, cell, known):
        return self.form.read(cell)

    def write(self, value):
        return None if value is None else self.form.write(value)

    def words(self, value):
        return "" if value is None else self.form.words(value)

    def is_same(self, first, second):
        return first is not UNKNOWN and second is not UNKNOWN and first == second


def filled_columns(grades, others):
    """The columns to fill, in their order. `grades`: of the survey's scale; `others`: id -> grade, all of the plan."""
    return (
        FilledChoice("status", "状況", YearlyStatus.Status.NOT_REPORTED.value),
        Filled("done", "取り組んだこと"),
        FilledGrade("grade", "評価", grades=tuple(grades), others=others),
        Filled("reason", "評価の理由"),
        Filled("issues", "課題"),
        FilledChoice("next_step", "今後の方向"),
        Filled("next_plan", "次年度の取組"),
        Filled("internal_note", MEMO),
    )


REQUIRED = (ID, "状況", "取り組んだこと", "評価", "評価の理由", "課題", "今後の方向", "次年度の取組", VERSION)
OPTIONAL = (*(header for header in TO_READ if header not in REQUIRED), MEMO)
FIGURES_REQUIRED = (ID, INDICATOR, FIGURE)
FIGURES_OPTIONAL = (NAME, INDICATOR_NAME, UNIT, VERSION)
