"""How the year before stood: from its report, or, where it was never reported, from its published answers."""

from dataclasses import dataclass

from plans.models import Grade, RatingScale

from ..models import AnnualReport, YearlyStatus
from ..querysets import NOT_JUDGED

KEPT = (
    "status",
    "status_label",
    "grade",
    "grade_label",
    "grade_symbol",
    "counts_as",
    "grade_order",
    "is_judged",
)


@dataclass(frozen=True)
class LastYear:
    """`items`: item code -> {fiscal_year, status, grade, …, is_judged}."""

    fiscal_year: int
    items: dict
    edition: int | None
    scale: dict
    same_scale: bool

    @property
    def described(self):
        return {
            "fiscal_year": self.fiscal_year,
            "edition": self.edition,
            "scale_name": self.scale["name"] if self.scale else None,
            "grades": self.scale["grades"] if self.scale else [],
            "same_scale": self.same_scale,
            "item_count": len(self.items),
        }


def read_last_year(plan, fiscal_year, scale):
    """The LastYear, or None where nothing of it is public. `scale` is the RatingScale of the year itself, or None."""
    year = fiscal_year - 1
    report = AnnualReport.objects.standing().filter(plan=plan, fiscal_year=year).first()
    if report:
        content = report.content
        items = {item["code"]: _kept(item, year) for item in content["items"]}
        old_scale, edition = content["scale"], report.edition
    else:
        rows = YearlyStatus.objects.published().filter(item__plan=plan, fiscal_year=year)
        items = {
            row.item.code: _from_row(row) for row in rows.select_related("item", "grade").in_plan_order()
        }
        found = RatingScale.objects.prefetch_related("grades").in_force(plan, year)
        old_scale, edition = described_scale(found), None
    if not items:
        return None
    return LastYear(
        year, items, edition, old_scale, _compared(described_scale(scale)) == _compared(old_scale)
    )


def _kept(item, year):
    return {"fiscal_year": year} | {name: item[name] for name in KEPT}


def _from_row(row):
    grade = row.grade
    judges = grade is not None and grade.counts_as != Grade.CountsAs.NOT_JUDGED
    return {
        "fiscal_year": row.fiscal_year,
        "status": row.status,
        "status_label": row.get_status_display(),
        "grade": grade.code if grade else None,
        "grade_label": grade.label if grade else None,
        "grade_symbol": (grade.symbol or None) if grade else None,
        "counts_as": grade.counts_as if grade else None,
        "grade_order": grade.sort_order if grade else None,
        "is_judged": judges and row.status not in NOT_JUDGED,
    }


def described_scale(scale):
    """The scale as a document keeps it: name and grades with what they mean; None without one."""
    if scale is None:
        return None
    grades = [
        {
            "code": grade.code,
            "label": grade.label,
            "meaning": grade.meaning,
            "symbol": grade.symbol or None,
            "counts_as": grade.counts_as,
            "counts_as_label": grade.get_counts_as_display(),
        }
        for grade in scale.grades.all()
    ]
    return {"name": scale.name, "from_fy": scale.from_fy, "grades": grades}


def _compared(scale):
    """As far as two years are compared by their scales: a meaning written more clearly is no other scale."""
    if scale is None:
        return None
    names = ("code", "label", "counts_as", "symbol")
    return scale["name"], [[grade[name] for name in names] for grade in scale["grades"]]
