"""The roadmap's filters: they combine, live in the address, show counts, and can be undone one by one."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import FiscalYearError, era_year, fiscal_year_of, parse_fiscal_year
from kyodo_portal.japanese.folding import fold, fold_words
from plans.models import Actor

from .models import ItemTargetGroup
from .plan_departments import PlanDepartments

LABELS = {
    "actor": "主体",
    "department": "担当部署",
    "target": "対象",
    "year": "年度",
    "phase": "段階",
    "stage": "予定の内容",
    "q": "言葉",
}
# They speak of one cell: 検討 in 2010, not 検討 some time and 2010 somehow.
CELL_FILTERS = ("year", "phase", "stage")
MAX_WORDS = 10
MAX_QUERY = 200


@dataclass(slots=True)
class Option:
    """One choice of a filter, with the number of items it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(slots=True)
class Filter:
    name: str
    label: str
    options: list[Option]


@dataclass(slots=True)
class Chosen:
    """A filter in force, and the query string without it."""

    label: str
    value: str
    undo: str


@dataclass(slots=True)
class Result:
    item_ids: set[int]
    filters: list[Filter]
    chosen: list[Chosen]
    problems: list[str]
    query: str
    total: int

    @property
    def is_filtered(self):
        return bool(self.chosen)


def apply_filters(params, plan, outline, timetable):
    """Read the query string and say which items stay. One query (target groups), and five more for a
    department the plan does not print. Values the plan does not know are named in `problems` and not used."""
    index = _Index(plan, outline, timetable)
    selection, problems = index.read(params)
    everything = set(outline.items)
    sets = {name: index.matching(name, value, selection) for name, value in selection.items()}
    item_ids = everything.intersection(*sets.values())
    filters = []
    for name, options in index.options.items():
        bound = CELL_FILTERS if name in CELL_FILTERS else (name,)
        others = everything.intersection(*(found for other, found in sets.items() if other not in bound))
        listed = [
            Option(
                value,
                label,
                len(others & index.matching(name, value, selection)),
                selection.get(name) == value,
            )
            for value, label in options.items()
        ]
        filters.append(Filter(name, LABELS[name], listed))
    chosen = [
        Chosen(LABELS[name], index.options.get(name, {}).get(value, value), _without(selection, name))
        for name, value in selection.items()
    ]
    return Result(item_ids, filters, chosen, problems, selection.get("q", ""), len(everything))


def _without(selection, name):
    rest = {key: value for key, value in selection.items() if key != name}
    return f"?{urlencode(rest)}" if rest else "."


class _Index:
    """For each filter and value, the set of items it leaves."""

    def __init__(self, plan, outline, timetable):
        self.plan, self.items = plan, outline.items
        self.options = {}
        self.found = defaultdict(lambda: defaultdict(set))
        self.cells = defaultdict(set)
        self._read_items(outline)
        self._read_target_groups(plan)
        self._read_cells(timetable)

    def _read_items(self, outline):
        for item in outline.items.values():
            for actor in item.actors:
                self.found["actor"][actor.value].add(item.id)
            for code, name, _role in item.departments:
                self.found["department"][code].add(item.id)
                self.options.setdefault("department", {})[code] = name
        actors = {a.value: a.label for a in Actor if a.value in self.found["actor"]}
        departments = self.options.pop("department", {})
        self._offer("actor", actors)
        self._offer("department", departments)

    def _read_target_groups(self, plan):
        links = ItemTargetGroup.objects.filter(item__plan=plan).order_by(
            "target_group__sort_order", "position"
        )
        names = {}
        for item_id, name in links.values_list("item_id", "target_group__name"):
            self.found["target"][name].add(item_id)
            names[name] = name
        self._offer("target", names)

    def _read_cells(self, timetable):
        """`cells`: (year, phase, stage), each or None for any -> the items with such a cell."""
        number_of = {c.phase_id: str(c.phase_number) for c in timetable.columns if c.phase_id is not None}
        for item_id, row in timetable.cells.items():
            for (fiscal_year, phase_id, _part), cell in row.items():
                year = str(fiscal_year) if fiscal_year is not None else None
                when = {(None, None), (year, None), (None, number_of.get(phase_id))}
                for stage in (None, *(name for name, _symbol in cell.stages)):
                    for year_or_any, phase_or_any in when:
                        self.cells[year_or_any, phase_or_any, stage].add(item_id)
        years = sorted({year for year, _phase, _stage in self.cells if year})
        self._offer("year", {year: f"{era_year(int(year))}({year})" for year in years})
        self._offer(
            "phase", {number_of[c.phase_id]: c.title for c in timetable.columns if c.phase_id in number_of}
        )
        self._offer("stage", {name: name for name, _symbol in timetable.stages})

    def _offer(self, name, options):
        if options:
            self.options[name] = options

    def read(self, params):
        """The filters in force and a sentence for each value that cannot be used."""
        selection, problems = {}, []
        for name in LABELS:
            raw = params.get(name, "").replace("\x00", "").strip()
            if not raw:
                continue
            value = self._understand(name, raw)
            if value is None:
                problems.append(
                    f"{LABELS[name]}「{raw[:40]}」は、この計画の絞り込みでは使えません。この条件を外して表示しています。"
                )
            else:
                selection[name] = value
        return selection, problems

    def _understand(self, name, raw):
        if name == "q":
            return raw[:MAX_QUERY] if fold_words(raw[:MAX_QUERY]) else None
        if name == "year" and raw not in self.options.get("year", {}):
            try:
                raw = str(parse_fiscal_year(raw))
            except FiscalYearError:
                return None
        if name == "department" and raw not in self.options.get(name, {}):
            self._add_follower(raw)
        return raw if raw in self.options.get(name, {}) else None

    def _add_follower(self, code):
        """Offer a department that the plan does not print, with the items it took over."""
        departments = PlanDepartments(self.plan, fiscal_year_of(timezone.localdate()))
        follower = departments.by_code.get(code)
        items = {item for item, _name, _year in departments.taken_over(follower)} if follower else set()
        if items:
            self.found["department"][code] |= items
            self.options["department"][code] = follower.name

    def matching(self, name, value, selection):
        if name == "q":
            return self._with_words(value)
        if name in CELL_FILTERS:
            wanted = {key: selection.get(key) for key in CELL_FILTERS} | {name: value}
            return self.cells.get(tuple(wanted.values()), set())
        return self.found[name][value]

    def _with_words(self, query):
        words = fold_words(query)[:MAX_WORDS]
        found = set()
        for item in self.items.values():
            names = " ".join(name for _code, name, _role in item.departments)
            text = f"{item.search_text}\n{fold(names)}\n{fold(item.code)}"
            if all(word in text for word in words):
                found.add(item.id)
        return found
