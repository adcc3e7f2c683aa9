"""Who gets which reminder, and who has to wait. One letter a person, whatever the number of departments and plans."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from organizations.access import Role
from organizations.models import Department, User

from ..models import ReminderMail, ReminderRules
from .outstanding import outstanding_of
from .recipients import LADDER, Recipients
from .wording import NOBODY_ASKED, body_of, name_of, subject_of, values_of

Outcome = ReminderMail.Outcome
# How the sentence begins that says why a person has to wait.
LAST_TIME = {
    Outcome.SENT: "{day}に送りました。",
    Outcome.COPIED: "{day}に知らせました。",
    Outcome.SENDING: "{day}に送りかけましたが、届いたかどうか分かりません。",
}
ABOUT_TO_BE_SENT = "いま送っているところです。10分ほどたってから、「催促の記録」を確かめてください。"


@dataclass
class Letter:
    """What one person is written. `entries`: [(Outstanding, the role in which the person is asked for it)].

    `held_back`: the sentence that says why it is not sent now, empty when it can be; `held_back_until`: the day
    from which it can be; `may_have_arrived`: it is held back by a mail of which nobody knows what became.
    """

    user: User
    entries: list
    subject: str = ""
    body: str = ""
    held_back: str = ""
    held_back_until: date | None = None
    may_have_arrived: bool = False

    @property
    def kind(self):
        """The nearest role in which the person is asked: it decides the words."""
        return min((role for _row, role in self.entries), key=LADDER.index)

    @property
    def role_label(self):
        return Role(self.kind).label

    @property
    def name(self):
        return name_of(self.user)

    @property
    def address(self):
        return self.user.email

    @property
    def rounds(self):
        return list({row.round.pk: row.round for row, _role in self.entries}.values())

    @property
    def answers(self):
        return [answer for row, _role in self.entries for answer in row.answers]

    @property
    def parts(self):
        return [part for row, _role in self.entries for part in row.parts]

    @property
    def number(self):
        return len(self.answers) + len(self.parts)

    @property
    def department_names(self):
        return list(dict.fromkeys(str(row.department or NOBODY_ASKED) for row, _role in self.entries))

    @property
    def due_days(self):
        return list(dict.fromkeys(round_.due_on for round_ in self.rounds))

    @property
    def reply_to(self):
        """Where an answer to the mail goes: the departments that own the plans, as far as they have an address."""
        owners = [round_.plan.owner for round_ in self.rounds]
        return list(dict.fromkeys(owner.email for owner in owners if owner and owner.email))


@dataclass
class Detour:
    """A department whose 入力者 cannot be reached; `sentence` says who is written to instead."""

    department: Department | None
    number: int
    sentence: str


@dataclass
class Mailing:
    """The letters of one city at one moment. `without_address`: [(User, role label, department)]."""

    rules: ReminderRules
    letters: list = field(default_factory=list)
    detours: list = field(default_factory=list)
    without_address: list = field(default_factory=list)

    @property
    def ready(self):
        return [letter for letter in self.letters if not letter.held_back]

    @property
    def waiting(self):
        return [letter for letter in self.letters if letter.held_back]


def rules_of(city):
    """The city's own rules, else the defaults. One query."""
    return ReminderRules.objects.filter(municipality=city).first() or ReminderRules(municipality=city)


def write_letters(city, *, site_url, now=None, automatic=False, by_mail=None):
    """The Mailing of the city. Six queries, whatever the number of answers and people.

    `site_url`: what the link in the mail begins with. `automatic`: only rounds whose due date is near enough.
    `by_mail`: whether a person needs an e-mail address; by default, whether there is a mail server.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    by_mail = settings.MAIL_IS_SET_UP if by_mail is None else by_mail
    mailing = Mailing(rules_of(city))
    if not city.is_in_use:
        return mailing
    entries = share_out(outstanding_of(city), Recipients(city, today, by_mail=by_mail), mailing)
    last = last_mails(city, mailing.rules, now)
    for user, own in entries:
        letter = Letter(user, own)
        if automatic:
            keep_near(letter, mailing.rules, today)
        hold_for_last_mail(letter, mailing.rules, last.get(user.pk), today)
        values = values_of(letter, city, site_url, today)
        letter.subject = subject_of(letter, mailing.rules, values)
        letter.body = body_of(letter, mailing.rules, values, city)
        mailing.letters.append(letter)
    mailing.letters.sort(key=lambda letter: LADDER.index(letter.kind))
    return mailing


def share_out(outstanding, recipients, mailing):
    """[(User, [(Outstanding, role)])]: each department's work to those who can be reached for it."""
    shared, missed = {}, {}
    for row in outstanding:
        reached = recipients.reached_for(row.department and row.department.pk)
        if not row.answers and reached.role != Role.EDITOR:
            continue  # a part that is missing stops nobody from handing in: it is asked of its 入力者 alone
        own = row if reached.role == Role.EDITOR else row.without_parts()
        for user in reached.users:
            shared.setdefault(user.pk, (user, []))[1].append((own, reached.role))
        for user, role in reached.without_address:
            missed[user.pk, role, row.department] = (user, Role(role).label, row.department)
        if reached.role != Role.EDITOR:
            mailing.detours.append(Detour(row.department, own.number, detour_sentence(row, reached)))
    mailing.without_address = list(missed.values())
    return list(shared.values())


def detour_sentence(row, reached):
    if row.department is None:
        why = "回答する部署が決まっていないので、"
    elif any(role == Role.EDITOR for _user, role in reached.without_address):
        why = "入力者にメールアドレスがないので、"
    else:
        why = "入力者がいないので、"
    names = "、".join(name_of(user) for user in reached.users)
    if not names:
        return f"{why}知らせたいのですが、知らせる人がいません。利用者と「所属と役割」を確かめてください。"
    return f"{why}{Role(reached.role).label}の{names}に知らせます。"


def last_mails(city, rules, now):
    """User id -> (day, outcome) of the newest mail that can still keep a second one back. One query."""
    since = now - timedelta(days=rules.days_between + 1)
    rows = city.reminder_mails.counted_since(since, now).order_by("at", "pk")
    return {
        user: (timezone.localdate(at), outcome)
        for user, at, outcome in rows.values_list("user", "at", "outcome")
    }


def hold_for_last_mail(letter, rules, last, today):
    """Days are counted by the calendar: a mail of Monday morning allows the next one on a Monday morning."""
    if last is None:
        return
    day, outcome = last
    if outcome == Outcome.QUEUED:
        letter.held_back, letter.held_back_until = ABOUT_TO_BE_SENT, today
        return
    until = day + timedelta(days=rules.days_between)
    if today < until:
        begun = LAST_TIME[outcome].format(day=f"{day:%-m月%-d日}")
        letter.held_back = f"{begun}次に知らせられるのは、{until:%-m月%-d日}からです。"
        letter.held_back_until = until
        letter.may_have_arrived = outcome == Outcome.SENDING


def keep_near(letter, rules, today):
    """An automatic letter speaks of rounds that are nearly due; a person with none of them has to wait."""

    def begins(round_):
        return round_.due_on - timedelta(days=rules.days_before_due)

    near = [(row, role) for row, role in letter.entries if begins(row.round) <= today]
    if near:
        letter.entries = near
        return
    letter.held_back_until = min(begins(round_) for round_ in letter.rounds)
    letter.held_back = f"自動の催促は、締め切りの{rules.days_before_due}日前の{letter.held_back_until:%-m月%-d日}から送ります。"
