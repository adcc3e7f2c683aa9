"""Sending the reminders of a city, and noting that somebody was told by hand. Never two to one person too soon."""

from dataclasses import dataclass
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organizations.models import Municipality

from ..models import ReminderMail
from ..survey.refusals import NotYours, SurveyRefused
from ..survey.rights import Desk
from .letters import write_letters
from .mail_server import MailServer

Outcome = ReminderMail.Outcome
NOT_SET_UP = "メールサーバーが設定されていないので、送っていません。"
ENDED_BEFORE = "送る前に止まりました。"
TOOK_TOO_LONG = "時間がかかっているので、まだ送っていません。もう一度、送ってください。"


class ReminderRefused(SurveyRefused):
    """Nobody was reminded."""


@dataclass(frozen=True)
class Run:
    """What one run did. `mails`: the ReminderMail rows with their outcome; `left`: the letters not sent;
    `mailing`: all there was to say."""

    mails: list
    left: list
    mailing: object

    def with_outcome(self, outcome):
        return [mail for mail in self.mails if mail.outcome == outcome]

    @property
    def may_have_arrived(self):
        """The letters not sent now because nobody knows whether the mail before arrived."""
        return [letter for letter in self.left if letter.may_have_arrived]


def send_reminders(city, *, site_url, by=None, now=None, automatic=False, only_users=None, time_limit=None):
    """Mail everybody in the city who has not handed in and may be mailed now. Returns the Run.

    `by` None: the nightly run. `only_users`: ids of those to mail, others are left. `time_limit`: seconds after
    which no further mail is begun. All mails are written down and committed before the first is sent, so that two
    runs at once do not mail the same people. Each is SENDING only while it is its turn: what is cut off in between
    stays so and keeps a second one back; those whose turn never came are left to a later run.
    Raises NotYours, ReminderRefused.
    """
    if not settings.MAIL_IS_SET_UP:
        raise ReminderRefused(NOT_SET_UP)
    now = now or timezone.now()
    with transaction.atomic(durable=True):
        mailing = locked_letters(city, by, now, site_url=site_url, automatic=automatic, by_mail=True)
        city.reminder_mails.abandoned(now).update(outcome=Outcome.FAILED, error=ENDED_BEFORE)
        chosen = [letter for letter in mailing.ready if only_users is None or letter.user.pk in only_users]
        mails = write_down(city, chosen, Outcome.QUEUED, by, now)
    begun = monotonic()
    with MailServer() as server:
        for mail, letter in zip(mails, chosen, strict=True):
            is_late = time_limit is not None and monotonic() - begun >= time_limit
            if is_late or not server.is_ready():
                pass_on(mail, Outcome.FAILED, TOOK_TOO_LONG if is_late else server.given_up)
            elif pass_on(mail, Outcome.SENDING):
                mail.outcome, mail.error = server.send(mail, letter.reply_to)
                mail.save(update_fields=["outcome", "error"])
    sent_to = {letter.user.pk for letter in chosen}
    return Run(mails, [letter for letter in mailing.letters if letter.user.pk not in sent_to], mailing)


def pass_on(mail, outcome, error=""):
    """Whether the mail was still queued; if not, a later run has taken it over, and this one leaves it alone."""
    is_ours = ReminderMail.objects.filter(pk=mail.pk, outcome=Outcome.QUEUED).update(
        outcome=outcome, error=error
    )
    if is_ours:
        mail.outcome, mail.error = outcome, error
    else:
        mail.refresh_from_db(fields=["outcome", "error"])
    return bool(is_ours)


@transaction.atomic
def record_copied(city, user_id, *, by, site_url, now=None):
    """Note that the 事務局 told this person with the text of the page. Returns the ReminderMail.

    It counts like a mail. Raises NotYours, ReminderRefused.
    """
    now = now or timezone.now()
    mailing = locked_letters(city, by, now, site_url=site_url)
    letter = next((letter for letter in mailing.letters if letter.user.pk == user_id), None)
    if letter is None:
        raise ReminderRefused("この人に知らせることは、もうありません。記録していません。")
    if letter.held_back:
        raise ReminderRefused(f"{letter.name}さんには、{letter.held_back}記録していません。")
    (mail,) = write_down(city, [letter], Outcome.COPIED, by, now)
    return mail


def locked_letters(city, by, now, **options):
    """The letters while nobody else can send any for this city. Raises NotYours."""
    if by is not None and not Desk(by, city.pk, on=timezone.localdate(now)).coordinates:
        raise NotYours("催促できるのは、その市の事務局です。")
    locked = Municipality.objects.select_for_update().order_by("pk").get(pk=city.pk)
    return write_letters(locked, now=now, **options)


def write_down(city, letters, outcome, by, now):
    """One row for each letter, before anything is sent. Returns them in the same order."""
    mails = ReminderMail.objects.bulk_create(
        ReminderMail(
            municipality=city,
            user=letter.user,
            recipient_role=letter.kind,
            address=letter.address,
            subject=letter.subject,
            body=letter.body,
            at=now,
            by=by,
            outcome=outcome,
        )
        for letter in letters
    )
    through = ReminderMail.rounds.through
    through.objects.bulk_create(
        through(remindermail=mail, reportinground=round_)
        for mail, letter in zip(mails, letters, strict=True)
        for round_ in letter.rounds
    )
    return mails
