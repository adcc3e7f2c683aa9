"""What another connection sees while mails go out. Alone in a file: its tests empty the database behind them."""

import pytest
from django.core import mail
from django.db import connection

from actions.reminding import sending
from tests.reminding.people import person
from tests.reminding.test_sending import log, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_is_written_down_and_committed_before_the_first_mail(town, with_mail, monkeypatch):
    """A run that starts while another one sends finds that everybody has a place in the queue."""
    people, seen = [person(town), person(town)], []
    town.answer("draft")
    send_one = sending.MailServer.send

    def look(server, row, reply_to):
        seen.append((connection.in_atomic_block, [outcome for _user, outcome, _error in log()]))
        if len(seen) == 1:
            assert send(town).mails == []
        return send_one(server, row, reply_to)

    monkeypatch.setattr(sending.MailServer, "send", look)
    send(town)
    assert seen == [(False, ["sending", "queued"]), (False, ["sent", "sending"])]
    assert len(mail.outbox) == len(people)
