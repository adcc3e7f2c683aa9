from django.shortcuts import render
from django.utils.translation import pgettext

from kyodo_portal.japanese.ruby import with_ruby
from plans.models import Actor, PlanPoint, Statistic
from plans.pages import plan_page

from ..outline import read_outline, read_pillars
from ..public_indicators import public_indicators
from ..sharing.linked_data import plan_data
from .report_pages import latest_context

SHOWN_POINTS = [kind for kind in PlanPoint.Kind if kind != PlanPoint.Kind.RESULT]


@plan_page
def plan_detail(request, plan):
    """What the plan is, who to ask, its structure, its indicators, and where to download it all."""
    outline = read_outline(plan)
    read_pillars(plan, outline)
    item_actors = [actor for item in outline.items.values() for actor in item.actors]
    points = plan.points.select_related("measure").order_by("number")
    by_kind = {kind: [p for p in points if p.kind == kind] for kind in PlanPoint.Kind}
    context = {
        "plan": plan,
        "items_url": f"{plan.get_absolute_url()}items/",
        "outline": outline,
        "actors": _who_acts(item_actors),
        "has_shared_items": any(len(item.actors) > 1 for item in outline.items.values()),
        "counts_overlap": sum(policy.item_count for policy in outline.policies) > len(outline.items),
        "indicators": public_indicators(plan),
        "expected_results": by_kind[PlanPoint.Kind.RESULT],
        "point_groups": [(kind.label, by_kind[kind]) for kind in SHOWN_POINTS if by_kind[kind]],
        "related_documents": plan.related_documents.order_by("sort_order", "pk"),
        "marks": plan.marks.order_by("sort_order", "pk"),
        "pillars": plan.pillars.order_by("sort_order", "pk"),
        "statistics": tables_of(plan),
        "latest": latest_context(plan),
        "json_ld": plan_data(request, plan),
        "easy": with_ruby(plan.easy_summary) if "easy" in request.GET and plan.easy_summary else "",
        "labels_of_ours": "".join(f"「{label}」" for label in plan.labels_of_ours),
        "has_summaries": any(m.summary for m in outline.measures)
        or any(m.policy.aim for m in outline.measures),
    }
    return render(request, "plans/plan_detail.html", context)


def _who_acts(item_actors):
    """How many items each actor has, in words; "" where the plan names none."""
    counts = [(actor, item_actors.count(actor)) for actor in Actor]
    words = [
        pgettext("主体と件数", "%(actor)s %(n)s件") % {"actor": actor.label, "n": n}
        for actor, n in counts
        if n
    ]
    return pgettext("between names", "、").join(words)


def tables_of(plan):
    """The plan's surveys and figures, each as head, rows and note: (statistic, columns, rows)."""
    tables = []
    for statistic in (
        Statistic.objects.filter(plan=plan).prefetch_related("values").order_by("sort_order", "pk")
    ):
        values = list(statistic.values.all())
        columns = list(dict.fromkeys(value.column for value in values))
        rows = {}
        for value in values:
            rows.setdefault((value.group, value.row), {})[value.column] = value
        table = [
            (group, row, [cells.get(column) for column in columns]) for (group, row), cells in rows.items()
        ]
        tables.append({"statistic": statistic, "columns": columns, "rows": table})
    return tables
