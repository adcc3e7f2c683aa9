"""What is not published is nowhere: no page, no search result, no file. Staff of the city see a marked preview."""

from datetime import date

import pytest

from actions.models import Evaluation, EvaluationSession, YearlyStatus
from organizations.models import DepartmentFormerName
from tests import builders
from tests.page_reader import read

SECRET = "秘密の鍵穴"
# What a kind of address is called here, and how to find it among the addresses of the hidden plan.
KINDS = {
    "plan": lambda plan: plan.get_absolute_url(),
    "roadmap": lambda plan: f"{plan.get_absolute_url()}roadmap/",
    "indicators": lambda plan: f"{plan.get_absolute_url()}indicators/",
    "departments": lambda plan: f"{plan.get_absolute_url()}departments/",
    "department": lambda plan: f"{plan.get_absolute_url()}departments/{plan.slug}-1/",
    "item": lambda plan: f"{plan.get_absolute_url()}items/first/",
    "reports": lambda plan: f"{plan.get_absolute_url()}reports/",
    "feed": lambda plan: f"{plan.get_absolute_url()}reports/feed.atom",
    "data.json": lambda plan: f"{plan.get_absolute_url()}data.json",
    "items.csv": lambda plan: f"{plan.get_absolute_url()}items.csv",
    "schedule.csv": lambda plan: f"{plan.get_absolute_url()}schedule.csv",
    "indicators.csv": lambda plan: f"{plan.get_absolute_url()}indicators.csv",
    "progress.csv": lambda plan: f"{plan.get_absolute_url()}progress.csv",
    "evaluations.csv": lambda plan: f"{plan.get_absolute_url()}evaluations.csv",
}
PAGES = ["plan", "roadmap", "indicators", "departments", "department", "item", "reports"]


@pytest.fixture
def hidden(real_plan):
    """A complete hidden plan of 山口市, which has a published one too."""
    city = real_plan("yamaguchi").municipality
    return builders.make_full_plan(city, items=3, word=SECRET, is_published=False)


@pytest.fixture
def public_world(real_plan):
    """The addresses of 山口市 and of the whole site, with secrets behind a published plan."""
    plan = real_plan("yamaguchi")
    item = plan.items.get(code="1-1-1")
    item.internal_note = SECRET
    item.save()
    texts = dict.fromkeys(("done", "reason", "issues", "next_plan", "internal_note"), SECRET)
    YearlyStatus.objects.create(item=item, fiscal_year=2010, status="cancelled", **texts)
    shown = YearlyStatus.objects.create(
        item=item,
        fiscal_year=2009,
        status="in_progress",
        done="公開した取組の結果",
        internal_note=SECRET,
        is_published=True,
    )
    session = EvaluationSession.objects.create(
        plan=plan, fiscal_year=2009, held_on=date(2010, 7, 1), member_names=SECRET, internal_note=SECRET
    )
    writer = builders.make_user(last_name=SECRET)
    Evaluation.objects.create(answer=shown, stage="internal", opinion=SECRET, is_handed_in=True)
    Evaluation.objects.create(
        answer=shown,
        stage="external",
        opinion="公開した意見",
        session=session,
        internal_note=SECRET,
        written_by=writer,
        is_handed_in=True,
        is_published=True,
    )
    builders.make_accessibility_policy(plan.municipality, SECRET)
    builders.make_accessibility_test(plan.municipality, SECRET)
    return [
        "/",
        "/accessibility/",
        "/yamaguchi/accessibility/",
        "/yamaguchi/accessibility/results/",
        "/data/",
        "/feed.atom",
        "/sitemap.xml",
        "/sitemap-city-yamaguchi.xml",
        "/search/?q=取組",
        "/yamaguchi/",
        *builders.addresses_of(plan),
    ]


def test_kinds_are_all_the_addresses_of_a_plan(hidden):
    addresses = set(builders.addresses_of(hidden))
    named = {make(hidden) for make in KINDS.values()}
    more = {f"{hidden.get_absolute_url()}items/i{n}/" for n in (2, 3)}
    more |= {f"{hidden.get_absolute_url()}departments/{hidden.slug}-{n}/" for n in (2, 3)}
    assert addresses == named | more


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_plan_is_404_to_the_public(client, hidden, kind):
    response = client.get(KINDS[kind](hidden))
    assert response.status_code == 404
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_plan_looks_like_a_plan_that_does_not_exist(client, hidden, kind):
    address = KINDS[kind](hidden)
    missing = address.replace(hidden.slug, "no-such-plan", 1)
    assert client.get(address).content == client.get(missing).content


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_plan_is_404_to_staff_of_another_city(client, hidden, kind):
    client.force_login(builders.member_of(builders.make_city()))
    assert client.get(KINDS[kind](hidden)).status_code == 404


@pytest.mark.parametrize("kind", ["plan", "item", "data.json"])
def test_hidden_plan_is_404_to_staff_whose_membership_ended(client, hidden, kind):
    user = builders.member_of(
        hidden.municipality, start_on=date(2010, 4, 1), end_on=date(2011, 3, 31), role="coordinator"
    )
    client.force_login(user)
    assert client.get(KINDS[kind](hidden)).status_code == 404


@pytest.mark.parametrize("kind", ["plan", "item", "data.json"])
def test_hidden_plan_is_404_to_a_user_without_membership(client, hidden, kind):
    client.force_login(builders.make_user(is_staff=True))
    assert client.get(KINDS[kind](hidden)).status_code == 404


