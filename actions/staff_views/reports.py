"""Staff pages of the annual report: the years of a plan, the work page of one year, and what it would look like."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse

from organizations.access import Role, access_of

from ..models import ReportFile, YearlyStatus
from ..reporting.files import CONTENT_TYPES, make_file
from ..reporting.gathering import gather
from ..reporting.publishing import may_publish
from ..views.report_pages import report_context
from .list_files import list_file
from .pages import staff_page
from .report_deeds import do_on_year_page
from .report_years import find_plan, publishers_of, read_year, years_of

SHOWN_ROWS = 20
PREVIEW_KINDS = (ReportFile.Kind.PDF, ReportFile.Kind.XLSX, ReportFile.Kind.CSV)
BLOCKING, WARNING = "公開をさまたげる", "知っておくこと"
# What a 公開責任者 who is not the 事務局 may open of the places where a finding is mended.
READ_BY_PUBLISHERS = {"survey_answer", "survey_evaluation"}


def report_years(request, plan_id):
    """Every year of a plan, with where its report stands."""
    plan = find_plan(request, plan_id)
    years = years_of(plan)
    rows = ((each["label"], each["state"], each["answers"], each["order"] or "ありません") for each in years)
    headers, title = ("年度", "報告書", "回答", "公開の予定"), f"年次報告書の年度_{plan.title}"
    if file := list_file(request, title, headers, rows, city=plan.municipality):
        return file
    context = {"plan": plan, "years": years}
    return staff_page(request, "survey/report_years.html", f"{plan.title}の年次報告書", context)


def report_year(request, plan_id, fiscal_year):
    """The work page of one year; ?check=name shows all rows of one finding; POST does what its small buttons say."""
    plan = find_plan(request, plan_id, fiscal_year)
    if request.method == "POST":
        return do_on_year_page(request, plan, fiscal_year)
    year, one_check = read_year(plan, fiscal_year), request.GET.get("check")
    context = context_of(request, year, one_check)
    if one_check and not any(group["findings"] for group in context["groups"]):
        raise Http404("お探しの点検の項目には、いま何もありません。")
    return staff_page(request, "survey/report.html", f"{plan.title} {year.label}の年次報告書", context)


def context_of(request, year, one_check):
    """What the work page shows this person of the ReportYear."""
    plan = year.plan
    coordinates = access_of(request.user).has(Role.COORDINATOR, city=plan.municipality_id)
    return {
        "plan": plan,
        "year": year,
        "one_check": one_check,
        "groups": finding_groups(year.found, one_check, coordinates),
        "coordinates": coordinates,
        "overview": year.found.document["overview"],
        "words_page": words_page(plan, year.fiscal_year) if coordinates else "",
        "may_publish": may_publish(request.user, plan),
        "publishers": publishers_of(plan.municipality_id),
        "preview_kinds": [(kind.value, kind.label) for kind in PREVIEW_KINDS],
        "unmarked": unmarked(year) if year.is_as_published else 0,
    }


def unmarked(year):
    """How many answers were returned after the publication, and came back without a difference."""
    rows = YearlyStatus.objects.filter(item__plan=year.plan, fiscal_year=year.fiscal_year)
    return rows.filter(state=YearlyStatus.State.CONFIRMED, is_published=False).count()


def words_page(plan, fiscal_year):
    """Where the 事務局 writes its own words of that year."""
    known = plan.report_texts.filter(fiscal_year=fiscal_year).values_list("pk", flat=True).first()
    if known:
        return reverse("admin:actions_reporttext_change", args=[known])
    return f"{reverse('admin:actions_reporttext_add')}?plan={plan.pk}&fiscal_year={fiscal_year}"


def finding_groups(found, one_check, coordinates):
    """What blocks and what is worth knowing, as survey/_finding.html takes it."""
    shown = None if one_check else SHOWN_ROWS
    return [
        {
            "word": word,
            "is_wrong": is_wrong,
            "findings": [
                {
                    "check": {"name": each.name, "title": each.title, "meaning": each.advice},
                    "total": len(each.rows),
                    "rows": [
                        (label, place_of(each, address, coordinates)) for label, address in each.rows[:shown]
                    ],
                    "has_more": len(each.rows) > len(each.rows[:shown]),
                }
                for each in findings
                if one_check in (None, each.name)
            ],
        }
        for word, is_wrong, findings in (
            (BLOCKING, True, found.blocking),
            (WARNING, False, found.warnings),
        )
    ]


def place_of(finding, address, coordinates):
    """Where this person mends or reads the row; empty where only the 事務局 can."""
    if not address or coordinates:
        return address
    name = resolve(address.partition("?")[0]).url_name
    may_read = name in READ_BY_PUBLISHERS or name.endswith("_change")
    return address if may_read and finding.name != "unconfirmed" else ""


def preview_page(request, plan_id, fiscal_year):
    """The public page as it would be now, marked as not public."""
    plan = find_plan(request, plan_id, fiscal_year)
    context = report_context(gather(plan, fiscal_year), absolute=request.build_absolute_uri)
    return render(request, "reports/report_detail.html", context)


def preview_file(request, plan_id, fiscal_year, kind):
    """One of the files as it would be now; the PDF says on every page that it is not public."""
    plan = find_plan(request, plan_id, fiscal_year)
    if kind not in PREVIEW_KINDS:
        raise Http404("お探しの下見のファイルはありません。")
    content = make_file(kind, gather(plan, fiscal_year))
    name = f"{plan.municipality.slug}-{plan.slug}-{fiscal_year}-preview.{kind}"
    disposition = "inline" if kind == ReportFile.Kind.PDF else "attachment"
    headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)
