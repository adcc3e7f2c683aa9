"""Putting an edition back into a database that does not know it: the same document, the same files, or nothing."""

import json

from ..models import AnnualReport, ReportFile
from .files import make_files, sha256_of
from .refusals import ReportRefused


def restore_edition(plan, *, fiscal_year, edition, title, reason, published_at, document, sha256):
    """Write the edition as it was published elsewhere: AnnualReport. Part of the caller's transaction.

    `document`: the text of report.json. Raises ReportRefused where it is not what `sha256` says, or speaks of another
    plan, year or edition.
    """
    if sha256_of(document.encode()) != sha256:
        raise ReportRefused(
            "文書がSHA-256と合いません。文書が変えられています。書き出したままのファイルを使ってください。"
        )
    content = json.loads(document)
    said = (content["plan"]["slug"], content["fiscal_year"], content["edition"]["number"], content["title"])
    if said != (plan.slug, fiscal_year, edition, title) or (content["edition"]["reason"] or "") != reason:
        raise ReportRefused(
            "文書が、この行の年度・版・題名・理由と合いません。書き出したままのファイルを使ってください。"
        )
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
    made = make_files(content)
    if next(file.content for file in made if file.kind == ReportFile.Kind.JSON).decode() != document:
        raise ReportRefused(
            "この文書から、同じ報告書を作れません。書き出したときと同じ版の Kyodo Portal で取り込んでください。"
        )
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report, kind=file.kind, content=file.content, size=len(file.content), sha256=file.sha256
        )
        for file in made
    )
    return report
