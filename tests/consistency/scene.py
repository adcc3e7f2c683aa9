"""A small city in which everything fits, for a test to put one thing wrong."""

from datetime import date

from actions.models import Evaluation
from organizations.models import Partner
from plans.models import Indicator, IndicatorFigure
from tests import builders
from tests.survey.people import make_town

TODAY = date(2025, 5, 12)
THIS_FY = 2025
YEARS = (2022, 2023, 2024)  # the years of the plan
READING = "みほん"


def make_sound_city():
    """A Town with readings, columns, people for every role, and a survey of which everything is published."""
    town = make_town()
    for row in (town.city, town.lead, town.support):
        row.reading = READING
        row.save()
    for year in YEARS:
        builders.make_column(town.plan, year)
    town.first = sound_item(town)
    town.known_indicator = sound_indicator(town)
    town.first.indicators.add(town.known_indicator)
    town.people = {
        role: town.person(role, town.lead if role in ("editor", "approver") else None)
        for role in ("editor", "approver", "coordinator", "publisher", "evaluator", "viewer")
    }
    town.people["editor"].email = "nyuryoku@example.jp"
    town.people["editor"].save()
    town.answer("confirmed", item=town.first, is_published=True)
    return town


def sound_item(town, *departments, **fields):
    item = town.item(*(departments or (town.lead, town.support)), **{"by_city": True} | fields)
    builders.place(item, town.measure)
    for year in YEARS:
        builders.make_cell(item, year)
    return item


def sound_indicator(town, **fields):
    number = town.plan.indicators.count() + 1
    indicator = Indicator.objects.create(plan=town.plan, code=f"s{number}", name=f"指標{number}", **fields)
    for year, kind in ((2021, "baseline"), (2024, "target")):
        IndicatorFigure.objects.create(indicator=indicator, fiscal_year=year, kind=kind, value=number)
    return indicator


def department(town, **fields):
    return builders.make_department(town.city, **{"reading": READING} | fields)


def partner(town):
    number = town.city.partners.count() + 1
    return Partner.objects.create(
        municipality=town.city, name=f"見本の会{number}", reading=READING, kind="group"
    )


def evaluation(answer, stage="external", **fields):
    defaults = {"opinion": "よくできている。", "is_handed_in": True}
    return Evaluation.objects.create(**{"answer": answer, "stage": stage} | defaults | fields)
