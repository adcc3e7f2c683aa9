"""年度替わりの準備 on the first page of the 事務局, and what waiting reorganisations mean for memberships."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organizations.models import Reorganisation, User
from organizations.transfer_reader import HEADERS
from tests import builders
from tests.april.people import FIRST, LAST, NEXT_FIRST, NEXT_LAST, ONE_DAY, YEAR, words
from tests.page_reader import Page

MARCH = date(YEAR + 1, 3, 10)
SUMMER = date(YEAR, 8, 1)
HEADING = "年度替わりの準備"
INDEX = reverse("admin:index")
INDEX_QUERIES = 14


@pytest.fixture
def quiet(office):
    """Nothing to say: both departments have somebody until next year, and so has the 事務局."""
    office.boss.memberships.update(end_on=NEXT_LAST)
    for department in (office.first, office.second):
        office.member(department=department, end_on=NEXT_LAST)
    return office


def box(client):
    """The box in words, without its marks; empty where there is none."""
    content = client.get(INDEX).content.decode()
    if HEADING not in content:
        return ""
    inside = content.split(HEADING)[1].split("</section>")[0]
    return "".join(" ".join(part.split(">")[-1].split()) for part in inside.split("<"))


def plan_change(office, kind="merge", day=NEXT_FIRST, departments=(), successors=(), members=(), **fields):
    row = Reorganisation.objects.create(
        municipality=office.city,
        kind=kind,
        takes_effect_on=day,
        details={"successors": list(successors), "items": [], "members": list(members)},
        entered_at=timezone.now(),
        **fields,
    )
    row.departments.set(departments)
    return row


NEW = {"name": "学びと文化課", "reading": "", "code": "manabi"}


# The box.


@pytest.mark.parametrize("day", [SUMMER, MARCH])
def test_nothing_to_say_is_no_box(desk, quiet, on, day):
    on(day)
    assert box(desk) == ""


def test_memberships_that_end_are_counted_with_a_link(desk, quiet, on):
    on(MARCH)
    quiet.member("viewer")
    quiet.member("viewer")
    quiet.member("viewer", city=quiet.there)
    page = reverse("admin:survey_members", args=[quiet.city.pk])
    response = desk.get(INDEX)
    assert f'<a href="{page}?show=unrenewed">2件あります</a>' in response.content.decode()
    assert "自分の所属" not in box(desk)
    assert Page(INDEX, response.content.decode()).problems == []


@pytest.mark.parametrize(
    ("day", "is_there"),
    [
        (date(YEAR + 1, 1, 31), False),
        (date(YEAR + 1, 2, 1), True),
        (LAST, True),
        (NEXT_FIRST, False),
    ],
)
def test_ends_are_told_from_february_to_the_31st_of_march(desk, quiet, on, day, is_there):
    on(day)
    quiet.member("viewer")
    assert ("3月31日で切れて" in box(desk)) is is_there


@pytest.mark.parametrize(
    ("colleague", "asked"),
    [(True, "ほかの事務局(同僚 一郎さん)か管理者に頼んで"), (False, "。管理者に頼んで")],
)
def test_own_end_says_who_can_renew_it(desk, quiet, on, colleague, asked):
    on(MARCH)
    quiet.boss.memberships.update(end_on=LAST)
    if colleague:
        quiet.member("coordinator", name=("同僚", "一郎"), end_on=NEXT_LAST)
    quiet.member("coordinator", city=quiet.there, name=("よその", "人"))
    text = box(desk)
    assert "自分の所属も3月31日で切れます。自分では更新できません。" in text
    assert asked in text
    assert "よその" not in text


def test_departments_without_an_editor_are_named(desk, quiet, on):
    on(MARCH)
    quiet.member(department=builders.make_department(quiet.city, name="四月の課"))
    gone = builders.make_department(quiet.city, name="きのうの課")
    quiet.member(department=gone, end_on=MARCH - ONE_DAY)
    text = box(desk)
    assert "きょう、入力者がいない部署があります(きのうの課)。" in text
    assert "4月1日から入力者がいない部署があります(四月の課)。" in text


def test_department_asked_without_an_editor_is_named_all_year(desk, quiet, on):
    on(SUMMER)
    plan, asked = builders.make_plan(quiet.city), builders.make_department(quiet.city, name="たずねた課")
    builders.make_answer(builders.make_round(plan), builders.make_item(plan), asked)
    assert "きょう、入力者がいない部署があります(たずねた課)。" in box(desk)


def test_many_departments_are_counted(desk, quiet, on):
    on(SUMMER)
    for n in range(7):
        quiet.member(department=builders.make_department(quiet.city, name=f"課{n}"), end_on=SUMMER - ONE_DAY)
    assert "ほか、全部で7" in box(desk)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (1, "予定に入っている機構改革があります("),
        (0, "きょうが施行日の機構改革があります("),
        (-1, "施行日を過ぎたのに、実行されていない機構改革があります("),
    ],
)
def test_reorganisation_not_carried_out_is_told_with_its_date(desk, quiet, on, days, sentence):
    on(SUMMER)
    row = plan_change(quiet, day=SUMMER + timedelta(days=days))
    assert f"{sentence}{row})" in box(desk)
    assert reverse("admin:survey_reorganisations", args=[quiet.city.pk]) in desk.get(INDEX).content.decode()


@pytest.mark.parametrize("done", ["carried_out_at", "taken_back_at"])
def test_reorganisation_done_or_taken_back_is_not_told(desk, quiet, on, done):
    on(SUMMER)
    plan_change(quiet, day=SUMMER - ONE_DAY, **{done: timezone.now()})
    assert box(desk) == ""


@pytest.mark.parametrize("role", ["editor", "approver", "viewer", "publisher", "evaluator"])
def test_box_is_for_the_coordinator(client, quiet, on, role):
    on(MARCH)
    plan_change(quiet)
    client.force_login(quiet.member(role).user)
    assert box(client) == ""


def test_administrator_of_all_cities_has_no_box(client, quiet, on):
    on(MARCH)
    plan_change(quiet)
    client.force_login(User.objects.create_superuser("administrator", password=None))
    assert box(client) == ""


@pytest.mark.parametrize("size", [1, 8])
def test_box_takes_a_fixed_number_of_queries(desk, office, on, size):
    """Seven for the box, whatever the number of cities, departments and people."""
    on(MARCH)
    for n in range(size):
        city = builders.make_city(name=f"市{n}")
        builders.join(office.boss, city, role="coordinator", start_on=FIRST, end_on=LAST)
        for _ in range(size):
            department = builders.make_department(city)
            for end_on in (LAST, MARCH - ONE_DAY):
                office.member(department=department, city=city, end_on=end_on)
                office.member(department=builders.make_department(city), city=city, end_on=end_on)
        plan_change(office)
    desk.get(INDEX)
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(INDEX)
    assert response.content.decode().count(HEADING) == size + 1
    assert len(queries) == INDEX_QUERIES


# The page of memberships and the file.


def upload(desk, office, *lines):
    content = "\r\n".join([",".join(HEADERS), *lines]).encode()
    page = reverse("admin:survey_transfers", args=[office.city.pk])
    return desk.post(page, {"file": SimpleUploadedFile("t.csv", content)})


def preview(desk, office, deed, row, **fields):
    page = reverse("admin:survey_members", args=[office.city.pk])
    return desk.post(page, {"deed": deed, "membership": [row.pk], **fields})


BEGINS = f"{words(NEXT_FIRST)}に始まる予定の部署です。機構改革が実行されてから(4月1日以降に)入れてください。"


@pytest.mark.parametrize("written", ["学びと文化課", "学びと 文化課", "manabi"])
def test_department_that_begins_in_april_is_explained_in_the_file(desk, office, written):
    plan_change(office, departments=[office.first, office.second], successors=[NEW])
    user = office.member().user
    response = upload(desk, office, f"{user.username},,異動,,{written},,{NEXT_FIRST}")
    (cell,) = response.context["reading"].wrong
    assert (cell.column, cell.sentence) == ("新しい部署", BEGINS)


def test_department_that_is_renamed_in_april_is_asked_for_by_its_present_name(desk, office):
    plan_change(office, "rename", departments=[office.second], successors=[NEW])
    user = office.member().user
    (cell,) = (
        upload(desk, office, f"{user.username},,異動,,学びと文化課,,{NEXT_FIRST}").context["reading"].wrong
    )
    assert cell.sentence == (
        f"{words(NEXT_FIRST)}からの予定の名前です。それまでは、いまの名前(「企画広報課」)で書いてください。"
    )


@pytest.mark.parametrize("done", ["carried_out_at", "taken_back_at"])
def test_department_of_what_does_not_wait_is_not_explained(desk, office, done):
    plan_change(office, successors=[NEW], **{done: timezone.now()})
    user = office.member().user
    (cell,) = (
        upload(desk, office, f"{user.username},,異動,,学びと文化課,,{NEXT_FIRST}").context["reading"].wrong
    )
    assert cell.sentence.startswith("この名前か番号の部署がありません。")


def test_department_that_begins_in_april_is_explained_beside_the_choice(desk, office):
    plan_change(office, departments=[office.first, office.second], successors=[NEW])
    plan_change(office, "rename", departments=[office.second], successors=[NEW | {"name": "別の名前"}])
    office.member()
    text = desk.get(reverse("admin:survey_members", args=[office.city.pk])).content.decode()
    assert f"「学びと文化課」は、{BEGINS}" in text
    assert "「別の名前」" not in text


@pytest.mark.parametrize(("kind", "word"), [("split", "分割"), ("abolish", "廃止")])
def test_renewal_past_a_split_or_an_abolition_is_warned_of(desk, office, kind, word):
    plan_change(office, kind, departments=[office.first])
    row = office.member()
    expected = [
        f"山田 花子さん(市民協働課の入力者): {words(NEXT_FIRST)}の{word}の予定で、行き先が決まっていません。"
        "このままでは、前の日に終わります。"
    ]
    page = preview(desk, office, "renew", row)
    assert page.context["planned_away"] == expected
    assert Page(page.request["PATH_INFO"], page.content.decode()).problems == []
    file = upload(desk, office, f"{row.user.username},,更新,,,,{NEXT_LAST}")
    assert file.context["reading"].planned_away == expected
    for response in (page, file):
        text = response.content.decode()
        assert expected[0] in text
        assert reverse("admin:survey_reorganisations", args=[office.city.pk]) in text


@pytest.mark.parametrize("deed", ["異動", "追加"])
def test_what_begins_and_reaches_past_a_split_is_warned_of(desk, office, deed):
    plan_change(office, "split", departments=[office.second])
    user = office.member().user
    line = f"{user.username},,{deed},,企画広報課,{'承認者' if deed == '追加' else ''},{NEXT_FIRST}"
    (sentence,) = upload(desk, office, line).context["reading"].planned_away
    assert f"{words(NEXT_FIRST)}の分割の予定で、行き先が決まっていません。" in sentence


def test_what_ends_before_or_is_decided_is_not_warned_of(desk, office):
    decided, row = office.member(), office.member(end_on=LAST - 2 * ONE_DAY)
    plan_change(office, "split", departments=[office.first], members=[[decided.pk, 0]])
    assert preview(desk, office, "renew", decided).context["planned_away"] == []
    file = upload(desk, office, f"{row.user.username},,更新,,,,{LAST}")
    assert file.context["reading"].planned_away == []
    assert preview(desk, office, "end", decided, end_on=str(LAST - ONE_DAY)).context["planned_away"] == []


@pytest.mark.parametrize(
    ("day", "successor", "is_warned"),
    [(NEXT_FIRST, NEW, True), (LAST, NEW, False), (NEXT_FIRST, None, False)],
    ids=["begins that day", "begins before and follows", "the department stays"],
)
def test_moving_into_a_department_that_is_merged_that_day_is_warned_of(
    desk, office, day, successor, is_warned
):
    successors = [successor or {"department": office.second.pk}]
    departments = [office.first, *([office.second] if successor else [])]
    plan_change(office, departments=departments, successors=successors)
    third = builders.make_department(office.city, name="三つ目の課")
    row = office.member(department=third)
    response = preview(desk, office, "move", row, department=office.second.pk, move_on=str(day))
    expected = (
        f"山田 花子さん(企画広報課の入力者): 企画広報課は、{words(NEXT_FIRST)}の統合の予定で、なくなります。"
        "実行されると、引き継ぐ部署に移ります。"
    )
    assert response.context["planned_away"] == ([expected] if is_warned else [])


def test_renamed_department_is_not_warned_of(desk, office):
    plan_change(office, "rename", departments=[office.first], successors=[NEW])
    assert preview(desk, office, "renew", office.member()).context["planned_away"] == []
