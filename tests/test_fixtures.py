"""The five plans that come with the product: what a new site loads, and what it never touches."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.serializers.base import DeserializationError

from actions.loading import FIRST_CHANGE_REASON, load_plan
from actions.models import ActionItem, ScheduleCell
from organizations.models import Department, Municipality
from organizations.natural_keys import NaturalKeyModel
from organizations.validators import validate_readings_in_text
from plans.models import Measure, Plan

FIXTURES = sorted((Path(settings.BASE_DIR) / "fixtures").glob("*.json"))
APPS = ("organizations", "plans", "actions")


def our_models(*, with_links=True):
    """The models of our apps without their histories; links are the tables between two models."""
    return [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=with_links)
        if not model.__name__.startswith("Historical")
    ]


def dump():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in our_models()}


def without_plan(slug="guidebook"):
    """Take 南アルプス市's plan away, as if it had never been loaded."""
    plan = Plan.objects.get(slug=slug)
    ScheduleCell.objects.filter(item__plan=plan).delete()
    for model in ("placements",):
        for item in plan.items.all():
            getattr(item, model).all().delete()
    plan.items.all().delete()
    plan.points.all().delete()
    plan.delete()


def path_of(city):
    return next(path for path in FIXTURES if path.stem == city)


def test_there_is_one_file_a_plan():
    assert [path.stem for path in FIXTURES] == [
        "minami-alps",
        "nagato",
        "tsukubamirai",
        "tsushima",
        "yamaguchi",
    ]


def test_loading_again_changes_nothing(db):
    before = dump()
    call_command("loaddata", *map(str, FIXTURES), verbosity=0)
    assert dump() == before


def test_loaded_rows_are_the_rows_of_the_files(db):
    files = [json.loads(path.read_text()) for path in FIXTURES]
    in_files = Counter(row["model"] for rows in files for row in rows)
    in_database = {model._meta.label_lower: model.objects.count() for model in our_models(with_links=False)}
    assert {label: count for label, count in in_database.items() if count} == dict(in_files)


def test_every_file_holds_no_primary_key():
    rows = [row for path in FIXTURES for row in json.loads(path.read_text())]
    assert [row for row in rows if "pk" in row] == []


def test_every_natural_key_names_one_row(db):
    checked = []
    for model in our_models(with_links=False):
        if issubclass(model, NaturalKeyModel):
            keys = [row.natural_key() for row in model.objects.all()]
            assert len(set(keys)) == len(keys), model
            for row in model.objects.all()[:5]:
                assert model.objects.get_by_natural_key(*row.natural_key()) == row
            checked.append(model)
    assert len(checked) == 39


def test_every_loaded_row_is_valid(db):
    problems = {}
    for model in our_models(with_links=False):
        for row in model.objects.all():
            try:
                row.full_clean(validate_unique=False, validate_constraints=False)
            except Exception as error:
                problems[f"{model.__name__} {row}"] = str(error)
    assert problems == {}


def test_every_easy_summary_of_the_files_passes_the_rule_of_its_field():
    """The texts of みほん市, too: those of its reports are written without a form."""
    texts = []

    def keep(pairs):
        texts.extend(value for key, value in pairs if key == "easy_summary" and value)

    for path in [*FIXTURES, *(Path(settings.BASE_DIR) / "fixtures" / "sample").glob("*.json")]:
        json.loads(path.read_text(), object_pairs_hook=keep)
    for text in texts:
        validate_readings_in_text(text)
    assert len(texts) > 5


def test_search_text_of_every_loaded_row_is_filled(db):
    models = [
        model for model in our_models() if "search_text" in {field.name for field in model._meta.fields}
    ]
    assert len(models) == 8
    assert [model.__name__ for model in models if model.objects.filter(search_text="").exists()] == []


