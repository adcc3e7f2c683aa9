"""The page on which the 事務局 sees what does not fit: who may, what it shows, where it leads."""

from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.consistency import CHECKS
from actions.models import ActionItem, YearlyStatus
from organizations.models import Department, Membership, User
from tests import builders
from tests.consistency.scene import READING, make_sound_city
from tests.page_reader import read

NOTHING = "点検では、何も見つかりませんでした。"
NO_MISTAKE = "直す必要のある誤りは、見つかりませんでした。"
QUERIES = 74


def address(city, check=""):
    page = reverse("admin:survey_check", args=[city.pk])
    return f"{page}?check={check}" if check else page


@pytest.fixture(scope="module")
def kept_town(rows_of_module):
    return make_sound_city()


@pytest.fixture
def town(kept_town, db):
    """What a test changes of it in memory is gone after the test, as in the database."""
    return deepcopy(kept_town)


@pytest.fixture
def coordinator(client, town):
    client.force_login(town.people["coordinator"])
    return client


def section(response, check):
    """The context of one finding on the page."""
    found = [f for group in response.context["groups"] for f in group["findings"]]
    return next(finding for finding in found if finding["check"].name == check)


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "evaluator", "viewer"])
def test_other_roles_find_no_such_page(client, town, role):
    client.force_login(town.people[role])
    assert client.get(address(town.city)).status_code == 404


def test_coordinator_of_another_city_finds_no_such_page(client, town):
    client.force_login(builders.member_of(builders.make_city(), role="coordinator"))
    assert client.get(address(town.city)).status_code == 404


def test_coordinator_and_administrator_open_it(client, town):
    for user in (town.people["coordinator"], builders.make_user(is_superuser=True)):
        client.force_login(user)
        assert client.get(address(town.city)).status_code == 200


def test_city_that_does_not_exist_is_404(client, db):
    client.force_login(builders.make_user(is_superuser=True))
    for number in (0, 999_999_999, 10**30):
        assert client.get(f"/admin/survey/check/{number}/").status_code == 404


def test_administrator_checks_a_city_out_of_use(client, town):
    town.city.is_in_use = False
    town.city.save()
    client.force_login(builders.make_user(is_superuser=True))
    assert NOTHING in client.get(address(town.city)).content.decode()


def test_city_in_which_everything_fits(coordinator, town):
    response = coordinator.get(address(town.city))
    page = read(address(town.city), response)
    assert NOTHING in page.text
    assert f"{len(CHECKS)}項目を点検しました。" in page.text
    assert "誤り 0件" in page.text
    assert "確かめる 0件" in page.text
    checked_at = response.context["checked_at"]
    words = f"{checked_at.year}年{checked_at.month}月{checked_at.day}日{checked_at.hour}時{checked_at:%M}分に"
    assert words in page.text
    assert response.context["fits"] == list(CHECKS)
    assert all(check.title in page.text for check in CHECKS)
    assert page.problems == []


def test_mistakes_stand_before_what_may_be_right(coordinator, town):
    unsure = town.item(town.lead, by_city=True)  # stands under no measure
    builders.place(wrong := town.item(town.lead, by_city=True), town.measure, kind="repeat")
    response = coordinator.get(address(town.city))
    page = read("", response)
    assert page.problems == []
    text = page.text
    assert "誤り 1件" in text
    assert "確かめる 1件" in text
    assert text.index("再掲だけで、主な場所のない取組(1件)") < text.index(str(wrong))
    assert text.index(str(wrong)) < text.index("どの施策にも置かれていない取組(1件)")
    assert text.index("どの施策にも置かれていない取組(1件)") < text.index(str(unsure))
    assert {"repeat_without_main", "unplaced"} & {c.name for c in response.context["fits"]} == set()
    assert NOTHING not in text
    assert NO_MISTAKE not in text


def test_page_without_mistakes_says_so(coordinator, town):
    town.item(town.lead, by_city=True)
    text = read("", coordinator.get(address(town.city))).text
    assert NO_MISTAKE in text
    assert NOTHING not in text


def test_row_leads_to_where_it_is_mended(coordinator, town):
    item = town.item(town.lead, by_city=True)
    response = coordinator.get(address(town.city))
    page = reverse("admin:actions_actionitem_change", args=[item.pk])
    assert section(response, "unplaced")["rows"] == [(f"{town.plan} {item}", page)]
    assert page in read("", response).links
    assert coordinator.get(page).status_code == 200


def test_row_that_another_must_mend_has_no_link(client, town):
    """Names of cities are for the portal administrator."""
    town.city.reading = ""
    town.city.save()
    label = f"市区町村「{town.city.name}」"
    page = reverse("admin:organizations_municipality_change", args=[town.city.pk])
    for who, link in ((town.people["coordinator"], ""), (builders.make_user(is_superuser=True), page)):
        client.force_login(who)
        assert section(client.get(address(town.city)), "without_reading")["rows"] == [(label, link)]


