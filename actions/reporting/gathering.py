"""The document of a report: everything a reader will ever be shown of a year, with no key that leads back to a table.

A document is a dict ready for JSON; unknown is None, never 0. Its keys:

- `format`, `version`: what it is, and the shape described here
- `title`; `fiscal_year` (int) and `fiscal_year_label` (令和6年度(2024年度))
- `municipality`: code, slug, name, prefecture, is_fictional, notice
- `plan`: slug, title, subtitle, start_fy, end_fy, open_ended, period, level_labels, has_actor_marks, actor_notice,
  item_word (the plan's own word for its items), schedule_word
- `edition`: number, published_at (ISO 8601 with zone; None in a preview), reason, corrects (number, sha256 and
  is_withdrawn of the edition before), compared_with (number of the newest edition that can be read, or None), changes
  since that one: [{place, field, before, after}]
- `licence`: code, name, url, or None; `contact`: department, postal_code, address, tel, fax, email, or None
- `texts`: what the 事務局 says in its own words: summary, notes; and easy_summary, a key only where one is written:
  an older document, which knows no such key, says the same as one without
- `scale`: name, from_fy, grades: [{code, label, meaning, symbol, counts_as, counts_as_label}]; None without a scale
- `stages`: which evaluations the plan has: internal, mutual, external, reply (bool)
- `policies`: [{code, number, name, label, policies: [the same], measures: [{code, number, name,
  items: [{item, number, repeat}]}]}]
- `items`: in plan order, each once: see _item
- `overview`: see overview.py
- `indicators`: [{code, number, name, unit, policy, figures: [{fiscal_year, kind, kind_label, value, shown, cumulative,
  approximate}], target: {fiscal_year, shown, value} or None, actual: the same for this year or None}]
- `last_year`: {fiscal_year, edition (None where it was never a report), scale_name, grades (as in `scale`), same_scale,
  item_count} or None
"""

from collections import defaultdict

from django.db.models import Prefetch, Q

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.models import Municipality
from organizations.models.municipalities import marked
from plans.models import IndicatorFigure, RatingScale

from ..data_files.document import contact_of
from ..models import AnswerFigure, Evaluation, ScheduleCell, YearlyStatus
from ..outline import read_outline
from ..responsible import department_names_in_year
from ..results import no_result, result_of
from ..survey.publishing import PUBLISHABLE
from .last_year import described_scale, read_last_year
from .overview import make_overview
from .plain_texts import plain

FORMAT, VERSION = "kyodo-portal/annual-report", 1
Licence = Municipality.Licence
LICENCE_URLS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/deed.ja",
    Licence.PDL: "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
}
READY = PUBLISHABLE
UNPUBLISHED = {
    "number": None,
    "published_at": None,
    "reason": None,
    "corrects": None,
    "compared_with": None,
    "changes": [],
}
ENDING_STATUSES = {YearlyStatus.Status.COMPLETED: "finished", YearlyStatus.Status.CANCELLED: "dropped"}
ENDING_STEPS = {
    YearlyStatus.NextStep.COMPLETE: "finished",
    YearlyStatus.NextStep.ABOLISH: "dropped",
    YearlyStatus.NextStep.MERGE: "dropped",
}
KIND_LABELS = {"new": "新規", "finished": "完了", "dropped": "中止・統合・廃止"}


def gather(plan, fiscal_year):
    """The document of that year as it stands now, as the public would be given it: confirmed answers, finished
    evaluations, values reported with the answers. `edition` is that of a preview. A fixed number of queries.
    """
    outline = read_outline(plan)
    scale = RatingScale.objects.prefetch_related("grades").in_force(plan, fiscal_year)
    rows = ready_rows(plan, fiscal_year)
    last_year = read_last_year(plan, fiscal_year, scale)
    items = _items(plan, fiscal_year, outline, rows, last_year)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "title": f"{plan.title} 進捗状況報告書 {both_calendars(fiscal_year)}",
        "fiscal_year": fiscal_year,
        "fiscal_year_label": both_calendars(fiscal_year),
        "municipality": _municipality(plan.municipality),
        "plan": _plan(plan),
        "edition": dict(UNPUBLISHED),
        "licence": _licence(plan.municipality),
        "contact": contact_of(plan.public_contact) if plan.public_contact else None,
        "texts": _texts(plan, fiscal_year),
        "scale": described_scale(scale),
        "stages": {
            "internal": plan.evaluates_internally,
            "mutual": plan.evaluates_mutually,
            "external": plan.evaluates_externally,
            "reply": plan.replies_to_evaluations,
        },
        "policies": [_policy(plan, policy) for policy in outline.policies],
        "items": items,
        "indicators": _indicators(plan, fiscal_year, rows),
        "last_year": last_year.described if last_year else None,
    }
    document["overview"] = make_overview(document, last_year.items if last_year else {})
    return plain(document)


