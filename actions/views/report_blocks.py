"""The blocks of a report (actions/reporting/composing.py) as the page's templates take them.

Each block gets `template`, the part that shows it; nothing is added that the document does not say.
"""

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ..models import Evaluation, YearlyStatus
from ..reporting.parts.blocks import word_of
from ..reporting.parts.cards import compared, grade_of
from ..reporting.text_names import DONE, ISSUES, OWN_GRADE, REASON, REPLY
from .narrow_charts import narrow_bars
from .report_policies import POLICY

# From how many columns a table may scroll in a region of its own, and is kept wide enough to be read.
SCROLLS_FROM, WIDE_FROM, WIDER_FROM = 3, 4, 7
INDEXED_STAGES = (Evaluation.Stage.INTERNAL, Evaluation.Stage.EXTERNAL)


def section_for_page(section, document, plan_url, cards):
    """A Section as {id, title, blocks}. `cards`: code of an item -> the address of its card."""
    blocks = blocks_for_page(section.blocks, document, plan_url, cards)
    return {"id": section.id, "title": section.title, "blocks": blocks}


def blocks_for_page(wanted, document, plan_url, cards, *, raised=0):
    """The blocks as templates take them, in the same order, their headings `raised` by so many levels."""
    items = {item["code"]: item for item in document["items"]}
    tones = tones_of(document)
    level, blocks = POLICY - raised, []
    for block in wanted:
        shown = block | {"template": f"reports/_block_{block['kind']}.html"}
        if block["kind"] == "heading":
            level = shown["level"] = block["level"] - raised
        elif block["kind"] == "list":
            shown["rows"] = [_list_row(row, items) | {"url": cards.get(row["item"])} for row in block["rows"]]
        elif block["kind"] == "table":
            shown |= _widths(len(block["head"]))
        elif block["kind"] == "chart":
            shown |= {"svg": _picture(block), "bars": narrow_bars(block["id"], document)}
        elif block["kind"] == "item":
            shown |= _card(block["rows"], items[block["code"]], tones)
            shown |= {"level": level + 1, "url": f"{plan_url}items/{block['code']}/"}
        blocks.append(shown)
    return blocks


def _widths(columns):
    width = "report-wider" if columns >= WIDER_FROM else "report-wide" if columns >= WIDE_FROM else ""
    return {"scrolls": columns >= SCROLLS_FROM, "width": width}


def tones_of(document):
    """Code of a grade -> what it counts as."""
    return {grade["code"]: grade["counts_as"] for grade in (document["scale"] or {"grades": []})["grades"]}


def item_index(blocks, document, cards):
    """Every item in a row with the grades it was given and the address of its card: {columns, width, groups}.

    `blocks`: those of the section of items; a group is {id, name, rows} of one policy of the highest level.
    """
    items, tones = {item["code"]: item for item in document["items"]}, tones_of(document)
    stages = [stage for stage in INDEXED_STAGES if document["stages"][stage.value]]
    groups = []
    for block in blocks:
        if block["kind"] == "heading" and block["level"] == POLICY:
            groups.append({"id": block["id"], "name": block["text"], "rows": []})
        elif block["kind"] == "item":
            item = items[block["code"]]
            judged = [item, *(_first_of(stage, item) for stage in stages)]
            groups[-1]["rows"].append(
                {
                    "item": item,
                    "id": block["id"],
                    "url": cards[item["code"]],
                    "status": word_of(YearlyStatus.Status, item, "status"),
                    "grades": [_index_cell(each, tones) for each in judged],
                }
            )
    columns = [_(OWN_GRADE), *(str(stage.label) for stage in stages)]
    return {"columns": columns, "width": len(columns) + 2, "groups": groups}


def _first_of(stage, item):
    return next((each for each in item["evaluations"] if each["stage"] == stage), None)


def _index_cell(judged, tones):
    if judged and judged["grade"]:
        return {"text": grade_of(judged), "tone": tones.get(judged["grade"], "")}
    return {"text": _("意見のみ") if judged and judged.get("opinion") else _("なし"), "tone": ""}


def _list_row(row, items):
    """What leads to the card is its code and name; what is said about it follows."""
    item = items.get(row["item"])
    name = f"{item['code']} {item['name']}" if item else ""
    if "rest" in row:
        return row | {"text": name}
    if not item or not row["text"].startswith(name):
        return row | {"rest": ""}
    return row | {"text": name, "rest": row["text"].removeprefix(name)}


def _picture(block):
    """The SVG for the eye alone: its alt stands beside it as a text, in which what is Japanese can be marked."""
    svg = block["svg"].replace("<svg", '<svg aria-hidden="true"', 1)
    return mark_safe(svg)  # noqa: S308 - drawn by our own modules, which escape every text


def _card(rows, item, tones):
    """The rows of an item in four groups: what it is, what was done, how each judged it, what comes next."""
    labels = [label for label, _text in rows]
    done, own, issues = labels.index(_(DONE)), labels.index(_(OWN_GRADE)), labels.index(_(ISSUES))
    return {
        "facts": rows[:done],
        "done": rows[done:own],
        "judgements": _judgements(rows[own:issues], item, tones),
        "next": rows[issues:],
    }


def _judgements(rows, item, tones):
    """One panel for each who judged: label, grade, text, `tone` (what the grade counts as) and the rows that go with it."""
    panels = []
    for label, text in rows:
        if label in (_(REASON), _(REPLY)):
            panels[-1]["more"].append([label, text])
        else:
            panels.append({"label": label, "grade": "", "text": text, "tone": "", "more": []})
    for panel, judged in zip(panels, [item, *item["evaluations"]], strict=False):
        if judged["grade"]:
            panel["tone"] = tones.get(judged["grade"], "")
            panel["grade"] = grade_of(judged)
            panel["text"] = compared(item) if judged is item else judged["opinion"] or ""
    return panels
