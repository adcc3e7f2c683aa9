from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from organizations.access import may_preview
from tests import builders

DAY = date(2025, 10, 1)


def test_anonymous_visitor_may_not_preview(world):
    assert may_preview(AnonymousUser(), world.city, on=DAY) is False


def test_superuser_may_preview_every_city(world):
    user = builders.make_user(is_superuser=True)
    assert [may_preview(user, city, on=DAY) for city in (world.city, world.other.city)] == [True, True]


def test_superuser_who_left_may_not_preview(world):
    user = builders.make_user(is_superuser=True, is_active=False)
    assert may_preview(user, world.city, on=DAY) is False


@pytest.mark.parametrize("role", ["coordinator", "publisher", "evaluator", "viewer"])
def test_member_may_preview_the_own_city_only(world, role):
    user = builders.member_of(world.city, role=role)
    assert [may_preview(user, city, on=DAY) for city in (world.city, world.other.city)] == [True, False]


@pytest.mark.parametrize("role", ["editor", "approver"])
def test_member_of_a_department_may_preview_the_own_city_only(world, role):
    user = builders.member_of(world.city, role=role, department=world.department)
    assert [may_preview(user, city, on=DAY) for city in (world.city, world.other.city)] == [True, False]


def test_staff_without_membership_may_not_preview(world):
    assert may_preview(world.user, world.city, on=DAY) is False


def test_member_who_left_may_not_preview(world):
    user = builders.member_of(world.city)
    user.is_active = False
    assert may_preview(user, world.city, on=DAY) is False


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 3, 31), False),
        (date(2025, 4, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_membership_lasts_from_its_first_to_its_last_day(world, on, expected):
    user = builders.member_of(world.city, start_on=date(2025, 4, 1), end_on=date(2026, 3, 31))
    assert may_preview(user, world.city, on=on) is expected
