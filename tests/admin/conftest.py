import pytest

from organizations.models import Department, Municipality, User
from plans.models import Plan


@pytest.fixture
def boss(db):
    return User.objects.create_superuser(
        "boss", password="a-password-of-16", last_name="山田", first_name="花子"
    )


@pytest.fixture
def staff(client, boss):
    """A browser in which a superuser is signed in."""
    client.force_login(boss)
    return client


@pytest.fixture
def yamaguchi(db):
    """The real plan of 山口市, complete with items, schedule and indicators."""
    return Plan.objects.get(municipality__slug="yamaguchi")


@pytest.fixture
def city(db):
    return Municipality.objects.create(code="131016", slug="mihon", name="見本市", prefecture="見本県")


@pytest.fixture
def tsushima(db):
    """Another city, with departments of its own."""
    return Municipality.objects.get(slug="tsushima")


@pytest.fixture
def plan(city):
    return Plan.objects.create(
        municipality=city,
        slug="plan",
        title="見本市協働推進プラン",
        policy_label="推進方針",
        measure_label="推進施策",
        item_label="推進項目",
    )


@pytest.fixture
def department(city):
    return Department.objects.create(
        municipality=city, code="1", name="見本推進課", reading="みほんすいしんか"
    )
