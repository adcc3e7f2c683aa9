from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from actions.loading import load_plan


class Command(BaseCommand):
    help = (
        "fixtures/ にある計画のうち、まだデータベースにないものを読み込みます。すでにある計画は変えません。"
    )

    def handle(self, *args, **options):
        files = sorted((Path(settings.BASE_DIR) / "fixtures").glob("*.json"))
        if not files:
            raise CommandError("fixtures/ に計画のファイルがありません。配布物をもう一度展開してください。")
        for path in files:
            loaded = load_plan(path)
            if loaded.objects:
                done = f"読み込みました({loaded.objects}件)"
            else:
                done = "すでにあります(変えていません)"
            self.stdout.write(f"{loaded.municipality}「{loaded.title}」: {done}")
