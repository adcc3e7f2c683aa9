"""One item of a report as a card: plan, result, grade, reason, next step, what others said, and the reply."""

from django.utils.translation import gettext as _

from kyodo_portal.japanese.wording import joined, mixed
from plans.models import Actor

from ...models import Evaluation, YearlyStatus
from ..text_names import DEPARTMENT, DONE, ISSUES, NEXT_PLAN, OWN_GRADE, REASON, REPLY
from .blocks import not_stated, word_of

MOVEMENTS = {"improved": "上がった", "fell_back": "下がった", "same": "同じ"}


def item_card(item, document):
    rows = [
        [_("主体"), _actors(item)],
        [_(DEPARTMENT), item["department"] or _listed(item["departments"]) or not_stated()],
        [_("この年度の予定"), schedule_text(item)],
        [_("状況"), word_of(YearlyStatus.Status, item, "status")],
        [_(DONE), item["done"] or not_stated()],
        [_(OWN_GRADE), _own_grade(item)],
        [_(REASON), item["reason"] or not_stated()],
    ]
    rows += [row for each in item["evaluations"] for row in _evaluation_rows(each)]
    if document["stages"]["external"] and not any(e["stage"] == "external" for e in item["evaluations"]):
        rows.append([_("外部評価"), _("この取組の外部評価はありません。")])
    rows += [
        [_(ISSUES), item["issues"] or not_stated()],
        [_("今後の方向"), word_of(YearlyStatus.NextStep, item, "next_step") or not_stated()],
        [_(NEXT_PLAN), item["next_plan"] or not_stated()],
    ]
    if item["change"] in ("finished", "dropped"):
        label = _("完了の理由") if item["change"] == "finished" else _("中止・統合・廃止の理由")
        rows.append([label, item["change_reason"] or not_stated()])
        if item["successor"]:
            rows.append([_("引き継いだ取組"), f"{item['successor']['code']} {item['successor']['name']}"])
    return {
        "kind": "item",
        "id": f"item-{item['code']}",
        "code": item["code"],
        "number": item["number"] or "",
        "name": item["name"],
        "rows": rows,
    }


def grade_text(grade, label, symbol):
    """S 計画を上回る ◎: the word first, then the symbol."""
    return " ".join(filter(None, [grade, label, symbol]))


def grade_of(judged):
    return grade_text(judged["grade"], judged["grade_label"], judged["grade_symbol"])


def schedule_text(item):
    """What the plan says: the print of its table, and what it means where that is another word; its phase and timing."""
    texts = []
    for cell in item["schedule"]:
        printed, stage = cell["as_printed"], cell["stage"]
        if printed and stage and printed != stage:
            texts.append(mixed(_("%(stage)s(計画の印字は「%(printed)s」)"), stage=stage, printed=printed))
        else:
            texts.append(stage or printed or "")
    texts += [item["phase"], item["timing"]]
    return _listed(dict.fromkeys(filter(None, texts))) or not_stated()


def compared(item):
    """How its own grade stood the year before; "" where nothing is known of that."""
    before = item["last_year"]
    if not (before and before["grade"]):
        return ""
    said = {
        "improved": _("(前年度は %(grade)s、前年度より上がった)"),
        "fell_back": _("(前年度は %(grade)s、前年度より下がった)"),
    }.get(item["movement"]) or _("(前年度は %(grade)s)")
    return mixed(said, grade=grade_of(before))


def stage_of(evaluation):
    """By which evaluation an item was judged: 外部評価."""
    return word_of(Evaluation.Stage, evaluation, "stage")


def _actors(item):
    labels = [
        word_of(Actor, {"actor": actor, "actor_label": label}, "actor")
        for actor, label in zip(item["actors"], item["actor_labels"], strict=True)
    ]
    return _("・").join(labels) or not_stated()


def _listed(texts):
    return joined(_("、"), texts)


def _own_grade(item):
    if not item["grade"]:
        return _("評価していません") if item["is_reported"] else _("報告がありません")
    return joined("", [grade_of(item), compared(item)])


def _evaluation_rows(evaluation):
    label = stage_of(evaluation)
    if evaluation["partner"]:
        label = mixed(_("%(stage)s(%(partner)s)"), stage=label, partner=evaluation["partner"])
    text = "\n".join(filter(None, [grade_of(evaluation), evaluation["opinion"]])) or not_stated()
    rows = [[label, text]]
    if evaluation["reply"]:
        rows.append([_(REPLY), evaluation["reply"]])
    return rows
