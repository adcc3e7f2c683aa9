"""/sitemap.xml lists one sitemap a city, so that each stays small, whatever the number of cities (protocol: 50,000).

Each names the pages of the city that search engines may list, in both languages, each kind by one query.
"""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap, x_robots_tag
from django.db.models.functions import Length
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse

from actions.models import ActionItem, AnnualReport, ItemDepartment
from actions.views.report_policies import MOST_TEXT, policy_pages_of
from organizations.models import Municipality
from plans.addresses import absolute
from plans.models import Plan
from plans.querysets import seen_by_citizens

CITY_AND_PLAN = ("plan__municipality__slug", "plan__slug")
EDITION = (*CITY_AND_PLAN, "fiscal_year", "edition")
CITY_PAGES = ("plans:city_detail", "accessibility:policy", "accessibility:results")
PLAN_PAGES = (
    "plans:plan_detail",
    "actions:roadmap",
    "plans:indicator_list",
    "actions:department_list",
    "actions:report_list",
)


@x_robots_tag
def index(request):
    cities = Municipality.objects.with_published_plans().order_by("code").values_list("slug", flat=True)
    paths = [
        reverse("sitemap_of_site"),
        *(reverse("sitemap_of_city", args=[slug]) for slug in cities),
    ]
    found = [SitemapIndexItem(absolute(request, path)) for path in paths]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": found}, content_type="application/xml")


def of_site(request):
    return sitemap(request, {"site": SitePages()})


def of_city(request, municipality_slug):
    if not Municipality.objects.with_published_plans().filter(slug=municipality_slug).exists():
        raise Http404("お探しの市区町村は見つかりませんでした。")
    kinds = (CityPages, PlanPages, ItemPages, DepartmentPages, ReportPages)
    return sitemap(request, {kind.__name__: kind(municipality_slug) for kind in kinds})


class PagesInBothLanguages(Sitemap):
    """An item is the name and the arguments of an address; under the address of the settings where they name it."""

    i18n = alternates = x_default = True

    def location(self, item):
        name, *args = item
        return reverse(name, args=args)

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme or super().get_protocol(protocol)

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc or super().get_domain(site)


class SitePages(PagesInBothLanguages):
    def items(self):
        return [("plans:home",), ("actions:data_guide",), ("accessibility:site",)]


class PagesOfCity(PagesInBothLanguages):
    def __init__(self, city):
        self.city = city


class CityPages(PagesOfCity):
    def items(self):
        return [(name, self.city) for name in CITY_PAGES]


class PlanPages(PagesOfCity):
    def items(self):
        plans = Plan.objects.published().filter(municipality__slug=self.city).order_by("slug")
        slugs = plans.values_list("slug", flat=True)
        return [(name, self.city, plan) for plan in slugs for name in PLAN_PAGES]


class ItemPages(PagesOfCity):
    def items(self):
        items = ActionItem.objects.of_published_plans().filter(plan__municipality__slug=self.city)
        rows = items.order_by("plan", "sort_order", "code").values_list(*CITY_AND_PLAN, "code")
        return [("actions:item_detail", *row) for row in rows]


class DepartmentPages(PagesOfCity):
    """Those a plan names."""

    def items(self):
        links = ItemDepartment.objects.filter(
            seen_by_citizens("item__plan"), item__plan__municipality__slug=self.city
        )
        names = ("item__plan__municipality__slug", "item__plan__slug", "department__code")
        rows = links.values_list(*names).distinct().order_by(*names)
        return [("actions:department_detail", *row) for row in rows]


class ReportPages(PagesOfCity):
    """Editions that have not been withdrawn, with the moment of their publication, and the pages of large ones.

    The address of a year shows one of them and names it as its own, so it is not listed.
    """

    def items(self):
        reports = AnnualReport.objects.of_published_plans().filter(
            plan__municipality__slug=self.city, withdrawn_at=None
        )
        rows = reports.order_by("plan", "fiscal_year", "-edition")
        found = []
        for *args, published_at in rows.values_list(*EDITION, "published_at"):
            found.append((published_at, "actions:report_edition", *args))
        for document, published_at, *args in self._large(rows).values_list(
            "document", "published_at", *EDITION
        ):
            pages = policy_pages_of(json.loads(document))
            found += [(published_at, "actions:report_policy", *args, *page.url_args) for page in pages]
        return found

    def _large(self, reports):
        """Those whose document could hold so much text: only they are read."""
        return reports.annotate(length=Length("document")).filter(length__gt=MOST_TEXT)

    def location(self, item):
        _published_at, *page = item
        return super().location(page)

    def lastmod(self, item):
        return item[0]
