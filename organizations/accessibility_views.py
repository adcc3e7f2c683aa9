"""What citizens read about accessibility: of the software, of each city's policy and of its tests."""

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of

from .human_checks import HUMAN_CHECKS
from .models import AccessibilityPolicy, AccessibilityTest, CriterionResult, Department, Municipality
from .success_criteria import CRITERIA, Criterion, criteria_of
from .succession import Lineage


class CriterionRow(NamedTuple):
    """A row of the checklist. `result` is None where the test says nothing of the criterion."""

    criterion: Criterion
    result: CriterionResult | None

    def found(self, kind):
        return self.result is not None and self.result.result == kind


def site(request):
    """What the software is tested for, its known limits, and the cities' own pages."""
    cities = Municipality.objects.with_published_plans().order_by("code")
    policies = set(AccessibilityPolicy.objects.published().values_list("municipality", flat=True))
    tests = AccessibilityTest.objects.published().order_by("stated_on")
    newest = dict(tests.values_list("municipality", "stated_on"))
    rows = [
        {"city": city, "policy": city.pk in policies, "stated_on": newest.get(city.pk)} for city in cities
    ]
    return render(request, "organizations/accessibility_site.html", {"rows": rows, "checks": HUMAN_CHECKS})


def policy(request, municipality_slug):
    city = _city(municipality_slug)
    found = _policy(city)
    context = {
        "municipality": city,
        "policy": found,
        "contact": _today(found),
        "newest": _tests(city).first(),
    }
    return render(request, "organizations/accessibility_policy.html", context)


def results(request, municipality_slug, stated_on=None):
    """The newest test, or the one of that day; the others are listed."""
    city = _city(municipality_slug)
    tests = list(_tests(city))
    test = next((each for each in tests if stated_on in (None, each.stated_on)), None)
    if test is None and stated_on is not None:
        raise Http404("お探しの試験結果は見つかりませんでした。")
    rows = _checklist(test) if test else []
    context = {
        "municipality": city,
        "contact": _today(_policy(city)),
        "test": test,
        "rows": rows,
        "counts": {kind.value: sum(row.found(kind) for row in rows) for kind in CriterionResult.Result},
        "others": [each for each in tests if each != test],
        "is_newest": stated_on is None,
    }
    return render(request, "organizations/accessibility_results.html", context)


def _city(slug):
    city = Municipality.objects.with_published_plans().filter(slug=slug).first()
    if city is None:
        raise Http404("お探しの市区町村は見つかりませんでした。")
    return city


def _tests(city):
    tests = AccessibilityTest.objects.published().filter(municipality=city)
    return tests.select_related("municipality").order_by("-stated_on")


def _checklist(test):
    """The criteria of the target level, and those beyond it that have a result, in the order of the standard."""
    found = {result.criterion: result for result in test.results.all()}
    asked = criteria_of(test.target_level)
    return [CriterionRow(c, found.get(c.number)) for c in CRITERIA if c in asked or c.number in found]


def _policy(city):
    policies = AccessibilityPolicy.objects.published().filter(municipality=city)
    return policies.select_related("department").first()


def _today(policy):
    """Who does the work of the policy's department today; None where nobody does, or where there is no policy."""
    if policy is None:
        return None
    year = fiscal_year_of(timezone.localdate())
    end = Lineage(policy.municipality_id).way(policy.department_id, year).end
    return policy.department if end == policy.department_id else Department.objects.filter(pk=end).first()
