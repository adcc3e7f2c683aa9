import pytest

from tests.survey.people import make_town


@pytest.fixture
def town(db):
    return make_town()
