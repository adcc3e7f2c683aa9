"""What machines read of a plan's own page: a schema.org Dataset with its files, as JSON-LD."""

from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds
from kyodo_portal.japanese.wording import name_of
from plans.addresses import absolute
from plans.linked_data import breadcrumbs, graph, identity

from ..data_files import TABLES
from ..models import ReportFile
from ..reporting.files import CONTENT_TYPES

DESCRIPTION = gettext_noop("%(city)s「%(title)s」の概要、施策体系、指標、進捗報告、データ。%(period)s")


def plan_data(request, plan):
    """What is unknown is left out.

    No licence: the one a city chooses is of its reports, not of its plan.
    """
    city, address = plan.municipality, absolute(request, plan.get_absolute_url())
    words = {"city": name_of(city), "title": name_of(plan), "period": plan.period_sentence}
    found = {
        "@type": "Dataset",
        "@id": identity(request, plan),
        "url": address,
        "name": plan.title,
        "alternateName": [each for each in (plan.title_en, *plan.other_title_list) if each] or None,
        "description": _(DESCRIPTION) % words,
        "inLanguage": "ja",
        "temporalCoverage": _coverage(plan),
        "spatialCoverage": {
            "@type": "AdministrativeArea",
            "name": f"{city.prefecture}{city.name}",
            "identifier": city.code,
        },
        "publisher": {"@type": "GovernmentOrganization", "name": city.marked_name, "identifier": city.code},
        "isAccessibleForFree": True,
        "distribution": [_download(request, plan, *file) for file in _files(plan)],
        "mainEntityOfPage": {"@type": "WebPage", "@id": address, "inLanguage": get_language()},
    }
    known = {key: value for key, value in found.items() if value is not None}
    return graph(known, breadcrumbs(request, city, plan))


def _coverage(plan):
    """As ISO 8601 writes an interval; None where the plan names no first year."""
    if plan.start_fy is None:
        return None
    first_day, _last_day = fiscal_year_bounds(plan.start_fy)
    if plan.end_fy:
        return f"{first_day}/{fiscal_year_bounds(plan.end_fy)[1]}"
    return f"{first_day}/.."


def _files(plan):
    """(name, kind, address) of the plan's data files."""
    yield "data.json", ReportFile.Kind.JSON, reverse("files:data_json", args=plan.url_args)
    yield "plan.xlsx", ReportFile.Kind.XLSX, reverse("files:plan_xlsx", args=plan.url_args)
    for table in TABLES:
        address = reverse("files:data_csv", args=[*plan.url_args, table])
        yield f"{table}.csv", ReportFile.Kind.CSV, address


def _download(request, plan, name, kind, address):
    return {
        "@type": "DataDownload",
        "name": f"{plan.title} {name}",
        "encodingFormat": CONTENT_TYPES[kind].partition(";")[0],
        "contentUrl": absolute(request, address),
    }
