import pytest
from django.core.management import call_command

from organizations.models import Department, Municipality, User
from plans.models import Plan


@pytest.fixture(autouse=True)
def _static_files_without_manifest(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss", password="a-password-of-16", last_name="山田", first_name="花子")


@pytest.fixture
def staff(client, boss):
    """A browser in which a superuser is signed in."""
    client.force_login(boss)
    return client


@pytest.fixture
def yamaguchi(db):
    """The real plan of 山口市, complete with items, schedule and indicators."""
    call_command("loaddata", "yamaguchi", verbosity=0)
    return Plan.objects.get(municipality__slug="yamaguchi")


@pytest.fixture
def city(db):
    return Municipality.objects.create(code="352039", slug="yamaguchi", name="山口市", prefecture="山口県")


@pytest.fixture
def plan(city):
    return Plan.objects.create(
        municipality=city,
        slug="plan",
        title="山口市協働推進プラン",
        policy_label="推進方針",
        measure_label="推進施策",
        item_label="推進項目",
    )


@pytest.fixture
def department(city):
    return Department.objects.create(municipality=city, code="1", name="協働推進課", reading="きょうどうすいしんか")
