"""What stands in the way of a change of departments: each sentence, all at once, and nothing written."""

from datetime import date

import pytest

from actions.models import ItemHandover
from actions.reorganising.checks import why_not
from actions.reorganising.orders import NewDepartment, Order
from actions.reorganising.refusals import NotYours, ReorganisationRefused
from organizations.models import Department, DepartmentFormerName, DepartmentSuccession, User
from tests import builders
from tests.reorganising.scenes import (
    APRIL,
    ARTS,
    NEW,
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
from tests.survey.people import NOW, make_town


def refused(order):
    """The sentences, which the deed and its rehearsal give alike."""
    sentences = why_not(order, now=NOW)
    for deed in (do, rehearse):
        with pytest.raises(ReorganisationRefused) as refusal:
            deed(order)
        assert refusal.value.sentences == sentences
    return sentences


def test_order_without_departments(town):
    assert refused(Order("merge", APRIL, [], [NEW])) == ["変わる部署を選んでください。"]


@pytest.mark.parametrize(("kind", "word"), [("rename", "改称"), ("split", "分割"), ("abolish", "廃止")])
def test_one_department_at_a_time(town, kind, word):
    into = {"rename": [NEW], "split": [ARTS, SPORTS], "abolish": []}[kind]
    order = Order(kind, APRIL, [town.lead, town.support], into)
    assert refused(order) == [f"{word}する部署は、1つだけ選んでください。"]


def test_renaming_needs_the_new_name(town):
    assert refused(Order("rename", APRIL, [town.lead])) == ["新しい名称を1つ入れてください。"]
    assert refused(Order("rename", APRIL, [town.lead], [town.support])) == ["新しい名称を1つ入れてください。"]


def test_renaming_changes_the_name(town):
    name = town.lead.name
    assert refused(rename(town.lead, name)) == [f"新しい名称が、いまの名称「{name}」と同じです。"]


def test_merger_has_one_successor(town):
    order = Order("merge", APRIL, [town.lead, town.support], [ARTS, SPORTS])
    assert refused(order) == ["統合したあとの部署を、1つだけ選ぶか入れてください。"]


def test_merger_into_a_new_department_needs_two(town):
    assert refused(merge(town.lead)) == [
        "統合する部署を2つ以上選ぶか、いまある部署にまとめてください。"
        "1つの部署の名称だけが変わるときは、改称にしてください。"
    ]
    assert len(refused(merge(town.lead, town.lead))) == 1


def test_department_does_not_merge_into_itself(town):
    assert refused(merge(town.lead, town.support, into=town.support)) == [
        f"「{town.support}」は、変わる部署と引き継ぐ部署の両方に選ばれています。"
        f"いまある「{town.support}」にまとめるときは、「統合する部署」から「{town.support}」の印を外してください。"
    ]
    assert refused(split(town.lead, ARTS, town.lead)) == [
        f"「{town.lead}」は、変わる部署と引き継ぐ部署の両方に選ばれています。どちらかだけにしてください。"
        "名称が同じままでも、分かれたあとの部署は新しい部署として入れます。"
    ]


def test_split_needs_two_successors(town):
    order = Order("split", APRIL, [town.lead], [ARTS])
    assert refused(order) == ["分かれたあとの部署を、2つ以上選ぶか入れてください。"]


def test_same_successor_is_not_taken_twice(town):
    assert refused(split(town.lead, town.support, town.support)) == [
        "引き継ぐ部署に、同じ部署が2回選ばれています。"
    ]
    assert refused(split(town.lead, NewDepartment("文化課"), NewDepartment("文化課", code="b"))) == [
        "新しい部署に、同じ名称が2回入っています。"
    ]


def test_abolished_department_has_no_successor(town):
    assert refused(Order("abolish", APRIL, [town.lead], [town.support])) == [
        "廃止では、引き継ぐ部署を選びません。引き継ぐ部署があるときは、統合にしてください。"
    ]


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2027, 4, 1)])
def test_day_too_far_away(town, day):
    assert refused(abolish(town.lead, day=day)) == [
        "施行日は、2024年4月1日から2027年3月31日までの日にしてください。"
    ]


@pytest.mark.parametrize("day", [date(2024, 4, 1), date(2027, 3, 31)])
def test_first_and_last_day_that_can_be_entered(town, day):
    assert why_not(abolish(town.lead, day=day), now=NOW) == []


