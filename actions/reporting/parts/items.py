"""Every item, under its policy and measure."""

from django.utils.translation import gettext as _

from kyodo_portal.japanese.wording import mixed

from .blocks import Section, heading, item_word, numbered
from .cards import item_card


def items_section(document):
    title = _("%(item)sごとの実績") % {"item": item_word(document, 1)}
    section, shown = Section("items", title), set()
    items = {item["code"]: item for item in document["items"]}
    for policy in document["policies"]:
        section.blocks += _policy_items(policy, items, document, shown, 3)
    rest = [item for code, item in items.items() if code not in shown]
    if rest:
        section.blocks.append(heading(3, "policy-none", _("施策に置かれていない取組")))
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
                repeats.append({"text": _repeated(place, item), "item": item["code"]})
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


def _repeated(place, item):
    name = f"{place['number'] or ''} {item['name']}".lstrip()
    return mixed(_("%(name)s(再掲: %(code)s)"), name=name, code=item["code"])
