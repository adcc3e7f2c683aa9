"""Sending: each person once, whatever happens in between, and mails read as they arrive."""

import re
import socket
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import ReminderMail, ReminderRules
from actions.reminding import sending
from actions.reminding.sending import ReminderRefused, record_copied, send_reminders
from actions.survey.refusals import NotYours
from organizations.models import User
from tests import builders
from tests.reminding.mail_receiver import mail_receiver
from tests.reminding.people import fill, mailed, owned, person
from tests.survey.people import NOW

SITE = "https://plan.example.jp"
UNKNOWN = "送っている途中で切れたので、届いたかどうか分かりません。本人に確かめてください。"


def send(town, **options):
    return send_reminders(town.city, **{"site_url": SITE, "now": NOW} | options)


def log():
    """[(user, outcome, error)] of all that was written down, in the order of sending."""
    return [(row.user, row.outcome, row.error) for row in ReminderMail.objects.order_by("pk")]


@pytest.fixture
def receiver(with_mail):
    with mail_receiver() as receiver:
        with_mail.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        with_mail.EMAIL_HOST, with_mail.EMAIL_PORT = "127.0.0.1", receiver.port
        with_mail.EMAIL_TIMEOUT = 5
        yield receiver


# ---------------------------------------------------------------- as the mail arrives


def test_mail_arrives_as_it_was_written(town, receiver):
    owned(town)
    editor = person(town, last_name="𠮷田", first_name='"花子"')
    names = ("{件数}と{宛名}", "長い" * 600, "記号 <b>&amp; ; , \\ %s", "From: x@example.jp")
    for name in names:
        town.answer("draft", item=town.item(town.lead, name=name[:200]))
    body = f"{{宛名}} 様\n.\n..\n.始まりの点\nFrom ここ\n\n{'あ' * 2000}\n{{一覧}}\n行末の空白 \n{{知らない言葉}}\n"
    ReminderRules.objects.create(municipality=town.city, editor_body=body)
    (row,) = send(town).mails
    ((sender, recipients, raw),) = receiver.mails
    assert (sender, recipients) == ("plan@city.example.jp", [editor.email])
    (message,) = receiver.parsed
    assert message.get_content().replace("\r\n", "\n") == row.body
    assert row.body.startswith('𠮷田 "花子" 様\n.\n..\n.始まりの点\nFrom ここ\n')
    assert all(name[:200] in row.body for name in names)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_headers_as_they_arrive(town, receiver):
    owned(town)
    editor = person(town, last_name="山田", first_name="花子")
    ReminderRules.objects.create(
        municipality=town.city, editor_subject="𠮷報: {宛名}さんの「実績」({件数}件)" + "長" * 60
    )
    town.answer("draft")
    send(town)
    (message,) = receiver.parsed
    assert message["Subject"] == "𠮷報: 山田 花子さんの「実績」(1件)" + "長" * 60
    assert message["To"] == editor.email
    assert parseaddr(str(message["From"])) == ("みほん市 協働推進課", "plan@city.example.jp")
    assert message["Reply-To"] == "kyodo@city.example.jp"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert re.fullmatch(r"<\S+@\S+>", message["Message-ID"])
    assert parsedate_to_datetime(message["Date"]).utcoffset() == timedelta(hours=9)
    assert sorted(message.keys()) == sorted(
        [
            *("Subject", "To", "From", "Reply-To", "Auto-Submitted", "Message-ID", "Date"),
            *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
        ]
    )


@pytest.mark.parametrize(
    "subject", ["短い", "𠮷" * 200, "半角 only words " * 12, "a" * 200, "全角と half width " * 10]
)
def test_subject_of_any_length_arrives_whole(town, receiver, with_mail, subject):
    with_mail.MAIL_FROM = "みほん市 市民部 協働推進課 市民活動係・計画の担当 <plan@city.example.jp>"
    person(town)
    ReminderRules.objects.create(municipality=town.city, editor_subject=subject)
    town.answer("draft")
    send(town)
    ((sender, _recipients, raw),) = receiver.mails
    (message,) = receiver.parsed
    assert message["Subject"] == subject.strip()
    assert sender == "plan@city.example.jp"
    words = make_header(decode_header(message_from_bytes(raw)["From"]))
    assert str(words) == "みほん市 市民部 協働推進課 市民活動係・計画の担当 <plan@city.example.jp>"
    assert re.search(rb"^[A-Za-z-]+:[ \t]*\r\n", raw, re.MULTILINE) is None


