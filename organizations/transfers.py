"""The 事務局's CSV of transfers: read whole with every wrong cell named, shown as planned changes, done all or nothing."""

from django.db import transaction
from django.utils import timezone

from . import renewing
from .csv_reading import UnreadableCsv, table, written
from .department_names import DepartmentNames
from .models import Membership
from .transfer_reader import ADD, END, HEADERS, IN_ORDER, MOVE, RENEW, Reading, TransferReader, ended_mark


class TransfersChanged(Exception):
    """What the file would do is no longer what the person confirmed. `reading`: what it would do now."""

    def __init__(self, reading):
        super().__init__("確認のあとで、所属が変わりました。")
        self.reading = reading


def read_transfers(text, city, *, by, now=None):
    """The Reading of the file's text. Never raises for what a person may have put in a file."""
    try:
        rows = table(text, HEADERS)
    except UnreadableCsv as refusal:
        return Reading(refusal=str(refusal))
    return TransferReader(rows, city, by, timezone.localdate(now)).read()


@transaction.atomic
def carry_out(text, city, *, by, seen, now=None):
    """Do what the file asks for, if that is still what was seen (`Reading.digest`). -> Reading

    Raises TransfersChanged and RenewingRefused; then nothing is written.
    """
    list(
        Membership.objects.filter(municipality=city)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values("pk")
    )
    reading = read_transfers(text, city, by=by, now=now)
    if reading.digest != seen or not reading.can_be_done:
        raise TransfersChanged(reading)
    groups = {}
    for line in reading.lines:
        if line.change:
            wish = line.wish
            key = (
                IN_ORDER.index(wish.what),
                wish.department,
                wish.role if wish.what == ADD else "",
                line.day,
            )
            groups.setdefault(key, []).append(line)
    for key in sorted(groups, key=lambda key: key[0]):
        _do_alike(groups[key], city, by, now)
    return reading


def _do_alike(lines, city, by, now):
    """Lines that differ only in the person."""
    wish, day = lines[0].wish, lines[0].day
    rows = [line.wish.membership for line in lines]
    if wish.what == END:
        renewing.end(rows, day, by=by, now=now)
    elif wish.what == MOVE:
        renewing.move(rows, wish.department, on=day, by=by, now=now)
    elif wish.what == RENEW:
        renewing.renew(rows, by=by, until=day, now=now)
    else:
        people = [line.wish.user for line in lines]
        renewing.add(people, city, wish.department, wish.role, on=day, by=by, now=now)


def template_csv(city, *, now=None):
    """The present memberships with these headers and empty 操作, as the bytes of a file.

    In April and May those that 31 March cut off are in it too, with a mark behind the name.
    """
    names, today = DepartmentNames(city).names, timezone.localdate(now)
    rows = renewing.present_and_cut_off(city, today)
    lines = [
        (
            row.user.username,
            row.user.get_full_name() + (ended_mark(row.end_on) if row.end_on < today else ""),
            "",
            names.get(row.department_id, ""),
            "",
            row.get_role_display(),
            "",
        )
        for row in rows
    ]
    return written([HEADERS, *dict.fromkeys(lines)])
