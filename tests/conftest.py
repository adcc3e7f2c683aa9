"""What every test stands on: the five plans, loaded once, and plain static files."""

from pathlib import Path

import pytest
from django.core.management import call_command

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*.json"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Tests read and write pages, not collected files: no manifest to build first."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The five real plans, in every test database."""
    with django_db_blocker.unblock():
        call_command("loaddata", *map(str, FIXTURES), verbosity=0)