def test_without_an_address_of_the_office_there_is_no_reply_to(town, receiver):
    person(town)
    town.answer("draft")
    send(town)
    assert receiver.parsed[0]["Reply-To"] is None


@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n", "\x0b", "\u2028", "\x85"])
def test_no_name_becomes_a_header(town, receiver, sign):
    person(town, last_name=f"山田{sign}Bcc: thief@example.jp{sign}{sign}X-Evil: 1", first_name="花子")
    ReminderRules.objects.create(municipality=town.city, editor_subject="{宛名}さんへ")
    town.answer("draft")
    send(town)
    ((_sender, recipients, _raw),) = receiver.mails
    (message,) = receiver.parsed
    assert len(recipients) == 1
    assert (message["Bcc"], message["X-Evil"]) == (None, None)
    assert message["Subject"] == "山田 Bcc: thief@example.jp X-Evil: 1 花子さんへ"


def test_everybody_is_reached_over_one_connection(town, receiver):
    people = [person(town) for _ in range(5)]
    town.answer("draft")
    send(town)
    assert {recipients[0] for _sender, recipients, _raw in receiver.mails} == {user.email for user in people}
    assert (len(receiver.mails), receiver.talks) == (5, 1)
    ids = [message["Message-ID"] for message in receiver.parsed]
    assert len(set(ids)) == 5


# ---------------------------------------------------------------- what goes wrong


def test_refused_address_does_not_stop_the_others(town, receiver):
    first, refused, last = person(town), person(town), person(town)
    receiver.refused = {refused.email}
    town.answer("draft")
    run = send(town)
    assert log() == [
        (first, "sent", ""),
        (
            refused,
            "failed",
            "メールサーバーが宛先を受け付けませんでした。メールアドレスを確かめてください。(550 5.1.1 no such user)",
        ),
        (last, "sent", ""),
    ]
    assert [len(run.with_outcome(outcome)) for outcome in ("sent", "failed", "sending")] == [2, 1, 0]
    assert len(receiver.mails) == 2


def test_refused_person_is_tried_again_the_next_day_and_the_others_are_not(town, receiver):
    sent, refused = person(town), person(town)
    receiver.refused = {refused.email}
    town.answer("draft")
    send(town)
    receiver.refused = set()
    (row,) = send(town, now=NOW + timedelta(days=1)).mails
    assert (row.user, row.outcome) == (refused, "sent")
    assert [recipients for _sender, recipients, _raw in receiver.mails] == [[sent.email], [refused.email]]


@pytest.mark.parametrize("address", ["名前@city.example.jp", "a b@city.example.jp", "not an address"])
def test_address_that_is_none_does_not_stop_the_others(town, receiver, address):
    wrong, last = person(town, email=address), person(town)
    town.answer("draft")
    send(town)
    (first, second) = log()
    assert first[:2] == (wrong, "failed")
    assert first[2] != ""
    assert second == (last, "sent", "")


def test_line_cut_while_sending_leaves_it_open_whether_it_arrived(town, receiver):
    unsure, last = person(town), person(town)
    receiver.hangs_up = 0
    town.answer("draft")
    send(town)
    assert log() == [(unsure, "sending", UNKNOWN), (last, "sent", "")]
    assert send(town, now=NOW + timedelta(days=1)).mails == []


