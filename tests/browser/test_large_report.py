"""The report of a plan with 180 items, which has a page for each policy."""

import subprocess
import sys

import pytest

from tests.browser.conftest import DESKTOP, PHONE, ROOT, environment
from tests.browser.every_route import faults_of
from tests.browser.test_budget import MOST_BYTES, MOST_REQUESTS, SHIFTS

PUBLISH = """
from tests.reporting.people import publish
from tests.reporting.scenes import make_large_year
year = make_large_year(40, 110, 30)
year.city.is_fictional = True
year.city.save()
print("address:", publish(year).get_absolute_url())
"""


@pytest.fixture(scope="module")
def large(start_site):
    """(address of the site, [path of the report and of each of its pages])."""
    site = start_site()
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", PUBLISH],
        cwd=ROOT,
        env=environment(site.var_dir),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = done.stdout.rpartition("address:")[2].strip()
    parts = ["policies/p4/", "policies/q2/", "policies/q2/2/", "policies/q3/"]
    return site.address, [report, *(f"{report}{part}" for part in parts)]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_axe_finds_nothing(open_page, large, prefix):
    site, paths = large
    assert faults_of(open_page(base_url=site), [f"{prefix}{path}" for path in paths]) == []


@pytest.mark.parametrize("width", [PHONE, 768, DESKTOP])
def test_nothing_is_wider_than_the_screen(open_page, large, width):
    site, paths = large
    page = open_page(width, base_url=site)
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def bytes_of_requests(page, path):
    """Of each request that the page needs, head included."""
    finished = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(path, wait_until="networkidle")
    sizes = [request.sizes() for request in finished]
    return [size["responseBodySize"] + size["responseHeadersSize"] for size in sizes]


def test_pages_keep_to_the_budget(open_page, large):
    site, paths = large
    for path in paths:
        page = open_page(base_url=site, alone=True)
        sizes = bytes_of_requests(page, path)
        assert len(sizes) > 3
        assert (sum(sizes) <= MOST_BYTES, len(sizes) <= MOST_REQUESTS) == (True, True)
        assert page.evaluate(SHIFTS) == []


def test_reader_goes_from_the_list_to_an_item_and_on(open_page, large):
    site, (report, *parts) = large
    page = open_page(PHONE, base_url=site)
    page.goto(report)
    page.locator("#policies a").nth(2).click()
    assert page.url == f"{site}{parts[2]}"
    page.locator("#toc summary").last.click()
    page.locator("#toc a").last.click()
    last = page.locator("article").last
    assert page.url == f"{site}{parts[2]}#{last.get_attribute('id')}"
    page.locator("a[rel=next]").click()
    assert page.url == f"{site}{parts[3]}"
    page.get_by_role("link", name="一覧へ戻る").click()
    assert page.url == f"{site}{report}#index"
    row = page.locator("#index tbody th[scope=row] a").nth(45)
    name = row.inner_text()
    row.click()
    card = page.locator(f"article[id='{page.url.partition('#')[2]}']")
    assert card.locator("h3").inner_text().split()[0] in name
    assert card.bounding_box()["y"] < 200
