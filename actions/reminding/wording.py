"""The words of one reminder: the city's own texts with the blanks filled in."""

import re

from django.urls import reverse

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.access import Role

from ..reminder_texts import filled
from ..survey.worklists import due_sentence

MOST_SIGNS_OF_SUBJECT = 200
NEWLINE = re.compile(r"\r\n?")
# Signs that no mail carries: control characters other than tab and the end of a line.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
NOBODY_ASKED = "回答する部署が決まっていない取組"
# Why a department stands in the letter of somebody who is asked for another one in a nearer role.
INSTEAD = {
    Role.APPROVER: "知らせることのできる入力者がいないので、承認者のあなたに知らせています",
    Role.COORDINATOR: "知らせることのできる入力者も承認者もいないので、事務局のあなたに知らせています",
}


def name_of(user):
    return one_line(user.get_full_name() or user.username)


def one_line(text):
    return " ".join(UNPRINTABLE.sub(" ", str(text)).split())


def subject_of(letter, rules, values):
    """One line, whatever a name or a text holds: nothing of it can become a header of its own."""
    subject = one_line(filled(getattr(rules, f"{letter.kind}_subject"), values))
    return subject if len(subject) <= MOST_SIGNS_OF_SUBJECT else f"{subject[: MOST_SIGNS_OF_SUBJECT - 1]}…"


def body_of(letter, rules, values, city):
    body = filled(getattr(rules, f"{letter.kind}_body"), values)
    if city.notice:
        body = f"{body.rstrip()}\n\n{city.notice}\n"
    return UNPRINTABLE.sub("", NEWLINE.sub("\n", body))


def values_of(letter, city, site_url, today):
    """Blank -> what stands there in this letter; actions/reminder_texts.py names the blanks."""
    return {
        "宛名": name_of(letter.user),
        "件数": letter.number,
        "一覧": list_of(letter, today),
        "アドレス": f"{site_url.rstrip('/')}{reverse('admin:index')}",
        "事務局": office_of(city, letter.rounds),
    }


def list_of(letter, today):
    """Round, then department, then one line for each item that has not been handed in."""
    blocks = []
    for round_ in letter.rounds:
        lines = [
            f"■ {one_line(round_.plan.title)} {both_calendars(round_.fiscal_year)}の調査",
            f"締め切り {round_.due_on:%Y年%-m月%-d日}({due_sentence(round_, today)})",
        ]
        for row, role in letter.entries:
            if row.round == round_:
                lines += ["", *lines_of(row, role if role != letter.kind else None)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def lines_of(row, other_role):
    """`other_role`: the role in which the person is asked for this department, where it is not the letter's."""
    instead = f"({INSTEAD[other_role]})" if other_role and row.department else ""
    heading = one_line(row.department) if row.department else NOBODY_ASKED
    lines = []
    if row.answers:
        lines.append(f"【{heading}】{len(row.answers)}件{instead}")
        lines += [f"・{one_line(answer.item)}{state_of(answer)}" for answer in row.answers]
    if row.parts:
        lines.append(f"【{heading}】ほかの部署の回答に書き足すもの {len(row.parts)}件")
        lines += [f"・{one_line(part.answer.item)}(主管: {lead_of(part)})" for part in row.parts]
    return lines


def state_of(answer):
    return "(差し戻されています)" if answer.state == "returned" else ""


def lead_of(part):
    return one_line(part.answer.department or "未定")


def office_of(city, rounds):
    """Name, telephone and address of each department that owns one of the plans."""
    offices = []
    for round_ in rounds:
        owner = round_.plan.owner
        if owner is None:
            lines = [f"{city.name} {one_line(round_.plan.owner_as_printed) or '協働の計画の事務局'}"]
        else:
            lines = [f"{city.name} {one_line(owner)}"]
            lines += [f"電話 {one_line(owner.tel)}"] * bool(owner.tel)
            lines += [f"メール {owner.email}"] * bool(owner.email)
        offices.append("\n".join(lines))
    return "\n\n".join(dict.fromkeys(offices))
