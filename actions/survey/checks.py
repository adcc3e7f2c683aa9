"""What an answer still lacks before it is handed in, and where it contradicts itself."""

from ..models import YearlyStatus
from ..querysets import CONTRADICTIONS

Status = YearlyStatus.Status
JUDGED = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.COMPLETED)


def missing(answer):
    """The names of the boxes that must be filled before 提出, in the order of the page."""
    lacks = []
    if answer.status == Status.NOT_REPORTED:
        lacks.append("状況")
    if not answer.done:
        lacks.append("取り組んだこと")
    if answer.status in JUDGED and answer.grade_id is None:
        lacks.append("評価")
    if answer.grade_id is not None and not answer.reason:
        lacks.append("評価の理由")
    if not answer.next_step:
        lacks.append("今後の方向")
    return lacks


def contradictions(answer):
    """(title, what it means) of each CONTRADICTIONS that holds for the answer; reads its grade."""
    return [(title, meaning) for title, meaning, condition in CONTRADICTIONS if holds(condition, answer)]


def holds(condition, row):
    """Whether a Q of plain look-ups joined by AND (exact, __in, __isnull) is true of a row in memory."""
    return all(_is_true(path, wanted, row) for path, wanted in condition.children)


def _is_true(path, wanted, row):
    *names, last = path.split("__")
    if last not in ("in", "isnull"):
        names, last = [*names, last], "exact"
    value = row
    for name in names:
        value = getattr(value, name, None)
    return {
        "exact": value == wanted,
        "in": value in wanted if last == "in" else None,
        "isnull": (value is None) == wanted,
    }[last]
