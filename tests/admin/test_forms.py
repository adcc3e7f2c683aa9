"""Saving: Japanese refusals in the form, choices of the same plan, nothing written when nothing changed."""

import pytest
from django.urls import reverse

from actions.models import ActionItem, ItemDepartment, Placement, ReportText, ScheduleCell
from organizations.models import Department
from plans.models import Implementer, Measure, Plan, Policy

from .forms import add_row, filled_in


@pytest.fixture
def item(plan):
    return ActionItem.objects.create(plan=plan, code="1-1-1", name="補助金の見直し")


@pytest.fixture
def page(item):
    return reverse("admin:actions_actionitem_change", args=[item.pk])


def test_new_item_is_saved_first_and_its_parts_follow(staff, plan):
    add = reverse("admin:actions_actionitem_add")
    assert "まず、この画面の項目を保存してください" in staff.get(add).content.decode()
    data = {"plan": plan.pk, "code": "2-1-1", "name": "新しい取組", "sort_order": 0}
    response = staff.post(add, data)
    saved = plan.items.get(code="2-1-1")
    assert response.url == reverse("admin:actions_actionitem_change", args=[saved.pk])
    assert saved.history.get().history_user.username == "boss"


def test_second_item_of_the_same_number_is_refused(staff, plan, item):
    data = {"plan": plan.pk, "code": "1-1-1", "name": "別の取組", "sort_order": 0}
    response = staff.post(reverse("admin:actions_actionitem_add"), data)
    assert "この番号の取組はこの計画にすでにあります。別の番号にしてください。" in response.content.decode()


def test_number_taken_by_another_item_is_refused_on_change_too(staff, plan, item, page):
    ActionItem.objects.create(plan=plan, code="1-1-2", name="ほか")
    response = staff.post(page, filled_in(staff.get(page)) | {"code": "1-1-2"})
    assert "この番号の取組はこの計画にすでにあります。別の番号にしてください。" in response.content.decode()


def test_two_leading_departments_are_refused(staff, city, department, item, page):
    second = Department.objects.create(municipality=city, code="2", name="管財課")
    ItemDepartment.objects.create(item=item, department=department, role="lead")
    data = filled_in(staff.get(page))
    add_row(data, "item_departments", department=second.pk, role="lead", position=2)
    response = staff.post(page, data)
    assert (
        "主管の部署は、ひとつの取組に一つだけです。ほかは「関係」にしてください。"
        in response.content.decode()
    )
    assert item.item_departments.count() == 1


def test_two_main_places_are_refused(staff, plan, item, page):
    policy = Policy.objects.create(plan=plan, code="1", name="方針")
    first, second = (Measure.objects.create(policy=policy, code=f"1-{n}", name="施策") for n in (1, 2))
    Placement.objects.create(item=item, measure=first, code="1-1-1")
    data = filled_in(staff.get(page))
    add_row(data, "placements", measure=second.pk, code="1-2-1", kind="main", sort_order=1)
    response = staff.post(page, data)
    assert (
        "主な場所は、ひとつの取組に一つだけです。ほかは「再掲」にしてください。" in response.content.decode()
    )


def test_two_new_leading_departments_at_once_are_refused(staff, city, department, item, page):
    second = Department.objects.create(municipality=city, code="2", name="管財課")
    data = filled_in(staff.get(page))
    add_row(data, "item_departments", department=department.pk, role="lead", position=1)
    add_row(data, "item_departments", department=second.pk, role="lead", position=2)
    response = staff.post(page, data)
    assert response.status_code == 200
    assert "主管の部署は、ひとつの取組に一つだけです" in response.content.decode()


def test_choices_are_those_of_the_same_plan(staff, city, plan, item, page):
    ours = Implementer.objects.create(plan=plan, name="行政")
    other = Plan.objects.create(
        municipality=city, slug="other", title="別の計画", policy_label="a", measure_label="b", item_label="c"
    )
    theirs = Implementer.objects.create(plan=other, name="行政")
    data = filled_in(staff.get(page))
    row = add_row(data, "item_implementers", implementer=theirs.pk, position=1)
    response = staff.post(page, data)
    assert response.status_code == 200
    assert not item.item_implementers.exists()
    data[f"item_implementers-{row}-implementer"] = ours.pk
    assert staff.post(page, data).status_code == 302
    assert item.item_implementers.get().implementer == ours


def test_department_of_another_city_is_refused(staff, tsushima, item, page):
    theirs = tsushima.departments.first()
    data = filled_in(staff.get(page))
    add_row(data, "item_departments", department=theirs.pk, role="lead", position=1)
    assert staff.post(page, data).status_code == 200
    assert not item.item_departments.exists()


def test_saving_without_a_change_writes_no_history(staff, yamaguchi):
    item = yamaguchi.items.filter(schedule_cells__isnull=False).first()
    page = reverse("admin:actions_actionitem_change", args=[item.pk])
    before = item.history.count(), ScheduleCell.history.count()
    assert staff.post(page, filled_in(staff.get(page))).status_code == 302
    assert (item.history.count(), ScheduleCell.history.count()) == before


def test_lead_passes_from_one_department_to_another_in_one_saving(staff, city, department, item, page):
    second = Department.objects.create(municipality=city, code="2", name="管財課")
    ItemDepartment.objects.create(item=item, department=second, role="support", position=1)
    ItemDepartment.objects.create(item=item, department=department, role="lead", position=2)
    data = filled_in(staff.get(page))
    data |= {"item_departments-0-role": "lead", "item_departments-1-role": "support"}
    assert staff.post(page, data).status_code == 302
    assert item.item_departments.get(role="lead").department == second


@pytest.mark.parametrize("name", ["plans_plan", "plans_policy", "actions_reporttext"])
def test_reading_that_would_stand_there_as_typed_is_refused(staff, plan, name):
    row = {
        "plans_plan": lambda: plan,
        "plans_policy": lambda: Policy.objects.create(plan=plan, code="1", name="方針"),
        "actions_reporttext": lambda: ReportText.objects.create(plan=plan, fiscal_year=2023),
    }[name]()
    page = reverse(f"admin:{name}_change", args=[row.pk])
    data = filled_in(staff.get(page))
    text = staff.post(page, data | {"easy_summary": "わたしたちのまち《まち》です。"}).text
    assert (
        "ふりがなにならない《》があります: 「わたしたちのまち《まち》です。」(《のすぐ前に漢字がありません)。"
        "よみは、漢字のすぐ後に、かなだけで「計画《けいかく》」のように書いてください。"
    ) in text
    assert staff.post(page, data | {"easy_summary": "わたしたちの町《まち》です。"}).status_code == 302
    row.refresh_from_db()
    assert row.easy_summary == "わたしたちの町《まち》です。"


def test_duplicate_department_number_is_refused(staff, city, department):
    data = {"municipality": city.pk, "code": "1", "name": "別の課", "sort_order": 0}
    data |= {"former_names-TOTAL_FORMS": 0, "former_names-INITIAL_FORMS": 0}
    response = staff.post(reverse("admin:organizations_department_add"), data)
    assert "この番号の部署はすでにあります。別の番号にしてください。" in response.content.decode()
