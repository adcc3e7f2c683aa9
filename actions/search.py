"""Search over everything published. Words are AND, in any width, kana or common kanji variant."""

from dataclasses import dataclass

from django.urls import reverse

from kyodo_portal.japanese.folding import excerpt, fold_words, mark_hits
from organizations.models.municipalities import marked
from plans.models import Indicator, Measure, Plan, Policy
from plans.querysets import seen_by_citizens

from .models import ActionItem
from .search_departments import find_departments

SHOWN_PER_GROUP = 50
MAX_WORDS = 10


@dataclass(slots=True)
class Hit:
    """`title` and `context` are pieces (text, is_hit)."""

    url: str
    title: list
    context: list
    plan: str


@dataclass(slots=True)
class Group:
    """`has_more`: there are hits beyond the ones shown; they are not counted, which would read every row."""

    label: str
    hits: list[Hit]
    has_more: bool


def search_everything(query):
    """Groups with their first hits; one query a group, three for departments, none for an empty query."""
    words = fold_words(query)[:MAX_WORDS]
    if not words:
        return []
    finders = (_plans, _items, _measures, _policies, _indicators, _departments)
    groups = [finder(words) for finder in finders]
    return [group for group in groups if group.hits]


def _matching(queryset, words):
    for word in words:
        queryset = queryset.filter(search_text__contains=word)
    return queryset


def _group(label, queryset, make_hit):
    rows = list(queryset[: SHOWN_PER_GROUP + 1])
    return Group(label, [make_hit(row) for row in rows[:SHOWN_PER_GROUP]], len(rows) > SHOWN_PER_GROUP)


def _plans(words):
    rows = Plan.objects.published().select_related("municipality")
    for word in words:
        rows = rows.filter(search_text__contains=word) | rows.filter(municipality__search_text__contains=word)

    def hit(plan):
        context = excerpt(plan.aim or plan.theme, words)
        return Hit(
            plan.get_absolute_url(), mark_hits(plan.title, words), context, plan.municipality.marked_name
        )

    return _group("計画", rows, hit)


def _policies(words):
    rows = Policy.objects.filter(seen_by_citizens("plan")).select_related("plan__municipality")

    def hit(policy):
        return Hit(
            policy.get_absolute_url(),
            mark_hits(str(policy), words),
            excerpt(policy.aim, words),
            _of(policy.plan),
        )

    return _group("方針", _matching(rows, words), hit)


def _measures(words):
    rows = Measure.objects.filter(seen_by_citizens("policy__plan")).select_related(
        "policy__plan__municipality"
    )

    def hit(measure):
        context = excerpt(measure.summary, words)
        return Hit(
            measure.get_absolute_url(), mark_hits(str(measure), words), context, _of(measure.policy.plan)
        )

    return _group("施策", _matching(rows, words), hit)


def _items(words):
    rows = ActionItem.objects.of_published_plans().select_related("plan__municipality")

    def hit(item):
        text = next(
            (
                t
                for t in (item.content, item.purpose, item.issues, item.completion_criterion)
                if _hits(t, words)
            ),
            "",
        )
        return Hit(
            item.get_absolute_url(),
            mark_hits(str(item), words),
            excerpt(text or item.content, words),
            _of(item.plan),
        )

    return _group("取組", _matching(rows, words), hit)


def _indicators(words):
    rows = Indicator.objects.filter(seen_by_citizens("plan")).select_related("plan__municipality")

    def hit(indicator):
        return Hit(indicator.get_absolute_url(), mark_hits(str(indicator), words), [], _of(indicator.plan))

    return _group("指標", _matching(rows, words), hit)


def _departments(words):
    """A department once for each published plan in which it has a page."""

    def hit(row):
        url = reverse("actions:department_detail", args=[row.city_slug, row.plan_slug, row.code])
        context = mark_hits(row.reason, words) if row.reason else []
        return Hit(
            url, mark_hits(row.title, words), context, f"{marked(row.city, row.is_fictional)} {row.plan}"
        )

    return _group("部署", find_departments(words), hit)


def _hits(text, words):
    return any(is_hit for _piece, is_hit in mark_hits(text, words))


def _of(plan):
    return f"{plan.municipality.marked_name} {plan.title}"
