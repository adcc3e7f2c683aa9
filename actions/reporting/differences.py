"""What changed between two documents of the same year, cell by cell, in words a reader can follow."""

from .parts.blocks import NOT_STATED
from .parts.cards import MOVEMENTS, grade_text, schedule_text

ITEM_FIELDS = (
    ("name", "取組名"),
    ("number", "番号"),
    ("policy_name", "方針"),
    ("measure_name", "施策"),
    ("departments", "計画に印字された部署"),
    ("actor_labels", "主体"),
    ("content", "計画の内容(要約)"),
    ("department", "担当した部署"),
    ("status_label", "状況"),
    ("done", "取り組んだこと"),
    ("reason", "評価の理由"),
    ("issues", "課題"),
    ("next_step_label", "今後の方向"),
    ("next_plan", "次年度の取組"),
    ("change_label", "変化"),
    ("change_reason", "変化の理由"),
)
PLAN_FIELDS = (
    ("title", "計画の名称"),
    ("subtitle", "副題"),
    ("period", "計画期間"),
    ("item_word", "取組の呼び名"),
    ("schedule_word", "年次計画の呼び名"),
    ("actor_notice", "主体の断り書き"),
)
TEXT_FIELDS = (
    ("summary", "この年度のまとめ"),
    ("easy_summary", "やさしい日本語のまとめ"),
    ("notes", "注記"),
)
CONTACT_FIELDS = (
    ("department", "部署"),
    ("postal_code", "郵便番号"),
    ("address", "住所"),
    ("tel", "電話"),
    ("fax", "FAX"),
    ("email", "メール"),
)


def changes(before, after):
    """[{place, field, before, after}] of every cell that differs; None stands for nothing written.

    Two documents that differ in anything but their edition never give an empty list.
    """
    old, new = dict(cells(before)), dict(cells(after))
    found = [
        {"place": place, "field": field, "before": old.get((place, field)), "after": new.get((place, field))}
        for place, field in [*old, *(key for key in new if key not in old)]
        if old.get((place, field)) != new.get((place, field))
    ]
    if not found and said(before) != said(after):
        found = [
            {
                "place": "報告書",
                "field": "並び順など、文字に出ないもの",
                "before": "前の版",
                "after": "この版",
            }
        ]
    return found


def said(document):
    """The document without what differs from edition to edition."""
    return {key: value for key, value in document.items() if key != "edition"}


def cells(document):
    """((place, field), text or None) of everything the report says, in its order."""
    yield from _fields("報告書", document, (("title", "題名"),))
    yield from _fields("市区町村", document["municipality"], (("name", "名称"), ("prefecture", "都道府県")))
    yield from _fields("計画", document["plan"], PLAN_FIELDS)
    for level, label in document["plan"]["level_labels"].items():
        yield ("計画", f"階層の呼び名({level})"), label
    yield from _fields("お問い合わせ", document["contact"] or {}, CONTACT_FIELDS)
    yield ("報告書", "利用の条件"), (document["licence"] or {}).get("name")
    for name, label in (
        ("internal", "内部評価"),
        ("mutual", "相互評価"),
        ("external", "外部評価"),
        ("reply", "市の対応"),
    ):
        yield ("評価のしかた", label), "する" if document["stages"][name] else "しない"
    yield from _fields("報告書", document["texts"], TEXT_FIELDS)
    yield from _scale(document["scale"])
    yield from _levels(document["policies"])
    for item in document["items"]:
        yield from _item(item)
    for indicator in document["indicators"]:
        yield from _indicator(indicator)
    yield from _overview(document["overview"])


def _fields(place, row, fields):
    for name, label in fields:
        value = row.get(name)
        yield (place, label), "、".join(value) if isinstance(value, list) else value


def _scale(scale):
    if not scale:
        return
    yield ("評価の尺度", "名称"), scale["name"]
    for grade in scale["grades"]:
        text = f"{grade['symbol'] or ''} {grade['label']}: {grade['meaning']}({grade['counts_as_label']})".strip()
        yield ("評価の尺度", f"区分 {grade['code']}"), text


def _levels(policies, above=""):
    for policy in policies:
        place = f"{policy['label']} {above}{policy['code']}"
        yield (place, "名称"), _numbered(policy)
        yield from _levels(policy["policies"], f"{policy['code']} ")
        for measure in policy["measures"]:
            here = f"{place} 施策 {measure['code']}"
            yield (here, "名称"), _numbered(measure)
            places = [
                f"{each['number'] or ''} {each['item']}{'(再掲)' if each['repeat'] else ''}".strip()
                for each in measure["items"]
            ]
            yield (here, "取組の並び"), "、".join(places) or None


def _numbered(level):
    return f"{level['number']} {level['name']}" if level["number"] else level["name"]


def _item(item):
    place = f"取組 {item['code']}"
    yield from _fields(place, item, ITEM_FIELDS)
    yield (place, "この年度の予定"), schedule_text(item)
    yield (place, "担当課の評価"), _grade(item)
    yield (place, "引き継いだ取組"), _successor(item)
    yield (place, "前年度との比べ"), MOVEMENTS.get(item["movement"])
    before = item["last_year"]
    yield (place, "前年度の評価"), _grade(before) if before else None
    seen = {}
    for each in item["evaluations"]:
        name = f"{each['stage_label']}({each['partner']})" if each["partner"] else each["stage_label"]
        seen[name] = seen.get(name, 0) + 1
        name = name if seen[name] == 1 else f"{name}{seen[name]}"
        yield (place, name), _grade(each)
        yield (place, f"{name}の意見"), each["opinion"]
        yield (place, f"{name}への市の対応"), each["reply"]


def _grade(row):
    return grade_text(row["grade"], row["grade_label"], row["grade_symbol"]) or None


def _successor(item):
    successor = item["successor"]
    return f"{successor['code']} {successor['name']}" if successor else None


def _indicator(indicator):
    place = f"指標 {indicator['code']}"
    yield from _fields(place, indicator, (("name", "名称"), ("number", "番号"), ("policy_name", "方針")))
    yield (place, "単位"), indicator["unit"]
    for figure in indicator["figures"]:
        yield (place, f"{figure['kind_label']}({figure['fiscal_year']}年度)"), figure["shown"] or NOT_STATED


def _overview(overview):
    for name, label in (("items", "取組の数"), ("reported", "報告があった数"), ("judged", "評価した数")):
        yield ("集計", label), f"{overview[name]}件"
    for row in overview["not_judged"]:
        yield ("集計", f"評価に入れない: {row['label']}"), f"{row['count']}件"
    groups = [("全体", overview["whole"]), ("前年度", overview["last_year"])]
    groups += [(f"方針ごと {each['name']}", each) for each in overview["by_policy"]]
    groups += [(f"部署ごと {each['name']}", each) for each in overview["by_department"]]
    groups += [(f"主体ごと {each['name']}", each) for each in overview["by_actor"]]
    for place, group in groups:
        if group is None:
            continue
        place = f"集計 {place}"
        yield (place, "評価した取組"), f"{group['total']}件中{group['counted']}件"
        for name, label in (("achieved", "達成"), ("achieved_before", "前年度の達成")):
            share = group.get(name)
            yield (place, label), f"{share['counted']}件中{share['count']}件" if share else None
        for row in group["rows"]:
            share = "" if row["percent"] is None else f"({row['percent']:.1f}%)"
            yield (place, f"{row['code']} {row['label']}"), f"{row['count']}件{share}"
