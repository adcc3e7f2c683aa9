"""The page of reminders: who would be written to, the texts to read or to copy, the buttons, the log."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import ReminderMail, ReminderRules, ReportingRound, YearlyStatus
from actions.reminder_texts import BLANKS, DEFAULTS
from tests import builders
from tests.page_reader import read
from tests.reminding.people import fill, mailed, person
from tests.survey.people import make_town

QUERIES = {True: 12, False: 12}


@pytest.fixture
def town(db):
    town = make_town()
    town.answer("draft", item=town.item(town.lead, name="<b>講座</b>をひらく"))
    ReportingRound.objects.update(due_on=timezone.localdate() + timedelta(days=30))
    return town


@pytest.fixture
def office(client, town):
    client.force_login(person(town, "coordinator"))
    return client


def page_of(town):
    return reverse("admin:survey_remind", args=[town.city.pk])


def told(response):
    """The sentences on the page after a deed."""
    return [str(message) for message in response.context["messages"]]


# ---------------------------------------------------------------- who gets in


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "evaluator", "viewer"])
def test_page_is_for_the_office_alone(client, town, with_mail, role, method):
    client.force_login(person(town, role))
    response = getattr(client, method)(page_of(town), {"user": [person(town).pk]})
    assert response.status_code == 404
    assert mail.outbox == []


def test_page_of_another_city_is_not_there(client, town, with_mail):
    client.force_login(builders.member_of(builders.make_city(), role="coordinator"))
    editor = person(town)
    assert client.get(page_of(town)).status_code == 404
    assert client.post(page_of(town), {"user": [editor.pk]}).status_code == 404
    assert client.post(page_of(town), {"told": editor.pk}).status_code == 404
    assert (mail.outbox, ReminderMail.objects.count()) == ([], 0)


@pytest.mark.parametrize("city_id", [0, 999_999, 10**30])
def test_city_that_does_not_exist_is_not_there(office, city_id):
    assert office.get(reverse("admin:survey_remind", args=[city_id])).status_code == 404


def test_stranger_is_sent_to_the_login(client, town):
    response = client.get(page_of(town))
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


# ---------------------------------------------------------------- what it shows


@pytest.mark.parametrize("is_set_up", [True, False])
def test_page_has_no_fault_in_its_html(office, town, with_mail, is_set_up):
    with_mail.MAIL_IS_SET_UP = is_set_up
    person(town, last_name="<i>山田", first_name='"花子"')
    person(town, email="")
    mailed(town, person(town), at=timezone.now())
    town.answer("blank", department=None)
    response = office.get(page_of(town))
    assert read(page_of(town), response).problems == []
    text = response.content.decode()
    assert "&lt;b&gt;講座&lt;/b&gt;をひらく" in text
    assert "<b>講座" not in text
    assert "<i>山田" not in text


def test_each_person_is_shown_ticked_with_role_department_number_and_due_date(office, town, with_mail):
    editor = person(town, last_name="山田", first_name="花子")
    ReportingRound.objects.update(due_on="2025-05-30")
    response = office.get(page_of(town))
    text = read(page_of(town), response).text
    assert (
        f"山田 花子 {editor.email} 入力者 {town.lead} 1件 2025年5月30日 山田 花子さんへの文面 件名: 【お願い】"
        in text
    )
    box = re.search(r'<input type="checkbox"[^>]*>', response.content.decode())[0]
    assert " ".join(box.split()) == (
        f'<input type="checkbox" name="user" value="{editor.pk}" checked aria-label="山田 花子">'
    )


def test_whole_text_can_be_unfolded(office, town, with_mail):
    person(town)
    response = office.get(page_of(town))
    (letter,) = response.context["mailing"].letters
    assert "https://plan.example.jp/admin/\n" in letter.body
    shown = re.search(
        r'<details>.*?<div class="letter-text">(.*?)</div>', response.content.decode(), re.DOTALL
    )[1]
    assert shown.replace("&lt;", "<").replace("&gt;", ">") == letter.body


def test_those_who_wait_stand_apart_without_a_box(office, town, with_mail):
    waiting = person(town)
    mailed(town, waiting, at=timezone.now())
    response = office.get(page_of(town))
    text = read(page_of(town), response).text
    assert "いま送れる人(0人) いま知らせる人はいません。 いまは知らせない人(1人)" in text
    assert "に送りました。次に知らせられるのは、" in text
    assert 'type="checkbox"' not in response.content.decode()


def test_departments_and_people_who_cannot_be_reached_are_named(office, town, with_mail):
    missed = person(town, last_name="田中", email="")
    text = read(page_of(town), response := office.get(page_of(town))).text
    assert f"{town.lead}(1件) 入力者にメールアドレスがないので、事務局の" in text
    assert (
        f"メールアドレスのない人 「利用者」の画面でメールアドレスを入れると、次から届きます。 田中 ({town.lead}の入力者)"
        in text
    )
    assert reverse("admin:organizations_user_change", args=[missed.pk]) in read("", response).links


def test_button_sends_early_too_and_says_when_the_nightly_run_begins(office, town, with_mail):
    person(town)
    ReminderRules.objects.create(municipality=town.city, days_before_due=5)
    response = office.get(page_of(town))
    assert "締め切りの5日前に始まります。" in response.content.decode()
    assert len(response.context["mailing"].ready) == 1


def test_page_leads_to_the_rules(office, town):
    add = f"{reverse('admin:actions_reminderrules_add')}?municipality={town.city.pk}"
    assert add in read("", office.get(page_of(town))).links
    rules = ReminderRules.objects.create(municipality=town.city)
    links = read("", office.get(page_of(town))).links
    assert reverse("admin:actions_reminderrules_change", args=[rules.pk]) in links
    assert add not in links


def test_city_out_of_use_says_that_nobody_is_told(client, town, with_mail):
    from organizations.models import User

    town.city.is_in_use = False
    town.city.save()
    person(town)
    client.force_login(User.objects.create_superuser("administrator", password=None))
    response = client.get(page_of(town))
    assert "この市区町村は使用を止めているので、だれにも知らせません。" in response.content.decode()
    assert response.context["mailing"].letters == []


@pytest.mark.parametrize("is_set_up", [True, False])
def test_nobody_who_is_late_is_said(office, town, with_mail, is_set_up):
    with_mail.MAIL_IS_SET_UP = is_set_up
    YearlyStatus.objects.update(state="submitted")
    person(town)
    text = read(page_of(town), office.get(page_of(town))).text
    assert "(0人) まだ提出していない部署はないので、いま知らせる人はいません。 催促の記録(0件)" in text


def test_work_that_nobody_can_be_told_of_is_said(client, town, with_mail):
    client.force_login(person(town, "coordinator", email=""))
    text = read(page_of(town), client.get(page_of(town))).text
    assert (
        "(0人) いま知らせる人はいません。 まだ提出されていない取組があります。下の「入力者に知らせられない部署」を見てください。"
        in text
    )


# ---------------------------------------------------------------- sending


def test_chosen_people_are_mailed_and_counted(office, town, with_mail):
    people = [person(town) for _ in range(3)]
    response = office.post(page_of(town), {"user": [user.pk for user in people[:2]]}, follow=True)
    assert told(response) == ["2人に送りました。"]
    assert [message.to for message in mail.outbox] == [[user.email] for user in people[:2]]
    assert [letter.user for letter in response.context["mailing"].ready] == people[2:]
    assert {row.by for row in ReminderMail.objects.all()} == {response.wsgi_request.user}


def test_pressing_twice_sends_once(office, town, with_mail):
    editor = person(town)
    office.post(page_of(town), {"user": [editor.pk]})
    response = office.post(page_of(town), {"user": [editor.pk]}, follow=True)
    assert told(response) == [
        "1人に送りました。",
        "選んだうちの1人には、送っていません。先に送られたか、提出が済んだか、宛先がなくなっています。",
    ]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("data", [{}, {"user": ["x", "", "-1"]}])
def test_nobody_chosen_is_said(office, town, with_mail, data):
    person(town)
    response = office.post(page_of(town), data, follow=True)
    assert told(response) == ["送る人が選ばれていません。名前の左の四角に印をつけてから、押してください。"]
    assert mail.outbox == []


def test_what_failed_and_what_is_unknown_is_counted(office, town, with_mail, monkeypatch):
    from actions.reminding import sending

    people = [person(town) for _ in range(3)]
    outcomes = iter([("failed", "わけ"), ("sending", "不明"), ("sent", "")])
    monkeypatch.setattr(sending.MailServer, "send", lambda server, row, reply_to: next(outcomes))
    response = office.post(page_of(town), {"user": [user.pk for user in people]}, follow=True)
    assert told(response) == [
        "1人に送りました。",
        "1人には送れませんでした。下の記録で、わけを確かめてください。",
        "1人には、届いたかどうか分かりません。下の記録を見て、本人に確かめてください。",
    ]


def test_sending_by_hand_without_mail_server_is_refused(office, town, settings):
    settings.MAIL_IS_SET_UP = False
    response = office.post(page_of(town), {"user": [person(town).pk]}, follow=True)
    assert told(response) == ["メールサーバーが設定されていないので、送っていません。"]
    assert (mail.outbox, ReminderMail.objects.count()) == ([], 0)


# ---------------------------------------------------------------- without a mail server


def test_texts_are_there_to_copy(office, town, settings):
    settings.MAIL_IS_SET_UP = False
    settings.SITE_URL = ""
    editor, silent = person(town), person(town, email="")
    response = office.get(page_of(town))
    text = response.content.decode()
    assert "メールサーバーが設定されていないので、ここからは送れません。" in text
    assert "選んだ人に送る" not in text
    assert text.count("知らせたことを記録する</button>") == 2
    for letter in response.context["mailing"].ready:
        body = re.search(
            rf'<textarea id="body-{letter.user.pk}"[^>]*readonly>\n(.*?)</textarea>', text, re.DOTALL
        )[1]
        assert body.replace("&lt;", "<").replace("&gt;", ">") == letter.body
        assert f'value="{letter.subject}"' in text
        assert "http://testserver/admin/\n" in letter.body
    assert f'value="{editor.email}"' in text
    assert 'value="(メールアドレスの登録がありません)"' in text
    assert {letter.user for letter in response.context["mailing"].ready} == {editor, silent}


def test_nobody_copies_a_text_to_oneself(client, town, settings):
    settings.MAIL_IS_SET_UP = False
    answer = town.answer("blank", department=None)
    me, colleague = person(town, "coordinator"), person(town, "coordinator")
    client.force_login(me)
    response = client.get(page_of(town))
    assert [letter.user for letter in response.context["to_tell"]] == [colleague]
    assert [letter.user for letter in response.context["own"]] == [me]
    text = response.content.decode()
    assert f'id="body-{colleague.pk}"' in text
    assert f'id="body-{me.pk}"' not in text
    page = read(page_of(town), response)
    assert page.problems == []
    assert "いま知らせる人(1人)" in page.text
    assert "あなたが確かめるもの(2件)" in page.text
    assert f"{answer.item} (回答する部署が未定)" in page.text
    assert reverse("admin:survey_answer", args=[answer.pk]) in page.links


def test_with_mail_server_one_can_mail_oneself(client, town, with_mail):
    me = person(town, "coordinator")
    client.force_login(me)
    response = client.get(page_of(town))
    assert [letter.user for letter in response.context["to_tell"]] == [me]
    assert response.context["own"] == []


def test_telling_by_hand_is_recorded_and_the_person_waits(office, town, settings):
    settings.MAIL_IS_SET_UP = False
    editor = person(town, last_name="山田", first_name="花子")
    response = office.post(page_of(town), {"told": editor.pk}, follow=True)
    assert told(response) == ["山田 花子さんに知らせたことを記録しました。"]
    (row,) = response.context["log"]
    assert (row.user, row.outcome, row.by) == (editor, "copied", response.wsgi_request.user)
    assert response.context["mailing"].ready == []
    assert "文面を写して知らせた" in response.content.decode()


def test_second_record_is_refused_with_a_sentence(office, town, settings):
    settings.MAIL_IS_SET_UP = False
    editor = person(town)
    office.post(page_of(town), {"told": editor.pk})
    response = office.post(page_of(town), {"told": editor.pk}, follow=True)
    assert told(response)[-1].endswith("からです。記録していません。")
    assert ReminderMail.objects.count() == 1


@pytest.mark.parametrize("pk", [999_999, "x"])
def test_record_of_nobody_is_refused(office, town, settings, pk):
    settings.MAIL_IS_SET_UP = False
    person(town)
    assert len(told(office.post(page_of(town), {"told": pk}, follow=True))) == 1
    assert ReminderMail.objects.count() == 0


# ---------------------------------------------------------------- the log


def test_log_shows_the_newest_fifty_and_leads_to_the_rest(office, town):
    editor = person(town)
    now = timezone.now()
    rows = [mailed(town, editor, at=now - timedelta(days=n)) for n in range(51)]
    hidden = mailed(make_town(), editor)
    response = office.get(page_of(town))
    assert list(response.context["log"]) == rows[:50]
    assert f"{page_of(town)}?page=2#log-heading" in read(page_of(town), response).links
    assert list(office.get(page_of(town), {"page": 2}).context["log"]) == rows[50:]
    assert hidden not in response.context["log"]


def test_log_tells_everything_of_a_mail(office, town):
    editor = person(town, last_name="山田", first_name="花子")
    row = mailed(town, editor, at=timezone.now(), outcome="failed")
    row.error = "宛先が違います。"
    row.save()
    text = read(page_of(town), office.get(page_of(town))).text
    log = text[text.index("催促の記録(1件)") :]
    day = timezone.localtime(row.at)
    assert (
        f"{day:%Y年%-m月%-d日 %H:%M} 山田 花子(入力者) a@city.example.jp 送れませんでした 宛先が違います。 自動 件名 本文"
        in log
    )


# ---------------------------------------------------------------- the rules


def test_rules_are_made_and_changed_by_the_office(office, town):
    add = reverse("admin:actions_reminderrules_add")
    page = office.get(add, {"municipality": town.city.pk})
    text = page.content.decode()
    assert all(f"{{{word}}} {meaning}" in text for word, meaning in BLANKS.items())
    assert page.context["adminform"].form["editor_body"].value() == DEFAULTS["editor_body"]
    data = {"municipality": town.city.pk, "days_between": 3, "days_before_due": 10, **DEFAULTS}
    office.post(add, data | {"editor_subject": "実績をお願いします({件数}件)"})
    rules = ReminderRules.objects.get()
    assert (rules.municipality, rules.days_between, rules.days_before_due) == (town.city, 3, 10)
    assert rules.editor_subject == "実績をお願いします({件数}件)"
    change = office.get(reverse("admin:actions_reminderrules_change", args=[rules.pk]))
    assert page_of(town) in read("", change).links
    person(town)
    (letter,) = office.get(page_of(town)).context["mailing"].letters
    assert letter.subject == "実績をお願いします(1件)"
    assert letter.body.splitlines()[0] == f"{letter.user.username} 様"


STRAY_BRACES = (
    "かっこ { } は、半角で、置きかわる言葉の前と後ろに1つずつ書きます({件数} など)。"
    "全角のかっこや、片方だけのかっこは、そのまま相手に届くので、直してください。"
)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (
            "editor_body",
            "{氏名} 様",
            "{氏名} は使えません。使える言葉は、下の説明にあるものだけです。",
        ),
        ("editor_body", "｛件数｝件 {一覧} {アドレス}", STRAY_BRACES),
        ("approver_body", "{一覧} {アドレス} {件数", STRAY_BRACES),
        ("coordinator_subject", "残り件数}件", STRAY_BRACES),
        ("editor_body", "{一覧\n} {アドレス}", STRAY_BRACES),
        ("days_between", "0", "この値は 1 以上でなければなりません。"),
    ],
)
def test_rules_that_cannot_be_are_refused(office, town, field, text, sentence):
    data = {"municipality": town.city.pk, "days_between": 3, "days_before_due": 10, **DEFAULTS}
    response = office.post(reverse("admin:actions_reminderrules_add"), data | {field: text})
    assert response.context["adminform"].form.errors == {field: [sentence]}
    assert ReminderRules.objects.count() == 0


def test_body_without_list_or_address_is_saved_with_a_warning(office, town):
    data = {"municipality": town.city.pk, "days_between": 3, "days_before_due": 10, **DEFAULTS}
    data |= {"editor_body": "実績をお願いします。", "approver_body": "{一覧}"}
    response = office.post(reverse("admin:actions_reminderrules_add"), data, follow=True)
    assert ReminderRules.objects.get().editor_body == "実績をお願いします。"
    why = "受け取った人は、何が残っているか、どこを開けばよいかが分からないかもしれません。"
    assert [message for message in told(response) if "がありません" in message] == [
        f"本文(入力者へ)に {{一覧}} {{アドレス}} がありません。{why}",
        f"本文(承認者へ)に {{アドレス}} がありません。{why}",
    ]


@pytest.mark.parametrize("role", ["editor", "publisher", "viewer"])
def test_rules_are_not_shown_to_others(client, town, role):
    rules = ReminderRules.objects.create(municipality=town.city)
    client.force_login(person(town, role))
    response = client.get(reverse("admin:actions_reminderrules_change", args=[rules.pk]))
    assert response.status_code in (302, 403)


# ---------------------------------------------------------------- how many queries


@pytest.mark.parametrize("is_set_up", [True, False])
@pytest.mark.parametrize("size", [3, 300])
def test_number_of_queries(office, town, with_mail, size, is_set_up):
    with_mail.MAIL_IS_SET_UP = is_set_up
    users = fill(town, size)
    for user in users[: len(users) // 2]:
        mailed(town, user, at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        response = office.get(page_of(town))
    assert len(response.context["mailing"].letters) >= len(users)
    assert len(queries) == QUERIES[is_set_up]
