from django.core.management.base import BaseCommand, CommandError

from actions.models import AnnualReport
from actions.reporting.verifying import verify_reports
from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.models import Municipality


class Command(BaseCommand):
    help = (
        "公開した年次報告書とそのファイルが、公開したときのままかどうかを確かめ、変わったものの名前を挙げます。"
        "終わりの値は、変わっていなければ0、変わったものがあれば1、確かめられなければ2です。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--city", help="この市区町村(アドレスの言葉)の報告書だけを確かめます。")
        parser.add_argument("--quiet", action="store_true", help="変わったものだけを出します。")

    def handle(self, *args, city, quiet, **options):
        reports = AnnualReport.objects.all()
        if city:
            if not Municipality.objects.filter(slug=city).exists():
                raise CommandError(
                    f"市区町村のアドレス {city} がありません。公開ページの住所の、はじめの言葉を書いてください。",
                    returncode=2,
                )
            reports = reports.filter(plan__municipality__slug=city)
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
        if not number:
            self.stdout.write("公開した報告書はありません。")
        elif changed:
            self.stdout.write(f"{number}版のうち{changed}版が、公開したときと違います。")
        elif not quiet:
            self.stdout.write(f"{number}版すべてが、公開したときのままです。")
        if changed:
            raise SystemExit(1)
