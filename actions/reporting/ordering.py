"""Publishing at a set time: a 公開責任者 orders what is there to be read now; the hour publishes it if it is still that.

`manage.py publish_reports` carries orders out, and so does the button on the page of the report. An order whose year has
changed since stops and says what changed, and so does one whose 公開責任者 no longer is one: nothing is published that nobody
has read and answers for.
"""

import json

from django.db import transaction
from django.utils import timezone

from ..models import ReportOrder
from .json_file import make_json
from .publishing import checked_document, last_edition, locked, require_publisher, write_edition
from .refusals import ReportRefused

Outcome = ReportOrder.Outcome


@transaction.atomic
def order_report(plan, fiscal_year, publish_at, *, by, reason="", now=None):
    """Order the year to be published at `publish_at`: ReportOrder. Raises ReportRefused like publishing itself."""
    require_publisher(by, plan)
    now = now or timezone.now()
    if publish_at <= now:
        raise ReportRefused("公開の日時には、これからの日時を入れてください。")
    plan = locked(plan)
    if ReportOrder.objects.waiting().filter(plan=plan, fiscal_year=fiscal_year).exists():
        raise ReportRefused("この年度の報告書には、すでに公開の予定があります。先に取りやめてください。")
    document = checked_document(plan, fiscal_year, last_edition(plan, fiscal_year), reason)
    return ReportOrder.objects.create(
        plan=plan,
        fiscal_year=fiscal_year,
        publish_at=publish_at,
        reason=reason.strip(),
        document=make_json(document).decode(),
        ordered_at=now,
        ordered_by=by,
    )


@transaction.atomic
def cancel_order(order, *, by, now=None):
    """Raises ReportRefused when it has been carried out meanwhile."""
    require_publisher(by, order.plan)
    order = _held(order)
    if order is None:
        raise ReportRefused("この予定は、すでに終わっています。")
    _end(order, Outcome.CANCELLED, now or timezone.now())


@transaction.atomic
def carry_out(order, *, now=None):
    """Publish what was ordered, or stop and say why: the ReportOrder as it ended; None when somebody else was faster."""
    now, order = now or timezone.now(), _held(order)
    if order is None:
        return None
    try:
        with transaction.atomic():
            require_publisher(order.ordered_by, order.plan)
            order.report = write_edition(
                order.plan,
                order.fiscal_year,
                by=order.ordered_by,
                reason=order.reason,
                now=now,
                agreed=json.loads(order.document),
            )
    except ReportRefused as refusal:
        _end(order, Outcome.STOPPED, now, told=str(refusal))
    else:
        _end(order, Outcome.PUBLISHED, now)
    return order


def _held(order):
    rows = ReportOrder.objects.waiting().select_related("plan__municipality", "ordered_by")
    return rows.select_for_update(of=("self",)).filter(pk=order.pk).first()


def _end(order, outcome, now, *, told=""):
    order.outcome, order.ended_at, order.told = outcome, now, told
    order.save()
