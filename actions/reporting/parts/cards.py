"""One item of a report as a card: plan, result, grade, reason, next step, what others said, and the reply."""

from .blocks import NOT_STATED

MOVEMENTS = {"improved": "上がった", "fell_back": "下がった", "same": "同じ"}


def item_card(item, document):
    rows = [
        ["主体", "・".join(item["actor_labels"]) or NOT_STATED],
        ["担当した部署", item["department"] or "、".join(item["departments"]) or NOT_STATED],
        ["この年度の予定", schedule_text(item)],
        ["状況", item["status_label"]],
        ["取り組んだこと", item["done"] or NOT_STATED],
        ["担当課の評価", _own_grade(item)],
        ["評価の理由", item["reason"] or NOT_STATED],
    ]
    rows += [row for each in item["evaluations"] for row in _evaluation_rows(each)]
    if document["stages"]["external"] and not any(e["stage"] == "external" for e in item["evaluations"]):
        rows.append(["外部評価", "この取組の外部評価はありません。"])
    rows += [
        ["課題", item["issues"] or NOT_STATED],
        ["今後の方向", item["next_step_label"] or NOT_STATED],
        ["次年度の取組", item["next_plan"] or NOT_STATED],
    ]
    if item["change"] in ("finished", "dropped"):
        rows.append([f"{item['change_label']}の理由", item["change_reason"] or NOT_STATED])
        if item["successor"]:
            rows.append(["引き継いだ取組", f"{item['successor']['code']} {item['successor']['name']}"])
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


def schedule_text(item):
    """What the plan says: the print of its table, and what it means where that is another word; its phase and timing."""
    texts = []
    for cell in item["schedule"]:
        printed, stage = cell["as_printed"], cell["stage"]
        texts.append(
            f"{stage}(計画の印字は「{printed}」)"
            if printed and stage and printed != stage
            else (stage or printed or "")
        )
    texts += [item["phase"], item["timing"]]
    return "、".join(dict.fromkeys(filter(None, texts))) or NOT_STATED


def _own_grade(item):
    if not item["grade"]:
        return "評価していません" if item["is_reported"] else "報告がありません"
    text = grade_text(item["grade"], item["grade_label"], item["grade_symbol"])
    before = item["last_year"]
    if before and before["grade"]:
        old = grade_text(before["grade"], before["grade_label"], before["grade_symbol"])
        moved = (
            f"、前年度より{MOVEMENTS[item['movement']]}"
            if item["movement"] in ("improved", "fell_back")
            else ""
        )
        text += f"(前年度は {old}{moved})"
    return text


def _evaluation_rows(evaluation):
    who = f"({evaluation['partner']})" if evaluation["partner"] else ""
    grade = grade_text(evaluation["grade"], evaluation["grade_label"], evaluation["grade_symbol"])
    text = "\n".join(filter(None, [grade, evaluation["opinion"]])) or NOT_STATED
    rows = [[f"{evaluation['stage_label']}{who}", text]]
    if evaluation["reply"]:
        rows.append(["市の対応", evaluation["reply"]])
    return rows
