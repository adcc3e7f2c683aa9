"""The reminder that goes only to the late, read as it arrives at a mail server; and the text to copy where there is none."""

import re
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime

import pytest

from tests.browser.people import says
from tests.browser.test_year import fill_answer
from tests.reminding.mail_receiver import mail_receiver

COORDINATOR, LATE, DONE = "mihon-jimukyoku", "mihon-nyuryoku", "mihon-nyuryoku2"
ADDRESSES = {
    "見本 商工観光課 入力者": "shoko@mihon.example.jp",
    "見本 企画広報課 入力者": "kikaku@mihon.example.jp",
}
SENDER = "kyodo@mihon.example.jp"


@pytest.fixture
def mails():
    with mail_receiver() as receiver:
        yield receiver


@pytest.fixture
def mailing_site(mails, start_site):
    return start_site(EMAIL_URL=f"smtp://127.0.0.1:{mails.port}", MAIL_FROM=f"みほん市 <{SENDER}>")


@pytest.fixture
def desk(open_page, mailing_site):
    """desk("mihon-nyuryoku"): a page of that person on a site that mails, without JavaScript."""
    site = mailing_site
    return lambda name: open_page(
        base_url=site.address, storage_state=site.state_of(name), java_script_enabled=False
    )


def open_reminders(page):
    page.goto("/admin/")
    page.locator(".city-links").get_by_role("link", name="提出の催促").click()


def shown(page):
    """[(name, department, how many are missing)] of those who can be mailed now."""
    rows = page.get_by_role("region", name="いま送れる人").locator("tbody tr:has(th)").all()
    found = [(row.locator("th").inner_text(), *row.locator("td").all_inner_texts()) for row in rows]
    return [
        (name.splitlines()[0], department, missing) for name, _tick, _role, department, missing, _due in found
    ]


def hand_in_everything(page):
    """The department fills in what is missing and hands all of it in."""
    page.goto("/admin/")
    work = page.locator(".work:has(progress)")
    number = work.locator("tbody tr").count()
    missing = work.locator("[data-state=blank], [data-state=draft], [data-state=returned]").count()
    work.get_by_role("link", name="続きを入力する").click()
    for left in reversed(range(missing)):
        fill_answer(page, "見本の実績。")
        name = "保存して次の取組へ" if left else "下書きを保存"
        page.locator(".answer-buttons").get_by_role("button", name=name).click()
    page.goto("/admin/")
    work.get_by_role("link", name=f"そろった{missing}件を確かめて提出").click()
    page.get_by_role("button", name="選んだ回答を提出する").click()
    assert f"{number}件中{number}件が提出済み" in work.inner_text()


def test_only_the_late_are_reminded(desk, mails, mailing_site):
    office = desk(COORDINATOR)
    # nobody has an address yet: the page says whose is missing, and leads to where it is entered
    open_reminders(office)
    assert "いま知らせる人はいません。" in office.locator("main").inner_text()
    for name, address in ADDRESSES.items():
        open_reminders(office)
        office.locator("main").get_by_role("link", name=name).click()
        office.get_by_label("メールアドレス").fill(address)
        office.get_by_role("button", name="保存", exact=True).last.click()
        assert "変更しました" in says(office)
    open_reminders(office)
    assert [row[1] for row in shown(office)] == ["企画広報課", "商工観光課"]

    # one department hands in all it was asked for
    hand_in_everything(desk(DONE))
    open_reminders(office)
    ((name, department, missing),) = shown(office)
    assert (name, department) == ("見本 商工観光課 入力者", "商工観光課")
    office.locator("summary", has_text=name).click()
    text = office.locator(".letter-text").first.inner_text()
    colleague = desk(COORDINATOR)
    open_reminders(colleague)
    office.get_by_role("button", name="選んだ人に送る").click()
    assert says(office).strip() == "1人に送りました。"

    # the mail as it arrives
    ((sender, recipients, raw),) = mails.mails
    assert (sender, recipients) == (SENDER, ["shoko@mihon.example.jp"])
    (mail,) = mails.parsed
    number = int(missing.removesuffix("件"))
    assert mail["Subject"] == f"【お願い】協働の計画の実績をまだ提出していない取組があります({number}件)"
    assert str(make_header(decode_header(mail["From"]))) == f"みほん市 <{SENDER}>"
    assert mail["To"] == "shoko@mihon.example.jp"
    assert (mail["Cc"], mail["Bcc"]) == (None, None)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"]
    assert parsedate_to_datetime(mail["Date"]).tzinfo
    assert mail.get_content_type() == "text/plain"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    body = mail.get_content().replace("\r\n", "\n")
    assert body.split() == text.split()
    assert body.startswith("見本 商工観光課 入力者 様\n")
    assert "企画広報課" not in body

    # its link opens the first page of whom it was sent to
    (link,) = re.findall(r"https?://\S+", body)
    assert link.startswith(mailing_site.address)
    late = desk(LATE)
    late.goto(link)
    assert late.locator(".work h2").inner_text().startswith("商工観光課の回答")
    assert late.get_by_role("link", name="続きを入力する").count() == 1

    # a second click at once, in a window that still shows the button, mails nobody
    colleague.get_by_role("button", name="選んだ人に送る").click()
    assert "選んだうちの1人には、送っていません。" in says(colleague)
    assert "いま知らせる人はいません。" in colleague.locator("main").inner_text()
    waiting = (
        colleague.get_by_role("region", name="いまは知らせない人").locator("tbody tr").first.inner_text()
    )
    assert "見本 商工観光課 入力者" in waiting
    assert len(mails.mails) == 1


def test_without_mail_server_the_text_is_there_to_copy(open_page, demo_state):
    page = open_page(storage_state=demo_state(COORDINATOR), java_script_enabled=False)
    open_reminders(page)
    assert "メールサーバーが設定されていないので" in page.locator("main").inner_text()
    letter = page.get_by_role("region", name="見本 商工観光課 入力者(入力者)")
    assert letter.get_by_label("件名").input_value().startswith("【お願い】")
    assert letter.get_by_label("本文").input_value().startswith("見本 商工観光課 入力者 様\n")
    assert page.get_by_role("button", name="送る").count() == 0
