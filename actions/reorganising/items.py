"""The items: whose work they are before and after. What the plan prints stays as it is printed."""

from organizations.models import Department

from ..models import ActionItem, ItemHandover, ReportingRound, YearlyStatus
from ..responsible import Responsible
from .touched import ItemMove


def items_of(department, from_fy):
    """The items a department works for, in plan order: by what the plan prints, or as it answers in a survey today."""
    city = department.municipality_id
    responsible = Responsible(city, ActionItem.objects.filter(plan__municipality=city))
    printed = {item for item, _printed, way in responsible.ways(from_fy) if way.end == department.pk}
    rounds = ReportingRound.objects.of_cities([city]).current()
    answered = YearlyStatus.objects.filter(round__in=rounds.values("pk"), department=department)
    wanted = printed | set(answered.values_list("item", flat=True))
    return (
        ActionItem.objects.filter(pk__in=wanted)
        .select_related("plan")
        .order_by("plan_id", "sort_order", "code")
    )


def hand_over(order, successor_of, reorganisation, ledger):
    """Keep the decision for each item of a department that is split."""
    (department,) = order.departments
    for item in order.items:
        ledger.create(
            ItemHandover(
                item=item,
                predecessor=department,
                successor=successor_of(item.pk),
                from_fy=order.from_fy,
                reorganisation=reorganisation,
            )
        )


class Work:
    """Who did which item's work in a year, as it was when this was made; `note_moves` says what is different now."""

    def __init__(self, city_id, fiscal_year):
        self.city_id, self.fiscal_year = city_id, fiscal_year
        self.before = self._read()

    def note_moves(self, touched):
        after = self._read()
        moved = {key: (end, after[key]) for key, end in self.before.items() if after[key] != end}
        names = dict(Department.objects.filter(municipality=self.city_id).values_list("pk", "name"))
        items = ActionItem.objects.filter(pk__in={item for item, _department in moved})
        rows = items.select_related("plan").in_bulk()
        found = [
            (rows[item], names.get(before, ""), names.get(after, ""))
            for (item, _printed), (before, after) in moved.items()
        ]
        found.sort(key=lambda row: (row[0].plan_id, row[0].sort_order, row[0].code))
        touched.items += dict.fromkeys(
            ItemMove(item.plan.title, str(item), before, after) for item, before, after in found
        )

    def _read(self):
        items = ActionItem.objects.filter(plan__municipality=self.city_id)
        responsible = Responsible(self.city_id, items)
        return {(item, printed): way.end for item, printed, way in responsible.ways(self.fiscal_year)}
