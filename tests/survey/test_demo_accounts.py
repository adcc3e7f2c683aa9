"""Accounts to try the roles with: in a city that does not exist only."""

import stat

import pytest
from django.contrib.auth import authenticate

from organizations.demo_accounts import create_demo_accounts
from organizations.first_account import PasswordFileNotWritten
from organizations.models import Membership, User
from tests import builders


@pytest.fixture
def city(db):
    return builders.make_city(name="みほん市", is_fictional=True)


@pytest.fixture
def people(city):
    department = builders.make_department(city, name="産業課")
    return [
        ("jimukyoku", "coordinator", None),
        ("nyuryoku", "editor", department),
        ("kokai", "publisher", None),
    ]


@pytest.fixture
def password_file(tmp_path):
    return tmp_path / "demo-accounts.txt"


def test_every_person_gets_an_account(city, people, password_file):
    create_demo_accounts(city, people, password_file=password_file)
    made = Membership.objects.filter(municipality=city).order_by("id")
    assert [(row.user.username, row.role, row.department) for row in made] == people


def test_accounts_can_sign_in_with_their_passwords(city, people, password_file):
    made = create_demo_accounts(city, people, password_file=password_file)
    users = [authenticate(username=name, password=password) for name, password, _what in made.rows]
    assert [user and user.username for user in users] == ["jimukyoku", "nyuryoku", "kokai"]


def test_accounts_administer_nothing(city, people, password_file):
    create_demo_accounts(city, people, password_file=password_file)
    assert set(User.objects.values_list("is_superuser", flat=True)) == {False}


def test_accounts_say_what_they_are(city, people, password_file):
    made = create_demo_accounts(city, people, password_file=password_file)
    assert [what for _name, _password, what in made.rows] == [
        "みほん市 事務局",
        "みほん市 産業課 入力者",
        "みほん市 公開責任者",
    ]


def test_passwords_differ(city, people, password_file):
    made = create_demo_accounts(city, people, password_file=password_file)
    assert len({password for _name, password, _what in made.rows}) == 3


def test_memberships_end_with_the_fiscal_year(city, people, password_file):
    create_demo_accounts(city, people, password_file=password_file)
    ends = Membership.objects.filter(municipality=city).values_list("end_on", flat=True)
    assert {(day.month, day.day) for day in ends} == {(3, 31)}


def test_every_account_keeps_the_rules_of_its_model(city, people, password_file):
    create_demo_accounts(city, people, password_file=password_file)
    for row in [*User.objects.all(), *Membership.objects.all()]:
        row.full_clean()


def test_passwords_are_in_a_file_only_its_owner_reads(city, people, password_file):
    made = create_demo_accounts(city, people, password_file=password_file)
    assert made.password_file == password_file
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
    lines = [f"{name}  {password}  {what}\n" for name, password, what in made.rows]
    assert password_file.read_text() == "".join(lines)


def test_password_file_of_another_database_stays(city, people, password_file):
    password_file.write_text("もとの控え")
    made = create_demo_accounts(city, people, password_file=password_file)
    assert made.password_file.name == "demo-accounts-2.txt"
    assert password_file.read_text() == "もとの控え"


def test_real_city_gets_no_accounts(people, password_file):
    real = builders.make_city(name="ほんもの市")
    with pytest.raises(
        ValueError, match="^ほんもの市 is a real city; demo accounts belong to the sample city.$"
    ):
        create_demo_accounts(real, people, password_file=password_file)
    assert (User.objects.count(), password_file.exists()) == (0, False)


def test_no_account_when_the_file_cannot_be_written(city, people, tmp_path):
    with pytest.raises(PasswordFileNotWritten):
        create_demo_accounts(city, people, password_file=tmp_path / "no-such-folder" / "demo-accounts.txt")
    assert (User.objects.count(), Membership.objects.count()) == (0, 0)
