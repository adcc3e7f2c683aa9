"""Whether every edition still is what was published: the proof, and the name of whatever has changed."""

import json
from dataclasses import dataclass

from ..models import AnnualReport, ReportFile
from .differences import changes
from .files import sha256_of

MOST_CELLS = 10


@dataclass(frozen=True)
class Verdict:
    """One edition: `faults` are Japanese sentences, empty when nothing has changed."""

    report: AnnualReport
    faults: list


def verify_reports(reports=None):
    """A Verdict for each edition (of these, or of all), in the order of plan, year and edition. Reads one at a time."""
    reports = AnnualReport.objects.all() if reports is None else reports
    reports = reports.select_related("plan__municipality").order_by(
        "plan__municipality__code", "plan__slug", "fiscal_year", "edition"
    )
    expected = {}
    for report in reports.iterator(chunk_size=1):
        key = (report.plan_id, report.fiscal_year)
        faults = list(_missing_editions(report, expected.get(key, 1)))
        expected[key] = report.edition + 1
        yield Verdict(report, [*faults, *_faults(report)])


def _missing_editions(report, expected):
    if report.edition > expected:
        yield f"第{expected}版から第{report.edition - 1}版までの記録がありません。"


def _faults(report):
    files = {file.kind: file for file in report.files.all()}
    stored = report.document.encode()
    if sha256_of(stored) != report.sha256:
        yield "文書が、公開したときと違います(SHA-256が合いません)。"
    yield from _row_faults(report)
    for kind in ReportFile.Kind:
        if kind not in files:
            yield f"report.{kind} がありません。"
            continue
        content, file = bytes(files[kind].content), files[kind]
        if len(content) != file.size:
            yield f"report.{kind} の大きさが違います(記録は{file.size}バイト、いまは{len(content)}バイト)。"
        if sha256_of(content) != file.sha256:
            yield f"report.{kind} が、公開したときと違います(SHA-256が合いません)。"
    if ReportFile.Kind.JSON in files:
        yield from _changed_cells(stored, bytes(files[ReportFile.Kind.JSON].content))


def _row_faults(report):
    """What the row of the edition says of itself must be what its document says."""
    try:
        content = json.loads(report.document)
        edition = content["edition"]
        said = (content["fiscal_year"], edition["number"], content["title"], edition["reason"] or "")
    except (ValueError, KeyError, TypeError):
        yield "文書を読めません。"
        return
    if said != (report.fiscal_year, report.edition, report.title, report.reason):
        yield "年度・版・題名・正誤の理由のどれかが、文書と違います。"


def _changed_cells(stored, published):
    """The document lies there twice; where the two differ, the cells are named."""
    if stored == published:
        return
    try:
        cells = changes(json.loads(published), json.loads(stored))
    except (ValueError, KeyError, TypeError, AttributeError):
        yield "文書と report.json が違います。"
        return
    for cell in cells[:MOST_CELLS]:
        yield (
            f"文書と report.json が違います: {cell['place']}の「{cell['field']}」"
            f"(report.json「{cell['before']}」、文書「{cell['after']}」)。"
        )
    if not cells:
        yield "文書と report.json が違います。"
    if len(cells) > MOST_CELLS:
        yield f"文書と report.json の違いは、ほかに{len(cells) - MOST_CELLS}か所あります。"
