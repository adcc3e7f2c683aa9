"""Renewing, moving, ending and adding memberships: who may, what becomes of them, and that all or nothing is done."""

from datetime import date, datetime, timedelta

import pytest

from organizations.access import access_of
from organizations.models import Membership, User
from organizations.renewing import (
    Editors,
    RenewingRefused,
    add,
    end,
    left_without_editors,
    move,
    planned,
    renew,
)
from tests import builders
from tests.april.people import (
    FIRST,
    LAST,
    NEXT_FIRST,
    NEXT_LAST,
    NOW,
    ONE_DAY,
    TODAY,
    TOKYO,
    YEAR,
    everything,
    spans,
    words,
)

OWN = "自分の所属は、自分では変えられません。ほかの事務局か管理者に頼んでください。"
ELSEWHERE = "ほかの市の所属は変えられません。その市の事務局に頼んでください。"
ABOVE = "公開責任者は、管理者だけが決められます。管理者に頼んでください。"


def refused(deed, *args, **options):
    """The sentences of the refusal; nothing may have been written."""
    before = everything()
    with pytest.raises(RenewingRefused) as refusal:
        deed(*args, **{"now": NOW} | options)
    assert everything() == before
    return refusal.value.sentences


# Renewing.


def test_renewed_until_the_next_31st_of_march(office):
    row = office.member()
    renew([row], by=office.boss, now=NOW)
    assert spans(row.user) == [(office.first, "editor", FIRST, NEXT_LAST)]


def test_membership_that_ends_within_the_year_is_renewed_until_its_31st_of_march(office):
    row = office.member(end_on=date(YEAR + 1, 3, 20))
    renew([row], by=office.boss, now=NOW)
    assert spans(row.user) == [(office.first, "editor", FIRST, LAST)]


def test_renewed_until_a_given_day(office):
    row = office.member()
    renew([row], by=office.boss, until=date(YEAR + 1, 9, 30), now=NOW)
    assert spans(row.user) == [(office.first, "editor", FIRST, date(YEAR + 1, 9, 30))]


def test_renewal_is_in_the_history(office):
    row = office.member()
    renew([row], by=office.boss, now=NOW)
    assert [version.end_on for version in row.history.order_by("history_id")] == [LAST, NEXT_LAST]


def test_renewed_membership_that_had_just_ended_counts_again(office):
    row = office.member(start_on=date(YEAR - 1, 4, 1), end_on=FIRST - ONE_DAY)
    now = datetime(YEAR, 4, 5, 9, tzinfo=TOKYO)
    renew([row], by=office.boss, now=now)
    user = User.objects.get(pk=row.user_id)
    assert access_of(user, on=now.date()).departments("editor") == {office.first.pk}


def test_membership_is_not_renewed_twice(office):
    row = office.member(end_on=NEXT_LAST)
    assert refused(renew, [row], by=office.boss) == [
        f"山田 花子さん(市民協働課の入力者): すでに{words(NEXT_LAST)}まであります。"
    ]


def test_renewal_past_the_last_allowed_day_is_refused(office):
    day = NEXT_LAST + ONE_DAY
    assert refused(renew, [office.member()], until=day, by=office.boss) == [
        f"山田 花子さん(市民協働課の入力者): 終了日は{words(NEXT_LAST)}までにしてください。毎年度、見直すためです。"
    ]


def test_renewal_until_an_earlier_day_is_refused(office):
    assert refused(renew, [office.member()], until=LAST - ONE_DAY, by=office.boss) == [
        f"山田 花子さん(市民協働課の入力者): いまの終了日({words(LAST)})より前です。"
        "短くするときは「終了」にしてください。"
    ]


def test_membership_that_ended_long_ago_is_not_renewed(office):
    row = office.member(start_on=date(2020, 4, 1), end_on=date(2021, 3, 31))
    assert refused(renew, [row], by=office.boss) == [
        "山田 花子さん(市民協働課の入力者): 2022年3月31日までの所属は、もう使えません。"
        "きょうより後まで続くように、日付を直すか、新しい所属を追加してください。"
    ]


def test_membership_followed_by_another_is_not_renewed_over_it(office):
    row = office.member()
    builders.join(
        row.user, office.city, role="editor", department=office.first, start_on=NEXT_FIRST, end_on=NEXT_LAST
    )
    assert refused(renew, [row], by=office.boss) == [
        "山田 花子さん(市民協働課の入力者): すでに次の所属があります: "
        f"市民協働課の入力者({words(NEXT_FIRST)}から{words(NEXT_LAST)}まで)。"
    ]


