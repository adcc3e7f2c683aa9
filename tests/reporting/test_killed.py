"""kill -9 in the middle of publishing, a hundred times: the old state or the new one, never a half."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

SCRIPT = Path(__file__).with_name("kill_publishers.py")
TIMES, KILLED = 109, 100
DATABASE = "kyodo_killed"


@pytest.fixture
def database_url(db, tmp_path):
    """A database that is no part of this test's transaction; on PostgreSQL one beside the test database."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        return
    name = f"{DATABASE}_{os.getpid()}"
    place = connection.settings_dict
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    user = quote(place["USER"]) + (f":{quote(place['PASSWORD'])}" if place["PASSWORD"] else "")
    host, port = place["OPTIONS"].get("host") or place["HOST"] or "", place["PORT"] or ""
    if host.startswith("/"):
        yield f"postgres://{user}@/{name}?host={host}"
    else:
        yield f"postgres://{user}@{host}{f':{port}' if port else ''}/{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_killed_publisher_leaves_the_old_state_or_the_new_one(database_url, tmp_path):
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "kyodo_portal.settings",
        "KYODO_ENV": "local",
        "VAR_DIR": str(tmp_path),
    }
    run = subprocess.run(
        [sys.executable, SCRIPT, str(TIMES)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout.splitlines()[-1])
    assert seen["wrong"] == []
    assert (seen["old"] + seen["new"], seen["killed"]) == (TIMES, KILLED)
    assert (seen["old"] > 0, seen["new"] > 0) == (True, True)  # both before and after the moment of truth
    assert seen["editions"] == list(range(1, seen["new"] + 2))
