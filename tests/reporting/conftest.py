import pytest

from tests.reporting.people import make_clean_year


@pytest.fixture
def year():
    return make_clean_year()


@pytest.fixture
def office(client, year):
    """The browser of the 公開責任者."""
    client.force_login(year.publisher)
    return client


@pytest.fixture
def desk(client, year):
    """The browser of the 事務局."""
    client.force_login(year.coordinator)
    return client
