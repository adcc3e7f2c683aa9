"""Whom to write to for a department: its 入力者, else its 承認者, else the 事務局 of the city. One query."""

from dataclasses import dataclass, field

from organizations.access import Role
from organizations.models import Membership, User

# Who is asked first, and who where nobody of the step before can be reached.
LADDER = (Role.EDITOR, Role.APPROVER, Role.COORDINATOR)


@dataclass
class Reached:
    """Who is written to for one department. `role` is None where nobody can be reached.

    `without_address`: [(User, Role)] of those on the steps down to there who have no e-mail address.
    """

    role: Role | None = None
    users: list = field(default_factory=list)
    without_address: list = field(default_factory=list)


class Recipients:
    """The active members of the city on that day. `by_mail`: only who has an e-mail address can be reached."""

    def __init__(self, city, day, *, by_mail):
        self.by_mail = by_mail
        self._members = {}
        users: dict[int, User] = {}
        rows = Membership.objects.in_force(day).filter(
            municipality=city, role__in=LADDER, user__is_active=True
        )
        for row in rows.select_related("user").order_by(
            "user__last_name", "user__first_name", "user_id", "pk"
        ):
            user = users.setdefault(row.user_id, row.user)
            self._members.setdefault((row.role, row.department_id), {})[user.pk] = user

    def of(self, role, department_id):
        """(those who can be reached, those who cannot) of the members with that role there."""
        members = self._members.get((role, department_id), {}).values()
        if not self.by_mail:
            return list(members), []
        return [user for user in members if user.email], [user for user in members if not user.email]

    def reached_for(self, department_id):
        """The first step of the LADDER on which somebody can be reached; without a department the 事務局."""
        missed = []
        steps = LADDER if department_id else (Role.COORDINATOR,)
        for role in steps:
            users, others = self.of(role, None if role == Role.COORDINATOR else department_id)
            missed += [(user, role) for user in others]
            if users:
                return Reached(role, users, missed)
        return Reached(without_address=missed)
