"""10,000 answers of a survey read from one file: ours beside django-import-export's own row-by-row import of that file.

Both preview the file and then import it, with a history entry for every row, in turns, each in a fresh process on a copy
of the same database. `python -m benchmarks.import_rows ours 10000` does one and prints
{"seconds", "rows", "histories", "megabytes"} as JSON.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from .report import spread
from .servers import environment, run

NAME = "import-rows"
OURS, OTHER = "ours", "stock"
ROWS, QUICK_ROWS = 10_000, 1_000
ROUNDS, QUICK_ROUNDS = 2, 1
TIMES_FASTER = 3
FILE = "answers.csv"


def measure(quick, say):
    """{rows, ours: [seconds], stock: [seconds], megabytes: {rows: memory}}; the two take turns in every round."""
    rows = QUICK_ROWS if quick else ROWS
    with tempfile.TemporaryDirectory(prefix="kyodo-import-") as folder:
        whole, half = Path(folder) / "whole", Path(folder) / "half"
        for made, number in ((whole, rows), (half, rows // 2)):
            say(f"a survey of {number:,} items")
            made.mkdir()
            env = _environment(made)
            run("manage.py", "migrate", "-v0", env=env)
            run("-m", "benchmarks.import_rows", "prepare", str(number), env=env)
        measured = {"rows": rows, OURS: [], OTHER: [], "megabytes": {}}
        for number in range(QUICK_ROUNDS if quick else ROUNDS):
            for maker in (OURS, OTHER):
                say(f"import of {rows:,} rows, {maker}, round {number + 1}")
                done = _in_a_copy(whole, maker, rows)
                measured[maker].append(done["seconds"])
                if maker == OURS:
                    measured["megabytes"][rows] = done["megabytes"]
        measured["megabytes"][rows // 2] = _in_a_copy(half, OURS, rows // 2)["megabytes"]
    return measured


def _environment(folder):
    return {**environment(), "VAR_DIR": str(folder), "KYODO_ENV": "local"}


def _in_a_copy(folder, maker, rows):
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    try:
        done = json.loads(
            run("-m", "benchmarks.import_rows", maker, str(rows), env=_environment(copy), capture=True)
        )
    finally:
        shutil.rmtree(copy)
    if (done["rows"], done["histories"]) != (rows, rows):
        raise RuntimeError(
            f"{maker} imported {done['rows']} of {rows} rows with {done['histories']} histories"
        )
    return done


def lines(measured):
    """For the eye: seconds of both, how many times as long the stock import takes, and how memory grows."""
    ratio = spread([b / a for a, b in zip(measured[OURS], measured[OTHER], strict=True)])
    word = "met" if ratio.middle >= TIMES_FASTER else "MISSED"
    rows, memory = measured["rows"], measured["megabytes"]
    yield f"{'':12} {'ours s':>8} {'stock s':>8} {'stock / ours':>20} {'goal':>5}"
    yield (
        f"{rows:>7,} rows {statistics.median(measured[OURS]):8.2f} {statistics.median(measured[OTHER]):8.2f}"
        f" {ratio!s:>20} {f'>= {TIMES_FASTER}':>5} {word}"
    )
    yield (
        f"  most memory beyond the start: {memory[rows // 2]:.0f} MB for {rows // 2:,} rows, {memory[rows]:.0f} MB for {rows:,}"
    )


# ---------------------------------------------------------------- in a process of its own


def prepare(number):
    """A survey of `number` items, and the file that answers all of them."""
    import csv
    from datetime import date

    from actions.exchange.survey_book import survey_csv
    from actions.models import ActionItem, ItemDepartment
    from actions.survey.opening import open_round
    from organizations.models import Department, Municipality, User
    from plans.models import Grade, Plan, RatingScale

    user = User.objects.create_superuser("bench", password=None)
    city = Municipality.objects.create(
        code="482013", slug="bench", name="計測市", prefecture="見本県", is_fictional=True
    )
    department = Department.objects.create(municipality=city, code="d1", name="計測課")
    labels = {"policy_label": "方針", "measure_label": "施策", "item_label": "取組"}
    plan = Plan.objects.create(municipality=city, slug="plan", title="計測の計画", start_fy=2020, **labels)
    scale = RatingScale.objects.create(plan=plan, name="3段階", from_fy=2020)
    for place, code in enumerate("ABC"):
        counts = ("achieved", "underway", "behind")[place]
        Grade.objects.create(
            scale=scale, code=code, label=code, meaning=code, counts_as=counts, sort_order=place
        )
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=plan, code=f"i{place}", name=f"取組{place}", sort_order=place)
        for place in range(number)
    )
    ItemDepartment.objects.bulk_create(
        ItemDepartment(item=item, department=department, role="lead") for item in items
    )
    round_ = open_round(plan, 2024, due_on=date(2099, 5, 31), by=user)
    rows = list(csv.reader(survey_csv(round_, None, by=user).decode("utf-8-sig").splitlines()))
    head, *rows = [row for row in rows if row]
    place_of = {header: place for place, header in enumerate(head)}
    filled = {
        "状況": "in_progress",
        "取り組んだこと": "講座を3回ひらき、のべ120人が参加しました。",
        "評価": "A",
        "評価の理由": "計画のとおりに進みました。",
        "課題": "参加する人が固定しています。",
        "今後の方向": "continue",
        "次年度の取組": "会場を増やします。",
    }
    for row in rows:
        for header, text in filled.items():
            row[place_of[header]] = f"{row[0]} {text}" if len(text) > 11 else text
    path = Path(os.environ["VAR_DIR"]) / FILE
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def ours(content):
    from actions.exchange.survey_import import SurveyJob
    from actions.models import ReportingRound
    from organizations.importing import pipeline
    from organizations.models import User

    user = User.objects.get(username="bench")
    job = SurveyJob(ReportingRound.objects.select_related("plan__municipality", "scale").get(), by=user)
    record = pipeline.keep(job, [pipeline.Upload(FILE, content)], by=user)
    preview = pipeline.check(record, job)
    pipeline.carry_out(record, job, seen=preview.digest, by=user)


def stock(content):
    """As django-import-export's manual does it: a resource, its widgets, a dry run for the preview, then the import."""
    import tablib
    from import_export import fields, resources, widgets

    from actions.models import ActionItem, YearlyStatus
    from plans.models import Grade

    class AnswerResource(resources.ModelResource):
        item = fields.Field(
            column_name="ID", attribute="item", widget=widgets.ForeignKeyWidget(ActionItem, "code")
        )
        status = fields.Field(column_name="状況", attribute="status")
        done = fields.Field(column_name="取り組んだこと", attribute="done")
        grade = fields.Field(
            column_name="評価", attribute="grade", widget=widgets.ForeignKeyWidget(Grade, "code")
        )
        reason = fields.Field(column_name="評価の理由", attribute="reason")
        issues = fields.Field(column_name="課題", attribute="issues")
        next_step = fields.Field(column_name="今後の方向", attribute="next_step")
        next_plan = fields.Field(column_name="次年度の取組", attribute="next_plan")

        class Meta:
            model = YearlyStatus
            fields = ("item", "status", "done", "grade", "reason", "issues", "next_step", "next_plan")
            import_id_fields = ("item",)
            clean_model_instances = True  # without it a broken rule is a database error
            skip_unchanged = True
            report_skipped = True
            use_transactions = True

    dataset = tablib.Dataset().load(content.decode("utf-8-sig"), format="csv")
    resource = AnswerResource()
    result = resource.import_data(dataset, dry_run=True)
    if result.has_errors() or result.has_validation_errors():
        raise RuntimeError(str(result.row_errors()[:1] or result.invalid_rows[:1]))
    resource.import_data(dataset, dry_run=False, raise_errors=True)


def main(maker, number):
    import resource

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kyodo_portal.settings")
    django.setup()
    if maker == "prepare":
        prepare(number)
        return
    from actions.models import YearlyStatus

    content = (Path(os.environ["VAR_DIR"]) / FILE).read_bytes()
    histories = YearlyStatus.history.count()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    {OURS: ours, OTHER: stock}[maker](content)
    seconds = time.perf_counter() - begun
    answer = {
        "seconds": seconds,
        "rows": YearlyStatus.objects.filter(status="in_progress").exclude(done="").count(),
        "histories": YearlyStatus.history.count() - histories,
        "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
