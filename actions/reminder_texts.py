"""The words of reminders. A city may write its own; {…} stands for what is filled in when a mail is made."""

import re

# Blank -> what stands there in the mail.
BLANKS = {
    "宛名": "送る相手の氏名",
    "件数": "まだ提出されていない取組の数",
    "一覧": "調査ごと・部署ごとの、取組の名前と締め切り",
    "アドレス": "ログインする画面のアドレス",
    "事務局": "計画の担当部署の名前と連絡先",
}
DEFAULTS = {
    "editor_subject": "【お願い】協働の計画の実績をまだ提出していない取組があります({件数}件)",
    "editor_body": """{宛名} 様

次の取組の実績が、まだ提出されていません。

{一覧}

次の画面を開き、「続きを入力する」から入力して、提出してください。
{アドレス}

すでに提出したときは、このメールは読み捨ててください。
分からないことは、事務局にお尋ねください。

{事務局}
""",
    "approver_subject": "【お願い】部署の実績が、まだ提出されていません({件数}件)",
    "approver_body": """{宛名} 様

あなたが承認する部署の、次の取組の実績が、まだ提出されていません。
この部署には入力者がいないか、入力者にメールが届かないため、承認者のあなたに送っています。

{一覧}

入力する人を決めて、事務局に知らせてください。
{アドレス}

{事務局}
""",
    "coordinator_subject": "【事務局】入力する人のいない取組があります({件数}件)",
    "coordinator_body": """{宛名} 様

次の取組には、催促を送る入力者も承認者もいません。

{一覧}

回答する部署と、部署の入力者を確かめてください。
{アドレス}

{事務局}
""",
}
BLANK = re.compile(r"\{([^{}\n]*)\}")
BRACE = re.compile("[{}｛｝]")
# Without these a reader does not know what is missing, or where to go.
NEEDED_IN_BODY = ("一覧", "アドレス")


def unknown_blanks(text):
    """The words in {…} that stand for nothing, in the order of the text."""
    return [word for word in dict.fromkeys(BLANK.findall(text)) if word not in BLANKS]


def stray_braces(text):
    """Whether the text has braces that enclose no {…}: full-width ones, or one without its other half."""
    return BRACE.search(BLANK.sub("", text)) is not None


def missing_blanks(body):
    """The words a letter should have and this one lacks."""
    return [word for word in NEEDED_IN_BODY if f"{{{word}}}" not in body]


def filled(text, values):
    """The text with each known {…} replaced; what a value holds is text and never a blank itself."""
    return BLANK.sub(lambda found: str(values.get(found[1], found[0])), text)