def test_server_that_takes_only_some_mails_a_connection(town, receiver):
    """421: that one is told and can be sent again; the next goes over a new connection."""
    people = [person(town) for _ in range(3)]
    receiver.closes = 1
    town.answer("draft")
    send(town)
    assert [(user, outcome) for user, outcome, _error in log()] == [
        (people[0], "sent"),
        (people[1], "failed"),
        (people[2], "sent"),
    ]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_without_connection_each_is_told_and_none_is_kept_back(town, receiver, with_mail):
    people = [person(town), person(town)]
    town.answer("draft")
    with_mail.EMAIL_PORT = free_port()
    run = send(town)
    assert [mail.outcome for mail in run.mails] == ["failed", "failed"]
    for _user, _outcome, error in log():
        assert error.startswith("メールサーバーにつながらないので、送っていません。")
    with_mail.EMAIL_PORT = receiver.port
    assert [mail.user for mail in send(town).mails] == people
    assert len(receiver.mails) == 2


@pytest.mark.parametrize("lets_in", [True, False])
def test_password_is_given_and_a_wrong_one_said(town, receiver, with_mail, lets_in):
    with_mail.EMAIL_HOST_USER, with_mail.EMAIL_HOST_PASSWORD = "user", "secret-of-the-server"
    receiver.lets_in = lets_in
    people = [person(town), person(town)]
    town.answer("draft")
    send(town)
    error = (
        "メールサーバーが利用者名とパスワードを受け付けないので、送っていません。"
        "情報システム課に、メールの設定を確かめてもらってください。(535 5.7.8 who are you)"
    )
    outcome = ("sent", "") if lets_in else ("failed", error)
    assert log() == [(user, *outcome) for user in people]
    assert len(receiver.mails) == (2 if lets_in else 0)


@pytest.mark.parametrize("fault", [RuntimeError("boom"), ValueError("wrong"), AttributeError("none")])
def test_whatever_fails_on_opening_is_told_and_keeps_nobody_back(town, receiver, monkeypatch, fault):
    people = [person(town), person(town)]
    town.answer("draft")

    def fail(connection):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.smtp.EmailBackend.open", fail)
        send(town)
    error = (
        "メールサーバーにつながらないので、送っていません。情報システム課に、メールの設定を確かめてもらってください。"
        f"({type(fault).__name__} {fault})"
    )
    assert log() == [(user, "failed", error) for user in people]
    assert len(send(town).mails) == 2


def test_password_that_cannot_be_sent_is_not_shown(town, receiver, with_mail):
    with_mail.EMAIL_HOST_USER, with_mail.EMAIL_HOST_PASSWORD = "user", "secret-あ"
    editor = person(town)
    town.answer("draft")
    send(town)
    assert log() == [
        (
            editor,
            "failed",
            "メールサーバーの利用者名、パスワード、ホスト名のどれかに、使えない文字があるので、送っていません。"
            "情報システム課に、メールの設定を確かめてもらってください。",
        )
    ]
    assert receiver.mails == []


def test_unknown_fault_while_sending_leaves_it_open_whether_it_arrived(town, receiver, monkeypatch):
    unsure, last = person(town), person(town)
    town.answer("draft")
    send_one = sending.MailServer.send

    def fail(message, fail_silently=False):
        raise RuntimeError("boom")

    def send_first(server, row, reply_to):
        with monkeypatch.context() as patch:
            if row.user == unsure:
                patch.setattr("actions.reminding.mail_server.Reminder.send", fail)
            return send_one(server, row, reply_to)

    monkeypatch.setattr(sending.MailServer, "send", send_first)
    send(town)
    assert log() == [(unsure, "sending", f"{UNKNOWN}(RuntimeError boom)"), (last, "sent", "")]


def test_after_the_time_is_up_the_rest_is_left_for_another_try(town, with_mail):
    people = [person(town), person(town)]
    town.answer("draft")
    send(town, time_limit=0)
    error = "時間がかかっているので、まだ送っていません。もう一度、送ってください。"
    assert log() == [(user, "failed", error) for user in people]
    assert mail.outbox == []
    send(town, time_limit=60)
    assert len(mail.outbox) == 2


# ---------------------------------------------------------------- never two


