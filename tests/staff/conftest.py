import pytest

from tests.staff.people import make_scene


@pytest.fixture(scope="module")
def kept_scene(rows_of_module):
    return make_scene()


@pytest.fixture
def scene(kept_scene, db):
    return kept_scene


@pytest.fixture
def enter(client, scene):
    """enter(name): the client of that person."""

    def enter(name):
        client.logout()
        if name != "anonymous":
            client.force_login(scene.people[name])
        return client

    return enter
