"""What each check of a report looks for: functions from a Year to (label, address of the staff page) of what was found."""

from collections import defaultdict

from django.urls import reverse

from kyodo_portal.japanese.fiscal_years import era_year, fiscal_year_of
from organizations.models import Municipality
from plans.models import Indicator, IndicatorFigure, Plan, RatingScale

from ..models import ActionItem, AnnualReport, AnswerFigure, Evaluation, YearlyStatus
from ..querysets import CONTRADICTIONS, NO_REASON
from ..survey.checks import JUDGED, holds
from .composing import compose
from .gathering import READY
from .pdf import substitutes

Status = YearlyStatus.Status


class Year:
    """What the checks read, each once."""

    def __init__(self, plan, fiscal_year, document, today):
        self.plan, self.fiscal_year, self.document, self.today = plan, fiscal_year, document, today
        self.round = plan.rounds.filter(fiscal_year=fiscal_year).first()
        rows = YearlyStatus.objects.filter(item__plan=plan, fiscal_year=fiscal_year)
        self.rows = list(rows.select_related("item", "grade", "department").in_plan_order())
        self.ready = [row for row in self.rows if row.state in READY]
        answered = [row.item_id for row in self.rows]
        self.without_row = list(
            plan.items.in_force(fiscal_year).exclude(pk__in=answered).order_by("sort_order", "pk")
        )
        self.scale = RatingScale.objects.in_force(plan, fiscal_year)
        self.evaluations = list(
            Evaluation.objects.filter(answer__in=self.ready).select_related(
                "answer__item", "grade", "partner"
            )
        )
        figures = AnswerFigure.objects.filter(answer__in=self.ready).exclude(value=None)
        self.figures = defaultdict(list)
        for figure in figures.select_related("answer__item", "indicator"):
            self.figures[figure.indicator_id].append(figure)
        empty = AnswerFigure.objects.filter(answer__in=self.ready, value=None)
        self.emptied = set(empty.values_list("indicator_id", flat=True))
        self.last = AnnualReport.objects.standing().filter(plan=plan, fiscal_year=fiscal_year).first()
        self.indicators = list(plan.indicators.order_by("sort_order", "code"))
        actuals = IndicatorFigure.objects.filter(
            indicator__plan=plan, fiscal_year=fiscal_year, kind=IndicatorFigure.Kind.ACTUAL
        )
        self.actuals = {figure.indicator_id: figure for figure in actuals}

    def told_before(self, actual):
        """The codes of the indicators of which the standing edition gives just this actual value."""
        given = (
            {each["code"]: each["actual"] for each in self.last.content["indicators"]} if self.last else {}
        )
        return {code for code, told in given.items() if told and told["value"] == actual.number}


def _change(model, pk):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def _row(row, detail=""):
    """An answer of a survey is mended on its own page, a result without one in the admin."""
    address = reverse("admin:survey_answer", args=[row.pk]) if row.round_id else _change(YearlyStatus, row.pk)
    return f"{row.item}{f': {detail}' if detail else ''}", address


def _evaluation(evaluation, detail=""):
    answer = evaluation.answer
    address = (
        reverse("admin:survey_evaluation", args=[answer.pk])
        if answer.round_id
        else _change(Evaluation, evaluation.pk)
    )
    whose = f"({evaluation.partner})" if evaluation.partner_id else ""
    label = f"{answer.item}: {evaluation.get_stage_display()}{whose}"
    return f"{label} {detail}".strip(), address


def plan_is_hidden(year):
    if not year.plan.is_published:
        yield str(year.plan), _change(Plan, year.plan.pk)


def nothing_there(year):
    if not year.rows:
        yield (
            f"{era_year(year.fiscal_year)}の調査を始める",
            f"{reverse('admin:survey_open')}?plan={year.plan.pk}",
        )


def not_asked(year):
    if year.round:
        for item in year.without_row:
            yield str(item), reverse("admin:survey_round", args=[year.round.pk])


def unconfirmed(year):
    return [_row(row, row.get_state_display()) for row in year.rows if row.state not in READY]


def no_scale(year):
    if year.scale is None and year.rows:
        address = f"{reverse('admin:plans_ratingscale_add')}?plan={year.plan.pk}"
        yield f"{era_year(year.fiscal_year)}に使う評価の尺度", address


def grade_of_another_scale(year):
    if year.scale:
        wrong = year.scale.pk
        yield from (
            _row(row, str(row.grade)) for row in year.ready if row.grade_id and row.grade.scale_id != wrong
        )
        yield from (
            _evaluation(each, str(each.grade))
            for each in year.evaluations
            if each.grade_id and each.grade.scale_id != wrong
        )


def no_reason(year):
    return [_row(row, str(row.grade)) for row in year.ready if row.grade_id and not row.reason.strip()]


