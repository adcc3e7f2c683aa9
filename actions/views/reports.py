"""The annual reports of a plan: their list, the page of an edition, and its files."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from kyodo_portal.japanese.wording import JAPANESE
from plans.addresses import absolute
from plans.linked_data import as_json_ld, page_data, part_data
from plans.pages import plan_page

from ..models import ReportFile
from ..reporting.files import CONTENT_TYPES
from ..reporting.metadata import metadata_of
from ..reporting.parts.summary import in_one_breath
from ..reporting.reading import reported_years
from .report_pages import list_context, policy_context, report_context, withdrawn_context


@plan_page
def report_list(request, plan):
    """Every year and edition, newest first; each year that stands with its one sentence."""
    context = list_context(plan, _reports(plan), reported_years(plan))
    context["json_ld"] = page_data(request, plan, _("進捗報告"))
    return render(request, "reports/report_list.html", context)


@plan_page
def report_year(request, plan, fiscal_year):
    """The newest edition of the year."""
    reports = _reports(plan)
    return _page(request, plan, reports, _found(reports, fiscal_year))


@plan_page
def report_edition(request, plan, fiscal_year, edition):
    reports = _reports(plan)
    return _page(request, plan, reports, _found(reports, fiscal_year, edition))


@plan_page
def report_policy(request, plan, fiscal_year, edition, code, number=1):
    """Items of a report that is too large for one page."""
    reports = _reports(plan)
    report = _found(reports, fiscal_year, edition)
    if report.is_withdrawn:
        return _withdrawn(request, plan, reports, report)
    context = policy_context(report.content, report, reports, code, number)
    if context is None:
        raise Http404(_("お探しのページは、この報告書にありません。"))
    report_address = absolute(request, report.get_absolute_url())
    json_ld = part_data(request, str(context["policy"].heading), report_address, report.title)
    return render(
        request, "reports/report_policy.html", context | {"json_ld": json_ld, "is_preview": plan.is_preview}
    )


@plan_page
def report_file(request, plan, fiscal_year, edition, kind):
    """A file as it was published, byte for byte; 410 when its edition has been withdrawn."""
    reports = _reports(plan)
    report = _found(reports, fiscal_year, edition)
    if report.is_withdrawn:
        return _withdrawn(request, plan, reports, report, status=410)
    files = report.files.filter(kind=kind)
    sha256 = files.values_list("sha256", flat=True).first()
    if sha256 is None:
        raise Http404(_("お探しのファイルは見つかりませんでした。"))
    etag = quote_etag(sha256)
    response = get_conditional_response(request, etag=etag) or _file(plan, report, files.get())
    response["ETag"] = etag
    return response


def _reports(plan):
    """All editions of the plan without their documents, newest first; each knows the plan. One query."""
    return list(plan.annual_reports.without_document().newest_first())


def _found(reports, fiscal_year, edition=None):
    for report in reports:
        if report.fiscal_year == fiscal_year and edition in (None, report.edition):
            return report
    raise Http404(_("お探しの報告書は見つかりませんでした。"))


def _page(request, plan, reports, report):
    if report.is_withdrawn:
        return _withdrawn(request, plan, reports, report)
    document, files = report.content, list(report.files.values("kind", "size", "sha256"))
    whole, easy = partial(absolute, request), "easy" in request.GET
    context = report_context(document, report=report, files=files, reports=reports, absolute=whole, easy=easy)
    with translation.override(JAPANESE):  # the edition is one thing with one address, whoever describes it
        metadata = metadata_of(
            document,
            report,
            context["editions"],
            files,
            description=in_one_breath(document),
            absolute=whole,
        )
    context |= {"json_ld": as_json_ld(metadata), "is_preview": plan.is_preview}
    return render(request, "reports/report_detail.html", context)


def _withdrawn(request, plan, reports, report, *, status=200):
    context = withdrawn_context(report.content, report, reports, partial(absolute, request)) | {
        "is_preview": plan.is_preview
    }
    return render(request, "reports/report_withdrawn.html", context, status=status)


def _file(plan, report, file):
    name = f"{plan.municipality.slug}-{plan.slug}-{report.fiscal_year}-{report.edition}.{file.kind}"
    shown = "inline" if file.kind == ReportFile.Kind.PDF else "attachment"
    return HttpResponse(
        bytes(file.content),
        headers={
            "Content-Type": CONTENT_TYPES[file.kind],
            "Content-Length": str(file.size),
            "Content-Disposition": f'{shown}; filename="{name}"',
        },
    )
