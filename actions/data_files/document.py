"""data.json: the whole plan as one document. Unknown is null; names, lists and order are those printed."""

from collections import defaultdict

from organizations.fields import lines
from plans.models import PlanPoint

from ..models import ActionItem, Placement, ScheduleCell
from ..outline import read_outline, read_pillars
from ..public_indicators import public_indicators
from ..results import published_results

DOCUMENT_VERSION = 1


def plan_document(plan):
    """A dict ready for JSON, in a fixed number of queries."""
    outline = read_outline(plan)
    read_pillars(plan, outline)
    return {
        "version": DOCUMENT_VERSION,
        "municipality": _municipality(plan.municipality),
        "plan": _plan(plan),
        "policies": [_policy(policy) for policy in outline.policies],
        "items": _items(plan, outline),
        "indicators": [_indicator(indicator) for indicator in public_indicators(plan)],
        "progress": _progress(plan),
        "phases": [_phase(phase) for phase in plan.phases.order_by("number")],
        "roadmap_columns": [_column(column) for column in plan.roadmap_columns.select_related("phase")],
        "stages": [{"name": s.name, "symbol": s.symbol} for s in plan.stages.order_by("sort_order", "pk")],
        "marks": [_mark(mark) for mark in plan.marks.order_by("sort_order", "pk")],
        "pillars": [pillar.name for pillar in plan.pillars.order_by("sort_order", "pk")],
        "points": _points(plan),
        "related_documents": [
            _document(document) for document in plan.related_documents.order_by("sort_order", "pk")
        ],
        "statistics": [
            _statistic(s) for s in plan.statistics.prefetch_related("values").order_by("sort_order", "pk")
        ],
        "notes": [{"kind": note.kind, "text": note.text} for note in plan.notes.order_by("kind", "number")],
    }


def _municipality(municipality):
    return {
        "code": municipality.code,
        "slug": municipality.slug,
        "name": municipality.name,
        "reading": municipality.reading or None,
        "name_en": municipality.name_en or None,
        "prefecture": municipality.prefecture,
        "is_fictional": municipality.is_fictional,
        "notice": municipality.notice or None,
        "note": municipality.reading_note or None,
    }


def _plan(plan):
    contact = plan.public_contact
    return {
        "slug": plan.slug,
        "title": plan.title,
        "title_en": plan.title_en or None,
        "subtitle": plan.subtitle or None,
        "other_titles": plan.other_title_list,
        "theme": plan.theme or None,
        "established_as_printed": plan.established_as_printed or None,
        "start_fy": plan.start_fy,
        "end_fy": plan.end_fy,
        "open_ended": plan.open_ended,
        "period_as_printed": plan.period_as_printed or None,
        "action_start_fy": plan.action_start_fy,
        "action_end_fy": plan.action_end_fy,
        "review_fy": plan.review_fy,
        "level_labels": plan.level_labels,
        "level_labels_not_printed": plan.labels_of_ours,
        "level_labels_as_found": lines(plan.labels_as_found),
        "owner_department": plan.owner_as_printed or None,
        "contact": contact_of(contact) if contact else None,
        "aim": {"heading": plan.aim_heading, "summary": plan.aim} if plan.aim else None,
        "easy_summary": plan.easy_summary or None,
        "roadmap_columns_derived": plan.roadmap_columns_derived,
        "roadmap_notice": plan.roadmap_notice or None,
        "actor_notice": plan.actor_notice or None,
        "note": plan.reading_note or None,
    }


def contact_of(department):
    """What a citizen needs to ask a Department."""
    return {
        "department": department.contact_as_printed or department.name,
        "postal_code": department.postal_code or None,
        "address": department.address or None,
        "tel": department.tel or None,
        "fax": department.fax or None,
        "email": department.email or None,
    }


def _policy(policy):
    node = {
        "code": policy.code,
        "number_as_printed": policy.number_as_printed or None,
        "name": policy.name,
        "name_en": policy.name_en or None,
        "aim_summary": policy.aim or None,
        "easy_summary": policy.easy_summary or None,
        "note": policy.reading_note or None,
    }
    if policy.subpolicies:
        node["subpolicies"] = [_policy(sub) for sub in policy.subpolicies]
    if policy.measures or not policy.subpolicies:
        node["measures"] = [_measure(measure) for measure in policy.measures]
    return node


def _measure(measure):
    return {
        "code": measure.code,
        "number_as_printed": measure.number_as_printed or None,
        "name": measure.name,
        "name_en": measure.name_en or None,
        "summary": measure.summary or None,
        "tags": measure.tags,
        "pillars": measure.pillars,
        "note": measure.reading_note or None,
        "placements": [_placement(placement) for placement in measure.placements],
    }


def _placement(placement):
    return {
        "code": placement.code,
        "item": placement.item.code,
        "number_as_printed": placement.number_as_printed or None,
        "repeat": placement.kind == Placement.Kind.REPEAT,
        "derived": placement.kind == Placement.Kind.DERIVED,
        "name_as_printed": placement.name_as_printed or None,
        "departments_as_printed": placement.departments_as_printed or None,
        "tags": placement.tags,
        "note": placement.reading_note or None,
    }


def _items(plan, outline):
    schedule = _schedules(plan)
    queryset = ActionItem.objects.filter(plan=plan).select_related("phase").order_by("sort_order", "code")
    queryset = queryset.prefetch_related(
        "item_implementers__implementer", "item_target_groups__target_group", "related_measures"
    )
    return [_item(item, outline.items[item.id], schedule[item.id]) for item in queryset]


