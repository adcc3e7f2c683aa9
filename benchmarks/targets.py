"""What is measured: which page of which site."""

from dataclasses import dataclass, field
from urllib.parse import quote

YAMAGUCHI = "/yamaguchi/promotion-plan-2009/"
SEARCH = "/search/?anew={n}&q=" + quote("情報発信")

# The pages that the goals speak of, as readers get them (from memory while nothing changes) and made anew.
HOME = {"home": "/", "home-anew": "/?anew={n}"}
PAGES = {
    "plan": "",
    "plan-anew": "?anew={n}",
    "roadmap": "roadmap/",
    "roadmap-anew": "roadmap/?anew={n}",
    "item": "items/{item}/",
    "item-anew": "items/{item}/?anew={n}",
}
# Measured beside them, without a goal.
OTHER_PAGES = {
    "departments": "departments/?anew={n}",
    "department": "departments/1/?anew={n}",
    "indicators": "indicators/?anew={n}",
    "filtered": "roadmap/?anew={n}&actor=city&q=" + quote("活動"),
    "data.json": "data.json?anew={n}",
    "schedule.csv": "schedule.csv?anew={n}",
}
HELLO = "hello"
TABLE = "minimal-table"


@dataclass
class Target:
    """One address of one running site. `name` is site/pages/page, such as postgresql-5/yamaguchi/roadmap."""

    site: str
    name: str
    path: str
    has_goal: bool = False
    port: int = 0
    master: int = 0
    size: int = 0
    queries: int | None = None
    milliseconds: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    processor_ms: list[float] = field(default_factory=list)


def baselines():
    return [Target(HELLO, HELLO, "/"), Target(TABLE, TABLE, "/")]


def site_pages(site):
    """The pages that do not belong to one plan."""
    pages = [Target(site, f"{site}/{name}", path, has_goal=True) for name, path in HOME.items()]
    return [*pages, Target(site, f"{site}/search", SEARCH)]


def plan_pages(site, label, plan, item):
    """The pages of one plan; `plan` is its address, `item` the code of one item."""
    goals = [
        Target(site, f"{site}/{label}/{n}", plan + p.replace("{item}", item), True) for n, p in PAGES.items()
    ]
    others = [Target(site, f"{site}/{label}/{n}", plan + p) for n, p in OTHER_PAGES.items()]
    return goals + others


def yamaguchi_pages(site):
    return plan_pages(site, "yamaguchi", YAMAGUCHI, "1-1-1")


def made_up_pages(site, city_slug, plan_slug):
    return plan_pages(site, "made-up", f"/{city_slug}/{plan_slug}/", "1-1-1")
