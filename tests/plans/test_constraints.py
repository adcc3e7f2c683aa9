"""Every rule about one row: a Japanese sentence in the form, and a refusal by the database itself."""

import pytest
from django.apps import apps
from django.db import models

from organizations.validators import validate_code, validate_fiscal_year
from plans.models import (
    Grade,
    Implementer,
    Indicator,
    IndicatorFigure,
    Mark,
    Measure,
    Phase,
    Pillar,
    Plan,
    PlanNote,
    PlanPoint,
    Policy,
    RatingScale,
    RelatedDocument,
    RoadmapColumn,
    Stage,
    Statistic,
    StatisticValue,
    TargetGroup,
)
from tests import builders
from tests.refusals import assert_database_refuses, assert_form_refuses, constraint_names


def another_plan(world, **fields):
    """A plan that is not saved yet; valid but for the fields given."""
    labels = {"policy_label": "方針", "measure_label": "施策", "item_label": "取組"}
    return Plan(**{"municipality": world.city, "slug": "another", "title": "別の計画"} | labels | fields)


def own_parent(world):
    world.policy.parent = world.policy
    return world.policy


def column(world, **fields):
    return RoadmapColumn(**{"plan": world.plan, "label_as_printed": "H21"} | fields)


def year_column_twice(world):
    builders.make_column(world.plan, 2009)
    return column(world, fiscal_year=2009)


def phase_column_twice(world):
    builders.make_column(world.plan, phase=world.phase)
    return column(world, phase=world.phase)


REFUSALS = {
    "plan_slug_once_per_municipality": (
        "このアドレスの計画は、この市区町村にすでにあります。",
        lambda world: another_plan(world, slug=world.plan.slug),
    ),
    "plan_ends_after_start": (
        "終わりの年度は、始まりの年度より前にできません。",
        lambda world: another_plan(world, start_fy=2010, end_fy=2009),
    ),
    "plan_open_end_has_no_end": (
        "「終わりを定めない」計画には、終わりの年度を入力できません。どちらかにしてください。",
        lambda world: another_plan(world, start_fy=2010, end_fy=2012, open_ended=True),
    ),
    "plan_action_ends_after_start": (
        "実行計画の終わりは、始まりより前にできません。",
        lambda world: another_plan(world, action_start_fy=2010, action_end_fy=2009),
    ),
    "policy_code_once_per_plan": (
        "この番号の方針はこの計画にすでにあります。",
        lambda world: Policy(plan=world.plan, code=world.policy.code, name="別の方針"),
    ),
    "policy_is_not_its_own_parent": (
        None,  # said at the field `parent`: see below
        own_parent,
    ),
    "pillar_once_per_plan": (
        "この柱はこの計画にすでにあります。",
        lambda world: Pillar(plan=world.plan, name=world.pillar.name),
    ),
    "measure_code_once_per_policy": (
        "この番号の施策はこの方針にすでにあります。",
        lambda world: Measure(policy=world.policy, code=world.measure.code, name="別の施策"),
    ),
    "plan_note_once_per_number": (
        "この種類のこの順番はすでにあります。",
        lambda world: PlanNote(plan=world.plan, kind="reading", number=1, text="別の注記"),
    ),
    "plan_point_once_per_number": (
        "この種類のこの順番はすでにあります。",
        lambda world: PlanPoint(plan=world.plan, kind="term", number=1, name="別の用語"),
    ),
    "related_document_once": (
        "同じ関係の同じ文書がすでにあります。",
        lambda world: RelatedDocument(plan=world.plan, kind="parent", name=world.document.name),
    ),
    "indicator_code_once_per_plan": (
        "この番号の指標はこの計画にすでにあります。",
        lambda world: Indicator(plan=world.plan, code=world.indicator.code, name="別の指標"),
    ),
    "indicator_figure_once_per_year": (
        "この年度のこの種類の値はすでにあります。",
        lambda world: IndicatorFigure(indicator=world.indicator, fiscal_year=2022, kind="target"),
    ),
    "rating_scale_once_per_year": (
        "この年度から始まる尺度はすでにあります。",
        lambda world: RatingScale(plan=world.plan, name="別の尺度", from_fy=2022),
    ),
    "grade_code_once_per_scale": (
        "この記号はこの尺度にすでにあります。",
        lambda world: Grade(
            scale=world.scale, code="A", label="別の言葉", meaning="別の意味", counts_as="behind"
        ),
    ),
    "statistic_code_once_per_plan": (
        "この番号の統計はこの計画にすでにあります。",
        lambda world: Statistic(plan=world.plan, code="1", kind="table", title="別の統計"),
    ),
    "statistic_value_once": (
        "同じ行と列の値がすでにあります。",
        lambda world: StatisticValue(statistic=world.statistic, row="はい", column="割合"),
    ),
    "phase_once_per_plan": (
        "この順番の段階はこの計画にすでにあります。",
        lambda world: Phase(plan=world.plan, number=1, name="別の段階"),
    ),
    "roadmap_column_year_or_phase": (
        "列には、年度か段階のどちらか一つだけを入力してください。",
        lambda world: column(world, fiscal_year=2009, phase=world.phase),
    ),
    "roadmap_column_parts_1_to_12": (
        "小列の数は1から12までにしてください。",
        lambda world: column(world, fiscal_year=2009, parts=13),
    ),
    "roadmap_column_year_once": ("この年度の列はすでにあります。", year_column_twice),
    "roadmap_column_phase_once": ("この段階の列はすでにあります。", phase_column_twice),
    "stage_once_per_plan": (
        "この言葉はこの計画にすでにあります。",
        lambda world: Stage(plan=world.plan, name=world.stage.name, symbol="△"),
    ),
    "mark_once_per_plan": (
        "この印はこの計画にすでにあります。",
        lambda world: Mark(plan=world.plan, symbol=world.mark.symbol),
    ),
    "implementer_once_per_plan": (
        "この実施主体はこの計画にすでにあります。",
        lambda world: Implementer(plan=world.plan, name=world.implementer.name),
    ),
    "target_group_once_per_plan": (
        "この対象はこの計画にすでにあります。",
        lambda world: TargetGroup(plan=world.plan, name=world.target_group.name),
    ),
}
WITH_SENTENCE = [name for name, (sentence, _build) in REFUSALS.items() if sentence]