def test_person_without_the_mark_有効_is_not_renewed(office):
    row = office.member()
    row.user.is_active = False
    row.user.save()
    assert refused(renew, [row], by=office.boss) == [
        "山田 花子さん(市民協働課の入力者): 利用者に「有効」の印がありません。"
        "先に「利用者」の画面で印をつけてください。"
    ]


def test_renewal_goes_on_in_the_department_that_takes_over(office):
    row = office.member()
    office.succeeded(office.first, office.second)
    renew([row], by=office.boss, now=NOW)
    assert spans(row.user) == [
        (office.first, "editor", FIRST, LAST),
        (office.second, "editor", NEXT_FIRST, NEXT_LAST),
    ]


def test_renewal_within_this_year_stays_where_the_work_goes_later(office):
    row = office.member(end_on=TODAY)
    office.succeeded(office.first, office.second)
    renew([row], by=office.boss, now=NOW)
    assert spans(row.user) == [(office.first, "editor", FIRST, LAST)]


def test_renewal_that_already_goes_on_there_is_refused(office):
    row = office.member()
    office.succeeded(office.first, office.second)
    renew([row], by=office.boss, now=NOW)
    assert refused(renew, [row], by=office.boss) == [
        "山田 花子さん(市民協働課の入力者): すでに"
        f"企画広報課の入力者({words(NEXT_FIRST)}から{words(NEXT_LAST)}まで)として登録されています。"
    ]


def test_renewal_of_a_department_that_was_split_asks_for_a_department(office):
    row = office.member()
    office.succeeded(office.first, office.second, builders.make_department(office.city), kind="split")
    (sentence,) = refused(renew, [row], by=office.boss)
    assert sentence.startswith("山田 花子さん(市民協働課の入力者): 市民協働課は令和")
    assert sentence.endswith(
        "分かれて、引き継ぐ部署がひとつに決まりません。「異動」で、行き先の部署を選んでください。"
    )


def test_renewal_of_a_department_nobody_took_over_is_refused(office):
    row = office.member()
    office.first.end_fy = YEAR
    office.first.save()
    (sentence,) = refused(renew, [row], by=office.boss)
    assert sentence.endswith("にはありません。引き継いだ部署を選んでください。")


def test_role_of_the_whole_city_is_renewed(office):
    row = office.member("viewer")
    renew([row], by=office.boss, now=NOW)
    assert spans(row.user) == [(None, "viewer", FIRST, NEXT_LAST)]


# Moving.


def test_moved_from_a_day_on(office):
    row = office.member("approver")
    move([row], office.second, on=NEXT_FIRST, by=office.boss, now=NOW)
    assert spans(row.user) == [
        (office.first, "approver", FIRST, LAST),
        (office.second, "approver", NEXT_FIRST, NEXT_LAST),
    ]


def test_moved_within_the_year_until_its_end(office):
    row = office.member()
    day = date(YEAR + 1, 3, 15)
    move([row], office.second, on=day, by=office.boss, now=NOW)
    assert spans(row.user) == [
        (office.first, "editor", FIRST, day - ONE_DAY),
        (office.second, "editor", day, LAST),
    ]


def test_moved_person_keeps_a_later_end(office):
    row = office.member(end_on=NEXT_LAST)
    day = date(YEAR + 1, 3, 15)
    move([row], office.second, on=day, by=office.boss, now=NOW)
    assert spans(row.user)[1] == (office.second, "editor", day, NEXT_LAST)


def test_moved_person_whose_membership_ended_before_keeps_that_day(office):
    row = office.member(end_on=date(YEAR + 1, 2, 28))
    move([row], office.second, on=NEXT_FIRST, by=office.boss, now=NOW)
    assert spans(row.user)[0] == (office.first, "editor", FIRST, date(YEAR + 1, 2, 28))


def test_moving_to_the_same_department_is_refused(office):
    assert refused(move, [office.member()], office.first, on=NEXT_FIRST, by=office.boss) == [
        "山田 花子さん(市民協働課の入力者): いまの部署が市民協働課です。別の部署を選んでください。"
    ]


def test_moving_to_a_department_of_another_city_is_refused(office):
    (sentence,) = refused(move, [office.member()], office.elsewhere, on=NEXT_FIRST, by=office.boss)
    assert sentence.endswith("よその課は、ほかの市区町村の部署です。同じ市区町村の部署を選んでください。")


