"""/sitemap.xml: every public page, each kind by one query."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from actions.models import ActionItem, AnnualReport, ItemDepartment
from organizations.models import Municipality
from plans.models import Plan
from plans.querysets import seen_by_citizens

CITY_AND_PLAN = ("plan__municipality__slug", "plan__slug")
PLAN_PAGES = (
    "plans:plan_detail",
    "actions:roadmap",
    "plans:indicator_list",
    "actions:department_list",
    "actions:report_list",
)


class SitePages(Sitemap):
    def items(self):
        return ["plans:home", "actions:data_guide"]

    def location(self, name):
        return reverse(name)


class CityPages(Sitemap):
    def items(self):
        cities = Municipality.objects.with_published_plans().order_by("code")
        return list(cities.values_list("slug", flat=True))

    def location(self, slug):
        return reverse("plans:city_detail", args=[slug])


class PlanPages(Sitemap):
    def items(self):
        plans = Plan.objects.published().order_by("municipality__code", "slug")
        slugs = plans.values_list("municipality__slug", "slug")
        return [(name, city, plan) for city, plan in slugs for name in PLAN_PAGES]

    def location(self, row):
        name, *slugs = row
        return reverse(name, args=slugs)


class ItemPages(Sitemap):
    def items(self):
        items = ActionItem.objects.of_published_plans().order_by("plan", "sort_order", "code")
        return list(items.values_list(*CITY_AND_PLAN, "code"))

    def location(self, row):
        return reverse("actions:item_detail", args=row)


class DepartmentPages(Sitemap):
    """Those a plan names."""

    def items(self):
        links = ItemDepartment.objects.filter(seen_by_citizens("item__plan"))
        names = ("item__plan__municipality__slug", "item__plan__slug", "department__code")
        return list(links.values_list(*names).distinct().order_by(*names))

    def location(self, row):
        return reverse("actions:department_detail", args=row)


class ReportPages(Sitemap):
    """Years and editions, with the moment of their publication or withdrawal."""

    def items(self):
        reports = AnnualReport.objects.of_published_plans().order_by("plan", "fiscal_year", "-edition")
        rows = reports.values_list(*CITY_AND_PLAN, "fiscal_year", "edition", "published_at", "withdrawn_at")
        found, years = [], set()
        for city, plan, fiscal_year, edition, published_at, withdrawn_at in rows:
            changed_at = withdrawn_at or published_at
            if (city, plan, fiscal_year) not in years:
                years.add((city, plan, fiscal_year))
                found.append(("actions:report_year", (city, plan, fiscal_year), changed_at))
            found.append(("actions:report_edition", (city, plan, fiscal_year, edition), changed_at))
        return found

    def location(self, row):
        name, args, _changed_at = row
        return reverse(name, args=args)

    def lastmod(self, row):
        return row[2]


SITEMAPS = {
    "site": SitePages,
    "cities": CityPages,
    "plans": PlanPages,
    "items": ItemPages,
    "departments": DepartmentPages,
    "reports": ReportPages,
}
