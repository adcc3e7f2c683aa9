"""The rehearsal: the very same as the deed, and nothing of it stays."""

from datetime import date

import pytest

from actions.reorganising import entering
from actions.reorganising.orders import NewDepartment
from actions.reorganising.refusals import ChangedSince
from actions.reorganising.touched import digest
from tests import builders
from tests.reorganising.scenes import (
    ARTS,
    NEXT_APRIL,
    SPORTS,
    abolish,
    do,
    everything,
    merge,
    rehearse,
    rename,
    split,
    work_in,
)
from tests.survey.people import make_town

KINDS = ["rename", "merge", "join", "split", "abolish"]


@pytest.fixture
def busy(town):
    """The town with something of everything that a change can touch."""
    town.first, town.second = town.item(town.lead, town.support), town.item(town.support, town.lead)
    town.members = [
        work_in(town.lead),
        work_in(town.support, "approver"),
        work_in(town.lead, end_on=NEXT_APRIL),
    ]
    for state in ("blank", "draft", "submitted", "confirmed"):
        answer = town.answer(state)
        builders.make_part(answer, town.support, done="" if state == "blank" else "会場を貸した。")
    town.answer("confirmed", fiscal_year=2022, is_published=True)
    return town


def order_of(town, kind, **options):
    return {
        "rename": lambda: rename(town.lead, **options),
        "merge": lambda: merge(town.lead, town.support, **options),
        "join": lambda: merge(town.lead, into=town.support, **options),
        "split": lambda: split(
            town.lead, items={town.first: ARTS}, members={town.members[0]: SPORTS}, **options
        ),
        "abolish": lambda: abolish(town.lead, **options),
    }[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_rehearsal_writes_nothing(busy, kind):
    before = everything()
    rehearse(order_of(busy, kind))
    assert everything() == before


@pytest.mark.parametrize("kind", KINDS)
def test_rehearsal_says_what_is_then_done(busy, kind, monkeypatch):
    touched = rehearse(order_of(busy, kind))
    done, carry_out = [], entering.carry_out
    monkeypatch.setattr(
        entering, "carry_out", lambda *args, **options: done.append(carry_out(*args, **options)) or done[-1]
    )
    do(order_of(busy, kind))
    assert done == [touched]


@pytest.mark.parametrize("kind", KINDS)
def test_deed_is_done_as_it_was_read(busy, kind):
    order = order_of(busy, kind)
    assert do(order, seen=digest(order, rehearse(order))).carried_out_at is not None


@pytest.mark.parametrize("day", [None, NEXT_APRIL])
@pytest.mark.parametrize("kind", KINDS)
def test_deed_that_would_touch_something_else_is_not_done(busy, kind, day):
    options = {"day": day} if day else {}
    order = order_of(busy, kind, **options)
    seen = digest(order, rehearse(order))
    busy.answer("confirmed", fiscal_year=2023)
    before = everything()
    with pytest.raises(ChangedSince) as refusal:
        do(order, seen=seen)
    assert everything() == before
    assert refusal.value.touched == rehearse(order)
    assert str(refusal.value) == (
        "確かめたあとに、内容が変わりました。下の内容をもう一度確かめてから実行してください。"
    )


def test_other_order_has_another_digest(busy):
    order = abolish(busy.lead)
    touched = rehearse(order)
    assert digest(order, touched) != digest(abolish(busy.lead, day=NEXT_APRIL), touched)


def test_sentences_about_the_departments(town):
    lead, support = town.lead.name, town.support.name
    touched = rehearse(merge(town.lead, town.support, into=ARTS))
    assert touched.departments == [
        "「文化課」(番号 arts)を、令和7年度(2025年度)からの部署として登録します。",
        f"「{lead}」は、令和6年度(2024年度)までの部署になります。",
        f"「{support}」は、令和6年度(2024年度)までの部署になります。",
    ]
    assert touched.successions == [
        f"「{lead}」の仕事を、令和7年度(2025年度)から「文化課」が引き継ぎます。",
        f"「{support}」の仕事を、令和7年度(2025年度)から「文化課」が引き継ぎます。",
    ]
    assert rehearse(rename(town.lead, "新しい課")).names == [
        f"「{lead}」の名称は、令和7年度(2025年度)から「新しい課」になります。令和6年度(2024年度)までは「{lead}」のままです。",
        "よみは「あたらしいか」になります。",
    ]


def test_name_without_reading_is_said(town):
    assert rehearse(rename(town.lead, "新しい課", reading="")).names[1] == (
        "「新しい課」のよみは空欄になります。よみを入れると、五十音順に並びます。"
    )


def test_name_that_is_there_already_is_a_warning(town):
    sentence = (
        f"「{town.support}」という名前の部署がすでにあります。このままでは、同じ名前の部署が2つになります。"
        "その部署にまとめるときは、「統合」で「いまある部署」から選んでください。"
    )
    assert rehearse(rename(town.lead, town.support.name)).warnings == [sentence]
    assert rehearse(split(town.lead, ARTS, NewDepartment(town.support.name))).warnings == [sentence]
    assert rehearse(split(town.lead, ARTS, NewDepartment(town.lead.name))).warnings == []
    make_town()
    builders.make_department(town.city, name="昔の課", end_fy=2020)
    assert rehearse(rename(town.lead, "昔の課")).warnings == []


def test_day_within_the_year_is_a_warning(town):
    assert rehearse(rename(town.lead, day=date(2025, 10, 1))).warnings == [
        "施行日は年度の途中ですが、名称と部署は年度ごとに決まります。令和7年度(2025年度)の全体が、新しい名称と部署になります。"
    ]
