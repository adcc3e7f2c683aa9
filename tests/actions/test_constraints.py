"""Every rule about one row: a Japanese sentence in the form, and a refusal by the database itself."""

import pytest
from django.utils import timezone

from actions.models import (
    ActionItem,
    AnswerFigure,
    AnswerStep,
    ItemDepartment,
    ItemImplementer,
    ItemTargetGroup,
    Placement,
    ReportingRound,
    ScheduleCell,
    SupportPart,
    YearlyStatus,
)
from tests import builders
from tests.actions.refusals_of_evaluation import OF_EVALUATION
from tests.actions.refusals_of_reports import OF_REPORTS
from tests.refusals import assert_database_refuses, assert_form_refuses, constraint_names


def department_twice(world):
    ItemDepartment.objects.create(item=world.item, department=world.department, role="support")
    return ItemDepartment(item=world.item, department=world.department, role="lead")


def two_leads(world):
    ItemDepartment.objects.create(item=world.item, department=world.department, role="lead")
    return ItemDepartment(item=world.item, department=builders.make_department(world.city), role="lead")


def implementer_twice(world):
    ItemImplementer.objects.create(item=world.item, implementer=world.implementer)
    return ItemImplementer(item=world.item, implementer=world.implementer)


def target_group_twice(world):
    ItemTargetGroup.objects.create(item=world.item, target_group=world.target_group)
    return ItemTargetGroup(item=world.item, target_group=world.target_group)


def place_code_twice(world):
    item = builders.make_item(world.plan)
    return Placement(item=item, measure=world.measure, code=world.place.code)


def same_measure_twice(world):
    return Placement(item=world.item, measure=world.measure, code="x", kind="repeat")


def two_main_places(world):
    return Placement(item=world.item, measure=builders.make_measure(world.policy), code="x", kind="main")


def round_of(world):
    return builders.make_round(world.plan, scale=world.scale)


def answer_of(world):
    return builders.make_answer(round_of(world), world.item, world.department)


def round_twice(world):
    round_of(world)
    return ReportingRound(
        plan=world.plan,
        fiscal_year=2022,
        scale=world.scale,
        due_on=timezone.localdate(),
        opened_at=timezone.now(),
    )


def part_of_answer_twice(world):
    answer, department = answer_of(world), builders.make_department(world.city)
    builders.make_part(answer, department)
    return SupportPart(answer=answer, department=department)


def figure_twice(world):
    answer = answer_of(world)
    AnswerFigure.objects.create(answer=answer, indicator=world.indicator, value=1)
    return AnswerFigure(answer=answer, indicator=world.indicator, value=2)


def year_twice(world):
    builders.make_cell(world.item, 2022)
    return ScheduleCell(item=world.item, fiscal_year=2022)


def part_twice(world):
    builders.make_cell(world.item, 2022, part=1)
    return ScheduleCell(item=world.item, fiscal_year=2022, part=1)


def phase_twice(world):
    builders.make_cell(world.item, phase=world.phase)
    return ScheduleCell(item=world.item, phase=world.phase)


def status_twice(world):
    YearlyStatus.objects.create(item=world.item, fiscal_year=2022)
    return YearlyStatus(item=world.item, fiscal_year=2022, status="completed")


REFUSALS = {
    "item_code_once_per_plan": (
        "この番号の取組はこの計画にすでにあります。別の番号にしてください。",
        lambda world: ActionItem(plan=world.plan, code=world.item.code, name="別の取組"),
    ),
    "item_department_once": ("この部署はこの取組にすでに入っています。", department_twice),
    "item_has_one_lead": (
        "主管の部署は、ひとつの取組に一つだけです。ほかは「関係」にしてください。",
        two_leads,
    ),
    "item_implementer_once": ("この実施主体はこの取組にすでに入っています。", implementer_twice),
    "item_target_group_once": ("この対象はこの取組にすでに入っています。", target_group_twice),
    "placement_code_once_per_measure": ("この位置はこの施策ですでに使われています。", place_code_twice),
    "item_once_per_measure": ("この取組はこの施策にすでに置かれています。", same_measure_twice),
    "item_has_one_main_place": (
        "主な場所は、ひとつの取組に一つだけです。ほかは「再掲」にしてください。",
        two_main_places,
    ),
    "cell_year_or_phase": (
        "年度か段階のどちらか一つだけを入力してください。",
        lambda world: ScheduleCell(item=world.item, fiscal_year=2022, phase=world.phase),
    ),
    "cell_once_per_year": ("この取組のこの年度の予定はすでにあります。", year_twice),
    "cell_once_per_part": ("この取組のこの年度・小列の予定はすでにあります。", part_twice),
    "cell_once_per_phase": ("この取組のこの段階の予定はすでにあります。", phase_twice),
    "cell_part_within_a_year": (
        "小列は、年度の予定に1から12までの数で入力してください。",
        lambda world: ScheduleCell(item=world.item, phase=world.phase, part=1),
    ),
    "status_once_per_item_and_year": (
        "この取組のこの年度の実績はすでにあります。その行を直してください。",
        status_twice,
    ),
    "status_state_with_round": (
        "回答の状態は、調査への回答だけにあります。",
        lambda world: YearlyStatus(item=world.item, fiscal_year=2022, state="draft"),
    ),
    "status_published_when_confirmed": (
        "公開できるのは、確認済の回答だけです。先に事務局が確認してください。",
        lambda world: YearlyStatus(
            item=world.item, fiscal_year=2022, round=round_of(world), state="approved", is_published=True
        ),
    ),
    "item_ends_after_start": (
        "終えた年度は、始めた年度より前にできません。",
        lambda world: ActionItem(plan=world.plan, code="x", name="見本", start_fy=2023, end_fy=2022),
    ),
    "round_once_per_plan_and_year": ("この計画のこの年度の調査はすでにあります。", round_twice),
    "support_part_once": ("この部署は、この取組の関係する部署にすでに入っています。", part_of_answer_twice),
    "answer_figure_once": ("この指標の値は、この回答にすでにあります。", figure_twice),
    "answer_step_return_has_reason": (
        "差し戻すときは、理由を書いてください。",
        lambda world: AnswerStep(
            answer=answer_of(world), from_state="submitted", to_state="returned", at=timezone.now()
        ),
    ),
    **OF_EVALUATION,
    **OF_REPORTS,
}


