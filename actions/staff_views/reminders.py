"""The 事務局's page of reminders: who would be written to, the texts, and what was sent."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse

from organizations.access import Role
from organizations.staff_admin.scope import is_key

from ..models import ReminderMail
from ..reminding.letters import write_letters
from ..reminding.sending import record_copied, send_reminders
from ..reminding.wording import name_of
from .list_files import list_file
from .pages import find_city, says_why, staff_page

MAILS_A_PAGE = 50
LOG_HEADERS = ("日時", "相手", "相手の役割", "宛先", "結果", "送れなかったわけ", "送った人", "件名", "本文")
# A web server ends a request that takes too long; whom it did not reach can be mailed by pressing again.
SECONDS_TO_SEND = 15


def back_to_reminders(city_id):
    return reverse("admin:survey_remind", args=[city_id])


@says_why(back_to_reminders)
def remind(request, city_id):
    """The letters of one city as they would go out now; POST sends the ticked ones, or notes that one was told."""
    city = find_city(request, city_id)
    options = {"site_url": site_url(request)}
    if request.method == "POST":
        if is_key(request.POST.get("told", "")):
            mail = record_copied(city, int(request.POST["told"]), by=request.user, **options)
            messages.success(request, f"{name_of(mail.user)}さんに知らせたことを記録しました。")
        else:
            send_to_ticked(request, city, options)
        return redirect(back_to_reminders(city_id))
    log = city.reminder_mails.select_related("user", "by")
    if file := list_file(request, f"催促の記録_{city.name}", LOG_HEADERS, log_rows(log), city=city):
        return file
    page = Paginator(log, MAILS_A_PAGE).get_page(request.GET.get("page"))
    for mail in page.object_list:
        mail.role_label = Role(mail.recipient_role).label
    mailing = write_letters(city, **options)
    # Where texts are copied by hand, nobody needs one to oneself.
    own = [letter for letter in mailing.ready if letter.user == request.user and not settings.MAIL_IS_SET_UP]
    context = {
        "city": city,
        "mailing": mailing,
        "own": own,
        "to_tell": [letter for letter in mailing.ready if letter not in own],
        "sends_mail": settings.MAIL_IS_SET_UP,
        "log": page,
    }
    return staff_page(request, "survey/remind.html", "提出の催促", context)


def log_rows(log):
    """The cells of each mail under LOG_HEADERS."""
    for mail in log:
        yield (
            mail.at,
            name_of(mail.user),
            Role(mail.recipient_role).label,
            mail.address,
            mail.get_outcome_display(),
            mail.error,
            name_of(mail.by) if mail.by else "自動",
            mail.subject,
            mail.body,
        )


def site_url(request):
    """What the links in the texts begin with."""
    return settings.SITE_URL or request.build_absolute_uri("/")


def send_to_ticked(request, city, options):
    ticked = {int(pk) for pk in request.POST.getlist("user") if is_key(pk)}
    if not ticked:
        messages.warning(
            request, "送る人が選ばれていません。名前の左の四角に印をつけてから、押してください。"
        )
        return
    run = send_reminders(city, by=request.user, only_users=ticked, time_limit=SECONDS_TO_SEND, **options)
    outcomes = ReminderMail.Outcome
    sent, failed = len(run.with_outcome(outcomes.SENT)), len(run.with_outcome(outcomes.FAILED))
    if sent:
        messages.success(request, f"{sent}人に送りました。")
    if failed:
        messages.error(request, f"{failed}人には送れませんでした。下の記録で、わけを確かめてください。")
    if unknown := len(run.with_outcome(outcomes.SENDING)):
        messages.warning(
            request, f"{unknown}人には、届いたかどうか分かりません。下の記録を見て、本人に確かめてください。"
        )
    if missed := len(ticked) - len(run.mails):
        messages.warning(
            request,
            f"選んだうちの{missed}人には、送っていません。先に送られたか、提出が済んだか、宛先がなくなっています。",
        )
