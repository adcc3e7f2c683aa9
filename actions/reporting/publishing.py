"""Publishing an edition, withdrawing one, and the order to publish at a set time.

Each deed is one transaction: edition, files and the marks on the answers are there together or not at all.
"""

from django.db import transaction
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.access import Role, access_of
from plans.models import Plan

from ..models import AnnualReport, ReportFile, YearlyStatus
from ..survey.publishing import hide_statuses, show_statuses
from .checks import check_report
from .differences import changes
from .files import make_files, sha256_of
from .gathering import READY
from .plain_texts import plain
from .refusals import NothingToCorrect, NotThePublisher, ReportRefused, StillBlocked


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


def write_edition(plan, fiscal_year, *, by, reason, now):
    """The same without asking who may; the caller has opened the transaction."""
    plan = locked(plan)
    last = last_edition(plan, fiscal_year)
    document = checked_document(plan, fiscal_year, last, reason)
    show_statuses(YearlyStatus.objects.filter(item__plan=plan, fiscal_year=fiscal_year, state__in=READY))
    return freeze(plan, document, last, reason=plain(reason).strip(), by=by, now=now)


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
    """Write the edition and its files."""
    number = last.edition + 1 if last else 1
    document = document | {
        "edition": {
            "number": number,
            "published_at": timezone.localtime(now).isoformat(timespec="seconds"),
            "reason": reason or None,
            "corrects": {"number": last.edition, "sha256": last.sha256} if last else None,
            "changes": changes(last.content, document) if last else [],
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
        hide_statuses(
            YearlyStatus.objects.filter(
                item__plan=report.plan, fiscal_year=report.fiscal_year, is_published=True
            )
        )
    return number
