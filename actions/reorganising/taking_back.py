"""Taking a change of departments back: one that waits is cancelled, one that was carried out is undone."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations import ledger
from organizations.models import Department, Reorganisation

from ..models import ItemDepartment, ReportingRound, YearlyStatus
from .entering import lock_city, may_reorganise
from .orders import Kind, successor_ids
from .refusals import NotYours, ReorganisationRefused

State = YearlyStatus.State


@transaction.atomic
def take_back(reorganisation, *, by, now=None):
    """Everything is as it was before; what was written meanwhile in answers stays in them.

    Raises NotYours, and ReorganisationRefused naming all that has been changed since or is built upon it.
    """
    return _take_back(reorganisation, by, now)


@transaction.atomic
def rehearse_taking_back(reorganisation, *, by, now=None):
    """The same done in full and taken back, for a person who wants to know whether it can be."""
    _take_back(reorganisation, by, now)
    transaction.set_rollback(True)


def _take_back(reorganisation, by, now):
    now = now or timezone.now()
    if by is not None and not may_reorganise(by, reorganisation.municipality_id, on=timezone.localdate(now)):
        raise NotYours
    lock_city(reorganisation.municipality_id)
    row = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if row.taken_back_at is not None:
        raise ReorganisationRefused([f"{row}は、すでに取り消されています。"])
    if row.carried_out_at is not None:
        sentences = [*_shown_since(row), *_opened_since(row), *_approved_since(row), *_waiting_for(row)]
        try:
            ledger.take_back(row.changes, reason=f"{row}の取り消し")
        except ledger.NotTakenBack as refusal:
            sentences += refusal.sentences
        if sentences:
            raise ReorganisationRefused(sentences)
    row.taken_back_at, row.taken_back_by = now, by
    names = [each.name_in(row.from_fy - 1) for each in row.departments.with_names()]
    row.details |= {"before": names}  # a department of it may be deleted when an earlier change is taken back
    row.save()
    return row


def _shown_since(row):
    """Years that have been asked about, finished or published under the new name or department keep it.

    The year before the change, which is asked about in the spring after it, has the old name anyway.
    """
    reasons = {
        year: f"{both_calendars(year)}の調査が始まっています。"
        for year in ReportingRound.objects.of_cities([row.municipality_id])
        .filter(fiscal_year__gte=row.from_fy)
        .values_list("fiscal_year", flat=True)
    }
    departments = {*row.departments.values_list("pk", flat=True), *successor_ids(row), *_begun_by(row)}
    shown = YearlyStatus.objects.filter(
        Q(department__in=departments)
        | YearlyStatus.supported_by(departments)
        | Q(item__in=_printed_items(departments)),
        fiscal_year__gte=row.from_fy,
        item__plan__municipality=row.municipality_id,
    )
    confirmed = shown.filter(state__in=("", State.CONFIRMED)).values_list("fiscal_year", flat=True)
    reasons |= {year: f"{both_calendars(year)}の実績が確定しています。" for year in confirmed.distinct()}
    published = shown.published().values_list("fiscal_year", flat=True)
    reasons |= {year: f"{both_calendars(year)}の実績が公開されています。" for year in published.distinct()}
    for year in sorted(reasons):
        yield reasons[year]
    if reasons:
        word = row.get_kind_display() if row.kind == Kind.RENAME else "機構改革"
        yield (
            f"取り消すと、その年度の名称や部署まで変わってしまいます。取り消さずに、新しい施行日で{word}を入力してください。"
        )


def _printed_items(departments):
    return ItemDepartment.objects.filter(department__in=departments).values("item")


def _begun_by(row):
    """The ids of the departments that began with it."""
    return {
        entry["pk"]
        for entry in row.changes
        if (entry["model"], entry["what"]) == (Department._meta.label, "create")
    }


def _waiting_for(row):
    """A change that waits and leads into a department that began with this one. Others are found as its users."""
    begun = _begun_by(row)
    waiting = Reorganisation.objects.filter(
        municipality=row.municipality_id, carried_out_at=None, taken_back_at=None
    )
    for each in waiting.order_by("takes_effect_on", "pk") if begun else ():
        if begun & successor_ids(each):
            yield f"{each}の予定が、この{row.get_kind_display()}で始まった部署を使います。先にその予定を取り消してください。"


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
