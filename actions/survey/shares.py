"""Counts and percentages that say of how many. What was not reported, or is not judged, moves no figure."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from plans.models import Grade

from ..models import YearlyStatus
from ..querysets import HANDED_IN, NOT_JUDGED

ROUNDED = "小数第2位を四捨五入しているため、割合の合計は100%になりません。"


@dataclass(frozen=True)
class Share:
    """`percent` is rounded to one decimal; None where there is nothing to be a share of."""

    label: str
    count: int
    percent: Decimal | None


@dataclass(frozen=True)
class Shares:
    """`counted` of `total`: how many the percentages are made of, and how many there are in all."""

    counted: int
    total: int
    rows: list[Share]

    @property
    def note(self):
        """Why the percentages do not add up, or empty."""
        percents = [row.percent for row in self.rows if row.percent is not None]
        return ROUNDED if percents and sum(percents) != 100 else ""


def shares(counts, total):
    """Shares of (label, count) pairs; `total` also holds what is not counted."""
    counted = sum(count for _label, count in counts)
    return Shares(counted, total, [Share(label, count, percent(count, counted)) for label, count in counts])


def percent(count, whole):
    if not whole:
        return None
    return (Decimal(count * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def is_reported(answer):
    """Handed in, or written down without a round. A draft says nothing yet."""
    return answer.state in ("", *HANDED_IN)


def is_judged(answer):
    return is_reported(answer) and answer.grade_id is not None and answer.status not in NOT_JUDGED


def by_grade(scale, answers):
    """How the judged answers divide into the grades of the scale. Grades that do not judge stay out."""
    answers = list(answers)
    given = Counter(answer.grade_id for answer in answers if is_judged(answer))
    judging = [grade for grade in scale.grades.all() if grade.counts_as != Grade.CountsAs.NOT_JUDGED]
    return shares([(str(grade), given[grade.pk]) for grade in judging], len(answers))


def by_outcome(answers):
    """Achieved, under way, behind, among the judged."""
    answers = list(answers)
    given = Counter(answer.grade.counts_as for answer in answers if is_judged(answer))
    judging = [choice for choice in Grade.CountsAs if choice != Grade.CountsAs.NOT_JUDGED]
    return shares([(choice.label, given[choice]) for choice in judging], len(answers))


def not_judged(answers):
    """(label, count) of what moves no figure, each kind apart: 対象外, 中止, 評価困難, 未報告, a grade that does not judge."""
    apart = Counter()
    for answer in answers:
        if not is_reported(answer):
            apart[YearlyStatus.Status.NOT_REPORTED.label] += 1
        elif answer.status in NOT_JUDGED:
            apart[answer.get_status_display()] += 1
        elif answer.grade_id and answer.grade.counts_as == Grade.CountsAs.NOT_JUDGED:
            apart[str(answer.grade)] += 1
        elif not answer.grade_id:
            apart["評価なし"] += 1
    return sorted(apart.items())
