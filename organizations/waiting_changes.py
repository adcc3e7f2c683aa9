"""What the reorganisations that wait for their day mean for memberships that are given now."""

from kyodo_portal.japanese.folding import fold

from .models import Reorganisation
from .planned_changes import day_words, person_words, place_words

Kind = Reorganisation.Kind


class WaitingChanges:
    """The reorganisations of a city that were entered and not carried out yet, the nearest first. Two queries."""

    def __init__(self, city):
        self.rows = list(
            Reorganisation.objects.filter(municipality=city, carried_out_at=None, taken_back_at=None)
            .prefetch_related("departments")
            .order_by("takes_effect_on", "pk")
        )

    def to_begin(self):
        """[(Reorganisation, {"name", "code", …})] of the departments that do not exist yet."""
        return [
            (row, each)
            for row in self.rows
            if row.kind != Kind.RENAME
            for each in row.details.get("successors", ())
            if "name" in each
        ]

    def about_name(self, cell):
        """What to say of a department somebody writes by a name or number that is only planned; empty: nothing."""
        wanted = fold(cell)
        for row, each in self.to_begin():
            if wanted in (fold(each["name"]), fold(each.get("code") or each["name"])):
                return begins_words(row)
        for row in self.rows:
            names = [fold(each["name"]) for each in row.details.get("successors", ()) if "name" in each]
            if row.kind == Kind.RENAME and wanted in names:
                (department,) = row.departments.all()
                day = day_words(row.takes_effect_on)
                return (
                    f"{day}からの予定の名前です。それまでは、いまの名前(「{department}」)で書いてください。"
                )
        return ""

    def warnings(self, changes):
        """Sentences about the memberships of these changes that reach past the end of their department, or begin
        after it."""
        found = []
        for change in changes:
            for row, first, last in _spans(change):
                found += self._about(change, row, first, last)
        return list(dict.fromkeys(found))

    def _about(self, change, row, first, last):
        for waiting in self.rows:
            day, kind = waiting.takes_effect_on, waiting.get_kind_display()
            if last < day or row.department not in self._ending(waiting):
                continue
            who = f"{person_words(change.user)}({place_words(row.department, row.role)})"
            if waiting.kind != Kind.MERGE:
                if row.pk not in dict(waiting.details.get("members", ())):
                    yield (
                        f"{who}: {day_words(day)}の{kind}の予定で、行き先が決まっていません。"
                        "このままでは、前の日に終わります。"
                    )
            elif first >= day:
                yield (
                    f"{who}: {row.department}は、{day_words(day)}の{kind}の予定で、なくなります。"
                    "実行されると、引き継ぐ部署に移ります。"
                )

    @staticmethod
    def _ending(waiting):
        if waiting.kind == Kind.RENAME:
            return []
        stays = {each.get("department") for each in waiting.details.get("successors", ())}
        return [each for each in waiting.departments.all() if each.pk not in stays]


def begins_words(waiting):
    day = waiting.takes_effect_on
    short = f"{day.month}月{day.day}日"
    return f"{day_words(day)}に始まる予定の部署です。機構改革が実行されてから({short}以降に)入れてください。"


def _spans(change):
    """(row, first day, last day) of what lasts after the change."""
    if change.begun:
        yield change.begun, change.begun.start_on, change.begun.end_on
    elif change.kept and change.end_on > change.kept.end_on:
        yield change.kept, change.kept.start_on, change.end_on
