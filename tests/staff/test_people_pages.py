"""The 事務局 keeps the accounts of its city, and nobody becomes more than the 事務局 by that."""

import pytest
from django.urls import reverse

from organizations.models import Membership, User
from organizations.models.staff import end_of_fiscal_year
from tests import builders
from tests.admin.forms import filled_in
from tests.staff.people import make_scene

PASSWORD = "mihon-no-himitsu-16"


@pytest.fixture
def scene(db):
    return make_scene()


@pytest.fixture
def office(client, scene):
    client.force_login(scene.people["coordinator"])
    return client


def test_session_of_somebody_whose_membership_has_ended_is_told_why(client, scene):
    client.force_login(scene.people["expired_coordinator"])
    response = client.get(reverse("admin:index"), follow=True)
    assert "いま使える所属と役割がありません。" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_form_of_a_new_person_has_a_row_for_the_first_membership(client, scene):
    """Without JavaScript no further row can be had."""
    for name in ("coordinator", "administrator"):
        client.force_login(scene.people[name])
        page = client.get(reverse("admin:organizations_user_add"))
        assert 'name="memberships-0-role"' in page.content.decode()


def test_first_page_of_the_administrator_shows_a_few_of_many_cities(client, scene, monkeypatch):
    monkeypatch.setattr("actions.staff_views.work.MOST_CITIES", 2)
    client.force_login(scene.people["administrator"])
    page = client.get(reverse("admin:index"))
    shown = page.context["my_cities"]
    assert len(shown) == 2
    assert {work.round.plan.municipality for work in page.context["round_works"]} <= set(shown)
    assert "ここには2の市区町村だけを出しています。" in page.content.decode()
    client.force_login(scene.people["coordinator"])
    page = client.get(reverse("admin:index"))
    assert [work.round for work in page.context["round_works"]] == [scene.round]
    assert "だけを出しています" not in page.content.decode()


def test_page_of_a_city_leads_to_the_work_of_its_office(client, scene):
    page = reverse("admin:organizations_municipality_change", args=[scene.here.pk])
    links = [
        reverse(f"admin:survey_{name}", args=[scene.here.pk])
        for name in ("remind", "members", "reorganisations", "check")
    ]
    for name, is_there in (("administrator", True), ("coordinator", True), ("viewer", False)):
        client.force_login(scene.people[name])
        text = client.get(page).content.decode()
        assert [link in text for link in links] == [is_there] * 4


def new_person(city, **membership):
    rows = {
        "municipality": city.pk,
        "role": "viewer",
        "start_on": "2026-04-01",
        "end_on": str(end_of_fiscal_year()),
    }
    return {
        "username": "suzuki",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "usable_password": "true",
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        **{f"memberships-0-{name}": value for name, value in (rows | membership).items()},
    }


def test_new_person_gets_a_place_to_work_at_once(office, scene):
    response = office.post(reverse("admin:organizations_user_add"), new_person(scene.here))
    assert response.status_code == 302
    (membership,) = User.objects.get(username="suzuki").memberships.all()
    assert (membership.municipality, membership.role) == (scene.here, "viewer")


def test_new_person_without_a_place_is_refused_for_the_coordinator(office, scene):
    data = new_person(scene.here) | {"memberships-TOTAL_FORMS": 0}
    assert office.post(reverse("admin:organizations_user_add"), data).status_code == 200
    assert not User.objects.filter(username="suzuki").exists()


def test_new_person_in_another_city_is_refused(office, scene):
    response = office.post(reverse("admin:organizations_user_add"), new_person(scene.there))
    assert response.status_code == 200
    assert not User.objects.filter(username="suzuki").exists()


def test_coordinator_makes_nobody_administrator(office, scene):
    page = reverse("admin:organizations_user_change", args=[scene.people["editor"].pk])
    data = filled_in(office.get(page)) | {"is_superuser": "on", "last_name": "山田"}
    assert office.post(page, data).status_code == 302
    editor = User.objects.get(pk=scene.people["editor"].pk)
    assert (editor.last_name, editor.is_superuser) == ("山田", False)


@pytest.mark.parametrize("who", ["administrator", "coordinator_elsewhere", "publisher"])
def test_password_of_somebody_who_can_do_more_is_out_of_reach(office, scene, who):
    person = scene.people[who]
    builders.join(person, scene.here)  # also works here, so the account is on the list
    page = reverse("admin:auth_user_password_change", args=[person.pk])
    data = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert office.post(page, data).status_code == 403
    person.refresh_from_db()
    assert not person.check_password(PASSWORD)


def test_person_is_made_inactive_and_never_deleted(office, scene):
    person = scene.people["editor"]
    assert office.post(reverse("admin:organizations_user_delete", args=[person.pk])).status_code == 403
    page = reverse("admin:organizations_user_change", args=[person.pk])
    data = filled_in(office.get(page))
    del data["is_active"]
    assert office.post(page, data).status_code == 302
    assert User.objects.get(pk=person.pk).is_active is False


@pytest.mark.parametrize("role", ["publisher", "editor"])
def test_nobody_gives_oneself_a_role(office, scene, role):
    """Neither on the own account's page nor on the page of memberships."""
    me = scene.people["coordinator"]
    row = {"municipality": scene.here.pk, "department": scene.own.pk, "role": role}
    row |= {"start_on": "2026-04-01", "end_on": str(end_of_fiscal_year())}
    office.post(reverse("admin:organizations_membership_add"), row | {"user": me.pk})
    page = reverse("admin:organizations_user_change", args=[me.pk])
    data = filled_in(office.get(page)) | {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0}
    office.post(page, data | {f"memberships-0-{name}": value for name, value in row.items()})
    assert [each.role for each in me.memberships.all()] == ["coordinator"]


def test_own_membership_is_not_prolonged(office, scene):
    (own,) = scene.people["coordinator"].memberships.all()
    page = reverse("admin:organizations_membership_change", args=[own.pk])
    assert office.post(page, {"end_on": "2099-03-31"}).status_code == 403


def test_coordinator_names_no_publisher(office, scene):
    data = new_person(scene.here, role="publisher")
    response = office.post(reverse("admin:organizations_user_add"), data)
    assert "この役割を与えることはできません。" in response.content.decode()
    assert not Membership.objects.filter(user__username="suzuki").exists()
