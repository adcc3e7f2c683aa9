"""What the files of a survey would change: every row found, every cell compared, nothing written."""

from organizations.importing.previews import CHANGE, FILE, CellChange, Conflict, Preview, RowChange
from organizations.spreadsheets import cells, numbers
from organizations.spreadsheets.fields import same_text
from organizations.spreadsheets.grids import WrongValue
from plans.models import RatingScale

from ..survey.answering import WRITABLE, why_not_write
from ..survey.checks import missing
from ..survey.names import UNDECIDED, name_departments
from ..survey.rights import Desk
from .survey_columns import ID, INDICATOR, NAME, UNKNOWN, VERSION, FigureColumn, filled_columns
from .survey_comparing import (
    AnswerChange,
    batches,
    compared_cells,
    last_writers,
    past_answers,
    past_figures,
)
from .survey_rows import all_grades, indicators_of, read_figures

CANNOT_TELL = "(分かりません)"
NOT_YOURS = "この取組に書き込めるのは、回答する部署の入力者と、市の事務局です。この行を消してから、もう一度選んでください。"
OTHER_ROW = (
    "この版は、別の取組か別の年度のものです。行がずれたか、前の調査票かもしれません。"
    "この調査の調査票を取り出し直して、書き写してください。"
)
OTHER_SCALE = "評価は、この計画の、この年度の尺度から選んでください。"
NOT_READ = (
    "purpose",
    "issues",
    "content",
    "completion_criterion",
    "reading_note",
    "internal_note",
    "search_text",
)


