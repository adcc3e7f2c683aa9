"""A city out of use: its pages, files and sign-ins are gone, nothing is deleted, and all comes back."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from actions.models import ReportingRound
from organizations.access import Role, access_of
from organizations.models import Municipality
from tests import builders
from tests.admin.forms import filled_in
from tests.page_reader import read

WORD = "竹とんぼ"
PASSWORD = "a-password-of-16"
OUT_OF_USE = (
    "所属する市区町村は、このポータルの使用を止めています。使用については、ポータルの管理者に聞いてください。"
)
WHO = ("anonymous", "coordinator", "member of another city too", "administrator")


@pytest.fixture
def plan(db):
    """A published plan with everything, of a city that has a hidden plan and a survey too."""
    plan = builders.make_full_plan(items=3, word=WORD)
    builders.make_full_plan(plan.municipality, items=2, word=WORD, is_published=False)
    round_ = builders.make_round(plan, 2023)
    builders.make_answer(round_, plan.items.last(), state="draft")
    return plan


@pytest.fixture
def enter(client, plan):
    """enter(who): the client of that person."""
    people = {
        "coordinator": builders.member_of(plan.municipality, role="coordinator"),
        "member of another city too": builders.member_of(plan.municipality, role="coordinator"),
        "administrator": builders.make_user(is_superuser=True),
    }
    builders.join(people["member of another city too"], builders.make_city(), role="coordinator")

    def enter(who):
        client.logout()
        if who != "anonymous":
            client.force_login(people[who])
        return client

    return enter


def put_out_of_use(city, *, back=False):
    city.is_in_use = back
    city.save()


def public_addresses(city):
    return [
        city.get_absolute_url(),
        *(page for plan in city.plans.order_by("pk") for page in builders.addresses_of(plan)),
    ]


def all_rows():
    """Model -> how many rows it has; without the histories, which remember the mark itself."""
    return {
        model._meta.label: model.objects.count()
        for app in ("organizations", "plans", "actions")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if "Historical" not in model.__name__
    }


@pytest.mark.parametrize("who", WHO)
def test_every_public_address_is_404_to_everybody(enter, plan, who):
    browser, pages = enter(who), public_addresses(plan.municipality)
    open_before = [page for page in pages if browser.get(page).status_code == 200]
    of_the_published = [plan.municipality.get_absolute_url(), *builders.addresses_of(plan)]
    assert open_before == (of_the_published if who == "anonymous" else pages)
    assert len(of_the_published) > 15
    put_out_of_use(plan.municipality)
    assert {browser.get(page).status_code for page in pages} == {404}


def test_it_looks_like_a_plan_that_does_not_exist(client, plan):
    put_out_of_use(plan.municipality)
    for page in builders.addresses_of(plan):
        missing = page.replace(plan.slug, "no-such-plan", 1)
        assert client.get(page).content == client.get(missing).content


def test_it_takes_no_more_queries_than_a_plan_that_does_not_exist(client, plan, django_assert_num_queries):
    put_out_of_use(plan.municipality)
    with django_assert_num_queries(1):
        client.get(plan.get_absolute_url())


@pytest.mark.parametrize("who", WHO)
def test_search_finds_nothing_of_it(enter, plan, who):
    browser = enter(who)
    found = read("", browser.get("/search/", {"q": WORD})).text
    assert "0件見つかりました。" not in found
    put_out_of_use(plan.municipality)
    page = read("", browser.get("/search/", {"q": WORD}))
    assert "0件見つかりました。" in page.text
    assert [link for link in page.links if plan.municipality.slug in link] == []


def test_search_of_each_kind_finds_the_cities_in_use_only(client, plan):
    """Plan, policy, measure, item, indicator: one hit each in the city that stays; departments: printed and owner."""
    builders.make_full_plan(items=1, word=WORD, title=f"{WORD}のこる計画")
    put_out_of_use(plan.municipality)
    page = read("", client.get("/search/", {"q": WORD}))
    assert "7件見つかりました。" in page.text
    assert [link for link in page.links if plan.municipality.slug in link] == []


def test_home_neither_shows_nor_counts_it(client, plan):
    assert "6市区町村の6計画を公開しています。" in read("/", client.get("/")).text
    put_out_of_use(plan.municipality)
    page = read("/", client.get("/"))
    assert "5市区町村の5計画を公開しています。" in page.text
    assert [link for link in page.links if plan.municipality.slug in link] == []


def test_another_city_keeps_its_pages(client, plan):
    put_out_of_use(plan.municipality)
    assert client.get("/yamaguchi/promotion-plan-2009/").status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_membership_gives_nothing(plan, role):
    department = builders.make_department(plan.municipality) if role in ("editor", "approver") else None
    user = builders.member_of(plan.municipality, role=role, department=department)
    put_out_of_use(plan.municipality)
    access = access_of(type(user).objects.get(pk=user.pk))
    assert (access.is_nobody, access.cities(), access.departments(role)) == (True, set(), set())


def test_person_of_two_cities_keeps_the_other(client, plan):
    other = builders.make_city()
    user = builders.member_of(plan.municipality, role="coordinator")
    builders.join(user, other, role="coordinator")
    put_out_of_use(plan.municipality)
    assert access_of(user).cities(Role.COORDINATOR) == {other.pk}
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:plans_plan_change", args=[plan.pk])).status_code == 302
    round_ = plan.rounds.get()
    assert client.get(reverse("admin:survey_answers", args=[round_.pk])).status_code == 404


def sign_in(client, user, password=PASSWORD):
    user.set_password(PASSWORD)
    user.save()
    return client.post(reverse("admin:login"), {"username": user.username, "password": password})


def test_its_people_cannot_sign_in_and_are_told_why(client, plan):
    user = builders.member_of(plan.municipality, role="coordinator")
    put_out_of_use(plan.municipality)
    response = sign_in(client, user)
    assert response.context["form"].non_field_errors() == [OUT_OF_USE]


def test_wrong_password_says_nothing_of_the_city(client, plan):
    user = builders.member_of(plan.municipality, role="coordinator")
    put_out_of_use(plan.municipality)
    (error,) = sign_in(client, user, "wrong").context["form"].non_field_errors()
    assert "組み合わせが正しくありません" in error


def test_session_that_is_open_is_worth_nothing(client, plan):
    client.force_login(builders.member_of(plan.municipality, role="coordinator"))
    assert client.get(reverse("admin:index")).status_code == 200
    put_out_of_use(plan.municipality)
    response = client.get(reverse("admin:index"), follow=True)
    assert response.request["PATH_INFO"] == reverse("admin:login")
    assert "使用を止めています" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_its_surveys_are_offered_to_nobody(enter, plan):
    round_ = plan.rounds.get()
    words = f"{plan.municipality} {plan.title} 令和5年度(2023年度)の調査"
    assert words in enter("administrator").get(reverse("admin:index")).content.decode()
    put_out_of_use(plan.municipality)
    assert round_ not in ReportingRound.objects.current()
    assert words not in enter("administrator").get(reverse("admin:index")).content.decode()


def test_nothing_is_deleted_and_all_comes_back(client, plan):
    user = builders.member_of(plan.municipality, role="coordinator")
    pages = [*public_addresses(plan.municipality), "/", f"/search/?q={WORD}"]
    rows, before = all_rows(), {page: client.get(page).content for page in pages}
    put_out_of_use(plan.municipality)
    assert all_rows() == rows
    put_out_of_use(plan.municipality, back=True)
    assert {page: client.get(page).content for page in pages} == before
    assert sign_in(client, user).status_code == 302
    assert plan.rounds.get() in ReportingRound.objects.current()


def test_administrator_takes_it_out_of_use_on_its_page(client, plan):
    client.force_login(builders.make_user(is_superuser=True))
    page = reverse("admin:organizations_municipality_change", args=[plan.municipality_id])
    data = filled_in(client.get(page))
    assert data.pop("is_in_use") == "on"
    assert client.post(page, data).status_code == 302
    city = Municipality.objects.get(pk=plan.municipality_id)
    assert (city.is_in_use, city.history.first().is_in_use) == (False, False)
    assert client.post(page, filled_in(client.get(page)) | {"is_in_use": "on"}).status_code == 302
    assert client.get(plan.get_absolute_url()).status_code == 200


def test_list_of_cities_says_which_are_out_of_use(client, plan):
    put_out_of_use(plan.municipality)
    client.force_login(builders.make_user(is_superuser=True))
    page = reverse("admin:organizations_municipality_changelist")
    result = client.get(page, {"is_in_use__exact": "0"}).context["cl"].queryset
    assert list(result) == [plan.municipality]


def test_coordinator_cannot_take_the_own_city_out_of_use(client, plan):
    client.force_login(builders.member_of(plan.municipality, role="coordinator"))
    page = reverse("admin:organizations_municipality_change", args=[plan.municipality_id])
    client.post(page, {"name": "なくなる市"})
    city = Municipality.objects.get(pk=plan.municipality_id)
    assert (city.is_in_use, city.name) == (True, plan.municipality.name)


def test_one_place_says_which_plans_are_public():
    """A look-up of its own through a plan would forget the cities out of use."""
    modules = [
        path
        for room in ("actions", "plans", "organizations", "kyodo_portal")
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py")
    ]
    own = [str(path) for path in modules if "plan__is_published" in path.read_text()]
    assert own == []