def test_department_of_another_city(town):
    foreign = make_town().lead
    sentence = f"「{foreign}」は、ほかの市区町村の部署です。同じ市区町村の部署を選んでください。"
    assert refused(merge(town.lead, foreign)) == [sentence]
    assert refused(merge(town.lead, into=foreign)) == [sentence]


def test_collective_name(town):
    everybody = builders.make_department(town.city, name="関係課", is_collective=True)
    sentence = "「関係課」はまとめた呼び名です。ひとつの部署を選んでください。"
    assert refused(rename(everybody)) == [sentence]
    assert refused(merge(town.lead, into=everybody)) == [sentence]


@pytest.mark.parametrize(("end_fy", "years"), [(2020, "令和2年度(2020年度)"), (2026, "令和8年度(2026年度)")])
def test_department_that_ends_anyway(town, end_fy, years):
    old = builders.make_department(town.city, name="旧課", end_fy=end_fy)
    assert refused(rename(old)) == [f"「旧課」は、{years}までの部署です。"]
    assert refused(merge(town.lead, into=old)) == [f"「旧課」は、{years}までの部署です。"]


@pytest.mark.parametrize("start_fy", [2025, 2026])
def test_department_that_begins_no_earlier(town, start_fy):
    new = builders.make_department(town.city, name="新課", start_fy=start_fy)
    (sentence,) = refused(abolish(new))
    assert sentence == (
        f"「新課」は令和{start_fy - 2018}年度({start_fy}年度)からの部署なので、同じ年度か、それより前には変えられません。"
        "施行日を確かめてください。"
    )


def test_successor_that_begins_later(town):
    new = builders.make_department(town.city, name="新課", start_fy=2026)
    assert refused(merge(town.lead, into=new)) == [
        "「新課」は令和8年度(2026年度)からの部署なので、それより前の年度から引き継ぐことはできません。"
    ]
    new = builders.make_department(town.city, start_fy=2025)
    assert why_not(merge(town.lead, into=new), now=NOW) == []


def test_second_renaming_in_the_same_year(town):
    DepartmentFormerName.objects.create(department=town.lead, name="旧課", last_fy=2024)
    assert refused(rename(town.lead)) == [
        f"「{town.lead}」は、令和6年度(2024年度)まで「旧課」でした。同じ年度か、それより前には改称できません。"
        "名称の間違いは、部署の画面で直してください。"
    ]
    assert why_not(rename(town.lead, day=NEXT_APRIL), now=NOW) == []


@pytest.mark.parametrize("from_fy", [2020, 2099])
def test_department_whose_work_is_taken_over(town, from_fy):
    third = builders.make_department(town.city)
    DepartmentSuccession.objects.create(
        predecessor=town.lead, successor=third, kind="transfer", from_fy=from_fy
    )
    (sentence,) = refused(merge(town.lead, town.support))
    assert sentence.endswith(f"年度({from_fy}年度)から「{third}」が引き継いでいます。")
    assert refused(merge(town.support, into=town.lead)) == [sentence]
    assert why_not(rename(town.lead), now=NOW) == []


def test_code_that_is_taken(town):
    other = builders.make_department(town.city, code="taken", name="先の課")
    assert refused(merge(town.lead, town.support, into=NewDepartment("課", code=other.code))) == [
        "番号「taken」は「先の課」が使っています。別の番号にするか、空欄にしてください。"
    ]


def test_code_of_another_city_is_free(town):
    builders.make_department(make_town().city, code="arts")
    assert why_not(merge(town.lead, town.support, into=ARTS), now=NOW) == []


def test_same_code_twice(town):
    order = split(town.lead, NewDepartment("甲課", code="x"), NewDepartment("乙課", code="x"))
    assert refused(order) == ["新しい部署に、同じ番号が2回入っています。"]


def test_code_and_name_that_no_department_can_have(town):
    order = merge(town.lead, town.support, into=NewDepartment("", code="あ"))
    assert refused(order) == [
        "新しい部署の番号: 番号には半角の英数字とハイフンだけを使ってください(例: 1-2-3)。",
        "新しい部署の名称: このフィールドは空ではいけません。",
    ]


def test_choice_that_is_no_successor(town):
    item, member = town.item(town.lead), work_in(town.lead)
    order = split(town.lead, items={item: town.support}, members={member: NEW})
    assert refused(order) == [
        f"「{item}」の行き先を、引き継ぐ部署から選んでください。",
        f"{member.user}さんの行き先を、引き継ぐ部署から選んでください。",
    ]


