"""What a change that waits would end or leave to nobody: each person and item of it was shown to somebody before."""

from typing import NamedTuple

from .items import items_of
from .members import members_of
from .orders import Kind

MOST_NAMED = 3


class Concerned(NamedTuple):
    """Lists of ActionItems and of Memberships."""

    items: list
    members: list

    def __bool__(self):
        return bool(self.items or self.members)


def concerned(order):
    """The items and people of the departments that a 分割 or 廃止 takes something from, as of now.

    An abolished department leaves all its items to nobody: that is what abolishing means, so they are not asked for.
    """
    if order.kind not in (Kind.SPLIT, Kind.ABOLISH):
        return Concerned([], [])
    items = items_of(order.departments[0], order.from_fy) if order.kind == Kind.SPLIT else []
    return Concerned(list(items), list(members_of(order.departments, order.takes_effect_on)))


def left_of(order):
    """What the order deliberately leaves without a successor, fit for JSON: it has been shown."""
    items, members = concerned(order)
    return {
        "items": sorted(item.pk for item in items if item not in order.items),
        "members": sorted(row.pk for row in members if row not in order.members),
    }


def not_shown(order, reorganisation):
    """The Concerned that came after it was entered: neither decided nor deliberately left."""
    left = reorganisation.details.get("left", {"items": [], "members": []})
    items, members = concerned(order)
    return Concerned(
        [each for each in items if each not in order.items and each.pk not in left["items"]],
        [each for each in members if each not in order.members and each.pk not in left["members"]],
    )


def why_undecided(order, reorganisation):
    """Sentences that say who and what is to be decided first, and where."""
    items, members = not_shown(order, reorganisation)
    if members:
        people = dict.fromkeys(f"{row.user.get_full_name() or row.user.username}さん" for row in members)
        yield f"予定に入れたあとで、次の人の所属が施行日より先まで続くようになりました: {_few(people)}。"
    if items:
        yield f"予定に入れたあとで、次の取組が加わりました: {_few(str(item) for item in items)}。"
    if items or members:
        yield (
            "「機構改革」の画面で、この予定の「行き先を決める」を押し、行き先を決めてください。"
            if order.kind == Kind.SPLIT
            else "「機構改革」の画面で、この予定の「もう一度確かめる」を押し、内容を確かめてください。"
        )


def _few(words):
    words = list(words)
    more = f"、ほか{len(words) - MOST_NAMED}件" if len(words) > MOST_NAMED else ""
    return "、".join(words[:MOST_NAMED]) + more
