"""Search over everything published. Words are AND, in any width, kana, common kanji variant or way to write a year.

What is found can be narrowed to one kind of thing and to one city or plan; how many that would leave is counted before.
"""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kyodo_portal.japanese.wording import mixed
from plans.models import Plan

from .choices import Chosen, Option
from .search_departments import DepartmentNames
from .search_finders import Departments, Indicators, Items, Measures, NamedDepartments, Plans, Policies
from .search_hits import Hit, plan_name, plan_path
from .search_reports import Reports
from .search_words import read_words, words_not_used

SHOWN_PER_GROUP = 50
UNUSABLE_IN_FILE = "%(label)s「%(value)s」は、検索の絞り込みでは使えません。アドレスの条件を直してください。"
# Each word more is one more search over everything: nobody reads ten of them, and the database would answer them all.
MOST_ALONE, MOST_LESS_ONE = 5, 4


@dataclass(slots=True)
class Group:
    """The hits of one kind: `number` in all, and those of them that are shown. `address`: the query for this kind alone."""

    kind: str
    label: str
    hits: list[Hit]
    number: int
    address: str

    @property
    def has_more(self):
        return self.number > len(self.hits)


@dataclass(slots=True)
class Advice:
    """Another query: what it is, how many it finds, and its query string ("" where it finds nothing)."""

    words: str
    count: int
    address: str


