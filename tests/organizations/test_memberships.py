"""A membership lasts until 31 March; whoever has none in force is not let in, and is told why."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from organizations.access import RANKS, Role, access_of
from organizations.models import Membership
from tests import builders
from tests.refusals import assert_form_refuses

PASSWORD = "a-password-of-16"
NONE_IN_FORCE = (
    "いま使える所属と役割がありません。所属は年度末(3月31日)に切れます。"
    "市の事務局に、所属の更新を頼んでください。"
)


def test_new_membership_ends_on_the_31st_of_march(world):
    membership = Membership(user=world.user, municipality=world.city, role="viewer")
    today = timezone.localdate()
    assert (membership.start_on, membership.end_on) == (today, fiscal_year_bounds(fiscal_year_of(today))[1])


@pytest.mark.parametrize(
    ("day", "cities"), [(date(2026, 3, 31), 1), (date(2026, 4, 1), 0), (date(2025, 3, 31), 0)]
)
def test_rights_end_with_the_membership(world, day, cities):
    user = builders.member_of(
        world.city, role="coordinator", start_on=date(2025, 4, 1), end_on=date(2026, 3, 31)
    )
    assert len(access_of(user, on=day).cities(Role.COORDINATOR)) == cities


def test_one_person_holds_several_roles(world):
    user = builders.member_of(world.city, role="editor", department=world.department)
    builders.join(user, world.city, role="approver", department=world.department)
    builders.join(user, world.other.city, role="coordinator")
    access = access_of(user)
    assert access.departments(Role.EDITOR) == access.departments(Role.APPROVER) == {world.department.pk}
    assert access.cities(Role.COORDINATOR) == {world.other.city.pk}


@pytest.mark.parametrize("role", Role.values)
def test_only_a_coordinator_gives_roles_and_only_in_the_own_city(world, role):
    department = world.department if role in ("editor", "approver") else None
    access = access_of(builders.member_of(world.city, role=role, department=department))
    given = {each for each in Role.values if access.may_grant(each, world.city.pk)}
    assert given == (set(Role.values) - {"publisher"} if role == "coordinator" else set())
    assert not any(access.may_grant(each, world.other.city.pk) for each in Role.values)


def test_membership_of_a_collective_name_is_refused(world):
    collective = builders.make_department(world.city, is_collective=True)
    row = Membership(user=world.user, municipality=world.city, department=collective, role="editor")
    sentence = "まとめた呼び名には所属できません。ひとつの部署を選んでください。"
    assert_form_refuses(row, sentence, "department")


def test_membership_lasts_no_longer_than_the_next_31st_of_march_but_one(world):
    last = fiscal_year_bounds(fiscal_year_of(timezone.localdate()) + 1)[1]
    Membership(user=world.user, municipality=world.city, role="viewer", end_on=last).full_clean()
    row = Membership(user=world.user, municipality=world.city, role="viewer", end_on=last + timedelta(days=1))
    sentence = f"終了日は{last.year}年3月31日までにしてください。毎年度、見直すためです。"
    assert_form_refuses(row, sentence, "end_on")


@pytest.mark.parametrize("role", ["publisher", "evaluator", "coordinator"])
def test_role_for_the_whole_city_is_not_narrowed_by_a_department(world, role):
    department = None if role == "coordinator" else world.department
    access = access_of(builders.member_of(world.city, role=role, department=department))
    assert access.whole_cities(role) == {world.city.pk}


def test_viewer_of_a_department_does_not_see_the_whole_city(world):
    access = access_of(builders.member_of(world.city, role="viewer", department=world.department))
    assert (access.whole_cities("viewer"), access.departments("viewer")) == (set(), {world.department.pk})


def test_every_role_has_a_rank():
    assert set(RANKS) == set(Role)


@pytest.fixture
def person(world):
    user = builders.make_user(username="tanaka")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, password=PASSWORD):
    return client.post(reverse("admin:login"), {"username": "tanaka", "password": password})


def test_member_signs_in_without_a_staff_flag(client, person, world):
    person.is_staff = False
    person.save()
    builders.join(person, world.city)
    assert sign_in(client).status_code == 302


def test_person_whose_membership_ended_is_told_so(client, person, world):
    builders.join(person, world.city, start_on=date(2020, 4, 1), end_on=date(2021, 3, 31))
    response = sign_in(client)
    assert response.context["form"].non_field_errors() == [NONE_IN_FORCE]


def test_wrong_password_says_nothing_of_memberships(client, person, world):
    response = sign_in(client, "wrong")
    (error,) = response.context["form"].non_field_errors()
    assert "組み合わせが正しくありません" in error


def test_session_open_on_the_last_day_is_worth_nothing_on_the_next(client, person, world):
    membership = builders.join(person, world.city)
    sign_in(client)
    assert client.get(reverse("admin:index")).status_code == 200
    membership.end_on = date(2021, 3, 31)
    membership.save()
    response = client.get(reverse("admin:index"))
    assert response.url.startswith(reverse("admin:login"))
