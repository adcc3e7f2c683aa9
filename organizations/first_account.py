"""The first staff account of a new site: without it nobody could sign in to make the others."""

import os
import secrets
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction

USERNAME = "admin"
# Without 0 O o, 1 l I: a password read from a screen or from paper is typed right the first time.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
PASSWORD_LENGTH = 20


@dataclass(frozen=True)
class FirstAccount:
    """What the person at the screen is told once."""

    username: str
    password: str
    password_file: Path


class FirstAccountRefused(Exception):
    """No account was made. The message tells staff what stands in the way."""


class PasswordFileNotWritten(FirstAccountRefused):
    def __init__(self, path):
        super().__init__(
            f"利用者のパスワードを {path} に書き込めません。"
            "フォルダーの書き込み権限と空き容量を確かめてから、もう一度実行してください。"
        )


def create_first_account(*, password_file: Path) -> FirstAccount | None:
    """Make the superuser `admin` with a random password and keep the password in a file only its owner can read.

    Returns None, and changes nothing, when there is any user already. A password file that is there already
    belongs to another database and stays: the new one takes the next free name (first-account-2.txt).
    Account and file come together: when one of them cannot be saved the other is taken back.
    Raises PasswordFileNotWritten.
    """
    User = get_user_model()
    if User.objects.exists():
        return None
    password = new_password()
    written = None
    try:
        with transaction.atomic():
            User.objects.create_superuser(USERNAME, password=password)
            written = write_for_owner_only(password_file, f"利用者名: {USERNAME}\nパスワード: {password}\n")
    except BaseException:
        if written:
            written.unlink()
        raise
    return FirstAccount(USERNAME, password, written)


def new_password():
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def write_for_owner_only(wanted, text):
    """Write `text` to the first free name from `wanted` on; return its path. Raises PasswordFileNotWritten."""
    try:
        path, descriptor = _create_file(wanted)
    except OSError as error:
        raise PasswordFileNotWritten(wanted) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        path.unlink()
        raise PasswordFileNotWritten(path) from error
    return path


def _create_file(wanted):
    """Create the file under the first free name: (path, open descriptor)."""
    for number in count(1):
        path = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
