"""One person in two departments chooses on the first page which one to see, without logging out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations.models import Membership
from tests import builders
from tests.page_reader import Page
from tests.survey.people import make_town

BAR = "いまの部署:"


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def person(town):
    """入力者 of one department, 承認者 of another."""
    user = town.editor()
    builders.join(user, town.city, role="approver", department=town.support)
    return user


@pytest.fixture
def desk(client, person):
    client.force_login(person)
    return client


def choose(client, department):
    return client.post(reverse("admin:survey_desk"), {"department": getattr(department, "pk", department)})


def first_page(client):
    return client.get(reverse("admin:index"))


def shown(client):
    return [work.department for work in first_page(client).context["department_works"]]


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def answers(town):
    return town.answer(), town.answer(department=town.support)


def test_all_departments_are_shown_at_first(town, desk, answers):
    assert shown(desk) == [town.lead, town.support]


def test_chosen_department_alone_is_shown(town, desk, answers):
    assert choose(desk, town.support).url == reverse("admin:index")
    assert shown(desk) == [town.support]


def test_choice_is_kept_until_another(town, desk, answers):
    choose(desk, town.support)
    first_page(desk)
    assert shown(desk) == [town.support]
    choose(desk, "")
    assert shown(desk) == [town.lead, town.support]


@pytest.mark.parametrize("department", ["elsewhere", "x", "9" * 30, "-1"])
def test_choice_that_is_not_ones_own_is_all(town, desk, answers, department):
    choose(desk, town.support)
    choose(desk, make_town().lead if department == "elsewhere" else department)
    assert shown(desk) == [town.lead, town.support]


def test_choice_falls_back_when_the_membership_ends(town, desk, person, answers):
    builders.join(person, town.city, role="editor", department=builders.make_department(town.city))
    choose(desk, town.support)
    membership = Membership.objects.get(user=person, department=town.support)
    membership.end_on = timezone.localdate() - timezone.timedelta(days=1)
    membership.save()
    assert shown(desk) == [town.lead]
    assert first_page(desk).context["chosen_department"] is None


def test_choice_is_made_by_post_alone(town, desk):
    assert desk.get(reverse("admin:survey_desk"), {"department": town.support.pk}).status_code == 405


def test_choice_is_for_members_alone(client, town):
    response = choose(client, town.lead)
    assert response.url.startswith(reverse("admin:login"))


def test_bar_names_the_choice_in_words_and_for_a_screen_reader(town, desk, answers):
    text = text_of(first_page(desk))
    assert f"{BAR} すべて" in text
    assert "すべて(選択中)" in text
    assert text.count('aria-pressed="true"') == 1
    choose(desk, town.support)
    response = first_page(desk)
    text = text_of(response)
    assert f"{BAR} {town.support}" in text
    assert f"{town.support}(選択中)" in text
    assert text.count('aria-pressed="true"') == 1
    assert f"{town.support}の仕事だけを出しています。" in text
    assert Page("/admin/", response.content.decode()).problems == []


@pytest.mark.parametrize("role", ["editor", "approver", "coordinator", "viewer"])
def test_bar_is_not_shown_to_who_has_one_department_or_none(client, town, role):
    department = town.lead if role in ("editor", "approver") else None
    town.answer()
    client.force_login(town.person(role, department))
    assert BAR not in text_of(first_page(client))


def test_two_roles_in_one_department_are_one(client, town):
    user = town.editor()
    builders.join(user, town.city, role="approver", department=town.lead)
    client.force_login(user)
    assert BAR not in text_of(first_page(client))


def test_departments_of_two_cities_are_told_apart(desk, town, person, answers):
    there = make_town()
    builders.join(person, there.city, role="editor", department=there.lead)
    there.answer()
    text = text_of(first_page(desk))
    assert f"{there.city} {there.lead}" in text
    choose(desk, there.lead)
    assert shown(desk) == [there.lead]


def test_work_of_the_coordinator_stays_beside_the_chosen_department(desk, town, person, answers):
    builders.join(person, town.city, role="coordinator")
    choose(desk, town.support)
    response = first_page(desk)
    assert [work.department for work in response.context["department_works"]] == [town.support]
    assert [work.round for work in response.context["round_works"]] == [answers[0].round]


def test_choice_ends_with_the_session(desk, town, person, answers):
    choose(desk, town.support)
    desk.logout()
    desk.force_login(person)
    assert shown(desk) == [town.lead, town.support]


def test_choice_takes_no_query_anywhere(desk, town, answers):
    pages = [reverse("admin:index"), reverse("admin:survey_answers", args=[answers[0].round_id])]
    counted = []
    for chosen in ("", town.lead):
        choose(desk, chosen)
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(page).status_code == 200
            counted.append(len(queries))
    assert counted == [8, 7, 8, 7]