class SurveyReading:
    """One reading of the files: `preview` for the person, and `changes` (answer id -> AnswerChange) for the writing."""

    def __init__(self, round_, tables, choices, *, by, today):
        self.round, self.tables, self.choices = round_, tables, choices
        self.desk = Desk(by, round_.plan.municipality_id, on=today)
        self.preview = Preview(wrong=list(tables.wrong))
        self.changes, self.in_files, self.conflicts = {}, {}, []
        self.done, self.total = 0, len(tables.answers) + len(tables.figures)

    def read(self, progress):
        self._read_stored()
        for find, rows in (
            (self._read_answers, self.tables.answers),
            (self._read_figures, self.tables.figures),
        ):
            first = {}
            for batch in batches(rows):
                find(batch, first)
                self.done += len(batch)
                progress(self.done, self.total)
        self._name_writers()
        self._list_missing()
        self._warn()
        self.preview.wrong.sort(key=self._place_of)
        return self.preview

    def _place_of(self, cell):
        return self.tables.places[cell.file_name, cell.sheet], cell.row, cell.column

    def _read_stored(self):
        rows = self.round.answers.select_related("item", "department").in_plan_order()
        self.answers = {}
        for answer in rows.defer(*(f"item__{name}" for name in NOT_READ)):
            answer.round, answer.item.plan = self.round, self.round.plan
            self.answers[answer.item.code] = answer
        grades = all_grades(self.round)
        own = [grade for grade in grades.values() if grade.scale_id == self.round.scale_id]
        self.columns = filled_columns(own, grades)
        in_force = RatingScale.objects.in_force(self.round.plan, self.round.fiscal_year)
        self.is_in_force = in_force is not None and in_force.pk == self.round.scale_id
        self.figures, self.indicators = {}, {}
        if self.tables.figures:
            self.figures, _versions = read_figures(answer__round=self.round)
            self.indicators = indicators_of(self.round.answers.order_by().values("item"))

    # ------------------------------------------------------------ finding what a row is about

    def _find(self, row):
        """The answer the row is about, if this person may write it; None, and why in `wrong`, otherwise."""
        cell = row.cells[ID]
        code = cell.value.strip() if isinstance(cell.value, str) and not cell.problem else None
        if code not in self.answers:
            try:
                code = cells.read_code(cell)
            except WrongValue as refusal:
                return self._refuse(row, ID, str(refusal))
        if not code:
            return self._refuse(row, ID, "IDが空欄です。元のファイルのIDを書くか、この行を消してください。")
        answer = self.answers.get(code)
        if answer is None:
            sentence = f"ID「{cells.quoted(code)}」の取組は、この調査にありません。IDを元に戻すか、この行を消してください。"
            return self._refuse(row, ID, sentence)
        if not self.desk.may_write(answer):
            return self._refuse(row, ID, NOT_YOURS)
        return answer

    def _refuse(self, row, header, sentence):
        self.preview.wrong.append(row.wrong(header, sentence))

    def _is_second(self, row, key, header, first):
        """Whether another row is about the same; then it is wrong."""
        if key not in first:
            first[key] = row
            return False
        before = first[key]
        file = f"「{before.file_name}」の" if before.file_name != row.file_name else ""
        words = "同じIDです" if header == ID else "同じIDと指標の番号です"
        self._refuse(row, header, f"{file}{before.number}行目と{words}。どちらか1行にしてください。")
        return True

    def _version(self, row):
        """The number in 版; None where there is none. Wrong where it is no number."""
        cell = row.cells.get(VERSION)
        if cell is None:
            return None
        try:
            return numbers.read_whole(cell, least=1)
        except WrongValue as refusal:
            self._refuse(row, VERSION, f"{refusal}分からなくなったときは、空欄にしてください。")
            return None

    # ------------------------------------------------------------ the rows

    def _read_answers(self, batch, first):
        found = []
        for row in batch:
            answer = self._find(row)
            if answer is not None and not self._is_second(row, answer.pk, ID, first):
                self.in_files[answer.pk] = answer
                found.append((row, answer, self._version(row)))
        past = past_answers({version for _row, _answer, version in found if version}, self.columns)
        for row, answer, version in found:
            of, values = past.get(version, (answer.pk, {}))
            if of != answer.pk:
                self._refuse(row, VERSION, OTHER_ROW)
                continue
            self._read_answer(row, answer, values)
            self._compare_name(row, answer)

    def _compare_name(self, row, answer):
        """A row whose name is another one may have slipped; it may also be somebody's own wording."""
        cell = row.cells.get(NAME)
        if (
            cell is not None
            and not cell.is_blank
            and not same_text(str(cell.value).strip(), answer.item.name.strip())
        ):
            self.preview.warnings.append(
                f"{row.number}行目の取組名が「{answer.item}」と違います。IDと行がずれていないか、確かめてください。取組名は取り込みません。"
            )

    def _read_answer(self, row, answer, past):
        changed, conflicts, wrong = compared_cells(
            row,
            self.columns,
            lambda column: getattr(answer, column.attname),
            lambda column: past.get(column.attname, UNKNOWN),
        )
        if not self.is_in_force:
            given = [
                column for column, value, *_then in changed + conflicts if column.name == "grade" and value
            ]
            wrong += [row.wrong(column.header, OTHER_SCALE) for column in given]
        changed = self._settle(row, answer, changed, conflicts, wrong, str(answer.item))
        if changed:
            change = self.changes.setdefault(answer.pk, AnswerChange(answer))
            shown = []
            for column, value in changed:
                now = change.before[column.attname] = getattr(answer, column.attname)
                setattr(answer, column.attname, value)
                shown.append(CellChange(column.header, column.words(now), column.words(value)))
            self._add_change(row, str(answer.item), shown)

    def _read_figures(self, batch, first):
        found = []
        for row in batch:
            answer = self._find(row)
            indicator = answer and self._find_indicator(row, answer)
            if indicator and not self._is_second(row, (answer.pk, indicator.pk), INDICATOR, first):
                found.append((row, answer, indicator, self._version(row)))
        past = past_figures({version for *_row, version in found if version})
        for row, answer, indicator, version in found:
            key = answer.pk, indicator.pk
            of, value = past.get(version, (key, UNKNOWN))
            if of != key:
                self._refuse(row, VERSION, OTHER_ROW)
                continue
            if version is None and VERSION in row.cells:
                value = None  # nothing had been written when the file was made
            self._read_figure(row, answer, indicator, value)

    def _find_indicator(self, row, answer):
        try:
            code = cells.read_code(row.cells[INDICATOR])
        except WrongValue as refusal:
            return self._refuse(row, INDICATOR, str(refusal))
        for indicator in self.indicators.get(answer.item_id, ()):
            if indicator.code == code:
                return indicator
        sentence = (
            "この取組で測る指標に、この番号のものはありません。番号を元に戻すか、この行を消してください。"
        )
        return self._refuse(row, INDICATOR, sentence)

    def _read_figure(self, row, answer, indicator, past):
        now = self.figures.get((answer.pk, indicator.pk))
        changed, conflicts, wrong = compared_cells(
            row, [FigureColumn()], lambda _column: now, lambda _column: past
        )
        label = f"{answer.item} {indicator.name}"
        for column, value in self._settle(row, answer, changed, conflicts, wrong, label, indicator):
            change = self.changes.setdefault(answer.pk, AnswerChange(answer))
            change.figures[indicator] = now, value
            self._add_change(row, label, [CellChange(column.header, column.words(now), column.words(value))])

    def _settle(self, row, answer, changed, conflicts, wrong, label, indicator=None):
        """What is to be changed: what is plain, and the conflicts for which the file was chosen."""
        if not wrong and (changed or conflicts) and (sentence := why_not_write(answer, self.desk)):
            column = (changed or conflicts)[0][0]
            wrong = [row.wrong(column.header, sentence)]
        if wrong:
            self.preview.wrong += wrong
            return []
        undecided = False
        for column, value, now, then in conflicts:
            place = (answer.pk, column.attname if indicator is None else indicator.pk)
            name = column.name if indicator is None else f"figure-{indicator.pk}"
            conflict = Conflict(
                key=f"{answer.pk}:{name}",
                sheet=row.sheet,
                row=row.number,
                label=label,
                header=column.header,
                then=CANNOT_TELL if then is UNKNOWN else column.words(then),
                now=column.words(now),
                file=column.words(value),
                file_name=row.file_name,
            )
            conflict.decide(self.choices)
            undecided = undecided or not conflict.choice
            self.conflicts.append((place, conflict))
            if conflict.choice == FILE:
                changed = [*changed, (column, value)]
        if not changed and not undecided:
            self.preview.same += 1
        return changed

    def _add_change(self, row, label, shown):
        self.preview.changes.append(RowChange(row.sheet, row.number, label, CHANGE, shown, row.file_name))

    # ------------------------------------------------------------ what a person wants to know besides

    def _name_writers(self):
        writers = last_writers({place for place, _conflict in self.conflicts}) if self.conflicts else {}
        for place, conflict in self.conflicts:
            conflict.who = writers.get(place, "")
            self.preview.conflicts.append(conflict)

    def _list_missing(self):
        departments = {answer.department_id for answer in self.in_files.values()}
        absent = [
            answer
            for answer in self.answers.values()
            if answer.department_id in departments and answer.pk not in self.in_files
        ]
        for answer in name_departments(absent) if absent else ():
            self.preview.missing.append(f"{answer.item}({answer.department_then or UNDECIDED})")

    def _warn(self):
        if self.preview.wrong:
            return
        about = self.in_files | {pk: change.answer for pk, change in self.changes.items()}
        lacking = sum(answer.state in WRITABLE and bool(missing(answer)) for answer in about.values())
        if lacking:
            self.preview.warnings.append(
                f"提出に必要なところが、まだ空欄の回答が{lacking:,}件あります。取り込んだあと、提出の前に書き足してください。"
            )
