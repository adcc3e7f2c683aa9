"""The people of the departments: from the day on they work in the department that takes over."""

from datetime import timedelta

from organizations.models import Membership

from .touched import MemberEnd, MemberMove


def members_of(departments, day):
    """The memberships of the departments in force on that day or later."""
    return (
        Membership.objects.filter(department__in=departments)
        .not_ended(day)
        .select_related("user", "department")
        .order_by("department__sort_order", "department_id", "role", "user__username", "pk")
    )


def move_members(order, successor_of, ledger, touched):
    """`successor_of`: Membership -> Department, or None: then it ends the day before."""
    day = order.takes_effect_on
    last_on = day - timedelta(days=1)
    rows = list(members_of(order.departments, day).select_for_update(of=("self",)))
    targets = [(row, successor_of(row)) for row in rows]
    there = list(Membership.objects.filter(department__in={to for _row, to in targets if to}).order_by("pk"))
    for row, to in targets:
        if to is None:
            touched.members_ended.append(
                MemberEnd(*_words(row), last_on if row.start_on <= last_on else None)
            )
            _end(row, last_on, ledger)
            continue
        from_on = max(row.start_on, day)
        touched.members_moved.append(MemberMove(*_words(row), str(to), from_on))
        known = next((each for each in there if _is_same(each, row, to) and _holds(each, from_on)), None)
        if known is not None:
            end_on = row.end_on
            _end(row, last_on, ledger)
            ledger.change(known, end_on=max(known.end_on, end_on))
        elif row.start_on >= day:
            there.append(ledger.change(row, department=to))
        else:
            there.append(ledger.create(_continued(row, to, from_on)))
            _end(row, last_on, ledger)
    ending = Membership.objects.filter(department__in=order.departments, end_on=last_on)
    touched.members_to_renew += [
        MemberEnd(*_words(row), row.end_on)
        for row in ending.exclude(pk__in=[row.pk for row in rows])
        .select_related("user", "department")
        .order_by("department__sort_order", "department_id", "role", "user__username", "pk")
    ]


def _end(row, last_on, ledger):
    """End it with that day; one that was to begin later never begins."""
    if row.start_on > last_on:
        ledger.delete(row)
    else:
        ledger.change(row, end_on=last_on)


def _continued(row, department, from_on):
    return Membership(
        user=row.user,
        municipality_id=row.municipality_id,
        department=department,
        role=row.role,
        start_on=from_on,
        end_on=row.end_on,
    )


def _is_same(each, row, department):
    return (each.user_id, each.department_id, each.role) == (row.user_id, department.pk, row.role)


def _holds(each, day):
    return each.start_on <= day <= each.end_on


def _words(row):
    return (
        row.user.get_full_name() or row.user.username,
        row.get_role_display(),
        str(row.department),
    )
