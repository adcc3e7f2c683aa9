"""How each year went, as citizens read it: results, evaluations, and the editions of the annual report."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from organizations.spreadsheets import cells
from organizations.spreadsheets.grids import WrongValue
from plans.models import Grade, RatingScale

from ...models import ActionItem, AnnualReport, Evaluation, YearlyStatus
from ...results import published_results
from ..columns import Column, FieldColumn, RefColumn, VerbatimColumn
from ..sheets import Sheet
from .items import of_item
from .plan import DEPARTMENTS, PARTNERS, departments_answering, of_plan, plain

IN_A_REPORT = (
    "年次報告書を公開した年度の実績は、取り込みでは変えられません。直すときは、正誤の版を出してください。"
)
IN_A_SURVEY = "調査への回答は、計画のブックでは変えられません。回答のページか調査票で直してください。"
WRITTEN_HERE = "評価は、計画のブックでは変えられません。評価のページで直してください。"


@dataclass(eq=False)
class GradeColumn(Column):
    """A grade by its code; the scale is the one in force in the row's year. The value is the code, or ""."""

    @property
    def explanation(self):
        return "この年度の尺度の区分の記号(シート「評価の区分」)。評価がなければ空欄。"

    @property
    def is_required(self):
        return False

    def value_of(self, row):
        return row.grade.code if row.grade else ""

    def written(self, row):
        return [self.value_of(row) or None]

    def read(self, row_cells, current):
        return cells.read_text(row_cells[self.header], one_line=True)

    def words(self, value):
        return value

    def find(self, value, scope, fiscal_year):
        """The Grade, or None where the cell is empty. Raises WrongValue."""
        if not value:
            return None
        scale = RatingScale.objects.in_force(scope.plan, fiscal_year)
        grade = scale and Grade.objects.filter(scale=scale, code=value).first()
        if grade is None:
            known = (
                "」「".join(scale.grades.order_by("sort_order").values_list("code", flat=True))
                if scale
                else ""
            )
            hint = (
                f"「{known}」のどれかを書いてください。"
                if known
                else "先に、その年度の評価の尺度を登録してください。"
            )
            raise WrongValue(f"{fiscal_year}年度の尺度に、区分「{value}」はありません。{hint}")
        return grade


def _results(scope):
    """One YearlyStatus for each public result, saying what citizens read. `is_told`: a report says it."""
    plan = scope.plan
    live = {
        (row.item.code, row.fiscal_year): row
        for row in YearlyStatus.objects.filter(item__plan=plan).select_related("item", "department", "grade")
    }
    items = {item.code: item for item in ActionItem.objects.filter(plan=plan)}
    answering = scope.once(departments_answering)
    grades = _grades(plan)
    rows = []
    for result in scope.once(published_results):
        key = (result["item"], result["fiscal_year"])
        if result["edition"] is None:
            rows.append(live[key])
        elif result["item"] in items:
            row = live.get(key)
            department = row.department if key in answering else None
            rows.append(_as_told(result, items[result["item"]], row, department, grades))
    return rows


def _as_told(result, item, live, department, grades):
    row = YearlyStatus(
        pk=live.pk if live else None,
        item=item,
        fiscal_year=result["fiscal_year"],
        department=department,
        status=result["status"],
        next_step=result["next_step"] or "",
        is_published=True,
        grade=grades(result["fiscal_year"], result["grade"]),
        **{name: result[name] or "" for name in ("done", "reason", "issues", "next_plan")},
    )
    row.is_told = True
    row.told_evaluations = result["evaluations"]
    return row


def _grades(plan):
    """A function: (fiscal year, code) -> the Grade of the scale in force then, or None."""
    scales = [
        (scale, {g.code: g for g in scale.grades.all()})
        for scale in plan.rating_scales.prefetch_related("grades")
    ]
    scales.sort(key=lambda pair: -pair[0].from_fy)

    def find(fiscal_year, code):
        in_force = next((grades for scale, grades in scales if scale.from_fy <= fiscal_year), {})
        return in_force.get(code)

    return find


def _all_results(scope):
    """What citizens read where they read something, else what is stored."""
    read = {(row.item_id, row.fiscal_year): row for row in _results(scope)}
    rows = YearlyStatus.objects.filter(item__plan=scope.plan).select_related("item", "department", "grade")
    stored = {(row.item_id, row.fiscal_year): row for row in rows}
    return list((stored | read).values())


