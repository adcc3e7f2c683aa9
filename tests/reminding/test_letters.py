"""Who is reminded, of what, in which words, and who has to wait."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import ReminderRules, ReportingRound, YearlyStatus
from actions.reminder_texts import BLANKS
from actions.reminding.letters import write_letters
from tests import builders
from tests.reminding.people import fill, mailed, owned, person
from tests.survey.people import NOW, TOKYO, YEAR, make_town

SITE = "https://plan.example.jp"
QUERIES = 6


def mailing_of(town, *, now=NOW, automatic=False, by_mail=True):
    return write_letters(town.city, site_url=SITE, now=now, automatic=automatic, by_mail=by_mail)


def letters_of(town, **options):
    return mailing_of(town, **options).letters


def told(town, **options):
    """[(user, kind, answers)] of all letters."""
    return [(letter.user, letter.kind, letter.answers) for letter in letters_of(town, **options)]


# ---------------------------------------------------------------- what counts as not handed in


@pytest.mark.parametrize(
    ("state", "is_reminded"),
    [
        ("blank", True),
        ("draft", True),
        ("returned", True),
        ("submitted", False),
        ("approved", False),
        ("confirmed", False),
    ],
)
def test_only_what_is_not_handed_in_is_reminded_of(town, state, is_reminded):
    editor = person(town)
    answer = town.answer(state)
    assert told(town) == ([(editor, "editor", [answer])] if is_reminded else [])


def test_result_without_a_survey_reminds_nobody(town):
    person(town)
    YearlyStatus.objects.create(item=town.item(town.lead), fiscal_year=YEAR, department=town.lead)
    assert told(town) == []


def test_department_that_handed_in_everything_is_left_alone(town):
    late, done = person(town), person(town, department=town.support)
    answer, handed_in = town.answer("draft"), town.answer("submitted", department=town.support)
    assert told(town) == [(late, "editor", [answer])]
    assert handed_in.department in {m.department for m in done.memberships.all()}


def test_person_of_two_departments_is_not_told_of_the_one_that_is_done(town):
    editor = person(town)
    builders.join(editor, town.city, role="editor", department=town.support)
    answer = town.answer("draft")
    town.answer("submitted", department=town.support)
    (letter,) = letters_of(town)
    assert (letter.answers, letter.department_names) == ([answer], [town.lead.name])


def test_older_round_that_is_not_finished_counts_too(town):
    person(town)
    new, old = town.answer("draft"), town.answer("draft", fiscal_year=YEAR - 1)
    (letter,) = letters_of(town)
    assert set(letter.answers) == {new, old}
    assert {round_.fiscal_year for round_ in letter.rounds} == {YEAR, YEAR - 1}


def test_other_city_is_not_in_the_letters(town):
    other = make_town()
    person(other)
    other.answer("draft")
    editor, answer = person(town), town.answer("draft")
    assert told(town) == [(editor, "editor", [answer])]


def test_city_out_of_use_reminds_nobody(town):
    person(town)
    town.answer("draft")
    town.city.is_in_use = False
    mailing = mailing_of(town)
    assert (mailing.letters, mailing.detours, mailing.without_address) == ([], [], [])


# ---------------------------------------------------------------- to whom


def test_every_editor_of_the_department_gets_a_letter_and_nobody_else(town):
    editors = [person(town), person(town)]
    for role, department in (
        ("approver", town.lead),
        ("viewer", town.lead),
        ("editor", town.support),
        ("coordinator", None),
        ("publisher", None),
        ("evaluator", None),
    ):
        person(town, role, department)
    town.answer("draft")
    assert {letter.user for letter in letters_of(town)} == set(editors)


def test_two_departments_and_two_plans_make_one_letter(town):
    editor = person(town)
    builders.join(editor, town.city, role="editor", department=town.support)
    first, second = town.answer("blank"), town.answer("draft", department=town.support)
    plan = builders.make_plan(town.city)
    third = builders.make_answer(builders.make_round(plan), builders.make_item(plan), town.lead)
    (letter,) = letters_of(town)
    assert letter.user == editor
    assert (set(letter.answers), letter.number) == ({first, second, third}, 3)
    assert len(letter.rounds) == 2


def test_same_role_twice_makes_one_letter(town):
    editor = person(town)
    builders.join(editor, town.city, role="editor", department=town.lead, start_on=date(2024, 4, 1))
    answer = town.answer("draft")
    assert told(town) == [(editor, "editor", [answer])]


def test_without_editor_the_approver_is_told(town):
    approver, answer = person(town, "approver"), town.answer("draft")
    person(town, "coordinator")
    assert told(town) == [(approver, "approver", [answer])]


def test_without_editor_and_approver_the_office_is_told(town):
    office, answer = person(town, "coordinator"), town.answer("draft")
    assert told(town) == [(office, "coordinator", [answer])]


def test_answer_without_department_goes_to_the_office(town):
    person(town), person(town, "approver")
    office, answer = person(town, "coordinator"), town.answer("blank", department=None)
    assert told(town) == [(office, "coordinator", [answer])]


def past(user):
    user.memberships.update(end_on=date(2025, 5, 11))


def future(user):
    user.memberships.update(start_on=date(2025, 5, 13))


def inactive(user):
    user.is_active = False
    user.save()


def without_address(user):
    user.email = ""
    user.save()


@pytest.mark.parametrize("change", [past, future, inactive, without_address])
@pytest.mark.parametrize(("gone", "asked"), [("editor", "approver"), ("approver", "coordinator")])
def test_who_cannot_be_reached_is_passed_over(town, change, gone, asked):
    user = person(town, gone)
    change(user)
    instead, answer = person(town, asked), town.answer("draft")
    assert told(town) == [(instead, asked, [answer])]


@pytest.mark.parametrize("change", [past, future, inactive, without_address])
def test_nobody_to_tell_is_said(town, change):
    change(person(town, "coordinator"))
    town.answer("draft")
    mailing = mailing_of(town)
    assert mailing.letters == []
    (detour,) = mailing.detours
    assert (detour.department, detour.number) == (town.lead, 1)
    assert detour.sentence == (
        "入力者がいないので、知らせたいのですが、知らせる人がいません。"
        "利用者と「所属と役割」を確かめてください。"
    )


def test_membership_in_force_counts_on_its_first_and_last_day(town):
    editor, answer = person(town), town.answer("draft")
    editor.memberships.update(start_on=date(2025, 5, 12), end_on=date(2025, 5, 12))
    assert told(town) == [(editor, "editor", [answer])]


def test_person_without_address_is_named(town):
    reached, missed = person(town), person(town, email="")
    town.answer("draft")
    mailing = mailing_of(town)
    assert [letter.user for letter in mailing.letters] == [reached]
    assert mailing.without_address == [(missed, "入力者", town.lead)]
    assert mailing.detours == []


def test_person_without_address_is_not_named_where_all_is_handed_in(town):
    person(town, email="")
    town.answer("submitted")
    assert mailing_of(town).without_address == []


def test_detour_says_why_and_to_whom(town):
    person(town, email="")
    person(town, "approver", last_name="山田", first_name="花子")
    person(town, "coordinator", last_name="佐藤", first_name="次郎")
    town.answer("draft")
    town.answer("blank", department=None)
    town.answer("draft", department=town.support)
    assert [(d.department, d.number, d.sentence) for d in mailing_of(town).detours] == [
        (town.lead, 1, "入力者にメールアドレスがないので、承認者の山田 花子に知らせます。"),
        (town.support, 1, "入力者がいないので、事務局の佐藤 次郎に知らせます。"),
        (None, 1, "回答する部署が決まっていないので、事務局の佐藤 次郎に知らせます。"),
    ]


def test_without_mail_server_no_address_is_needed(town):
    editor, answer = person(town, email=""), town.answer("draft")
    mailing = mailing_of(town, by_mail=False)
    assert [(letter.user, letter.answers) for letter in mailing.letters] == [(editor, [answer])]
    assert (mailing.without_address, mailing.detours) == ([], [])


@pytest.mark.parametrize("is_set_up", [True, False])
def test_whether_an_address_is_needed_follows_the_settings(town, settings, is_set_up):
    settings.MAIL_IS_SET_UP = is_set_up
    person(town, email="")
    town.answer("draft")
    assert len(letters_of(town, by_mail=None)) == (0 if is_set_up else 1)


# ---------------------------------------------------------------- roles that meet in one person


def test_editor_who_is_also_the_office_gets_one_letter_with_everything(town):
    user = person(town)
    builders.join(user, town.city, role="coordinator")
    own, orphan = town.answer("draft"), town.answer("blank", department=None)
    (letter,) = letters_of(town)
    assert (letter.kind, letter.answers) == ("editor", [own, orphan])
    assert letter.subject == "【お願い】協働の計画の実績をまだ提出していない取組があります(2件)"
    assert "【回答する部署が決まっていない取組】1件" in letter.body


def test_letter_says_why_another_department_is_in_it(town):
    user = person(town)
    builders.join(user, town.city, role="approver", department=town.support)
    town.answer("draft")
    town.answer("draft", department=town.support)
    (letter,) = letters_of(town)
    assert letter.kind == "editor"
    assert f"【{town.lead}】1件\n" in letter.body
    assert (
        f"【{town.support}】1件(知らせることのできる入力者がいないので、承認者のあなたに知らせています)\n"
        in letter.body
    )


def test_editors_come_first_then_approvers_then_the_office(town):
    third = builders.make_department(town.city, sort_order=0)
    office, approver = person(town, "coordinator"), person(town, "approver", town.support)
    editor = person(town)
    for department in (third, town.support, town.lead):
        town.answer("draft", department=department)
    assert [(letter.user, letter.kind) for letter in letters_of(town)] == [
        (editor, "editor"),
        (approver, "approver"),
        (office, "coordinator"),
    ]


def test_approver_who_is_also_the_office_is_written_to_as_approver(town):
    user = person(town, "approver")
    builders.join(user, town.city, role="coordinator")
    town.answer("draft")
    town.answer("blank", department=None)
    (letter,) = letters_of(town)
    assert (letter.kind, letter.role_label, letter.number) == ("approver", "承認者", 2)


# ---------------------------------------------------------------- parts of supporting departments


def test_part_is_asked_of_the_supporting_editors(town):
    editor = person(town, department=town.support)
    answer = town.answer("submitted")
    part = builders.make_part(answer, town.support)
    (letter,) = letters_of(town)
    assert (letter.user, letter.answers, letter.parts, letter.number) == (editor, [], [part], 1)
    assert (
        f"【{town.support}】ほかの部署の回答に書き足すもの 1件\n・{answer.item}(主管: {town.lead})"
        in letter.body
    )


@pytest.mark.parametrize(
    ("state", "is_handed_in"), [("approved", False), ("confirmed", False), ("draft", True)]
)
def test_part_that_is_done_or_too_late_reminds_nobody(town, state, is_handed_in):
    person(town, department=town.support)
    builders.make_part(town.answer(state), town.support, is_handed_in=is_handed_in)
    assert told(town) == []


def test_part_is_asked_of_nobody_but_editors(town):
    person(town, "approver", town.support), person(town, "coordinator"), person(town)
    builders.make_part(town.answer("submitted"), town.support)
    mailing = mailing_of(town)
    assert (mailing.letters, mailing.detours) == ([], [])


def test_part_is_not_in_the_letter_of_those_told_instead(town):
    approver = person(town, "approver", town.support)
    answer = town.answer("draft", department=town.support)
    builders.make_part(town.answer("submitted"), town.support)
    (letter,) = letters_of(town)
    assert (letter.user, letter.answers, letter.parts) == (approver, [answer], [])


# ---------------------------------------------------------------- who has to wait


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("sent", "5月12日に送りました。次に知らせられるのは、5月19日からです。"),
        ("copied", "5月12日に知らせました。次に知らせられるのは、5月19日からです。"),
        (
            "sending",
            "5月12日に送りかけましたが、届いたかどうか分かりません。次に知らせられるのは、5月19日からです。",
        ),
        ("failed", ""),
    ],
)
def test_mail_of_the_last_days_keeps_a_second_one_back(town, outcome, sentence):
    mailed(town, person(town), outcome=outcome)
    town.answer("draft")
    (letter,) = letters_of(town, now=NOW + timedelta(days=1))
    assert letter.held_back == sentence
    assert letter.held_back_until == (date(2025, 5, 19) if sentence else None)


@pytest.mark.parametrize(
    ("now", "is_ready"),
    [
        (datetime(2025, 5, 12, 23, 59, tzinfo=TOKYO), False),
        (datetime(2025, 5, 18, 23, 59, tzinfo=TOKYO), False),
        (datetime(2025, 5, 19, 0, 0, tzinfo=TOKYO), True),
    ],
)
@pytest.mark.parametrize("hour", [0, 10, 23])
def test_days_are_counted_by_the_calendar_of_japan(town, now, is_ready, hour):
    mailed(town, person(town), at=datetime(2025, 5, 12, hour, 30, tzinfo=TOKYO))
    town.answer("draft")
    assert (len(mailing_of(town, now=now).ready) == 1) is is_ready


@pytest.mark.parametrize(("days", "is_ready"), [(1, True), (2, True), (3, False), (60, False)])
def test_number_of_days_is_the_citys(town, days, is_ready):
    ReminderRules.objects.create(municipality=town.city, days_between=days)
    mailed(town, person(town))
    town.answer("draft")
    mailing = mailing_of(town, now=NOW + timedelta(days=2))
    assert (len(mailing.ready), len(mailing.waiting)) == ((1, 0) if is_ready else (0, 1))


def test_newest_mail_decides(town):
    editor = person(town)
    mailed(town, editor, at=NOW - timedelta(days=6))
    mailed(town, editor, at=NOW - timedelta(days=2), outcome="copied")
    mailed(town, editor, at=NOW - timedelta(days=1), outcome="failed")
    town.answer("draft")
    (letter,) = letters_of(town)
    assert letter.held_back == "5月10日に知らせました。次に知らせられるのは、5月17日からです。"


def test_mail_to_somebody_else_or_of_another_city_keeps_nobody_back(town):
    editor = person(town)
    mailed(town, person(town, department=town.support))
    mailed(town, editor, city=builders.make_city())
    town.answer("draft")
    (letter,) = letters_of(town)
    assert (letter.user, letter.held_back) == (editor, "")


# ---------------------------------------------------------------- the nightly run


@pytest.mark.parametrize(
    ("day", "is_ready"),
    [
        (date(2025, 5, 15), False),
        (date(2025, 5, 16), True),
        (date(2025, 5, 30), True),
        (date(2025, 8, 1), True),
    ],
)
def test_automatic_letters_begin_before_the_due_date_and_go_on_after_it(town, day, is_ready):
    person(town)
    town.answer("draft")
    now = datetime(day.year, day.month, day.day, 7, tzinfo=TOKYO)
    mailing = mailing_of(town, now=now, automatic=True)
    assert (len(mailing.ready) == 1) is is_ready
    assert len(mailing_of(town, now=now).ready) == 1


def test_early_letter_says_when_it_will_go_out(town):
    person(town)
    town.answer("draft")
    (letter,) = letters_of(town, automatic=True)
    assert letter.held_back == "自動の催促は、締め切りの14日前の5月16日から送ります。"
    assert letter.held_back_until == date(2025, 5, 16)


def test_days_before_the_due_date_are_the_citys(town):
    ReminderRules.objects.create(municipality=town.city, days_before_due=18)
    person(town)
    town.answer("draft")
    assert len(mailing_of(town, automatic=True).ready) == 1


def test_automatic_letter_leaves_out_what_is_not_nearly_due(town):
    person(town)
    near, far = town.answer("draft"), town.answer("draft", fiscal_year=YEAR - 1)
    ReportingRound.objects.filter(pk=near.round_id).update(due_on=date(2025, 5, 20))
    (automatic,), (by_hand,) = letters_of(town, automatic=True), letters_of(town)
    assert automatic.answers == [near]
    assert by_hand.answers == [near, far]


# ---------------------------------------------------------------- the words


def test_whole_letter_of_an_editor(town):
    owned(town)
    person(town, last_name="𠮷田", first_name="花子")
    town.answer("draft", item=town.item(town.lead, code="1-1", name="講座をひらく"))
    town.answer("returned", item=town.item(town.lead, code="1-2", name="情報を届ける"))
    other = town.answer(
        "submitted", item=town.item(town.support, code="2-1", name="場をつくる"), department=town.support
    )
    builders.make_part(other, town.lead)
    (letter,) = letters_of(town)
    assert letter.subject == "【お願い】協働の計画の実績をまだ提出していない取組があります(3件)"
    assert letter.reply_to == ["kyodo@city.example.jp"]
    assert (
        letter.body
        == f"""𠮷田 花子 様