@dataclass
class Search:
    """One query with its filters. `kind`, `place`, `page`: as they stand in the address; what cannot be used is named
    in `problems` and not used. `in_file`: nothing is shown then, and they say what to do. Nothing is asked for an empty
    query."""

    query: str
    kind: str = ""
    place: str = ""
    page: str = ""
    in_file: bool = False
    problems: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.words = read_words(self.query)
        if not self.words:
            self.kind = self.place = ""
            return
        self.problems += words_not_used(self.query, self.in_file)
        self.place = "/".join(_key(self.place)) or self.place
        if self.kind and self.kind not in self.finders:
            self._drop("kind", _("種類"))
        if self.place and self._place_name(self.place) is None:
            self._drop("place", _("計画"))

    def _drop(self, name, label):
        sentence = (
            UNUSABLE_IN_FILE
            if self.in_file
            else _("%(label)s「%(value)s」は、検索の絞り込みでは使えません。この条件を外して表示しています。")
        )
        self.problems.append(mixed(sentence, label=label, value=getattr(self, name)[:40]))
        setattr(self, name, "")

    @cached_property
    def finders(self):
        named = NamedDepartments()
        finders = (
            Plans(),
            Items(named),
            Measures(),
            Policies(),
            Indicators(),
            Reports(),
            Departments(self.plans, DepartmentNames()),
        )
        return {finder.kind: finder for finder in finders}

    @cached_property
    def plans(self):
        """(slug of the city, slug of the plan) -> every published plan. One query."""
        rows = Plan.objects.published().select_related("municipality")
        return {(plan.municipality.slug, plan.slug): plan for plan in rows}

    @cached_property
    def counts(self):
        """kind -> {(city, plan): how many}, whatever is filtered."""
        return self._counts(self.words) if self.words else {}

    def _counts(self, words):
        return {kind: finder.counts(words) for kind, finder in self.finders.items()}

    @property
    def years(self):
        return [word for word in self.words if word.fiscal_year]

    @cached_property
    def total(self):
        return _sum(self.counts, self.kind, self.place)

    @cached_property
    def groups(self):
        """Those with hits: the first of each kind, or a page of the only one."""
        return [group for kind in self.counts if self.kind in ("", kind) and (group := self._group(kind))]

    def _group(self, kind):
        number = _sum(self.counts, kind, self.place)
        if not number:
            return None
        finder = self.finders[kind]
        start = (self.page_number - 1) * SHOWN_PER_GROUP if self.kind else 0
        hits = finder.hits(self.words, _key(self.place), start, start + SHOWN_PER_GROUP)
        return Group(kind, str(finder.label), hits, number, self.address(kind=kind))

    def first(self, most):
        """[(label of its kind, Hit)] of the first hits, over all kinds and pages."""
        found = []
        for kind in self.counts:
            if self.kind in ("", kind) and len(found) < most and _sum(self.counts, kind, self.place):
                finder = self.finders[kind]
                hits = finder.hits(self.words, _key(self.place), 0, most - len(found))
                found += [(str(finder.label), hit) for hit in hits]
        return found

    @cached_property
    def pages(self):
        """How many pages the only kind takes; 1 where several kinds are shown."""
        return max(1, -(-self.total // SHOWN_PER_GROUP)) if self.kind else 1

    @cached_property
    def page_number(self):
        number = int(self.page) if self.page.isascii() and self.page.isdecimal() and len(self.page) < 6 else 1
        return min(max(number, 1), self.pages)

    @property
    def previous_page(self):
        return self.address(page=self.page_number - 1) if self.page_number > 1 else ""

    @property
    def next_page(self):
        return self.address(page=self.page_number + 1) if self.page_number < self.pages else ""

    @cached_property
    def kinds(self):
        """What each kind would leave, in the plan chosen."""
        return [
            Option(kind, str(finder.label), _sum(self.counts, kind, self.place), kind == self.kind)
            for kind, finder in self.finders.items()
        ]

    @cached_property
    def places(self):
        """What each plan with hits would leave, of the kind chosen; before the plans of a city the city itself."""
        found = Counter()
        for counter in self.counts.values():
            found.update(counter)
        cities = Counter(city for city, _plan in found)
        options = []
        for city, plan in [key for key in self.plans if key in found]:
            if cities.pop(city, 0) > 1:
                options.append(self._option(city))
            options.append(self._option(f"{city}/{plan}"))
        if self.place and not any(option.is_chosen for option in options):
            options.append(self._option(self.place))
        return options

    def _option(self, place):
        name = self._place_name(place)
        count = _sum(self.counts, self.kind, place)
        return Option(place, name, count, place == self.place)

    def _place_name(self, place):
        """The name of a plan, or of a city with published plans; None for anything else."""
        key = _key(place)
        if len(key) == 2:
            return plan_name(self.plans[key]) if key in self.plans else None
        cities = (plan_path(plan)[0] for (city, _slug), plan in self.plans.items() if (city,) == key)
        return next(cities, None)

    @cached_property
    def chosen(self):
        chosen = []
        if self.kind:
            label = str(self.finders[self.kind].label)
            chosen.append(Chosen(_("種類"), label, self.address(kind="")))
        if self.place:
            chosen.append(Chosen(_("計画"), self._place_name(self.place), self.address(place="")))
        return chosen

    def address(self, **changes):
        """The query string of this search with other filters; a page is kept by none."""
        values = {"q": self.query, "kind": self.kind, "place": self.place, "page": ""} | changes
        return f"?{urlencode({name: value for name, value in values.items() if value})}"

    @property
    def file_address(self):
        """The query string of the file, with the words in use only: a file with a condition left out is refused."""
        return self.address(q=" ".join(word.typed for word in self.words))

    @cached_property
    def elsewhere(self):
        """What one filter hides: the same words without it, where that finds something."""
        advice = []
        if self.kind and (number := _sum(self.counts, "", self.place)):
            advice.append(Advice("kind", number, self.address(kind="")))
        if self.place and (number := _sum(self.counts, self.kind, "")):
            advice.append(Advice("place", number, self.address(place="")))
        if self.kind and self.place and not advice and (number := _sum(self.counts, "", "")):
            advice.append(Advice("both", number, self.address(kind="", place="")))
        return advice

    @cached_property
    def alone(self):
        """Each of several words by itself, everywhere: which of them is it that finds nothing?"""
        return [self._advice([word]) for word in self.words] if 1 < len(self.words) <= MOST_ALONE else []

    @cached_property
    def without_one(self):
        """The words without one of them, where that finds something."""
        if not 2 < len(self.words) <= MOST_LESS_ONE:
            return []
        found_nowhere = [
            word for word, advice in zip(self.words, self.alone, strict=True) if not advice.count
        ]
        if len(found_nowhere) > 1:
            return []
        to_leave_out = found_nowhere or self.words
        rests = ([word for word in self.words if word is not left_out] for left_out in to_leave_out)
        return [advice for rest in rests if (advice := self._advice(rest)).count]

    def _advice(self, words):
        query = " ".join(word.typed for word in words)
        number = _sum(self._counts(read_words(query)), "", "")
        return Advice(query, number, f"?{urlencode({'q': query})}" if number else "")


def _key(place):
    return tuple(part for part in place.split("/") if part)


def _sum(counts, kind, place):
    key = _key(place)
    return sum(
        number
        for each, counter in counts.items()
        if kind in ("", each)
        for place_of_row, number in counter.items()
        if place_of_row[: len(key)] == key
    )
