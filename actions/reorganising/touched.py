"""What a change of departments touches: the same list for the rehearsal and for the deed. Words and numbers only."""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import NamedTuple

from .orders import details_of


class MemberMove(NamedTuple):
    person: str
    role: str
    department: str
    successor: str
    from_on: date


class MemberEnd(NamedTuple):
    """`last_on` is None for a membership that was still to begin: it never does."""

    person: str
    role: str
    department: str
    last_on: date | None


class ItemMove(NamedTuple):
    """`successor` is empty where nobody has been named."""

    plan: str
    item: str
    department: str
    successor: str


class AnswerMove(NamedTuple):
    plan: str
    fiscal_year: int
    item: str
    state: str
    department: str
    successor: str


class PartMove(NamedTuple):
    """The part of a supporting department; `successor` is empty where it does not move."""

    plan: str
    fiscal_year: int
    item: str
    department: str
    successor: str = ""


class KeptYear(NamedTuple):
    """Answers and results that stay with the name of their year."""

    plan: str
    fiscal_year: int
    department: str
    number: int
    published: int


@dataclass
class Touched:
    """`warnings`, `departments`, `names`, `successions`: sentences. The rest: rows, in the order of the plan or of
    the people.

    `members_ended` get no successor; `members_to_renew` end before the day anyway and are proposed for the successor
    when they are renewed. `parts_deleted` were empty; `parts_kept` are written and cannot move.
    """

    warnings: list = field(default_factory=list)
    departments: list = field(default_factory=list)
    names: list = field(default_factory=list)
    successions: list = field(default_factory=list)
    members_moved: list = field(default_factory=list)
    members_ended: list = field(default_factory=list)
    members_to_renew: list = field(default_factory=list)
    items: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    parts_moved: list = field(default_factory=list)
    parts_deleted: list = field(default_factory=list)
    parts_kept: list = field(default_factory=list)
    years_kept: list = field(default_factory=list)

    @property
    def undecided(self):
        """What waits for a person after the change: items and answers without a successor."""
        return [each for each in (*self.items, *self.answers) if not each.successor]


def people_of(touched):
    """Sentences: whose membership moved, and whose ended."""
    for each in touched.members_moved:
        yield (
            f"{each.person}さん({each.role}): {each.department} → {each.successor}"
            f"({each.from_on:%Y年%-m月%-d日}から)"
        )
    for each in touched.members_ended:
        until = f"{each.last_on:%Y年%-m月%-d日}に終わりました" if each.last_on else "始まる前に取りやめました"
        yield f"{each.person}さん({each.role}): {each.department}の所属は、{until}"


def digest(order, touched):
    """A short text that is another one as soon as the order or anything it touches is."""
    head = (
        str(order.kind),
        order.takes_effect_on,
        sorted(each.pk for each in order.departments),
        details_of(order),
    )
    return hashlib.sha256(repr((head, asdict(touched))).encode()).hexdigest()[:16]
