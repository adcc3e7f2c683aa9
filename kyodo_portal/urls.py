"""All public addresses in one place. They are stable: others link to them and scripts read them."""

from datetime import date

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from actions.views import (
    cards,
    departments,
    feeds,
    files,
    home,
    indicators,
    items,
    plans,
    reports,
    roadmap,
    search,
)
from organizations import accessibility_views as accessibility
from plans import views as plan_views
from plans.pages import plan_page

from . import sitemaps
from .crawlers import robots
from .views import favicon, healthz


class FiscalYearConverter(IntConverter):
    regex = "[0-9]{4}"


class EditionConverter(IntConverter):
    """An edition has one address: no leading zeros."""

    regex = "[1-9][0-9]{0,3}"


class FurtherPageConverter(IntConverter):
    """The first page has an address without a number."""

    regex = "[2-9]|[1-9][0-9]{1,3}"


class CodeConverter(StringConverter):
    regex = r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*"


class DayConverter:
    """2026-03-31."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value.isoformat()


register_converter(FurtherPageConverter, "further_page")
register_converter(CodeConverter, "code")
register_converter(DayConverter, "day")
register_converter(FiscalYearConverter, "fiscal_year")
register_converter(EditionConverter, "edition")

PLAN = "<slug:municipality_slug>/<slug:plan_slug>"
REPORTS = f"{PLAN}/reports"
EDITION = f"{REPORTS}/<fiscal_year:fiscal_year>/<edition:edition>"

ACCESSIBILITY = "<slug:municipality_slug>/accessibility"

accessibility_patterns = [
    path("accessibility/", accessibility.site, name="site"),
    path(f"{ACCESSIBILITY}/", accessibility.policy, name="policy"),
    path(f"{ACCESSIBILITY}/results/", accessibility.results, name="results"),
    path(f"{ACCESSIBILITY}/results/<day:stated_on>/", accessibility.results, name="test"),
]
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
    path(f"{PLAN}/items/<code:code>/", items.item_detail, name="item_detail"),
    path(f"{PLAN}/departments/", departments.department_list, name="department_list"),
    path(f"{PLAN}/departments/<code:code>/", departments.department_detail, name="department_detail"),
    path(f"{REPORTS}/", reports.report_list, name="report_list"),
    path(f"{REPORTS}/<fiscal_year:fiscal_year>/", reports.report_year, name="report_year"),
    path(f"{EDITION}/", reports.report_edition, name="report_edition"),
    path(f"{EDITION}/policies/<code:code>/", reports.report_policy, name="report_policy"),
    path(
        f"{EDITION}/policies/<code:code>/<further_page:number>/", reports.report_policy, name="report_policy"
    ),
]
# Files have one address each, whatever language the page that links to them is in.
files_patterns = [
    path(f"{REPORTS}/feed.atom", plan_page(feeds.PlanFeed()), name="report_feed"),
    path(f"{EDITION}/report.<slug:kind>", reports.report_file, name="report_file"),
    path("feed.atom", feeds.SiteFeed(), name="site_feed"),
    path("search.csv", search.search_csv, name="search_csv"),
    path("card.png", cards.site_card, name="site_card"),
    path(f"{PLAN}/card.png", cards.plan_card, name="plan_card"),
    path(f"{EDITION}/card.png", cards.report_card, name="report_card"),
    path(f"{PLAN}/data.json", files.data_json, name="data_json"),
    path(f"{PLAN}/plan.xlsx", files.plan_xlsx, name="plan_xlsx"),
    path(f"{PLAN}/<slug:table_name>.csv", files.data_csv, name="data_csv"),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-site.xml", sitemaps.of_site, name="sitemap_of_site"),
    path("sitemap-city-<slug:municipality_slug>.xml", sitemaps.of_city, name="sitemap_of_city"),
    path("", include((files_patterns, "files"))),
    *i18n_patterns(
        path("", include((accessibility_patterns, "accessibility"))),
        path("", include((actions_patterns, "actions"))),
        path("", include((plans_patterns, "plans"))),
        prefix_default_language=False,
    ),
]