def test_second_run_sends_nothing_and_a_week_later_one(town, with_mail):
    editor = person(town)
    town.answer("draft")
    send(town)
    run = send(town)
    assert run.mails == []
    assert [letter.user for letter in run.left] == [editor]
    send(town, now=NOW + timedelta(days=6))
    assert len(mail.outbox) == 1
    send(town, now=NOW + timedelta(days=7))
    assert [message.to for message in mail.outbox] == [[editor.email], [editor.email]]


def crash(*args):
    raise KeyboardInterrupt


def run_that_dies(town, monkeypatch, where):
    with monkeypatch.context() as patch:
        patch.setattr(sending.MailServer, where, crash)
        with pytest.raises(KeyboardInterrupt):
            send(town)


def test_crash_while_sending_never_leads_to_a_second_mail(town, with_mail, monkeypatch):
    """Nobody knows what became of the first; the second one's turn never came."""
    unsure, untried = person(town), person(town)
    town.answer("draft")
    run_that_dies(town, monkeypatch, "send")
    assert log() == [(unsure, "sending", ""), (untried, "queued", "")]
    run = send(town, now=NOW + timedelta(days=6))
    assert [letter.user for letter in run.may_have_arrived] == [unsure]
    assert log() == [
        (unsure, "sending", ""),
        (untried, "failed", "送る前に止まりました。"),
        (untried, "sent", ""),
    ]
    assert [message.to for message in mail.outbox] == [[untried.email]]


@pytest.mark.parametrize(("minutes", "sends"), [(0, False), (9, False), (10, True)])
def test_those_whose_turn_never_came_are_mailed_by_a_run_ten_minutes_later(
    town, with_mail, monkeypatch, minutes, sends
):
    people = [person(town), person(town)]
    town.answer("draft")
    run_that_dies(town, monkeypatch, "is_ready")
    assert log() == [(user, "queued", "") for user in people]
    run = send(town, now=NOW + timedelta(minutes=minutes))
    assert [row.user for row in run.mails] == (people if sends else [])
    assert len(mail.outbox) == (2 if sends else 0)
    assert run.may_have_arrived == []
    for letter in run.left:
        assert letter.held_back == (
            "いま送っているところです。10分ほどたってから、「催促の記録」を確かめてください。"
        )


def test_mail_that_a_later_run_took_over_is_left_to_it(town, with_mail, monkeypatch):
    """The first run is so slow that the second takes it for dead: still each person gets one mail."""
    people, is_ready = [person(town), person(town), person(town)], sending.MailServer.is_ready
    town.answer("draft")

    def slow(server):
        if len(mail.outbox) == 1:
            monkeypatch.setattr(sending.MailServer, "is_ready", is_ready)
            send(town, now=NOW + timedelta(minutes=20))
        return is_ready(server)

    monkeypatch.setattr(sending.MailServer, "is_ready", slow)
    run = send(town)
    assert [message.to for message in mail.outbox] == [[user.email] for user in people]
    assert [(row.user, row.outcome) for row in run.mails] == [
        (people[0], "sent"),
        (people[1], "failed"),
        (people[2], "failed"),
    ]


def test_city_is_locked_while_the_letters_are_chosen(town, with_mail):
    person(town)
    town.answer("draft")
    with CaptureQueriesContext(connection) as queries:
        send(town)
    texts = [query["sql"] for query in queries if "organizations_municipality" in query["sql"]]
    assert ("FOR UPDATE" in texts[0]) is (connection.vendor == "postgresql")


def test_only_those_who_were_chosen_are_mailed(town, with_mail):
    chosen, other = person(town), person(town)
    stranger = person(town, department=town.support)
    town.answer("draft")
    run = send(town, only_users={chosen.pk, stranger.pk})
    assert [row.user for row in run.mails] == [chosen]
    assert [letter.user for letter in run.left] == [other]
    assert [message.to for message in mail.outbox] == [[chosen.email]]


def test_person_who_must_wait_is_not_mailed_when_chosen(town, with_mail):
    editor = person(town)
    mailed(town, editor)
    town.answer("draft")
    assert send(town, only_users={editor.pk}).mails == []


