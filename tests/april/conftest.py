import pytest

from tests.april.people import make_office


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def desk(client, office):
    """The browser of the 事務局."""
    client.force_login(office.boss)
    return client
