"""What the pages of an annual report show. The page of an edition is made from its frozen document, its files and the
list of the plan's editions: plan, city and items may be renamed or deleted later, and the page stays as it is.
"""

import re

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kyodo_portal.japanese.ruby import with_ruby
from kyodo_portal.japanese.wording import JAPANESE, is_english, mixed, name_of

from ..models import ReportFile
from ..reporting.composing import compose
from ..reporting.parts.blocks import Section, item_heading, item_word, year_label
from ..reporting.parts.summary import alt_of, in_one_breath
from .narrow_charts import narrow_bars
from .report_blocks import blocks_for_page, item_index, section_for_page
from .report_policies import POLICY, policy_pages

# 39件中37件; 37 of 39
NUMBER = re.compile(r"(\d+件中)?(\d+)(.*)")
FILE_HINTS = {
    ReportFile.Kind.PDF: gettext_lazy("読む、印刷する"),
    ReportFile.Kind.XLSX: gettext_lazy("表計算ソフトで使う"),
    ReportFile.Kind.CSV: gettext_lazy("表にして使う"),
    ReportFile.Kind.JSON: gettext_lazy("プログラムで使う"),
}
KILOBYTE, MEGABYTE = 1024, 1024 * 1024


def report_context(document, *, report=None, files=(), reports=(), absolute=None, easy=False):
    """The context of reports/report_detail.html. No query.

    `document`: as actions.reporting.gathering describes it; without a day of publication it is a preview, which has
    no files and no address. `report`: the AnnualReport it belongs to; `files`: that one's files as dicts of kind, size
    and sha256; `reports`: all editions of the plan, newest first, without their documents; `absolute`: makes an
    address of this site a full one; `easy`: whether the summary in easy Japanese is asked for, where there is one.
    """
    document = with_english_names(document, report)
    composed = compose(document)
    frame = frame_context(document, report)
    items = _section("items", composed).blocks
    pages = policy_pages(items) if report else []
    cards = _card_addresses(items, pages, report)
    sections = [section_for_page(each, document, frame["plan_url"], cards) for each in composed.sections]
    overview = next(each for each in sections if each["id"] == "overview")
    lead, figures, *overview["blocks"] = overview["blocks"]
    address = absolute(report.get_absolute_url()) if report else ""
    return (
        frame
        | years_context(report, reports)
        | {
            "composed": composed,
            "edition": document["edition"],
            "lead": lead["text"],
            "key_figures": [_key_figure(label, value) for label, value in figures["rows"]],
            "correction": next((each for each in sections if each["id"] == "correction"), None),
            "sections": [each for each in sections if each["id"] != "correction"],
            "index": item_index(items, document, cards),
            "policy_pages": [_link_to(page, report) for page in pages],
            "files": [_file(each, report) for each in files],
            "licence": document["licence"],
            "contact": document["contact"],
            "citation": _citation(composed, address) if address else "",
            "json_ld": "",
            "is_preview": False,
        }
        | _easy(document, wanted=easy)
        # The address of the year shows its newest edition; what others link to and cite is the edition's own.
        | ({"page_url": address} if address else {})
    )


def policy_context(document, report, reports, code, number):
    """The context of reports/report_policy.html: one page of the items of a policy; None if the edition has no such page.

    No query. `code`, `number`: as in actions.views.report_policies.PolicyPage.
    """
    document = with_english_names(document, report)
    composed = compose(document)
    frame = frame_context(document, report)
    items = _section("items", composed).blocks
    pages = policy_pages(items)
    here = next((n for n, page in enumerate(pages) if (page.code, page.number) == (code, number)), None)
    if here is None:
        return None
    page = pages[here]
    cards = _card_addresses(items, pages, report)
    blocks = blocks_for_page(page.blocks, document, frame["plan_url"], cards, raised=POLICY - 1)
    return (
        frame
        | years_context(report, reports)
        | {
            "composed": composed,
            "contact": document["contact"],
            "contact_section": section_for_page(
                _section("contact", composed), document, frame["plan_url"], cards
            ),
            "edition_url": report.get_absolute_url(),
            "policy": page,
            "blocks": blocks,
            "headings": _headings_of(blocks),
            "page_before": _link_to(pages[here - 1], report) if here else None,
            "page_after": _link_to(pages[here + 1], report) if here + 1 < len(pages) else None,
        }
    )


def _section(key, composed):
    """A section of the report; an empty one where the report has none of the kind."""
    return next((each for each in composed.sections if each.id == key), Section(key, ""))


def _card_addresses(items, pages, report):
    """Code of an item -> where its card is: on the page itself, or on one of `pages`."""
    here = {block["code"]: f"#{block['id']}" for block in items if block["kind"] == "item"}
    away = {item["code"]: f"{page.url(report)}#{item['id']}" for page in pages for item in page.items}
    return here | away


def _headings_of(blocks):
    """[{id, text, items}]: each heading with the cards up to the next one; cards over which none stands come first."""
    found = [{"id": "", "text": "", "items": []}]
    for block in blocks:
        if block["kind"] == "heading":
            found.append({"id": block["id"], "text": block["text"], "items": []})
        elif block["kind"] == "item":
            found[-1]["items"].append(block)
    return found if found[0]["items"] else found[1:]


def _link_to(page, report):
    return {"heading": page.heading, "items": len(page.items), "url": page.url(report)}


