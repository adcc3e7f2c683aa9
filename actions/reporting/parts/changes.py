"""What this edition corrects; and what moved, began and ended since the year before."""

from django.utils.translation import gettext as _

from kyodo_portal.japanese.wording import joined, mixed

from .blocks import Section, facts, heading, not_stated, note, table, text


def correction_section(document):
    """What this edition corrects; empty in a first edition."""
    edition = document["edition"]
    section = Section("correction", _("正誤"))
    if not edition["reason"]:
        return section
    corrects, compared = edition["corrects"], edition["compared_with"]
    if corrects["is_withdrawn"]:
        said = _("第%(number)s版は取り下げました。この版は、そのあとに公開したものです。")
    else:
        said = _("この版は、第%(number)s版を直したものです。")
    section.blocks += [
        text(said % {"number": corrects["number"]}),
        facts([[_("直した理由"), edition["reason"]]]),
    ]
    rows = [
        [each["place"], each["field"], each["before"] or not_stated(), each["after"] or not_stated()]
        for each in edition["changes"]
    ]
    if rows:
        caption = _("第%(number)s版から直したところ") % {"number": compared}
        head = [_("場所"), _("欄"), _("前"), _("後")]
        section.blocks.append(table("changes-table", caption, head, rows, widths=[3, 2, 4, 4]))
    return section


def changes_section(document):
    """What moved since the year before, and which items began, ended or were given up."""
    overview, section = document["overview"], Section("changes", _("前年度からの変化"))
    items = {item["code"]: item for item in document["items"]}
    groups = [
        ("improved", _("評価が上がった取組(%(n)s件)"), _moved),
        ("fell_back", _("評価が下がった取組(%(n)s件)"), _moved),
        ("new", _("新しく始まった取組(%(n)s件)"), _ended),
        ("finished", _("完了した取組(%(n)s件)"), _ended),
        ("dropped", _("中止・統合・廃止した取組(%(n)s件)"), _ended),
    ]
    for key, title, say in groups if document["last_year"] else groups[2:]:
        section.blocks.append(heading(3, key.replace("_", "-"), title % {"n": len(overview[key])}))
        section.blocks.append(_item_list([items[code] for code in overview[key]], say))
    return section


def _item_list(items, say):
    """Rows also have `rest`: what is said about the item after its code and name."""
    if not items:
        return note(_("ありません。"))
    rows = []
    for item in items:
        rest = say(item)
        name = f"{item['code']} {item['name']}"
        rows.append({"text": joined("", [name, rest]), "item": item["code"], "rest": rest})
    return {"kind": "list", "rows": rows}


def _moved(item):
    before = item["last_year"]
    return mixed(
        _(": %(before)s から %(now)s へ"),
        before=f"{before['grade']} {before['grade_label']}",
        now=f"{item['grade']} {item['grade_label']}",
    )


def _ended(item):
    if item["change"] == "new":
        return ""
    successor, reason = item["successor"], item["change_reason"] or not_stated()
    if not successor:
        return mixed(_(" ― 理由: %(reason)s"), reason=reason)
    return mixed(
        _(" ― 理由: %(reason)s(引き継いだ取組: %(successor)s)"),
        reason=reason,
        successor=f"{successor['code']} {successor['name']}",
    )