def ready_rows(plan, fiscal_year):
    """The answers of the year that may be published, with finished evaluations as `evaluations`."""
    evaluations = Evaluation.objects.filter(is_handed_in=True).in_order_of_stages()
    return list(
        YearlyStatus.objects.filter(item__plan=plan, fiscal_year=fiscal_year, state__in=READY)
        .select_related("item", "grade")
        .prefetch_related(Prefetch("evaluations", evaluations))
        .in_plan_order()
    )


def _municipality(city):
    return {
        "code": city.code,
        "slug": city.slug,
        "name": marked(city.name, city.is_fictional),
        "prefecture": city.prefecture,
        "is_fictional": city.is_fictional,
        "notice": city.notice or None,
    }


def _plan(plan):
    return {
        "slug": plan.slug,
        "title": plan.title,
        "subtitle": plan.subtitle or None,
        "start_fy": plan.start_fy,
        "end_fy": plan.end_fy,
        "open_ended": plan.open_ended,
        "period": plan.period,
        "level_labels": plan.level_labels,
        "has_actor_marks": plan.has_actor_marks,
        "actor_notice": plan.actor_notice or None,
        "item_word": plan.item_label,
        "schedule_word": plan.roadmap_title,
    }


def _licence(city):
    if not city.licence:
        return None
    return {"code": city.licence, "name": city.get_licence_display(), "url": LICENCE_URLS[city.licence]}


def _texts(plan, fiscal_year):
    text = plan.report_texts.filter(fiscal_year=fiscal_year).first()
    texts = {"summary": (text and text.summary) or None, "notes": (text and text.notes) or None}
    return texts | ({"easy_summary": text.easy_summary} if text and text.easy_summary else {})


def _policy(plan, policy):
    return {
        "code": policy.code,
        "number": policy.number_as_printed or None,
        "name": policy.name,
        "label": plan.subpolicy_label if policy.parent else plan.policy_label,
        "policies": [_policy(plan, sub) for sub in policy.subpolicies],
        "measures": [_measure(measure) for measure in policy.measures],
    }


def _measure(measure):
    return {
        "code": measure.code,
        "number": measure.number_as_printed or None,
        "name": measure.name,
        "items": [
            {
                "item": place.item.code,
                "number": place.number_as_printed or None,
                "repeat": place.is_repeat or place.item.main_place is not place,
            }
            for place in measure.placements
        ],
    }


def _items(plan, fiscal_year, outline, rows, last_year):
    """Those the plan asks for in that year, and those with an answer about it."""
    answers = {row.item_id: row for row in rows}
    asked = {item.pk for item in plan.items.in_force(fiscal_year)} | set(answers)
    names = department_names_in_year(plan, rows)
    cells = _cells(plan, fiscal_year)
    before = last_year.items if last_year else {}
    same_scale = bool(last_year) and last_year.same_scale
    items = (
        plan.items.filter(pk__in=asked).select_related("successor", "phase").order_by("sort_order", "code")
    )
    return [
        _item(
            item,
            outline.items[item.pk],
            answers.get(item.pk),
            names,
            cells[item.pk],
            before.get(item.code),
            same_scale,
            fiscal_year,
        )
        for item in items
    ]


def _cells(plan, fiscal_year):
    """Item id -> what the plan's own table says of that year, or of its phases where it knows no years."""
    found = defaultdict(list)
    of_year = Q(fiscal_year=fiscal_year) | Q(phase__isnull=False)
    cells = ScheduleCell.objects.filter(of_year, item__plan=plan).prefetch_related("stages")
    for cell in cells.order_by("phase__number", "part"):
        found[cell.item_id].append(
            {"part": cell.part, "as_printed": cell.as_printed or None, "stage": cell.meaning}
        )
    return found


