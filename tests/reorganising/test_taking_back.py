"""Taking a change back: as if it had never been, or not at all."""

from datetime import timedelta

import pytest

from actions.models import YearlyStatus
from actions.reorganising.refusals import NotYours, ReorganisationRefused
from actions.reorganising.taking_back import _shown_since, take_back
from organizations.models import Department, Reorganisation
from tests import builders
from tests.reorganising.scenes import (
    ARTS,
    NEW,
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
from tests.survey.people import NOW, again, make_town

LATER = NOW + timedelta(days=1)


def undo(row, **options):
    return take_back(row, **{"by": None, "now": LATER} | options)


def refusal_of(row, **options):
    with pytest.raises(ReorganisationRefused) as refusal:
        undo(row, **options)
    return refusal.value.sentences


def all_but_the_deed():
    rows = everything(histories=False)
    return {
        label: each for label, each in rows.items() if not label.startswith("organizations.Reorganisation")
    }


def order_of(town, kind):
    item, member = town.item(town.lead, town.support), work_in(town.lead)
    work_in(town.support, start_on=NOW.date())
    for state in ("draft", "submitted", "confirmed"):
        builders.make_part(town.answer(state), town.support)
    return {
        "rename": lambda: rename(town.lead),
        "merge": lambda: merge(town.lead, town.support),
        "join": lambda: merge(town.lead, into=town.support),
        "split": lambda: split(town.lead, items={item: ARTS}, members={member: SPORTS}),
        "abolish": lambda: abolish(town.lead),
    }[kind]()


@pytest.mark.parametrize("kind", ["rename", "merge", "join", "split", "abolish"])
def test_everything_is_as_it_was(town, kind):
    order = order_of(town, kind)
    before = all_but_the_deed()
    row = do(order)
    assert all_but_the_deed() != before
    undo(row)
    assert all_but_the_deed() == before


def test_who_took_it_back_and_when_is_kept(town):
    person = town.coordinator()
    row = do(rename(town.lead))
    undo(row, by=person)
    assert (again(row).taken_back_at, again(row).taken_back_by) == (LATER, person)
    assert town.lead.history.first().history_change_reason == "2025年4月1日の改称の取り消し"


def test_planned_change_is_cancelled(town):
    row = do(merge(town.lead, town.support, day=NEXT_APRIL))
    before = all_but_the_deed()
    undo(row)
    assert (again(row).waits, again(row).taken_back_at) == (False, LATER)
    assert all_but_the_deed() == before


def test_department_is_free_for_another_change(town):
    undo(do(merge(town.lead, town.support)))
    undo(do(merge(town.lead, town.support, day=NEXT_APRIL)))
    do(merge(town.lead, town.support, into=ARTS))
    assert found(town.city, ARTS.name).start_fy == 2025


def test_text_written_meanwhile_stays_in_the_answer(town):
    answer = town.answer("blank")
    row = do(merge(town.lead, town.support))
    answer = again(answer)
    answer.done, answer.state = "引き継いだ部署の文", "draft"
    answer.save()
    undo(row)
    assert (again(answer).department, again(answer).done) == (town.lead, "引き継いだ部署の文")


def test_taken_back_only_once(town):
    row = do(rename(town.lead))
    undo(row)
    assert refusal_of(row) == ["2025年4月1日の改称は、すでに取り消されています。"]


def test_what_was_changed_since_stands_in_the_way(town):
    row = do(rename(town.lead, "新しい課"))
    Department.objects.filter(pk=town.lead.pk).update(name="もっと新しい課")
    before = everything()
    assert refusal_of(row) == ["部署「新しい課」の名称が、そのあとに変更されています。"]
    assert everything() == before


def test_another_field_changed_since_does_not(town):
    row = do(rename(town.lead))
    Department.objects.filter(pk=town.lead.pk).update(tel="000-000-0000")
    undo(row)
    assert again(town.lead).tel == "000-000-0000"


def test_what_was_deleted_since_stands_in_the_way(town):
    row = do(rename(town.lead))
    name = town.lead.name
    town.lead.former_names.all().delete()
    assert refusal_of(row) == [f"旧名称「{name}(2024年度まで)」は、そのあとに削除されています。"]


def test_what_is_built_upon_stands_in_the_way(town):
    row = do(merge(town.lead, town.support))
    new = found(town.city, NEW.name)
    member = work_in(new)
    before = everything()
    assert refusal_of(row) == [
        f"部署「{NEW.name}」は、もう使われています。使っているもの: 所属と役割「{member}」。"
    ]
    assert everything() == before


def test_later_change_stands_in_the_way(town):
    row = do(merge(town.lead, town.support))
    do(merge(found(town.city, NEW.name), into=builders.make_department(town.city), day=NEXT_APRIL))
    (sentence,) = refusal_of(row)
    assert sentence.startswith(f"部署「{NEW.name}」は、もう使われています。")


def test_everything_in_the_way_is_named_at_once(town):
    member = work_in(town.lead)
    row = do(merge(town.lead, town.support))
    Department.objects.filter(pk=town.support.pk).update(end_fy=2030)
    member.user.memberships.filter(department=town.lead).update(end_on="2025-03-30")
    assert sorted(refusal_of(row)) == [
        f"所属と役割「{member}」の終了日が、そのあとに変更されています。",
        f"部署「{town.support}」の廃止年度が、そのあとに変更されています。",
    ]


@pytest.mark.parametrize(("state", "word"), [("approved", "承認済"), ("confirmed", "確認済")])
def test_answer_approved_since_stands_in_the_way(town, state, word):
    answer = town.answer("submitted")
    row = do(merge(town.lead, town.support))
    type(answer).objects.filter(pk=answer.pk).update(state=state)
    assert refusal_of(row) == [
        f"「{answer.item}」の2024年度の回答は、そのあとに{word}になりました。先に差し戻してください。"
    ]


def test_round_opened_since_stands_in_the_way(town):
    town.item(town.lead)
    row = do(merge(town.lead, into=town.support))
    round_ = town.opened(now=NOW + timedelta(hours=1))
    assert refusal_of(row) == [f"「{round_}」が、そのあとに始まり、いまの部署にたずねています。"]


def test_round_opened_since_does_not_stop_the_old_name(town):
    town.item(town.lead)
    row = do(rename(town.lead))
    town.opened(now=NOW + timedelta(hours=1))
    undo(row)
    assert again(row).taken_back_at == LATER


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "evaluator", "viewer"])
def test_only_the_coordinator_takes_it_back(town, role):
    row = do(rename(town.lead))
    with pytest.raises(NotYours):
        undo(row, by=town.person(role, town.lead))
    with pytest.raises(NotYours):
        undo(row, by=make_town().coordinator())
    assert Reorganisation.objects.filter(taken_back_at=None).count() == 1


