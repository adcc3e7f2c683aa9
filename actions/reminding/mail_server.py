"""Handing one mail after another to the mail server, and saying in a sentence what went wrong."""

from contextlib import suppress
from email.charset import BASE64, Charset
from email.header import Header
from email.message import Message
from email.utils import parseaddr
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from ..models import ReminderMail
from .wording import one_line

Outcome = ReminderMail.Outcome
MOST_SIGNS_OF_CAUSE = 120
ASK = "情報システム課に、メールの設定を確かめてもらってください。"
NO_CONNECTION = f"メールサーバーにつながらないので、送っていません。{ASK}"
NOT_LET_IN = f"メールサーバーが利用者名とパスワードを受け付けないので、送っていません。{ASK}"
UNUSABLE_SIGNS = (
    f"メールサーバーの利用者名、パスワード、ホスト名のどれかに、使えない文字があるので、送っていません。{ASK}"
)
NO_SUCH_ADDRESS = "メールサーバーが宛先を受け付けませんでした。メールアドレスを確かめてください。"
NOT_TAKEN = f"メールサーバーがメールを受け付けませんでした。{ASK}"
WRONG_ADDRESS = "宛先か差出人のアドレスの書き方が正しくないので、送っていません。"
UNKNOWN = "送っている途中で切れたので、届いたかどうか分かりません。本人に確かめてください。"


class MailServer:
    """One connection for all mails of a run; opened anew after an error, given up when that fails.

    `given_up`: the sentence that says why, once no mail can be sent any more.
    A mail whose fate is unknown stays SENDING: it may have arrived, so no second one follows soon.
    """

    def __init__(self):
        self._connection = get_connection()
        self._is_open = False
        self.given_up = ""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._close()

    def send(self, mail, reply_to):
        """(Outcome, the sentence that says what went wrong or ""). Only while the server `is_ready`."""
        try:
            validate_email(mail.address)
            message_of(mail, reply_to, self._connection).send()
        except SMTPServerDisconnected:
            outcome, sentence = Outcome.SENDING, UNKNOWN
        except SMTPRecipientsRefused as error:
            outcome, sentence = Outcome.FAILED, with_cause(NO_SUCH_ADDRESS, error)
        except SMTPException as error:
            outcome, sentence = Outcome.FAILED, with_cause(NOT_TAKEN, error)
        except (ValidationError, ValueError):
            outcome, sentence = Outcome.FAILED, WRONG_ADDRESS
        except Exception as error:
            outcome, sentence = Outcome.SENDING, with_cause(UNKNOWN, error)
        else:
            return Outcome.SENT, ""
        self._close()
        return outcome, sentence

    def is_ready(self):
        """Whether a mail can be handed over; opens the connection where there is none."""
        if self.given_up:
            return False
        if not self._is_open:
            try:
                self._connection.open()
            except SMTPAuthenticationError as error:
                self.given_up = with_cause(NOT_LET_IN, error)
            except UnicodeError:  # its text would show a piece of the password
                self.given_up = UNUSABLE_SIGNS
            except Exception as error:
                self.given_up = with_cause(NO_CONNECTION, error)
            self._is_open = not self.given_up
            if self.given_up:
                self._close()
        return self._is_open

    def _close(self):
        self._is_open = False
        with suppress(Exception):  # a server that hangs up first, a connection that was never whole
            self._connection.close()


# Letters and digits only, in short lines: no gateway on the way has anything to change.
UTF_8 = Charset("utf-8")
UTF_8.body_encoding = BASE64


class Reminder(EmailMessage):
    """A mail in Japanese that passes through any server, and whose headers begin on their own line."""

    encoding = UTF_8

    def message(self):
        """Django folds a header without its name: its first line would arrive empty, and some programs show
        no subject then. It has refused ends of lines by now."""
        message = super().message()
        replace_header(message, Header(self.subject, "utf-8", header_name="Subject"), "Subject")
        name, address = parseaddr(self.from_email)
        if not name.isascii():
            sender = Header(name, "utf-8", header_name="From")
            sender.append(f"<{address}>", "us-ascii")
            replace_header(message, sender, "From")
        return message


def replace_header(message, header, name):
    del message[name]
    Message.__setitem__(message, name, header)  # past Django's own, which would fold it again


def message_of(mail, reply_to, connection):
    """The address alone stands in the headers, no name: names are in the body, where they can do no harm."""
    return Reminder(
        subject=mail.subject,
        body=mail.body,
        from_email=settings.MAIL_FROM,
        to=[mail.address],
        reply_to=reply_to,
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def with_cause(sentence, error):
    """The sentence, and in brackets what the server or the system said."""
    if isinstance(error, SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, answer = error.smtp_code, error.smtp_error
    else:
        code, answer = type(error).__name__, str(error)
    if isinstance(answer, bytes):
        answer = answer.decode("utf-8", "replace")
    return f"{sentence}({one_line(f'{code} {answer}')[:MOST_SIGNS_OF_CAUSE]})"
