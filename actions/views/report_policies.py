"""The items of a report that are too much for one page: each policy of the highest level then has pages of its own.

Which pages there are follows from the edition's frozen document alone. Others cite their addresses: whoever changes
MOST_TEXT moves items of published editions to other pages. `#item-…` on the page of the edition stays right.
"""

from dataclasses import dataclass
from math import ceil

from django.urls import reverse
from django.utils.translation import gettext as _

from kyodo_portal.japanese.wording import mixed

from ..reporting.parts.items import items_section

# Characters. So much text, and all else that its page needs, stays well under 100 KB as it travels, compressed.
MOST_TEXT = 40_000
# The level of the heading of a policy that stands under no other.
POLICY = 3
ITEM = "item"


@dataclass(frozen=True)
class PolicyPage:
    """`number` counts the pages of one policy from 1 to `count`; `blocks` are those of its items."""

    code: str
    title: str
    number: int
    count: int
    blocks: list

    def url(self, report):
        args = [*report.plan.url_args, report.fiscal_year, report.edition]
        return reverse("actions:report_policy", args=args + self.url_args)

    @property
    def url_args(self):
        return [self.code, self.number] if self.number > 1 else [self.code]

    @property
    def heading(self):
        """見本方針(2 / 3ページ)."""
        if self.count == 1:
            return self.title
        said = _("%(title)s(%(number)s / %(all)sページ)")
        return mixed(said, title=self.title, number=self.number, all=self.count)

    @property
    def items(self):
        return [block for block in self.blocks if block["kind"] == ITEM]


def policy_pages_of(document):
    """The pages of an edition with that document."""
    return policy_pages(items_section(document).blocks)


def policy_pages(blocks):
    """[PolicyPage] for the blocks of the section of items; [] where all of them go onto the page of the edition."""
    if sum(map(_length, blocks)) <= MOST_TEXT:
        return []
    pages = []
    for heading, group in _policies(blocks):
        parts = _parts(group)
        code = heading["id"].removeprefix("policy-")
        pages += [
            PolicyPage(code, heading["text"], number, len(parts), part)
            for number, part in enumerate(parts, 1)
        ]
    return pages


def _policies(blocks):
    groups = []
    for block in blocks:
        if block["kind"] == "heading" and block["level"] == POLICY:
            groups.append((block, []))
        else:
            groups[-1][1].append(block)
    return groups


def _parts(blocks):
    """The blocks in as few runs as MOST_TEXT allows, about as long as each other, cut before an item.

    The headings over an item that begins a run stand over it again.
    """
    whole = sum(map(_length, blocks))
    enough = whole / max(1, ceil(whole / MOST_TEXT))
    parts, part, length, above, waiting = [], [], 0, {}, []
    for block in blocks:
        if block["kind"] == "heading":
            above = {level: each for level, each in above.items() if level < block["level"]}
            above[block["level"]] = block
            waiting.append(block)
            continue
        if part and length + _length(block) / 2 > enough:
            parts.append(part)
            part, length, waiting = [], 0, list(above.values())
        part += [*waiting, block]
        length, waiting = length + _length(block), []
    return [*parts, part]


def _length(block):
    if block["kind"] != ITEM:
        return 0
    return sum(len(label) + len(text) for label, text in block["rows"])
