"""`manage.py check_data`: the same checks, with an exit status."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from organizations.models import Municipality
from tests import builders
from tests.consistency.scene import make_sound_city


@pytest.fixture
def town(db):
    """The only city in use."""
    Municipality.objects.update(is_in_use=False)
    return make_sound_city()


def check_data(*options):
    """(exit status, the lines)."""
    output = StringIO()
    try:
        call_command("check_data", *options, stdout=output)
    except SystemExit as end:
        return end.code, output.getvalue().splitlines()
    return 0, output.getvalue().splitlines()


def put_wrong(town, number=1):
    items = [town.item(town.lead, by_city=True) for _ in range(number)]
    for item in items:
        builders.place(item, builders.make_measure(town.measure.policy), kind="repeat")
    return [f"  {town.plan} {item}" for item in items]


def put_doubtful(town):
    return [f"  {town.plan} {town.item(town.lead, by_city=True)}"]


def test_city_in_which_everything_fits(town):
    assert check_data() == (0, ["1市区町村を点検しました。誤り 0件、確かめる 0件。"])


def test_mistake_is_named_and_ends_with_one(town):
    rows = put_wrong(town)
    assert check_data() == (
        1,
        [
            f"{town.city} [誤り] 再掲だけで、主な場所のない取組: 1件",
            *rows,
            "1市区町村を点検しました。誤り 1件、確かめる 0件。",
        ],
    )


def test_doubt_is_named_and_ends_with_zero(town):
    lines = [
        f"{town.city} [確かめる] どの施策にも置かれていない取組: 1件",
        *put_doubtful(town),
        "1市区町村を点検しました。誤り 0件、確かめる 1件。",
    ]
    assert check_data() == (0, lines)
    assert check_data("--strict") == (1, lines)


def test_strict_ends_with_zero_where_nothing_is_found(town):
    assert check_data("--strict")[0] == 0


def test_long_list_is_cut_unless_all_is_asked_for(town):
    rows = put_wrong(town, 12)
    status, lines = check_data()
    assert (status, lines[1:12]) == (1, [*rows[:10], "  ほか2件(--all ですべて出ます)"])
    status, lines = check_data("--all")
    assert (status, lines[1:13]) == (1, rows)
    assert "1市区町村を点検しました。誤り 12件、確かめる 0件。" in lines


def test_only_the_named_city(town):
    other = make_sound_city()
    put_wrong(other)
    assert check_data("--city", town.city.slug)[0] == 0
    status, lines = check_data("--city", other.city.slug)
    assert (status, lines[0]) == (1, f"{other.city} [誤り] 再掲だけで、主な場所のない取組: 1件")
    both = check_data("--city", town.city.slug, "--city", other.city.slug)
    assert both[1][-1] == "2市区町村を点検しました。誤り 1件、確かめる 0件。"


def test_city_out_of_use_is_checked_only_when_named(town):
    put_wrong(town)
    town.city.is_in_use = False
    town.city.save()
    assert check_data() == (0, ["0市区町村を点検しました。誤り 0件、確かめる 0件。"])
    status, lines = check_data("--city", town.city.slug)
    assert (status, lines[-1]) == (1, "1市区町村を点検しました。誤り 1件、確かめる 0件。")


def test_unknown_city_is_refused_with_another_status(town):
    with pytest.raises(CommandError) as refusal:
        check_data("--city", town.city.slug, "--city", "no-such-city")
    assert refusal.value.returncode == 2
    assert str(refusal.value) == (
        "市区町村のアドレス no-such-city がありません。公開ページの住所の、はじめの言葉を書いてください。"
    )


def test_person_is_named_and_told_apart(town):
    user = town.people["editor"]
    user.last_name, user.first_name, user.email = "見本山", "花子", ""
    user.save()
    assert f"  見本山 花子({user.username})" in check_data()[1]


def test_quiet_says_only_what_makes_it_end_with_one(town):
    doubt = put_doubtful(town)
    assert check_data("--quiet") == (0, [])
    assert check_data("--quiet", "--strict") == (
        1,
        [
            f"{town.city} [確かめる] どの施策にも置かれていない取組: 1件",
            *doubt,
            "1市区町村を点検しました。誤り 0件、確かめる 1件。",
        ],
    )
    rows = put_wrong(town)
    assert check_data("--quiet") == (
        1,
        [
            f"{town.city} [誤り] 再掲だけで、主な場所のない取組: 1件",
            *rows,
            "1市区町村を点検しました。誤り 1件、確かめる 1件。",
        ],
    )


def test_without_tables_it_says_so_and_ends_with_2(tmp_path):
    """For real: a process of its own, whose database nobody has made."""
    plain = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "check_data"],
        cwd=settings.BASE_DIR,
        env=plain | {"KYODO_ENV": "local", "PYTHONUTF8": "1", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "CommandError: データベースを使えないので、点検できませんでした。DATABASE_URL の内容と、"
        "データベースが動いていること、prepare_site を実行したことを確かめてください。"
        "(原因: no such table: organizations_municipality)"
    ]
