"""What stands in the survey's workbook: the answers a person may see, with the plan and last year beside them."""

from dataclasses import dataclass, field, replace

from django.db.models import Max, OuterRef, Subquery

from organizations.access import access_of
from plans.models import Grade

from ..models import ActionItem, AnswerFigure, ReportingRound, YearlyStatus
from ..querysets import HANDED_IN
from ..survey.names import name_departments, name_of_all
from ..survey.planned import planned_stages
from ..survey.rights import Desk
from .survey_columns import MEMO, TO_READ, FigureColumn, filled_columns, grade_words

ALL_DEPARTMENTS = "すべての部署"


@dataclass
class Survey:
    """`answers` in plan order, with `department_then`; everything else by item id or answer id.

    `memos`: the answers whose internal notes the person may read. `versions`: the newest entry of their history.
    `figures`: (answer id, indicator id) -> value; `figure_versions`: the same -> the newest entry of its history.
    """

    round: ReportingRound
    answers: list
    grades: list
    columns: tuple
    planned: dict
    last_years: dict
    indicators: dict
    versions: dict
    figures: dict
    figure_versions: dict
    memos: set = field(default_factory=set)
    department: str = ALL_DEPARTMENTS

    @property
    def filled(self):
        """The internal note is left out as soon as there is one the person may not read: blank, it would be erased."""
        shows_memos = all(answer.pk in self.memos for answer in self.answers)
        return [column for column in self.columns if shows_memos or column.header != MEMO]

    @property
    def headers(self):
        return [*TO_READ, *(column.header for column in self.filled)]

    @property
    def rows(self):
        filled = self.filled
        return [self._row(answer, filled) for answer in self.answers]

    def _row(self, answer, filled):
        item, before = answer.item, self.last_years.get(answer.item_id)
        return [
            item.code,
            item.name,
            item.content or item.purpose or None,
            "、".join(map(stage_words, self.planned[answer.item_id])) or None,
            *(last_year_cells(before, answer.fiscal_year) if before else [None] * 4),
            str(answer.department_then or "") or None,
            answer.get_state_display(),
            self.versions.get(answer.pk),
            *(column.write(getattr(answer, column.attname)) for column in filled),
        ]

    @property
    def figure_rows(self):
        """ID, 取組名, 指標の番号, 指標名, 単位, 実績値, 版 of each indicator of each answer."""
        column, rows = FigureColumn(), []
        for answer in self.answers:
            for indicator in self.indicators.get(answer.item_id, ()):
                key = answer.pk, indicator.pk
                rows.append(
                    [
                        answer.item.code,
                        answer.item.name,
                        indicator.code,
                        indicator.name,
                        indicator.unit or None,
                        column.write(self.figures.get(key)),
                        self.figure_versions.get(key),
                    ]
                )
        return rows

    def by_department(self):
        """[Survey] of each department, in their order; last that of the answers nobody has been asked for."""
        groups = {}
        for answer in self.answers:
            groups.setdefault(answer.department_id, []).append(answer)
        ordered = sorted(groups.values(), key=_place_of)
        return [replace(self, answers=group, department=name_of_all(group)) for group in ordered]


def _place_of(answers):
    department = answers[0].department
    return (1, 0, 0) if department is None else (0, department.sort_order, department.pk)


def stage_words(stage):
    """第1段階: 検討 / 検討(印字は「→」)"""
    heading, printed, meaning = stage
    words = meaning or printed
    if meaning and printed and printed != meaning:
        words = f"{meaning}(印字は「{printed}」)"
    return f"{heading}: {words}" if heading else words


def last_year_cells(before, fiscal_year):
    """状況, 取り組んだこと, 評価, 次年度の取組 of that year; it says which, where it is not the year before."""
    status = before.get_status_display()
    if before.fiscal_year != fiscal_year - 1:
        status = f"{status}({before.fiscal_year}年度)"
    return [status, before.done or None, grade_words(before.grade) or None, before.next_plan or None]


def read_survey(round_, department, *, by):
    """The Survey: what the person may see of the round; of one department, or, with None, of all.

    The number of queries does not depend on the number of answers.
    """
    plan = round_.plan
    visible = round_.answers.visible_to(access_of(by))
    if department is not None:
        visible = visible.filter(department=department)
    answers = list(visible.select_related("item", "department").in_plan_order())
    desk = Desk(by, plan.municipality_id)
    for answer in answers:
        answer.item.plan, answer.round = plan, round_
    name_departments(answers)
    items, keys = visible.order_by().values("item"), visible.order_by().values("pk")
    figures, figure_versions = read_figures(answer__in=keys)
    grades = all_grades(round_)
    own = [grade for grade in grades.values() if grade.scale_id == round_.scale_id]
    return Survey(
        round_,
        answers,
        own,
        filled_columns(own, grades),
        planned_stages(answers, items=items),
        last_years(round_, items),
        indicators_of(items),
        newest_versions(YearlyStatus.history.filter(id__in=keys), "id"),
        figures,
        figure_versions,
        {answer.pk for answer in answers if desk.may_write(answer) or desk.may_approve(answer)},
        ALL_DEPARTMENTS if department is None else _name_of(department, answers, round_),
    )


def _name_of(department, answers, round_):
    return name_of_all(answers) if answers else department.name_in(round_.fiscal_year)


def all_grades(round_):
    """Id -> Grade of every scale of the plan, in their order."""
    grades = Grade.objects.filter(scale__plan=round_.plan_id).select_related("scale")
    return {grade.pk: grade for grade in grades.order_by("scale", "sort_order", "code")}


def last_years(round_, items):
    """Item id -> the newest earlier year that was handed in (answering.last_year_of), for all of them at once."""
    handed_in = YearlyStatus.objects.filter(fiscal_year__lt=round_.fiscal_year, state__in=("", *HANDED_IN))
    newest = handed_in.filter(item=OuterRef("item")).order_by("-fiscal_year").values("fiscal_year")[:1]
    rows = handed_in.filter(item__in=items, fiscal_year=Subquery(newest)).select_related("grade__scale")
    return {row.item_id: row for row in rows}


def indicators_of(items):
    """Item id -> [Indicator] that are measured by the item, in their order."""
    links = (
        ActionItem.indicators.through.objects.filter(actionitem__in=items)
        .select_related("indicator")
        .order_by("indicator__sort_order", "indicator__code")
    )
    found = {}
    for link in links:
        found.setdefault(link.actionitem_id, []).append(link.indicator)
    return found


def read_figures(**which):
    """((answer id, indicator id) -> value, the same -> the newest entry of its history)."""
    rows = AnswerFigure.objects.filter(**which)
    values = {
        (answer, indicator): value
        for answer, indicator, value in rows.values_list("answer", "indicator", "value")
    }
    history = AnswerFigure.history.filter(id__in=rows.order_by().values("pk"))
    return values, newest_versions(history, "answer_id", "indicator_id")


def newest_versions(history, *names):
    """What the names say (one by itself, several as a tuple) -> the number of the newest entry."""
    rows = history.order_by().values_list(*names).annotate(newest=Max("history_id"))
    return {row[0] if len(names) == 1 else row[:-1]: row[-1] for row in rows}
