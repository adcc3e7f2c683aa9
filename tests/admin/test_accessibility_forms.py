"""How staff enter a city's accessibility policy and its tests, and who lets citizens see them."""

import pytest
from django.urls import reverse

from organizations.models import AccessibilityTest
from tests import builders
from tests.admin.forms import filled_in

LIST = "admin:organizations_accessibilitytest_changelist"


def change(row):
    return reverse(f"admin:organizations_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def test(city):
    return builders.make_accessibility_test(city, without=["1.1.1", "3.3.4"])


def rows_waiting(response):
    (formset,) = [inline.formset for inline in response.context["inline_admin_formsets"]]
    return [form.initial["criterion"] for form in formset.extra_forms]


def test_new_test_is_saved_first_and_a_row_waits_for_every_criterion(staff, city):
    add = reverse("admin:organizations_accessibilitytest_add")
    data = {
        "municipality": city.pk,
        "stated_on": "2026/03/16",
        "standard": "JIS X 8341-3:2016",
        "target_level": "AA",
        "conformity": "partly",
    }
    response = staff.post(add, data)
    test = AccessibilityTest.objects.get(municipality=city)
    assert response.url == change(test)
    waiting = rows_waiting(staff.get(change(test)))
    assert (len(waiting), waiting[0], waiting[-1]) == (38, "1.1.1", "4.1.2")


def test_rows_that_wait_are_those_without_a_result(staff, test):
    assert rows_waiting(staff.get(change(test))) == ["1.1.1", "3.3.4"]


def test_only_rows_that_were_filled_in_are_saved(staff, test):
    page = staff.get(change(test))
    response = staff.post(
        change(test), filled_in(page) | {"results-36-result": "unmet", "results-36-note": "図"}
    )
    assert response.status_code == 302
    assert test.results.count() == 37
    result = test.results.get(criterion="1.1.1")
    assert (result.result, result.applies, result.note) == ("unmet", True, "図")
    assert result.history.get().history_user.username == "boss"


def test_test_without_all_results_is_not_published_by_the_form(staff, test):
    response = staff.post(change(test), filled_in(staff.get(change(test))) | {"is_published": "on"})
    assert "まだないもの: 1.1.1、3.3.4。" in response.content.decode()
    test.refresh_from_db()
    assert test.is_published is False


@pytest.fixture
def complete(city):
    return builders.make_accessibility_test(city)


@pytest.fixture
def publisher(client, city):
    client.force_login(builders.member_of(city, role="publisher"))
    return client


def press(browser, action, *tests):
    data = {"action": action, "_selected_action": [each.pk for each in tests]}
    return browser.post(reverse(LIST), data, follow=True).content.decode()


def test_publisher_publishes_and_takes_back(publisher, complete):
    assert "公開しました。" in press(publisher, "publish", complete)
    complete.refresh_from_db()
    assert complete.is_published is True
    assert "公開をやめました。" in press(publisher, "take_back", complete)
    complete.refresh_from_db()
    assert complete.is_published is False
    assert complete.history.count() == 3


def test_publisher_is_told_why_a_test_is_not_published(publisher, test):
    assert "まだないもの: 1.1.1、3.3.4。" in press(publisher, "publish", test)
    test.refresh_from_db()
    assert test.is_published is False


def test_publisher_of_another_city_publishes_nothing_here(client, complete, tsushima):
    client.force_login(builders.member_of(tsushima, role="publisher"))
    press(client, "publish", complete)
    complete.refresh_from_db()
    assert complete.is_published is False


def test_coordinator_writes_and_does_not_publish(client, city, complete):
    client.force_login(builders.member_of(city, role="coordinator"))
    data = filled_in(client.get(change(complete))) | {"is_published": "on", "tools": "別のツール"}
    assert client.post(change(complete), data).status_code == 302
    press(client, "publish", complete)
    complete.refresh_from_db()
    assert (complete.is_published, complete.tools) == (False, "別のツール")


def test_coordinator_is_refused_what_would_break_a_published_test(client, city, complete):
    complete.is_published = True
    complete.save()
    client.force_login(builders.member_of(city, role="coordinator"))
    data = filled_in(client.get(change(complete))) | {"tools": ""}
    response = client.post(change(complete), data)
    assert "次の欄を入れてください: 試験に用いたツール・支援技術。" in response.content.decode()
    data = filled_in(client.get(change(complete))) | {"results-0-result": "unmet"}
    response = client.post(change(complete), data)
    assert "この試験は、レベルAAを満たしているとして公開されています。" in response.content.decode()
    assert set(complete.results.values_list("result", flat=True)) == {"met"}


@pytest.mark.parametrize("is_published", [True, False])
def test_what_citizens_see_is_not_deleted(staff, city, complete, is_published):
    policy = builders.make_accessibility_policy(city)
    for row in (complete, policy):
        row.is_published = is_published
        row.save()
    for row in (complete.results.first(), complete, policy):
        page = reverse(f"admin:organizations_{row._meta.model_name}_delete", args=[row.pk])
        assert staff.post(page, {"post": "yes"}).status_code == (403 if is_published else 302)
        assert type(row).objects.filter(pk=row.pk).exists() is is_published


@pytest.mark.parametrize("is_published", [True, False])
def test_results_that_citizens_see_are_not_deleted_from_their_list(staff, complete, is_published):
    complete.is_published = is_published
    complete.save()
    data = {
        "action": "delete_selected",
        "_selected_action": [complete.results.first().pk],
        "post": "yes",
    }
    staff.post(reverse("admin:organizations_criterionresult_changelist"), data)
    assert complete.results.count() == (38 if is_published else 37)


def test_change_of_a_published_policy_is_seen_at_once(client, city):
    """As with the texts of a published plan: the 公開責任者 is asked once."""
    builders.make_plan(city)
    policy = builders.make_accessibility_policy(city)
    policy.is_published = True
    policy.save()
    client.force_login(builders.member_of(city, role="coordinator"))
    data = filled_in(client.get(change(policy))) | {"scope": "改めた範囲"}
    assert client.post(change(policy), data).status_code == 302
    client.logout()
    assert "改めた範囲" in client.get(policy.get_absolute_url()).content.decode()
