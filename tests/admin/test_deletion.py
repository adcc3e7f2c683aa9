"""What others refer to is not deleted, and the page says what stands in the way."""

from django.urls import reverse

from actions.models import ActionItem, ItemDepartment, ItemImplementer, ScheduleCell
from organizations.models import Department
from plans.models import Implementer, Stage

from .forms import filled_in


def test_department_of_an_item_is_not_deleted(staff, plan, department):
    item = ActionItem.objects.create(plan=plan, code="1-1-1", name="補助金の見直し")
    ItemDepartment.objects.create(item=item, department=department, role="lead")
    url = reverse("admin:organizations_department_delete", args=[department.pk])
    text = staff.get(url).content.decode()
    assert "部署「見本推進課」は、次の1件から使われているため、削除できません。" in text
    link = reverse("admin:actions_actionitem_change", args=[item.pk])
    assert f'<a href="{link}">取組「1-1-1 補助金の見直し」の担当部署「見本推進課(主管)」</a>' in text
    staff.post(url, {"post": "yes"})
    assert Department.objects.filter(pk=department.pk).exists()


def test_department_nobody_refers_to_is_deleted(staff, department):
    url = reverse("admin:organizations_department_delete", args=[department.pk])
    assert staff.post(url, {"post": "yes"}).status_code == 302
    assert not Department.objects.filter(pk=department.pk).exists()


def test_deleting_many_names_what_stands_in_the_way(staff, plan, department):
    item = ActionItem.objects.create(plan=plan, code="1-1-1", name="補助金の見直し")
    ItemDepartment.objects.create(item=item, department=department, role="lead")
    data = {"action": "delete_selected", "_selected_action": [department.pk]}
    text = staff.post(reverse("admin:organizations_department_changelist"), data).content.decode()
    assert "取組「1-1-1 補助金の見直し」の担当部署「見本推進課(主管)」" in text
    assert "削除できません。" in text


def test_implementer_in_use_is_not_deleted_from_the_form_of_its_plan(staff, plan):
    item = ActionItem.objects.create(plan=plan, code="1-1-1", name="補助金の見直し")
    implementer = Implementer.objects.create(plan=plan, name="行政")
    ItemImplementer.objects.create(item=item, implementer=implementer)
    page = reverse("admin:plans_plan_change", args=[plan.pk])
    response = staff.post(page, filled_in(staff.get(page)) | {"implementers-0-DELETE": "on"})
    text = response.content.decode()
    assert "「行政」は、<a href=" in text
    assert (
        "取組「1-1-1 補助金の見直し」の取組の実施主体「行政」</a>から使われているため、削除できません。"
        in text
    )
    assert plan.implementers.exists()


def test_stage_in_use_is_not_deleted_from_the_form_of_its_plan(staff, plan):
    stage = Stage.objects.create(plan=plan, name="実施", symbol="●")
    item = ActionItem.objects.create(plan=plan, code="1-1-1", name="補助金の見直し")
    ScheduleCell.objects.create(item=item, fiscal_year=2009).stages.add(stage)
    page = reverse("admin:plans_plan_change", args=[plan.pk])
    response = staff.post(page, filled_in(staff.get(page)) | {"stages-0-DELETE": "on"})
    text = response.content.decode()
    assert "取組「1-1-1 補助金の見直し」の年次計画「2009」</a>から使われているため、削除できません。" in text
    assert plan.stages.exists()
