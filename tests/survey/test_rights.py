"""Which steps each person may take, over every state: all that is not listed here is refused."""

from datetime import date, datetime

import pytest
from django.db import transaction

from actions.models import SupportPart, YearlyStatus
from actions.survey.answering import save_answer, save_part
from actions.survey.assigning import assign
from actions.survey.refusals import NotYours
from actions.survey.steps import STEPS, take_step
from tests import builders
from tests.survey.people import NOW, TOKYO, again, make_town, steps_of

EDITOR = {("draft", "submit"), ("returned", "submit")}
APPROVER = {("submitted", "approve"), ("submitted", "return")}
COORDINATOR = EDITOR | {
    ("approved", "confirm"),
    ("submitted", "return"),
    ("approved", "return"),
    ("confirmed", "return"),
}


def steps_allowed(town, user, *, department, now=NOW):
    """(state, step) of all the steps the person can take; whatever is refused must leave the answer as it was."""
    answer, allowed = town.answer(department=department), set()
    for state in YearlyStatus.State:
        for name in STEPS:
            with transaction.atomic():
                YearlyStatus.objects.filter(pk=answer.pk).update(state=state)
                (outcome,) = take_step(name, [answer.pk], by=user, reason="理由", now=now)
                after = (again(answer).state, steps_of(answer))
                if outcome.refusal:
                    assert after == (state, [])
                else:
                    assert after == (STEPS[name].ends, [(state, STEPS[name].ends)])
                    allowed.add((state.value, name))
                transaction.set_rollback(True)
    return allowed


ROLES = [
    ("editor", EDITOR),
    ("approver", APPROVER),
    ("coordinator", COORDINATOR),
    ("publisher", set()),
    ("evaluator", set()),
    ("viewer", set()),
]


@pytest.mark.parametrize(("role", "allowed"), ROLES)
def test_role_allows_exactly_its_steps(town, role, allowed):
    town.person("approver", town.lead)
    user = town.person(role, None if role == "coordinator" else town.lead)
    assert steps_allowed(town, user, department=town.lead) == allowed


@pytest.mark.parametrize("role", ["publisher", "evaluator", "viewer"])
def test_role_for_the_whole_city_allows_no_step(town, role):
    assert steps_allowed(town, town.person(role), department=town.lead) == set()


def test_editor_who_is_approver_too_may_do_both(town):
    user = town.editor()
    builders.join(user, town.city, role="approver", department=town.lead)
    assert steps_allowed(town, user, department=town.lead) == EDITOR | APPROVER


def test_coordinator_approves_for_a_department_without_approver(town):
    user = town.coordinator()
    assert steps_allowed(town, user, department=town.lead) == COORDINATOR | {("submitted", "approve")}


@pytest.mark.parametrize(
    "approver",
    [
        {"user": {"is_active": False}},
        {"membership": {"end_on": date(2025, 5, 11)}},
        {"membership": {"start_on": date(2025, 5, 13)}},
    ],
    ids=["inactive", "expired", "not yet"],
)
def test_coordinator_approves_when_the_approver_cannot(town, approver):
    user = builders.make_user(**approver.get("user", {}))
    fields = {"role": "approver", "department": town.lead} | approver.get("membership", {})
    builders.join(user, town.city, **fields)
    allowed = steps_allowed(town, town.coordinator(), department=town.lead)
    assert allowed == COORDINATOR | {("submitted", "approve")}


def test_approver_of_another_department_does_not_keep_the_coordinator_from_approving(town):
    town.person("approver", town.support)
    allowed = steps_allowed(town, town.coordinator(), department=town.lead)
    assert allowed == COORDINATOR | {("submitted", "approve")}


def test_coordinator_acts_for_an_item_nobody_has_been_asked_about(town):
    town.person("approver", town.lead)
    allowed = steps_allowed(town, town.coordinator(), department=None)
    assert allowed == COORDINATOR | {("submitted", "approve")}


def test_administrator_may_do_what_a_coordinator_may(town):
    town.person("approver", town.lead)
    user = builders.make_user(is_superuser=True)
    assert steps_allowed(town, user, department=town.lead) == COORDINATOR


def test_editor_and_approver_of_another_department_may_do_nothing(town):
    user = town.person("editor", town.support)
    builders.join(user, town.city, role="approver", department=town.support)
    assert steps_allowed(town, user, department=town.lead) == set()


def test_department_that_supports_takes_no_step(town):
    user = town.person("editor", town.support)
    builders.join(user, town.city, role="approver", department=town.support)
    answer = town.answer("submitted")
    SupportPart.objects.create(answer=answer, department=town.support)
    (outcome,) = take_step("approve", [answer.pk], by=user, now=NOW)
    assert outcome.refusal == "この回答を承認できる役割がありません。"


def test_coordinator_of_another_city_may_do_nothing(town):
    assert steps_allowed(town, make_town().coordinator(), department=town.lead) == set()


def test_coordinator_of_another_city_may_do_nothing_where_nobody_is_asked(town):
    assert steps_allowed(town, make_town().coordinator(), department=None) == set()


def test_person_without_membership_may_do_nothing(town):
    assert steps_allowed(town, builders.make_user(), department=town.lead) == set()


# People whose time is over.


def with_every_role(town, **membership):
    user = town.person("coordinator", **membership)
    builders.join(user, town.city, role="editor", department=town.lead, **membership)
    builders.join(user, town.city, role="approver", department=town.lead, **membership)
    return user


def expired(town):
    """On 12 May, of a membership that ended on 31 March."""
    return with_every_role(town, end_on=date(2025, 3, 31))


def inactive(town):
    user = with_every_role(town)
    user.is_active = False
    user.save()
    return user


GONE = pytest.mark.parametrize("gone", [expired, inactive])


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (datetime(2025, 3, 31, 23, 59, 59, tzinfo=TOKYO), EDITOR | APPROVER | COORDINATOR),
        (datetime(2025, 4, 1, 0, 0, 0, tzinfo=TOKYO), set()),
    ],
    ids=["31 March", "1 April"],
)
def test_membership_that_ends_on_31_march_allows_nothing_in_april(town, now, allowed):
    assert steps_allowed(town, expired(town), department=town.lead, now=now) == allowed


@GONE
def test_person_whose_time_is_over_takes_no_step(town, gone):
    assert steps_allowed(town, gone(town), department=town.lead) == set()


@GONE
def test_person_whose_time_is_over_opens_no_round(town, gone):
    town.item(town.lead)
    with pytest.raises(NotYours):
        town.opened(by=gone(town))


@GONE
def test_person_whose_time_is_over_assigns_nobody(town, gone):
    with pytest.raises(NotYours):
        assign(town.answer().pk, lead=None, supports=[], by=gone(town), now=NOW)


@GONE
def test_person_whose_time_is_over_writes_no_answer(town, gone):
    with pytest.raises(NotYours):
        save_answer(town.answer(), {}, by=gone(town), now=NOW)


@GONE
def test_person_whose_time_is_over_writes_no_part(town, gone):
    part = SupportPart.objects.create(answer=town.answer(), department=town.support)
    with pytest.raises(NotYours):
        save_part(part, by=gone(town), now=NOW)
