"""The files of an edition: what each is, and how it is made from the document."""

import hashlib
from dataclasses import dataclass

from ..models import ReportFile
from .composing import compose
from .csv_file import make_csv
from .json_file import make_json
from .pdf import make_pdf
from .workbook import make_workbook

Kind = ReportFile.Kind
CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.JSON: "application/json",
}


@dataclass(frozen=True)
class Made:
    """One file, ready to be kept: its bytes, and the SHA-256 of them in hexadecimal."""

    kind: str
    content: bytes

    @property
    def sha256(self):
        return sha256_of(self.content)


def sha256_of(content):
    return hashlib.sha256(content).hexdigest()


def make_file(kind, document):
    """The bytes of one file."""
    makers = {
        Kind.PDF: lambda: make_pdf(compose(document)),
        Kind.XLSX: lambda: make_workbook(document),
        Kind.CSV: lambda: make_csv(document),
        Kind.JSON: lambda: make_json(document),
    }
    return makers[kind]()


def make_files(document):
    """All four, in the order in which the page names them."""
    return [Made(kind, make_file(kind, document)) for kind in Kind]
