"""Whatever happens to the departments: what the plan prints stays as it is printed."""

import random
from datetime import date, datetime

import pytest

from actions.models import ItemDepartment
from actions.reorganising.entering import carry_out_due
from actions.reorganising.orders import NewDepartment
from actions.reorganising.refusals import ReorganisationRefused
from actions.reorganising.taking_back import take_back
from organizations.models import Department, Reorganisation
from tests import builders
from tests.reorganising.scenes import abolish, do, merge, rename, split
from tests.survey.people import TOKYO

YEARS = range(2025, 2031)
PRINTED = ("code", "name", "departments", "actors", "implementers", "audiences", "schedule")


def printed_in_the_file(client, plan):
    document = client.get(f"{plan.get_absolute_url()}data.json").json()
    items = [{key: item[key] for key in PRINTED} for item in document["items"]]
    return items, document["policies"], document["indicators"]


def random_order(dice, city, day):
    present = list(city.departments.filter(end_fy=None).order_by("pk"))
    dice.shuffle(present)
    first, second, third = present[:3]
    new = [NewDepartment(f"新{day.year}{each}課") for each in "甲乙"]
    item = dice.choice(list(city.plans.get().items.order_by("pk")))
    member = first.memberships.order_by("pk").first()
    return dice.choice(
        [
            lambda: rename(first, new[0].name, day=day),
            lambda: merge(first, second, into=new[0], day=day),
            lambda: merge(first, into=third, day=day),
            lambda: split(
                first, *new, items={item: new[0]}, members={member: new[1]} if member else {}, day=day
            ),
            lambda: abolish(first, day=day),
        ]
    )()


@pytest.mark.parametrize("seed", range(6))
def test_no_change_of_departments_changes_what_is_printed(client, town, seed):
    dice = random.Random(seed)
    departments = [town.lead, town.support, *(builders.make_department(town.city) for _each in range(8))]
    for _each in range(6):
        town.item(*dice.sample(departments, dice.randint(1, 3)))
    for department in departments:
        builders.member_of(town.city, role="editor", department=department)
        town.answer(dice.choice(["draft", "submitted", "confirmed"]), department=department)
    rows = list(ItemDepartment.objects.order_by("pk").values())
    history = ItemDepartment.history.count()
    file = printed_in_the_file(client, town.plan)
    names = {department.pk: department.name for department in departments}
    done = 0
    for year in YEARS:
        now = datetime(year, 4, 1, 9, tzinfo=TOKYO)
        carry_out_due(now=now)
        for day in (date(year, 4, 1), date(year + 1, 4, 1)):
            try:
                row = do(random_order(dice, town.city, day), now=now)
                done += 1
                if dice.random() < 0.3:
                    take_back(row, by=None, now=now)
            except ReorganisationRefused:
                continue
    assert done > 6
    assert Reorganisation.objects.exclude(carried_out_at=None).exists()
    assert list(ItemDepartment.objects.order_by("pk").values()) == rows
    assert ItemDepartment.history.count() == history
    assert printed_in_the_file(client, town.plan) == file
    then = {each.pk: each.name_in(2024) for each in Department.objects.filter(pk__in=names).with_names()}
    assert then == names
