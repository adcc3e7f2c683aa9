"""Whether every edition still is what was published: the proof, and the name of whatever has changed."""

import json
from dataclasses import dataclass
from datetime import datetime

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
    before = None
    for report in reports.iterator(chunk_size=1):
        if before and (before.plan_id, before.fiscal_year) != (report.plan_id, report.fiscal_year):
            before = None
        faults = [*_missing_editions(report, before), *_faults(report), *_broken_chain(report, before)]
        before = report
        yield Verdict(report, faults)


def list_files(reports=None):
    """(SHA-256, address) of the document and of every file, as `sha256sum` writes them: to be kept somewhere else.

    Computed from the bytes that are there, not from what the database says of them.
    """
    for verdict in verify_reports(reports):
        report = verdict.report
        yield sha256_of(report.document.encode()), f"{report.get_absolute_url()}document"
        for file in report.files.order_by("kind"):
            yield sha256_of(bytes(file.content)), file.get_absolute_url()


def compare_with(kept, reports=None):
    """Japanese sentences: how what is there differs from `kept`, {address: SHA-256} of an earlier list."""
    now = {address: sha256 for sha256, address in list_files(reports)}
    for address, sha256 in kept.items():
        if address not in now:
            yield f"{address} がなくなっています。"
        elif now[address] != sha256:
            yield f"{address} が変わっています。"


def _broken_chain(report, before):
    """Each correction keeps the hash of the edition before it: a forged edition no longer fits the next one."""
    try:
        corrects = json.loads(report.document)["edition"]["corrects"]
    except (ValueError, KeyError, TypeError):
        return
    if before and corrects and corrects["sha256"] != sha256_of(before.document.encode()):
        yield f"第{before.edition}版が、この版を出したときと違います。"


def _missing_editions(report, before):
    expected = before.edition + 1 if before else 1
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
        published_at = datetime.fromisoformat(edition["published_at"])
        said = {
            "年度": (content["fiscal_year"], report.fiscal_year),
            "版": (edition["number"], report.edition),
            "題名": (content["title"], report.title),
            "正誤の理由": (edition["reason"] or "", report.reason),
            "公開した日時": (published_at, report.published_at.replace(microsecond=0)),
            "市区町村": (content["municipality"]["code"], report.plan.municipality.code),
            "計画": (content["plan"]["slug"], report.plan.slug),
        }
    except (ValueError, KeyError, TypeError):
        yield "文書を読めません。"
        return
    wrong = [name for name, (document, row) in said.items() if document != row]
    if wrong:
        yield f"記録が文書と違います: {'、'.join(wrong)}。"


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
