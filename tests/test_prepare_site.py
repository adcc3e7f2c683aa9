"""What `make run` does before it serves: from an empty folder to a whole site, and again without a change."""

import os
import sqlite3
import stat
import subprocess
import sys

import pytest
from django.conf import settings


def manage(var_dir, *command):
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "KYODO_ENV": "local", "VAR_DIR": str(var_dir)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The folder after the first run, and what the first and the second run said."""
    var_dir = tmp_path_factory.mktemp("site") / "var"
    first = manage(var_dir, "prepare_site")
    assert first.stderr == ""
    return var_dir, first.stdout, manage(var_dir, "prepare_site").stdout


def count(var_dir, table):
    with sqlite3.connect(var_dir / "kyodo.sqlite3") as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_first_run_makes_a_whole_site(prepared):
    var_dir, _first, _second = prepared
    tables = ("plans_plan", "actions_actionitem", "actions_placement", "organizations_user")
    assert [count(var_dir, table) for table in tables] == [5, 162, 186, 1]
    assert len(list((var_dir / "static").rglob("portal.*.css"))) >= 1


def test_first_run_shows_the_password_once_and_keeps_it_for_the_owner(prepared):
    var_dir, first, second = prepared
    kept = var_dir / "first-account.txt"
    password = kept.read_text().splitlines()[1].removeprefix("パスワード: ")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert (password in first, password in second) == (True, False)


def test_second_run_changes_nothing(prepared):
    var_dir, _first, second = prepared
    assert count(var_dir, "plans_plan") == 5
    assert count(var_dir, "organizations_user") == 1
    assert [line for line in second.splitlines() if "最初の管理者" in line or "整えています" in line] == []


def test_no_migration_is_left_to_run(prepared):
    var_dir, _first, _second = prepared
    assert manage(var_dir, "migrate", "--check").returncode == 0


def test_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "var").write_text("これはファイルです")
    done = manage(tmp_path / "var", "prepare_site")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_damaged_database_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "kyodo.sqlite3").write_bytes(b"this is no database" * 100)
    done = manage(tmp_path, "prepare_site")
    assert done.returncode == 1
    assert "壊れていれば控えから戻して、もう一度実行してください。" in done.stderr
    assert "Traceback" not in done.stderr
