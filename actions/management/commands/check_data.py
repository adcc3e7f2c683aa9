import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseFault
from django.utils import timezone

from actions.consistency import CHECKS, Severity, run_checks
from organizations.models import Municipality

SHOWN = 10
FOUND, REFUSED = 1, 2
NO_DATABASE = (
    "データベースを使えないので、点検できませんでした。DATABASE_URL の内容と、データベースが動いていること、"
    "prepare_site を実行したことを確かめてください。"
)


class Command(BaseCommand):
    help = (
        "データの食い違いを点検します。終わりの値は、誤りがなければ0、あれば1、点検できなければ2です。"
        "使用を止めている市区町村は、--city で名指ししたときだけ点検します。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--city", action="append", metavar="アドレス", help="この市区町村だけ(例: yamaguchi)。何度でも。"
        )
        parser.add_argument("--all", action="store_true", help="見つかったものを、略さずにすべて出します。")
        parser.add_argument(
            "--strict", action="store_true", help="「確かめる」だけのときも、終わりの値を1にします。"
        )

        parser.add_argument(
            "--quiet",
            action="store_true",
            help="終わりの値を1にするものだけを出します。なければ、何も出しません。",
        )

    def handle(self, *args, **options):
        try:
            is_found = self.check_all(options)
        except DatabaseFault as error:
            cause = " ".join(str(error).split())
            raise CommandError(f"{NO_DATABASE}(原因: {cause})", returncode=REFUSED) from error
        if is_found:
            sys.exit(FOUND)

    def check_all(self, options):
        """Whether something was found that must be mended."""
        cities = self.cities(options["city"])
        totals = dict.fromkeys(Severity, 0)
        counted = set(Severity) if options["strict"] else {Severity.WRONG}
        for city in cities:
            for finding in run_checks(CHECKS, city, timezone.localdate()):
                totals[finding.check.severity] += len(finding.rows)
                if finding.check.severity in counted or not options["quiet"]:
                    self.tell(city, finding, None if options["all"] else SHOWN)
        is_found = any(totals[severity] for severity in counted)
        if is_found or not options["quiet"]:
            counts = "、".join(f"{severity} {number}件" for severity, number in totals.items())
            self.stdout.write(f"{len(cities)}市区町村を点検しました。{counts}。")
        return is_found

    def cities(self, slugs):
        if not slugs:
            return list(Municipality.objects.in_use().order_by("code"))
        found = {city.slug: city for city in Municipality.objects.filter(slug__in=slugs)}
        missing = [slug for slug in slugs if slug not in found]
        if missing:
            raise CommandError(
                f"市区町村のアドレス {'、'.join(missing)} がありません。公開ページの住所の、はじめの言葉を書いてください。",
                returncode=REFUSED,
            )
        return [found[slug] for slug in dict.fromkeys(slugs)]

    def tell(self, city, finding, shown):
        if not finding.rows:
            return
        check, number = finding.check, len(finding.rows)
        self.stdout.write(f"{city} [{check.severity}] {check.title}: {number}件")
        for row in finding.rows[:shown]:
            self.stdout.write(f"  {row.label}")
        if shown is not None and number > shown:
            self.stdout.write(f"  ほか{number - shown}件(--all ですべて出ます)")
