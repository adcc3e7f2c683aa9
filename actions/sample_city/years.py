"""The scales, four surveys that are done, and one in the middle of collection."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from plans.models import Grade, RatingScale

from ..models import AnswerFigure, AnswerStep, ReportingRound, SupportPart, YearlyStatus
from ..survey.assigning import Asked, read_asked
from ..survey.opening import add_missing_answers
from .plan import FINISHED_YEARS, digits, save_all

DUE_DAYS_AGO = 3
# The way of an answer to each state.
WAYS = {
    "blank": (),
    "draft": ("draft",),
    "submitted": ("draft", "submitted"),
    "returned": ("draft", "submitted", "returned"),
    "approved": ("draft", "submitted", "approved"),
    "confirmed": ("draft", "submitted", "approved", "confirmed"),
}


class YearsWriter:
    """`base`: the PlanWriter that has written the plan."""

    def __init__(self, base):
        self.base = base

    def write(self):
        self.write_scales()
        for plan_year in range(1, FINISHED_YEARS + 1):
            self.write_finished_year(plan_year)
        self.write_round()

    def write_scales(self):
        self.scales, self.grades = {}, {}
        for row in self.base.words["scales"]:
            scale = RatingScale(
                plan=self.base.plan, name=row["name"], from_fy=self.base.fy(row["from_plan_year"])
            )
            save_all(RatingScale, [scale])
            grades = [Grade(scale=scale, sort_order=n, **grade) for n, grade in enumerate(row["grades"], 1)]
            for grade in save_all(Grade, grades):
                self.grades[scale.pk, grade.code] = grade

    def add_round(self, plan_year, due_on, opened_at, instructions=""):
        round_ = ReportingRound(
            plan=self.base.plan,
            fiscal_year=self.base.fy(plan_year),
            due_on=due_on,
            instructions=instructions,
            scale=RatingScale.objects.in_force(self.base.plan, self.base.fy(plan_year)),
            opened_at=opened_at,
        )
        round_.full_clean()
        round_.save()
        return round_

    def write_finished_year(self, plan_year):
        """A survey of which every answer was confirmed and published."""
        year = self.base.fy(plan_year)
        due_on = date(year + 1, 6, 30)
        round_ = self.add_round(plan_year, due_on, noon(date(year + 1, 4, 10)))
        asked, answers, parts = read_asked(self.base.plan, year), [], []
        by_item = {
            code: years[str(plan_year)]
            for code, years in self.base.words["answers"].items()
            if str(plan_year) in years
        }
        for code, words in by_item.items():
            entry = asked.get(self.base.items[code].pk, Asked())
            answer = YearlyStatus(
                item=self.base.items[code],
                fiscal_year=year,
                round=round_,
                department_id=entry.lead or self.assigned(code).pk,
                state="confirmed",
                is_published=True,
                answered_at=noon(due_on - timedelta(days=20)),
            )
            self.fill(answer, words)
            answers.append(answer)
        for answer in save_all(YearlyStatus, answers):
            supports = asked.get(answer.item_id, Asked()).supports
            parts += [SupportPart(answer=answer, department_id=each, is_handed_in=True) for each in supports]
            self.write_steps(answer, noon(due_on))
        save_all(SupportPart, parts)

    def assigned(self, code):
        """Who answered for an item for which the plan names nobody; the owner of the plan where nothing is said."""
        return self.base.departments[
            self.base.words["round"]["assignments"].get(code) or self.base.words["owner"]
        ]

    def write_round(self):
        """The survey about the year that has just ended: three days past its due date, and not all is there."""
        words, today = self.base.words["round"], timezone.localdate(self.base.now)
        due_on = today - timedelta(days=DUE_DAYS_AGO)
        opened_at = self.base.now - timedelta(days=45)
        round_ = self.add_round(FINISHED_YEARS + 1, due_on, opened_at, words["instructions"])
        add_missing_answers(round_, round_.fiscal_year + 1)
        codes = {item.pk: code for code, item in self.base.items.items()}
        for number, answer in enumerate(
            round_.answers.select_related("item", "round").prefetch_related("parts")
        ):
            code = codes[answer.item_id]
            row = words["answers"][code]
            if code in words["assignments"]:
                answer.department = self.base.departments.get(words["assignments"][code])
            answer.state = row["state"]
            if row["answer"]:
                self.fill(answer, row["answer"])
                answer.answered_at = self.base.now - timedelta(
                    days=20 if row["state"] == "draft" and number % 2 else 5
                )
            answer.full_clean()
            answer.save()
            self.write_steps(answer, self.base.now - timedelta(days=4), row["return_reason"])
            for part in answer.parts.all():
                text = row.get("parts", {}).get(self.code_of(part.department_id), "")
                if text:
                    part.done, part.is_handed_in, part.saved_at = (
                        text,
                        True,
                        self.base.now - timedelta(days=8),
                    )
                    part.save()
            figures = row.get("figures", {}).items()
            save_all(
                AnswerFigure,
                [
                    AnswerFigure(answer=answer, indicator=self.base.indicators[c], value=digits(v))
                    for c, v in figures
                ],
            )

    def code_of(self, department_id):
        return next(code for code, row in self.base.departments.items() if row.pk == department_id)

    def fill(self, answer, words):
        """The content of an answer. What the words leave out stays empty."""
        answer.status = words.get("status") or YearlyStatus.Status.NOT_REPORTED
        for name in ("done", "reason", "issues", "next_step", "next_plan", "internal_note"):
            setattr(answer, name, words.get(name) or "")
        if words.get("grade"):
            answer.grade = self.grades[answer.round.scale_id, words["grade"]]

    def write_steps(self, answer, last_at, reason=""):
        way = WAYS[answer.state]
        rows, before = [], "blank"
        for n, state in enumerate(way, 1):
            at = last_at - timedelta(days=len(way) - n)
            why = reason if state == "returned" else ""
            rows.append(AnswerStep(answer=answer, from_state=before, to_state=state, at=at, reason=why))
            before = state
        AnswerStep.objects.bulk_create(rows)


def noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))
