import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actions.consistency import CHECKS, Severity, run_checks
from organizations.models import Municipality

SHOWN = 10
FOUND, REFUSED = 1, 2


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

    def handle(self, *args, **options):
        cities = self.cities(options["city"])
        totals = dict.fromkeys(Severity, 0)
        for city in cities:
            for finding in run_checks(CHECKS, city, timezone.localdate()):
                totals[finding.check.severity] += len(finding.rows)
                self.tell(city, finding, None if options["all"] else SHOWN)
        counts = "、".join(f"{severity} {number}件" for severity, number in totals.items())
        self.stdout.write(f"{len(cities)}市区町村を点検しました。{counts}。")
        if totals[Severity.WRONG] or (options["strict"] and any(totals.values())):
            sys.exit(FOUND)

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
