"""The pictures that other sites show where a page is shared. One address each, Japanese for both languages."""

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from plans.pages import plan_page

from ..models import AnnualReport
from ..sharing.pictures import plan_picture, report_picture, site_picture


def site_card(request):
    return _answer(request, site_picture())


@plan_page
def plan_card(request, plan):
    """With the newest report that stands, or how much is planned where there is none."""
    report = plan.annual_reports.standing().newest_first().first() if plan.has_reports else None
    return _answer(request, plan_picture(plan, plan.items.count(), report))


@plan_page
def report_card(request, plan, fiscal_year, edition):
    """A withdrawn edition has none: nothing of what it said is shown."""
    reports = AnnualReport.objects.filter(plan=plan, fiscal_year=fiscal_year, edition=edition)
    report = reports.filter(withdrawn_at=None).first()
    if report is None:
        raise Http404("お探しの図は見つかりませんでした。")
    report.plan = plan
    return _answer(request, report_picture(report))


def _answer(request, picture):
    """With an ETag, so that whoever has it asks only whether it is still the same, and nothing is drawn for that."""
    etag = quote_etag(picture.etag)
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        picture.png, content_type="image/png"
    )
    response["ETag"] = etag
    return response