def test_choice_for_somebody_else(town):
    item, member = builders.make_item(make_town().plan), work_in(town.support)
    order = split(town.lead, items={item: ARTS}, members={member: ARTS})
    assert refused(order) == [
        f"「{item}」は、ほかの市区町村の計画の取組です。",
        f"{member.user}さんは、分かれる部署に所属していません。",
    ]


def test_choices_belong_to_a_split(town):
    order = Order("merge", APRIL, [town.lead, town.support], [NEW], items={town.item(town.lead): NEW})
    assert refused(order) == ["取組と人の行き先を選べるのは、分割のときだけです。"]


def test_department_with_a_planned_change(town):
    third = builders.make_department(town.city)
    do(merge(town.lead, into=town.support, day=NEXT_APRIL))
    sentences = {
        each: f"「{each}」には、2026年4月1日の統合の予定があります。先にその予定を取り消してください。"
        for each in (town.lead, town.support)
    }
    assert refused(rename(town.lead)) == [sentences[town.lead]]
    assert refused(abolish(town.support)) == [sentences[town.support]]
    assert refused(merge(third, into=town.lead)) == [sentences[town.lead]]
    assert why_not(rename(third), now=NOW) == []


def test_planned_change_after_which_it_can_be_entered(town):
    third = builders.make_department(town.city)
    do(rename(town.lead, day=NEXT_APRIL))
    (sentence,) = refused(merge(third, into=town.lead, day=NEXT_APRIL))
    first = f"「{town.lead}」には、2026年4月1日の改称の予定があります。その予定が実行されたあとなら、この統合を入力できます"
    assert sentence.startswith(f"{first}(同じ施行日でもかまいません)。")
    assert "「統合」で両方の部署に印をつけて、「新しい名称」に" in sentence
    (sentence,) = refused(merge(third, into=town.lead, day=date(2026, 10, 1)))
    assert sentence.endswith("先に入力するときは、その予定を取り消してください。")


def test_reading_in_katakana(town):
    assert refused(rename(town.lead, reading="アタラシイカ")) == [
        "新しい部署のよみ: よみは、ひらがなで入力してください(例: しみんかつどうすいしんか)。"
    ]
    assert why_not(rename(town.lead, reading="せんたーか"), now=NOW) == []


def test_all_problems_at_once(town):
    old = builders.make_department(town.city, name="旧課", end_fy=2020)
    everybody = builders.make_department(town.city, name="関係課", is_collective=True)
    assert len(refused(Order("split", date(2020, 4, 1), [old], [everybody]))) == 4


def test_refusal_of_a_row_is_a_sentence_and_leaves_nothing_behind(town):
    item = town.item(town.lead)
    ItemHandover.objects.create(item=item, predecessor=town.lead, successor=town.support, from_fy=2025)
    before = everything()
    with pytest.raises(ReorganisationRefused) as refusal:
        do(split(town.lead, items={item: ARTS}))
    assert refusal.value.sentences == [
        f"取組の引き継ぎ「{item}: {town.lead} → {ARTS}」: この取組の、この部署からの引き継ぎは、この年度にすでにあります。"
    ]
    assert everything() == before


def test_departments_are_read_anew(town):
    order = merge(town.lead, town.support)
    Department.objects.filter(pk=town.lead.pk).update(end_fy=2020)
    assert len(refused_by_the_deed(order)) == 1


def refused_by_the_deed(order):
    with pytest.raises(ReorganisationRefused) as refusal:
        do(order)
    return refusal.value.sentences


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "evaluator", "viewer"])
def test_only_the_coordinator_changes_departments(town, role):
    before = everything()
    for deed in (do, rehearse):
        with pytest.raises(NotYours, match="^機構改革を入力できるのは、その市の事務局です。$"):
            deed(rename(town.lead), by=town.person(role, town.lead))
    assert everything()["organizations.Department"] == before["organizations.Department"]


def test_coordinator_of_another_city_changes_nothing(town):
    with pytest.raises(NotYours):
        do(rename(town.lead), by=make_town().coordinator())


def test_administrator_changes_departments(town):
    assert (
        do(rename(town.lead), by=User.objects.create_superuser("boss", password=None)).carried_out_at == NOW
    )
