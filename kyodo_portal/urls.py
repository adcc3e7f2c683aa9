"""All public addresses in one place. They are stable: others link to them and scripts read them."""

from django.contrib import admin
from django.urls import include, path, re_path

from actions.views import departments, files, items, plans, roadmap, search
from plans import views as plan_views

from .views import healthz

PLAN = "<slug:municipality_slug>/<slug:plan_slug>"
CODE = r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*"
PLAN_RE = r"^(?P<municipality_slug>[-a-z0-9]+)/(?P<plan_slug>[-a-z0-9]+)"

plans_patterns = [
    path("", plan_views.home, name="home"),
    path("<slug:municipality_slug>/", plan_views.city_detail, name="city_detail"),
    path(f"{PLAN}/", plans.plan_detail, name="plan_detail"),
    path(f"{PLAN}/indicators/", plan_views.indicator_list, name="indicator_list"),
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
    path(f"{PLAN}/data.json", files.data_json, name="data_json"),
    path(f"{PLAN}/<slug:table_name>.csv", files.data_csv, name="data_csv"),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("", include((actions_patterns, "actions"))),
    path("", include((plans_patterns, "plans"))),
]
