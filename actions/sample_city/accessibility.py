"""The sample city's accessibility policy, and a test of the fiscal year that has just ended."""

import json
from datetime import date
from pathlib import Path

from django.conf import settings

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds
from organizations.models import AccessibilityPolicy, AccessibilityTest, CriterionResult
from organizations.success_criteria import criteria_of

from .plan import FINISHED_YEARS, save_all

SOURCE = Path(settings.BASE_DIR) / "fixtures" / "sample" / "mihon-accessibility.json"


class AccessibilityWriter:
    """`plan`: the PlanWriter, after its write()."""

    def __init__(self, plan):
        self.plan = plan
        self.words = json.loads(SOURCE.read_text(encoding="utf-8"))
        self.ended = plan.fy(FINISHED_YEARS + 1)

    def write(self):
        self.write_policy()
        self.write_test()

    def write_policy(self):
        first_day, _last_day = fiscal_year_bounds(self.plan.fy(1))
        policy = AccessibilityPolicy(
            municipality=self.plan.city,
            department=self.plan.departments[self.words["department"]],
            decided_on=first_day,
            revised_on=date(self.ended, 4, 1),
            due_on=fiscal_year_bounds(self.ended + 1)[1],
            is_published=True,
            **self.words["policy"],
        )
        policy.full_clean()
        policy.save()

    def write_test(self):
        """Published at the end, as staff do it: when every result is there."""
        words = dict(self.words["test"])
        pages = [f"{self.words['host']}{path}" for path in words.pop("tested_pages")]
        _first_day, last_day = fiscal_year_bounds(self.ended)
        test = AccessibilityTest(
            municipality=self.plan.city,
            started_on=date(last_day.year, 2, 2),
            ended_on=date(last_day.year, 2, 20),
            stated_on=date(last_day.year, 3, 16),
            tested_pages="\n".join(pages),
            **words,
        )
        test.full_clean()
        test.save()
        numbers = [criterion.number for criterion in criteria_of(test.target_level)]
        rows = [self.result_of(test, number) for number in (*numbers, *self.words["beyond"])]
        for row in rows:
            row.full_clean()
        save_all(CriterionResult, rows)
        test.is_published = True
        test.full_clean()
        test.save()

    def result_of(self, test, number):
        not_applying, unmet = self.words["not_applying"], self.words["unmet"]
        results, methods = CriterionResult.Result, CriterionResult.Method
        result = results.MET
        if number in not_applying:
            result = results.NONE
        elif number in unmet:
            result = results.UNMET
        method = methods.HUMAN
        if number in self.words["by_machine"]:
            method = methods.MACHINE
        elif number in self.words["by_both"]:
            method = methods.BOTH
        note = (not_applying | unmet | self.words["beyond"]).get(number, "")
        return CriterionResult(
            test=test,
            criterion=number,
            applies=result != results.NONE,
            result=result,
            method=method,
            note=note,
        )
