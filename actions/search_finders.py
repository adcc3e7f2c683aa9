"""One finder for each kind of thing: which of them the words find, how many in each plan, and how each is shown.

Rows of published plans only. A word is found in the folded text of a row, in what belongs to the row (its
departments), or, where it names a year, by the year itself.
"""

from collections import Counter
from functools import cached_property, reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from kyodo_portal.japanese.folding import fold
from kyodo_portal.japanese.wording import name_of
from organizations.models import Department, DepartmentFormerName
from plans.models import Indicator, Measure, Plan, Policy
from plans.querysets import seen_by_citizens

from .models import ActionItem, ItemDepartment, Placement, ScheduleCell
from .public_indicators import figures_seen_by_citizens
from .search_departments import find_departments
from .search_hits import EnglishName, by_language, make_hit, marked, names, plan_path


class Finder:
    """`plan`: how a row names its plan in a lookup."""

    kind, label, plan = "", "", "plan__"

    def rows(self):
        raise NotImplementedError

    def condition(self, word):
        """Of a row with a number printed before its name. That column is not folded: it is asked for numbers only.

        A code is found whole; one that is a mere number is no more than a number.
        """
        found = word.in_column()
        if not word.folded.isdecimal():
            found |= Q(code__iexact=word.folded)
        if word.is_numeral:
            found |= word.in_column("number_as_printed")
        return found | word.heading.condition() if word.heading else found

    def matching(self, words):
        """Each word is in the row or names its city, and at least one is in the row: 山口市 情報, not all of 山口市."""
        rows, own = self.rows(), [self.condition(word) for word in words]
        for word, condition in zip(words, own, strict=True):
            rows = rows.filter(condition | word.in_column(f"{self.plan}municipality__search_text"))
        return rows.filter(reduce(or_, own))

    def counts(self, words):
        """{(slug of the city, slug of the plan): how many}. One query."""
        of_plan = (f"{self.plan}municipality__slug", f"{self.plan}slug")
        counted = self.matching(words).order_by().values_list(*of_plan).annotate(Count("pk"))
        return Counter({(city, plan): number for city, plan, number in counted})

    def hits(self, words, place, start, stop):
        """`place`: (slug of a city,), (slug of a city, slug of a plan), or ()."""
        keys = (f"{self.plan}municipality__slug", f"{self.plan}slug")
        rows = self.matching(words).filter(**dict(zip(keys, place, strict=False)))
        return self.shown(list(rows[start:stop]), words)

    def shown(self, rows, words):
        return [self.hit(row, words) for row in rows]

    def hit(self, row, words):
        raise NotImplementedError


class Plans(Finder):
    kind, label, plan = "plan", pgettext_lazy("kind", "計画"), ""

    def rows(self):
        return Plan.objects.published().select_related("municipality")

    def condition(self, word):
        found = word.in_column() | word.in_column("municipality__search_text")
        if word.fiscal_year:
            begun = Q(start_fy__lte=word.fiscal_year)
            not_over = Q(end_fy__gte=word.fiscal_year) | Q(open_ended=True) | Q(start_fy=word.fiscal_year)
            found |= begun & not_over
        return found

    def hit(self, plan, words):
        texts = [
            (_("ねらい"), plan.aim),
            (_("テーマ"), plan.theme),
            (_("計画の名称"), plan.title),
            (_("副題"), plan.subtitle),
            (_("ほかの名称"), "、".join(plan.other_title_list)),
            (_("英語の名称"), EnglishName(plan.title_en)),
            (_("担当部署"), plan.owner_as_printed),
        ]
        reasons = [(word, _("期間"), plan.period) for word in words if word.fiscal_year]
        return make_hit(plan.get_absolute_url(), name_of(plan), plan_path(plan)[:1], texts, words, reasons)


class Policies(Finder):
    kind, label = "policy", pgettext_lazy("kind", "方針")

    def rows(self):
        return Policy.objects.filter(seen_by_citizens("plan")).select_related("plan__municipality", "parent")

    def hit(self, policy, words):
        title, called = names(policy, _("名称"))
        texts = [(_("ねらい"), policy.aim), *called]
        above = [name_of(policy.parent)] if policy.parent else []
        return make_hit(policy.get_absolute_url(), title, plan_path(policy.plan) + above, texts, words)


class Measures(Finder):
    kind, label, plan = "measure", pgettext_lazy("kind", "施策"), "policy__plan__"

    def rows(self):
        rows = Measure.objects.filter(seen_by_citizens("policy__plan"))
        return rows.select_related("policy__plan__municipality", "policy__parent")

    def hit(self, measure, words):
        title, called = names(measure, _("名称"))
        texts = [(_("内容"), measure.summary), *called]
        path = plan_path(measure.policy.plan) + _levels(measure.policy)
        return make_hit(measure.get_absolute_url(), title, path, texts, words)


