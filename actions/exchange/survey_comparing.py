"""A cell of the file beside what is stored now and what was stored when the file was made."""

from dataclasses import dataclass, field

from django.utils import timezone

from organizations.models import User
from organizations.spreadsheets.grids import WrongValue

from ..models import AnswerFigure, YearlyStatus
from .survey_columns import UNKNOWN

BATCH = 500  # rows that are read or written at once
SAME, CHANGED, CONFLICT = "same", "changed", "conflict"


@dataclass(slots=True)
class AnswerChange:
    """What is to be written into one answer.

    `answer`: the row as it will be; `before`: attname -> value of what will be another one; `figures`: Indicator ->
    (value now, value to be).
    """

    answer: YearlyStatus
    before: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)


def batches(rows):
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def compare(column, cell, now, then):
    """(SAME, CHANGED or CONFLICT, the value in the file). Raises WrongValue.

    A cell that says what it said when the file was made has not been touched: what is stored now stays.
    """
    value = column.read(cell, (now, then))
    if column.is_same(value, now) or column.is_same(value, then):
        return SAME, value
    untouched_since = now == column.blank if then is UNKNOWN else column.is_same(now, then)
    return (CHANGED if untouched_since else CONFLICT), value


def compared_cells(row, columns, now_of, then_of):
    """([(column, value)] to be changed, [(column, value, now, then)] in conflict, [WrongCell]) of the row's cells.

    `now_of`, `then_of`: the stored value of a column, and that of when the file was made, or UNKNOWN.
    """
    changed, conflicts, wrong = [], [], []
    for column in columns:
        if column.header not in row.cells:
            continue
        now, then = now_of(column), then_of(column)
        try:
            what, value = compare(column, row.cells[column.header], now, then)
        except WrongValue as refusal:
            wrong.append(row.wrong(column.header, str(refusal)))
            continue
        if what == CHANGED:
            changed.append((column, value))
        elif what == CONFLICT:
            conflicts.append((column, value, now, then))
    return changed, conflicts, wrong


def past_answers(versions, columns):
    """Number of an entry in the history -> (answer id, {attname: value}). One query."""
    names = [column.attname for column in columns]
    rows = YearlyStatus.history.filter(history_id__in=versions).order_by()
    return {
        version: (answer, dict(zip(names, values, strict=True)))
        for version, answer, *values in rows.values_list("history_id", "id", *names)
    }


def past_figures(versions):
    """The same for the figures: ((answer id, indicator id), value)."""
    rows = AnswerFigure.history.filter(history_id__in=versions).order_by()
    return {
        version: ((answer, indicator), value)
        for version, answer, indicator, value in rows.values_list(
            "history_id", "answer_id", "indicator_id", "value"
        )
    }


def last_writers(places):
    """Place -> 山田 花子さんが2025年5月12日10時32分に変更: who gave it the value it has now.

    `places`: a set of (answer id, attname) or (answer id, indicator id). Two queries for BATCH answers, and one.
    """
    last, names = {}, sorted({name for _answer, name in places if isinstance(name, str)})
    for answers in batches(sorted({answer for answer, _name in places})):
        history = YearlyStatus.history.filter(id__in=answers).order_by("history_id")
        for answer, user, at, *values in history.values_list("id", "history_user_id", "history_date", *names):
            for name, value in zip(names, values, strict=True):
                _follow(last, places, (answer, name), value, user, at)
        history = AnswerFigure.history.filter(answer_id__in=answers).order_by("history_id")
        for answer, indicator, user, at, value in history.values_list(
            "answer_id", "indicator_id", "history_user_id", "history_date", "value"
        ):
            _follow(last, places, (answer, indicator), value, user, at)
    users = User.objects.in_bulk({user for _value, user, _at in last.values() if user})
    return {place: _who(users.get(user), at) for place, (_value, user, at) in last.items()}


def _follow(last, places, place, value, user, at):
    if place in places and (place not in last or last[place][0] != value):
        last[place] = value, user, at


def _who(user, at):
    name = f"{user.get_full_name() or user.username}さん" if user else "記録のない人"
    return f"{name}が{timezone.localtime(at):%Y年%-m月%-d日%-H時%-M分}に変更"
