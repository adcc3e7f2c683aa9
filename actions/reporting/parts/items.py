"""Every item, under its policy and measure."""

from .blocks import Section, heading, numbered
from .cards import item_card


def items_section(document):
    section = Section("items", f"{document['plan']['item_word']}ごとの実績")
    items = {item["code"]: item for item in document["items"]}
    shown = set()
    for policy in document["policies"]:
        section.blocks += _policy_items(policy, items, document, shown, 3)
    rest = [item for code, item in items.items() if code not in shown]
    if rest:
        section.blocks.append(heading(3, "policy-none", "施策に置かれていない取組"))
        section.blocks += [item_card(item, document) for item in rest]
    return section


def _policy_items(policy, items, document, shown, level):
    blocks = []
    for sub in policy["policies"]:
        blocks += _policy_items(sub, items, document, shown, 4)
    for measure in policy["measures"]:
        cards, repeats = [], []
        for place in measure["items"]:
            item = items.get(place["item"])
            if item is None:
                continue
            if place["repeat"]:
                repeats.append(
                    {
                        "text": f"{place['number'] or ''} {item['name']}(再掲: {item['code']})".strip(),
                        "item": item["code"],
                    }
                )
            elif item["code"] not in shown:
                shown.add(item["code"])
                cards.append(item_card(item, document))
        if cards or repeats:
            key = f"measure-{policy['code']}-{measure['code']}"
            blocks.append(heading(4 if level == 3 else 5, key, numbered(measure)))
            blocks += cards
            if repeats:
                blocks.append({"kind": "list", "rows": repeats})
    if not blocks:
        return []
    return [heading(level, f"policy-{policy['code']}", numbered(policy)), *blocks]
