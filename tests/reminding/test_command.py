"""`manage.py remind`, as cron runs it."""

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from actions.models import ReminderMail, ReportingRound
from actions.reminding import sending
from tests import builders
from tests.reminding.mail_receiver import mail_receiver
from tests.reminding.people import mailed, person
from tests.survey.people import make_town


@pytest.fixture
def town(db):
    """Its survey is due in three days from today: the command asks the clock."""
    town = make_town()
    town.answer("draft")
    ReportingRound.objects.update(due_on=timezone.localdate() + timedelta(days=3))
    return town


def remind(*args):
    """The lines the command prints."""
    output = StringIO()
    call_command("remind", *args, stdout=output)
    return output.getvalue().splitlines()


def remind_in_vain(*args):
    """(the lines, what it says at the end) of a run that ends with 1."""
    output = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("remind", *args, stdout=output)
    assert error.value.returncode == 1
    return output.getvalue().splitlines(), str(error.value)


def about(town, lines):
    """The lines of that city."""
    start = lines.index(str(town.city)) + 1
    end = next((n for n, line in enumerate(lines) if n >= start and not line.startswith("  ")), len(lines))
    return [line.strip() for line in lines[start:end]]


def test_everybody_who_is_late_is_mailed(town, with_mail):
    editor = person(town, last_name="山田", first_name="花子")
    lines = remind()
    assert about(town, lines) == [f"送りました: 山田 花子 {editor.email} 入力者"]
    assert lines[-1] == "1人に送りました。"
    (message,) = mail.outbox
    assert message.to == [editor.email]
    assert "https://plan.example.jp/admin/\n" in message.body
    assert ReminderMail.objects.get().by is None


def test_two_nights_send_one_mail(town, with_mail):
    person(town)
    remind()
    lines = remind()
    (line,) = about(town, lines)
    assert line.startswith("送りません: ")
    assert "に送りました。次に知らせられるのは、" in line
    assert lines[-1] == "0人に送りました。"
    assert len(mail.outbox) == 1


def test_survey_that_is_not_nearly_due_waits(town, with_mail):
    ReportingRound.objects.update(due_on=timezone.localdate() + timedelta(days=15))
    person(town)
    (line,) = about(town, remind())
    assert line.startswith("送りません: ")
    assert "自動の催促は、締め切りの14日前の" in line
    assert mail.outbox == []


def test_dry_run_says_who_and_why_not_the_others_and_sends_nothing(town, with_mail):
    editor, waiting, missed = person(town), person(town), person(town, email="")
    mailed(town, waiting, at=timezone.now())
    town.answer("blank", department=None)
    lines = remind("--dry-run")
    today = timezone.localdate()
    until = today + timedelta(days=7)
    assert about(town, lines) == [
        f"送る予定: {editor.username} {editor.email} 入力者 1件",
        f"送りません: {waiting.username} {waiting.email} 入力者 "
        f"{today:%-m月%-d日}に送りました。次に知らせられるのは、{until:%-m月%-d日}からです。",
        "代わりの人: 部署が未定 1件 回答する部署が決まっていないので、知らせたいのですが、知らせる人がいません。"
        "利用者と「所属と役割」を確かめてください。",
        f"メールアドレスなし: {missed.username} {town.lead}の入力者",
    ]
    assert not any("人に送りました" in line for line in lines)
    assert mail.outbox == []
    assert ReminderMail.objects.count() == 1


def test_only_the_city_that_was_named(town, with_mail):
    other = make_town()
    other.answer("draft")
    ReportingRound.objects.update(due_on=timezone.localdate())
    editor = person(town)
    person(other)
    assert [line for line in remind("--city", town.city.slug) if not line.startswith(" ")] == [
        str(town.city),
        "1人に送りました。",
    ]
    assert [message.to for message in mail.outbox] == [[editor.email]]


def test_every_city_in_use_has_its_turn(town, with_mail):
    other, closed = make_town(), make_town()
    for each in (other, closed):
        each.answer("draft")
    ReportingRound.objects.update(due_on=timezone.localdate())
    closed.city.is_in_use = False
    closed.city.save()
    people = [person(each) for each in (town, other, closed)]
    lines = remind()
    assert [message.to for message in mail.outbox] == [[user.email] for user in people[:2]]
    assert str(closed.city) not in lines


@pytest.mark.parametrize("slug", ["no-such-city", "closed"])
def test_city_that_is_none_or_not_in_use_is_refused(town, with_mail, slug):
    builders.make_city(slug="closed", is_in_use=False)
    with pytest.raises(CommandError) as refusal:
        remind("--city", slug)
    assert str(refusal.value) == (
        f"「{slug}」という市区町村はないか、使用を止めています。市区町村のアドレス(例: yamaguchi)を確かめてください。"
    )


