"""What the pages of an annual report show. The page of an edition is made from its frozen document, its files and the
list of the plan's editions: plan, city and items may be renamed or deleted later, and the page stays as it is.
"""

import re

from django.urls import reverse

from ..models import ReportFile
from ..reporting.composing import compose
from ..reporting.parts.summary import overview_section
from .report_blocks import item_index, section_for_page

NUMBER = re.compile(r"(\d+件中)?(\d+)(\D*)")
FILE_HINTS = {
    ReportFile.Kind.PDF: "読む、印刷する",
    ReportFile.Kind.XLSX: "表計算ソフトで使う",
    ReportFile.Kind.CSV: "表にして使う",
    ReportFile.Kind.JSON: "プログラムで使う",
}
KILOBYTE, MEGABYTE = 1024, 1024 * 1024


def report_context(document, *, report=None, files=(), reports=(), absolute=None):
    """The context of reports/report_detail.html. No query.

    `document`: as actions.reporting.gathering describes it; without a day of publication it is a preview, which has
    no files and no address. `report`: the AnnualReport it belongs to; `files`: that one's files as dicts of kind, size
    and sha256; `reports`: all editions of the plan, newest first, without their documents; `absolute`: makes an
    address of this site a full one (request.build_absolute_uri).
    """
    composed = compose(document)
    frame = frame_context(document, report)
    sections = [section_for_page(each, document, frame["plan_url"]) for each in composed.sections]
    overview = next(each for each in sections if each["id"] == "overview")
    lead, figures, *overview["blocks"] = overview["blocks"]
    items = next((each["blocks"] for each in sections if each["id"] == "items"), [])
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
            "index": item_index(items, document),
            "files": [_file(each, report) for each in files],
            "licence": document["licence"],
            "canonical": address,
            "citation": f"{composed.city}「{composed.title}」{composed.edition}、{address}"
            if address
            else "",
            "json_ld": "",
            "is_preview": False,
        }
    )


def withdrawn_context(document, report, reports):
    """The context of reports/report_withdrawn.html: of the document only what names it."""
    city, plan = document["municipality"]["name"], document["plan"]["title"]
    return (
        frame_context(document, report)
        | years_context(report, reports)
        | {"city_name": city, "plan_title": plan, "year": document["fiscal_year_label"]}
    )


def list_context(plan, reports, documents):
    """The context of reports/report_list.html. `documents`: fiscal year -> document of the edition that stands."""
    years = {}
    for report in reports:
        years.setdefault(report.fiscal_year, []).append(report)
    return {
        "plan": plan,
        "feed_url": reverse("actions:report_feed", args=plan.url_args),
        "years": [
            {
                "newest": editions[0],
                "editions": editions,
                "lead": lead_of(documents[fiscal_year]) if fiscal_year in documents else "",
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
    return {
        "report": report,
        "lead": lead_of(document),
        "items": document["overview"]["items"],
        "reported": document["overview"]["reported"],
        "judged": document["overview"]["judged"],
    }


def lead_of(document):
    """The sentence that says the whole year in one breath."""
    return overview_section(document).blocks[0]["text"]


def frame_context(document, report=None):
    """What stands around a report: notice, crumbs and the plan's other pages, in the words of the document."""
    city, plan = document["municipality"], document["plan"]
    slugs = report.plan.url_args if report else [city["slug"], plan["slug"]]
    plan_url = reverse("plans:plan_detail", args=slugs)
    return {
        "municipality": {"notice": city["notice"] or ""},
        "city_name": city["name"],
        "city_url": reverse("plans:city_detail", args=slugs[:1]),
        "plan_url": plan_url,
        "reports_url": reverse("actions:report_list", args=slugs),
        "feed_url": reverse("actions:report_feed", args=slugs),
        "frame": {
            "get_absolute_url": plan_url,
            "municipality": {"slug": slugs[0]},
            "slug": slugs[1],
            "title": plan["title"],
            "roadmap_title": plan["schedule_word"],
            "item_word": plan["item_word"],
            "has_reports": True,
        },
    }


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
        "label": kind.label,
        "hint": FILE_HINTS[kind],
        "url": f"{report.get_absolute_url()}report.{kind}",
        "size_label": size_label(row["size"]),
        "bytes_label": f"{row['size']:,}バイト",
    }


def size_label(size):
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))}KB"
    return f"{size / MEGABYTE:.1f}MB"