class Items(Finder):
    kind, label = "item", pgettext_lazy("kind", "取組")

    def __init__(self, named_departments):
        self.named_departments = named_departments

    def rows(self):
        return ActionItem.objects.of_published_plans().select_related("plan__municipality")

    def condition(self, word):
        done_by = ItemDepartment.objects.filter(
            item=OuterRef("pk"), department__in=self.named_departments.with_word(word)
        )
        found = super().condition(word) | Q(code__iexact=word.folded) | Exists(done_by)
        if word.heading:
            placed = Placement.objects.filter(word.heading.in_number(), item=OuterRef("pk"))
            found |= Exists(placed) & word.heading.of_name()
        if word.fiscal_year:
            cells = ScheduleCell.objects.filter(item=OuterRef("pk"), fiscal_year=word.fiscal_year)
            found |= Exists(cells)
        return found

    def shown(self, rows, words):
        """With two more queries: where they stand, and who does them."""
        places, done_by = {}, {}
        order = ("-kind", "sort_order", "pk")
        placements = Placement.objects.filter(item__in=rows).exclude(kind=Placement.Kind.REPEAT)
        for place in placements.select_related("measure__policy__parent").order_by(*order):
            places.setdefault(place.item_id, [*_levels(place.measure.policy), name_of(place.measure)])
        links = ItemDepartment.objects.filter(item__in=rows).order_by("position", "pk")
        for item, department in links.values_list("item", "department"):
            done_by.setdefault(item, []).append(self.named_departments.as_found(department, words))
        return [self._hit(row, words, places.get(row.pk, []), done_by.get(row.pk, [])) for row in rows]

    def _hit(self, item, words, place, departments):
        title, called = names(item, _("名称"))
        texts = [
            (_("内容"), item.content),
            (_("目的"), item.purpose),
            (_("現状と課題"), item.issues),
            (_("完了の目安"), item.completion_criterion),
            (_("付記"), "、".join(item.tag_list)),
            (_("時期"), item.timing_as_printed),
            *((_("担当部署"), text) for text in by_language(departments)),
            *called,
        ]
        reasons = [
            (word, _("年次計画"), _("%(year)sの欄に予定があります。") % {"year": word.year_label})
            for word in words
            if word.fiscal_year
        ]
        path = plan_path(item.plan) + place
        return make_hit(item.get_absolute_url(), title, path, texts, words, reasons)


class Indicators(Finder):
    kind, label = "indicator", pgettext_lazy("kind", "指標")

    def rows(self):
        rows = Indicator.objects.filter(seen_by_citizens("plan"))
        return rows.select_related("plan__municipality", "policy__parent")

    def condition(self, word):
        found = super().condition(word)
        if word.fiscal_year:
            figures = figures_seen_by_citizens()
            found |= Exists(figures.filter(indicator=OuterRef("pk"), fiscal_year=word.fiscal_year))
        return found

    def hit(self, indicator, words):
        title, called = names(indicator, _("名称"))
        path = plan_path(indicator.plan) + (_levels(indicator.policy) if indicator.policy else [])
        reasons = [
            (word, _("年度"), _("%(year)sの値があります。") % {"year": word.year_label})
            for word in words
            if word.fiscal_year
        ]
        texts = [(_("単位"), indicator.unit), *called]
        return make_hit(indicator.get_absolute_url(), title, path, texts, words, reasons)


class Departments(Finder):
    """A department once for each published plan in which it has a page."""

    kind, label = "department", pgettext_lazy("kind", "部署")

    def __init__(self, plans, names):
        self.plans, self.names = plans, names
        self._found = {}

    def counts(self, words):
        return Counter((row.city_slug, row.plan_slug) for row in self._rows(words))

    def hits(self, words, place, start, stop):
        rows = [row for row in self._rows(words) if (row.city_slug, row.plan_slug)[: len(place)] == place]
        return self.shown(rows[start:stop], words)

    def _rows(self, words):
        key = tuple(words)
        if key not in self._found:
            self._found[key] = find_departments(words, self.names)
        return self._found[key]

    def hit(self, row, words):
        url = reverse("actions:department_detail", args=[row.city_slug, row.plan_slug, row.code])
        path = plan_path(self.plans[row.city_slug, row.plan_slug])
        texts = [(_("名称"), row.name), (_("英語の名称"), EnglishName(row.name_en))]
        hit = make_hit(url, row.title, path, texts, words)
        if row.reason:
            hit.found.append((_("引き継ぎ"), marked(row.reason, [word.mark for word in words])))
        return hit


class NamedDepartments:
    """Which departments have a word in a name, today's or a former one. Two queries, once a search."""

    @cached_property
    def _names(self):
        rows = Department.objects.values_list("pk", "name", "reading", "name_en")
        known = {pk: [name, reading, EnglishName(name_en)] for pk, name, reading, name_en in rows}
        for pk, name in DepartmentFormerName.objects.values_list("department", "name"):
            known[pk].append(name)
        return known

    @cached_property
    def _folded(self):
        return {pk: "\n".join(map(fold, texts)) for pk, texts in self._names.items()}

    def with_word(self, word):
        return [pk for pk, text in self._folded.items() if word.is_in(text)]

    def as_found(self, pk, words):
        """The name in which a word stands; today's where it stands in none."""
        today, _reading, *others = self._names[pk]
        found = (name for name in (today, *others) if any(word.is_in(fold(name)) for word in words))
        return next(found, today)


def _levels(policy):
    return [*([name_of(policy.parent)] if policy.parent else []), name_of(policy)]
