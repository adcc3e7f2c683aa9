"""Taking a change of departments back: one that waits is cancelled, one that was carried out is undone."""

from django.db import transaction
from django.utils import timezone

from organizations import ledger
from organizations.models import Reorganisation

from ..models import ReportingRound, YearlyStatus
from .entering import lock_city, may_reorganise
from .orders import Kind
from .refusals import NotYours, ReorganisationRefused

State = YearlyStatus.State


@transaction.atomic
def take_back(reorganisation, *, by, now=None):
    """Everything is as it was before; what was written meanwhile in answers stays in them.

    Raises NotYours, and ReorganisationRefused naming all that has been changed since or is built upon it.
    """
    now = now or timezone.now()
    if by is not None and not may_reorganise(by, reorganisation.municipality_id, on=timezone.localdate(now)):
        raise NotYours
    lock_city(reorganisation.municipality_id)
    row = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if row.taken_back_at is not None:
        raise ReorganisationRefused([f"{row}は、すでに取り消されています。"])
    if row.carried_out_at is not None:
        sentences = [*_opened_since(row), *_approved_since(row)]
        try:
            ledger.take_back(row.changes, reason=f"{row}の取り消し")
        except ledger.NotTakenBack as refusal:
            sentences += refusal.sentences
        if sentences:
            raise ReorganisationRefused(sentences)
    row.taken_back_at, row.taken_back_by = now, by
    row.save()
    return row


def _opened_since(row):
    """A round opened since has asked the departments as they are now."""
    if row.kind == Kind.RENAME:
        return
    rounds = ReportingRound.objects.of_cities([row.municipality_id]).filter(opened_at__gt=row.carried_out_at)
    for round_ in rounds.select_related("plan").order_by("opened_at", "pk"):
        yield f"「{round_}」が、そのあとに始まり、いまの部署にたずねています。"


def _approved_since(row):
    """An answer that was approved in the new department keeps it."""
    moved = [
        entry["pk"]
        for entry in row.changes
        if entry["model"] == YearlyStatus._meta.label and entry["what"] == "change"
    ]
    answers = YearlyStatus.objects.filter(pk__in=moved, state__in=(State.APPROVED, State.CONFIRMED))
    for answer in answers.select_related("item").order_by("pk"):
        yield (
            f"「{answer.item}」の{answer.fiscal_year}年度の回答は、そのあとに{answer.get_state_display()}になりました。"
            "先に差し戻してください。"
        )
