"""The ledger: whatever a deed writes through it can be undone as a whole."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from actions.models import ScheduleCell
from organizations.ledger import Ledger, NotTakenBack, take_back
from organizations.models import Department, Membership
from plans.models import IndicatorFigure
from tests import builders
from tests.survey.people import again


def kept(ledger):
    """The entries as a JSON column gives them back."""
    return json.loads(json.dumps(ledger.entries))


def refusal_of(ledger):
    with pytest.raises(NotTakenBack) as refusal:
        take_back(kept(ledger))
    return refusal.value.sentences


def test_entry_of_a_change_has_before_and_after(world):
    name, ledger = world.department.name, Ledger("理由")
    ledger.change(world.department, name="新しい課", end_fy=2024)
    assert ledger.entries == [
        {
            "model": "organizations.Department",
            "pk": world.department.pk,
            "what": "change",
            "before": {"name": name, "end_fy": None},
            "after": {"name": "新しい課", "end_fy": 2024},
            "label": "部署「新しい課」",
        }
    ]
    assert world.department.history.first().history_change_reason == "理由"


def test_change_is_taken_back(world):
    name, ledger = world.department.name, Ledger()
    ledger.change(world.department, name="新しい課", end_fy=2024)
    take_back(kept(ledger), reason="取り消し")
    assert (again(world.department).name, again(world.department).end_fy) == (name, None)
    assert world.department.history.first().history_change_reason == "取り消し"


def test_change_to_the_same_is_no_change(world):
    ledger, entries = Ledger(), world.department.history.count()
    ledger.change(world.department, name=world.department.name)
    assert (ledger.entries, world.department.history.count()) == ([], entries)


def test_new_row_is_taken_back(world):
    ledger = Ledger()
    row = ledger.create(Department(municipality=world.city, code="new", name="新しい課"))
    assert row.pk is not None
    take_back(kept(ledger))
    assert not Department.objects.filter(code="new").exists()


def test_deleted_row_comes_back_as_it_was(world):
    before = Department.objects.filter(pk=world.department.pk).values().get()
    ledger = Ledger()
    ledger.delete(world.department)
    assert not Department.objects.filter(pk=before["id"]).exists()
    take_back(kept(ledger))
    assert Department.objects.filter(pk=before["id"]).values().get() == before


def test_many_to_many_choices_are_taken_back(world):
    other = builders.make_stage(world.plan, "検討")
    cell = builders.make_cell(world.item, 2022, world.stage)
    ledger = Ledger()
    ledger.change(cell, stages=[other])
    ledger.create(ScheduleCell(item=world.item, fiscal_year=2023), stages=[world.stage, other])
    assert [set(each.stages.all()) for each in ScheduleCell.objects.filter(item=world.item)] == [
        {other},
        {world.stage, other},
    ]
    take_back(kept(ledger))
    assert [(each, list(each.stages.all())) for each in ScheduleCell.objects.filter(item=world.item)] == [
        (cell, [world.stage])
    ]


def test_many_to_many_choices_of_a_deleted_row_come_back(world):
    cell = builders.make_cell(world.item, 2022, world.stage)
    ledger, pk = Ledger(), cell.pk
    ledger.delete(cell)
    take_back(kept(ledger))
    assert list(ScheduleCell.objects.get(pk=pk).stages.all()) == [world.stage]


def test_times_dates_and_decimals_are_compared_by_what_they_mean(world):
    round_ = builders.make_round(world.plan)
    member = builders.join(world.user, world.city)
    ledger = Ledger()
    ledger.change(round_, opened_at=datetime(2024, 4, 1, 9, tzinfo=UTC))
    ledger.change(world.figure, value=Decimal("12.50"))
    ledger.change(member, start_on=date(2021, 4, 1))
    take_back(kept(ledger))
    assert again(round_).opened_at == datetime(2023, 4, 10, 9, tzinfo=UTC)
    assert (again(world.figure).value, again(member).start_on) == (None, date(2020, 4, 1))


def test_newest_is_taken_back_first(world):
    name, ledger = world.department.name, Ledger()
    ledger.change(world.department, name="二番目")
    ledger.change(world.department, name="三番目")
    row = ledger.create(Department(municipality=world.city, code="new", name="新"))
    ledger.create(Membership(user=world.user, municipality=world.city, department=row, role="editor"))
    take_back(kept(ledger))
    assert again(world.department).name == name
    assert not Membership.objects.filter(user=world.user).exists()


def test_field_changed_since_is_named(world):
    ledger = Ledger()
    ledger.change(world.department, name="二番目", end_fy=2024)
    Department.objects.filter(pk=world.department.pk).update(name="x", end_fy=2025)
    assert refusal_of(ledger) == ["部署「二番目」の名称、廃止年度が、そのあとに変更されています。"]


def test_one_row_is_named_once(world):
    ledger = Ledger()
    ledger.change(world.department, name="二番目")
    ledger.change(world.department, name="三番目")
    Department.objects.filter(pk=world.department.pk).update(name="x")
    assert refusal_of(ledger) == ["部署「三番目」の名称が、そのあとに変更されています。"]


def test_all_or_nothing(world):
    ledger = Ledger()
    ledger.change(world.city, reading="みほんし")
    ledger.change(world.department, name="二番目")
    Department.objects.filter(pk=world.department.pk).update(name="x")
    refusal_of(ledger)
    assert again(world.city).reading == "みほんし"


def test_new_row_that_others_use_stays(world):
    ledger = Ledger()
    row = ledger.create(Department(municipality=world.city, code="new", name="新しい課"))
    for _each in range(4):
        builders.member_of(world.city, role="editor", department=row)
    (sentence,) = refusal_of(ledger)
    assert sentence.startswith("部署「新しい課」は、もう使われています。使っているもの: 所属と役割「")
    assert sentence.endswith("」、ほか1件。")


def test_what_would_vanish_with_a_new_row_stands_in_the_way_too(world):
    ledger = Ledger()
    row = ledger.create(Department(municipality=world.city, code="new", name="新しい課"))
    row.former_names.create(name="旧課", last_fy=2020)
    assert refusal_of(ledger) == [
        "部署「新しい課」は、もう使われています。使っているもの: 旧名称「旧課(2020年度まで)」。"
    ]


def test_row_that_others_use_is_not_deleted(world):
    builders.member_of(world.city, role="editor", department=world.department)
    with pytest.raises(
        ValidationError, match=f"^.'部署「{world.department}」は削除できません。使っているもの: "
    ):
        Ledger().delete(world.department)
    assert again(world.department)


def test_row_whose_place_was_taken_does_not_come_back(world):
    ledger, code, name = Ledger(), world.department.code, world.department.name
    ledger.delete(world.department)
    builders.make_department(world.city, code=code)
    assert refusal_of(ledger) == [
        f"元に戻せません。部署「{name}」: この番号の部署はすでにあります。別の番号にしてください。"
    ]


def test_row_that_is_wrong_is_refused_by_name_and_not_written(world):
    ledger = Ledger()
    with pytest.raises(ValidationError) as refusal:
        ledger.change(world.department, start_fy=2024, end_fy=2023)
    assert refusal.value.messages == [f"部署「{world.department}」: 廃止年度は設置年度より前にできません。"]
    assert (ledger.entries, again(world.department).end_fy) == ([], None)


def test_what_was_wrong_before_stays(world):
    IndicatorFigure.objects.filter(pk=world.figure.pk).update(fiscal_year=1)
    figure = again(world.figure)
    Ledger().change(figure, value=Decimal(3))
    assert again(world.figure).value == 3
    with pytest.raises(ValidationError):
        Ledger().change(figure, fiscal_year=2)
