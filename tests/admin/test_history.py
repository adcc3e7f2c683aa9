"""The history says who changed what, and leads back."""

import pytest
from django.urls import reverse

from actions.models import ActionItem, ItemDepartment, ScheduleCell
from organizations.models import Department, User
from plans.models import Stage

from .forms import filled_in


def past(record, version):
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_simple_history"
    return reverse(name, args=[record.pk, version.history_id])


def test_revert_restores_the_old_values(staff, department):
    first = department.history.get()
    department.name = "市民協働課"
    department.save()
    response = staff.post(past(department, first), filled_in(staff.get(past(department, first))))
    assert response.status_code == 302
    department.refresh_from_db()
    assert department.name == "見本推進課"
    newest = department.history.first()
    assert (newest.name, newest.history_user.username) == ("見本推進課", "boss")


def test_revert_restores_the_many_to_many_choices(staff, plan):
    trial, done = (Stage.objects.create(plan=plan, name=name, symbol="○") for name in ("検討", "実施"))
    cell = ScheduleCell.objects.create(
        item=ActionItem.objects.create(plan=plan, code="1", name="取組"), fiscal_year=2009
    )
    cell.stages.set([trial])
    before = cell.history.first()
    cell.stages.set([done])
    staff.post(past(cell, before), filled_in(staff.get(past(cell, before))))
    assert list(cell.stages.all()) == [trial]


def test_revert_keeps_the_password(staff, db):
    person = User.objects.create_user("tanaka", password="a-password-of-16", last_name="田中")
    first = person.history.first()
    person.last_name = "中田"
    person.save()
    assert staff.post(past(person, first), filled_in(staff.get(past(person, first)))).status_code == 302
    person.refresh_from_db()
    assert person.last_name == "田中"
    assert person.check_password("a-password-of-16")


def test_history_shows_before_and_after_in_the_words_of_the_form(staff, department):
    department.is_collective = True
    department.start_fy = 2009
    department.save()
    page = staff.get(reverse("admin:organizations_department_history", args=[department.pk])).content.decode()
    assert "<strong>まとめた呼び名:</strong> いいえ → はい" in page
    assert "<strong>設置年度:</strong> (空欄) → 2009" in page


def test_history_of_an_item_shows_its_deleted_parts_and_brings_one_back(staff, plan, department):
    item = ActionItem.objects.create(plan=plan, code="1", name="取組")
    row = ItemDepartment.objects.create(item=item, department=department, role="lead")
    row_pk, first = row.pk, row.history.get()
    row.delete()
    page = staff.get(reverse("admin:actions_actionitem_history", args=[item.pk]))
    assert [change["name"] for change in page.context["part_changes"]] == [
        "見本推進課(主管)",
        "見本推進課(主管)",
    ]
    url = reverse("admin:actions_itemdepartment_simple_history", args=[row_pk, first.history_id])
    response = staff.post(url, filled_in(staff.get(url)))
    assert response.url == reverse("admin:actions_actionitem_change", args=[item.pk])
    assert item.item_departments.get().department == department


@pytest.mark.parametrize("deed", ["登録", "変更"])
def test_history_names_the_deed_and_the_person(staff, boss, city, deed):
    page = reverse("admin:organizations_department_add")
    data = {"municipality": city.pk, "code": "1", "name": "課", "sort_order": 0}
    data |= {"former_names-TOTAL_FORMS": 0, "former_names-INITIAL_FORMS": 0}
    staff.post(page, data)
    department = Department.objects.get(municipality=city)
    change = reverse("admin:organizations_department_change", args=[department.pk])
    staff.post(change, filled_in(staff.get(change)) | {"name": "別の課"})
    text = staff.get(reverse("admin:organizations_department_history", args=[department.pk])).content.decode()
    assert f"<td>{deed}</td>" in text.replace("\n", "")
    assert "山田花子" in text
