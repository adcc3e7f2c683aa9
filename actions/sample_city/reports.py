"""The annual reports of three finished years, one of them corrected once; the first year waits to be published."""

from datetime import date, datetime, time

from django.utils import timezone

from ..models import ActionItem, ReportText, YearlyStatus
from ..reporting.publishing import write_edition
from .plan import save_all


class ReportsWriter:
    """`base`: the PlanWriter whose years and evaluations have been written."""

    def __init__(self, base):
        self.base = base

    def write(self):
        self.write_ends()
        for words in self.base.words["reports"]:
            year = self.base.fy(words["plan_year"])
            texts = {name: words[name] for name in ("summary", "easy_summary", "notes")}
            save_all(ReportText, [ReportText(plan=self.base.plan, fiscal_year=year, **texts)])
            correction = words.get("correction")
            if not correction:
                self.publish(year, words["month_day"])
                continue
            right = self.exchange(year, correction, correction["wrong"])
            self.publish(year, words["month_day"])
            self.exchange(year, correction, right)
            self.publish(year, correction["month_day"], correction["reason"])

    def write_ends(self):
        for code, words in self.base.words["ends"].items():
            successor = self.base.items[words["successor"]]
            ActionItem.objects.filter(pk=self.base.items[code].pk).update(
                end_reason=words["reason"], successor=successor
            )

    def exchange(self, year, correction, text):
        """Put the text into the answer; returns the one that stood there."""
        answers = YearlyStatus.objects.filter(
            item=self.base.items[correction["item"]], fiscal_year=year, item__plan=self.base.plan
        )
        before = answers.values_list(correction["field"], flat=True).get()
        answers.update(**{correction["field"]: text})
        return before

    def publish(self, year, month_day, reason=""):
        month, day = (int(part) for part in month_day.split("-"))
        moment = timezone.make_aware(datetime.combine(date(year + 1, month, day), time(10)))
        write_edition(self.base.plan, year, by=None, reason=reason, now=moment)
