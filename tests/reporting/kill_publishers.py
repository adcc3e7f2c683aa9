"""Run by test_killed.py in a process and a database of its own: publishes a hundred times and kills the publisher.

Each time a child publishes the next edition and gets SIGKILL after a while, earlier or later than it needs. What is then
in the database is looked at with fresh eyes: the old state or the new one, and every edition whole. The last line of
the output is a JSON object of what was seen.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import django

django.setup()

from django.core.management import call_command
from django.db import connections

from actions.models import AnnualReport, ReportFile, YearlyStatus
from actions.reporting.publishing import publish_report
from actions.reporting.verifying import verify_reports
from tests.reporting.scenes import YEAR, make_year

TIMES = int(sys.argv[1])
UNHINDERED = 12  # every so many times the publisher is left alone, however slow the machine is
SLACK = 1.25  # up to this many times what publishing takes


def child(work):
    """The process id of a child that does the work with connections of its own."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(0)


def publish(year, number):
    reason = "前の版を直すため" if AnnualReport.objects.exists() else ""
    publish_report(year.plan, YEAR, by=year.publisher, reason=reason)


def state(year):
    """(editions, files, answers that are public)"""
    rows = YearlyStatus.objects.filter(item__plan=year.plan, is_published=True)
    return AnnualReport.objects.count(), ReportFile.objects.count(), rows.count()


def main():
    call_command("migrate", verbosity=0)
    year = make_year(items=2)
    started = time.monotonic()
    os.waitpid(child(lambda: publish(year, 0)), 0)
    needed = time.monotonic() - started
    seen = {"old": 0, "new": 0, "killed": 0, "wrong": []}
    for number in range(1, TIMES + 1):
        # A text of its own each time, so that there is something to correct; not public again until it is published.
        rows = YearlyStatus.objects.filter(pk=year.answers[0].pk)
        rows.update(done=f"{number}回目の実績", is_published=False)
        before = state(year)
        pid = child(lambda number=number: publish(year, number))
        if number % UNHINDERED:
            time.sleep(needed * SLACK * number / TIMES)
            os.kill(pid, signal.SIGKILL)
            seen["killed"] += 1
        os.waitpid(pid, 0)
        after = state(year)
        if after == before:
            seen["old"] += 1
        elif after == (before[0] + 1, before[1] + 4, before[2] + 1):
            seen["new"] += 1
        else:
            seen["wrong"].append([number, before, after])
        faults = [fault for verdict in verify_reports() for fault in verdict.faults]
        if faults:
            seen["wrong"].append([number, faults])
    seen["editions"] = list(AnnualReport.objects.order_by("edition").values_list("edition", flat=True))
    print(json.dumps(seen, ensure_ascii=False))


main()
