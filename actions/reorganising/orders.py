"""What is to be changed, as it is entered; and how a Reorganisation keeps it until its day comes."""

from dataclasses import dataclass, field, replace
from datetime import date

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from organizations.models import Department, Membership, Reorganisation

from ..models import ActionItem
from .refusals import ReorganisationRefused

Kind = Reorganisation.Kind


@dataclass(frozen=True)
class NewDepartment:
    """A department that begins with the change. Without `code` it gets one."""

    name: str
    reading: str = ""
    code: str = ""

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class Order:
    """One change of departments, not yet checked.

    `successors`: Departments or NewDepartments; for a 改称 the one NewDepartment is the new name and reading.
    `items`, `members`: for a 分割, ActionItem -> successor and Membership -> successor, as far as decided.
    """

    kind: str
    takes_effect_on: date
    departments: list
    successors: list = field(default_factory=list)
    items: dict = field(default_factory=dict)
    members: dict = field(default_factory=dict)

    @property
    def from_fy(self):
        return fiscal_year_of(self.takes_effect_on)

    @property
    def city_id(self):
        return self.departments[0].municipality_id if self.departments else None

    @property
    def known_successors(self):
        """Those that exist already."""
        return [each for each in self.successors if isinstance(each, Department)]

    def refreshed(self):
        """The same with its departments as the database has them now, locked until the transaction ends."""
        wanted = {each.pk for each in (*self.departments, *self.known_successors)}
        rows = Department.objects.select_for_update().order_by("pk").in_bulk(wanted)

        def fresh(each):
            return rows.get(each.pk, each) if isinstance(each, Department) else each

        return replace(
            self,
            departments=[fresh(each) for each in self.departments],
            successors=[fresh(each) for each in self.successors],
            items={item: fresh(each) for item, each in self.items.items()},
            members={member: fresh(each) for member, each in self.members.items()},
        )


def details_of(order):
    """What a Reorganisation keeps of the order beside its kind, day and departments, fit for JSON.

    "successors": {"department": id} or {"name", "reading", "code"}; "items" and "members": pairs of an id and the
    place of its successor in that list.
    """
    place = order.successors.index
    return {
        "successors": [
            {"department": each.pk}
            if isinstance(each, Department)
            else {"name": each.name, "reading": each.reading, "code": each.code}
            for each in order.successors
        ],
        "items": sorted([item.pk, place(each)] for item, each in order.items.items()),
        "members": sorted([member.pk, place(each)] for member, each in order.members.items()),
    }


def order_of(reorganisation):
    """The Order that was entered. An item or a person gone since is left out.

    Raises ReorganisationRefused where a department is gone.
    """
    details = reorganisation.details
    wanted = successor_ids(reorganisation)
    known = Department.objects.in_bulk(wanted)
    if wanted - known.keys():
        raise ReorganisationRefused(["引き継ぐ部署が削除されています。取り消してから、入れ直してください。"])
    successors = [
        known[each["department"]] if "department" in each else NewDepartment(**each)
        for each in details["successors"]
    ]
    items, members = dict(details["items"]), dict(details["members"])
    return Order(
        kind=reorganisation.kind,
        takes_effect_on=reorganisation.takes_effect_on,
        departments=list(reorganisation.departments.order_by("sort_order", "code")),
        successors=successors,
        items={
            item: successors[items[item.pk]]
            for item in ActionItem.objects.filter(pk__in=items).select_related("plan")
        },
        members={row: successors[members[row.pk]] for row in Membership.objects.filter(pk__in=members)},
    )


def successor_ids(reorganisation):
    """The ids of the departments that exist already and take over."""
    return {each["department"] for each in reorganisation.details["successors"] if "department" in each}
