"""What search reads of an edition: its head, its own words and each of its items, made from its document."""

from kyodo_portal.japanese.folding import fold

from ..models import ReportPassage
from .parts.summary import in_one_breath
from .text_names import (
    CHANGE_REASON,
    DEPARTMENT,
    DONE,
    ISSUES,
    LEAD,
    NEXT_PLAN,
    NOTES,
    REASON,
    REPLY,
    SUMMARY,
)

# The anchors of the city's own words; their titles are ours.
OWN_WORDS = {"foreword": SUMMARY, "notes": NOTES}


def index_report(report, document, passages=ReportPassage.objects):
    """Write the passages of an edition; part of the transaction that writes the edition itself."""
    frame = _folded([report.title, document["municipality"]["name"]])
    passages.bulk_create(
        passages.model(
            report=report,
            position=position,
            frame_text=frame,
            search_text=_folded(_spoken(each)),
            untold="" if position else untold_indicators(document),
            **each,
        )
        for position, each in enumerate(passages_of(document))
    )


def untold_indicators(document):
    """The codes of those without an actual value of the year, each between line ends."""
    codes = [each["code"] for each in document["indicators"] if each["actual"] is None]
    return "".join(f"\n{code}\n" for code in codes)


def passages_of(document):
    """[{anchor, title, place, texts}] in reading order; the first is the head of the report."""
    yield _passage("", document["title"], [], [(LEAD, in_one_breath(document))])
    texts = {"foreword": document["texts"]["summary"], "notes": document["texts"]["notes"]}
    for anchor, label in OWN_WORDS.items():
        if text := texts[anchor]:
            yield _passage(anchor, label, [], [(label, text)])
    for item in document["items"]:
        place = [name for name in (item["policy_name"], item["measure_name"]) if name]
        yield _passage(f"item-{item['code']}", f"{item['code']} {item['name']}", place, _item_texts(item))


def _passage(anchor, title, place, texts):
    return {
        "anchor": anchor,
        "title": title,
        "place": place,
        "texts": [[label, text] for label, text in texts if text],
    }


def _item_texts(item):
    yield DONE, item["done"]
    yield REASON, item["reason"]
    for each in item["evaluations"]:
        yield each["stage_label"], each["opinion"]
        yield REPLY, each["reply"]
    yield ISSUES, item["issues"]
    yield NEXT_PLAN, item["next_plan"]
    yield CHANGE_REASON, item["change_reason"]
    yield DEPARTMENT, item["department"] or "、".join(item["departments"])


def _spoken(passage):
    """A title that only names the kind of text (この年度のまとめ) is nobody's word."""
    title = [] if passage["anchor"] in OWN_WORDS else [passage["title"]]
    return title + [text for _label, text in passage["texts"]]


def _folded(texts):
    return "\n".join(filter(None, map(fold, texts)))
