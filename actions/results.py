"""How an item went in a year, as citizens read it: in the report, on the item's page and in the data files alike.

A result is a dict of plain values; unknown is None. A year that has a report is read from the report, so that nothing
said once can change unseen; other years from the answers the city has published.
"""

from django.db.models import Prefetch

from plans.models import Grade

from .models import Evaluation, YearlyStatus
from .querysets import NOT_JUDGED
from .reporting.reading import reported_years
from .responsible import department_names_in_year

TEXTS = (
    "done",
    "grade",
    "grade_label",
    "grade_symbol",
    "grade_meaning",
    "counts_as",
    "grade_order",
    "reason",
    "issues",
    "next_step",
    "next_step_label",
    "next_plan",
    "department",
)


def published_results(plan, *, item=None):
    """Every public result of the plan, or of one item of it, by year and then in the plan's order: [result].

    Beside what `result_of` gives, each has `item` (its code), `name`, `fiscal_year`, and `edition` (None where the year
    has no report). Three queries, and those of department_names_in_year where there are answers without a report.
    """
    years = reported_years(plan)
    rows = YearlyStatus.objects.published().filter(item__plan=plan).exclude(fiscal_year__in=list(years))
    rows = rows.filter(item=item) if item else rows
    rows = rows.select_related("item", "grade").order_by("fiscal_year", "item__sort_order", "item__code")
    rows = list(rows.prefetch_related(Prefetch("evaluations", Evaluation.objects.for_readers())))
    names = department_names_in_year(plan, rows)
    found = [
        {"item": row.item.code, "name": row.item.name, "fiscal_year": row.fiscal_year, "edition": None}
        | result_of(row, names[row.pk], only_public=True)
        for row in rows
    ]
    for fiscal_year, document in years.items():
        for entry in document["items"]:
            if item is None or entry["code"] == item.code:
                found.append(
                    entry
                    | {
                        "item": entry["code"],
                        "fiscal_year": fiscal_year,
                        "edition": document["edition"]["number"],
                    }
                )
    return sorted(found, key=lambda result: result["fiscal_year"])


def result_of(answer, department, *, only_public=False):
    """The answer of a department (its name in that year, or ""), with its prefetched evaluations.

    `is_judged`: whether it counts in the shares. `only_public`: leave out replies that are not public yet.
    """
    grade = answer.grade
    judges = grade is not None and grade.counts_as != Grade.CountsAs.NOT_JUDGED
    return {
        "is_reported": answer.status != YearlyStatus.Status.NOT_REPORTED,
        "is_judged": judges and answer.status not in NOT_JUDGED,
        "department": department or None,
        "status": answer.status,
        "status_label": answer.get_status_display(),
        "done": answer.done or None,
        "grade": grade.code if grade else None,
        "grade_label": grade.label if grade else None,
        "grade_symbol": (grade.symbol or None) if grade else None,
        "grade_meaning": grade.meaning if grade else None,
        "counts_as": grade.counts_as if grade else None,
        "grade_order": grade.sort_order if grade else None,
        "reason": answer.reason or None,
        "issues": answer.issues or None,
        "next_step": answer.next_step or None,
        "next_step_label": answer.get_next_step_display() or None,
        "next_plan": answer.next_plan or None,
        "evaluations": [_evaluation(each, only_public) for each in answer.evaluations.all()],
    }


def no_result():
    """The result of an item nobody has reported on."""
    status = YearlyStatus.Status.NOT_REPORTED
    return dict.fromkeys(TEXTS) | {
        "is_reported": False,
        "is_judged": False,
        "status": status.value,
        "status_label": str(status.label),
        "evaluations": [],
    }


def _evaluation(evaluation, only_public):
    grade = evaluation.grade
    reply = evaluation.public_reply if only_public else evaluation.reply
    return {
        "stage": evaluation.stage,
        "stage_label": evaluation.get_stage_display(),
        "partner": evaluation.partner.name if evaluation.partner else None,
        "grade": grade.code if grade else None,
        "grade_label": grade.label if grade else None,
        "grade_symbol": (grade.symbol or None) if grade else None,
        "opinion": evaluation.opinion or None,
        "reply": reply or None,
    }