# What has been shown under the new name.


@pytest.mark.parametrize(
    ("state", "is_published", "reason"),
    [
        ("draft", False, "調査が始まっています"),
        ("confirmed", False, "実績が確定しています"),
        ("confirmed", True, "実績が公開されています"),
    ],
)
def test_year_with_the_new_name_is_not_rewritten(town, state, is_published, reason):
    row = do(rename(town.lead))
    town.answer(state, fiscal_year=2025, is_published=is_published)
    before = everything()
    assert refusal_of(row) == [
        f"令和7年度(2025年度)の{reason}。",
        "取り消すと、その年度の名称や部署まで変わってしまいます。取り消さずに、新しい施行日で改称を入力してください。",
    ]
    assert everything() == before


def test_result_without_a_round_counts_for_those_the_plan_prints(town):
    row = do(merge(town.lead, into=town.support))
    other = builders.make_department(town.city)
    assert len(refusals_when(row, town.item(other))) == 0
    assert refusals_when(row, town.item(town.lead))[0] == "令和7年度(2025年度)の実績が公開されています。"


def refusals_when(row, item):
    YearlyStatus.objects.create(item=item, fiscal_year=2025, is_published=True)
    return list(_shown_since(row))


def test_round_about_the_year_before_has_the_old_name_anyway(town):
    row = do(rename(town.lead))
    town.answer("confirmed", is_published=True)
    undo(row)
    assert again(row).taken_back_at == LATER


# What came later.


def test_later_change_that_was_taken_back_does_not_count(town):
    first = do(merge(town.lead, town.support))
    second = do(rename(found(town.city, NEW.name), day=NEXT_APRIL))
    undo(second)
    third = do(merge(found(town.city, NEW.name), into=builders.make_department(town.city), day=NEXT_APRIL))
    undo(third)
    undo(first)
    assert not town.city.departments.filter(name=NEW.name).exists()
    assert again(second).details["before"] == [NEW.name]


def test_later_change_that_waits_is_named(town):
    row = do(merge(town.lead, town.support))
    do(rename(found(town.city, NEW.name), day=NEXT_APRIL))
    assert refusal_of(row) == [
        f"部署「{NEW.name}」は、もう使われています。使っているもの: 2026年4月1日の改称の予定。"
    ]


def test_later_change_that_leads_there_is_named(town):
    row = do(merge(town.lead, town.support))
    third = builders.make_department(town.city)
    do(merge(third, into=found(town.city, NEW.name), day=NEXT_APRIL))
    assert refusal_of(row) == [
        "2026年4月1日の統合の予定が、この統合で始まった部署を使います。先にその予定を取り消してください。"
    ]


def test_later_change_that_was_carried_out_is_named(town):
    row = do(merge(town.lead, town.support))
    do(
        rename(found(town.city, NEW.name), "別の課", day=NEXT_APRIL),
        now=NOW.replace(year=2026),
    )
    assert any(
        "使っているもの: 2026年4月1日の改称" in each or "変更されています" in each for each in refusal_of(row)
    )
