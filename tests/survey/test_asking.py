"""Who is asked: from the departments the plan prints, and as the 事務局 assigns them."""

import pytest

from actions.models import ItemDepartment
from actions.survey.assigning import assign, read_asked
from actions.survey.refusals import NotYours, RoundRefused
from organizations.models import DepartmentSuccession
from tests import builders
from tests.survey.people import NOW, YEAR, again, make_town


def printed(town, *rows):
    """An item for which the plan prints these (department, role), in this order."""
    item = builders.make_item(town.plan)
    for position, (department, role) in enumerate(rows, 1):
        ItemDepartment.objects.create(item=item, department=department, role=role, position=position)
    return item


def asked(town, item):
    """(the department that answers, the departments that support) once the round is open."""
    answer = town.opened().answers.get(item=item)
    return answer.department, [part.department for part in answer.parts.all()]


def follow(predecessor, successor, from_fy=YEAR, kind="merge"):
    DepartmentSuccession.objects.create(
        predecessor=predecessor, successor=successor, kind=kind, from_fy=from_fy
    )


def test_printed_lead_answers_and_the_others_support(town):
    item = printed(town, (town.support, "support"), (town.lead, "lead"))
    assert asked(town, item) == (town.lead, [town.support])


def test_first_printed_answers_where_no_lead_is_printed(town):
    third = builders.make_department(town.city, sort_order=3)
    item = printed(town, (town.support, ""), (third, ""), (town.lead, ""))
    assert asked(town, item) == (town.support, [town.lead, third])


def test_item_without_departments_is_asked_of_nobody(town):
    assert asked(town, printed(town)) == (None, [])


def test_collective_name_alone_stands_for_nobody(town):
    everybody = builders.make_department(town.city, name="関係課", is_collective=True)
    assert asked(town, printed(town, (everybody, "lead"))) == (None, [])


def test_collective_name_is_passed_over(town):
    everybody = builders.make_department(town.city, name="関係課", is_collective=True)
    assert asked(town, printed(town, (everybody, ""), (town.lead, ""))) == (town.lead, [])


def test_printed_names_are_kept_even_when_they_stand_for_nobody(town):
    everybody = builders.make_department(town.city, name="関係課", is_collective=True)
    item = printed(town, (everybody, ""), (town.lead, ""))
    assert read_asked(town.plan, YEAR)[item.pk].printed == ["関係課", town.lead.name]


def test_department_that_took_over_answers(town):
    follow(town.lead, town.support)
    assert asked(town, printed(town, (town.lead, "lead"))) == (town.support, [])


def test_department_that_took_over_supports(town):
    new = builders.make_department(town.city)
    follow(town.support, new)
    assert asked(town, printed(town, (town.lead, "lead"), (town.support, "support"))) == (town.lead, [new])


def test_departments_merged_into_one_are_asked_once(town):
    new = builders.make_department(town.city)
    follow(town.lead, new)
    follow(town.support, new)
    assert asked(town, printed(town, (town.lead, "lead"), (town.support, "support"))) == (new, [])


def test_succession_is_followed_to_its_end(town):
    new = builders.make_department(town.city)
    follow(town.lead, town.support, from_fy=2023)
    follow(town.support, new, from_fy=2024)
    assert asked(town, printed(town, (town.lead, "lead"))) == (new, [])


def test_succession_of_this_april_is_followed_when_last_year_is_asked_about(town):
    """NOW is in the fiscal year after YEAR: the department that is there today answers."""
    follow(town.lead, town.support, from_fy=YEAR + 1)
    assert asked(town, printed(town, (town.lead, "lead"))) == (town.support, [])


def test_succession_still_to_come_is_not_followed(town):
    follow(town.lead, town.support, from_fy=YEAR + 2)
    assert asked(town, printed(town, (town.lead, "lead"))) == (town.lead, [])


def test_split_department_stands_for_nobody(town):
    for successor in (town.support, builders.make_department(town.city)):
        follow(town.lead, successor, kind="split")
    assert asked(town, printed(town, (town.lead, "lead"))) == (None, [])


def test_merger_followed_by_a_split_stands_for_nobody(town):
    middle = builders.make_department(town.city)
    follow(town.lead, middle, from_fy=2023)
    for successor in (town.support, builders.make_department(town.city)):
        follow(middle, successor, kind="split")
    assert asked(town, printed(town, (town.lead, "lead"))) == (None, [])


