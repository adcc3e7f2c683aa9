import logging

from django.core.management.base import BaseCommand
from django.utils import timezone

from actions.models import ReportOrder
from actions.reporting.ordering import carry_out

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "公開の日時が来た年次報告書を公開します。数分おきに動かしてください。予定のあとで内容が変わったものは、"
        "公開せずに止めて知らせます。終わりの値は、すべて公開できれば0、止まったものがあれば1です。"
    )

    def handle(self, *args, **options):
        stopped = False
        for order in ReportOrder.objects.due(timezone.now()).select_related(
            "plan__municipality", "ordered_by"
        ):
            try:
                ended = carry_out(order)
            except Exception:
                # One order that cannot be carried out must not hold up the others; it is tried again next time.
                logger.exception("報告書を公開できませんでした: %s", order)
                stopped = True
                continue
            if ended is None:
                continue
            if ended.outcome == ReportOrder.Outcome.STOPPED:
                stopped = True
                self.stdout.write(f"公開していません: {ended}: {ended.told}")
            else:
                self.stdout.write(f"公開しました: {ended.report}")
        if stopped:
            raise SystemExit(1)