def test_every_loaded_row_begins_its_history_once(db):
    wrong = {}
    for model in our_models(with_links=False):
        if hasattr(model._meta, "simple_history_manager_attribute"):
            begun = Counter(model.history.values_list("id", "history_type", "history_change_reason"))
            expected = {
                (pk, "+", FIRST_CHANGE_REASON): 1 for pk in model.objects.values_list("pk", flat=True)
            }
            if begun != expected:
                wrong[model.__name__] = len(begun)
    assert wrong == {}


@pytest.mark.parametrize(
    ("model", "relation", "links"),
    [(ScheduleCell, "stages", 225), (Measure, "pillars", 8), (ActionItem, "related_measures", 4)],
)
def test_first_history_remembers_the_links(db, model, relation, links):
    rows = model.objects.prefetch_related(relation)
    now = {row.pk: {each.pk for each in getattr(row, relation).all()} for row in rows}
    column = f"{getattr(model, relation).rel.model._meta.model_name}_id"
    then = {
        record.id: {getattr(link, column) for link in getattr(record, relation).all()}
        for record in model.history.all()
    }
    assert then == now
    assert sum(map(len, now.values())) == links


def test_edits_of_staff_are_left_alone(db):
    plan = Plan.objects.get(slug="guidebook")
    plan.title = "職員が直した名称"
    plan.save()
    output = StringIO()
    call_command("load_plans", stdout=output)
    plan.refresh_from_db()
    assert plan.title == "職員が直した名称"
    assert (
        "南アルプス市「南アルプス市職員のための 協働のまちづくりガイドブック」: すでにあります(変えていません)"
        in output.getvalue()
    )
    assert output.getvalue().count("すでにあります(変えていません)") == 5


def test_row_that_staff_deleted_does_not_come_back(db):
    Plan.objects.get(slug="guidebook").points.all().delete()
    call_command("load_plans", stdout=StringIO())
    assert Plan.objects.get(slug="guidebook").points.count() == 0


def test_missing_plan_is_loaded_and_the_city_that_staff_edited_stays(db):
    without_plan()
    Municipality.objects.filter(slug="minami-alps").update(reading="みなみあるぷすのまち")
    loaded = load_plan(path_of("minami-alps"))
    city = Municipality.objects.get(slug="minami-alps")
    assert (loaded.municipality, loaded.title) == (
        "南アルプス市",
        "南アルプス市職員のための 協働のまちづくりガイドブック",
    )
    assert loaded.objects > 80
    assert city.reading == "みなみあるぷすのまち"
    assert city.plans.get().items.count() == 10


def test_loading_says_what_was_done(db):
    without_plan()
    output = StringIO()
    call_command("load_plans", stdout=output)
    lines = output.getvalue().splitlines()
    assert len(lines) == 5
    assert [line for line in lines if "読み込みました(" in line] == [lines[0]]


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", '[{"model": "plans.plan", "fields": {}}]', "[1, 2]", '"文字"', "", "{"],
)
def test_file_without_a_plan_is_refused_with_a_sentence(db, tmp_path, text):
    path = tmp_path / "damaged.json"
    path.write_text(text)
    with pytest.raises(
        ValueError, match="^damaged.json に市区町村と計画がありません。ファイルを元に戻してください。$"
    ):
        load_plan(path)


def test_nothing_of_a_damaged_file_is_loaded(db, tmp_path):
    without_plan()
    rows = json.loads(path_of("minami-alps").read_text())
    rows[-1]["fields"]["plan"] = ["minami-alps", "no-such-plan"]
    path = tmp_path / "damaged.json"
    path.write_text(json.dumps(rows))
    with pytest.raises(DeserializationError):
        load_plan(path)
    assert Plan.objects.filter(slug="guidebook").count() == 0


def test_no_file_at_all_is_refused_with_a_sentence(db, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError) as refusal:
        call_command("load_plans")
    assert str(refusal.value) == "fixtures/ に計画のファイルがありません。配布物をもう一度展開してください。"


def test_departments_with_collective_names_are_marked(db):
    names = Department.objects.filter(is_collective=True).values_list("name", flat=True)
    assert set(names) == {"関係各課", "関係各部", "関係課", "全所属", "各課", "職員"}
