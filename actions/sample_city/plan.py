"""The city, its departments, and the plan with its items and indicators."""

from datetime import datetime, time

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of, short_era_year
from organizations.models import Department, Municipality, Partner
from organizations.validators import municipality_check_digit
from plans.models import (
    Implementer,
    Indicator,
    IndicatorFigure,
    Measure,
    Plan,
    Policy,
    RoadmapColumn,
    Stage,
    TargetGroup,
)

from ..loading import begin_history
from ..models import (
    ActionItem,
    ItemDepartment,
    ItemImplementer,
    ItemTargetGroup,
    Placement,
    ScheduleCell,
)
from ..reorganising.entering import enter
from ..reorganising.orders import Kind, NewDepartment, Order

SLUG = "mihon"
YEARS = 8
FINISHED_YEARS = 4
DIGITS_OF_NOWHERE = "99001"  # no prefecture has the number 99
ACTORS = ("citizen", "city", "joint")


class PlanWriter:
    """`words`: the content of mihon.json. After write(): `city`, `plan`, and `items`, `departments`, … by code."""

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

    def write_city(self):
        digits = DIGITS_OF_NOWHERE
        code = f"{digits}{municipality_check_digit(digits)}"
        self.city = Municipality(slug=SLUG, code=code, is_fictional=True, **self.words["municipality"])
        self.city.full_clean()
        self.city.save()
        merged, renamed = self.words["merged"], self.words["renamed"]
        rows = []
        for order, words in enumerate(self.words["departments"], 1):
            if words["code"] == merged["into"]:
                continue
            if words["code"] == renamed["code"]:
                words = words | {"name": renamed["old_name"], "reading": "", "name_en": ""}
            rows.append(Department(municipality=self.city, sort_order=order, **words))
        for order, words in enumerate(self.words["collective"], len(self.words["departments"]) + 1):
            rows.append(Department(municipality=self.city, sort_order=order, is_collective=True, **words))
        self.departments = {row.code: row for row in save_all(Department, rows)}
        self.reorganise(renamed, merged)
        partners = enumerate(self.words["partners"], 1)
        save_all(Partner, [Partner(municipality=self.city, sort_order=n, **row) for n, row in partners])

    def reorganise(self, renamed, merged):
        """The renaming and the merger, by the deeds that a city uses, each on its day."""
        words = {words["code"]: words for words in self.words["departments"]}
        present, into = words[renamed["code"]], words[merged["into"]]
        self.change_departments(
            Kind.RENAME,
            renamed["last_plan_year"] + 1,
            [renamed["code"]],
            NewDepartment(present["name"], present["reading"]),
        )
        self.change_departments(
            Kind.MERGE,
            merged["from_plan_year"],
            merged["from"],
            NewDepartment(into["name"], into["reading"], into["code"]),
        )
        new = self.city.departments.get(code=into["code"])
        new.tel, new.sort_order = into["tel"], list(words).index(into["code"]) + 1
        new.save()
        for code in (renamed["code"], into["code"]):  # a new name begins without an English one
            department = self.city.departments.get(code=code)
            department.name_en = words[code]["name_en"]
            department.save()
        self.departments = {row.code: row for row in self.city.departments.all()}

    def change_departments(self, kind, plan_year, codes, successor):
        day = fiscal_year_bounds(self.fy(plan_year))[0]
        departments = [self.departments[code] for code in codes]
        now = timezone.make_aware(datetime.combine(day, time(9)))
        enter(Order(kind, day, departments, [successor]), by=None, now=now)

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
        save_all(RoadmapColumn, columns)
        self.stages = self.named(
            Stage, [(row["name"], {"symbol": row["symbol"]}) for row in self.words["stages"]]
        )
        self.implementers = self.named(Implementer, [(name, {}) for name in self.words["implementers"]])
        self.target_groups = self.named(TargetGroup, [(name, {}) for name in self.words["target_groups"]])

    def named(self, model, names):
        rows = [
            model(plan=self.plan, name=name, sort_order=n, **more) for n, (name, more) in enumerate(names, 1)
        ]
        return {row.name: row for row in save_all(model, rows)}

    def write_levels(self):
        policies, measures = [], []
        for n, row in enumerate(self.words["policies"], 1):
            policies.append(
                Policy(
                    plan=self.plan,
                    code=row["code"],
                    number_as_printed=row["number"],
                    name=row["name"],
                    name_en=row["name_en"],
                    aim=row["aim"],
                    easy_summary=row["easy_summary"],
                    sort_order=n,
                )
            )
        self.policies = {row.code: row for row in save_all(Policy, policies)}
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
        self.measures = {row.code: row for row in save_all(Measure, measures)}

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
        self.items = {row.code: row for row in save_all(ActionItem, rows)}
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
        save_all(ItemDepartment, departments)
        save_all(ItemImplementer, implementers)
        save_all(ItemTargetGroup, groups)
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
        save_all(Placement, rows)

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
        self.indicators = {row.code: row for row in save_all(Indicator, rows)}
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
                    as_printed="" if value is None else digits(value),
                )
                for year, kind, value in values
                if value is not None or kind == kinds.ACTUAL
            ]
            for code in row["items"]:
                self.items[code].indicators.add(indicator)
        save_all(IndicatorFigure, figures)


def save_all(model, rows):
    """Rows in bulk, each with the first entry of its history."""
    rows = model.objects.bulk_create(rows)
    begin_history(model, rows)
    return rows


def digits(value):
    return f"{value:g}"
