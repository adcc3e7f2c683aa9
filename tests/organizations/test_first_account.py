import stat
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.contrib.auth import authenticate
from django.db import transaction

from organizations import first_account
from organizations.first_account import ALPHABET, PasswordFileNotWritten, create_first_account
from organizations.models import User
from tests import builders


@pytest.fixture
def password_file(db, tmp_path):
    return tmp_path / "first-account.txt"


def test_first_account_is_a_superuser_who_can_sign_in(password_file):
    account = create_first_account(password_file=password_file)
    user = authenticate(username=account.username, password=account.password)
    assert (user.username, user.is_superuser, user.is_staff, user.is_active) == ("admin", True, True, True)


def test_password_is_long_and_easy_to_type(password_file):
    account = create_first_account(password_file=password_file)
    assert len(account.password) == 20
    assert set(account.password) <= set(ALPHABET)
    assert set(ALPHABET) & set("0Oo1lI") == set()


def test_password_is_written_to_a_file_for_its_owner_only(password_file):
    account = create_first_account(password_file=password_file)
    assert account.password_file == password_file
    assert password_file.read_text() == f"利用者名: admin\nパスワード: {account.password}\n"
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600


def test_two_sites_get_different_passwords(password_file):
    first = create_first_account(password_file=password_file)
    User.objects.all().delete()
    assert create_first_account(password_file=password_file).password != first.password


def test_second_call_makes_nothing(password_file):
    create_first_account(password_file=password_file)
    written = password_file.read_text()
    assert create_first_account(password_file=password_file) is None
    assert User.objects.count() == 1
    assert [path.name for path in password_file.parent.iterdir()] == ["first-account.txt"]
    assert password_file.read_text() == written


def test_nothing_is_made_when_there_is_any_user(password_file):
    builders.make_user(is_active=False)
    assert create_first_account(password_file=password_file) is None
    assert User.objects.filter(username="admin").count() == 0
    assert not password_file.exists()


def test_password_file_of_another_database_stays(password_file):
    password_file.write_text("もとの控え")
    account = create_first_account(password_file=password_file)
    assert account.password_file.name == "first-account-2.txt"
    assert password_file.read_text() == "もとの控え"


def test_no_account_when_the_file_cannot_be_written(password_file):
    nowhere = password_file.parent / "no-such-folder" / "first-account.txt"
    with pytest.raises(PasswordFileNotWritten) as refusal:
        create_first_account(password_file=nowhere)
    assert str(refusal.value) == (
        f"利用者のパスワードを {nowhere} に書き込めません。"
        "フォルダーの書き込み権限と空き容量を確かめてから、もう一度実行してください。"
    )
    assert User.objects.count() == 0


def test_no_account_and_no_file_when_the_disk_is_full(password_file, monkeypatch):
    def disk_full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(first_account.os, "fdopen", disk_full)
    with pytest.raises(PasswordFileNotWritten):
        create_first_account(password_file=password_file)
    assert User.objects.count() == 0
    assert list(password_file.parent.iterdir()) == []


def test_no_file_when_the_account_cannot_be_saved(password_file, monkeypatch):
    @contextmanager
    def lost_at_commit():
        with transaction.atomic():
            yield
            raise ConnectionError

    monkeypatch.setattr(first_account, "transaction", SimpleNamespace(atomic=lost_at_commit))
    with pytest.raises(ConnectionError):
        create_first_account(password_file=password_file)
    assert User.objects.count() == 0
    assert list(password_file.parent.iterdir()) == []
