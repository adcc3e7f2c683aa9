"""The account to try an 入力者 with finds what somebody left who went away."""

from datetime import datetime

import pytest
from django.utils import timezone

from actions.consistency import CHECKS, run_checks
from actions.models import YearlyStatus
from actions.sample_city import create_sample_city, leave_drafts
from actions.survey.left_open import add_left_open
from actions.survey.worklists import department_work
from organizations.access import Role, access_of
from organizations.models import Membership, User
from tests import builders
from tests.april.people import TOKYO

# On the first of April the membership that ended yesterday is one of the fiscal year before.
DAYS = (datetime(2026, 11, 24, 9, tzinfo=TOKYO), datetime(2027, 4, 1, 0, 30, tzinfo=TOKYO))


@pytest.fixture(params=DAYS, ids=lambda now: str(now.date()))
def scene(request, db):
    """(now, city, department, who left, who came)."""
    now = request.param
    city = create_sample_city(now=now)
    department = city.departments.get(code="sangyo")
    left, came = leave_drafts(department, now=now), builders.make_user()
    today = timezone.localdate(now)
    builders.join(came, city, role=Role.EDITOR, department=department, start_on=today, end_on=today)
    return now, city, department, left, came


def test_new_editor_finds_two_drafts(scene):
    now, _city, department, left, came = scene
    today = timezone.localdate(now)
    works = department_work(access_of(came, on=today), today, [department])
    add_left_open(works, came, today)
    entries = [entry for work in works for entry in work.left_open]
    assert [entry.answer.item.code for entry in entries] == ["2-2-3", "3-4-4"]
    assert {entry.writer for entry in entries} == {left}


def test_who_left_is_nobody_to_sign_in_with(scene):
    now, _city, _department, left, _came = scene
    left = User.objects.get(pk=left.pk)
    assert (left.get_full_name(), left.is_active, left.has_usable_password()) == ("見本 前任者", False, False)
    assert access_of(left, on=timezone.localdate(now)).is_nobody


def test_drafts_were_written_while_the_membership_lasted(scene):
    _now, _city, department, left, _came = scene
    row = Membership.objects.get(user=left)
    rows = YearlyStatus.objects.filter(answered_by=left, department=department)
    days = [timezone.localdate(each.answered_at) for each in rows]
    assert [row.start_on <= day <= row.end_on for day in days] == [True, True]


def test_data_has_no_mistake(scene):
    now, city, *_rest = scene
    for role in (Role.COORDINATOR, Role.PUBLISHER):
        builders.join(builders.make_user(), city, role=role, end_on=timezone.localdate(now))
    found = [each for each in run_checks(CHECKS, city, timezone.localdate(now)) if each.rows]
    assert [each.check.title for each in found if each.is_wrong] == []
