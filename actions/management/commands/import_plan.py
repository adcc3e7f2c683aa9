from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from actions.exchange.plan_import import PlanJob
from organizations.importing import pipeline
from organizations.importing.marking import marked_workbook
from organizations.importing.previews import ADD
from organizations.models import FileImport
from organizations.spreadsheets.limits import MOST_BYTES

MOST_SHOWN = 200  # changes written out one by one, unless all are asked for


class Command(BaseCommand):
    help = (
        "計画のブック(xlsx)を取り込みます。--commit を付けないと、変わるところを示すだけで、何も変えません。"
        "最後の行は「3件変更」のように、登録・変更する行の数です。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="計画のブック(xlsx)")
        parser.add_argument("--commit", action="store_true", help="確かめたとおりに取り込む")
        parser.add_argument(
            "--all", action="store_true", help=f"{MOST_SHOWN}行を超える変更も、すべて書き出す"
        )
        parser.add_argument(
            "--errors", type=Path, metavar="FILE", help="直すところに印をつけたブックを書き出す"
        )

    def handle(self, *args, file, commit, **options):
        uploads = [self._read(file)]
        job = PlanJob()
        if commit:
            record = pipeline.keep(job, uploads, by=None)
            preview = pipeline.check(record, job, progress=self._progress)
        else:
            preview = pipeline.read_files(uploads, job, {}, self._progress)
        self._show(preview, None if options["all"] else MOST_SHOWN)
        if preview.refusal or preview.wrong:
            if commit:
                record.delete()
            if options["errors"] and preview.wrong:
                self._write(options["errors"], marked_workbook(uploads, preview))
            raise CommandError(
                preview.refusal or f"直すところが{len(preview.wrong)}か所あるため、何も取り込んでいません。"
            )
        if commit and preview.changes:
            try:
                pipeline.carry_out(record, job, seen=preview.digest, by=None, progress=self._progress)
            except pipeline.ImportRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"取り込みました(記録の番号: {record.pk})。")
        elif commit:
            FileImport.objects.filter(pk=record.pk).delete()
        elif preview.changes:
            self.stdout.write("まだ何も変えていません。取り込むには --commit を付けてください。")
        self.stdout.write(preview.total)

    def _read(self, file):
        try:
            with file.open("rb") as opened:
                return pipeline.Upload(file.name, opened.read(MOST_BYTES + 1))
        except OSError as error:
            raise CommandError(
                f"「{file}」を読めません({error.strerror})。ファイルの場所を確かめてください。"
            ) from error

    def _write(self, file, content):
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(
                f"「{file}」に書けません({error.strerror})。場所と書き込みの権限を確かめてください。"
            ) from error

    def _progress(self, done, total):
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} / {total:,}行", ending="\n" if done == total else "")
            self.stderr.flush()

    def _show(self, preview, most):
        for change in preview.changes[:most]:
            word = "追加" if change.what == ADD else "変更"
            self.stdout.write(f"{word} {change.label}({change.sheet}の{change.row}行目)")
            for cell in change.cells:
                self.stdout.write(f"    {cell.header}: {_one_line(cell.before)} → {_one_line(cell.after)}")
        if most and len(preview.changes) > most:
            self.stdout.write(f"…ほか{len(preview.changes) - most}行(--all ですべて)")
        for sentence in preview.warnings:
            self.stdout.write(f"お知らせ: {sentence}")
        for label in preview.missing:
            self.stdout.write(f"ファイルにない(そのまま残します): {label}")
        for cell in preview.wrong:
            where = "・".join(
                filter(None, (cell.sheet, f"{cell.row}行目" if cell.row else "", cell.header, cell.address))
            )
            self.stderr.write(f"{where}「{_one_line(cell.value)}」: {cell.sentence}")
        self.stdout.write(f"内訳: {preview.counts}")


def _one_line(text):
    return " ".join(text.split()) or "(空欄)"
