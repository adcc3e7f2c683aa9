"""Every rule about one row: a Japanese sentence in the form, and a refusal by the database itself."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from organizations.models import (
    AccessibilityPolicy,
    AccessibilityTest,
    CriterionResult,
    Department,
    DepartmentFormerName,
    DepartmentSuccession,
    FileImport,
    Membership,
    Municipality,
    Partner,
    User,
)
from tests import builders
from tests.refusals import assert_database_refuses, assert_form_refuses, constraint_names

FILLED = {"target": {"plan": 1}, "choices": {"1": "now"}, "entries": [{}]}
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
YEAR = {"start_on": date(2025, 4, 1), "end_on": date(2026, 3, 31)}


def membership(world, **fields):
    return Membership(**{"user": world.user, "municipality": world.city, "role": "viewer", **YEAR} | fields)


def former_name_twice(world):
    DepartmentFormerName.objects.create(department=world.department, name="旧課", last_fy=2010)
    return DepartmentFormerName(department=world.department, name="別の旧課", last_fy=2010)


def succession_twice(world):
    heir = builders.make_department(world.city)
    fields = {"predecessor": world.department, "successor": heir, "from_fy": 2020}
    DepartmentSuccession.objects.create(kind="merge", **fields)
    return DepartmentSuccession(kind="split", **fields)


def partner_twice(world):
    Partner.objects.create(municipality=world.city, name="自治会連合会", kind="group")
    return Partner(municipality=world.city, name="自治会連合会", kind="council")


def membership_twice(world):
    builders.join(world.user, world.city, department=world.department, role="editor", **YEAR)
    return membership(world, department=world.department, role="editor", end_on=date(2025, 9, 30))


def membership_of_the_whole_city_twice(world):
    builders.join(world.user, world.city, role="coordinator", **YEAR)
    return membership(world, role="coordinator", end_on=date(2025, 9, 30))


def accessibility_test_twice(world):
    builders.make_accessibility_test(world.city)
    return AccessibilityTest(municipality=world.city, stated_on=date(2026, 3, 16), conformity="partly")


def criterion_result(world, **fields):
    test = builders.make_accessibility_test(world.city, without=["1.1.1"])
    return CriterionResult(**{"test": test, "criterion": "1.1.1", "result": "met"} | fields)


REFUSALS = {
    "accessibility_policy_revised_after_decided": (
        "改定日は策定日より前にできません。",
        lambda world: AccessibilityPolicy(
            municipality=world.city, decided_on=date(2025, 4, 2), revised_on=date(2025, 4, 1)
        ),
    ),
    "accessibility_test_once_a_day": (
        "この表明日の試験は、すでに登録されています。別の日にするか、登録されている試験を直してください。",
        accessibility_test_twice,
    ),
    "accessibility_test_ends_after_start": (
        "試験の終了日は開始日より前にできません。",
        lambda world: AccessibilityTest(
            municipality=world.city,
            stated_on=date(2026, 3, 16),
            conformity="partly",
            started_on=date(2026, 2, 2),
            ended_on=date(2026, 2, 1),
        ),
    ),
    "accessibility_test_is_stated_after_its_end": (
        "試験の終了日は、表明日より後にできません。",
        lambda world: AccessibilityTest(
            municipality=world.city,
            stated_on=date(2026, 3, 16),
            conformity="partly",
            started_on=date(2026, 2, 2),
            ended_on=date(2026, 3, 17),
        ),
    ),
    "criterion_result_once_per_test": (
        "この達成基準の結果は、すでにあります。1つの達成基準に1行にしてください。",
        lambda world: criterion_result(world, criterion="1.2.1"),
    ),
    "criterion_result_fits_application": (
        "適用する達成基準の結果は「適合」か「不適合」に、適用しないものは「対象なし」にしてください。",
        lambda world: criterion_result(world, applies=False),
    ),
    "municipality_code_has_six_digits": (
        None,  # the form refuses the same with its validator: see below
        lambda world: Municipality(code="35203", slug="short", name="短い市", prefecture="県"),
    ),
    "department_code_once_per_municipality": (
        "この番号の部署はすでにあります。別の番号にしてください。",
        lambda world: Department(municipality=world.city, code=world.department.code, name="別の課"),
    ),
    "department_ends_after_start": (
        "廃止年度は設置年度より前にできません。",
        lambda world: Department(municipality=world.city, code="x", name="課", start_fy=2010, end_fy=2009),
    ),
    "former_name_once_per_year": ("同じ年度までの旧名称がすでにあります。", former_name_twice),
    "succession_once": ("同じ引き継ぎがすでに登録されています。", succession_twice),
    "succession_to_another": (
        "引き継いだ部署には、別の部署を選んでください。",
        lambda world: DepartmentSuccession(
            predecessor=world.department, successor=world.department, kind="merge", from_fy=2020
        ),
    ),
    "partner_name_once_per_municipality": ("この名称の相手はすでに登録されています。", partner_twice),
    "membership_ends_after_start": (
        "終了日は開始日より前にできません。",
        lambda world: membership(world, start_on=date(2025, 4, 2), end_on=date(2025, 4, 1)),
    ),
    "membership_department_for_answers": (
        "入力者と承認者には、部署を選んでください。",
        lambda world: membership(world, role="approver"),
    ),
    "membership_coordinator_for_whole_city": (
        "事務局は市全体の役割です。部署は空欄にしてください。",
        lambda world: membership(world, role="coordinator", department=world.department),
    ),
    "membership_once": ("同じ所属と役割がすでに登録されています。", membership_twice),
    "file_import_state_has_its_times": (
        "取り込みの状態と日時が合いません。",
        lambda world: FileImport(kind="plan", title="計画", state="done", uploaded_at=NOON, **FILLED),
    ),
    "membership_once_for_whole_city": (
        "同じ所属と役割がすでに登録されています。",
        membership_of_the_whole_city_twice,
    ),
}
WITH_SENTENCE = [(build, sentence) for sentence, build in REFUSALS.values() if sentence]


def test_every_constraint_is_tested_here():
    names = constraint_names("organizations")
    assert {name for name in names if not name.startswith("organizations_")} == set(REFUSALS)


@pytest.mark.parametrize(
    ("build", "sentence"), WITH_SENTENCE, ids=[name for name in REFUSALS if REFUSALS[name][0]]
)
def test_form_refuses_with_a_sentence(world, build, sentence):
    assert_form_refuses(build(world), sentence)


@pytest.mark.parametrize("constraint", REFUSALS)
def test_database_refuses(world, constraint):
    assert_database_refuses(REFUSALS[constraint][1](world), constraint)


def test_form_refuses_a_short_municipality_code(db):
    city = Municipality(code="35203", slug="short", name="短い市", prefecture="県")
    assert_form_refuses(
        city, "全国地方公共団体コードは、検査数字を含む半角6桁の数字で入力してください(例: 352039)。", "code"
    )


def test_form_refuses_a_second_city_with_the_same_code(world):
    city = Municipality(code=world.city.code, slug="another", name="別の市", prefecture="県")
    assert_form_refuses(city, "このコードの市区町村はすでに登録されています。", "code")


def test_form_refuses_a_second_city_at_the_same_address(world):
    city = Municipality(code="131016", slug=world.city.slug, name="別の市", prefecture="県")
    assert_form_refuses(city, "このアドレスはほかの市区町村が使っています。", "slug")


@pytest.mark.parametrize("field", ["code", "slug"])
def test_database_refuses_a_second_city_with_the_same(world, field):
    fields = {"code": "131016", "slug": "another"} | {field: getattr(world.city, field)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.create(name="別の市", prefecture="県", **fields)


def test_form_refuses_a_successor_in_another_city(world):
    succession = DepartmentSuccession(
        predecessor=world.department, successor=world.other.department, kind="transfer", from_fy=2020
    )
    assert_form_refuses(succession, "引き継いだ部署は、同じ市区町村の部署から選んでください。", "successor")


def test_form_refuses_a_membership_in_a_department_of_another_city(world):
    row = membership(world, role="editor", department=world.other.department)
    assert_form_refuses(row, "部署は、選んだ市区町村の部署から選んでください。", "department")


@pytest.mark.parametrize("role", ["editor", "approver"])
def test_membership_that_answers_is_accepted_with_a_department(world, role):
    row = membership(world, role=role, department=world.department)
    row.full_clean()
    row.save()
    assert world.user.memberships.get().role == role


@pytest.mark.parametrize("role", ["coordinator", "publisher", "evaluator", "viewer"])
def test_membership_for_the_whole_city_is_accepted_without_a_department(world, role):
    row = membership(world, role=role)
    row.full_clean()
    row.save()
    assert world.user.memberships.get().role == role


def test_department_of_one_year_is_accepted(world):
    Department(municipality=world.city, code="x", name="課", start_fy=2010, end_fy=2010).full_clean()


def test_membership_of_one_day_is_accepted(world):
    membership(world, start_on=date(2025, 4, 1), end_on=date(2025, 4, 1)).full_clean()


def test_history_of_a_user_keeps_no_password(db):
    user = builders.make_user()
    columns = {field.name for field in User.history.model._meta.get_fields()}
    assert user.history.count() == 1
    assert columns & {"password", "last_login"} == set()