def test_two_departments_that_follow_each_other_are_no_endless_chain(town):
    follow(town.lead, town.support, from_fy=2023)
    follow(town.support, town.lead, from_fy=2024)
    assert asked(town, printed(town, (town.lead, "lead"))) == (None, [])


# Assigning.


@pytest.fixture
def answer(town):
    return town.answer("blank", item=printed(town))


def put(town, answer, *, lead, supports=(), by=None):
    return assign(answer.pk, lead=lead, supports=list(supports), by=by or town.coordinator(), now=NOW)


def assigned(answer):
    return again(answer).department, [part.department for part in answer.parts.all()]


def refusal_of(town, answer, **asked_for):
    with pytest.raises(RoundRefused) as refusal:
        put(town, answer, **asked_for)
    return str(refusal.value)


def test_coordinator_assigns_lead_and_supports(town, answer):
    third = builders.make_department(town.city, sort_order=3)
    put(town, answer, lead=town.support, supports=[third, town.lead])
    assert assigned(answer) == (town.support, [town.lead, third])


def test_assignment_can_be_taken_back(town, answer):
    put(town, answer, lead=town.lead, supports=[town.support])
    put(town, answer, lead=None)
    assert assigned(answer) == (None, [])


def test_lead_does_not_support_itself(town, answer):
    put(town, answer, lead=town.lead, supports=[town.lead, town.support])
    assert assigned(answer) == (town.lead, [town.support])


def test_lead_and_support_change_places(town, answer):
    put(town, answer, lead=town.lead, supports=[town.support])
    put(town, answer, lead=town.support, supports=[town.lead])
    assert assigned(answer) == (town.support, [town.lead])


@pytest.mark.parametrize("state", ["blank", "draft", "returned"])
def test_lead_changes_before_the_answer_is_handed_in(town, state):
    answer = town.answer(state)
    put(town, answer, lead=town.support)
    assert assigned(answer) == (town.support, [])


@pytest.mark.parametrize(
    ("state", "word"), [("submitted", "提出済"), ("approved", "承認済"), ("confirmed", "確認済")]
)
def test_lead_stays_once_the_answer_is_handed_in(town, state, word):
    answer = town.answer(state)
    assert refusal_of(town, answer, lead=town.support) == (
        f"「{answer.item}」は{word}です。担当を変えるには、先に差し戻してください。"
    )
    assert assigned(answer) == (town.lead, [])


@pytest.mark.parametrize("place", ["lead", "supports"])
@pytest.mark.parametrize("kind", ["collective", "foreign"])
def test_only_one_department_of_the_city_is_assigned(town, answer, place, kind):
    wrong = {
        "collective": lambda: builders.make_department(town.city, name="関係課", is_collective=True),
        "foreign": lambda: make_town().lead,
    }[kind]()
    wanted = {"lead": wrong} if place == "lead" else {"lead": town.support, "supports": [wrong]}
    assert refusal_of(town, answer, **wanted) == (
        f"「{wrong}」には割り当てられません。ひとつの部署を選んでください。"
    )
    assert assigned(answer) == (town.lead, [])


@pytest.mark.parametrize("text", [{"done": "会場を貸した。"}, {"internal_note": "来年は無理。"}])
def test_department_that_has_written_its_part_is_not_taken_off(town, answer, text):
    put(town, answer, lead=town.lead, supports=[town.support])
    answer.parts.update(**text)
    assert refusal_of(town, answer, lead=None) == (
        f"「{answer.item}」の{town.support}は、すでに記入しているため外せません。"
    )
    assert assigned(answer) == (town.lead, [town.support])


def test_written_part_stays_as_it_is_when_another_support_joins(town, answer):
    third = builders.make_department(town.city, sort_order=3)
    put(town, answer, lead=town.lead, supports=[town.support])
    answer.parts.update(done="会場を貸した。")
    put(town, answer, lead=town.lead, supports=[town.support, third])
    assert [(part.department, part.done) for part in answer.parts.all()] == [
        (town.support, "会場を貸した。"),
        (third, ""),
    ]


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "evaluator", "viewer"])
def test_only_the_coordinator_assigns(town, answer, role):
    with pytest.raises(NotYours, match="^担当を割り当てられるのは、その市の事務局です。$"):
        put(town, answer, lead=town.support, by=town.person(role, town.lead))


def test_coordinator_of_another_city_assigns_nobody(town, answer):
    with pytest.raises(NotYours, match="^担当を割り当てられるのは、その市の事務局です。$"):
        put(town, answer, lead=town.support, by=make_town().coordinator())
    assert assigned(answer) == (town.lead, [])