def test_moving_to_a_collective_name_is_refused(office):
    collective = builders.make_department(office.city, name="関係課", is_collective=True)
    (sentence,) = refused(move, [office.member()], collective, on=NEXT_FIRST, by=office.boss)
    assert sentence.endswith("「関係課」はまとめた呼び名です。ひとつの部署を選んでください。")


@pytest.mark.parametrize("kind", ["merge", "split"])
def test_moving_to_a_department_that_is_gone_is_refused(office, kind):
    office.succeeded(office.second, builders.make_department(office.city), kind=kind)
    (sentence,) = refused(move, [office.member()], office.second, on=NEXT_FIRST, by=office.boss)
    assert sentence.endswith("にはありません。引き継いだ部署を選んでください。")


def test_department_that_gave_work_away_is_still_there(office):
    office.succeeded(office.second, builders.make_department(office.city), kind="transfer")
    row = office.member()
    move([row], office.second, on=NEXT_FIRST, by=office.boss, now=NOW)
    assert spans(row.user)[1][0] == office.second


def test_moving_to_a_department_that_does_not_exist_yet_is_refused(office):
    office.second.start_fy = YEAR + 1
    office.second.save()
    (sentence,) = refused(move, [office.member()], office.second, on=LAST, by=office.boss)
    assert sentence.endswith("にはまだありません。別の部署か、後の日付を選んでください。")


@pytest.mark.parametrize("day", [FIRST, FIRST - ONE_DAY, date.min])
def test_moving_before_the_present_membership_began_is_refused(office, day):
    (sentence,) = refused(move, [office.member()], office.second, on=day, by=office.boss)
    assert sentence.endswith(f"異動の日は、いまの所属の開始日({words(FIRST)})より後にしてください。")


@pytest.mark.parametrize("day", [NEXT_LAST + ONE_DAY, date.max])
def test_moving_later_than_the_next_year_is_refused(office, day):
    (sentence,) = refused(move, [office.member()], office.second, on=day, by=office.boss)
    assert sentence.endswith(f"開始日は{words(NEXT_LAST)}までにしてください。毎年度、見直すためです。")


def test_role_of_the_whole_city_is_not_moved(office):
    (sentence,) = refused(move, [office.member("viewer")], office.second, on=NEXT_FIRST, by=office.boss)
    assert sentence == (
        "山田 花子さん(市全体の閲覧者): 市全体の役割なので、部署を移せません。"
        "いまの役割を終え、新しい役割を追加してください。"
    )


def test_moving_to_where_the_person_already_works_is_refused(office):
    row = office.member()
    builders.join(
        row.user, office.city, role="editor", department=office.second, start_on=FIRST, end_on=NEXT_LAST
    )
    (sentence,) = refused(move, [row], office.second, on=NEXT_FIRST, by=office.boss)
    assert sentence.endswith(
        f"すでに企画広報課の入力者({words(FIRST)}から{words(NEXT_LAST)}まで)として登録されています。"
    )


# Ending.


def test_ended_on_its_last_day(office):
    row = office.member()
    end([row], TODAY, by=office.boss, now=NOW)
    assert spans(row.user) == [(office.first, "editor", FIRST, TODAY)]


def test_ending_later_than_the_present_end_is_refused(office):
    assert refused(end, [office.member()], NEXT_LAST, by=office.boss) == [
        f"山田 花子さん(市民協働課の入力者): {words(LAST)}までなので、{words(NEXT_LAST)}で終えることはできません。"
        "延ばすときは「更新」にしてください。"
    ]


def test_ending_on_the_day_it_ends_is_refused(office):
    (sentence,) = refused(end, [office.member()], LAST, by=office.boss)
    assert sentence.endswith(f"すでに{words(LAST)}までになっています。")


def test_ending_before_the_beginning_is_refused(office):
    (sentence,) = refused(end, [office.member()], FIRST - ONE_DAY, by=office.boss)
    assert sentence.endswith(f"終了の日は、開始日({words(FIRST)})以後にしてください。")


def test_membership_of_one_day_is_possible(office):
    row = office.member()
    end([row], FIRST, by=office.boss, now=NOW)
    assert spans(row.user) == [(office.first, "editor", FIRST, FIRST)]


# Adding.


def test_added_until_the_end_of_the_year_it_begins_in(office):
    user = office.member().user
    add([user], office.city, office.second, "approver", on=NEXT_FIRST, by=office.boss, now=NOW)
    assert spans(user) == [
        (office.first, "editor", FIRST, LAST),
        (office.second, "approver", NEXT_FIRST, NEXT_LAST),
    ]