# ---------------------------------------------------------------- the log


@pytest.mark.parametrize("by_hand", [True, False])
def test_log_keeps_who_what_when_and_by_whom(town, with_mail, by_hand):
    editor, office = person(town), person(town, "coordinator")
    answer = town.answer("draft")
    send(town, by=office if by_hand else None)
    row = ReminderMail.objects.get()
    (message,) = mail.outbox
    assert (row.municipality, row.user, row.recipient_role) == (town.city, editor, "editor")
    assert (row.address, row.subject, row.body) == (editor.email, message.subject, message.body)
    assert (row.at, row.by, row.outcome, row.error) == (NOW, office if by_hand else None, "sent", "")
    assert list(row.rounds.all()) == [answer.round]


# ---------------------------------------------------------------- who may


REFUSAL = "^催促できるのは、その市の事務局です。$"


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "evaluator", "viewer"])
def test_only_the_office_of_the_city_reminds(town, with_mail, role):
    editor, by = person(town), person(town, role)
    town.answer("draft")
    with pytest.raises(NotYours, match=REFUSAL):
        send(town, by=by)
    with pytest.raises(NotYours, match=REFUSAL):
        record_copied(town.city, editor.pk, by=by, site_url=SITE, now=NOW)
    assert (log(), mail.outbox) == ([], [])


def test_office_of_another_city_does_not_remind(town, with_mail):
    person(town)
    town.answer("draft")
    with pytest.raises(NotYours):
        send(town, by=builders.member_of(builders.make_city(), role="coordinator"))
    assert (log(), mail.outbox) == ([], [])


def test_administrator_reminds(town, with_mail):
    person(town)
    town.answer("draft")
    send(town, by=User.objects.create_superuser("administrator", password=None))
    assert len(mail.outbox) == 1


def test_without_mail_server_nothing_is_sent(town, settings):
    settings.MAIL_IS_SET_UP = False
    person(town)
    town.answer("draft")
    with pytest.raises(ReminderRefused, match="^メールサーバーが設定されていないので、送っていません。$"):
        send(town)
    assert (log(), mail.outbox) == ([], [])


# ---------------------------------------------------------------- told by hand


def copied(town, user, **options):
    options = {"by": person(town, "coordinator"), "site_url": SITE, "now": NOW} | options
    return record_copied(town.city, user.pk, **options)


def test_being_told_by_hand_is_kept_and_counts(town):
    editor, office = person(town, email=""), person(town, "coordinator")
    answer = town.answer("draft")
    row = copied(town, editor, by=office)
    assert (row.user, row.outcome, row.by, row.at, row.address) == (editor, "copied", office, NOW, "")
    assert row.body.startswith(f"{editor.username} 様\n")
    assert list(row.rounds.all()) == [answer.round]
    with pytest.raises(ReminderRefused) as refusal:
        copied(town, editor)
    assert str(refusal.value) == (
        f"{editor.username}さんには、5月12日に知らせました。次に知らせられるのは、5月19日からです。記録していません。"
    )
    assert mail.outbox == []
    assert ReminderMail.objects.count() == 1


def test_person_told_by_hand_is_not_mailed_for_some_days(town, with_mail):
    editor = person(town)
    town.answer("draft")
    copied(town, editor)
    assert send(town).mails == []


def test_person_who_handed_in_meanwhile_is_not_noted(town):
    editor = person(town)
    town.answer("submitted")
    with pytest.raises(ReminderRefused, match="^この人に知らせることは、もうありません。記録していません。$"):
        copied(town, editor)
    assert log() == []


# ---------------------------------------------------------------- how many queries


@pytest.mark.parametrize("size", [3, 300])
def test_number_of_queries_depends_on_the_mails_alone(town, with_mail, size):
    users = fill(town, size)
    with CaptureQueriesContext(connection) as queries:
        run = send(town)
    assert len(run.mails) == len(users)
    # two for the savepoint of the test, the lock, six for the letters, one for what a dead run left, two for the
    # rows; then two a mail
    assert len(queries) - 2 * len(users) == 12
