"""The counts of a report, made from its items alone: how many, how many reported, and shares by grade.

A share is always of the items that were judged, and says n of N; what was not reported or not judged moves nothing.
`overview` has these keys:

- `items`, `reported`, `judged`: numbers of items
- `not_judged`: [{label, count}], each kind apart
- `whole`: a group; `by_policy`, `by_department`, `by_actor`: [a group], each with its `name`
- `last_year`: the group of the year before by its own scale, or None
- `outcomes`: {"this_year": group, "last_year": group or None}: by 達成・進行中・遅れ, for years of two scales
- `improved`, `fell_back`, `new`, `finished`, `dropped`: codes of items

A group is {name, total, counted, rows: [{code, label, count, percent}], achieved, achieved_before}; `percent` has one
decimal, None where nothing was judged. `achieved` is the share of what counts as 達成, {count, counted, percent};
`achieved_before` the same of these items in the year before, None where nothing of it is public.
"""

from collections import Counter, defaultdict

from django.utils.translation import gettext_noop

from plans.models import Actor, Grade

from ..models import YearlyStatus
from ..survey.shares import percent

OUTCOMES = [each for each in Grade.CountsAs if each != Grade.CountsAs.NOT_JUDGED]
NOWHERE = gettext_noop("施策に置かれていない取組")
NO_DEPARTMENT = gettext_noop("担当の部署が決まっていない取組")
NO_ACTOR = gettext_noop("主体の記載がない取組")
NO_GRADE = gettext_noop("評価なし")


def make_overview(document, before):
    """`before`: item code -> how it stood the year before; {} where nothing of it is public."""
    items, grades = document["items"], _judging(document["scale"])
    last_year = document["last_year"]
    old_grades = _judging({"grades": last_year["grades"]}) if last_year else []
    return {
        "items": len(items),
        "reported": sum(item["is_reported"] for item in items),
        "judged": sum(item["is_judged"] for item in items),
        "not_judged": _not_judged(items),
        "whole": _group("全体", items, grades),
        "last_year": _group("前年度", before.values(), old_grades) if last_year else None,
        "outcomes": {
            "this_year": _outcomes(items),
            "last_year": _outcomes(before.values()) if last_year else None,
        },
        "by_policy": _by_policy(document, items, grades),
        "by_department": _by_department(items, grades),
        "by_actor": _by_actor(document, items, grades),
        **{
            name: [item["code"] for item in items if item["movement"] == name]
            for name in ("improved", "fell_back")
        },
        **{
            name: [item["code"] for item in items if item["change"] == name]
            for name in ("new", "finished", "dropped")
        },
    }


def _judging(scale):
    """(code, label) of the grades that judge, in their order."""
    if not scale:
        return []
    return [(g["code"], g["label"]) for g in scale["grades"] if g["counts_as"] != Grade.CountsAs.NOT_JUDGED]


def _group(name, items, grades):
    items = list(items)
    given = Counter(item["grade"] for item in items if item["is_judged"])
    counted = sum(given.values())
    rows = [
        {"code": code, "label": label, "count": given[code], "percent": _percent(given[code], counted)}
        for code, label in grades
    ]
    before = [item["last_year"] for item in items if item.get("last_year")]
    return {
        "name": name,
        "total": len(items),
        "counted": counted,
        "rows": rows,
        "achieved": _achieved(items),
        "achieved_before": _achieved(before) if before else None,
    }


def _achieved(items):
    judged = [item for item in items if item["is_judged"]]
    count = sum(item["counts_as"] == Grade.CountsAs.ACHIEVED for item in judged)
    return {"count": count, "counted": len(judged), "percent": _percent(count, len(judged))}


def _outcomes(items):
    items = list(items)
    given = Counter(item["counts_as"] for item in items if item["is_judged"])
    counted = sum(given.values())
    rows = [
        {
            "code": each.value,
            "label": str(each.label),
            "count": given[each.value],
            "percent": _percent(given[each.value], counted),
        }
        for each in OUTCOMES
    ]
    return {"name": "達成・進行中・遅れ", "total": len(items), "counted": counted, "rows": rows}


def _percent(count, whole):
    found = percent(count, whole)
    return None if found is None else float(found)


def _not_judged(items):
    """Each kind apart: 未報告, 中止, 対象外, 評価困難, 評価なし and grades that do not judge; by their words."""
    apart = Counter()
    for item in items:
        if item["is_judged"]:
            continue
        if item["status"] in (
            YearlyStatus.Status.NOT_STARTED,
            YearlyStatus.Status.IN_PROGRESS,
            YearlyStatus.Status.COMPLETED,
        ):
            apart[f"{item['grade']} {item['grade_label']}" if item["grade"] else NO_GRADE] += 1
        else:
            apart[item["status_label"]] += 1
    return [{"label": label, "count": count} for label, count in sorted(apart.items())]


def _by_policy(document, items, grades):
    """By the policy of the highest level in which the item's main place lies; a 再掲 is not counted again."""
    found = defaultdict(list)
    for item in items:
        found[item["policy"]].append(item)
    groups = [
        {"code": policy["code"], **_group(_numbered(policy), found[policy["code"]], grades)}
        for policy in document["policies"]
    ]
    if found[None]:
        groups.append({"code": None, **_group(NOWHERE, found[None], grades)})
    return groups


def _numbered(policy):
    return f"{policy['number']} {policy['name']}" if policy["number"] else policy["name"]


def _by_department(items, grades):
    """By the department that answered, or, where nobody has, the first one the plan prints."""
    found = defaultdict(list)
    for item in items:
        found[item["department"] or next(iter(item["departments"]), NO_DEPARTMENT)].append(item)
    return [_group(name, found[name], grades) for name in found]


def _by_actor(document, items, grades):
    """An item of two actors counts in both. Empty where the plan prints none."""
    if not any(item["actors"] for item in items):
        return []
    groups = [
        _group(str(actor.label), [item for item in items if actor.value in item["actors"]], grades)
        for actor in Actor
    ]
    without = [item for item in items if not item["actors"]]
    return groups + ([_group(NO_ACTOR, without, grades)] if without else [])
