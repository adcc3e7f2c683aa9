"""The measurements as ratios, and whether the goals are met."""

import os
import platform
import statistics
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from .targets import HELLO, TABLE

ROADMAP_TO_TABLE = 2.5
NATIONAL_TO_SMALL = 1.5


@dataclass
class Ratio:
    """Median and middle half of the ratios of single rounds: both sides were measured within the same seconds."""

    middle: float
    low: float
    high: float

    def __str__(self):
        return f"{self.middle:.2f} [{self.low:.2f}-{self.high:.2f}]"


def spread(values):
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive") if values[1:] else values * 3
    return Ratio(middle, low, high)


def ratio(target, base, what="milliseconds"):
    return spread([a / b for a, b in zip(getattr(target, what), getattr(base, what), strict=True)])


def machine(postgresql):
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    versions = {name: version(name) for name in ("Django", "gunicorn", "psycopg")}
    return {
        "cores": os.cpu_count(),
        "processor": models[0] if models else platform.machine(),
        "Python": platform.python_version(),
        **versions,
        "PostgreSQL": postgresql,
    }


def table(targets):
    """Lines for the eye: a row for each target, ratios to the bare answer and to the minimal table.

    "CPU ms" is what the worker computed, without its waiting: it holds when other programs use the machine too.
    """
    by_name = {target.name: target for target in targets}
    hello, minimal = by_name[HELLO], by_name[TABLE]
    width = max(len(target.name) for target in targets)
    head = f"{'':{width}} {'ms':>8} {'req/s':>8} {'x hello':>9} {'x table':>8} {'middle half':>13}"
    yield f"{head} {'CPU ms':>7} {'x table':>8} {'bytes':>9} {'queries':>7}"
    for target in targets:
        to_table = ratio(target, minimal)
        yield (
            f"{target.name:{width}} {statistics.median(target.milliseconds):8.2f}"
            f" {statistics.median(target.per_second):8.0f} {ratio(target, hello).middle:9.1f}"
            f" {to_table.middle:8.2f} {f'{to_table.low:.2f}-{to_table.high:.2f}':>13}"
            f" {statistics.median(target.processor_ms):7.2f} {ratio(target, minimal, 'processor_ms').middle:8.2f}"
            f" {target.size:9,} {'-' if target.queries is None else target.queries:>7}"
        )


def size_pairs(targets, national, small_sites):
    """(page, the same page of the small site) for each page of the national one."""
    by_name = {target.name: target for target in targets}
    for target in targets:
        if target.site != national:
            continue
        names = [site + target.name.removeprefix(national) for site in small_sites]
        yield from ((target, by_name[name]) for name in names if name in by_name)


def goals(targets, national, small_sites):
    """What was to be reached, what was measured, and whether it is met; for pages without a goal `met` is None."""
    by_name = {target.name: target for target in targets}
    answers = []
    for target in targets:
        if target.name.endswith("/yamaguchi/roadmap"):
            found = ratio(target, by_name[TABLE])
            answers.append(_answer(f"{target.name} / {TABLE}", found, ROADMAP_TO_TABLE, True))
    for large, small in size_pairs(targets, national, small_sites):
        found = ratio(large, small)
        answers.append(_answer(f"{large.name} / {small.site}", found, NATIONAL_TO_SMALL, large.has_goal))
    return answers


def _answer(what, found, limit, has_goal):
    met = found.middle <= limit if has_goal else None
    return {
        "what": what,
        "ratio": asdict(found),
        "limit": limit,
        "met": met,
        "clear": _is_clear(found, limit),
    }


def _is_clear(found, limit):
    """Whether the middle half of the rounds lies on one side of the limit."""
    return found.high <= limit or found.low > limit


def goal_lines(answers):
    for answer in answers:
        word = {True: "met", False: "MISSED", None: "no goal"}[answer["met"]]
        if answer["met"] is not None and not answer["clear"]:
            word += " (within the noise of this run)"
        found = Ratio(**answer["ratio"])
        yield f"  {answer['what']}: {found}, limit {answer['limit']}: {word}"
