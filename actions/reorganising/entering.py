"""Entering a change of departments, rehearsing it, and carrying it out when its day has come."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from organizations.access import Role, access_of
from organizations.models import Municipality, Reorganisation

from .carrying_out import carry_out
from .checks import why_not
from .deciding import left_of, why_undecided
from .orders import details_of, order_of
from .refusals import ChangedSince, NotYours, ReorganisationRefused
from .touched import Touched, digest


def may_reorganise(user, city_id, *, on=None):
    """Whether this person changes the departments of that city: its 事務局, and the portal administrator."""
    return access_of(user, on=on).has(Role.COORDINATOR, city=city_id)


@transaction.atomic
def enter(order, *, by, now=None, seen=None):
    """Save the change, and carry it out if its day has come; otherwise it waits. Returns the Reorganisation.

    `seen`: the digest of the rehearsal the person has read. `by` is None only for the sample city.
    Raises NotYours, ReorganisationRefused, and ChangedSince where it would touch something else than was read.
    """
    now = now or timezone.now()
    order, reorganisation = _saved(order, by, now)
    _done_or_rehearsed(order, reorganisation, by, now, seen)
    return reorganisation


@transaction.atomic
def dry_run(order, *, by, now=None):
    """What `enter` would touch, on its day. It is done in full and taken back. Raises NotYours, ReorganisationRefused."""
    now = now or timezone.now()
    order, reorganisation = _saved(order, by, now)
    touched = carry_out(order, reorganisation, by=by, now=now)
    transaction.set_rollback(True)
    return touched


@transaction.atomic
def decide(reorganisation, order, *, by, now=None, seen=None):
    """Keep the order, with what is decided in it by now, for a change that waits; carry it out if its day has come.

    Who and what it leaves without a successor has been shown, and stays decided. `seen` and what is raised: as `enter`.
    """
    now = now or timezone.now()
    order, row = _decided(reorganisation, order, by, now)
    _done_or_rehearsed(order, row, by, now, seen)
    return row


@transaction.atomic
def dry_run_waiting(reorganisation, order, *, by, now=None):
    """What `decide` would touch, on its day. It is done in full and taken back."""
    now = now or timezone.now()
    order, row = _decided(reorganisation, order, by, now)
    touched = carry_out(order, row, by=by, now=now)
    transaction.set_rollback(True)
    return touched


@dataclass(frozen=True)
class Outcome:
    """What became of one waiting change: `refusal` is empty when it was carried out, and `touched` says what it did."""

    reorganisation: Reorganisation
    refusal: str = ""
    touched: Touched | None = None


def carry_out_due(*, by=None, city_id=None, now=None):
    """Carry out what waits and is due, the oldest first: [Outcome]. One that is refused goes on waiting.

    `by` is None for the machine that runs it every day; a person does it for one city, `city_id`. Raises NotYours.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if by is not None and (city_id is None or not may_reorganise(by, city_id, on=today)):
        raise NotYours
    waiting = Reorganisation.objects.filter(
        carried_out_at=None, taken_back_at=None, takes_effect_on__lte=today
    )
    if city_id is not None:
        waiting = waiting.filter(municipality=city_id)
    outcomes = []
    for row in waiting.select_related("municipality").order_by("takes_effect_on", "pk"):
        try:
            if touched := _carry_out_waiting(row, by, now):
                outcomes.append(Outcome(row, touched=touched))
        except ReorganisationRefused as refusal:
            outcomes.append(Outcome(row, str(refusal)))
    return outcomes


def lock_city(city_id):
    """One change of a city's departments at a time."""
    Municipality.objects.select_for_update().get(pk=city_id)


@transaction.atomic
def _carry_out_waiting(row, by, now):
    """What it touched; None where it no longer waited. A person it would end and nobody was shown stands in the way."""
    lock_city(row.municipality_id)
    row = Reorganisation.objects.select_for_update().get(pk=row.pk)
    if not row.waits:
        return None
    order = order_of(row).refreshed()
    if sentences := why_not(order, now=now, entered=row) or list(why_undecided(order, row)):
        raise ReorganisationRefused(sentences)
    return carry_out(order, row, by=by, now=now)


def _saved(order, by, now):
    """(the order as the database has it now, the Reorganisation that waits), checked."""
    if not order.departments:
        raise ReorganisationRefused(why_not(order, now=now))
    if by is not None and not may_reorganise(by, order.city_id, on=timezone.localdate(now)):
        raise NotYours
    lock_city(order.city_id)
    order = order.refreshed()
    if sentences := why_not(order, now=now):
        raise ReorganisationRefused(sentences)
    reorganisation = Reorganisation(
        municipality_id=order.city_id,
        kind=order.kind,
        takes_effect_on=order.takes_effect_on,
        details=details_of(order) | {"left": left_of(order)},
        entered_at=now,
        entered_by=by,
    )
    reorganisation.full_clean(exclude=["changes"])  # empty until it is carried out
    reorganisation.save()
    reorganisation.departments.set(order.departments)
    return order, reorganisation


def _decided(reorganisation, order, by, now):
    """(the order as the database has it now, the Reorganisation with it), checked; it still waits."""
    if by is not None and not may_reorganise(by, reorganisation.municipality_id, on=timezone.localdate(now)):
        raise NotYours
    lock_city(reorganisation.municipality_id)
    row = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if not row.waits:
        raise ReorganisationRefused([f"{row}は、すでに実行されたか、取り消されています。"])
    order = order.refreshed()
    if sentences := why_not(order, now=now, entered=row):
        raise ReorganisationRefused(sentences)
    row.details = details_of(order) | {"left": left_of(order)}
    row.save()
    return order, row


def _done_or_rehearsed(order, reorganisation, by, now, seen):
    """Carry it out if its day has come; else only see what it will touch. Raises ChangedSince."""
    if order.takes_effect_on <= timezone.localdate(now):
        touched = carry_out(order, reorganisation, by=by, now=now)
    else:
        with transaction.atomic():
            copy = Reorganisation.objects.get(pk=reorganisation.pk)
            touched = carry_out(order.refreshed(), copy, by=by, now=now)
            transaction.set_rollback(True)
    if seen is not None and seen != digest(order, touched):
        raise ChangedSince(touched)
