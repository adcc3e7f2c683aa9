"""The shape of the house: imports go down only, rooms stay small, and no cupboard for everything."""

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
# From the roof to the ground; a room may use itself and what stands below it.
ROOMS = ["kyodo_portal", "actions", "plans", "organizations", "kyodo_portal.japanese"]
MODULES = sorted(
    path.relative_to(ROOT)
    for room in ("kyodo_portal", "actions", "plans", "organizations")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)
MOST_LINES = 400


def room_of(dotted):
    """The room a module stands in; None for the libraries."""
    if dotted.startswith("kyodo_portal.japanese"):
        return "kyodo_portal.japanese"
    first = dotted.split(".")[0]
    return first if first in ROOMS else None


def dotted_name(path):
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported_modules(path):
    """Every module of ours that the file imports, anywhere in it."""
    package = dotted_name(path) if path.name == "__init__.py" else dotted_name(path).rpartition(".")[0]
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            )
            module = ".".join(filter(None, (base, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def test_modules_are_found():
    assert len(MODULES) > 90


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_go_down_only(path):
    room = room_of(dotted_name(path))
    # a package is named as the beginning of what it holds: `from kyodo_portal.japanese import …`
    used = {room_of(module) for module in imported_modules(path) if module != "kyodo_portal"}
    allowed = set(ROOMS[ROOMS.index(room) :]) if room != "kyodo_portal" else set(ROOMS)
    assert used - allowed - {None} == set()


def test_rule_notices_an_import_that_goes_up(tmp_path, monkeypatch):
    wrong = tmp_path / "plans" / "wrong.py"
    wrong.parent.mkdir()
    wrong.write_text("def late():\n    from actions.models import ActionItem\n    return ActionItem\n")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    with pytest.raises(AssertionError):
        test_imports_go_down_only(wrong.relative_to(tmp_path))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_module_can_be_read_in_one_sitting(path):
    assert len((ROOT / path).read_text().splitlines()) <= MOST_LINES


def test_there_is_no_cupboard_for_everything():
    names = {"utils", "util", "core", "common", "helpers", "misc", "signals", "services", "receivers"}
    assert [str(path) for path in MODULES if names & {*path.parts, path.stem}] == []


def test_nothing_listens_to_signals():
    listeners = [str(path) for path in MODULES if ".signals" in (ROOT / path).read_text()]
    assert listeners == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[1:2] == ("models",)], ids=str)
def test_model_has_no_side_effect_in_save(path):
    methods = [
        node.name
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef)
    ]
    assert {"save", "delete"} & set(methods) == set()


def test_no_migration_is_missing(db):
    output = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=output)
    assert output.getvalue() == "No changes detected\n"


def test_templates_never_leave_the_house():
    outside = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if "://" in path.read_text().replace("http://www.w3.org/", "")
    ]
    assert outside == []


def test_every_part_of_a_template_says_what_it_needs():
    parts = sorted((ROOT / "templates").rglob("_*.html"))
    public = [path for path in parts if not {"admin", "simple_history"} & set(path.parts)]
    assert len(public) > 10
    assert [str(path.relative_to(ROOT)) for path in public if not path.read_text().startswith("{#")] == []