RESULTS = Sheet(
    "年度の実績",
    YearlyStatus,
    _("1つの取組の1つの年度に1行。公開された実績だけが載ります。"),
    [
        of_item(is_key=True),
        FieldColumn("fiscal_year", is_key=True),
        RefColumn("department", ("回答する部署の番号",), target=DEPARTMENTS),
        *plain("status", "done"),
        GradeColumn("grade"),
        *plain("reason", "issues", "next_step", "next_plan"),
        FieldColumn("is_published", only_publisher=True),
    ],
    _results,
    pool=_all_results,
)


def _evaluations(scope):
    """One Evaluation for each that citizens read."""
    results = _results(scope)
    live = Evaluation.objects.filter(
        answer__in=[row.pk for row in results if not hasattr(row, "is_told")]
    ).for_readers()
    by_answer = {}
    for evaluation in live.select_related("grade", "partner"):
        evaluation.reply = evaluation.public_reply or ""
        by_answer.setdefault(evaluation.answer_id, []).append(evaluation)
    partners = {None: None} | {partner.name: partner for partner in scope.city.partners.all()}
    grades = _grades(scope.plan)
    rows = []
    for result in results:
        if hasattr(result, "is_told"):
            # A partner renamed since is no partner to refer to; the report goes on naming it.
            found = [
                _told_evaluation(each, result, partners, grades)
                for each in result.told_evaluations
                if each["partner"] in partners
            ]
        else:
            found = by_answer.get(result.pk, [])
        for evaluation in found:
            evaluation.answer = result
            rows.append(evaluation)
    return rows


def _told_evaluation(told, result, partners, grades):
    return Evaluation(
        stage=told["stage"],
        partner=partners[told["partner"]],
        grade=grades(result.fiscal_year, told["grade"]),
        opinion=told["opinion"] or "",
        reply=told["reply"] or "",
        is_published=True,
    )


def _all_evaluations(scope):
    read = {EVALUATIONS.key_of(row): row for row in _evaluations(scope)}
    rows = Evaluation.objects.filter(answer__item__plan=scope.plan)
    stored = {EVALUATIONS.key_of(row): row for row in rows.select_related("answer__item", "partner", "grade")}
    return list((stored | read).values())


EVALUATIONS = Sheet(
    "評価",
    Evaluation,
    _("内部・相互・外部の評価。公開されたものだけが載ります。足せるのは、ポータルの管理者だけです。"),
    [
        RefColumn("answer", ("取組の番号", "年度"), target=RESULTS, is_key=True),
        FieldColumn("stage", is_key=True),
        RefColumn("partner", ("協働の相手",), target=PARTNERS, is_key=True),
        GradeColumn("grade"),
        *plain("opinion", "reply", "is_published"),
    ],
    _evaluations,
    pool=_all_evaluations,
    administrator_only=True,
)


def _editions(scope):
    """Those that can be read, of the years whose newest one can."""
    rows = AnnualReport.objects.filter(plan=scope.plan, withdrawn_at=None)
    years = AnnualReport.objects.standing().filter(plan=scope.plan).values_list("fiscal_year", flat=True)
    return rows.filter(fiscal_year__in=list(years)).order_by("fiscal_year", "edition")


EDITIONS = Sheet(
    "年次報告書",
    AnnualReport,
    _(
        "公開した報告書の、取り下げていない版。文書はそのままの形で入っています。足せるのは、ポータルの管理者だけです。"
    ),
    [
        FieldColumn("fiscal_year", is_key=True, note="報告書の対象の年度。"),
        FieldColumn("edition", is_key=True, note="1からはじまる版の番号。"),
        FieldColumn("title", note="報告書の題名。"),
        FieldColumn("reason", note="正誤の版のとき、その理由。"),
        FieldColumn("published_at", note="公開した日時。"),
        FieldColumn("sha256", note="文書のSHA-256。文書を1文字でも変えると合わなくなります。"),
        VerbatimColumn("document", note="報告書の文書(report.json)。変えないでください。"),
    ],
    _editions,
    pool=lambda scope: AnnualReport.objects.filter(plan=scope.plan),
    fixed=of_plan,
    administrator_only=True,
)
RESULT_SHEETS = (RESULTS, EVALUATIONS, EDITIONS)