@pytest.mark.parametrize("role", ["editor", "approver"])
def test_adding_a_role_of_a_department_without_one_is_refused(office, role):
    user = office.member().user
    (sentence,) = refused(add, [user], office.city, None, role, on=NEXT_FIRST, by=office.boss)
    assert sentence.endswith("には、部署を選んでください。")


def test_adding_a_coordinator_with_a_department_is_refused(office):
    user = office.member().user
    (sentence,) = refused(
        add, [user], office.city, office.first, "coordinator", on=NEXT_FIRST, by=office.boss
    )
    assert sentence.endswith("事務局は市全体の役割です。部署は空欄にしてください。")


def test_adding_what_is_there_is_refused(office):
    row = office.member()
    (sentence,) = refused(add, [row.user], office.city, office.first, "editor", on=FIRST, by=office.boss)
    assert sentence.endswith("すでにそうなっています。")


def test_adding_into_a_year_that_is_over_is_refused(office):
    user = office.member().user
    (sentence,) = refused(
        add, [user], office.city, office.second, "editor", on=FIRST - ONE_DAY, by=office.boss
    )
    assert "までの所属は、もう使えません。" in sentence


# Rights.


DEEDS = {
    "renew": lambda rows, office, **options: renew(rows, **options),
    "move": lambda rows, office, **options: move(rows, office.second, on=NEXT_FIRST, **options),
    "end": lambda rows, office, **options: end(rows, TODAY, **options),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_own_membership_is_not_touched(office, deed):
    own = builders.join(
        office.boss, office.city, role="editor", department=office.first, start_on=FIRST, end_on=LAST
    )
    assert refused(deed, [own], office=office, by=office.boss) == [
        f"事務 局子さん(市民協働課の入力者): {OWN}"
    ]


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_membership_of_another_city_is_not_touched(office, deed):
    row = office.member(department=office.elsewhere, city=office.there)
    assert refused(deed, [row], office=office, by=office.boss) == [
        f"山田 花子さん(よその課の入力者): {ELSEWHERE}"
    ]


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_role_above_the_own_is_not_touched(office, deed):
    row = office.member("publisher", office.first)
    assert refused(deed, [row], office=office, by=office.boss) == [
        f"山田 花子さん(市民協働課の公開責任者): {ABOVE}"
    ]


@pytest.mark.parametrize("role", ["editor", "approver", "viewer", "publisher", "evaluator"])
def test_who_is_no_coordinator_does_nothing(office, role):
    department = office.second if role in ("editor", "approver") else None
    person = office.member(role, department).user
    assert refused(renew, [office.member()], by=person) == [f"山田 花子さん(市民協働課の入力者): {ELSEWHERE}"]


def test_coordinator_whose_own_membership_ended_does_nothing(office):
    person = office.member("coordinator", end_on=TODAY - ONE_DAY).user
    assert refused(renew, [office.member()], by=person) == [f"山田 花子さん(市民協働課の入力者): {ELSEWHERE}"]


@pytest.mark.parametrize(
    ("who", "role", "city", "sentence"),
    [
        ("boss", "viewer", "city", OWN),
        ("member", "publisher", "city", ABOVE),
        ("member", "viewer", "there", ELSEWHERE),
    ],
)
def test_role_is_not_added_to_oneself_nor_above_nor_elsewhere(office, who, role, city, sentence):
    person = office.boss if who == "boss" else office.member().user
    found = refused(add, [person], getattr(office, city), None, role, on=NEXT_FIRST, by=office.boss)
    assert [each.split(": ")[1] for each in found] == [sentence]


def test_administrator_renews_everybody(office):
    administrator = User.objects.create_superuser("administrator", password=None)
    rows = [
        office.member("publisher"),
        office.member(department=office.elsewhere, city=office.there),
        builders.join(administrator, office.city, role="coordinator", start_on=FIRST, end_on=LAST),
    ]
    renew(rows, by=administrator, now=NOW)
    assert {row.end_on for row in Membership.objects.filter(pk__in=[row.pk for row in rows])} == {NEXT_LAST}


def test_every_refusal_is_named_and_nothing_is_done(office):
    fine, own = office.member(), office.boss.memberships.get()
    above = office.member("publisher", name=("公開", "太郎"))
    there = office.member(department=office.elsewhere, city=office.there, name=("よそ", "次郎"))
    assert refused(renew, [fine, own, above, there], by=office.boss) == [
        f"事務 局子さん(市全体の事務局): {OWN}",
        f"公開 太郎さん(市全体の公開責任者): {ABOVE}",
        f"よそ 次郎さん(よその課の入力者): {ELSEWHERE}",
    ]


def test_preview_of_a_deed_writes_nothing(office):
    row = office.member()
    before = everything()
    (change,), refusals = planned([row], "move", office.second, NEXT_FIRST, by=office.boss, now=NOW)
    assert (change.what, change.before, refusals) == ("異動", f"市民協働課の入力者({words(LAST)}まで)", [])
    assert change.after == (
        f"企画広報課の入力者({words(NEXT_FIRST)}から{words(NEXT_LAST)}まで)。市民協働課は{words(LAST)}まで"
    )
    assert everything() == before


@pytest.mark.parametrize("number", [3, 60])
def test_queries_of_a_renewal_grow_by_the_rows_written_alone(office, number, django_assert_num_queries):
    """Six around them, and for each row its own writing, its history, and a savepoint around the two."""
    rows = [office.member() for _ in range(number)]
    access_of(office.boss, on=TODAY)
    with django_assert_num_queries(6 + 4 * number):
        renew(rows, by=office.boss, now=NOW)


# Who ends, and where nobody would be left.


def test_memberships_ending_are_those_of_that_day_and_city(office):
    ending = office.member()
    office.member(end_on=NEXT_LAST)
    office.member(department=office.elsewhere, city=office.there)
    found = Membership.objects.memberships_ending([office.city.pk], LAST)
    assert set(found) == {ending, office.boss.memberships.get()}


def test_membership_followed_by_another_has_a_next(office):
    alone, moved, doubled = office.member(), office.member(), office.member()
    move([moved], office.second, on=NEXT_FIRST, by=office.boss, now=NOW)
    builders.join(
        doubled.user, office.city, role="editor", department=office.second, start_on=FIRST, end_on=NEXT_LAST
    )
    builders.join(doubled.user, office.there, role="editor", department=office.elsewhere, end_on=NEXT_LAST)
    builders.join(alone.user, office.city, role="viewer", end_on=NEXT_LAST)
    rows = Membership.objects.memberships_ending([office.city.pk], LAST).filter(role="editor")
    assert set(rows.without_next(LAST)) == {alone, doubled}


def test_department_left_without_an_editor_is_named(office):
    row = office.member()
    office.member(department=office.second)
    changes, _refused = planned([row], "end", TODAY, by=office.boss, now=NOW)
    assert left_without_editors(changes, office.city, today=TODAY, is_gone=lambda *_: False) == [
        f"市民協働課には、{words(TODAY + ONE_DAY)}から入力者がいなくなります。"
    ]


def test_department_with_another_editor_is_not_named(office):
    row = office.member()
    office.member()
    changes, _refused = planned([row], "end", TODAY, by=office.boss, now=NOW)
    assert left_without_editors(changes, office.city, today=TODAY, is_gone=lambda *_: False) == []


def test_department_whose_other_editor_is_inactive_is_named(office):
    row, other = office.member(), office.member()
    other.user.is_active = False
    other.user.save()
    changes, _refused = planned([row], "end", TODAY, by=office.boss, now=NOW)
    assert len(left_without_editors(changes, office.city, today=TODAY, is_gone=lambda *_: False)) == 1


def test_department_that_is_gone_then_is_not_named(office):
    changes, _refused = planned([office.member()], "end", TODAY, by=office.boss, now=NOW)
    assert left_without_editors(changes, office.city, today=TODAY, is_gone=lambda *_: True) == []


def test_departments_whose_editors_all_end_are_known(office):
    office.member()
    office.member(department=office.second, end_on=NEXT_LAST)
    office.member(department=office.second)
    assert Editors([office.city], today=TODAY).missing_on(NEXT_FIRST) == [office.first]


def test_same_membership_entered_meanwhile_is_refused(office, monkeypatch):
    """Past the plan, the database itself refuses the second row."""
    user = office.member().user
    builders.join(user, office.city, role="viewer", start_on=NEXT_FIRST, end_on=NEXT_LAST)
    monkeypatch.setattr("organizations.planned_changes.Planner._same", lambda *_: [])
    assert refused(add, [user], office.city, None, "viewer", on=NEXT_FIRST, by=office.boss) == [
        "山田 花子さん: 同じ所属が、いま登録されました。"
    ]


def test_past_is_not_needed_for_the_next_year(office):
    """Planned in autumn as well as in March."""
    row = office.member()
    renew([row], by=office.boss, now=NOW - timedelta(days=150))
    assert spans(row.user) == [(office.first, "editor", FIRST, NEXT_LAST)]
