"""A plan as it is printed, read in a fixed number of queries: policies, measures, and the items placed in them.

Pages and data files take the structure of the plan from here; nothing queries after `read_outline`.
Rows are read as plain tuples: a roadmap of 300 items must cost what a table costs, not what 3,000 model
instances cost.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from organizations.fields import lines
from organizations.models.departments import names_at
from plans.models import Actor, Measure, Policy

from .models import ActionItem, ItemDepartment, Placement

ITEM_COLUMNS = (
    "id",
    "code",
    "name",
    "name_en",
    "number_as_printed",
    "by_citizen",
    "by_city",
    "by_joint",
    "timing_as_printed",
    "tags_as_printed",
    "search_text",
)


class DepartmentRow(NamedTuple):
    """A printed department under its name in the plan's first year; `name_en` is "" where that was another name."""

    code: str
    name: str
    role: str
    name_en: str


@dataclass(slots=True)
class ItemRow:
    """An item as lists need it. `departments` are DepartmentRows in printed order."""

    id: int
    code: str
    name: str
    name_en: str
    number_as_printed: str
    actors: list
    timing_as_printed: str
    tags: list
    search_text: str
    departments: list = field(default_factory=list)
    main_place: "PlacementNode | None" = None


@dataclass(slots=True)
class PlacementNode:
    code: str
    kind: str
    number_as_printed: str
    name: str
    name_en: str
    name_as_printed: str
    tags: list
    departments_as_printed: list
    reading_note: str
    item: ItemRow
    measure: "MeasureNode"

    @property
    def is_repeat(self):
        return self.kind == Placement.Kind.REPEAT

    @property
    def is_derived(self):
        return self.kind == Placement.Kind.DERIVED


@dataclass(slots=True)
class MeasureNode:
    id: int
    code: str
    number_as_printed: str
    name: str
    name_en: str
    summary: str
    tags: list
    reading_note: str
    policy: "PolicyNode"
    pillars: list = field(default_factory=list)
    placements: list[PlacementNode] = field(default_factory=list)


@dataclass(slots=True)
class PolicyNode:
    id: int
    code: str
    number_as_printed: str
    name: str
    name_en: str
    aim: str
    easy_summary: str
    reading_note: str
    parent: "PolicyNode | None"
    subpolicies: list["PolicyNode"] = field(default_factory=list)
    measures: list[MeasureNode] = field(default_factory=list)

    @property
    def all_measures(self):
        return [*self.measures, *(m for sub in self.subpolicies for m in sub.measures)]

    @property
    def item_count(self):
        """Unique items under this policy, wherever they stand."""
        return len({p.item.id for m in self.all_measures for p in m.placements})


@dataclass(slots=True)
class Outline:
    policies: list[PolicyNode]
    items: dict[int, ItemRow]
    measures: list[MeasureNode]
    placements: list[PlacementNode]

    @property
    def unplaced_items(self):
        """Items that stand under no measure, in the plan's order."""
        placed = {placement.item.id for placement in self.placements}
        return [item for item in self.items.values() if item.id not in placed]

    @property
    def subpolicies(self):
        return [sub for policy in self.policies for sub in policy.subpolicies]

    @property
    def repeat_count(self):
        return sum(placement.is_repeat for placement in self.placements)


def read_outline(plan):
    """Six queries, whatever the size of the plan."""
    items = _read_items(plan)
    policies, roots = _read_policies(plan)
    measures = _read_measures(plan, policies)
    placements = _read_placements(plan, measures, items)
    return Outline(policies=roots, items=items, measures=list(measures.values()), placements=placements)


def read_pillars(plan, outline):
    """Give the measures the names of their pillars; one query."""
    measures = {measure.id: measure for measure in outline.measures}
    links = Measure.pillars.through.objects.filter(measure__policy__plan=plan).order_by(
        "pillar__sort_order", "pillar_id"
    )
    for measure_id, name in links.values_list("measure_id", "pillar__name"):
        measures[measure_id].pillars.append(name)


def _read_items(plan):
    items = {}
    rows = ActionItem.objects.filter(plan=plan).order_by("sort_order", "code").values_list(*ITEM_COLUMNS)
    for pk, code, name, name_en, number, by_citizen, by_city, by_joint, timing, tags, search_text in rows:
        actors = Actor.from_flags(by_citizen, by_city, by_joint)
        items[pk] = ItemRow(pk, code, name, name_en, number, actors, timing, lines(tags), search_text)
    old_names = names_at(plan.municipality_id, plan.start_fy)
    columns = (
        "item_id",
        "department_id",
        "department__code",
        "department__name",
        "department__name_en",
        "role",
    )
    rows = ItemDepartment.objects.filter(item__plan=plan).order_by("position", "id").values_list(*columns)
    for item_id, department_id, code, name, name_en, role in rows:
        old_name = old_names.get(department_id)
        row = DepartmentRow(code, old_name or name, role, "" if old_name else name_en)
        items[item_id].departments.append(row)
    return items


def _read_policies(plan):
    columns = (
        "id",
        "code",
        "number_as_printed",
        "name",
        "name_en",
        "aim",
        "easy_summary",
        "reading_note",
        "parent_id",
    )
    rows = list(Policy.objects.filter(plan=plan).order_by("sort_order", "code").values_list(*columns))
    policies = {row[0]: PolicyNode(*row[:-1], parent=None) for row in rows}
    roots = []
    for pk, *_, parent_id in rows:
        node = policies[pk]
        if parent_id is None:
            roots.append(node)
        else:
            node.parent = policies[parent_id]
            node.parent.subpolicies.append(node)
    return policies, roots


def _read_measures(plan, policies):
    columns = (
        "id",
        "code",
        "number_as_printed",
        "name",
        "name_en",
        "summary",
        "tags_as_printed",
        "reading_note",
        "policy_id",
    )
    rows = Measure.objects.filter(policy__plan=plan).order_by("sort_order", "code").values_list(*columns)
    measures = {}
    for pk, code, number, name, name_en, summary, tags, note, policy_id in rows:
        node = MeasureNode(pk, code, number, name, name_en, summary, lines(tags), note, policies[policy_id])
        measures[pk] = node
        node.policy.measures.append(node)
    return measures


def _read_placements(plan, measures, items):
    columns = (
        "code",
        "kind",
        "number_as_printed",
        "name_as_printed",
        "tags_as_printed",
        "departments_as_printed",
        "reading_note",
        "item_id",
        "measure_id",
    )
    by_measure = defaultdict(list)
    rows = (
        Placement.objects.filter(measure__policy__plan=plan)
        .order_by("sort_order", "code")
        .values_list(*columns)
    )
    for code, kind, number, printed, tags, departments, note, item_id, measure_id in rows:
        item, measure = items[item_id], measures[measure_id]
        name = printed or item.name
        node = PlacementNode(
            code,
            kind,
            number,
            name,
            item.name_en,
            printed,
            lines(tags),
            lines(departments),
            note,
            item,
            measure,
        )
        by_measure[measure_id].append(node)
        if kind == Placement.Kind.MAIN or (kind == Placement.Kind.DERIVED and item.main_place is None):
            item.main_place = node
    for measure_id, nodes in by_measure.items():
        measures[measure_id].placements = nodes
    return [node for measure in measures.values() for node in measure.placements]
