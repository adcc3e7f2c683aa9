from datetime import date, timedelta

from actions.models import PolicyEvaluator
from organizations.models import Membership
from tests import builders
from tests.consistency.cases import right, wrong
from tests.consistency.scene import TODAY, department, sound_item

LAST_YEAR = {"start_on": date(2024, 4, 1), "end_on": date(2025, 3, 31)}


def leave(town, role):
    """Nobody holds the role any more."""
    Membership.objects.filter(municipality=town.city, role=role).update(**LAST_YEAR)


def colleague(town, role, where=None, **fields):
    return builders.join(builders.make_user(), town.city, role=role, department=where, **fields)


@wrong("no_coordinator")
def coordinator_who_was_not_renewed(town):
    leave(town, "coordinator")
    return [str(town.city)]


@wrong("no_coordinator")
def coordinator_who_left(town):
    user = town.people["coordinator"]
    user.is_active = False
    user.save()
    return [str(town.city)]


@right("no_coordinator")
def second_coordinator(town):
    leave(town, "coordinator")
    colleague(town, "coordinator")


@right("no_coordinator")
def city_that_nobody_has_worked_in(town):
    Membership.objects.filter(municipality=town.city).delete()


@right("no_coordinator")
def city_out_of_use(town):
    town.city.is_in_use = False
    town.city.save()


@wrong("no_publisher")
def publisher_who_was_not_renewed(town):
    leave(town, "publisher")
    return [str(town.city)]


@wrong("nobody_at_all")
def city_without_people(town):
    Membership.objects.filter(municipality=town.city).delete()
    return [str(town.city)]


@wrong("member_of_ended_department")
def member_of_a_department_that_is_gone(town):
    gone = department(town, end_fy=2024)
    row = colleague(town, "editor", gone)
    return [f"{row.user.username}: 入力者、{gone}"]


@right("member_of_ended_department")
def member_who_left_with_the_department(town):
    colleague(town, "editor", department(town, end_fy=2024), **LAST_YEAR)
    colleague(town, "editor", department(town, end_fy=2025))


@wrong("member_of_collective_name")
def member_of_every_division(town):
    row = colleague(town, "viewer", department(town, name="関係課", is_collective=True))
    return [f"{row.user.username}: 閲覧者、関係課"]


@right("member_of_collective_name")
def former_member_of_every_division(town):
    colleague(town, "viewer", department(town, is_collective=True), **LAST_YEAR)


@wrong("without_membership")
def person_whose_membership_ended(town):
    row = colleague(town, "viewer", **LAST_YEAR)
    row.user.last_name, row.user.first_name = "見本山", "花子"
    row.user.save()
    return [f"見本山 花子({row.user.username}): 2025年3月31日まで"]


@right("without_membership")
def people_who_left_moved_or_are_about_to_begin(town):
    left = colleague(town, "viewer", **LAST_YEAR).user
    left.is_active = False
    left.save()
    builders.join(colleague(town, "viewer", **LAST_YEAR).user, builders.make_city())
    colleague(town, "viewer", start_on=TODAY + timedelta(days=1))
    administrator = colleague(town, "viewer", **LAST_YEAR).user
    administrator.is_superuser = True
    administrator.save()


@wrong("asked_without_editor")
def asked_department_in_which_nobody_writes(town):
    row = department(town, sort_order=9)
    colleague(town, "approver", row)
    for state in ("blank", "draft"):
        town.answer(state, item=sound_item(town, row), department=row)
    return [f"{row}: まだ提出されていない回答2件"]


@right("asked_without_editor")
def department_that_has_handed_in_or_has_an_editor(town):
    row = department(town)
    town.answer("submitted", item=sound_item(town, row), department=row)
    town.answer("draft", item=sound_item(town))
    town.answer("blank", item=sound_item(town), department=None)


@wrong("editor_without_address")
def editor_who_gets_no_mail(town):
    return [colleague(town, "editor", town.lead).user.username]


@right("editor_without_address")
def former_editor_and_viewer_who_get_no_mail(town):
    colleague(town, "editor", town.lead, **LAST_YEAR)
    colleague(town, "viewer")


@wrong("committee_without_members")
def plan_without_a_committee(town):
    leave(town, "evaluator")
    plan = builders.make_plan(town.city, evaluates_externally=True)
    return [str(plan)]


@right("committee_without_members")
def plan_with_a_committee(town):
    builders.make_plan(town.city, evaluates_externally=True)


@right("committee_without_members")
def plan_that_asks_no_committee(town):
    leave(town, "evaluator")


@wrong("judge_without_role")
def judge_who_left_the_committee(town):
    user = colleague(town, "evaluator", **LAST_YEAR).user
    policy = town.measure.policy
    PolicyEvaluator.objects.create(policy=policy, user=user)
    return [f"{town.plan} {policy}: {user.username}"]


@right("judge_without_role")
def judge_of_the_committee(town):
    PolicyEvaluator.objects.create(policy=town.measure.policy, user=town.people["evaluator"])
