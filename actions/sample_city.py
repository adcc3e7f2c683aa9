"""みほん市, a city that does not exist: a whole plan, four finished years, and a survey in the middle of collection.

The words are in fixtures/sample/mihon.json, where years are counted from the first year of the plan. The sample is
placed so that its fifth year is the fiscal year that has just ended, whenever it is loaded.
"""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of, short_era_year
from organizations.models import (
    Department,
    DepartmentFormerName,
    DepartmentSuccession,
    Municipality,
    Partner,
)
from organizations.validators import municipality_check_digit
from plans.models import (
    Grade,
    Implementer,
    Indicator,
    IndicatorFigure,
    Measure,
    Plan,
    Policy,
    RatingScale,
    RoadmapColumn,
    Stage,
    TargetGroup,
)

from .loading import begin_history
from .models import (
    ActionItem,
    AnswerFigure,
    AnswerStep,
    ItemDepartment,
    ItemImplementer,
    ItemTargetGroup,
    Placement,
    ReportingRound,
    ScheduleCell,
    SupportPart,
    YearlyStatus,
)
from .survey.opening import Asked, add_missing_answers, read_asked

SOURCE = Path(settings.BASE_DIR) / "fixtures" / "sample" / "mihon.json"
SLUG = "mihon"
YEARS = 8
FINISHED_YEARS = 4
DUE_DAYS_AGO = 3
DIGITS_OF_NOWHERE = "99001"  # no prefecture has the number 99
ACTORS = ("citizen", "city", "joint")
# The way of an answer to each state, and how many days ago it took the last step.
WAYS = {
    "blank": (),
    "draft": ("draft",),
    "submitted": ("draft", "submitted"),
    "returned": ("draft", "submitted", "returned"),
    "approved": ("draft", "submitted", "approved"),
    "confirmed": ("draft", "submitted", "approved", "confirmed"),
}


@transaction.atomic
def create_sample_city(*, now=None):
    """Write the sample city and return its Municipality; None, and nothing is written, if it is there already."""
    if Municipality.objects.filter(slug=SLUG).exists():
        return None
    return _Sample(json.loads(SOURCE.read_text(encoding="utf-8")), now or timezone.now()).write()


