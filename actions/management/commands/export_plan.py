from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from actions.exchange.plan_book import plan_workbook
from plans.models import Plan


class Command(BaseCommand):
    help = (
        "計画をブック(xlsx)に書き出します。市のアドレスと計画のアドレスを「/」でつなぎます。"
        "例: export_plan yamaguchi/promotion-plan-2009 plan.xlsx"
    )

    def add_arguments(self, parser):
        parser.add_argument("plan", metavar="CITY/PLAN", help="例: yamaguchi/promotion-plan-2009")
        parser.add_argument("file", type=Path, metavar="FILE", help="書き出すファイル(xlsx)")

    def handle(self, *args, plan, file, **options):
        city_slug, _slash, plan_slug = plan.partition("/")
        plans = Plan.objects.select_related("municipality", "owner")
        found = plans.filter(municipality__slug=city_slug, slug=plan_slug).first()
        if found is None:
            known = "、".join(f"{each.municipality.slug}/{each.slug}" for each in plans) or "なし"
            raise CommandError(f"「{plan}」という計画はありません。登録されている計画: {known}")
        content = plan_workbook(found)
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(
                f"「{file}」に書けません({error.strerror})。場所と書き込みの権限を確かめてください。"
            ) from error
        self.stdout.write(
            f"{found.municipality.marked_name}「{found}」を{file}に書き出しました({len(content):,}バイト)。"
        )