@pytest.fixture
def viewers(hidden):
    return {
        "superuser": builders.make_user(is_superuser=True),
        "staff of the city": builders.member_of(hidden.municipality),
    }


@pytest.mark.parametrize("viewer", ["superuser", "staff of the city"])
@pytest.mark.parametrize("kind", KINDS)
def test_preview_is_never_cached(client, hidden, viewers, viewer, kind):
    client.force_login(viewers[viewer])
    response = client.get(KINDS[kind](hidden))
    assert response.status_code == 200
    assert SECRET in response.content.decode()
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("viewer", ["superuser", "staff of the city"])
@pytest.mark.parametrize("kind", PAGES)
def test_preview_is_marked_and_sound(client, hidden, viewers, viewer, kind):
    client.force_login(viewers[viewer])
    address = KINDS[kind](hidden)
    page = read(address, client.get(address))
    assert "公開前の下見です。 職員だけに見えています。" in page.text
    assert page.problems == []


@pytest.mark.parametrize("kind", PAGES)
def test_published_plan_is_not_marked_as_preview_even_for_staff(client, real_plan, kind):
    plan = builders.make_full_plan(real_plan("yamaguchi").municipality)
    client.force_login(builders.make_user(is_superuser=True))
    response = client.get(KINDS[kind](plan))
    assert "公開前の下見" not in response.content.decode()
    assert response.has_header("X-Robots-Tag") is False


def test_secrets_are_in_no_public_page_or_file(client, hidden, public_world):
    leaks = [url for url in public_world if SECRET in client.get(url).content.decode()]
    assert leaks == []


def test_published_year_is_public_where_the_unpublished_one_is_not(client, public_world):
    csv = client.get("/yamaguchi/promotion-plan-2009/progress.csv").content.decode("utf-8-sig")
    assert [line.split(",")[7] for line in csv.splitlines()[1:]] == ["2009"]
    page = read("", client.get("/yamaguchi/promotion-plan-2009/items/1-1-1/")).text
    assert ("平成21年度(2009年度)の実績" in page, "平成22年度(2010年度)の実績" in page) == (True, False)
    assert "公開した取組の結果" in page
    progress = client.get("/yamaguchi/promotion-plan-2009/data.json").json()["progress"]
    assert [(row["item"], row["fiscal_year"]) for row in progress] == [("1-1-1", 2009)]


def test_staff_see_no_unpublished_year_on_public_pages_either(client, public_world):
    client.force_login(builders.make_user(is_superuser=True))
    assert [url for url in public_world if SECRET in client.get(url).content.decode()] == []


@pytest.mark.parametrize(
    "words",
    [
        SECRET,
        f"{SECRET}見本計画",
        f"{SECRET}方針1",
        f"{SECRET}施策1",
        f"{SECRET}取組1",
        f"{SECRET}指標1",
        f"{SECRET}1課",
    ],
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_search_finds_nothing_hidden(client, hidden, public_world, words, signed_in):
    if signed_in:
        client.force_login(builders.make_user(is_superuser=True))
    page = read("", client.get("/search/", {"q": words}))
    assert "0件見つかりました。" in page.text
    assert [link for link in page.links if hidden.slug in link] == []


def test_city_with_only_a_hidden_plan_is_404(client, db):
    plan = builders.make_plan(is_published=False)
    assert client.get(plan.municipality.get_absolute_url()).status_code == 404


def test_city_without_a_plan_is_404(client, db):
    assert client.get(builders.make_city().get_absolute_url()).status_code == 404


def test_home_counts_and_shows_published_plans_only(client, hidden):
    elsewhere = builders.make_plan(is_published=False, title=SECRET)
    page = read("/", client.get("/"))
    assert "5市区町村の5計画を公開しています。" in page.text
    assert [link for link in page.links if hidden.slug in link or elsewhere.slug in link] == []


def test_city_page_shows_published_plans_only(client, hidden):
    page = read("/yamaguchi/", client.get("/yamaguchi/"))
    assert "山口市協働推進プラン" in page.text
    assert [link for link in page.links if hidden.slug in link] == []


def test_department_of_a_hidden_plan_is_404_under_the_public_plan(client, hidden):
    address = f"/yamaguchi/promotion-plan-2009/departments/{hidden.slug}-1/"
    assert client.get(address).status_code == 404


def test_item_of_a_hidden_plan_is_404_under_the_public_plan(client, hidden):
    assert client.get("/yamaguchi/promotion-plan-2009/items/first/").status_code == 404


def test_plan_is_404_under_another_city(client, db):
    assert client.get("/nagato/promotion-plan-2009/").status_code == 404
    assert client.get("/yamaguchi/promotion-plan-2009/").status_code == 200


def test_former_name_of_a_hidden_plans_department_is_not_searched(client, hidden):
    department = hidden.owner
    DepartmentFormerName.objects.create(department=department, name=f"{SECRET}旧課", last_fy=2030)
    assert "0件見つかりました。" in read("", client.get("/search/", {"q": f"{SECRET}旧課"})).text


def test_plan_appears_when_it_is_published_and_goes_when_it_is_not(client, hidden):
    address = hidden.get_absolute_url()
    answers = []
    for is_published in (True, False):
        hidden.is_published = is_published
        hidden.save()
        answers.append(client.get(address).status_code)
    assert answers == [200, 404]
