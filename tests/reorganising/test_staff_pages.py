"""The 事務局's pages: entering each kind step by step, what waits, taking back; who gets in; queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import ActionItem, ItemDepartment
from actions.reorganising.entering import enter
from kyodo_portal.japanese.fiscal_years import both_calendars, fiscal_year_bounds, fiscal_year_of
from organizations.models import (
    Department,
    DepartmentFormerName,
    DepartmentSuccession,
    Membership,
    Reorganisation,
)
from tests import builders
from tests.reorganising.scenes import (
    ARTS,
    abolish,
    everything,
    found,
    memberships_of,
    merge,
    rename,
    split,
    work_in,
)
from tests.staff.people import EVERYBODY, OUTSIDERS, make_scene
from tests.survey.people import again, make_town

TODAY = timezone.localdate()
APRIL = fiscal_year_bounds(fiscal_year_of(TODAY))[0]
NEXT_APRIL = fiscal_year_bounds(fiscal_year_of(TODAY) + 1)[0]
KINDS = ["rename", "merge", "split", "abolish"]


@pytest.fixture
def office(client, town):
    client.force_login(town.coordinator())
    return client


def page_of(city, kind=""):
    if kind:
        return reverse("admin:survey_reorganise", args=[city.pk, kind])
    return reverse("admin:survey_reorganisations", args=[city.pk])


def text_of(response):
    body = response.content.decode().split("<body", 1)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def typed_merger(town, **more):
    return {
        "departments": [town.lead.pk, town.support.pk],
        "takes_effect_on": APRIL,
        "to0-known": "",
        "to0-name": "学びと文化課",
        "to0-reading": "まなびとぶんかか",
        "to0-code": "manabi",
    } | more


def typed_split(town, **more):
    return {
        "departments": town.lead.pk,
        "takes_effect_on": APRIL,
        "to0-name": "文化課",
        "to1-name": "スポーツ課",
    } | more


def check(client, page, data):
    return client.post(page, data | {"_check": ""})


def confirm(client, page, data):
    """Send what was checked, with the button that does it."""
    seen = check(client, page, data).context["seen"]
    return client.post(page, data | {"_enter": "", "seen": seen}, follow=True)


# Entering.


def test_first_page_offers_the_departments_there_are(office, town):
    builders.make_department(town.city, name="関係課", is_collective=True)
    builders.make_department(town.city, end_fy=2020)
    make_town()
    form = office.get(page_of(town.city, "merge")).context["form"]
    assert [label for _pk, label in form.fields["departments"].choices] == [town.lead.name, town.support.name]


def test_merger_is_checked_and_then_carried_out(office, town):
    item = town.item(town.lead)
    page, data = page_of(town.city, "merge"), typed_merger(town)
    before = everything()
    text = text_of(check(office, page, data))
    year = both_calendars(APRIL.year)
    assert f"「学びと文化課」(番号 manabi)を、{year}からの部署として登録します。" in text
    assert f"{item}: {town.lead} → 学びと文化課" in text
    assert "この内容で実行する" in text
    assert everything() == before
    response = confirm(office, page, data)
    assert response.redirect_chain == [(page_of(town.city), 302)]
    assert f"{APRIL:%Y年%-m月%-d日}の統合を実行しました。" in text_of(response)
    assert again(town.lead).end_fy == APRIL.year - 1
    assert Reorganisation.objects.get().carried_out_by.memberships.get().role == "coordinator"


def test_renaming_and_abolition_take_the_same_way(office, town):
    old = town.lead.name
    data = {
        "departments": town.lead.pk,
        "takes_effect_on": APRIL,
        "to0-name": "新しい課",
        "to0-reading": "しん",
    }
    text = text_of(check(office, page_of(town.city, "rename"), data))
    assert f"「{old}」の名称は、{both_calendars(APRIL.year)}から「新しい課」になります。" in text
    confirm(office, page_of(town.city, "rename"), data)
    confirm(office, page_of(town.city, "abolish"), {"departments": town.support.pk, "takes_effect_on": APRIL})
    assert (again(town.lead).name, again(town.support).end_fy) == ("新しい課", APRIL.year - 1)


def test_department_joins_one_that_exists(office, town):
    data = {"departments": [town.lead.pk], "takes_effect_on": APRIL, "to0-known": town.support.pk}
    confirm(office, page_of(town.city, "merge"), data)
    assert DepartmentSuccession.objects.get().successor == town.support


def test_change_of_next_april_is_planned(office, town):
    page, data = page_of(town.city, "merge"), typed_merger(town, takes_effect_on=NEXT_APRIL)
    assert "予定に入れる" in text_of(check(office, page, data))
    text = text_of(confirm(office, page, data))
    assert f"{NEXT_APRIL:%Y年%-m月%-d日}の統合を予定に入れました。" in text
    assert f"{NEXT_APRIL:%Y年%-m月%-d日}の統合 予定 {town.lead}、{town.support} → 学びと文化課" in text
    assert again(town.lead).end_fy is None


def test_split_asks_for_each_item_and_each_person(office, town):
    items, member = [town.item(town.lead), town.item(town.lead)], work_in(town.lead, end_on=NEXT_APRIL)
    town.item(town.support)
    page, data = page_of(town.city, "split"), typed_split(town)
    response = check(office, page, data)
    choices = response.context["choices"]
    assert list(choices.fields) == [*(f"item-{item.pk}" for item in items), f"member-{member.pk}"]
    assert response.context["touched"] is None
    assert choices.fields[f"item-{items[0].pk}"].choices == [
        ("", "(決めない)"),
        ("0", "文化課"),
        ("1", "スポーツ課"),
    ]
    data |= {"choices_shown": "1", f"item-{items[0].pk}": "1", f"member-{member.pk}": "0"}
    response = check(office, page, data)
    assert [each.successor for each in response.context["touched"].items] == ["スポーツ課", ""]
    confirm(office, page, data)
    assert [row.successor.name for row in items[0].handovers.all()] == ["スポーツ課"]
    assert (found(town.city, "文化課"), "editor", APRIL, NEXT_APRIL) in memberships_of(member.user)


def test_split_of_a_department_without_work_is_checked_at_once(office, town):
    response = check(office, page_of(town.city, "split"), typed_split(town))
    assert (response.context["choices"], response.context["touched"].items) == (None, [])


def test_split_asks_for_items_the_department_only_answers_for(office, town):
    item = town.item()
    town.answer("draft", item=item)
    choices = check(office, page_of(town.city, "split"), typed_split(town)).context["choices"]
    assert list(choices.items.values()) == [item]


def test_choice_whose_line_was_emptied_is_asked_again(office, town):
    item = town.item(town.lead)
    data = typed_split(town, choices_shown="1") | {
        f"item-{item.pk}": "1",
        "to1-name": "",
        "to2-name": "別の課",
    }
    response = check(office, page_of(town.city, "split"), data)
    assert response.context["touched"] is None
    assert list(response.context["choices"].errors) == [f"item-{item.pk}"]


def test_split_into_more_departments_gets_more_lines(office, town):
    page = page_of(town.city, "split")
    assert len(office.get(page).context["form"].rows) == 3
    data = typed_split(town, **{"to2-name": "三番目の課"})
    assert len(check(office, page, data).context["form"].rows) == 4


def test_everything_typed_is_kept(office, town):
    data = typed_merger(town, takes_effect_on="2001-04-01")
    response = check(office, page_of(town.city, "merge"), data)
    text = response.content.decode()
    assert "まだ何も変えていません。次のところを直してください。" in text
    for value in ("学びと文化課", "まなびとぶんかか", "manabi", "2001-04-01"):
        assert f'value="{value}"' in text
    assert len(re.findall(r'name="departments"[^>]*checked', text)) == 2


def test_wrong_boxes_say_what_to_do(office, town):
    page = page_of(town.city, "merge")
    both = check(office, page, typed_merger(town) | {"to0-known": town.support.pk}).context["form"]
    assert both.errors["to0-known"] == [
        "いまある部署を選ぶか、新しい部署の名称を入れるか、どちらか一方にしてください。"
    ]
    nameless = check(office, page, typed_merger(town) | {"to0-name": ""}).context["form"]
    assert nameless.errors["to0-name"] == ["新しい部署の名称を入れてください。"]


@pytest.mark.parametrize("kind", KINDS)
def test_empty_and_odd_input_is_refused_on_the_page(office, town, kind):
    page, before = page_of(town.city, kind), everything()
    for data in (
        {},
        {"departments": "9" * 30, "takes_effect_on": "x", "to0-known": "-1", "to0-name": "長" * 300},
        {"departments": ["x", "\0"], "takes_effect_on": APRIL, "to0-name": "a\0b"},
    ):
        for button in ("_check", "_enter"):
            response = office.post(page, data | {button: ""})
            assert (response.status_code, response.context["touched"]) == (200, None)
    assert everything()["organizations.Reorganisation"] == before["organizations.Reorganisation"]


def test_what_changed_after_the_check_is_shown_again(office, town):
    page, data = page_of(town.city, "merge"), typed_merger(town)
    seen = check(office, page, data).context["seen"]
    item = town.item(town.lead)
    response = office.post(page, data | {"_enter": "", "seen": seen})
    text = text_of(response)
    assert "確かめたあとに、内容が変わりました。下の内容をもう一度確かめてから実行してください。" in text
    assert f"{item}: {town.lead} → 学びと文化課" in text
    assert not Reorganisation.objects.exists()
    office.post(page, data | {"_enter": "", "seen": response.context["seen"]})
    assert Reorganisation.objects.count() == 1


def test_what_was_typed_after_the_check_is_shown_again(office, town):
    page, data = page_of(town.city, "merge"), typed_merger(town)
    seen = check(office, page, data).context["seen"]
    response = office.post(page, data | {"to0-name": "ちがう課", "_enter": "", "seen": seen})
    assert (response.status_code, Reorganisation.objects.count()) == (200, 0)


def test_sent_without_a_check_it_is_only_shown(office, town):
    response = office.post(page_of(town.city, "merge"), typed_merger(town) | {"_enter": ""})
    assert response.context["touched"].departments
    assert not Reorganisation.objects.exists()


def test_sent_twice_it_is_done_once(office, town):
    page, data = page_of(town.city, "merge"), typed_merger(town)
    seen = check(office, page, data).context["seen"]
    for _each in range(2):
        response = office.post(page, data | {"_enter": "", "seen": seen})
    assert response.context["form"].errors  # the departments are no longer offered
    assert Reorganisation.objects.count() == 1


# The list.


def test_list_shows_what_was_done_with_the_names_of_then(office, town):
    lead, support = town.lead.name, town.support.name
    enter(merge(town.lead, town.support, day=APRIL), by=town.coordinator())
    enter(rename(found(town.city, "学びと文化課"), "学びの課", day=NEXT_APRIL), by=None)
    text = text_of(office.get(page_of(town.city)))
    assert f"{APRIL:%Y年%-m月%-d日}の統合 実行した {lead}、{support} → 学びと文化課" in text
    assert f"{NEXT_APRIL:%Y年%-m月%-d日}の改称 予定 学びと文化課 → 学びの課" in text
    assert "変えた記録 5件" in text
    assert f"部署「{lead}」を変更" in text


def back_page(row, city=None):
    return reverse("admin:survey_reorganise_take_back", args=[(city or row.municipality).pk, row.pk])


def decide_page(row, city=None):
    return reverse("admin:survey_reorganise_decide", args=[(city or row.municipality).pk, row.pk])


def test_taking_back_says_what_goes_back_and_asks(office, town):
    lead = town.lead.name
    row = enter(rename(town.lead, "新しい課", day=APRIL), by=None)
    assert back_page(row) in office.get(page_of(town.city)).content.decode()
    before = everything()
    text = text_of(office.get(back_page(row)))
    assert "戻るもの 2件" in text
    assert f"部署「新しい課」: 名称 新しい課 → {lead}、よみ あたらしいか → (なし)" in text
    assert f"旧名称「{lead}({APRIL.year - 1}年度まで)」をなくします。" in text
    assert everything() == before
    text = text_of(office.post(back_page(row), follow=True))
    assert f"{row}を取り消しました。" in text
    assert f"{row} 取り消した {lead} → " in text
    assert again(town.lead).name == lead


def test_planned_change_is_cancelled_on_its_page(office, town):
    row = enter(rename(town.lead, "新しい課", day=NEXT_APRIL), by=None)
    assert "この予定をやめます。まだ何も変わっていない" in text_of(office.get(back_page(row)))
    office.post(back_page(row))
    assert again(row).taken_back_at is not None


def test_page_says_why_it_cannot_be_taken_back(office, town):
    row = enter(rename(town.lead, "新しい課", day=APRIL), by=None)
    Department.objects.filter(pk=town.lead.pk).update(name="別の課")
    for response in (office.get(back_page(row)), office.post(back_page(row))):
        text = text_of(response)
        assert f"{row}は取り消せません。" in text
        assert "部署「新しい課」の名称が、そのあとに変更されています。" in text
    assert again(row).taken_back_at is None


@pytest.mark.parametrize("page", [back_page, decide_page])
def test_change_that_is_not_there_is_not_found(office, town, page):
    there = make_town()
    row = enter(abolish(there.lead, day=NEXT_APRIL), by=None)
    for city in (town.city, there.city):
        assert office.get(page(row, city)).status_code == 404
        assert office.post(page(row, city), {"_enter": ""}).status_code == 404
    row.pk = 10**30
    assert office.get(page(row, town.city)).status_code == 404
    assert again(Reorganisation.objects.get()).waits


# What waits and is decided again.


def test_waiting_split_is_decided_on_its_page(office, town):
    row = enter(split(town.lead, day=NEXT_APRIL), by=None)
    assert "行き先が" not in text_of(office.get(page_of(town.city)))
    item, member = town.item(town.lead), work_in(town.lead, end_on=NEXT_APRIL)
    text = text_of(office.get(page_of(town.city)))
    assert (
        f"予定に入れたあとで、次の人の所属が施行日より先まで続くようになりました: {member.user}さん。" in text
    )
    assert f"予定に入れたあとで、次の取組が加わりました: {item}。" in text
    response = office.get(decide_page(row))
    assert list(response.context["choices"].fields) == [f"item-{item.pk}", f"member-{member.pk}"]
    before = everything()
    data = {"choices_shown": "1", f"item-{item.pk}": "1", f"member-{member.pk}": "0"}
    response = office.post(decide_page(row), data | {"_check": ""})
    assert [each.successor for each in response.context["touched"].members_moved] == [ARTS.name]
    assert everything() == before
    stale = office.post(decide_page(row), data | {"_enter": "", "seen": "x"})
    assert "確かめたあとに、内容が変わりました。" in text_of(stale)
    response = office.post(
        decide_page(row), data | {"_enter": "", "seen": response.context["seen"]}, follow=True
    )
    text = text_of(response)
    assert f"{row}の内容を保存しました。" in text
    assert "予定に入れたあとで" not in text
    assert (again(row).details["items"], again(row).details["members"]) == (
        [[item.pk, 1]],
        [[member.pk, 0]],
    )
    kept = office.get(decide_page(row)).context["choices"]
    assert [field.initial for field in kept.fields.values()] == [1, 0]


def test_abolition_that_is_due_is_confirmed_again_and_done(office, town):
    earlier = timezone.now() - timedelta(days=365)
    row = enter(abolish(town.lead, day=APRIL), by=None, now=earlier)
    member = work_in(town.lead, start_on=APRIL, end_on=NEXT_APRIL)
    text = text_of(office.post(page_of(town.city), {"_carry_out": ""}, follow=True))
    assert f"{row}は実行できません。" in text
    assert "「もう一度確かめる」を押し" in text
    response = office.get(decide_page(row))
    assert "始まる前の所属を、取りやめます" in text_of(response)
    data = {"_enter": "", "seen": response.context["seen"]}
    text = text_of(office.post(decide_page(row), data, follow=True))
    assert f"{row}を実行しました。" in text
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert "すでに実行されたか" in text_of(office.get(decide_page(row)))


def test_renaming_has_nothing_to_decide(office, town):
    row = enter(rename(town.lead, day=NEXT_APRIL), by=None)
    assert office.get(decide_page(row)).status_code == 404


def test_second_person_is_told_that_it_was_done(office, town):
    page, data = page_of(town.city, "merge"), typed_merger(town)
    confirm(office, page, data)
    (sentence,) = check(office, page, data).context["form"].errors["departments"]
    assert sentence.startswith("選んだ部署は、いまは選べません。ほかの人が、すでに統合や廃止を実行した")


def test_city_without_departments_gets_a_hint(client, db):
    city = builders.make_city()
    client.force_login(builders.member_of(city, role="coordinator"))
    assert "変えられる部署が、まだありません。" in text_of(client.get(page_of(city, "rename")))


def test_what_is_due_is_carried_out_by_a_button(office, town):
    assert "予定日が来たものを実行する" not in text_of(office.get(page_of(town.city)))
    row = enter(rename(town.lead, "新しい課", day=APRIL), by=None, now=timezone.now() - timedelta(days=365))
    assert row.waits
    assert "予定日が来たものを実行する" in text_of(office.get(page_of(town.city)))
    text = text_of(office.post(page_of(town.city), {"_carry_out": ""}, follow=True))
    assert f"{row}を実行しました。" in text
    assert again(town.lead).name == "新しい課"
    text = text_of(office.post(page_of(town.city), {"_carry_out": ""}, follow=True))
    assert "施行日が来た予定はありません。" in text


def test_what_is_due_and_refused_says_why(office, town):
    row = enter(rename(town.lead, "新しい課", day=APRIL), by=None, now=timezone.now() - timedelta(days=365))
    Department.objects.filter(pk=town.lead.pk).update(end_fy=2020)
    text = text_of(office.post(page_of(town.city), {"_carry_out": ""}, follow=True))
    assert f"{row}は実行できません。「{town.lead}」は、令和2年度(2020年度)までの部署です。" in text


# Who gets in.


@pytest.fixture(scope="module")
def kept_scene(rows_of_module):
    return make_scene()


@pytest.fixture
def scene(kept_scene, db):
    return kept_scene


def outcome(response):
    if response.status_code == 302:
        return "login" if response.url.startswith(reverse("admin:login")) else "ok"
    return {200: "ok", 404: "refused"}[response.status_code]


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_gets_in(client, scene, name):
    if name != "anonymous":
        client.force_login(scene.people[name])
    expected = "login" if name in OUTSIDERS else "refused"
    expected = "ok" if name in {"coordinator", "administrator"} else expected
    before = everything()
    for page in (page_of(scene.here), *(page_of(scene.here, kind) for kind in KINDS)):
        assert outcome(client.get(page)) == expected, page
    for kind in KINDS:
        data = {"departments": [scene.other.pk], "takes_effect_on": APRIL, "_check": ""}
        assert outcome(client.post(page_of(scene.here, kind), data)) == expected
    assert outcome(client.post(page_of(scene.here), {"_carry_out": ""})) == expected
    assert everything() == before


@pytest.mark.parametrize("args", [["transfer"], ["x"], ["history"]])
def test_unknown_kind_is_not_found(office, town, args):
    assert office.get(reverse("admin:survey_reorganise", args=[town.city.pk, *args])).status_code == 404


@pytest.mark.parametrize("city_id", [0, 999999999, 10**30])
def test_unknown_city_is_not_found(client, scene, city_id):
    client.force_login(scene.people["administrator"])
    assert client.get(reverse("admin:survey_reorganisations", args=[city_id])).status_code == 404


# Queries.

QUERIES = {"list": 9, "rename": 5, "merge": 5, "split": 5, "abolish": 5, "choices of a split": 13}


@pytest.mark.parametrize("size", [3, 300])
def test_number_of_queries(client, db, size):
    town = make_town()
    Department.objects.bulk_create(
        Department(municipality=town.city, code=f"many-{n}", name=f"課{n}") for n in range(size)
    )
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=town.plan, code=f"many-{n}", name=f"取組{n}", sort_order=n) for n in range(size)
    )
    ItemDepartment.objects.bulk_create(ItemDepartment(item=item, department=town.lead) for item in items)
    user = builders.make_user()
    Membership.objects.bulk_create(
        Membership(
            user=user,
            municipality=town.city,
            department=town.lead,
            role="editor",
            start_on=APRIL + timedelta(days=n),
            end_on=NEXT_APRIL,
        )
        for n in range(size)
    )
    department = town.city.departments.get(code="many-0")
    DepartmentFormerName.objects.bulk_create(
        DepartmentFormerName(department=department, name=f"旧{year}", last_fy=year)
        for year in range(1950, 1950 + min(size, 60))
    )
    for n in range(min(size, 30)):
        row = Reorganisation.objects.create(
            municipality=town.city,
            kind="rename",
            takes_effect_on=APRIL - timedelta(days=365 * n),
            details={"successors": [{"department": department.pk}], "items": [], "members": []},
            entered_at=timezone.now(),
            taken_back_at=timezone.now(),
            changes=[{"label": "部署「課」", "what": "change"}] * size,
        )
        row.departments.set(town.city.departments.all()[:5])
    client.force_login(town.coordinator())
    counted = {}
    for name in ("list", *KINDS):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page_of(town.city, "" if name == "list" else name)).status_code == 200
        counted[name] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        response = check(client, page_of(town.city, "split"), typed_split(town))
        assert len(response.context["choices"].fields) == 2 * size
    counted["choices of a split"] = len(queries)
    assert counted == QUERIES
