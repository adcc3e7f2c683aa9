"""Publishing an edition and withdrawing one; ordering.py has the order to publish at a set time.

Each deed is one transaction: edition, files and the marks on the answers are there together or not at all.
"""

from django.db import transaction
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.access import Role, access_of
from plans.models import Plan

from ..models import AnnualReport, ReportFile, ReportOrder, YearlyStatus
from ..survey.publishing import hide_statuses, hold, show_statuses
from .checks import check_report
from .differences import changes
from .files import make_files, sha256_of
from .gathering import READY
from .passages import index_report
from .plain_texts import plain
from .refusals import NothingToCorrect, NotThePublisher, ReportRefused, StillBlocked

MOST_TOLD = 5
WITHDRAWN_MEANWHILE = (
    "予定を決めたあとに報告書が取り下げられたため、公開していません。確かめて、もう一度予定してください。"
)


def may_publish(user, plan):
    return access_of(user).has(Role.PUBLISHER, city=plan.municipality_id)


def require_publisher(user, plan):
    if not may_publish(user, plan):
        raise NotThePublisher("報告書を公開したり取り下げたりできるのは、公開責任者だけです。")


@transaction.atomic
def publish_report(plan, fiscal_year, *, by, reason="", now=None):
    """Freeze that year as the next edition of its report and show it to everybody: AnnualReport.

    `reason`: why an earlier edition is corrected; the first edition has none. Raises ReportRefused, and nothing is
    written.
    """
    require_publisher(by, plan)
    return write_edition(plan, fiscal_year, by=by, reason=reason, now=now or timezone.now())


def write_edition(plan, fiscal_year, *, by, reason, now, agreed=None):
    """The same without asking who may; the caller has opened the transaction.

    `agreed`: the document somebody has read; where the year now says anything else, ReportRefused names it.
    """
    plan = locked(plan)
    rows = YearlyStatus.objects.filter(item__plan=plan, fiscal_year=fiscal_year)
    hold(rows)
    last = last_edition(plan, fiscal_year)
    document = checked_document(plan, fiscal_year, last, reason)
    if agreed and (moved := changes(agreed, document)):
        raise ReportRefused(_what_moved(moved))
    show_statuses(rows.filter(state__in=READY))
    return freeze(plan, document, last, reason=plain(reason).strip(), by=by, now=now)


def _what_moved(moved):
    named = "、".join(f"{each['place']}の「{each['field']}」" for each in moved[:MOST_TOLD])
    more = f"など{len(moved)}か所" if len(moved) > MOST_TOLD else ""
    return f"予定を決めたあとに変わったところがあるため、公開していません: {named}{more}。確かめて、もう一度予定してください。"


def locked(plan):
    """The plan, held until the end of the transaction: two people cannot publish the same year at once."""
    rows = Plan.objects.select_related("municipality", "owner").select_for_update(of=("self",))
    return rows.get(pk=plan.pk)


def last_edition(plan, fiscal_year):
    return AnnualReport.objects.filter(plan=plan, fiscal_year=fiscal_year).order_by("-edition").first()


def checked_document(plan, fiscal_year, last, reason):
    """What would be published, if nothing stands against it."""
    if last is None and reason.strip():
        raise ReportRefused("まだ公開していない年度なので、正誤の理由はいりません。")
    if last is not None and not reason.strip():
        raise ReportRefused("正誤の理由を書いてください。なぜ直すのかが、報告書に載ります。")
    found = check_report(plan, fiscal_year)
    if found.blocking:
        titles = "、".join(f"{each.title}({len(each.rows)}件)" for each in found.blocking)
        raise StillBlocked(
            f"{both_calendars(fiscal_year)}の報告書は、まだ公開できません: {titles}。", found.blocking
        )
    if last is not None and not last.is_withdrawn and not changes(last.content, found.document):
        raise NothingToCorrect(
            "公開した版から変わったところがありません。回答などを直してから、もう一度出してください。"
        )
    return found.document


def freeze(plan, document, last, *, reason, by, now):
    """Write the edition and its files. What was withdrawn is not quoted: changes are those since the newest edition
    that can still be read."""
    number = last.edition + 1 if last else 1
    readable = AnnualReport.objects.filter(
        plan=plan, fiscal_year=document["fiscal_year"], withdrawn_at=None
    ).order_by("-edition")
    before = readable.first()
    document = document | {
        "edition": {
            "number": number,
            "published_at": timezone.localtime(now).isoformat(timespec="seconds"),
            "reason": reason or None,
            "corrects": (
                {"number": last.edition, "sha256": last.sha256, "is_withdrawn": last.is_withdrawn}
                if last
                else None
            ),
            "compared_with": before.edition if before else None,
            "changes": changes(before.content, document) if before else [],
        }
    }
    made = make_files(document)
    text = next(file.content for file in made if file.kind == ReportFile.Kind.JSON).decode()
    report = AnnualReport.objects.create(
        plan=plan,
        fiscal_year=document["fiscal_year"],
        edition=number,
        title=document["title"],
        reason=reason,
        document=text,
        sha256=sha256_of(text.encode()),
        published_at=now,
        published_by=by,
    )
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report, kind=file.kind, content=file.content, size=len(file.content), sha256=file.sha256
        )
        for file in made
    )
    index_report(report, document)
    return report


@transaction.atomic
def withdraw_report(report, *, by, reason, whole_year=False, now=None):
    """Take an edition back, or all of its year: its page says so and why. Returns how many editions.

    When the newest edition is withdrawn the results of the year are hidden too; publishing again is a new edition.
    """
    require_publisher(by, report.plan)
    if not reason.strip():
        raise ReportRefused("取り下げの理由を書いてください。報告書のページに載ります。")
    locked(report.plan)
    hold(YearlyStatus.objects.filter(item__plan=report.plan, fiscal_year=report.fiscal_year))
    editions = AnnualReport.objects.filter(plan=report.plan, fiscal_year=report.fiscal_year)
    newest = editions.order_by("-edition").first()
    chosen = editions.filter(withdrawn_at=None)
    if not whole_year:
        chosen = chosen.filter(pk=report.pk)
    number = chosen.update(
        withdrawn_at=now or timezone.now(), withdrawn_by=by, withdrawn_reason=plain(reason).strip()
    )
    if not number:
        raise ReportRefused("この版は、すでに取り下げられています。")
    newest.refresh_from_db(fields=["withdrawn_at"])
    if newest.is_withdrawn:
        year = {"fiscal_year": report.fiscal_year}
        hide_statuses(YearlyStatus.objects.filter(item__plan=report.plan, is_published=True, **year))
        # What is taken back must not come back by itself.
        ReportOrder.objects.waiting().filter(plan=report.plan, **year).update(
            outcome=ReportOrder.Outcome.STOPPED, told=WITHDRAWN_MEANWHILE, ended_at=now or timezone.now()
        )
    return number
