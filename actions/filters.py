"""The roadmap's filters: they combine, live in the address, show counts, and can be undone one by one."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext

from kyodo_portal.japanese.fiscal_years import FiscalYearError, era_year, fiscal_year_of, parse_fiscal_year
from kyodo_portal.japanese.folding import fold
from kyodo_portal.japanese.wording import is_english, mixed, name_of
from plans.models import Actor

from .choices import Chosen, Option
from .models import ItemTargetGroup
from .plan_departments import PlanDepartments
from .search_words import read_words, words_not_used

LABELS = {
    "actor": gettext_lazy("主体"),
    "department": gettext_lazy("担当部署"),
    "target": gettext_lazy("対象"),
    "year": gettext_lazy("年度"),
    "phase": gettext_lazy("段階"),
    "stage": gettext_lazy("予定の内容"),
    "q": gettext_lazy("言葉"),
}
UNUSABLE = gettext_lazy(
    "%(label)s「%(value)s」は、この計画の絞り込みでは使えません。この条件を外して表示しています。"
)
UNUSABLE_IN_FILE = (
    "%(label)s「%(value)s」は、この計画の絞り込みでは使えません。アドレスの条件を直してください。"
)
# They speak of one cell: 検討 in 2010, not 検討 some time and 2010 somehow.
CELL_FILTERS = ("year", "phase", "stage")
MAX_QUERY = 200


@dataclass(slots=True)
class Filter:
    name: str
    label: str
    options: list[Option]


@dataclass(slots=True)
class Result:
    """`query`: the words looked for; `address`: the query string of the filters in force, "" without one."""

    item_ids: set[int]
    filters: list[Filter]
    chosen: list[Chosen]
    problems: list[str]
    query: str
    address: str
    total: int

    @property
    def is_filtered(self):
        return bool(self.chosen)


def apply_filters(params, plan, outline, timetable, in_file=False):
    """Read the query string and say which items stay. One query (target groups), and five more for a
    department the plan does not print. Values the plan does not know are named in `problems` and not used;
    `in_file`: a file is refused for them, and they say what to do."""
    index = _Index(plan, outline, timetable)
    selection, problems = index.read(params, in_file)
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
    query, address = selection.get("q", ""), _address(selection)
    return Result(item_ids, filters, chosen, problems, query, address, len(everything))


def in_words(chosen):
    """The filters in force as bare text: 主体: 市、年度: 平成22年度(2010)."""
    return pgettext("between names", "、").join(f"{one.label}: {one.value}" for one in chosen)


def _without(selection, name):
    return _address({key: value for key, value in selection.items() if key != name}) or "."


def _address(selection):
    return f"?{urlencode(selection)}" if selection else ""


def _year_label(year):
    """平成22年度(2010); an English year is the calendar's own already."""
    return era_year(year) if is_english() else f"{era_year(year)}({year})"


def _levels(placement):
    policy = placement.measure.policy
    return [placement.measure, policy, *([policy.parent] if policy.parent else [])]


def _headings(placement):
    """[(number as printed, code, name)] of an item in its place and of what it stands under."""
    rows = [placement.item, *_levels(placement)]
    headings = [(row.number_as_printed, row.code, row.name) for row in rows]
    return [*headings, (placement.number_as_printed, "", placement.name)]


class _Index:
    """For each filter and value, the set of items it leaves."""

    def __init__(self, plan, outline, timetable):
        self.plan, self.items, self.placements = plan, outline.items, outline.placements
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
            for each in item.departments:
                self.found["department"][each.code].add(item.id)
                self.options.setdefault("department", {})[each.code] = name_of(each)
        actors = {a.value: a.label for a in Actor if a.value in self.found["actor"]}
        departments = self.options.pop("department", {})
        self._offer("actor", actors)
        self._offer("department", departments)

    def _texts(self):
        """Item id -> the folded text in which words are looked for: the item's own, who does it, and where it stands."""
        places = defaultdict(list)
        for placement in self.placements:
            levels = _levels(placement)
            texts = [placement.name, *(text for level in levels for text in (level.name, level.name_en))]
            places[placement.item.id] += [fold(text) for text in texts if text]
        texts_of = {}
        for item in self.items.values():
            names = " ".join(f"{each.name} {each.name_en}" for each in item.departments)
            texts = [item.search_text, fold(names), fold(item.code), *dict.fromkeys(places[item.id])]
            texts_of[item.id] = "\n".join(texts)
        return texts_of

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
        self._offer("year", {year: _year_label(int(year)) for year in years})
        self._offer(
            "phase", {number_of[c.phase_id]: c.title for c in timetable.columns if c.phase_id in number_of}
        )
        self._offer("stage", {name: name for name, _symbol in timetable.stages})

    def _offer(self, name, options):
        if options:
            self.options[name] = options

    def read(self, params, in_file):
        """The filters in force and a sentence for each value that cannot be used."""
        unusable = UNUSABLE_IN_FILE if in_file else str(UNUSABLE)
        selection, problems = {}, []
        for name in LABELS:
            raw = params.get(name, "").replace("\x00", "").strip()
            if not raw:
                continue
            value = self._understand(name, raw)
            if value is None:
                problems.append(mixed(unusable, label=LABELS[name], value=raw[:40]))
            else:
                selection[name] = value
        return selection, problems + words_not_used(selection.get("q", ""), in_file)

    def _understand(self, name, raw):
        if name == "q":
            return raw[:MAX_QUERY] if read_words(raw[:MAX_QUERY]) else None
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
            self.options["department"][code] = name_of(follower)

    def matching(self, name, value, selection):
        if name == "q":
            return self._with_words(value)
        if name in CELL_FILTERS:
            wanted = {key: selection.get(key) for key in CELL_FILTERS} | {name: value}
            return self.cells.get(tuple(wanted.values()), set())
        return self.found[name][value]

    def _with_words(self, query):
        """Every word; one that names a year also finds the items with a cell in it."""
        found, texts_of = set(self.items), self._texts()
        for word in read_words(query):
            matching = {pk for pk, text in texts_of.items() if word.is_in(text)}
            matching |= {
                placement.item.id
                for placement in self.placements
                if any(word.is_number_of(*heading) for heading in _headings(placement))
            }
            if word.fiscal_year:
                matching |= self.cells.get((str(word.fiscal_year), None, None), set())
            found &= matching
        return found
