"""Putting an edition back into a database that does not know it: the same document, the same files, or nothing."""

import json
from datetime import datetime

from ..models import AnnualReport, ReportFile
from .files import make_files, sha256_of
from .passages import index_report
from .refusals import ReportRefused

NO_REPORT = "文書が年次報告書ではありません。書き出したままのファイルを使ってください。"
OTHER_VERSION = (
    "この文書から、同じ報告書を作れません。書き出したときと同じ版の Kyodo Portal で取り込んでください。"
)


def restore_edition(plan, *, fiscal_year, edition, title, reason, published_at, document, sha256):
    """Write the edition as it was published elsewhere: AnnualReport. Part of the caller's transaction.

    `document`: the text of report.json. Raises ReportRefused where it is not what `sha256` says, or speaks of another
    plan, year or edition.
    """
    if sha256_of(document.encode()) != sha256:
        raise ReportRefused(
            "文書がSHA-256と合いません。文書が変えられています。書き出したままのファイルを使ってください。"
        )
    content = _content(document)
    try:
        said = (
            content["municipality"]["code"],
            content["plan"]["slug"],
            content["fiscal_year"],
            content["edition"]["number"],
            content["title"],
            content["edition"]["reason"] or "",
            datetime.fromisoformat(content["edition"]["published_at"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ReportRefused(NO_REPORT) from error
    row = (plan.municipality.code, plan.slug, fiscal_year, edition, title, reason)
    if said != (*row, published_at.replace(microsecond=0)):
        raise ReportRefused(
            "文書が、この市区町村・計画・行の年度・版・題名・理由・公開した日時と合いません。"
            "書き出したままのファイルを使ってください。"
        )
    made = _files(content, document)
    report = AnnualReport.objects.create(
        plan=plan,
        fiscal_year=fiscal_year,
        edition=edition,
        title=title,
        reason=reason,
        document=document,
        sha256=sha256,
        published_at=published_at,
    )
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report, kind=file.kind, content=file.content, size=len(file.content), sha256=file.sha256
        )
        for file in made
    )
    index_report(report, content)
    return report


def _content(document):
    try:
        return json.loads(document)
    except ValueError as error:
        raise ReportRefused(NO_REPORT) from error


def _files(content, document):
    """Those of the document. Whatever a forged one makes them stumble over is no report of ours."""
    try:
        made = make_files(content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ReportRefused(OTHER_VERSION) from error
    if next(file.content for file in made if file.kind == ReportFile.Kind.JSON).decode() != document:
        raise ReportRefused(OTHER_VERSION)
    return made
