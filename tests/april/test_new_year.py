"""1 April: who was cut off the day before, whose department has nobody left, and bringing them back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from organizations.csv_reading import decoded
from organizations.models import Membership
from organizations.planned_changes import Gone
from organizations.renewing import Editors, cut_off, last_cut
from organizations.transfers import read_transfers, template_csv
from tests import builders
from tests.admin.forms import filled_in
from tests.april.people import FIRST, LAST, NEXT_FIRST, NEXT_LAST, NOW, ONE_DAY, YEAR, spans, words
from tests.page_reader import Page


@pytest.fixture
def first_of_april(office, on):
    """The 事務局 itself was renewed."""
    office.boss.memberships.update(end_on=NEXT_LAST)
    on(NEXT_FIRST)


@pytest.fixture
def page(office):
    return reverse("admin:survey_members", args=[office.city.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def shown(response, key):
    return [row["membership"].pk for row in response.context[key]]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (LAST, None),
        (NEXT_FIRST, LAST),
        (date(YEAR + 1, 5, 31), LAST),
        (date(YEAR + 1, 6, 1), None),
    ],
)
def test_cut_is_looked_back_at_in_april_and_may(day, expected):
    assert last_cut(day) == expected


def test_cut_off_are_those_of_31_march_that_nobody_renewed_or_moved(office):
    row, left, moved = office.member(), office.member(), office.member()
    office.member(end_on=LAST - ONE_DAY)
    office.member(department=office.elsewhere, city=office.there)
    left.user.is_active = False
    left.user.save()
    builders.join(
        moved.user,
        office.city,
        role="editor",
        department=office.second,
        start_on=NEXT_FIRST,
        end_on=NEXT_LAST,
    )
    own = office.boss.memberships.get()
    assert set(cut_off(office.city, LAST)) == {row, own}


def test_first_table_of_april_shows_them_in_a_group_of_their_own(desk, office, first_of_april, page):
    gone, present = office.member(), office.member(department=office.second, end_on=NEXT_LAST)
    earlier = office.member(end_on=LAST - ONE_DAY)
    response = desk.get(page)
    assert shown(response, "cut_off") == [gone.pk]
    assert shown(response, "present") == [office.boss.memberships.get().pk, present.pk]
    assert earlier.pk not in shown(response, "rows")
    text = text_of(response)
    assert f"{words(LAST)}で終わった所属(更新も異動もされていません)" in text
    assert "市民協働課の入力者" in text
    assert Page(page, response.content.decode()).problems == []


def test_they_are_not_in_the_first_table_of_june(desk, office, first_of_april, on, page):
    office.member()
    on(date(YEAR + 1, 6, 1))
    assert shown(desk.get(page), "cut_off") == []


def test_they_are_renewed_from_the_table(desk, office, first_of_april, page):
    row = office.member()
    preview = desk.post(page, {"deed": "renew", "membership": [row.pk]})
    desk.post(page, {"sealed": preview.context["sealed"], "_confirm": ""})
    assert spans(row.user) == [(office.first, "editor", FIRST, NEXT_LAST)]


def test_city_without_any_editor_left_is_told(desk, office, first_of_april, page):
    office.member()
    office.member(department=office.second)
    response = desk.get(page)
    assert response.context["without_today"] == [office.first, office.second]
    assert "次の部署には、いま入力者がいません。" in text_of(response)


def test_next_april_is_not_spoken_of_a_year_before(desk, office, first_of_april, page):
    office.member(end_on=NEXT_LAST)
    response = desk.get(page)
    assert (response.context["without_today"], response.context["without_next"]) == ([], [])


def test_department_whose_editor_ended_over_a_year_ago_is_not_named(desk, office, first_of_april, page):
    office.member(start_on=date(YEAR - 1, 4, 1), end_on=NEXT_FIRST - timedelta(days=367))
    assert desk.get(page).context["without_today"] == []


def test_department_that_is_gone_is_not_named(desk, office, first_of_april, page):
    office.member()
    office.succeeded(office.first, office.second)
    assert desk.get(page).context["without_today"] == []


@pytest.mark.parametrize(
    ("state", "is_named"), [("blank", True), ("returned", True), ("approved", False), ("confirmed", False)]
)
def test_department_asked_in_a_survey_under_way_is_named(desk, office, first_of_april, page, state, is_named):
    plan = builders.make_plan(office.city)
    builders.make_answer(builders.make_round(plan), builders.make_item(plan), office.second, state)
    assert desk.get(page).context["without_today"] == ([office.second] if is_named else [])


def test_department_whose_editor_is_inactive_has_none(office):
    row = office.member()
    row.user.is_active = False
    row.user.save()
    assert Editors([office.city], today=FIRST).lost() == [office.first]


def test_editor_to_come_is_none_today(office):
    office.member(end_on=FIRST)
    office.member(start_on=NEXT_FIRST, end_on=NEXT_LAST)
    assert Editors([office.city], today=LAST).lost() == [office.first]


@pytest.mark.parametrize(("kind", "is_gone"), [("merge", True), ("split", True), ("transfer", False)])
def test_department_is_gone_from_the_year_on(office, kind, is_gone):
    office.succeeded(office.first, office.second, kind=kind)
    gone = Gone([office.city.pk])
    assert (gone(office.first, YEAR), gone(office.first, YEAR + 1)) == (False, is_gone)
    assert gone(office.second, YEAR + 1) is False


@pytest.mark.parametrize(
    ("day", "is_bold"),
    [(LAST - timedelta(days=92), True), (LAST - timedelta(days=93), False), (LAST, True)],
)
def test_end_within_three_months_is_bold(desk, office, on, page, day, is_bold):
    on(day)
    office.member()
    sentence = f"{words(LAST)}で切れます"
    text = text_of(desk.get(page))
    assert (f"<strong>{sentence}</strong>" in text, sentence in text) == (is_bold, True)


# Renewing what ended.


def test_renewal_long_after_the_end_begins_anew(desk, office, on, page):
    row = office.member(end_on=date(YEAR, 9, 20))
    on(date(YEAR, 12, 1))
    preview = desk.post(page, {"deed": "renew", "membership": [row.pk]})
    desk.post(page, {"sealed": preview.context["sealed"], "_confirm": ""})
    assert spans(row.user) == [
        (office.first, "editor", FIRST, date(YEAR, 9, 20)),
        (office.first, "editor", date(YEAR, 12, 1), LAST),
    ]


@pytest.mark.parametrize(("days", "rows"), [(31, 1), (32, 2)])
def test_gap_of_a_month_is_bridged(office, days, rows):
    row = office.member(end_on=NOW.date() - timedelta(days=days))
    line = f"{row.user.username},,更新,,,,{NEXT_LAST}"
    (planned,) = reading_of(office, line).lines
    assert (planned.change.begun is not None) == (rows == 2)


def test_renewal_of_the_whole_city_begins_anew_in_words(office):
    row = office.member("viewer", start_on=FIRST, end_on=date(YEAR, 9, 20))
    (planned,) = reading_of(office, f"{row.user.username},,更新,,,,{NEXT_LAST}").lines
    assert planned.after == (
        f"市全体の閲覧者({words(NOW.date())}から{words(NEXT_LAST)}まで)。市全体は{YEAR}年9月20日まで"
    )


# The file.


def reading_of(office, *lines, now=NOW, start=""):
    header = f"{start}利用者名,氏名,操作,いまの部署,新しい部署,役割,日付"
    return read_transfers("\r\n".join([header, *lines]), office.city, by=office.boss, now=now)


def april(office):
    office.boss.memberships.update(end_on=NEXT_LAST)
    return NOW.replace(month=4, day=10)


def test_file_of_april_has_them_with_a_mark_that_is_not_read(office):
    row, now = office.member(), april(office)
    content = decoded(template_csv(office.city, now=now))
    cells = next(each.split(",") for each in content.splitlines() if each.startswith(row.user.username))
    assert cells[1] == f"山田 花子({words(LAST)}で終わりました)"
    cells[2] = "更新"
    reading = reading_of(office, ",".join(cells), now=now)
    assert (reading.wrong, [change.end_on for change in reading.changes]) == ([], [NEXT_LAST])


def test_file_of_june_has_them_no_more(office):
    row, now = office.member(), april(office).replace(month=6)
    assert row.user.username not in decoded(template_csv(office.city, now=now))


def test_追加_with_a_present_department_is_explained(office):
    user = office.member().user
    line = f"{user.username},,追加,市民協働課,企画広報課,承認者,{NEXT_FIRST}"
    (cell,) = reading_of(office, line).wrong
    assert (cell.column, cell.value) == ("いまの部署", "市民協働課")
    assert cell.sentence == (
        "追加では空欄にしてください。いまの所属は、そのまま続きます。移るなら、操作を「異動」にします。"
    )


@pytest.mark.parametrize("time", [" 0:00", " 00:00", " 0:00:00", "　０：００"])
def test_midnight_behind_a_date_is_read_over(office, time):
    user = office.member().user
    reading = reading_of(office, f"{user.username},,終了,,,,{YEAR + 1}/3/30{time}")
    assert [change.end_on for change in reading.changes] == [LAST - ONE_DAY]


def test_other_time_is_no_date(office):
    user = office.member().user
    (cell,) = reading_of(office, f"{user.username},,終了,,,,{YEAR + 1}/3/30 9:30").wrong
    assert cell.column == "日付"


def test_line_for_excel_is_read_over_and_counted(office):
    user = office.member().user
    reading = reading_of(office, f"{user.username},,更新,,,,", "だれか,,更新,,,,", start="sep=,\r\n")
    assert [line.wish.line for line in reading.lines] == [3]
    assert [cell.line for cell in reading.wrong] == [4]


# One at a time, on the page of Django's.


def add_by_hand(desk, office, user, department, start_on, end_on):
    data = {
        "user": user.pk,
        "municipality": office.city.pk,
        "department": department.pk,
        "role": "editor",
        "start_on": str(start_on),
        "end_on": str(end_on),
    }
    return desk.post(reverse("admin:organizations_membership_add"), data)


def errors_of(response):
    return response.context["adminform"].form.errors


def test_membership_in_a_department_that_is_gone_is_refused(desk, office):
    office.second.end_fy = YEAR - 1
    office.second.save()
    response = add_by_hand(desk, office, office.member().user, office.second, FIRST, LAST)
    (sentence,) = errors_of(response)["department"]
    assert sentence.startswith("企画広報課は令和")
    assert sentence.endswith("にはありません。引き継いだ部署を選ぶか、終了日を早めてください。")


def test_membership_in_the_years_of_the_department_is_accepted(desk, office):
    office.second.end_fy = YEAR
    office.second.save()
    assert add_by_hand(desk, office, office.member().user, office.second, FIRST, LAST).status_code == 302


@pytest.mark.parametrize(("start_on", "is_refused"), [(LAST, True), (NEXT_FIRST, False)])
def test_second_membership_of_the_same_role_at_the_same_time_is_refused(desk, office, start_on, is_refused):
    row = office.member()
    response = add_by_hand(desk, office, row.user, office.first, start_on, NEXT_LAST)
    assert Membership.objects.filter(user=row.user).count() == (1 if is_refused else 2)
    if is_refused:
        assert errors_of(response)["start_on"] == [
            f"すでに市民協働課の入力者({words(FIRST)}から{words(LAST)}まで)として登録されています。"
            "延ばすときはその所属の終了日を変え、別の期間なら日付が重ならないようにしてください。"
        ]


def test_membership_that_is_there_is_changed_as_before(desk, office):
    row = office.member()
    page = reverse("admin:organizations_membership_change", args=[row.pk])
    assert desk.post(page, filled_in(desk.get(page)) | {"end_on": str(NEXT_LAST)}).status_code == 302
    assert spans(row.user) == [(office.first, "editor", FIRST, NEXT_LAST)]