def _item(item, row, answer, names, cells, before, same_scale, fiscal_year):
    """One item: what the plan says, what was done, how it was judged, and how it stood the year before.

    `policy`: code of the highest policy over the main place, `measure`: of its measure; None for an item that stands
    nowhere. `departments`: as the plan prints
    them; `department`: who answered, by its name of that year. `is_judged`: whether it counts in the shares.
    `movement`: improved, fell_back, same, or None where one of the two years was not judged. `change`: new, finished,
    dropped or None, with `change_reason` and `successor` {code, name}.
    """
    place = row.main_place
    policy = place and (place.measure.policy.parent or place.measure.policy)
    entry = {
        "code": item.code,
        "number": (place and place.number_as_printed) or item.number_as_printed or None,
        "name": item.name,
        "policy": policy.code if policy else None,
        "policy_name": policy.name if policy else None,
        "measure": place.measure.code if place else None,
        "measure_name": place.measure.name if place else None,
        "departments": [each.name for each in row.departments],
        "actors": [actor.value for actor in row.actors],
        "actor_labels": [str(actor.label) for actor in row.actors],
        "content": item.content or None,
        "schedule": cells,
        "phase": str(item.phase) if item.phase else None,
        "timing": item.timing_as_printed or None,
    }
    entry |= result_of(answer, names[answer.pk]) if answer else no_result()
    entry["last_year"] = before
    entry["movement"] = movement(entry, before, same_scale)
    return entry | _change(item, answer, entry, fiscal_year)


RANKS = {"achieved": 0, "underway": 1, "behind": 2}


def movement(now, before, same_scale):
    """How an item moved since the year before, by the grades of one scale, or else by what they count as."""
    if not (before and now["is_judged"] and before["is_judged"]):
        return None
    if same_scale:
        new, old = now["grade_order"], before["grade_order"]
    else:
        new, old = RANKS[now["counts_as"]], RANKS[before["counts_as"]]
    return "same" if new == old else "improved" if new < old else "fell_back"


def _change(item, answer, entry, fiscal_year):
    """Whether the item began or ended in that year: as its answer says, else as the plan's own dates of the item do."""
    kind = None
    if answer:
        kind = ENDING_STEPS.get(answer.next_step)
        if kind is None and not answer.next_step:
            kind = ENDING_STATUSES.get(answer.status)
    if kind is None and item.end_fy == fiscal_year:
        kind = ENDING_STATUSES.get(answer.status, "dropped") if answer else "dropped"
    if kind is None and item.start_fy == fiscal_year:
        kind = "new"
    ends = kind in ("finished", "dropped")
    return {
        "change": kind,
        "change_label": KIND_LABELS.get(kind),
        "change_reason": (item.end_reason or entry["reason"] or entry["next_plan"]) if ends else None,
        "successor": (
            {"code": item.successor.code, "name": item.successor.name} if ends and item.successor else None
        ),
    }


def _indicators(plan, fiscal_year, rows):
    """The plan's indicators; what the answers of this year report counts as its actual value."""
    reported = dict(
        AnswerFigure.objects.filter(answer__in=rows).exclude(value=None).values_list("indicator_id", "value")
    )
    indicators = plan.indicators.select_related("policy").prefetch_related("figures")
    return [
        _indicator(indicator, fiscal_year, reported.get(indicator.pk))
        for indicator in indicators.order_by("sort_order", "code")
    ]


def _indicator(indicator, fiscal_year, reported):
    kinds = IndicatorFigure.Kind
    figures = [
        figure
        for figure in indicator.figures.all()
        if figure.fiscal_year <= fiscal_year or figure.kind == kinds.TARGET
    ]
    if reported is not None:
        old = next((f for f in figures if (f.fiscal_year, f.kind) == (fiscal_year, kinds.ACTUAL)), None)
        if old is None or old.value != reported:
            figures = [figure for figure in figures if figure is not old]
            figures.append(
                IndicatorFigure(
                    indicator=indicator, fiscal_year=fiscal_year, kind=kinds.ACTUAL, value=reported
                )
            )
    figures.sort(key=lambda figure: (figure.fiscal_year, list(kinds).index(figure.kind)))
    targets = [f for f in figures if f.kind == kinds.TARGET and f.value is not None]
    ahead = [f for f in targets if f.fiscal_year >= fiscal_year] or targets[-1:]
    actual = next((f for f in figures if (f.fiscal_year, f.kind) == (fiscal_year, kinds.ACTUAL)), None)
    return {
        "code": indicator.code,
        "number": indicator.number_as_printed or None,
        "name": indicator.name,
        "unit": indicator.unit or None,
        "policy": indicator.policy.code if indicator.policy else None,
        "policy_name": indicator.policy.name if indicator.policy else None,
        "figures": [_figure(figure) for figure in figures],
        "target": _figure(ahead[0]) if ahead else None,
        "actual": _figure(actual) if actual else None,
    }


def _figure(figure):
    return {
        "fiscal_year": figure.fiscal_year,
        "kind": figure.kind,
        "kind_label": figure.get_kind_display(),
        "value": figure.number,
        "shown": figure.shown or None,
        "cumulative": figure.is_cumulative,
        "approximate": figure.is_approximate,
    }
