"""The portal administrator sets up a city and its first 事務局; nobody gives more than one has, by any way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organizations.access import access_of
from organizations.models import Membership, Municipality, User
from organizations.transfer_reader import HEADERS
from tests import builders
from tests.admin.forms import filled_in
from tests.april.people import FIRST, LAST, NEXT_FIRST, everything

PASSWORD = "mihon-no-himitsu-16"
CITY = {"name": "新市", "reading": "しんし", "prefecture": "見本県", "code": "990019", "slug": "shin"}


@pytest.fixture
def administrator(client, office):
    user = User.objects.create_superuser("administrator", password=None)
    client.force_login(user)
    return client


def first_coordinator(city, role="coordinator"):
    return {
        "username": "hajime",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "usable_password": "true",
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        "memberships-0-municipality": city.pk,
        "memberships-0-role": role,
        "memberships-0-start_on": str(FIRST),
        "memberships-0-end_on": str(LAST),
    }


def test_administrator_sets_up_a_city_and_its_first_coordinator(administrator):
    page = reverse("admin:organizations_municipality_add")
    response = administrator.post(page, filled_in(administrator.get(page)) | CITY)
    assert response.status_code == 302
    city = Municipality.objects.get(slug="shin")
    assert (
        administrator.post(reverse("admin:organizations_user_add"), first_coordinator(city)).status_code
        == 302
    )
    person = User.objects.get(username="hajime")
    assert access_of(person).cities("coordinator") == {city.pk}
    administrator.force_login(person)
    assert administrator.get(reverse("admin:survey_members", args=[city.pk])).status_code == 200


def test_new_city_leads_to_its_first_coordinator(administrator):
    page = reverse("admin:organizations_municipality_add")
    response = administrator.post(page, filled_in(administrator.get(page)) | CITY, follow=True)
    city = Municipality.objects.get(slug="shin")
    address = f"{reverse('admin:organizations_user_add')}?municipality={city.pk}"
    assert f'次に: <a href="{address}">新市の最初の事務局を登録する</a>' in response.content.decode()
    first = administrator.get(address)
    filled = filled_in(first)
    assert filled["memberships-0-municipality"] == city.pk
    person = {"username": "hajime", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert administrator.post(address, filled | person).status_code == 200  # the role is still to be chosen
    assert not User.objects.filter(username="hajime").exists()
    role = {"memberships-0-role": "coordinator"}
    assert administrator.post(address, filled | person | role).status_code == 302
    assert access_of(User.objects.get(username="hajime")).cities("coordinator") == {city.pk}


@pytest.mark.parametrize("wanted", ["there", "x", "9" * 30, ""])
def test_coordinator_is_given_no_other_city_by_the_address(desk, office, wanted):
    wanted = getattr(getattr(office, wanted, None), "pk", wanted)
    response = desk.get(reverse("admin:organizations_user_add"), {"municipality": wanted})
    assert response.status_code == 200
    assert filled_in(response)["memberships-0-municipality"] == office.city.pk


@pytest.mark.parametrize("wanted", ["x", "9" * 30, "", "0"])
def test_address_without_a_city_chooses_none(administrator, wanted):
    response = administrator.get(reverse("admin:organizations_user_add"), {"municipality": wanted})
    assert response.status_code == 200
    assert not filled_in(response).get("memberships-0-municipality")


def test_form_says_who_gives_a_role_to_somebody_of_another_city(desk, administrator, office):
    page, sentence = reverse("admin:organizations_membership_add"), "ポータルの管理者に頼んでください。"
    assert sentence not in administrator.get(page).content.decode()
    desk.force_login(office.boss)
    assert sentence in desk.get(page).content.decode()


def test_coordinator_adds_no_city(desk):
    page = reverse("admin:organizations_municipality_add")
    assert desk.get(page).status_code == 403
    assert desk.post(page, CITY).status_code == 403
    assert not Municipality.objects.filter(slug="shin").exists()


@pytest.mark.parametrize(
    ("role", "where"), [("publisher", "city"), ("viewer", "there"), ("coordinator", "there")]
)
def test_coordinator_gives_no_role_above_nor_elsewhere_on_the_pages(desk, office, role, where):
    city, person, before = getattr(office, where), office.member().user, everything()
    assert (
        desk.post(reverse("admin:organizations_user_add"), first_coordinator(city, role)).status_code == 200
    )
    row = {"user": person.pk, "municipality": city.pk, "role": role, "start_on": FIRST, "end_on": LAST}
    assert desk.post(reverse("admin:organizations_membership_add"), row).status_code == 200
    assert everything() == before
    assert not User.objects.filter(username="hajime").exists()


@pytest.mark.parametrize("role", ["publisher", "coordinator"])
def test_role_is_not_raised_by_changing_a_membership(desk, office, role):
    row = office.member("publisher") if role == "publisher" else office.member("viewer", city=office.there)
    page = reverse("admin:organizations_membership_change", args=[row.pk])
    before = everything()
    desk.post(page, {"user": row.user_id, "municipality": office.city.pk, "role": "coordinator"})
    assert everything() == before


@pytest.mark.parametrize("deed", ["renew", "move", "end"])
def test_bulk_sent_by_hand_touches_nothing_above_elsewhere_or_own(desk, office, deed):
    rows = [
        office.member("publisher", office.first),
        office.member(department=office.elsewhere, city=office.there),
        office.boss.memberships.get(),
    ]
    page, before = reverse("admin:survey_members", args=[office.city.pk]), everything()
    fields = {"department": office.second.pk, "move_on": str(NEXT_FIRST), "end_on": str(FIRST)}
    for row in rows:
        response = desk.post(page, {"deed": deed, "membership": [row.pk], **fields})
        desk.post(page, {"sealed": response.context["sealed"], "_confirm": ""})
    assert everything() == before


@pytest.mark.parametrize(
    "cells",
    [
        "{publisher},,更新,,,,",
        "{member},,追加,,,公開責任者,{day}",
        "{own},,更新,,,,",
        "{own},,追加,,,閲覧者,{day}",
        "{elsewhere},,更新,,,,",
        "{elsewhere},,追加,,,閲覧者,{day}",
        "{member},,異動,,よその課,,{day}",
    ],
)
def test_csv_gives_no_role_above_elsewhere_or_own(desk, office, cells):
    names = {
        "publisher": office.member("publisher").user,
        "member": office.member().user,
        "own": office.boss,
        "elsewhere": office.member(department=office.elsewhere, city=office.there).user,
    }
    line = cells.format(day=NEXT_FIRST, **{name: user.username for name, user in names.items()})
    file = SimpleUploadedFile("t.csv", f"{','.join(HEADERS)}\n{line}".encode())
    page, before = reverse("admin:survey_transfers", args=[office.city.pk]), everything()
    response = desk.post(page, {"file": file})
    assert len(response.context["reading"].wrong) == 1
    assert "sealed" not in response.context
    assert everything() == before


def test_coordinator_of_two_cities_keeps_them_apart(desk, office):
    """What was sealed for one city opens nothing in the other."""
    builders.join(office.boss, office.there, role="coordinator")
    row = office.member()
    page = reverse("admin:survey_members", args=[office.city.pk])
    sealed = desk.post(page, {"deed": "renew", "membership": [row.pk]}).context["sealed"]
    there = reverse("admin:survey_members", args=[office.there.pk])
    assert desk.post(there, {"sealed": sealed, "_confirm": ""}).url == there
    assert Membership.objects.get(pk=row.pk).end_on == LAST
