import pytest
from django.utils import timezone

from tests.april.people import make_office


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def on(monkeypatch):
    """Everything happens on that day from now on."""
    real = timezone.localdate

    def set_day(day):
        monkeypatch.setattr(
            timezone, "localdate", lambda value=None, *rest: real(value, *rest) if value else day
        )

    return set_day


@pytest.fixture
def desk(client, office):
    """The browser of the 事務局."""
    client.force_login(office.boss)
    return client
