from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from actions.models import AnnualReport
from actions.reporting.verifying import compare_with, list_files, verify_reports
from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.models import Municipality


class Command(BaseCommand):
    help = (
        "公開した年次報告書とそのファイルが、公開したときのままかどうかを確かめ、変わったものの名前を挙げます。"
        "終わりの値は、変わっていなければ0、変わったものがあれば1、確かめられなければ2です。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--city", help="この市区町村(アドレスの言葉)の報告書だけを確かめます。")
        parser.add_argument(
            "--list",
            action="store_true",
            dest="as_list",
            help="確かめずに、いまの SHA-256 の一覧を出します。別の場所に取っておきます。",
        )
        parser.add_argument(
            "--against",
            metavar="ファイル",
            help="前に --list で取っておいた一覧と比べ、変わったもの、なくなったものも挙げます。",
        )
        parser.add_argument("--quiet", action="store_true", help="変わったものだけを出します。")

    def handle(self, *args, city, quiet, as_list, against, **options):
        reports = AnnualReport.objects.all()
        if city:
            if not Municipality.objects.filter(slug=city).exists():
                raise CommandError(
                    f"市区町村のアドレス {city} がありません。公開ページの住所の、はじめの言葉を書いてください。",
                    returncode=2,
                )
            reports = reports.filter(plan__municipality__slug=city)
        if as_list:
            for sha256, address in list_files(reports):
                self.stdout.write(f"{sha256}  {address}")
            return
        faults = list(compare_with(read_list(against))) if against else []
        for fault in faults:
            self.stdout.write(f"取っておいた一覧と違います: {fault}")
        number = changed = 0
        for verdict in verify_reports(reports):
            number += 1
            changed += bool(verdict.faults)
            report = verdict.report
            name = f"{report.plan.municipality} {report.plan} {both_calendars(report.fiscal_year)} 第{report.edition}版"
            if verdict.faults:
                self.stdout.write(f"変わっています: {name}")
                for fault in verdict.faults:
                    self.stdout.write(f"  {fault}")
            elif not quiet:
                self.stdout.write(f"そのままです: {name} SHA-256 {report.sha256}")
        if not number and not faults:
            self.stdout.write("公開した報告書はありません。")
        elif changed:
            self.stdout.write(f"{number}版のうち{changed}版が、公開したときと違います。")
        elif not quiet:
            self.stdout.write(f"{number}版すべてが、公開したときのままです。")
        if changed or faults:
            raise SystemExit(1)


def read_list(path):
    """{address: SHA-256} of a file that --list has written. Raises CommandError."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        return {address: sha256 for sha256, address in (line.split("  ", 1) for line in lines if line)}
    except (OSError, ValueError) as error:
        raise CommandError(
            f"一覧 {path} を読めません。--list で書いたファイルの場所を書いてください。", returncode=2
        ) from error
