"""The public pages that the browser visits, named for the test report, and how it visits them."""

PLANS = {
    "tsushima": "/tsushima/action-plan-2008/",
    "yamaguchi": "/yamaguchi/promotion-plan-2009/",
    "minami-alps": "/minami-alps/guidebook/",
    "tsukubamirai": "/tsukubamirai/implementation-plan-2022/",
    "nagato": "/nagato/action-plan-2017/",
}
ROADMAPS = {f"roadmap-{city}": f"{plan}roadmap/" for city, plan in PLANS.items()}
YAMAGUCHI, TSUSHIMA = PLANS["yamaguchi"], PLANS["tsushima"]
YAMAGUCHI_ROADMAP, TSUSHIMA_ROADMAP = ROADMAPS["roadmap-yamaguchi"], ROADMAPS["roadmap-tsushima"]
NAGATO_ROADMAP = ROADMAPS["roadmap-nagato"]

PAGES = {
    "home": "/",
    "city": "/yamaguchi/",
    **{f"plan-{city}": plan for city, plan in PLANS.items()},
    **ROADMAPS,
    "roadmap-filtered": f"{YAMAGUCHI_ROADMAP}?department=1&year=2009&stage=実施",
    "roadmap-filtered-to-nothing": f"{YAMAGUCHI_ROADMAP}?q=ありえない言葉",
    "roadmap-wrong-filter": f"{YAMAGUCHI_ROADMAP}?year=1900",
    "item": f"{YAMAGUCHI}items/1-1-1/",
    "item-with-repeats": f"{TSUSHIMA}items/2-2-1/",
    "item-in-a-phase": f"{PLANS['minami-alps']}items/S1-1/",
    "indicators": f"{YAMAGUCHI}indicators/",
    "indicators-none": f"{TSUSHIMA}indicators/",
    "departments": f"{YAMAGUCHI}departments/",
    "departments-none": f"{PLANS['nagato']}departments/",
    "department": f"{YAMAGUCHI}departments/1/",
    "search-empty": "/search/",
    "search-hits": "/search/?q=情報",
    "search-no-hits": "/search/?q=ありえない言葉",
    "data-guide": "/data/",
    "accessibility": "/accessibility/",
    "accessibility-policy": "/mihon/accessibility/",
    "accessibility-policy-none": "/yamaguchi/accessibility/",
    "accessibility-results": "/mihon/accessibility/results/",
    "accessibility-results-none": "/yamaguchi/accessibility/results/",
    "not-found": "/yamaguchi/no-such-plan/",
}

KINDS = (
    "home city plan-yamaguchi roadmap-yamaguchi item indicators departments department"
    " search-hits search-no-hits data-guide accessibility-results not-found"
)
ONE_OF_EACH = {name: PAGES[name] for name in KINDS.split()}

SAMPLE = "/mihon/kyodo-plan/"
REPORT_PAGES = {
    "reports": f"{SAMPLE}reports/",
    "report": f"{SAMPLE}reports/2024/",
    "report-corrected": f"{SAMPLE}reports/2023/",
    "report-earlier": f"{SAMPLE}reports/2023/1/",
}


def in_english(pages):
    return {f"{name}-en": f"/en{address}" for name, address in pages.items()}


def visit(page, address):
    """Go there and wait for the fonts: a page set in a fallback font has other widths and heights."""
    answer = page.goto(address)
    page.evaluate("document.fonts.ready.then(() => null)")
    return answer
