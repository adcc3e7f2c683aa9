"""What `make run` does before it serves: from an empty folder to a whole site, and again without a change."""

import os
import sqlite3
import stat
import subprocess
import sys

from django.conf import settings


def manage(var_dir, *command, **variables):
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONUTF8": "1",
        "KYODO_ENV": "local",
        "VAR_DIR": str(var_dir),
    }
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def count(var_dir, table):
    with sqlite3.connect(var_dir / "kyodo.sqlite3") as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_first_run_makes_a_whole_site_and_the_second_changes_nothing(tmp_path):
    """One test, for each run takes seconds and workers share nothing."""
    var_dir = tmp_path / "var"
    tables = ("plans_plan", "actions_actionitem", "actions_placement", "organizations_user")

    first = manage(var_dir, "prepare_site")
    assert (first.returncode, first.stderr) == (0, "")
    assert [count(var_dir, table) for table in tables] == [6, 202, 229, 9]
    assert len(list((var_dir / "static").rglob("portal.*.css"))) == 1
    assert manage(var_dir, "migrate", "--check").returncode == 0

    account = var_dir / "first-account.txt"
    password = account.read_text().splitlines()[1].removeprefix("パスワード: ")
    assert f"パスワード  {password}" in first.stdout
    assert stat.S_IMODE(account.stat().st_mode) == 0o600

    demo = [line.split() for line in (var_dir / "demo-accounts.txt").read_text().splitlines()]
    assert len(demo) == len({password for _name, password, *_what in demo}) == 7
    assert all(f"{name:<16} {password}" in first.stdout for name, password, *_what in demo)
    assert stat.S_IMODE((var_dir / "demo-accounts.txt").stat().st_mode) == 0o600

    second = manage(var_dir, "prepare_site")
    assert (second.returncode, second.stderr) == (0, "")
    assert [line for line in second.stdout.splitlines() if "変えていません" not in line] == []
    assert [count(var_dir, table) for table in tables] == [6, 202, 229, 9]


def test_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "var").write_text("これはファイルです")
    done = manage(tmp_path / "var", "prepare_site", SECRET_KEY="given, so that the settings write no file")
    assert done.returncode == 1
    assert "VAR_DIR に、書き込めるフォルダーを指定してください。" in done.stderr
    assert "Traceback" not in done.stderr


def test_damaged_database_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "kyodo.sqlite3").write_bytes(b"this is no database" * 100)
    done = manage(tmp_path, "prepare_site")
    assert done.returncode == 1
    assert "壊れていれば控えから戻して、もう一度実行してください。" in done.stderr
    assert "Traceback" not in done.stderr