def _item(item, row, schedule):
    groups = [(link.target_group.name, link.detail) for link in item.item_target_groups.all()]
    return {
        "code": item.code,
        "number_as_printed": item.number_as_printed or None,
        "name": item.name,
        "name_en": item.name_en or None,
        "departments": [each.name for each in row.departments],
        "department_roles": [each.role or None for each in row.departments],
        "actors": [actor.value for actor in row.actors],
        "implementers": [link.implementer.name for link in item.item_implementers.all()],
        "audiences": [name for name, _detail in groups],
        "audience_details": {name: detail for name, detail in groups if detail},
        "tags": row.tags,
        "timing_as_printed": item.timing_as_printed or None,
        "phase": item.phase.number if item.phase else None,
        "schedule": schedule,
        "summary": {
            "purpose": item.purpose or None,
            "issues": item.issues or None,
            "content": item.content or None,
            "completion_criterion": item.completion_criterion or None,
        },
        "related_measures": [measure.code for measure in item.related_measures.all()],
        "confidence": item.confidence or None,
        "note": item.reading_note or None,
    }


def _schedules(plan):
    """Item id -> its cells, by year, phase and part."""
    schedules = defaultdict(list)
    cells = ScheduleCell.objects.filter(item__plan=plan).select_related("phase").prefetch_related("stages")
    for cell in cells.order_by("fiscal_year", "phase__number", "part"):
        when = {"phase": cell.phase.number} if cell.phase else {"fiscal_year": cell.fiscal_year}
        schedules[cell.item_id].append(
            when
            | {
                "part": cell.part,
                "as_printed": cell.as_printed or None,
                "stage": cell.meaning,
                "stages": [stage.name for stage in cell.stages.all()],
                "continues": cell.is_continuation,
                "uncertain": cell.is_uncertain,
                "printed_at": cell.printed_at or None,
            }
        )
    return schedules


def _indicator(indicator):
    return {
        "code": indicator.code,
        "number_as_printed": indicator.number_as_printed or None,
        "name": indicator.name,
        "name_en": indicator.name_en or None,
        "unit": indicator.unit or None,
        "policy": indicator.policy.code if indicator.policy else None,
        "figures": [
            {
                "fiscal_year": figure.fiscal_year,
                "kind": figure.kind,
                "value": figure.number,
                "cumulative": figure.is_cumulative,
                "approximate": figure.is_approximate,
                "as_printed": figure.as_printed or None,
            }
            for figure in sorted(indicator.public_figures, key=lambda f: (f.fiscal_year, f.kind))
        ],
        "note": indicator.reading_note or None,
    }


RESULT_KEYS = (
    "item",
    "name",
    "fiscal_year",
    "edition",
    "department",
    "status",
    "done",
    "grade",
    "grade_label",
    "reason",
    "issues",
    "next_step",
    "next_plan",
)
EVALUATION_KEYS = ("stage", "partner", "grade", "grade_label", "opinion", "reply")


def _progress(plan):
    """The public results; a year that has a report is given as its newest edition says it (`edition`)."""
    return [
        {key: result[key] for key in RESULT_KEYS}
        | {"evaluations": [{key: each[key] for key in EVALUATION_KEYS} for each in result["evaluations"]]}
        for result in published_results(plan)
    ]


def _phase(phase):
    return {
        "number": phase.number,
        "name": phase.name,
        "title": phase.title or None,
        "from_fy": phase.from_fy,
        "as_printed": phase.as_printed or None,
    }


def _column(column):
    return {
        "fiscal_year": column.fiscal_year,
        "phase": column.phase.number if column.phase else None,
        "label_as_printed": column.label_as_printed,
        "parts": column.parts,
        "open_ended": column.is_open_ended,
    }


def _mark(mark):
    return {
        "symbol": mark.symbol,
        "meaning_as_printed": mark.meaning_as_printed or None,
        "actor": mark.actor or None,
    }


def _points(plan):
    kinds = defaultdict(list)
    for point in plan.points.select_related("measure").order_by("number"):
        kinds[point.kind].append(
            {
                "number": point.number,
                "number_as_printed": point.number_as_printed or None,
                "name": point.name,
                "summary": point.summary or None,
                "measure": point.measure.code if point.measure else None,
            }
        )
    return {kind.value: kinds[kind.value] for kind in PlanPoint.Kind if kinds[kind.value]}


def _document(document):
    return {
        "kind": document.kind,
        "name": document.name,
        "names_as_printed": lines(document.names_as_printed),
        "date_as_printed": document.date_as_printed or None,
        "details": document.details,
        "start_fy": document.start_fy,
        "end_fy": document.end_fy,
    }


def _statistic(statistic):
    return {
        "code": statistic.code,
        "kind": statistic.kind,
        "title": statistic.title,
        "question": statistic.question or None,
        "as_of": statistic.as_of or None,
        "fiscal_year": statistic.fiscal_year,
        "place": statistic.place or None,
        "values": [
            {
                "group": value.group or None,
                "row": value.row,
                "column": value.column or None,
                "value": value.number,
                "unit": value.unit or None,
                "as_printed": value.as_printed or None,
                "computed": value.is_computed,
                "note": value.reading_note or None,
            }
            for value in statistic.values.all()
        ],
        "note": statistic.reading_note or None,
    }