def no_actual(year):
    for indicator in year.indicators:
        if indicator.pk not in year.actuals and not year.figures[indicator.pk]:
            yield str(indicator), _change(Indicator, indicator.pk)


def two_actuals(year):
    for indicator in year.indicators:
        figures = year.figures[indicator.pk]
        if len({figure.value for figure in figures}) > 1:
            for figure in figures:
                label, address = _row(figure.answer, f"{indicator} {figure.number}")
                yield label, address


def another_actual(year):
    """A value of an answer beside another one that somebody wrote at the indicator: the report can give only one.

    What the last edition gave is no such value: it came from the answer as it was then.
    """
    for indicator in year.indicators:
        actual, figures = year.actuals.get(indicator.pk), year.figures[indicator.pk]
        written = actual and actual.value
        if written is None or not figures or len({figure.value for figure in figures}) > 1:
            continue
        if indicator.code in year.told_before(actual):
            continue
        for figure in figures:
            if figure.value != written:
                yield _row(figure.answer, f"{indicator} {figure.number}")
                yield f"{indicator}: {actual.shown}", _change(Indicator, indicator.pk)


def emptied_actual(year):
    for indicator in year.indicators:
        actual = year.actuals.get(indicator.pk)
        if (
            actual
            and actual.value is not None
            and indicator.pk in year.emptied
            and not year.figures[indicator.pk]
        ):
            yield f"{indicator}: {actual.shown}", _change(Indicator, indicator.pk)


def unknown_actual(year):
    for indicator in year.indicators:
        actual = year.actuals.get(indicator.pk)
        if actual and actual.value is None and not year.figures[indicator.pk]:
            yield str(indicator), _change(Indicator, indicator.pk)


def not_reported(year):
    if not year.round and year.rows:
        for item in year.without_row:
            address = reverse("admin:actions_yearlystatus_add")
            yield str(item), f"{address}?plan={year.plan.pk}&item={item.pk}&fiscal_year={year.fiscal_year}"
    yield from (_row(row) for row in year.ready if row.status == Status.NOT_REPORTED)


def no_grade(year):
    return [_row(row) for row in year.ready if row.status in JUDGED and row.grade_id is None]


def contradictory(year):
    for row in year.ready:
        for title, _meaning, condition in CONTRADICTIONS:
            if title != NO_REASON and holds(condition, row):
                yield _row(row, title)


def not_judged_by_committee(year):
    if year.plan.evaluates_externally:
        judged = {
            each.answer_id for each in year.evaluations if each.stage == "external" and each.is_handed_in
        }
        yield from (_row(row) for row in year.ready if row.pk not in judged)


def evaluation_without_opinion(year):
    """A grade of somebody else with no word about why."""
    for each in year.evaluations:
        if each.is_handed_in and each.grade_id and not each.opinion.strip():
            yield _evaluation(each, str(each.grade))


def unfinished_evaluation(year):
    return [_evaluation(each) for each in year.evaluations if not each.is_handed_in and each.has_content]


def no_reply(year):
    if year.plan.replies_to_evaluations:
        for each in year.evaluations:
            if each.stage == "external" and each.is_handed_in and each.opinion and not each.reply:
                yield _evaluation(each)


def outdated_evaluation(year):
    for each in year.evaluations:
        if each.is_handed_in and each.is_outdated:
            yield _evaluation(each)


def ended_without_reason(year):
    items = {item["code"]: item for item in year.document["items"]}
    for row in year.rows:
        item = items.get(row.item.code)
        if not item or item["change"] not in ("finished", "dropped"):
            continue
        if not item["change_reason"]:
            yield f"{row.item}: {item['change_label']}の理由", _change(ActionItem, row.item_id)
        if item["next_step"] == "merge" and not item["successor"]:
            yield f"{row.item}: 引き継いだ取組", _change(ActionItem, row.item_id)


def year_not_over(year):
    if fiscal_year_of(year.today) <= year.fiscal_year:
        yield f"{era_year(year.fiscal_year)}は、まだ終わっていません", ""


def no_contact(year):
    if not year.document["contact"]:
        yield str(year.plan), _change(Plan, year.plan.pk)


def no_licence(year):
    if not year.document["licence"]:
        yield str(year.plan.municipality), _change(Municipality, year.plan.municipality_id)


def no_last_year(year):
    if year.document["last_year"] is None and year.plan.start_fy and year.fiscal_year > year.plan.start_fy:
        yield f"{era_year(year.fiscal_year - 1)}の公開された実績", ""


def not_in_the_fonts(year):
    answers = {row.item.code: row for row in year.rows}
    for each in substitutes(compose(year.document)):
        row = answers.get(each.item)
        yield each.sentence, _row(row)[1] if row else ""