class _Sample:
    def __init__(self, words, now):
        self.words, self.now = words, now
        self.first_fy = fiscal_year_of(timezone.localdate(now)) - FINISHED_YEARS - 1

    def fy(self, plan_year):
        """The fiscal year of a year of the plan, which counts from 1."""
        return None if plan_year is None else self.first_fy + plan_year - 1

    def write(self):
        self.write_city()
        self.write_plan()
        self.write_levels()
        self.write_items()
        self.write_indicators()
        self.write_scales()
        for plan_year in range(1, FINISHED_YEARS + 1):
            self.write_finished_year(plan_year)
        self.write_round()
        return self.city

    def save_all(self, model, rows):
        """Rows in bulk, each with the first entry of its history."""
        rows = model.objects.bulk_create(rows)
        if hasattr(model, "history"):
            begin_history(model, rows)
        return rows

    def write_city(self):
        digits = DIGITS_OF_NOWHERE
        code = f"{digits}{municipality_check_digit(digits)}"
        self.city = Municipality(slug=SLUG, code=code, is_fictional=True, **self.words["municipality"])
        self.city.full_clean()
        self.city.save()
        merged = self.words["merged"]
        merge_fy = self.fy(merged["from_plan_year"])
        rows = []
        for order, row in enumerate(self.words["departments"], 1):
            years = {"end_fy": merge_fy - 1} if row["code"] in merged["from"] else {}
            years = {"start_fy": merge_fy} if row["code"] == merged["into"] else years
            rows.append(Department(municipality=self.city, sort_order=order, **row, **years))
        for order, row in enumerate(self.words["collective"], len(rows) + 1):
            rows.append(Department(municipality=self.city, sort_order=order, is_collective=True, **row))
        self.departments = {row.code: row for row in self.save_all(Department, rows)}
        renamed = self.words["renamed"]
        former = DepartmentFormerName(
            department=self.departments[renamed["code"]],
            name=renamed["old_name"],
            last_fy=self.fy(renamed["last_plan_year"]),
        )
        self.save_all(DepartmentFormerName, [former])
        successor = self.departments[merged["into"]]
        self.save_all(
            DepartmentSuccession,
            [
                DepartmentSuccession(
                    predecessor=self.departments[code],
                    successor=successor,
                    kind=DepartmentSuccession.Kind.MERGE,
                    from_fy=merge_fy,
                )
                for code in merged["from"]
            ],
        )
        partners = enumerate(self.words["partners"], 1)
        self.save_all(Partner, [Partner(municipality=self.city, sort_order=n, **row) for n, row in partners])

    def write_plan(self):
        owner, labels = self.departments[self.words["owner"]], self.words["labels"]
        self.plan = Plan(
            municipality=self.city,
            is_published=True,
            start_fy=self.fy(1),
            end_fy=self.fy(YEARS),
            open_ended=False,
            owner=owner,
            owner_as_printed=owner.name_in(self.fy(1)),
            policy_label=labels["policy"],
            measure_label=labels["measure"],
            item_label=labels["item"],
            reading_note=self.city.notice,
            **self.words["plan"],
        )
        self.plan.full_clean()
        self.plan.save()
        years = [self.fy(n) for n in range(1, YEARS + 1)]
        columns = [
            RoadmapColumn(plan=self.plan, fiscal_year=fy, label_as_printed=short_era_year(fy), sort_order=n)
            for n, fy in enumerate(years, 1)
        ]
        self.save_all(RoadmapColumn, columns)
        self.stages = self.named(
            Stage, [(row["name"], {"symbol": row["symbol"]}) for row in self.words["stages"]]
        )
        self.implementers = self.named(Implementer, [(name, {}) for name in self.words["implementers"]])
        self.target_groups = self.named(TargetGroup, [(name, {}) for name in self.words["target_groups"]])

    def named(self, model, names):
        rows = [
            model(plan=self.plan, name=name, sort_order=n, **more) for n, (name, more) in enumerate(names, 1)
        ]
        return {row.name: row for row in self.save_all(model, rows)}

    def write_levels(self):
        policies, measures = [], []
        for n, row in enumerate(self.words["policies"], 1):
            policies.append(
                Policy(
                    plan=self.plan,
                    code=row["code"],
                    number_as_printed=row["number"],
                    name=row["name"],
                    aim=row["aim"],
                    sort_order=n,
                )
            )
        self.policies = {row.code: row for row in self.save_all(Policy, policies)}
        for row in self.words["policies"]:
            for measure in row["measures"]:
                measures.append(
                    Measure(
                        policy=self.policies[row["code"]],
                        code=measure["code"],
                        number_as_printed=measure["number"],
                        name=measure["name"],
                        summary=measure["summary"],
                        sort_order=len(measures) + 1,
                    )
                )
        self.measures = {row.code: row for row in self.save_all(Measure, measures)}

    def write_items(self):
        texts = ("purpose", "issues", "content", "completion_criterion")
        rows = [
            ActionItem(
                plan=self.plan,
                code=row["code"],
                number_as_printed=row["number"],
                name=row["name"],
                start_fy=self.fy(row["start"]),
                end_fy=self.fy(row["end"]),
                sort_order=n,
                **{f"by_{actor}": actor in row["actors"] for actor in ACTORS},
                **{name: row[name] for name in texts},
            )
            for n, row in enumerate(self.words["items"], 1)
        ]
        self.items = {row.code: row for row in self.save_all(ActionItem, rows)}
        departments, implementers, groups = [], [], []
        for row in self.words["items"]:
            item = self.items[row["code"]]
            for n, (code, role) in enumerate(row["departments"], 1):
                department = self.departments[code]
                departments.append(ItemDepartment(item=item, department=department, role=role, position=n))
            for n, name in enumerate(row["implementers"], 1):
                implementers.append(
                    ItemImplementer(item=item, implementer=self.implementers[name], position=n)
                )
            for n, name in enumerate(row["target_groups"], 1):
                groups.append(ItemTargetGroup(item=item, target_group=self.target_groups[name], position=n))
        self.save_all(ItemDepartment, departments)
        self.save_all(ItemImplementer, implementers)
        self.save_all(ItemTargetGroup, groups)
        self.write_placements()
        self.write_schedule()

    def write_placements(self):
        rows = []
        for policy in self.words["policies"]:
            for words in policy["measures"]:
                measure = self.measures[words["code"]]
                for code in words["items"]:
                    item = self.items[code]
                    number = item.number_as_printed
                    rows.append(Placement(item=item, measure=measure, code=code, number_as_printed=number))
                for n, repeat in enumerate(words["repeats"], len(words["items"]) + 1):
                    rows.append(
                        Placement(
                            item=self.items[repeat["item"]],
                            measure=measure,
                            code=f"{words['code']}-{n}",
                            kind=Placement.Kind.REPEAT,
                            number_as_printed=repeat["number"],
                            tags_as_printed="再掲",
                        )
                    )
        for n, row in enumerate(rows, 1):
            row.sort_order = n
        self.save_all(Placement, rows)

    def write_schedule(self):
        cells, stage_of = [], []
        for row in self.words["items"]:
            stage = None
            for plan_year, printed in enumerate(row["schedule"], 1):
                if not printed:
                    continue
                stage = stage if printed == "→" else self.stages[printed]
                cells.append(
                    ScheduleCell(
                        item=self.items[row["code"]],
                        fiscal_year=self.fy(plan_year),
                        as_printed=printed,
                        is_continuation=printed == "→",
                    )
                )
                stage_of.append(stage)
        cells = ScheduleCell.objects.bulk_create(cells)
        through = ScheduleCell.stages.through
        through.objects.bulk_create(
            through(schedulecell=cell, stage=stage) for cell, stage in zip(cells, stage_of, strict=True)
        )
        begin_history(ScheduleCell, cells)

    def write_indicators(self):
        rows = [
            Indicator(
                plan=self.plan,
                code=row["code"],
                number_as_printed=row["number"],
                name=row["name"],
                unit=row["unit"],
                policy=self.policies[row["policy"]] if row["policy"] else None,
                sort_order=n,
            )
            for n, row in enumerate(self.words["indicators"], 1)
        ]
        self.indicators = {row.code: row for row in self.save_all(Indicator, rows)}
        kinds = IndicatorFigure.Kind
        figures = []
        for row in self.words["indicators"]:
            values = [(0, kinds.BASELINE, row["baseline"])]
            values += [(int(year), kinds.TARGET, value) for year, value in row["targets"].items()]
            values += [(int(year), kinds.ACTUAL, value) for year, value in row["actuals"].items()]
            indicator = self.indicators[row["code"]]
            figures += [
                IndicatorFigure(
                    indicator=indicator,
                    fiscal_year=self.fy(year),
                    kind=kind,
                    value=value,
                    as_printed=_digits(value),
                )
                for year, kind, value in values
                if value is not None
            ]
            for code in row["items"]:
                self.items[code].indicators.add(indicator)
        self.save_all(IndicatorFigure, figures)

    def write_scales(self):
        self.scales, self.grades = {}, {}
        for row in self.words["scales"]:
            scale = RatingScale(plan=self.plan, name=row["name"], from_fy=self.fy(row["from_plan_year"]))
            self.save_all(RatingScale, [scale])
            grades = [Grade(scale=scale, sort_order=n, **grade) for n, grade in enumerate(row["grades"], 1)]
            for grade in self.save_all(Grade, grades):
                self.grades[scale.pk, grade.code] = grade

    def add_round(self, plan_year, due_on, opened_at, instructions=""):
        round_ = ReportingRound(
            plan=self.plan,
            fiscal_year=self.fy(plan_year),
            due_on=due_on,
            instructions=instructions,
            scale=RatingScale.objects.in_force(self.plan, self.fy(plan_year)),
            opened_at=opened_at,
        )
        round_.full_clean()
        round_.save()
        return round_

    def write_finished_year(self, plan_year):
        """A survey of which every answer was confirmed and published."""
        year = self.fy(plan_year)
        due_on = date(year + 1, 6, 30)
        round_ = self.add_round(plan_year, due_on, _noon(date(year + 1, 4, 10)))
        asked, answers, parts = read_asked(self.plan, year), [], []
        by_item = {
            code: years[str(plan_year)]
            for code, years in self.words["answers"].items()
            if str(plan_year) in years
        }
        for code, words in by_item.items():
            entry = asked.get(self.items[code].pk, Asked())
            answer = YearlyStatus(
                item=self.items[code],
                fiscal_year=year,
                round=round_,
                department_id=entry.lead or self.assigned(code).pk,
                state="confirmed",
                is_published=True,
                answered_at=_noon(due_on - timedelta(days=20)),
            )
            self.fill(answer, words)
            answers.append(answer)
        for answer in self.save_all(YearlyStatus, answers):
            supports = asked.get(answer.item_id, Asked()).supports
            parts += [SupportPart(answer=answer, department_id=each, is_handed_in=True) for each in supports]
            self.write_steps(answer, _noon(due_on))
        self.save_all(SupportPart, parts)

    def assigned(self, code):
        """Who answered for an item for which the plan names nobody; the owner of the plan where nothing is said."""
        return self.departments[self.words["round"]["assignments"].get(code) or self.words["owner"]]

    def write_round(self):
        """The survey about the year that has just ended: three days past its due date, and not all is there."""
        words, today = self.words["round"], timezone.localdate(self.now)
        due_on = today - timedelta(days=DUE_DAYS_AGO)
        opened_at = self.now - timedelta(days=45)
        round_ = self.add_round(FINISHED_YEARS + 1, due_on, opened_at, words["instructions"])
        add_missing_answers(round_)
        codes = {item.pk: code for code, item in self.items.items()}
        for number, answer in enumerate(
            round_.answers.select_related("item", "round").prefetch_related("parts")
        ):
            code = codes[answer.item_id]
            row = words["answers"][code]
            if code in words["assignments"]:
                answer.department = self.departments.get(words["assignments"][code])
            answer.state = row["state"]
            if row["answer"]:
                self.fill(answer, row["answer"])
                answer.answered_at = self.now - timedelta(
                    days=20 if row["state"] == "draft" and number % 2 else 5
                )
            answer.full_clean()
            answer.save()
            self.write_steps(answer, self.now - timedelta(days=4), row["return_reason"])
            for part in answer.parts.all():
                text = row.get("parts", {}).get(self.code_of(part.department_id), "")
                if text:
                    part.done, part.is_handed_in, part.saved_at = text, True, self.now - timedelta(days=8)
                    part.save()
            figures = row.get("figures", {}).items()
            self.save_all(
                AnswerFigure,
                [
                    AnswerFigure(answer=answer, indicator=self.indicators[c], value=_digits(v))
                    for c, v in figures
                ],
            )

    def code_of(self, department_id):
        return next(code for code, row in self.departments.items() if row.pk == department_id)

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


def _digits(value):
    return f"{value:g}"


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))
