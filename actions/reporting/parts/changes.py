"""What this edition corrects; and what moved, began and ended since the year before."""

from .blocks import NOT_STATED, Section, facts, heading, note, table, text


def correction_section(document):
    """What this edition corrects; empty in a first edition."""
    edition = document["edition"]
    section = Section("correction", "正誤")
    if not edition["reason"]:
        return section
    corrects, compared = edition["corrects"], edition["compared_with"]
    if corrects["is_withdrawn"]:
        said = f"第{corrects['number']}版は取り下げました。この版は、そのあとに公開したものです。"
    else:
        said = f"この版は、第{corrects['number']}版を直したものです。"
    section.blocks += [text(said), facts([["直した理由", edition["reason"]]])]
    rows = [
        [each["place"], each["field"], each["before"] or NOT_STATED, each["after"] or NOT_STATED]
        for each in edition["changes"]
    ]
    if rows:
        caption = f"第{compared}版から直したところ"
        head = ["場所", "欄", "前", "後"]
        section.blocks.append(table("changes-table", caption, head, rows, widths=[3, 2, 4, 4]))
    return section


def changes_section(document):
    """What moved since the year before, and which items began, ended or were given up."""
    overview, section = document["overview"], Section("changes", "前年度からの変化")
    items = {item["code"]: item for item in document["items"]}
    if document["last_year"]:
        for key, title in (("improved", "評価が上がった取組"), ("fell_back", "評価が下がった取組")):
            section.blocks.append(heading(3, key.replace("_", "-"), f"{title}({len(overview[key])}件)"))
            section.blocks.append(_item_list([items[code] for code in overview[key]], _moved))
    for key, title in (
        ("new", "新しく始まった取組"),
        ("finished", "完了した取組"),
        ("dropped", "中止・統合・廃止した取組"),
    ):
        section.blocks.append(heading(3, key, f"{title}({len(overview[key])}件)"))
        section.blocks.append(_item_list([items[code] for code in overview[key]], _ended))
    return section


def _item_list(items, say):
    if not items:
        return note("ありません。")
    return {
        "kind": "list",
        "rows": [{"text": f"{i['code']} {i['name']}{say(i)}", "item": i["code"]} for i in items],
    }


def _moved(item):
    before = item["last_year"]
    return f": {before['grade']} {before['grade_label']} から {item['grade']} {item['grade_label']} へ"


def _ended(item):
    if item["change"] == "new":
        return ""
    successor = item["successor"]
    taken_over = f"(引き継いだ取組: {successor['code']} {successor['name']})" if successor else ""
    return f" ― 理由: {item['change_reason'] or NOT_STATED}{taken_over}"
