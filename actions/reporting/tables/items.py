"""The rows of the items of a report, and of what others said of them."""

from collections import Counter

from kyodo_portal.japanese.printed_numbers import plain_number
from plans.models import Actor

from .opening import opening


def _leaf_policies(policies, parent=None):
    """(policy, the policy above it or {}), for every policy that may have measures."""
    for policy in policies:
        yield from _leaf_policies(policy["policies"], policy)
        yield policy, parent or {}


def _places(document):
    """Item code -> (parent policy, policy, measure) of its main place."""
    return {
        place["item"]: (parent, policy, measure)
        for policy, parent in _leaf_policies(document["policies"])
        for measure in policy["measures"]
        for place in measure["items"]
        if not place["repeat"]
    }


def item_rows(document):
    places = _places(document)
    names_actors = any(item["actors"] for item in document["items"])
    for item in document["items"]:
        parent, policy, measure = places.get(item["code"], ({}, {}, {}))
        actors = {
            str(actor.label): int(actor.value in item["actors"]) if names_actors else None for actor in Actor
        }
        yield (
            opening(document, item["code"], document["fiscal_year"])
            | actors
            | {
                "取組コード": item["code"],
                "取組名": item["name"],
                "印字番号": plain_number(item["number"]),
                "上位方針コード": parent.get("code"),
                "上位方針名": parent.get("name"),
                "方針コード": policy.get("code"),
                "方針名": policy.get("name"),
                "施策コード": measure.get("code"),
                "施策名": measure.get("name"),
                "担当した部署": item["department"],
                "印字された部署": item["departments"],
                "推進内容の要約": item["content"],
                "予定の印字": _in_parts(item["schedule"], "as_printed"),
                "予定の内容": _in_parts(item["schedule"], "stage"),
            }
            | _result(item)
            | _against_last_year(item)
        )


def _in_parts(cells, key):
    """The cells of a year that is cut into narrow columns, each in the place it has there."""
    if any(cell["part"] is None for cell in cells):
        return [cell[key] for cell in cells]
    by_part = {cell["part"]: cell[key] for cell in cells}
    return [by_part.get(part) for part in range(1, max(by_part, default=0) + 1)]


def _result(item):
    others = {each["stage"]: each for each in item["evaluations"]}
    internal, external = others.get("internal", {}), others.get("external", {})
    return {
        "状況": item["status"],
        "状況の言葉": item["status_label"],
        "取り組んだこと": item["done"],
        "評価": item["grade"],
        "評価の言葉": item["grade_label"],
        "評価の数え方": item["counts_as"],
        "割合に入る": int(item["is_judged"]),
        "評価の理由": item["reason"],
        "課題": item["issues"],
        "今後の方向": item["next_step"],
        "今後の方向の言葉": item["next_step_label"],
        "次年度の取組": item["next_plan"],
        "内部評価": internal.get("grade"),
        "内部評価の意見": internal.get("opinion"),
        "外部評価": external.get("grade"),
        "外部評価の意見": external.get("opinion"),
        "市の対応": external.get("reply"),
    }


def _against_last_year(item):
    before, successor = item["last_year"] or {}, item["successor"] or {}
    return {
        "前年度の状況": before.get("status"),
        "前年度の評価": before.get("grade"),
        "前年度の評価の言葉": before.get("grade_label"),
        "前年度との比べ": item["movement"],
        "変化": item["change"],
        "変化の理由": item["change_reason"],
        "引き継いだ取組コード": successor.get("code"),
        "引き継いだ取組名": successor.get("name"),
    }


def evaluation_rows(document):
    for item in document["items"]:
        of_stage = Counter()
        for each in item["evaluations"]:
            of_stage[each["stage"]] += 1
            number = of_stage[each["stage"]]
            yield opening(document, item["code"], document["fiscal_year"], each["stage"], number) | {
                "取組コード": item["code"],
                "取組名": item["name"],
                "自己評価": item["grade"],
                "段階": each["stage"],
                "段階の言葉": each["stage_label"],
                "協働の相手": each["partner"],
                "評価": each["grade"],
                "評価の言葉": each["grade_label"],
                "意見": each["opinion"],
                "市の対応": each["reply"],
            }