def _citation(composed, address):
    said = _("%(city)s「%(title)s」%(edition)s、%(address)s")
    parts = {"city": composed.city, "title": composed.title, "edition": composed.edition}
    return mixed(said, **parts, address=address)


def _easy(document, *, wanted):
    """The year in easy Japanese as HTML with readings, and whether it is written at all."""
    text = document["texts"].get("easy_summary")
    return {"has_easy": bool(text), "easy": with_ruby(text) if text and wanted else ""}


def withdrawn_context(document, report, reports, absolute):
    """The context of reports/report_withdrawn.html: of the document only what names it."""
    document = with_english_names(document, report)
    return (
        frame_context(document, report)
        | years_context(report, reports)
        | {"plan_title": name_of(document["plan"]), "year": year_label(document)}
        | {"contact": report.plan.public_contact}
        | {"page_url": absolute(report.get_absolute_url())}
    )


def with_english_names(document, report):
    """The document with what city and plan are called in English today, as long as they are still the same in Japanese.

    An edition freezes Japanese alone; `kyodo_portal.japanese.wording.name_of` takes these names on an English page.
    """
    if not is_english() or report is None:
        return document
    city, plan = report.plan.municipality, report.plan
    english, names = city.marked_name if city.name_en else "", {}
    with translation.override(JAPANESE):
        if str(city) == document["municipality"]["name"]:
            names["municipality"] = document["municipality"] | {"name_en": english}
        if plan.title == document["plan"]["title"]:
            names["plan"] = document["plan"] | {"title_en": plan.title_en}
    return document | names


def list_context(plan, reports, documents):
    """The context of reports/report_list.html. `documents`: fiscal year -> document of the edition that stands."""
    years = {}
    for report in reports:
        years.setdefault(report.fiscal_year, []).append(report)
    return {
        "plan": plan,
        "feed_url": reverse("files:report_feed", args=plan.url_args),
        "years": [
            {
                "newest": editions[0],
                "editions": editions,
                "lead": in_one_breath(documents[fiscal_year]) if fiscal_year in documents else "",
            }
            for fiscal_year, editions in years.items()
        ],
    }


def latest_context(plan):
    """What the plan's own page says of its newest report that stands; None without one. One query, where it has any."""
    report = plan.annual_reports.standing().newest_first().first() if plan.has_reports else None
    if report is None:
        return None
    document = report.content
    bars = narrow_bars("whole-chart", document) if document["overview"]["judged"] else None
    return {
        "report": report,
        "lead": in_one_breath(document),
        "items": document["overview"]["items"],
        "reported": document["overview"]["reported"],
        "judged": document["overview"]["judged"],
        "bars": bars,
        "bars_alt": alt_of(bars["groups"]) if bars else "",
    }


def frame_context(document, report=None):
    """What stands around a report: notice, crumbs and the plan's other pages, in the words of the document."""
    city, plan = document["municipality"], document["plan"]
    slugs = report.plan.url_args if report else [city["slug"], plan["slug"]]
    plan_url = reverse("plans:plan_detail", args=slugs)
    return {
        "municipality": {
            "notice": _notice(city, report),
            "colour": report.plan.municipality.colour if report else "",
        },
        "city_name": name_of(city),
        "city_url": reverse("plans:city_detail", args=slugs[:1]),
        "plan_url": plan_url,
        "reports_url": reverse("actions:report_list", args=slugs),
        "feed_url": reverse("files:report_feed", args=slugs),
        "frame": {
            "get_absolute_url": plan_url,
            "municipality": {"slug": slugs[0]},
            "slug": slugs[1],
            "title": name_of(plan),
            "roadmap_title": _(plan["schedule_word"]),
            "item_word": item_word(document),
            "item_heading": item_heading(document, 1),
            "has_reports": True,
        },
    }


def _notice(city, report):
    """As it was frozen; in English, which no document holds, as the city's pages say it today."""
    today = report.plan.municipality.notice if report and is_english() else ""
    return today or city["notice"] or ""


def years_context(report, reports):
    """The other editions of the year and the other years, each year by its newest edition."""
    newest = {}
    for each in reports:
        newest.setdefault(each.fiscal_year, each)
    year = report.fiscal_year if report else None
    return {
        "report": report,
        "editions": [each for each in reports if each.fiscal_year == year],
        "years": list(newest.values()),
        "newer_edition": newest[year] if report and newest[year].edition > report.edition else None,
        "year_before": newest.get(max((fy for fy in newest if year and fy < year), default=None)),
        "year_after": newest.get(min((fy for fy in newest if year and fy > year), default=None)),
    }


def _key_figure(label, value):
    """(39件中, 37, 件): what is written small, large and small."""
    match = NUMBER.fullmatch(value)
    before, number, after = match.groups(default="") if match else ("", value, "")
    return {"label": label, "before": before, "number": number, "after": after}


def _file(row, report):
    kind = ReportFile.Kind(row["kind"])
    return row | {
        "label": _("PDF(日本語)") if kind == ReportFile.Kind.PDF and is_english() else kind.label,
        "hint": FILE_HINTS[kind],
        "url": report.file_url(kind),
        "size_label": size_label(row["size"]),
        "bytes_label": _("%(bytes)sバイト") % {"bytes": f"{row['size']:,}"},
    }


def size_label(size):
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))}KB"
    return f"{size / MEGABYTE:.1f}MB"
