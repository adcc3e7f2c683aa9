"""A small city that asks its departments how a year went, and the people who take part."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from actions.models import AnswerStep, ItemDepartment, ReportingRound, YearlyStatus
from actions.survey.opening import open_round
from plans.models import Grade, Indicator, RatingScale
from tests import builders

TOKYO = ZoneInfo("Asia/Tokyo")
YEAR = 2024
NOW = datetime(2025, 5, 12, 10, tzinfo=TOKYO)
DUE_ON = date(2025, 5, 30)
COMPLETE = {
    "status": "in_progress",
    "done": "講座を3回ひらいた。",
    "reason": "予定の半分を行ったため。",
    "next_step": "continue",
}


class Town(SimpleNamespace):
    """A city with a plan of 2022 to 2024, a scale of three grades, a lead and a supporting department."""

    def person(self, role, department=None, **fields):
        return builders.member_of(self.city, role=role, department=department, **fields)

    def editor(self):
        return self.person("editor", self.lead)

    def coordinator(self):
        return self.person("coordinator")

    def item(self, *departments, **fields):
        """An item for which the plan prints these departments; the first one leads."""
        item = builders.make_item(self.plan, **fields)
        for position, department in enumerate(departments, 1):
            role = "lead" if position == 1 else "support"
            ItemDepartment.objects.create(item=item, department=department, role=role, position=position)
        return item

    def indicator(self, item):
        indicator = Indicator.objects.create(plan=self.plan, code=f"k{item.pk}", name="参加した人の数")
        item.indicators.add(indicator)
        return indicator

    def opened(self, fiscal_year=YEAR, **fields):
        """The round about that year, as the 事務局 opens it."""
        options = {"due_on": DUE_ON, "by": self.coordinator(), "now": NOW} | fields
        return open_round(self.plan, fiscal_year, **options)

    def round(self, fiscal_year=YEAR):
        """The round about that year without its answers; the test writes them."""
        scale = RatingScale.objects.in_force(self.plan, fiscal_year)
        row = ReportingRound.objects.filter(plan=self.plan, fiscal_year=fiscal_year).first()
        return row or ReportingRound.objects.create(
            plan=self.plan, fiscal_year=fiscal_year, due_on=DUE_ON, scale=scale, opened_at=NOW
        )

    def answer(self, state="draft", *, item=None, fiscal_year=YEAR, **fields):
        """An answer of the lead department that lacks nothing, in that state."""
        content = COMPLETE | {"grade": self.grades["B"], "department": self.lead} if state != "blank" else {}
        return YearlyStatus.objects.create(
            **{
                "item": item or self.item(self.lead),
                "fiscal_year": fiscal_year,
                "round": self.round(fiscal_year),
                "department": self.lead,
                "state": state,
            }
            | content
            | fields
        )


def make_town():
    city = builders.make_city()
    plan = builders.make_plan(city)
    return Town(
        city=city,
        plan=plan,
        measure=builders.make_measure(builders.make_policy(plan)),
        scale=(scale := RatingScale.objects.create(plan=plan, name="進捗度", from_fy=2022)),
        grades=make_grades(scale),
        lead=builders.make_department(city, sort_order=1),
        support=builders.make_department(city, sort_order=2),
    )


def make_grades(scale):
    """Code -> grade: A achieved, B under way, C behind."""
    words = (("A", "計画どおり", "achieved"), ("B", "一部実施", "underway"), ("C", "進んでいない", "behind"))
    return {
        code: Grade.objects.create(
            scale=scale, code=code, label=label, meaning=f"{label}のとき", counts_as=counts_as, sort_order=n
        )
        for n, (code, label, counts_as) in enumerate(words, 1)
    }


def steps_of(answer):
    """(from, to) of each step the answer has taken."""
    return list(AnswerStep.objects.filter(answer=answer).values_list("from_state", "to_state"))


def again(row):
    """The row as the database has it now."""
    return type(row).objects.get(pk=row.pk)