def test_row_that_is_mended_by_adding_opens_a_form_filled_in(coordinator, town):
    row = builders.make_department(town.city, reading=READING)
    town.answer("draft", item=town.item(row), department=row)
    ((_label, page),) = section(coordinator.get(address(town.city)), "asked_without_editor")["rows"]
    form = coordinator.get(page).context["adminform"].form
    assert [form[name].value() for name in ("municipality", "department", "role")] == [
        str(town.city.pk),
        str(row.pk),
        "editor",
    ]


def test_first_ten_are_shown_and_a_link_to_all(coordinator, town):
    items = [town.item(town.lead, by_city=True) for _ in range(11)]
    response = coordinator.get(address(town.city))
    finding = section(response, "unplaced")
    assert (finding["total"], finding["has_more"]) == (11, True)
    assert [label for label, _page in finding["rows"]] == [f"{town.plan} {item}" for item in items[:10]]
    assert "?check=unplaced" in response.content.decode()
    response = coordinator.get(address(town.city, "unplaced"))
    assert [label for label, _page in section(response, "unplaced")["rows"]] == [
        f"{town.plan} {item}" for item in items
    ]
    text = read("", response).text
    assert "すべて見る" not in text
    assert "1項目を点検しました。" in text


def test_ten_need_no_link_to_all(coordinator, town):
    for _ in range(10):
        town.item(town.lead, by_city=True)
    finding = section(coordinator.get(address(town.city)), "unplaced")
    assert (finding["total"], len(finding["rows"]), finding["has_more"]) == (10, 10, False)


def test_one_check_that_finds_nothing_says_so(coordinator, town):
    text = read("", coordinator.get(address(town.city, "unplaced"))).text
    assert NOTHING in text
    assert NO_MISTAKE not in text


def test_unknown_check_is_404(coordinator, town):
    assert coordinator.get(address(town.city, "no_such_check")).status_code == 404
    assert coordinator.get(f"{address(town.city)}?check=").status_code == 404


def test_nothing_of_another_city_is_shown(coordinator, town):
    other = make_sound_city()
    item = other.item(other.lead, by_city=True)
    builders.place(item, other.measure, kind="repeat")
    assert NOTHING in coordinator.get(address(town.city)).content.decode()


def test_looking_changes_nothing(coordinator, town):
    town.item(town.lead, by_city=True)
    before = ActionItem.history.count(), YearlyStatus.history.count(), Membership.history.count()
    coordinator.get(address(town.city))
    assert (ActionItem.history.count(), YearlyStatus.history.count(), Membership.history.count()) == before


def make_mess(size):
    """A city in which much does not fit, `size` times."""
    plan = builders.make_full_plan(items=size, word="見本")
    city, round_ = plan.municipality, builders.make_round(plan, 2023)
    gone = Department.objects.bulk_create(
        Department(municipality=city, code=f"gone{n}", name=f"なくなった{n}課", end_fy=2020)
        for n in range(size)
    )
    for n, row in enumerate(gone):
        row.former_names.bulk_create([row.former_names.model(department=row, name=f"旧{n}課", last_fy=2030)])
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=plan, code=f"b{n}", name=f"置き場所のない取組{n}", sort_order=1000 + n)
        for n in range(size)
    )
    links = ActionItem.departments.through
    links.objects.bulk_create(links(item=i, department=d) for i, d in zip(items, gone, strict=True))
    YearlyStatus.objects.bulk_create(
        YearlyStatus(item=item, department=row, fiscal_year=2023, round=round_, state="blank")
        for item, row in zip(items, gone, strict=True)
    )
    users = User.objects.bulk_create(User(username=f"{city.slug}-{n}") for n in range(size))
    dates = {"start_on": date(2024, 4, 1)}
    Membership.objects.bulk_create(
        Membership(user=user, municipality=city, department=row, role="editor", **dates)
        for user, row in zip(users, gone, strict=True)
    )
    return city


@pytest.mark.parametrize("size", [3, 300])
def test_number_of_queries(client, db, size):
    city = make_mess(size)
    client.force_login(builders.member_of(city, role="coordinator"))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address(city))
    assert len(queries) == QUERIES
    totals = {f["check"].name: f["total"] for group in response.context["groups"] for f in group["findings"]}
    many = {name for name, total in totals.items() if total >= size}
    assert many >= {
        "asked_of_ended_department",
        "editor_without_address",
        "indicator_without_baseline",
        "member_of_ended_department",
        "name_for_no_year",
        "unplaced",
        "without_actor",
        "without_reading",
    }
