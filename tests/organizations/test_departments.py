import pytest

from organizations.models import Department, DepartmentFormerName
from organizations.models.departments import names_at
from tests import builders


@pytest.fixture
def renamed(db):
    """市民協働課 up to 2010, 協働課 up to 2014, 協働推進課 since."""
    department = builders.make_department(builders.make_city(), name="協働推進課")
    DepartmentFormerName.objects.create(department=department, name="協働課", last_fy=2014)
    DepartmentFormerName.objects.create(department=department, name="市民協働課", last_fy=2010)
    return department


NAMES = [
    (1990, "市民協働課"),
    (2010, "市民協働課"),
    (2011, "協働課"),
    (2014, "協働課"),
    (2015, "協働推進課"),
    (None, "協働推進課"),
]


@pytest.mark.parametrize(("fiscal_year", "name"), NAMES)
def test_name_in_is_the_name_of_that_year(renamed, fiscal_year, name):
    assert renamed.name_in(fiscal_year) == name


@pytest.mark.parametrize(("fiscal_year", "name"), NAMES)
def test_names_at_agrees_with_name_in(renamed, fiscal_year, name):
    never_renamed = builders.make_department(renamed.municipality, name="管財課")
    names = names_at(renamed.municipality_id, fiscal_year)
    assert names.get(renamed.id, renamed.name) == name
    assert names.get(never_renamed.id, never_renamed.name) == "管財課"


def test_names_at_leaves_other_cities_out(renamed):
    elsewhere = builders.make_department(builders.make_city())
    DepartmentFormerName.objects.create(department=elsewhere, name="よその課", last_fy=2014)
    assert names_at(renamed.municipality_id, 2010) == {renamed.id: "市民協働課"}


def test_names_at_asks_nothing_without_a_year(renamed, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert names_at(renamed.municipality_id, None) == {}


@pytest.mark.parametrize("departments", [1, 3, 300])
def test_names_of_many_departments_take_two_queries(renamed, departments, django_assert_num_queries):
    city = builders.make_city()
    made = [Department(municipality=city, code=f"{n}", name=f"{n}課") for n in range(departments)]
    Department.objects.bulk_create(made)
    DepartmentFormerName.objects.bulk_create(
        DepartmentFormerName(department=each, name=f"もと{each.name}", last_fy=2010) for each in made
    )
    with django_assert_num_queries(2):
        names = {each.name_in(2010) for each in Department.objects.filter(municipality=city).with_names()}
    assert names == {f"もと{n}課" for n in range(departments)}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, False),
        ({"fax": "083-934-2702"}, False),
        ({"tel": "083-934-2965"}, True),
        ({"email": "kyodo@example.lg.jp"}, True),
        ({"address": "山口市亀山町2番1号"}, True),
    ],
)
def test_has_contact_needs_a_way_to_ask(fields, expected):
    assert Department(**fields).has_contact is expected
