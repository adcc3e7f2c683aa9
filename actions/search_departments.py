"""Departments of the published plans, found by every name: today's, former ones, and those of who followed whom."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from kyodo_portal.japanese.folding import fold
from kyodo_portal.japanese.wording import mixed, name_of
from organizations.models import DepartmentFormerName, DepartmentSuccession
from plans.models import Plan
from plans.querysets import seen_by_citizens

from .models import ItemDepartment, ItemHandover

DEPARTMENT = (
    "pk",
    "municipality__search_text",
    "sort_order",
    "code",
    "name",
    "name_en",
    "search_text",
)
PLAN = ("municipality__code", "municipality__slug", "slug", "start_fy")


@dataclass
class Known:
    """A department as search needs it. `former`: (last fiscal year, name), the oldest first."""

    pk: int
    city_text: str
    sort_order: int
    code: str
    name: str
    name_en: str
    search_text: str
    former: list = field(default_factory=list)

    def name_in(self, fiscal_year):
        then = [name for last_fy, name in self.former if fiscal_year is not None and last_fy >= fiscal_year]
        return then[0] if then else self.name

    def matches(self, words):
        """As of every other kind: each word is in a name or names the city, and at least one is in a name."""
        text = "\n".join([self.search_text, *(fold(name) for _last_fy, name in self.former)])
        own = [word.is_in(text) for word in words]
        return any(own) and all(
            found or word.is_in(self.city_text) for word, found in zip(words, own, strict=True)
        )

    def found_name(self, words):
        """The name in which most of the words stand; the present one where they stand in none."""
        names = [self.name, *(name for _last_fy, name in self.former)]
        return max(names, key=lambda name: sum(word.is_in(fold(name)) for word in words))


@dataclass(frozen=True)
class FoundDepartment:
    """A department on its page in one plan. `title`: its name there, with the one of today where that is another;
    `reason`: why it is found where its names do not say so."""

    city_slug: str
    plan_slug: str
    code: str
    title: str
    name: str
    name_en: str
    reason: str


def find_departments(words, names):
    """[FoundDepartment] that the [Word] find, each once for each published plan it has a page in. One query.

    `names`: DepartmentNames, the same for every search of one answer.
    """
    former, family = names.former, _Family(words, names)
    by_words, own = Q(), Q()
    for word in words:
        named = [pk for pk, rows in former.items() if any(word.is_in(fold(name)) for _last_fy, name in rows)]
        found_here = word.in_column("department__search_text") | Q(department__in=named)
        by_words &= found_here | word.in_column("department__municipality__search_text")
        own |= found_here
    found = {}
    for row in _rows(by_words & own | Q(department__in=family.sources)):
        department, plan = Known(*row[: len(DEPARTMENT)]), row[len(DEPARTMENT) :]
        department.former = former.get(department.pk, [])
        hits = [family.known[pk] for pk in family.led_to.get(department.pk, ())]
        for hit in hits or [department]:
            key = (plan[0], hit.sort_order, hit.code, plan[2])
            found[key] = _found(hit, plan, family.reason(hit, words))
    return [found[key] for key in sorted(found)]


class DepartmentNames:
    """Former names, and who followed whom by now. Two queries, however many words are asked for."""

    @cached_property
    def former(self):
        """Department -> [(last fiscal year, name)], the oldest first."""
        rows = DepartmentFormerName.objects.order_by("last_fy")
        former = {}
        for department, *row in rows.values_list("department", "last_fy", "name"):
            former.setdefault(department, []).append(tuple(row))
        return former

    @cached_property
    def changes(self):
        """(the departments of the changes, those of whose work each has some, those that have some of its work)."""
        rows = DepartmentSuccession.objects.filter(from_fy__lte=fiscal_year_of(timezone.localdate()))
        ends = [f"{end}__{name}" for end in ("predecessor", "successor") for name in DEPARTMENT]
        known, after, before = {}, {}, {}
        for row in rows.order_by("from_fy", "pk").values_list(*ends):
            first, second = Known(*row[: len(DEPARTMENT)]), Known(*row[len(DEPARTMENT) :])
            for each in (first, second):
                each.former = self.former.get(each.pk, [])
                known.setdefault(each.pk, each)
            after.setdefault(first.pk, []).append(second.pk)
            before.setdefault(second.pk, []).append(first.pk)
        earlier = {pk: _reached(pk, before) for pk in known}
        return known, earlier, {pk: _reached(pk, after) for pk in known}


def _rows(condition):
    """(department, plan) as columns: printed for an item, owner of the plan, or given a printed one's item."""
    year = fiscal_year_of(timezone.localdate())

    def columns(rows, department, plan):
        names = [f"{department}__{name}" for name in DEPARTMENT]
        return rows.values_list(*names, *(f"{plan}{name}" for name in PLAN)).order_by().distinct()

    def of(path):
        return _along(condition, path)

    later = ItemHandover.objects.filter(
        item=OuterRef("item"),
        predecessor=OuterRef("predecessor"),
        from_fy__gt=OuterRef("from_fy"),
        from_fy__lte=year,
    )
    printed = ItemDepartment.objects.filter(seen_by_citizens("item__plan"), of("department"))
    owners = Plan.objects.published().filter(of("owner"))
    given = ItemHandover.objects.filter(
        ~Exists(later),
        seen_by_citizens("item__plan"),
        of("successor"),
        from_fy__lte=year,
        item__item_departments__department=F("predecessor"),
        predecessor__is_collective=False,
    )
    return columns(printed, "department", "item__plan__").union(
        columns(owners, "owner", ""), columns(given, "successor", "item__plan__")
    )


def _along(condition, path):
    """The condition on `department`, on the department reached by another path."""
    copy = Q(_connector=condition.connector, _negated=condition.negated)
    copy.children = [
        _along(each, path)
        if isinstance(each, Q)
        else (f"{path}{each[0].removeprefix('department')}", each[1])
        for each in condition.children
    ]
    return copy


class _Family:
    """Those of the departments that followed others by now that the words find, by their own or each other's names.
    `led_to`: printed or first department -> those found of which it has or began the work."""

    def __init__(self, words, names):
        self.known, self.earlier, self.later = names.changes
        self.matching = {pk for pk, each in self.known.items() if each.matches(words)}
        self.led_to = {}
        for pk in self.known:
            if self.matching & {pk, *self.earlier[pk], *self.later[pk]}:
                for source in (pk, *self.earlier[pk]):
                    self.led_to.setdefault(source, []).append(pk)

    @property
    def sources(self):
        return list(self.led_to)

    def reason(self, hit, words):
        if hit.pk in self.matching or hit.pk not in self.known:
            return ""
        for others, sentence in (
            (self.earlier, _("「%(name)s」の仕事を引き継いだ部署です。")),
            (self.later, _("仕事は「%(name)s」が引き継ぎました。")),
        ):
            for other in others[hit.pk]:
                if other in self.matching:
                    return mixed(sentence, name=self.known[other].found_name(words))
        return ""


def _reached(pk, following):
    """Those reached from it one after the other, the nearest first, without itself."""
    found, waiting = [], list(following.get(pk, ()))
    while waiting:
        each = waiting.pop(0)
        if each != pk and each not in found:
            found.append(each)
            waiting += following.get(each, ())
    return found


def _found(hit, plan, reason):
    _code, city_slug, plan_slug, start_fy = plan
    name, today = hit.name_in(start_fy), name_of(hit)
    shown = today if name == hit.name else mixed(_("%(name)s(いま: %(today)s)"), name=name, today=today)
    return FoundDepartment(city_slug, plan_slug, hit.code, shown, hit.name, hit.name_en, reason)
