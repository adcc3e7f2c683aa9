"""From the day of the change, people work in the department that takes over; what they were before stays."""

from datetime import date

import pytest

from organizations.access import access_of
from organizations.models import Membership
from tests import builders
from tests.reorganising.scenes import (
    APRIL,
    ARTS,
    ENDS_ON,
    NEW,
    NEXT_APRIL,
    abolish,
    do,
    found,
    memberships_of,
    merge,
    rehearse,
    rename,
    split,
    work_in,
)

BEFORE, LAST_MARCH = date(2024, 4, 1), date(2025, 3, 31)


@pytest.mark.parametrize("role", ["editor", "approver", "viewer", "publisher", "evaluator"])
def test_member_goes_on_in_the_new_department_in_the_same_role(town, role):
    user = work_in(town.lead, role).user
    do(merge(town.lead, town.support))
    assert memberships_of(user) == [
        (town.lead, role, BEFORE, LAST_MARCH),
        (found(town.city, NEW.name), role, APRIL, ENDS_ON),
    ]


def test_member_writes_for_the_new_department_from_that_day(town):
    user = work_in(town.lead).user
    do(merge(town.lead, town.support))
    assert access_of(user, on=LAST_MARCH).departments("editor") == {town.lead.pk}
    assert access_of(user, on=APRIL).departments("editor") == {found(town.city, NEW.name).pk}


@pytest.mark.parametrize("start_on", [APRIL, date(2025, 5, 1)])
def test_membership_that_begins_on_the_day_or_later_just_moves(town, start_on):
    row = work_in(town.lead, start_on=start_on)
    do(merge(town.lead, town.support))
    assert memberships_of(row.user) == [(found(town.city, NEW.name), "editor", start_on, ENDS_ON)]
    assert Membership.objects.get(user=row.user).pk == row.pk


def test_membership_that_has_ended_stays(town):
    row = work_in(town.lead, end_on=LAST_MARCH)
    touched = rehearse(merge(town.lead, town.support))
    do(merge(town.lead, town.support))
    assert memberships_of(row.user) == [(town.lead, "editor", BEFORE, LAST_MARCH)]
    assert touched.members_to_renew == [(row.user.username, "入力者", town.lead.name, LAST_MARCH)]


def test_membership_that_ended_long_ago_is_not_proposed(town):
    work_in(town.lead, end_on=date(2025, 3, 30))
    assert rehearse(merge(town.lead, town.support)).members_to_renew == []


def test_member_of_both_departments_is_not_doubled(town):
    user = work_in(town.lead).user
    work_in(town.support, user=user, end_on=date(2025, 12, 31))
    do(merge(town.lead, town.support))
    assert [row for row in memberships_of(user) if row[2] >= APRIL] == [
        (found(town.city, NEW.name), "editor", APRIL, ENDS_ON)
    ]


def test_the_longer_of_two_memberships_counts(town):
    user = work_in(town.lead, end_on=date(2025, 12, 31)).user
    work_in(town.support, user=user)
    do(merge(town.lead, town.support))
    assert [row for row in memberships_of(user) if row[2] >= APRIL] == [
        (found(town.city, NEW.name), "editor", APRIL, ENDS_ON)
    ]


def test_member_who_is_there_already_is_not_doubled(town):
    user = work_in(town.support).user
    work_in(town.lead, user=user)
    work_in(town.lead, user=user, start_on=date(2025, 5, 1))
    do(merge(town.lead, into=town.support))
    assert memberships_of(user) == [
        (town.support, "editor", BEFORE, ENDS_ON),
        (town.lead, "editor", BEFORE, LAST_MARCH),
    ]


def test_another_role_there_is_another_membership(town):
    user = work_in(town.support, "approver").user
    work_in(town.lead, user=user)
    do(merge(town.lead, into=town.support))
    assert (town.support, "editor", APRIL, ENDS_ON) in memberships_of(user)


def test_people_of_other_departments_stay(town):
    third = builders.make_department(town.city)
    users = [work_in(third).user, town.coordinator()]
    before = [memberships_of(user) for user in users]
    do(merge(town.lead, town.support))
    assert [memberships_of(user) for user in users] == before


def test_people_stay_when_only_the_name_changes(town):
    user = work_in(town.lead).user
    do(rename(town.lead))
    assert memberships_of(user) == [(town.lead, "editor", BEFORE, ENDS_ON)]


def test_people_of_a_split_department_go_where_it_was_decided(town):
    row, undecided = work_in(town.lead), work_in(town.lead, "approver")
    do(split(town.lead, members={row: ARTS}))
    assert memberships_of(row.user) == [
        (town.lead, "editor", BEFORE, LAST_MARCH),
        (found(town.city, ARTS.name), "editor", APRIL, ENDS_ON),
    ]
    assert memberships_of(undecided.user) == [(town.lead, "approver", BEFORE, LAST_MARCH)]


def test_undecided_people_are_listed(town):
    user = builders.make_user(last_name="見本", first_name="花子")
    row = work_in(town.lead, user=user)
    assert rehearse(split(town.lead)).members_ended == [("見本 花子", "入力者", town.lead.name, LAST_MARCH)]
    assert rehearse(split(town.lead, members={row: ARTS})).members_ended == []


def test_people_of_an_abolished_department_end_the_day_before(town):
    row, later = work_in(town.lead), work_in(town.lead, start_on=date(2025, 5, 1))
    touched = rehearse(abolish(town.lead))
    do(abolish(town.lead))
    assert memberships_of(row.user) == [(town.lead, "editor", BEFORE, LAST_MARCH)]
    assert memberships_of(later.user) == []
    assert [each.person for each in touched.members_ended] == [row.user.username, later.user.username]


def test_moves_are_listed_with_the_day(town):
    row, later = work_in(town.lead), work_in(town.support, "approver", start_on=date(2025, 5, 1))
    assert rehearse(merge(town.lead, town.support)).members_moved == [
        (row.user.username, "入力者", town.lead.name, NEW.name, APRIL),
        (later.user.username, "承認者", town.support.name, NEW.name, date(2025, 5, 1)),
    ]


def test_people_until_the_march_before_a_planned_change_stay_and_are_listed(town):
    row = work_in(town.lead)
    touched = rehearse(merge(town.lead, town.support, day=NEXT_APRIL))
    assert (touched.members_moved, touched.members_ended) == ([], [])
    assert touched.members_to_renew == [(row.user.username, "入力者", town.lead.name, ENDS_ON)]
