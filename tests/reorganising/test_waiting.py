"""A change whose day has not come waits; the machine carries it out, once."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions.reorganising.entering import carry_out_due
from actions.reorganising.refusals import NotYours
from organizations.models import Department
from tests import builders
from tests.reorganising.scenes import (
    ARTS,
    NEXT_APRIL,
    SPORTS,
    abolish,
    do,
    everything,
    found,
    merge,
    rename,
    split,
    work_in,
)
from tests.survey.people import TOKYO, again, make_town

ON_THE_DAY = datetime(2026, 4, 1, 0, 5, tzinfo=TOKYO)
EVENING_BEFORE = datetime(2026, 3, 31, 23, 55, tzinfo=TOKYO)
OUTSIDE = ("organizations.Reorganisation", "organizations.HistoricalReorganisation")


def of_departments(rows):
    return {
        label: each
        for label, each in rows.items()
        if not label.startswith(OUTSIDE) and "reorganisation_departments" not in label.lower()
    }


@pytest.mark.parametrize("kind", ["rename", "merge", "split", "abolish"])
def test_planned_change_writes_nothing_but_itself(town, kind):
    town.item(town.lead)
    work_in(town.lead)
    order = {
        "rename": lambda: rename(town.lead, day=NEXT_APRIL),
        "merge": lambda: merge(town.lead, town.support, day=NEXT_APRIL),
        "split": lambda: split(town.lead, day=NEXT_APRIL),
        "abolish": lambda: abolish(town.lead, day=NEXT_APRIL),
    }[kind]()
    before = everything()
    row = do(order)
    assert (row.waits, again(row).carried_out_at, again(row).changes) == (True, None, [])
    assert of_departments(everything()) == of_departments(before)


def test_planned_change_is_carried_out_on_its_day(town):
    row = do(rename(town.lead, "新しい課", day=NEXT_APRIL))
    assert carry_out_due(now=EVENING_BEFORE) == []
    assert [(each.reorganisation, each.refusal) for each in carry_out_due(now=ON_THE_DAY)] == [(row, "")]
    assert (again(row).carried_out_at, again(row).carried_out_by) == (ON_THE_DAY, None)
    assert again(town.lead).name == "新しい課"


def test_choices_of_a_planned_split_are_kept(town):
    item, member = town.item(town.lead), work_in(town.lead, end_on=NEXT_APRIL)
    do(split(town.lead, SPORTS, ARTS, items={item: ARTS}, members={member: ARTS}, day=NEXT_APRIL))
    carry_out_due(now=ON_THE_DAY)
    arts = found(town.city, ARTS.name)
    assert [row.successor for row in item.handovers.all()] == [arts]
    assert list(member.user.memberships.filter(start_on=NEXT_APRIL).values_list("department", flat=True)) == [
        arts.pk
    ]


def test_choice_for_an_item_deleted_since_is_left_out(town):
    item = town.item(town.lead)
    row = do(split(town.lead, items={item: ARTS}, day=NEXT_APRIL))
    item.delete()
    carry_out_due(now=ON_THE_DAY)
    assert again(row).carried_out_at == ON_THE_DAY


def test_it_is_carried_out_once(town):
    do(rename(town.lead, day=NEXT_APRIL))
    carry_out_due(now=ON_THE_DAY)
    before = everything()
    assert carry_out_due(now=ON_THE_DAY) == []
    assert everything() == before


def test_it_is_carried_out_even_two_years_late(town):
    row = do(rename(town.lead, day=NEXT_APRIL))
    carry_out_due(now=ON_THE_DAY.replace(year=2028))
    assert not again(row).waits


def test_one_that_is_refused_goes_on_waiting_and_the_others_are_done(town):
    third = builders.make_department(town.city)
    refused = do(abolish(town.lead, day=NEXT_APRIL))
    done = do(rename(third, day=NEXT_APRIL))
    Department.objects.filter(pk=town.lead.pk).update(end_fy=2020)
    outcomes = carry_out_due(now=ON_THE_DAY)
    sentence = f"「{town.lead}」は、令和2年度(2020年度)までの部署です。"
    assert [(each.reorganisation, each.refusal) for each in outcomes] == [(refused, sentence), (done, "")]
    assert (again(refused).waits, again(done).waits) == (True, False)


def test_successor_that_was_deleted_is_said(town):
    third = builders.make_department(town.city)
    row = do(merge(town.lead, into=third, day=NEXT_APRIL))
    third.delete()
    (outcome,) = carry_out_due(now=ON_THE_DAY)
    assert outcome.refusal == "引き継ぐ部署が削除されています。取り消してから、入れ直してください。"
    assert again(row).waits


def test_coordinator_carries_out_what_is_due_in_the_own_city(town):
    there = make_town()
    here, elsewhere = do(rename(town.lead, day=NEXT_APRIL)), do(rename(there.lead, day=NEXT_APRIL))
    person = town.coordinator()
    person.memberships.update(end_on="2027-03-31")
    carry_out_due(by=person, city_id=town.city.pk, now=ON_THE_DAY)
    assert (again(here).carried_out_by, again(elsewhere).waits) == (person, True)


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "evaluator", "viewer"])
def test_nobody_else_carries_it_out(town, role):
    row = do(rename(town.lead, day=NEXT_APRIL))
    with pytest.raises(NotYours):
        carry_out_due(by=town.person(role, town.lead), city_id=town.city.pk, now=ON_THE_DAY)
    with pytest.raises(NotYours):
        carry_out_due(by=town.coordinator(), now=ON_THE_DAY)
    assert again(row).waits


# manage.py reorganise


@pytest.fixture
def on_the_day(monkeypatch):
    monkeypatch.setattr("actions.reorganising.entering.timezone.now", lambda: ON_THE_DAY)


def command():
    output = StringIO()
    try:
        call_command("reorganise", stdout=output)
    except CommandError as error:
        return output.getvalue(), str(error)
    return output.getvalue(), ""


def test_command_says_what_it_did_and_then_nothing(town, on_the_day):
    do(rename(town.lead, day=NEXT_APRIL))
    assert command() == (f"{town.city} 2026年4月1日の改称を実行しました。\n", "")
    assert command() == ("", "")


def test_command_says_what_it_could_not_do_and_does_the_rest(town, on_the_day):
    there = make_town()
    do(abolish(town.lead, day=NEXT_APRIL))
    do(abolish(there.lead, day=NEXT_APRIL))
    Department.objects.filter(pk=town.lead.pk).update(end_fy=2020)
    assert command() == (
        f"{there.city} 2026年4月1日の廃止を実行しました。\n",
        f"{town.city} 2026年4月1日の廃止は実行できません。「{town.lead}」は、令和2年度(2020年度)までの部署です。",
    )