def test_every_constraint_is_tested_here():
    assert constraint_names("plans") == set(REFUSALS)


@pytest.mark.parametrize("constraint", WITH_SENTENCE)
def test_form_refuses_with_a_sentence(world, constraint):
    sentence, build = REFUSALS[constraint]
    assert_form_refuses(build(world), sentence)


@pytest.mark.parametrize("constraint", REFUSALS)
def test_database_refuses(world, constraint):
    assert_database_refuses(REFUSALS[constraint][1](world), constraint)


@pytest.mark.parametrize("parts", [0, 13])
def test_column_with_an_impossible_number_of_parts_is_refused(world, parts):
    row = column(world, fiscal_year=2009, parts=parts)
    assert_form_refuses(row, "小列の数は1から12までにしてください。")
    assert_database_refuses(row, "roadmap_column_parts_1_to_12")


def test_column_with_neither_year_nor_phase_is_refused(world):
    row = column(world)
    assert_form_refuses(row, "列には、年度か段階のどちらか一つだけを入力してください。")
    assert_database_refuses(row, "roadmap_column_year_or_phase")


def test_policy_under_itself_is_refused_with_a_sentence(world):
    assert_form_refuses(own_parent(world), "上の方針に、自分自身は選べません。", "parent")


FOREIGN = {
    "owner": (
        "担当部署は、この市区町村の部署から選んでください。",
        lambda world: another_plan(world, owner=world.other.department),
    ),
    "parent": (
        "上の方針は、同じ計画の方針から選んでください。",
        lambda world: Policy(plan=world.plan, code="x", name="方針", parent=world.other.policy),
    ),
    "measure": (
        "施策は、同じ計画の施策から選んでください。",
        lambda world: PlanPoint(
            plan=world.plan, kind="term", number=2, name="用語", measure=world.other.measure
        ),
    ),
    "policy": (
        "方針は、同じ計画の方針から選んでください。",
        lambda world: Indicator(plan=world.plan, code="x", name="指標", policy=world.other.policy),
    ),
    "phase": (
        "段階は、同じ計画の段階から選んでください。",
        lambda world: column(world, phase=world.other.phase),
    ),
}


@pytest.mark.parametrize("field", FOREIGN)
def test_form_refuses_a_row_of_another_plan(world, field):
    sentence, build = FOREIGN[field]
    assert_form_refuses(build(world), sentence, field)


THIRD_LEVEL = "方針は2段までです。いちばん上の段の方針を選んでください。"


def test_form_refuses_a_third_level_of_policies(world):
    second = builders.make_policy(world.plan, parent=world.policy)
    third = Policy(plan=world.plan, code="x", name="3段目", parent=second)
    assert_form_refuses(third, THIRD_LEVEL, "parent")


def test_form_refuses_to_put_a_policy_with_subpolicies_under_another(world):
    builders.make_policy(world.plan, parent=world.policy)
    world.policy.parent = builders.make_policy(world.plan)
    assert_form_refuses(world.policy, THIRD_LEVEL, "parent")


def test_second_level_of_policies_is_accepted(world):
    Policy(plan=world.plan, code="x", name="2段目", parent=world.policy).full_clean()


@pytest.mark.parametrize(
    "fields",
    [
        {"start_fy": None, "end_fy": None, "open_ended": None},
        {"start_fy": 2010, "end_fy": 2010, "open_ended": False},
        {"start_fy": 2010, "end_fy": None, "open_ended": True},
        {"start_fy": None, "end_fy": 2010, "open_ended": None},
    ],
)
def test_plan_with_what_is_known_of_its_period_is_accepted(world, fields):
    another_plan(world, **fields).full_clean()


def test_plan_at_the_address_of_a_plan_of_another_city_is_accepted(world):
    another_plan(world, slug=world.other.plan.slug).full_clean()


def test_reserved_word_is_refused_as_address_of_a_plan(world):
    assert_form_refuses(
        another_plan(world, slug="search"),
        "「search」はこのサイトが使う言葉なので、アドレスには使えません。別の言葉にしてください。",
        "slug",
    )


def fields_of_our_models():
    for app in ("organizations", "plans", "actions"):
        for model in apps.get_app_config(app).get_models():
            if not model.__name__.startswith("Historical"):
                yield from model._meta.fields


def test_every_fiscal_year_is_validated():
    years = [field for field in fields_of_our_models() if field.name.endswith(("_fy", "fiscal_year"))]
    assert len(years) == 26
    assert [str(field) for field in years if validate_fiscal_year not in field.validators] == []


def test_every_code_of_an_address_is_validated():
    codes = [
        field
        for field in fields_of_our_models()
        if field.name == "code"
        and isinstance(field, models.CharField)
        and field.model.__name__ not in ("Municipality", "Grade")
    ]
    assert len(codes) == 7
    assert [str(field) for field in codes if validate_code not in field.validators] == []