次の取組の実績が、まだ提出されていません。

■ {town.plan.title} 令和6年度(2024年度)の調査
締め切り 2025年5月30日(あと18日)

【{town.lead}】2件
・1-1 講座をひらく
・1-2 情報を届ける(差し戻されています)
【{town.lead}】ほかの部署の回答に書き足すもの 1件
・2-1 場をつくる(主管: {town.support})

次の画面を開き、「続きを入力する」から入力して、提出してください。
https://plan.example.jp/admin/

すでに提出したときは、このメールは読み捨ててください。
分からないことは、事務局にお尋ねください。

{town.city.name} 協働推進課
電話 000-000-0000
メール kyodo@city.example.jp
"""
    )


@pytest.mark.parametrize("kind", ["editor", "approver", "coordinator"])
def test_each_kind_has_words_of_its_own_and_every_blank_is_filled(town, kind):
    words = "".join(f"{{{word}}}|" for word in BLANKS)
    ReminderRules.objects.create(
        municipality=town.city,
        **{f"{kind}_subject": f"{kind}の件名{{件数}}", f"{kind}_body": f"{kind}の本文 {words}"},
    )
    user = person(town, kind)
    answer = town.answer("draft")
    (letter,) = letters_of(town)
    assert letter.subject == f"{kind}の件名1"
    name, number, items, address, office, rest = letter.body.split("|")
    assert (name, number) == (f"{kind}の本文 {user.username}", "1")
    assert items.startswith(f"■ {town.plan.title} ")
    assert items.endswith(f"\n\n【{town.lead}】1件\n・{answer.item}")
    assert (address, rest) == ("https://plan.example.jp/admin/", "")
    assert office == f"{town.city.name} 協働の計画の事務局"


def test_plan_without_owner_names_the_printed_one(town):
    town.plan.owner_as_printed = "市民部 協働推進課"
    town.plan.save()
    person(town)
    town.answer("draft")
    (letter,) = letters_of(town)
    assert letter.body.endswith(f"\n{town.city.name} 市民部 協働推進課\n")
    assert letter.reply_to == []


def test_two_plans_of_one_owner_name_it_once(town):
    owned(town)
    person(town)
    town.answer("draft")
    plan = builders.make_plan(town.city, owner=town.plan.owner)
    builders.make_answer(builders.make_round(plan), builders.make_item(plan), town.lead)
    (letter,) = letters_of(town)
    assert letter.reply_to == ["kyodo@city.example.jp"]
    assert letter.body.count("協働推進課") == 1


def test_subject_is_one_line_of_at_most_200_signs(town):
    ReminderRules.objects.create(municipality=town.city, editor_subject="{宛名}さんへ {一覧}")
    person(town, last_name="山田\r\nBcc: x@example.jp", first_name="花子")
    town.answer("draft", item=town.item(town.lead, name="長" * 190))
    (letter,) = letters_of(town)
    assert letter.subject.startswith("山田 Bcc: x@example.jp 花子さんへ ■ ")
    assert (len(letter.subject), letter.subject[-1]) == (200, "…")


def test_braces_in_a_name_are_text(town):
    person(town, last_name="{件数}", first_name="{一覧}")
    town.answer("draft", item=town.item(town.lead, name="{宛名}の取組"))
    (letter,) = letters_of(town)
    assert letter.body.startswith("{件数} {一覧} 様\n")
    assert "{宛名}の取組\n" in letter.body


def test_body_from_a_form_has_plain_ends_of_lines_and_no_control_signs(town):
    ReminderRules.objects.create(municipality=town.city, editor_body="一行目\r\n二行目\x07\x0b\r\n")
    person(town)
    town.answer("draft")
    (letter,) = letters_of(town)
    assert letter.body == "一行目\n二行目\n"


def test_letter_of_a_city_that_does_not_exist_says_so(town):
    person(town)
    town.answer("draft")
    assert "架空" not in letters_of(town)[0].body
    town.city.is_fictional = True
    assert letters_of(town)[0].body.endswith(f"\n\n{town.city.notice}\n")


# ---------------------------------------------------------------- how many queries


@pytest.mark.parametrize("size", [3, 300])
def test_number_of_queries(town, size):
    owned(town)
    users = fill(town, size)
    for user in users[::2]:
        mailed(town, user)
    with CaptureQueriesContext(connection) as queries:
        mailing = mailing_of(town, now=NOW + timedelta(days=1))
        assert all(letter.body and letter.reply_to for letter in mailing.letters)
    assert len(mailing.letters) == len(users)
    assert len(mailing.waiting) == len(users[::2])
    assert sum(len(letter.answers) for letter in mailing.letters) == size
    assert len(queries) == QUERIES
