"""All public addresses in one place. They are stable: others link to them and scripts read them."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path, register_converter
from django.urls.converters import IntConverter

from actions.views import departments, feeds, files, home, indicators, items, plans, reports, roadmap, search
from plans import views as plan_views
from plans.pages import plan_page

from .sitemaps import SITEMAPS
from .views import healthz


class FiscalYearConverter(IntConverter):
    regex = "[0-9]{4}"


class EditionConverter(IntConverter):
    """An edition has one address: no leading zeros."""

    regex = "[1-9][0-9]{0,3}"


register_converter(FiscalYearConverter, "fiscal_year")
register_converter(EditionConverter, "edition")

PLAN = "<slug:municipality_slug>/<slug:plan_slug>"
CODE = r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*"
REPORTS = f"{PLAN}/reports"
EDITION = f"{REPORTS}/<fiscal_year:fiscal_year>/<edition:edition>"
PLAN_RE = r"^(?P<municipality_slug>[-a-z0-9]+)/(?P<plan_slug>[-a-z0-9]+)"

plans_patterns = [
    path("", home.home, name="home"),
    path("<slug:municipality_slug>/", plan_views.city_detail, name="city_detail"),
    path(f"{PLAN}/", plans.plan_detail, name="plan_detail"),
    path(f"{PLAN}/indicators/", indicators.indicator_list, name="indicator_list"),
]
actions_patterns = [
    path("search/", search.search, name="search"),
    path("data/", files.data_guide, name="data_guide"),
    path(f"{PLAN}/roadmap/", roadmap.roadmap, name="roadmap"),
    re_path(rf"{PLAN_RE}/items/(?P<code>{CODE})/$", items.item_detail, name="item_detail"),
    path(f"{PLAN}/departments/", departments.department_list, name="department_list"),
    re_path(
        rf"{PLAN_RE}/departments/(?P<code>{CODE})/$", departments.department_detail, name="department_detail"
    ),
    path(f"{REPORTS}/", reports.report_list, name="report_list"),
    path(f"{REPORTS}/feed.atom", plan_page(feeds.PlanFeed()), name="report_feed"),
    path(f"{REPORTS}/<fiscal_year:fiscal_year>/", reports.report_year, name="report_year"),
    path(f"{EDITION}/", reports.report_edition, name="report_edition"),
    path(f"{EDITION}/report.<slug:kind>", reports.report_file, name="report_file"),
    path("feed.atom", feeds.SiteFeed(), name="site_feed"),
    path(f"{PLAN}/data.json", files.data_json, name="data_json"),
    path(f"{PLAN}/plan.xlsx", files.plan_xlsx, name="plan_xlsx"),
    path(f"{PLAN}/<slug:table_name>.csv", files.data_csv, name="data_csv"),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("", include((actions_patterns, "actions"))),
    path("", include((plans_patterns, "plans"))),
]
