"""The way of an import: kept, checked, confirmed, done all or nothing, recorded, perhaps taken back.

A job says what a kind of file means. It has

- `kind`, `title`, `municipality` (None where the file brings it) and `target` (JSON): what the record names;
- `read(books, choices, progress)` -> Preview: what the files would do, nothing written (or all of it taken back);
- `write(ledger, progress)`: does what the last `read` found, through the Ledger; a ValidationError or any other
  error undoes all of it;

Where `target` has a sentence under "stays", that is why the import cannot be taken back.

`progress(done, total)` is called now and then; it may raise to stop.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from organizations import ledger
from organizations.models import FileImport, ImportedFile
from organizations.spreadsheets.grids import FileRefused
from organizations.spreadsheets.opening import open_book

from .marking import ONLY_TO_READ, is_marked
from .previews import Preview

KEPT_FOR = timedelta(days=1)
MOST_FILES = 200
MOST_WRONG = 20_000  # cells a person is told of at once


class ImportRefused(Exception):
    """Nothing was written. The message is a Japanese sentence."""


class PreviewChanged(ImportRefused):
    """The import would no longer do what was confirmed. `preview`: what it would do now."""

    def __init__(self, preview):
        super().__init__(
            "確認のあとで、登録されている内容が変わりました。まだ何も取り込んでいません。もう一度、内容を確かめてください。"
        )
        self.preview = preview


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


def no_progress(done, total):
    pass


def keep(job, uploads, *, by, now=None):
    """The FileImport that waits, with its files. What others have left waiting for long is thrown away."""
    now = now or timezone.now()
    FileImport.objects.filter(state=FileImport.State.WAITING, uploaded_at__lt=now - KEPT_FOR).delete()
    with transaction.atomic():
        record = FileImport.objects.create(
            kind=job.kind,
            title=job.title[:300],
            municipality=job.municipality,
            target=job.target,
            uploaded_at=now,
            uploaded_by=by,
        )
        ImportedFile.objects.bulk_create(
            ImportedFile(
                file_import=record,
                name=name,
                size=len(upload.content),
                sha256=hashlib.sha256(upload.content).hexdigest(),
                content=upload.content,
            )
            for name, upload in zip(_names(uploads), uploads, strict=True)
        )
    return record


def _names(uploads):
    """Their names; the second of the same name says so, for a wrong cell is told by the name of its file."""
    names = []
    for upload in uploads:
        name = plain = _short_name(upload.name)
        number = 1
        while name in names:
            number += 1
            name = f"{plain} ({number}つ目)"
        names.append(name)
    return names


def _short_name(name):
    name = "".join(sign if sign.isprintable() else " " for sign in name)
    return name[-240:] or "(名前のないファイル)"


def check(record, job, *, progress=no_progress):
    """Read the kept files and keep what they would do: Preview. Never raises for what a file may hold."""
    preview = read_files(record.files.all(), job, record.choices, progress)
    remember(record, preview)
    return preview


def remember(record, preview, *, told=""):
    """Keep what the files would do, with a sentence for the person where it is not what was expected."""
    record.preview, record.told = preview.as_dict(), told
    record.added, record.changed = preview.added, preview.changed
    record.unchanged, record.missing = preview.same, len(preview.missing)
    names = ("preview", "told", "added", "changed", "unchanged", "missing")
    # Somebody may have thrown it away, or confirmed it, in another window.
    waiting = FileImport.objects.filter(pk=record.pk, state=FileImport.State.WAITING)
    waiting.update(**{name: getattr(record, name) for name in names})


def tell(record, sentence):
    """Keep a sentence for the person on an import that has not been confirmed."""
    FileImport.objects.filter(pk=record.pk, state=FileImport.State.WAITING).update(told=sentence)


def read_files(files, job, choices, progress):
    """`files`: what has `name` and `content`."""
    books, refusals = [], []
    for file in files:
        try:
            book = open_book(bytes(file.content), file.name)
            if is_marked(book):
                raise FileRefused(ONLY_TO_READ)
            books.append(book)
        except FileRefused as refusal:
            refusals.append(f"「{file.name}」: {refusal}")
    if refusals:
        return Preview(refusal="\n".join(refusals))
    try:
        preview = job.read(books, choices, progress)
    except FileRefused as refusal:
        return Preview(refusal=str(refusal))
    if (more := len(preview.wrong) - MOST_WRONG) > 0:
        del preview.wrong[MOST_WRONG:]
        preview.warnings.append(f"直すところは、ほかに{more:,}か所あります。上のものを直すと、続きが出ます。")
    return preview


def carry_out(record, job, *, seen, by, progress=no_progress, now=None):
    """Do what was confirmed (`seen`: the digest of the preview): the Preview. Raises ImportRefused; then nothing is
    written."""
    with transaction.atomic():
        record = FileImport.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if record.state != FileImport.State.WAITING:
            raise ImportRefused("このファイルは、すでに取り込まれています。")
        preview = read_files(record.files.all(), job, record.choices, progress)
        if preview.digest != seen:
            raise PreviewChanged(preview)
        if not preview.can_be_done:
            raise ImportRefused("直すところが残っているため、取り込んでいません。")
        written = ledger.Ledger(reason=f"ファイルの取り込み({record.pk})")
        try:
            job.write(written, progress)
        except ValidationError as error:
            raise ImportRefused("".join(error.messages)) from error
        record.told = ""
        record.state, record.done_at = FileImport.State.DONE, now or timezone.now()
        record.entries = written.entries
        record.municipality = job.municipality
        record.title = job.title[:300]
        record.target = job.target
        record.save()
        record.files.update(content=None)
    return preview


def take_back(record, *, by, undo=None, progress=no_progress, now=None):
    """Everything the import wrote is as it was before. Raises ImportRefused, naming what stands in the way.

    `undo(record)`: what the kind has to do besides, after the entries are undone.
    """
    with transaction.atomic():
        _take_back(record, by, undo, progress, now)


def rehearse_taking_back(record, *, by, undo=None, progress=no_progress, now=None):
    """The same done in full and undone, for a person who wants to know whether it can be."""
    with transaction.atomic():
        _take_back(record, by, undo, progress, now)
        transaction.set_rollback(True)


def _take_back(record, by, undo, progress, now):
    record = FileImport.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state != FileImport.State.DONE:
        raise ImportRefused("取り消せるのは、取り込み済のものだけです。")
    if record.target.get("stays"):
        raise ImportRefused(record.target["stays"])
    _let_go(record)
    try:
        ledger.take_back(
            record.entries, reason=f"ファイルの取り込み({record.pk})の取り消し", progress=progress
        )
    except ledger.NotTakenBack as refusal:
        raise ImportRefused("\n".join(refusal.sentences)) from refusal
    record.state, record.told = FileImport.State.TAKEN_BACK, ""
    record.taken_back_at, record.taken_back_by = now or timezone.now(), by
    if undo:
        undo(record)
    record.save()


def _let_go(record):
    """The record of an import that brought its city must not stand in the way of the city, nor vanish with it."""
    brought = {(entry["model"], entry["pk"]) for entry in record.entries if entry["what"] == "create"}
    if ("organizations.Municipality", record.municipality_id) in brought:
        record.municipality = None
        record.save(update_fields=["municipality"])
