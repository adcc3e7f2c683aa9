"""Plans with odd but legal content: written, read back and rebuilt without a single difference."""

import json
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Step
from hypothesis import strategies as st

from actions.data_files import plan_document
from actions.exchange.plan_book import plan_workbook
from actions.models import ActionItem, ItemDepartment, Placement, YearlyStatus
from organizations.models import Municipality, Partner
from plans.models import (
    Actor,
    Grade,
    Implementer,
    Indicator,
    IndicatorFigure,
    Mark,
    Phase,
    Pillar,
    Plan,
    PlanNote,
    PlanPoint,
    RatingScale,
    RelatedDocument,
    Statistic,
    StatisticValue,
    TargetGroup,
)
from tests import builders
from tests.exchange.books import look, write

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=10,
    deadline=None,
    database=None,
    phases=[Step.generate],  # making one example smaller takes longer than reading it
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What Excel, XML, a formula or a reader of numbers might take for something else.
ODD = (
    "=1+1",
    "+81",
    "-1",
    "@SUM(A1)",
    "_x0041_",
    "_x000D_",
    "①",
    "㍻",
    "𠮷野家",
    "👩‍👩‍👧",
    "か\u3099",
    "１２３",
    "1-2",
    "0012",
    "TRUE",
    "1E5",
    "1/2",
    "a/b/c",
    "一、二",
    "#N/A",
    "'x",
    "&<>\"'",
    "はい",
    "不明",
    "令和6年度",
    "2024-04-01",
    "12:30",
    "50%",
    "【シート「長い文」の1番】",
    '=HYPERLINK("http://a")',
    "a\tb",
    "ゼロ\u200b幅",
    "\u202e逆",
)
ANY_SIGN = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffd\ufffe\uffff")
ONE_LINE = st.one_of(st.sampled_from(ODD), st.text(ANY_SIGN, max_size=20)).map(str.strip)
LINE = ONE_LINE.filter(bool)
LONG = st.sampled_from(("長い文。" * 9_000, "\r\n".join(["=行"] * 9_000), "_x000D_" * 5_000, "𠮷" * 20_000))
TEXT = st.one_of(st.lists(ONE_LINE, max_size=4).map("\r\n".join).map(str.strip), ONE_LINE)
EASY = TEXT.filter(lambda text: not {*"《》"} & {*text})
LINES = st.lists(LINE, max_size=3, unique=True).map("\r\n".join)
# SQLite keeps 15 digits of a decimal.
NUMBER = st.none() | st.decimals(
    min_value=Decimal("-99999999999.9999"), max_value=Decimal("99999999999.9999"), places=4
)
UNKNOWN = st.sampled_from([None, True, False])
READING = st.text(st.sampled_from("ぁあがんゔー・ "), max_size=100).map(str.strip)
YEAR = st.integers(1912, 2200)
ORDER = st.sampled_from([0, 1, 32_767, 2_147_483_647])


def short(length, texts=ONE_LINE):
    return texts.map(lambda text: text[:length].strip())


def filled(length):
    return short(length, LINE).map(lambda text: text or "名")


