"""The lists of a city that can be imported."""

from organizations.models import Department, Partner

from .imported_lists import CITY, ImportedList

DEPARTMENTS = ImportedList(
    model=Department,
    scope_kind=CITY,
    columns=(
        "code",
        "name",
        "reading",
        "name_en",
        "is_collective",
        "start_fy",
        "end_fy",
        "postal_code",
        "address",
        "tel",
        "fax",
        "email",
        "contact_as_printed",
        "reading_note",
        "sort_order",
    ),
    key=("code",),
    rows=lambda city: city.departments.order_by("sort_order", "code"),
    fixed=lambda city: {"municipality": city},
    scope_field="municipality",
)
PARTNERS = ImportedList(
    model=Partner,
    scope_kind=CITY,
    columns=("name", "reading", "kind", "area", "sort_order"),
    key=("name",),
    rows=lambda city: city.partners.order_by("sort_order", "name"),
    fixed=lambda city: {"municipality": city},
    scope_field="municipality",
)
CITY_LISTS = {listed.name: listed for listed in (DEPARTMENTS, PARTNERS)}
