"""Writing what the files of a survey change, many answers at a time: rows, history, steps, and the ledger's entries.

It leaves behind what survey.answering.save_answer leaves behind for one answer, and does for thousands of answers what
that does for one. Taken back, an answer goes the way it came.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from ..models import AnswerFigure, AnswerStep, YearlyStatus
from ..survey.answering import CONTENT, is_same
from ..survey.rights import Desk
from ..survey.steps import State
from .survey_comparing import BATCH, batches
from .survey_rows import last_years

KEPT = ("state", "answered_at", "answered_by", "is_unchanged")
CHANGED_MEANWHILE = "確認のあとで、登録されている内容が変わりました。まだ何も取り込んでいません。もう一度、ファイルを選んでください。"
TAKEN_BACK = "ファイルの取り込みの取り消し"
FIELD_OF = {field.attname: field.name for field in YearlyStatus._meta.concrete_fields}
KEPT_AS = [attname for attname, name in FIELD_OF.items() if name in KEPT]
WATCHED = [
    attname for attname, name in FIELD_OF.items() if name in (*CONTENT, "internal_note", "department", *KEPT)
]


def write_changes(round_, changes, ledger, progress, *, by, now):
    """Write the AnswerChanges into the round; the entries go into the ledger. Part of the caller's transaction.

    Raises ValidationError where an answer is not any more what was compared.
    """
    desk = Desk(by, round_.plan.municipality_id, on=timezone.localdate(now))
    before = {}
    if any(change.answer.is_unchanged for change in changes):
        before = last_years(round_, round_.answers.filter(is_unchanged=True).values("item"))
    changes, done = sorted(changes, key=lambda change: change.answer.pk), 0
    for batch in batches(changes):
        _Batch(round_, batch, ledger, desk, now).write(before)
        done += len(batch)
        progress(done, len(changes))


class _Batch:
    """At most BATCH answers."""

    def __init__(self, round_, changes, ledger, desk, now):
        self.round, self.changes, self.ledger, self.desk, self.now = round_, changes, ledger, desk, now
        self.history = {
            "batch_size": BATCH,
            "default_user": desk.user,
            "default_change_reason": ledger.reason,
        }

    def write(self, last_years_of):
        rows = YearlyStatus.objects.select_for_update(of=("self",)).filter(
            pk__in=[change.answer.pk for change in self.changes]
        )
        stored = {row.pk: row for row in rows.order_by("pk")}
        answers, steps, names = [], [], set(KEPT)
        for change in self.changes:
            answer = stored.get(change.answer.pk)
            self._refuse_if_changed(change, answer)
            answer.item, answer.round = change.answer.item, self.round
            steps += self._fill(answer, change, last_years_of.get(answer.item_id), names)
            answers.append(answer)
        self._save(answers, names)
        AnswerStep.objects.bulk_create(steps)
        self._write_figures()

    def _save(self, answers, names):
        """The rows, which are locked, and their history.

        An upsert that always finds its row: bulk_update, which builds a condition for each value, takes eight times
        as long.
        """
        YearlyStatus.objects.bulk_create(
            answers, BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=sorted(names)
        )
        bulk_update_with_history(answers, YearlyStatus, [], **self.history)

    def _refuse_if_changed(self, change, answer):
        as_compared = {name: getattr(change.answer, name) for name in WATCHED} | change.before
        if answer is None or any(getattr(answer, name) != value for name, value in as_compared.items()):
            raise ValidationError(CHANGED_MEANWHILE)

    def _fill(self, answer, change, last_year, names):
        """Give the row its values, and the ledger its entry; its steps. `names`: there go the fields it changes."""
        attnames = {attname: FIELD_OF[attname] for attname in (*change.before, *KEPT_AS)}
        before = {name: _as_json(getattr(answer, attname)) for attname, name in attnames.items()}
        state = answer.state
        for attname in change.before:
            setattr(answer, attname, getattr(change.answer, attname))
        if answer.is_unchanged and not (last_year and is_same(answer, last_year)):
            answer.is_unchanged = False
        answer.state, answer.answered_at, answer.answered_by = State.DRAFT.value, self.now, self.desk.user
        names.update(attnames.values())
        after = {name: _as_json(getattr(answer, attname)) for attname, name in attnames.items()}
        self._note("change", answer, before, after)
        on_behalf = self.desk.is_on_behalf(answer)
        if state == State.DRAFT and not on_behalf:
            return []
        step = AnswerStep(
            answer=answer, from_state=state, to_state=State.DRAFT, at=self.now, by=self.desk.user
        )
        step.is_on_behalf = on_behalf
        return [step]

    def _write_figures(self):
        wanted = {
            (change.answer.pk, indicator.pk): (change.answer, indicator, now, value)
            for change in self.changes
            for indicator, (now, value) in change.figures.items()
        }
        if not wanted:
            return
        rows = AnswerFigure.objects.select_for_update(of=("self",)).filter(
            answer__in={answer for answer, _indicator in wanted}
        )
        stored = {
            (row.answer_id, row.indicator_id): row for row in rows.select_related("indicator").order_by("pk")
        }
        new, changed, olds = [], [], []
        for key, (answer, indicator, now, value) in wanted.items():
            row = stored.get(key)
            if (row.value if row else None) != now:
                raise ValidationError(CHANGED_MEANWHILE)
            if row is None:
                new.append(AnswerFigure(answer=answer, indicator=indicator, value=value))
            else:
                olds.append(_as_json(row.value))
                row.value = value
                changed.append(row)
        if changed:
            bulk_update_with_history(changed, AnswerFigure, ["value"], **self.history)
            for row, old in zip(changed, olds, strict=True):
                self._note("change", row, {"value": old}, {"value": _as_json(row.value)})
        if new:
            for row in bulk_create_with_history(new, AnswerFigure, **self.history):
                after = {
                    "answer": row.answer_id,
                    "indicator": row.indicator_id,
                    "value": _as_json(row.value),
                }
                self._note("create", row, {}, after)

    def _note(self, what, row, before, after):
        self.ledger.entries.append(
            {
                "model": row._meta.label,
                "pk": row.pk,
                "what": what,
                "before": before,
                "after": after,
                "label": f"{row._meta.verbose_name}「{row}」",
            }
        )


def _as_json(value):
    """As the Ledger keeps it."""
    if value is None or isinstance(value, bool | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def note_taking_back(record, *, by, now):
    """A step for each answer whose state went back when the import was taken back."""
    moved = {
        entry["pk"]: (entry["after"]["state"], entry["before"]["state"])
        for entry in record.entries
        if entry["model"] == YearlyStatus._meta.label and entry["after"]["state"] != entry["before"]["state"]
    }
    for keys in batches(sorted(moved)):
        AnswerStep.objects.bulk_create(
            AnswerStep(
                answer_id=pk,
                from_state=moved[pk][0],
                to_state=moved[pk][1],
                at=now,
                by=by,
                reason=TAKEN_BACK,
            )
            for pk in keys
        )
