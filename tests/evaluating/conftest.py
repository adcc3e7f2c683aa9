import pytest

from tests.evaluating.people import make_judged_town


@pytest.fixture
def town(db):
    return make_judged_town()