def test_every_constraint_is_tested_here():
    assert constraint_names("actions") == set(REFUSALS)


@pytest.mark.parametrize("constraint", REFUSALS)
def test_form_refuses_with_a_sentence(world, constraint):
    sentence, build = REFUSALS[constraint]
    assert_form_refuses(build(world), sentence)


@pytest.mark.parametrize("constraint", REFUSALS)
def test_database_refuses(world, constraint):
    assert_database_refuses(REFUSALS[constraint][1](world), constraint)


def test_cell_with_neither_year_nor_phase_is_refused(world):
    cell = ScheduleCell(item=world.item)
    assert_form_refuses(cell, "年度か段階のどちらか一つだけを入力してください。")
    assert_database_refuses(cell, "cell_year_or_phase")


@pytest.mark.parametrize("part", [0, 13])
def test_cell_in_an_impossible_part_of_a_year_is_refused(world, part):
    cell = ScheduleCell(item=world.item, fiscal_year=2022, part=part)
    assert_form_refuses(cell, "小列は、年度の予定に1から12までの数で入力してください。")
    assert_database_refuses(cell, "cell_part_within_a_year")


FOREIGN = {
    "item_phase": (
        "phase",
        "段階は、同じ計画の段階から選んでください。",
        lambda world: ActionItem(plan=world.plan, code="x", name="取組", phase=world.other.phase),
    ),
    "item_department": (
        "department",
        "担当部署は、計画と同じ市区町村の部署から選んでください。",
        lambda world: ItemDepartment(item=world.item, department=world.other.department),
    ),
    "item_implementer": (
        "implementer",
        "実施主体は、同じ計画のものから選んでください。",
        lambda world: ItemImplementer(item=world.item, implementer=world.other.implementer),
    ),
    "item_target_group": (
        "target_group",
        "対象は、同じ計画のものから選んでください。",
        lambda world: ItemTargetGroup(item=world.item, target_group=world.other.target_group),
    ),
    "placement": (
        "measure",
        "施策は、取組と同じ計画の施策から選んでください。",
        lambda world: Placement(item=world.item, measure=world.other.measure, code="x", kind="repeat"),
    ),
    "cell_phase": (
        "phase",
        "段階は、取組と同じ計画の段階から選んでください。",
        lambda world: ScheduleCell(item=world.item, phase=world.other.phase),
    ),
    "grade": (
        "grade",
        "評価は、この計画の、この年度の尺度から選んでください。",
        lambda world: YearlyStatus(item=world.item, fiscal_year=2022, grade=world.other.grade),
    ),
    "answering_department": (
        "department",
        "計画と同じ市区町村の部署から選んでください。",
        lambda world: YearlyStatus(item=world.item, fiscal_year=2022, department=world.other.department),
    ),
    "round": (
        "round",
        "調査は、取組と同じ計画の、同じ年度のものを選んでください。",
        lambda world: YearlyStatus(
            item=world.item, fiscal_year=2022, state="blank", round=round_of(world.other)
        ),
    ),
    "supporting_department": (
        "department",
        "計画と同じ市区町村の部署から選んでください。",
        lambda world: SupportPart(answer=answer_of(world), department=world.other.department),
    ),
    "lead_as_supporting_department": (
        "department",
        "主管の部署は、関係する部署に入れません。",
        lambda world: SupportPart(answer=answer_of(world), department=world.department),
    ),
    "indicator_of_an_answer": (
        "indicator",
        "指標は、同じ計画の指標から選んでください。",
        lambda world: AnswerFigure(answer=answer_of(world), indicator=world.other.indicator, value=1),
    ),
    "scale_of_a_round": (
        "scale",
        "この計画の、この年度の評価に使う尺度を選んでください。",
        lambda world: ReportingRound(
            plan=world.plan,
            fiscal_year=2023,
            scale=world.other.scale,
            due_on=timezone.localdate(),
            opened_at=timezone.now(),
        ),
    ),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_form_refuses_a_row_of_another_plan(world, case):
    field, sentence, build = FOREIGN[case]
    assert_form_refuses(build(world), sentence, field)


def test_second_repeat_is_accepted(world):
    for number in (1, 2):
        repeat = Placement(
            item=world.item, measure=builders.make_measure(world.policy), code=f"x{number}", kind="repeat"
        )
        repeat.full_clean()
        repeat.save()
    assert world.item.placements.count() == 3


def test_year_in_parts_is_accepted(world):
    for part in (1, 2, 12):
        cell = ScheduleCell(item=world.item, fiscal_year=2022, part=part)
        cell.full_clean()
        cell.save()
    assert world.item.schedule_cells.count() == 3


def test_status_of_the_next_year_is_accepted(world):
    YearlyStatus.objects.create(item=world.item, fiscal_year=2022)
    YearlyStatus(item=world.item, fiscal_year=2023, grade=world.grade).full_clean()


def test_new_status_is_not_reported_and_not_public(world):
    status = YearlyStatus.objects.create(item=world.item, fiscal_year=2022)
    assert (status.get_status_display(), status.is_published) == ("未報告", False)
    assert list(YearlyStatus.objects.published()) == []
