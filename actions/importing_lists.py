"""The lists of items and their years that can be imported; and all lists there are (`LISTS`)."""

from organizations.importing.imported_lists import PLAN, ImportedList
from organizations.importing.list_columns import Known, ReferenceColumn
from organizations.importing.lists import CITY_LISTS
from organizations.spreadsheets.cells import left_blank
from plans.importing_lists import PLAN_LISTS, THIS_PLAN
from plans.models import Grade, RatingScale

from .exchange.plan_sheets.results import IN_A_REPORT
from .models import ActionItem, AnnualReport, YearlyStatus

IN_A_SURVEY = "調査への回答は、回答のページか調査票で直してください。"

ITEMS = ImportedList(
    model=ActionItem,
    scope_kind=PLAN,
    columns=(
        "code",
        "name",
        "name_en",
        "number_as_printed",
        "purpose",
        "issues",
        "content",
        "completion_criterion",
        "start_fy",
        "end_fy",
        "end_reason",
        "sort_order",
    ),
    key=("code",),
    rows=lambda plan: plan.items.select_related("plan", "phase", "successor").order_by("sort_order", "code"),
    fixed=lambda plan: {"plan": plan},
    scope_field="plan",
    beside=(
        "by_citizen",
        "by_city",
        "by_joint",
        "departments",
        "implementers",
        "target_groups",
        "phase",
        "timing_as_printed",
        "successor",
        "tags_as_printed",
        "confidence",
        "reading_note",
        "internal_note",
    ),
)


class GradeColumn(ReferenceColumn):
    """A grade of the scale in force in the row's year."""

    def __init__(self, field, plan):
        super().__init__(field, Grade.objects.none(), place=THIS_PLAN)
        self.plan, self._scales = plan, {}

    def read(self, cell, row):
        if left_blank(cell) or row.fiscal_year is None:  # without a year nothing can be said
            return None
        return self.find(cell, self._grades_of(row.fiscal_year), f"{row.fiscal_year}年度の尺度")

    def _grades_of(self, fiscal_year):
        if fiscal_year not in self._scales:
            scale = RatingScale.objects.in_force(self.plan, fiscal_year)
            self._scales[fiscal_year] = Known(Grade.objects.filter(scale=scale).order_by("sort_order"))
        return self._scales[fiscal_year]


def statuses_of(plan):
    statuses = YearlyStatus.objects.filter(item__plan=plan).select_related("item__plan", "grade__scale")
    return statuses.order_by("fiscal_year", "item__sort_order", "item__code")


def reported_years(plan):
    return set(AnnualReport.objects.filter(plan=plan).values_list("fiscal_year", flat=True))


def refused_statuses(plan):
    years = reported_years(plan)

    def sentence(status):
        if status.round_id:
            return IN_A_SURVEY
        return IN_A_REPORT if status.fiscal_year in years else ""

    return sentence


STATUSES = ImportedList(
    model=YearlyStatus,
    scope_kind=PLAN,
    columns=(
        "item",
        "fiscal_year",
        "status",
        "done",
        "grade",
        "reason",
        "issues",
        "next_step",
        "next_plan",
    ),
    key=("item", "fiscal_year"),
    rows=statuses_of,
    offered=lambda plan: statuses_of(plan).filter(round=None).exclude(fiscal_year__in=reported_years(plan)),
    references={
        "item": lambda field, plan: ReferenceColumn(field, plan.items.all(), place=THIS_PLAN),
        "grade": GradeColumn,
    },
    beside=("department", "state", "is_unchanged", "internal_note", "is_published"),
    refuses=refused_statuses,
)
LISTS = CITY_LISTS | PLAN_LISTS | {listed.name: listed for listed in (ITEMS, STATUSES)}