@contextmanager
def undone():
    """What is written inside is gone afterwards, for every example begins with the same database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@st.composite
def texts_of_a_plan(draw):
    """Field -> content, for the models that have many fields."""
    return {
        "city": {"reading": draw(READING), "reading_note": draw(TEXT)},
        "plan": {
            "title": draw(filled(200)),
            "subtitle": draw(short(200)),
            "other_titles": draw(LINES),
            "theme": draw(short(200)),
            "established_as_printed": draw(short(50)),
            "open_ended": draw(st.sampled_from([None, False])),
            "policy_label": draw(filled(30)),
            "measure_label": draw(filled(30)),
            "item_label": draw(filled(30)),
            "labels_as_found": draw(LINES),
            "aim": draw(TEXT | LONG),
            "blank_word": draw(filled(30)),
            "has_actor_marks": draw(st.booleans()),
            "reading_note": draw(TEXT),
            "title_en": draw(short(300)),
            "easy_summary": draw(EASY),
        },
        "item": {
            "name": draw(filled(200)),
            "name_en": draw(short(300)),
            "number_as_printed": draw(short(20)),
            "by_citizen": draw(st.booleans()),
            "timing_as_printed": draw(short(100)),
            "purpose": draw(TEXT | LONG),
            "content": draw(TEXT),
            "tags_as_printed": draw(LINES),
            "confidence": draw(st.sampled_from(["", *ActionItem.Confidence.values])),
            "sort_order": draw(ORDER),
        },
        "names": draw(st.lists(filled(40), min_size=2, max_size=2, unique=True)),
        "words": draw(st.lists(filled(20), min_size=2, max_size=2, unique=True)),
        "summary": draw(TEXT),
        "printed": draw(short(10)),
        "number": draw(NUMBER),
        "figures": draw(st.lists(NUMBER, min_size=4, max_size=4)),
        "unknown": draw(UNKNOWN),
        "year": draw(YEAR),
        "kind": draw(st.sampled_from(PlanPoint.Kind.values)),
        "document": draw(st.sampled_from(RelatedDocument.Kind.values)),
        "statistic": draw(st.sampled_from(Statistic.Kind.values)),
        "note": draw(st.sampled_from(PlanNote.Kind.values)),
        "partner": draw(st.sampled_from(Partner.Kind.values)),
        "actor": draw(st.sampled_from(["", *Actor.values])),
        "counts_as": draw(st.sampled_from(Grade.CountsAs.values)),
        "placed": draw(st.sampled_from(Placement.Kind.values)),
        "role": draw(st.sampled_from(["", *ItemDepartment.Role.values])),
        "status": draw(st.sampled_from(YearlyStatus.Status.values)),
        "next_step": draw(st.sampled_from(["", *YearlyStatus.NextStep.values])),
    }


def make(drawn):
    """A plan with one or two of everything, saying what was drawn."""
    city = builders.make_city(slug="odd", **drawn["city"])
    plan = builders.make_plan(city, **{"slug": "odd", "start_fy": None, "end_fy": None} | drawn["plan"])
    first, second = drawn["names"]
    department = builders.make_department(city, code="a-1", name=first)
    policy = builders.make_policy(plan, code="1E5", name=first, aim=drawn["summary"])
    measure = builders.make_measure(policy, code="1-2", name=second, summary=drawn["summary"])
    for name in drawn["names"]:
        measure.pillars.add(Pillar.objects.create(plan=plan, name=name))
    item = builders.make_item(plan, **{"code": "0012"} | drawn["item"])
    item.related_measures.add(measure)
    builders.place(item, measure, code="1-2-3", kind=drawn["placed"], name_as_printed=second)
    ItemDepartment.objects.create(item=item, department=department, role=drawn["role"])
    stages = [builders.make_stage(plan, word[:20], drawn["printed"][:1] or "○") for word in drawn["words"]]
    builders.make_cell(item, drawn["year"], *stages, as_printed=drawn["printed"])
    phase = Phase.objects.create(plan=plan, number=1, name=first[:50], as_printed=drawn["printed"])
    builders.make_cell(item, None, phase=phase, is_continuation=True)
    builders.make_column(plan, None, phase=phase, label_as_printed=second)
    _add_facts(plan, drawn, measure)
    _add_parties(plan, drawn, item)
    _add_results(plan, drawn, item, department)
    return Plan.objects.select_related("municipality", "owner").get(pk=plan.pk)


def _add_facts(plan, drawn, measure):
    first, second = drawn["names"]
    Mark.objects.create(plan=plan, symbol=first, meaning_as_printed=second, actor=drawn["actor"])
    indicator = Indicator.objects.create(plan=plan, code="TRUE", name=first, unit=second[:20])
    for kind, value in zip(IndicatorFigure.Kind, drawn["figures"], strict=True):
        IndicatorFigure.objects.create(
            indicator=indicator,
            fiscal_year=drawn["year"],
            kind=kind,
            value=value,
            is_cumulative=drawn["unknown"],
            as_printed=drawn["printed"],
        )
    PlanPoint.objects.create(
        plan=plan, kind=drawn["kind"], number=1, name=first, summary=drawn["summary"], measure=measure
    )
    RelatedDocument.objects.create(plan=plan, kind=drawn["document"], name=second, detail=drawn["summary"])
    statistic = Statistic.objects.create(plan=plan, code="1-2", kind=drawn["statistic"], title=first)
    for row, column in ((first, ""), (first, second), (second, first)):
        StatisticValue.objects.create(statistic=statistic, row=row, column=column, value=drawn["number"])
    PlanNote.objects.create(plan=plan, kind=drawn["note"], number=1, text=drawn["summary"] or "注")


def _add_parties(plan, drawn, item):
    first, second = drawn["names"]
    partner = Partner.objects.create(municipality=plan.municipality, name=first, kind=drawn["partner"])
    implementer = Implementer.objects.create(plan=plan, name=second, partner=partner)
    item.item_implementers.create(implementer=implementer, detail=first)
    item.item_target_groups.create(target_group=TargetGroup.objects.create(plan=plan, name=first), detail="")


def _add_results(plan, drawn, item, department):
    scale = RatingScale.objects.create(plan=plan, name=drawn["names"][0], from_fy=1912)
    for code in drawn["words"]:
        Grade.objects.create(
            scale=scale, code=code[:10], label=code, meaning=code, counts_as=drawn["counts_as"]
        ) if not scale.grades.filter(code=code[:10]).exists() else None
    YearlyStatus.objects.create(
        item=item,
        fiscal_year=drawn["year"],
        status=drawn["status"],
        next_step=drawn["next_step"],
        grade=scale.grades.first(),
        department=department,
        done=drawn["summary"],
        is_published=True,
    )


def document_of(plan):
    return json.loads(json.dumps(plan_document(plan)))


@FEW
@given(texts_of_a_plan())
def test_export_then_import_changes_nothing(db, drawn):
    with undone():
        preview = look(plan_workbook(make(drawn)))
        assert (preview.refusal, preview.wrong, preview.changes, preview.missing) == ("", [], [], [])


@settings(FEW, max_examples=6)
@given(texts_of_a_plan())
def test_plan_is_rebuilt_as_it_was_and_only_once(db, drawn):
    with undone():
        plan = make(drawn)
        content, document = plan_workbook(plan), document_of(plan)
        transaction.set_rollback(True)
    assert not Municipality.objects.filter(slug="odd").exists()
    with undone():
        write(content)
        plan = Plan.objects.select_related("municipality", "owner").get(municipality__slug="odd")
        assert document_of(plan) == document
        assert plan_workbook(plan) == content
        assert look(content).total == "0件変更"


@settings(FEW, max_examples=len(ODD))
@given(st.sampled_from(ODD))
def test_every_odd_word_is_a_name_a_key_and_a_reference(db, word):
    """In the cells that tell rows apart, and in those that refer to them."""
    name = word[:40].strip()
    with undone():
        plan = builders.make_plan(builders.make_city(slug="odd"), title=name)
        measure = builders.make_measure(builders.make_policy(plan, name=name), name=name)
        measure.pillars.add(Pillar.objects.create(plan=plan, name=name))
        item = builders.make_item(plan, name=name, content=name)
        builders.make_cell(item, 2024, builders.make_stage(plan, name), as_printed=name)
        partner = Partner.objects.create(municipality=plan.municipality, name=name, kind="group")
        Implementer.objects.create(plan=plan, name=name, partner=partner)
        content, document = plan_workbook(plan), document_of(plan)
        assert look(content).total == "0件変更"
    with undone():
        write(content)
        assert (
            document_of(Plan.objects.select_related("municipality").get(municipality__slug="odd")) == document
        )
