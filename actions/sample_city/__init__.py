"""みほん市, a city that does not exist: a whole plan, four finished years, the reports of three of
them, a survey in the middle of collection, and what it says about the accessibility of its pages.

The words are in fixtures/sample/mihon.json, where years are counted from the first year of the plan. The sample is
placed so that its fifth year is the fiscal year that has just ended, whenever it is loaded.
"""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organizations.models import Municipality

from .accessibility import AccessibilityWriter
from .evaluations import EvaluationsWriter
from .handover import leave_drafts
from .plan import SLUG, PlanWriter
from .reports import ReportsWriter
from .years import YearsWriter

__all__ = ["SLUG", "create_sample_city", "leave_drafts"]

SOURCE = Path(settings.BASE_DIR) / "fixtures" / "sample" / "mihon.json"


@transaction.atomic
def create_sample_city(*, now=None):
    """Write the sample city and return its Municipality; None, and nothing is written, if it is there already."""
    if Municipality.objects.filter(slug=SLUG).exists():
        return None
    plan = PlanWriter(json.loads(SOURCE.read_text(encoding="utf-8")), now or timezone.now())
    plan.write()
    years = YearsWriter(plan)
    years.write()
    EvaluationsWriter(years).write()
    ReportsWriter(plan).write()
    AccessibilityWriter(plan).write()
    return plan.city
