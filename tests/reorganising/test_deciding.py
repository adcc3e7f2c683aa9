"""A change that waits ends nobody's membership and leaves no item that was not shown when it was entered."""

from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command

from actions.reorganising.entering import carry_out_due, decide, dry_run_waiting
from actions.reorganising.orders import order_of
from actions.reorganising.refusals import ChangedSince, NotYours, ReorganisationRefused
from actions.reorganising.touched import digest
from tests.reorganising.scenes import (
    ARTS,
    NEXT_APRIL,
    SPORTS,
    abolish,
    do,
    everything,
    memberships_of,
    merge,
    split,
    work_in,
)
from tests.survey.people import NOW, TOKYO, again, make_town

ON_THE_DAY = datetime(2026, 4, 1, 0, 5, tzinfo=TOKYO)
IN_A_YEAR = date(2027, 3, 31)
DECIDE = "「機構改革」の画面で、この予定の「行き先を決める」を押し、行き先を決めてください。"
LOOK = "「機構改革」の画面で、この予定の「もう一度確かめる」を押し、内容を確かめてください。"


def refusal_of(row):
    before = everything()
    (outcome,) = carry_out_due(now=ON_THE_DAY)
    assert everything() == before
    assert again(row).waits
    return outcome.refusal


def renew(member):
    member.end_on = IN_A_YEAR
    member.save()


def reach_past(people):
    names = "、".join(f"{each.user}さん" for each in people)
    return f"予定に入れたあとで、次の人の所属が施行日より先まで続くようになりました: {names}。"


@pytest.mark.parametrize(("order", "where"), [(split, DECIDE), (abolish, LOOK)])
def test_people_renewed_and_added_meanwhile_are_not_ended(town, order, where):
    renewed = work_in(town.lead)
    row = do(order(town.lead, day=NEXT_APRIL))
    renew(renewed)
    added = work_in(town.lead, role="viewer", start_on=NEXT_APRIL, end_on=IN_A_YEAR)
    assert refusal_of(row) == reach_past([renewed, added]) + where


def test_many_people_are_counted(town):
    row = do(abolish(town.lead, day=NEXT_APRIL))
    people = [work_in(town.lead, end_on=IN_A_YEAR) for _each in range(5)]
    ordered = sorted(people, key=lambda each: each.user.username)
    assert refusal_of(row) == reach_past(ordered[:3]).replace("。", "、ほか2件。") + LOOK


def test_items_that_came_meanwhile_are_not_left(town):
    row = do(split(town.lead, day=NEXT_APRIL))
    item = town.item(town.lead)
    assert refusal_of(row) == f"予定に入れたあとで、次の取組が加わりました: {item}。{DECIDE}"


def test_what_was_shown_and_left_stays_decided(town):
    item, member = town.item(town.lead), work_in(town.lead, end_on=NEXT_APRIL)
    row = do(split(town.lead, day=NEXT_APRIL))
    renew(member)
    (outcome,) = carry_out_due(now=ON_THE_DAY)
    assert (outcome.refusal, again(row).waits) == ("", False)
    assert [each.person for each in outcome.touched.members_ended] == [member.user.username]
    assert [each.item for each in outcome.touched.items] == [str(item)]


def test_items_of_an_abolished_department_are_left_to_nobody(town):
    row = do(abolish(town.lead, day=NEXT_APRIL))
    town.item(town.lead)
    carry_out_due(now=ON_THE_DAY)
    assert not again(row).waits


def test_merger_takes_everybody_along(town):
    row = do(merge(town.lead, town.support, day=NEXT_APRIL))
    work_in(town.lead, end_on=IN_A_YEAR)
    carry_out_due(now=ON_THE_DAY)
    assert not again(row).waits


def test_decision_is_kept_and_carried_out_on_the_day(town):
    row = do(split(town.lead, SPORTS, ARTS, day=NEXT_APRIL))
    item, member = town.item(town.lead), work_in(town.lead, end_on=IN_A_YEAR)
    order = split(town.lead, SPORTS, ARTS, day=NEXT_APRIL, items={item: ARTS}, members={member: SPORTS})
    touched = dry_run_waiting(row, order, by=None, now=NOW)
    assert again(row).details["members"] == []
    decide(row, order, by=None, now=NOW, seen=digest(order, touched))
    assert (order_of(again(row)).items, order_of(again(row)).members) == ({item: ARTS}, {member: SPORTS})
    carry_out_due(now=ON_THE_DAY)
    assert [each.successor.name for each in item.handovers.all()] == [ARTS.name]
    assert [each[0].name for each in memberships_of(member.user)] == [town.lead.name, SPORTS.name]


def test_decision_on_the_day_is_carried_out_at_once(town):
    row = do(abolish(town.lead, day=NEXT_APRIL))
    member = work_in(town.lead, end_on=IN_A_YEAR)
    decide(row, abolish(town.lead, day=NEXT_APRIL), by=None, now=ON_THE_DAY)
    assert again(row).carried_out_at == ON_THE_DAY
    assert again(member).end_on == date(2026, 3, 31)


def test_decision_that_would_touch_something_else_is_not_kept(town):
    order = abolish(town.lead, day=NEXT_APRIL)
    row = do(order)
    seen = digest(order, dry_run_waiting(row, order, by=None, now=NOW))
    work_in(town.lead, end_on=IN_A_YEAR)
    before = everything()
    with pytest.raises(ChangedSince):
        decide(row, order, by=None, now=NOW, seen=seen)
    assert everything() == before


def test_only_the_coordinator_decides_and_only_what_waits(town):
    order = abolish(town.lead, day=NEXT_APRIL)
    row = do(order)
    for person in (town.editor(), make_town().coordinator()):
        with pytest.raises(NotYours):
            decide(row, order, by=person, now=NOW)
    decide(row, order, by=town.coordinator(), now=NOW)
    carry_out_due(now=ON_THE_DAY)
    with pytest.raises(ReorganisationRefused, match="は、すでに実行されたか、取り消されています。$"):
        decide(row, order, by=None, now=ON_THE_DAY)


def test_command_says_who_moved_and_who_ended(town, monkeypatch, capsys):
    stays, goes = work_in(town.lead, end_on=IN_A_YEAR), work_in(town.lead, role="viewer", end_on=IN_A_YEAR)
    do(split(town.lead, members={stays: ARTS}, day=NEXT_APRIL))
    monkeypatch.setattr("actions.reorganising.entering.timezone.now", lambda: ON_THE_DAY)
    call_command("reorganise")
    assert capsys.readouterr().out == (
        f"{town.city} 2026年4月1日の分割を実行しました。\n"
        f"  {stays.user}さん(入力者): {town.lead} → {ARTS}(2026年4月1日から)\n"
        f"  {goes.user}さん(閲覧者): {town.lead}の所属は、2026年3月31日に終わりました\n"
    )


def test_command_says_what_is_to_be_decided(town, monkeypatch):
    do(abolish(town.lead, day=NEXT_APRIL))
    member = work_in(town.lead, end_on=IN_A_YEAR)
    monkeypatch.setattr("actions.reorganising.entering.timezone.now", lambda: ON_THE_DAY)
    with pytest.raises(CommandError) as refusal:
        call_command("reorganise")
    assert str(refusal.value) == (
        f"{town.city} 2026年4月1日の廃止は実行できません。{reach_past([member])}{LOOK}"
    )