def test_mail_that_failed_ends_in_an_error_after_all_others_were_sent(town, with_mail):
    refused, last = person(town), person(town)
    output = StringIO()
    with mail_receiver() as receiver:
        with_mail.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        with_mail.EMAIL_HOST, with_mail.EMAIL_PORT = "127.0.0.1", receiver.port
        receiver.refused = {refused.email}
        with pytest.raises(CommandError) as error:
            call_command("remind", stdout=output)
    assert (error.value.returncode, str(error.value)) == (
        1,
        "1人に送れませんでした。上の行と、画面の「催促の記録」を確かめてください。",
    )
    lines = output.getvalue().splitlines()
    assert about(town, lines) == [
        f"送れませんでした: {refused.username} {refused.email} 入力者 "
        "メールサーバーが宛先を受け付けませんでした。メールアドレスを確かめてください。(550 5.1.1 no such user)",
        f"送りました: {last.username} {last.email} 入力者",
    ]
    assert lines[-1] == "1人に送りました。"


UNKNOWN = "1人には、届いたかどうか分かりません。本人に確かめてください。上の行と、画面の「催促の記録」を確かめてください。"


def test_mail_that_may_have_arrived_is_said_in_this_run_and_the_next(town, with_mail, monkeypatch):
    editor = person(town)
    with monkeypatch.context() as patch:
        patch.setattr(sending.MailServer, "send", lambda *args: ("sending", "切れました。"))
        lines, end = remind_in_vain()
    assert about(town, lines) == [
        f"届いたか分かりません: {editor.username} {editor.email} 入力者 切れました。"
    ]
    assert end == UNKNOWN
    for options in ([], ["--verbosity", "0"]):
        lines, end = remind_in_vain(*options)
        (line,) = about(town, lines)
        assert "に送りかけましたが、届いたかどうか分かりません。" in line
        assert end == UNKNOWN
    assert mail.outbox == []


def test_failed_and_unknown_are_told_apart(town, with_mail, monkeypatch):
    people = [person(town) for _ in range(3)]
    outcomes = iter([("failed", "わけ"), ("sending", "切れました。"), ("failed", "わけ")])
    monkeypatch.setattr(sending.MailServer, "send", lambda *args: next(outcomes))
    lines, end = remind_in_vain()
    assert len(about(town, lines)) == len(people)
    assert end == f"2人に送れませんでした。{UNKNOWN}"


def test_city_of_which_there_is_nothing_to_say_is_not_named(town, with_mail):
    assert str(make_town().city) not in remind()


def test_quiet_run_says_only_what_it_sent(town, with_mail):
    editor = person(town)
    person(town, email="")
    town.answer("blank", department=None)
    assert remind("--verbosity", "0") == [
        str(town.city),
        f"  送りました: {editor.username} {editor.email} 入力者",
        "1人に送りました。",
    ]
    assert remind("--verbosity", "0") == []


def test_database_that_fails_is_said_in_a_sentence(town, with_mail, monkeypatch):
    def fail(*args, **options):
        raise OperationalError("server closed\nthe connection")

    monkeypatch.setattr("actions.management.commands.remind.send_reminders", fail)
    assert remind_in_vain()[1] == (
        "データベースを使えないので、止まりました。DATABASE_URL の内容と、データベースが動いていること、"
        "prepare_site を実行したことを確かめてください。(原因: server closed the connection)"
    )


def test_name_of_several_lines_takes_one_line(town, with_mail):
    editor = person(town, last_name="山田\n2人に送りました。", first_name="花子")
    assert about(town, remind()) == [f"送りました: 山田 2人に送りました。 花子 {editor.email} 入力者"]


def test_without_address_of_the_site_nothing_is_sent(town, with_mail):
    with_mail.SITE_URL = ""
    person(town)
    with pytest.raises(CommandError, match="環境変数 SITE_URL を設定してください"):
        remind()
    assert mail.outbox == []


@pytest.mark.parametrize("args", [[], ["--dry-run"]])
def test_without_mail_server_it_says_so_and_ends_with_1(tmp_path, args):
    """For real: a process of its own, whose database nobody has made, because it is never asked."""
    plain = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "remind", *args],
        cwd=project.BASE_DIR,
        env=plain | {"KYODO_ENV": "local", "PYTHONUTF8": "1", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "CommandError: メールサーバーが設定されていないので、送っていません。"
        "環境変数 EMAIL_URL と MAIL_FROM を設定してください(docs/operations.md)。"
        "職員の画面では、文面を写して知らせることができます。\n"
    )
