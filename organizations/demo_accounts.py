"""Accounts to try the roles with, in the sample city only. Their passwords are made anew on every site."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from .first_account import new_password, write_for_owner_only
from .models import Membership, User

Role = Membership.Role


@dataclass(frozen=True)
class DemoAccounts:
    """`rows`: (user name, password, what the account is) of each; `password_file`: where they are kept."""

    rows: list
    password_file: Path


def create_demo_accounts(city, people, *, password_file: Path) -> DemoAccounts:
    """Make one account for each of `people`: (user name, role, Department or None). All or none.

    Their memberships end on 31 March like any other. Raises ValueError for a city that is not fictional, and
    PasswordFileNotWritten.
    """
    if not city.is_fictional:
        raise ValueError(f"{city} is a real city; demo accounts belong to the sample city.")
    rows = []
    with transaction.atomic():
        for username, role, department in people:
            label = f"{department} {Role(role).label}" if department else Role(role).label
            user, password = User(username=username, last_name="見本", first_name=label), new_password()
            user.set_password(password)
            user.save()
            Membership.objects.create(user=user, municipality=city, department=department, role=role)
            rows.append((username, password, f"{city.name} {label}"))
        lines = [f"{username}  {password}  {what}\n" for username, password, what in rows]
        written = write_for_owner_only(password_file, "".join(lines))
    return DemoAccounts(rows, written)
