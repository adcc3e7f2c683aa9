"""Carrying a change of departments out: everything it writes, in one transaction of the caller."""

from django.core.exceptions import ValidationError

from organizations.ledger import Ledger

from .answers import move_answers, note_kept_years
from .departments import write_departments
from .items import Work, hand_over
from .members import move_members
from .orders import Kind
from .refusals import ReorganisationRefused
from .touched import Touched


def carry_out(order, reorganisation, *, by, now):
    """Write it all through a ledger that the Reorganisation keeps. Returns what was Touched.

    `order` has been checked and its departments are locked. Raises ReorganisationRefused where a row refuses; then
    the caller takes everything back.
    """
    ledger, touched = Ledger(reason=str(reorganisation)), Touched()
    try:
        _write(order, reorganisation, ledger, touched)
    except ValidationError as error:
        raise ReorganisationRefused(error.messages) from error
    reorganisation.changes = ledger.entries
    reorganisation.carried_out_at, reorganisation.carried_out_by = now, by
    reorganisation.save()
    return touched


def _write(order, reorganisation, ledger, touched):
    work = Work(order.city_id, order.from_fy)
    successors = write_departments(order, ledger, touched)
    if order.kind != Kind.RENAME:
        of_item, of_member = _successors_of(order, successors)
        if order.kind == Kind.SPLIT:
            hand_over(order, of_item, reorganisation, ledger)
        move_members(order, of_member, ledger, touched)
        move_answers(order, of_item, ledger, touched)
    work.note_moves(touched)
    note_kept_years(order, touched)


def _successors_of(order, successors):
    """(item id -> Department or None, Membership -> Department or None)."""
    if order.kind == Kind.MERGE:
        (only,) = successors
        return (lambda _item: only), (lambda _member: only)
    made = dict(zip(order.successors, successors, strict=True))
    items = {item.pk: made[each] for item, each in order.items.items()}
    members = {member.pk: made[each] for member, each in order.members.items()}
    return items.get, (lambda member: members.get(member.pk))
