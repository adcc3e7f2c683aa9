"""The check list before a report is published: what blocks it, and what is only worth knowing, each with its place."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import era_year, fiscal_year_of
from organizations.models import Municipality
from plans.models import Indicator, IndicatorFigure, Plan, RatingScale

from ..models import ActionItem, AnswerFigure, Evaluation, YearlyStatus
from ..querysets import CONTRADICTIONS
from ..survey.checks import holds
from .composing import compose
from .gathering import READY, gather
from .pdf import substitutes

Status = YearlyStatus.Status
JUDGED = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.COMPLETED)


@dataclass(frozen=True)
class Finding:
    """`rows`: (label, address of the staff page where it is mended or ""). `advice`: what it means and what to do."""

    name: str
    title: str
    advice: str
    blocks: bool
    rows: list


@dataclass(frozen=True)
class CheckList:
    """What was found, and the document the findings are about."""

    findings: list
    document: dict

    @property
    def blocking(self):
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self):
        return [finding for finding in self.findings if not finding.blocks]


def check_report(plan, fiscal_year, *, today=None):
    """The CheckList of that year. A fixed number of queries, and the text is laid beside the fonts of the PDF."""
    document = gather(plan, fiscal_year)
    year = _Year(plan, fiscal_year, document, today or timezone.localdate())
    findings = [
        Finding(name, title, advice, blocks, list(find(year))) for name, title, advice, blocks, find in CHECKS
    ]
    return CheckList([finding for finding in findings if finding.rows], document)


class _Year:
    """What the checks read, each once."""

    def __init__(self, plan, fiscal_year, document, today):
        self.plan, self.fiscal_year, self.document, self.today = plan, fiscal_year, document, today
        self.round = plan.rounds.filter(fiscal_year=fiscal_year).first()
        rows = YearlyStatus.objects.filter(item__plan=plan, fiscal_year=fiscal_year)
        self.rows = list(rows.select_related("item", "grade", "department").in_plan_order())
        self.ready = [row for row in self.rows if row.state in READY]
        answered = [row.item_id for row in self.rows]
        self.without_row = list(
            plan.items.in_force(fiscal_year).exclude(pk__in=answered).order_by("sort_order")
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
        self.indicators = list(plan.indicators.order_by("sort_order", "code"))
        actuals = IndicatorFigure.objects.filter(
            indicator__plan=plan, fiscal_year=fiscal_year, kind=IndicatorFigure.Kind.ACTUAL
        )
        self.actuals = {figure.indicator_id: figure for figure in actuals}


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
            if title != "評価に理由がない" and holds(condition, row):
                yield _row(row, title)


def not_judged_by_committee(year):
    if year.plan.evaluates_externally:
        judged = {
            each.answer_id for each in year.evaluations if each.stage == "external" and each.is_handed_in
        }
        yield from (_row(row) for row in year.ready if row.pk not in judged)


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


# (name, title, what it means and what to do, whether it blocks, what finds it)
CHECKS = (
    (
        "plan-hidden",
        "計画が公開されていない",
        "先に計画を公開してください。報告書は計画の下に置かれます。",
        True,
        plan_is_hidden,
    ),
    (
        "nothing",
        "この年度の実績がない",
        "調査を始めて回答を集めるか、「年度の実績」に入力してください。",
        True,
        nothing_there,
    ),
    (
        "not-asked",
        "調査でたずねていない取組",
        "調査のページの「加える」でたずねるか、終えた取組なら取組の「終えた年度」を入れてください。",
        True,
        not_asked,
    ),
    (
        "unconfirmed",
        "確認されていない回答",
        "提出・承認・確認まで進めてください。回答が得られないときは、事務局が代わりに入力できます。",
        True,
        unconfirmed,
    ),
    ("no-scale", "評価の尺度がない", "この年度から使う尺度を、計画に足してください。", True, no_scale),
    (
        "other-scale",
        "この年度の尺度にない評価",
        "この年度の尺度の区分で、評価をつけ直してください。",
        True,
        grade_of_another_scale,
    ),
    ("no-reason", "評価の理由がない", "評価の理由を書いてください。", True, no_reason),
    (
        "no-actual",
        "指標の実績値がない",
        "この年度の実績値を入れてください。測っていない年度なら、種類「実績値」の行を値を空けて足すと、「記載なし」として載ります。",
        True,
        no_actual,
    ),
    (
        "two-actuals",
        "ひとつの指標に、ちがう実績値",
        "二つの回答が、同じ指標にちがう値を書いています。どちらかに合わせてください。",
        True,
        two_actuals,
    ),
    ("unknown-actual", "値が空欄の実績値", "報告書には「記載なし」と載ります。", False, unknown_actual),
    (
        "not-reported",
        "報告のない取組",
        "報告書には「未報告」と載り、割合には入りません。",
        False,
        not_reported,
    ),
    (
        "no-grade",
        "評価のついていない取組",
        "報告書には「評価していません」と載り、割合には入りません。",
        False,
        no_grade,
    ),
    ("contradiction", "食い違う回答", "このままでも公開できますが、読む人が迷います。", False, contradictory),
    (
        "not-judged",
        "外部評価のない取組",
        "報告書には、外部評価がないことが載ります。",
        False,
        not_judged_by_committee,
    ),
    (
        "unfinished",
        "書き終えていない評価",
        "書き終えた印のない評価は、報告書に載りません。",
        False,
        unfinished_evaluation,
    ),
    (
        "outdated",
        "評価のあとで書き直された回答",
        "評価は、書き直す前の回答に対するものです。",
        False,
        outdated_evaluation,
    ),
    (
        "no-reply",
        "市の対応がない意見",
        "意見だけが載ります。市の対応をあとから足すには、正誤の版を出します。",
        False,
        no_reply,
    ),
    (
        "ended",
        "終えた取組の、理由か引き継ぎ先がない",
        "取組の「終えた理由」「引き継いだ取組」に書くと、報告書に載ります。",
        False,
        ended_without_reason,
    ),
    ("not-over", "年度の途中", "年度が終わる前の報告です。", False, year_not_over),
    (
        "no-contact",
        "お問い合わせ先がない",
        "報告書には「代表窓口」と載ります。計画の担当部署と、その連絡先を入れると載ります。",
        False,
        no_contact,
    ),
    (
        "no-licence",
        "利用の条件が決まっていない",
        "市区町村の「年次報告書の利用条件」を選ぶと載ります(管理者が変えられます)。",
        False,
        no_licence,
    ),
    ("no-last-year", "前年度の実績がない", "前年度との比べは載りません。", False, no_last_year),
    (
        "glyphs",
        "PDFの書体にない文字",
        "PDFでは「〓」になり、PDFの終わりに一覧が載ります。ページとほかのファイルには、そのまま載ります。",
        False,
        not_in_the_fonts,
    ),
)
