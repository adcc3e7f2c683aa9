"""`python -m benchmarks` measures our pages beside a bare WSGI answer and a minimal Django table, in one run.

Every target is asked in short bursts, one request after another, and the bursts of all targets take turns in
rounds: what the machine does meanwhile falls on all of them. A ratio is taken within each round; the table
gives the median over the rounds. The exit status says whether the run worked, not whether a goal is met.
Then the PDF of a report is made beside WeasyPrint's (report_pdf.py), and 10,000 answers are imported beside
django-import-export's stock import (import_rows.py).
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from . import databases, import_rows, report, report_pdf
from .load import WrongAnswer, burst, fetch
from .servers import ROOT, WORKERS, environment, processor_seconds, run, serving
from .targets import HELLO, TABLE, baselines, made_up_pages, site_pages, yamaguchi_pages

SQLITE, SMALL, SMALL_AND_ONE, NATIONAL = "sqlite-5", "postgresql-5", "postgresql-6", "postgresql-national"
CITIES, QUICK_CITIES = 1741, 60
MADE_UP = ("mihon-0001", "mihon-plan")
WARM_UPS = 6 * WORKERS


def main():
    options = read_options()
    targets = chosen(options.only)
    sites = {target.site for target in targets}
    url = os.environ.get("DATABASE_URL", "")
    if any(site.startswith("postgresql") for site in sites) and not databases.is_postgresql(url):
        starter = str(ROOT / "tests" / "with_postgresql")
        os.execv(starter, [starter, sys.executable, "-m", "benchmarks", *sys.argv[1:]])  # noqa: S606 - our own interpreter
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kyodo-bench-")))
        environments = prepare(sites, folder, url, options.cities, stack)
        for site, (application, env) in environments.items():
            port, master = stack.enter_context(serving(application, env))
            for target in targets:
                if target.site == site:
                    target.port, target.master = port, master
        look_at(targets, environments)
        measure(targets, options.rounds, options.seconds)
    postgresql = databases.version(url) if databases.is_postgresql(url) else None
    pdfs = report_pdf.measure(options.quick, say) if is_wanted(report_pdf.NAME, options.only) else []
    imports = import_rows.measure(options.quick, say) if is_wanted(import_rows.NAME, options.only) else None
    show(targets, pdfs, imports, options, postgresql)


def read_options():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a smoke test: few rounds, few made-up cities")
    parser.add_argument(
        "--only", default="", help="targets whose name has one of these words, such as roadmap,item"
    )
    parser.add_argument("--rounds", type=int, help="how often every target has its turn (24; quick: 3)")
    parser.add_argument("--seconds", type=float, help="length of a burst (0.2; quick: 0.1)")
    parser.add_argument("--cities", type=int, help=f"made-up cities ({CITIES}; quick: {QUICK_CITIES})")
    parser.add_argument("--json", type=Path, help="write everything measured to this file")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 24)
    options.seconds = options.seconds or (0.1 if options.quick else 0.2)
    options.cities = options.cities or (QUICK_CITIES if options.quick else CITIES)
    return options


def chosen(only):
    """The two baselines and every page asked for."""
    pages = [page for site in (SQLITE, SMALL) for page in (*site_pages(site), *yamaguchi_pages(site))]
    pages += made_up_pages(SMALL_AND_ONE, *MADE_UP)
    pages += [*site_pages(NATIONAL), *yamaguchi_pages(NATIONAL), *made_up_pages(NATIONAL, *MADE_UP)]
    return baselines() + [page for page in pages if is_wanted(page.name, only)]


def is_wanted(name, only):
    """Whether the name has one of the words; without words, all are wanted."""
    words = [word.strip() for word in only.split(",") if word.strip()]
    return not words or any(word in name for word in words)


def prepare(sites, folder, url, cities, stack):
    """Site -> (WSGI application, environment), with its database filled."""
    table_env = environment(MINIMAL_TABLE_FILE=str(folder / "minimal.sqlite3"))
    run("-m", "benchmarks.minimal_table", env=table_env)
    prepared = {
        HELLO: ("benchmarks.hello:application", environment()),
        TABLE: ("benchmarks.minimal_table:application", table_env),
    }
    ours = "kyodo_portal.wsgi:application"
    say("collecting static files")
    run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=environment(VAR_DIR=str(folder)))
    if SQLITE in sites:
        prepared[SQLITE] = (ours, environment(VAR_DIR=str(folder)))
        load_five(prepared[SQLITE][1])
    if any(site.startswith("postgresql") for site in sites):
        small = stack.enter_context(databases.database(url, "five"))
        load_five(environment(VAR_DIR=str(folder), DATABASE_URL=small))
        bases = {SMALL: (small, 0), SMALL_AND_ONE: ("one", 1), NATIONAL: ("national", cities)}
        for site, (label, added) in bases.items():
            if site not in sites:
                continue
            address = stack.enter_context(databases.database(url, label, like=small)) if added else small
            prepared[site] = (ours, environment(VAR_DIR=str(folder), DATABASE_URL=address))
            if added:
                add_cities(added, prepared[site][1])
            databases.settle(address)
    return prepared


def load_five(env):
    say("loading the five plans")
    run("manage.py", "migrate", "--noinput", "--verbosity", "0", env=env)
    run("manage.py", "load_plans", "--verbosity", "0", env=env)


def add_cities(number, env):
    begin = time.monotonic()
    say(f"adding made-up cities: {number}")
    run("-m", "benchmarks.national", str(number), env=env)
    say(f"  in {time.monotonic() - begin:.0f} s")


def look_at(targets, environments):
    """Warm both workers of each server, and note the size and the queries of each page."""
    say("warming up and counting queries")
    for target in targets:
        for _ in range(WARM_UPS):
            target.size = len(fetch(target.port, target.path))
    for site, (application, env) in environments.items():
        pages = [target for target in targets if target.site == site]
        if application.startswith("kyodo_portal"):
            counts = json.loads(
                run("-m", "benchmarks.queries", *(page.path for page in pages), env=env, capture=True)
            )
            for page in pages:
                page.queries = counts[page.path]


def measure(targets, rounds, seconds):
    order = list(targets)
    shuffle = random.Random(1).shuffle
    begin = time.monotonic()
    for number in range(rounds):
        shuffle(order)
        for target in order:
            used = processor_seconds(target.master)
            durations = burst(target.port, target.path, seconds)
            used = processor_seconds(target.master) - used
            target.processor_ms.append(used / len(durations) * 1000)
            target.milliseconds.append(statistics.median(durations) * 1000)
            target.per_second.append(len(durations) / sum(durations))
        say(f"round {number + 1} of {rounds} ({time.monotonic() - begin:.0f} s)")


def show(targets, pdfs, imports, options, postgresql):
    machine = report.machine(postgresql)
    answers = report.goals(targets, NATIONAL, (SMALL, SMALL_AND_ONE))
    print("  ".join(f"{name}: {value}" for name, value in machine.items() if value))
    print(
        f"gunicorn sync, {WORKERS} workers; one client, one request after another; "
        f"{options.rounds} rounds of {options.seconds} s; national: 5 + {options.cities} plans"
    )
    print()
    print(*report.table(targets), sep="\n")
    print(
        "\nGoals: roadmap / minimal table, and national / small database on PostgreSQL (median [middle half])"
    )
    print(*report.goal_lines(answers), sep="\n")
    if pdfs:
        print("\nPDF of a report, each in a fresh process (median; ratios are taken round by round)")
        print(*report_pdf.lines(pdfs), sep="\n")
    if imports:
        print("\nOne file previewed and imported with history, each in a fresh process (SQLite)")
        print(*import_rows.lines(imports), sep="\n")
    if options.json:
        settings = {"rounds": options.rounds, "seconds": options.seconds, "cities": options.cities}
        document = {"machine": machine, "options": settings, "goals": answers}
        document["targets"] = [asdict(target) for target in targets]
        document["report_pdf"], document["import_rows"] = pdfs, imports
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def say(message):
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    # A polite kill ends the servers and removes the databases too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except (WrongAnswer, subprocess.CalledProcessError, RuntimeError, OSError) as error:
        sys.exit(f"The measurement stopped: {error}")
