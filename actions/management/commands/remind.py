from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from actions.models import ReminderMail
from actions.reminding.letters import write_letters
from actions.reminding.sending import NOT_SET_UP, send_reminders
from actions.reminding.wording import name_of, one_line
from organizations.access import Role
from organizations.models import Municipality

Outcome = ReminderMail.Outcome
WORDS = {
    Outcome.SENT: "送りました",
    Outcome.FAILED: "送れませんでした",
    Outcome.SENDING: "届いたか分かりません",
}


class Command(BaseCommand):
    help = (
        "調査の実績をまだ提出していない人に、催促のメールを送ります。1日に1回、cron などで動かします。"
        "締め切りが近づくまで、また、前のメールから日がたつまでは送りません。"
        "送れなかったメールがあるとき、メールの設定がないときは、終了の状態が 1 になります。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--city", metavar="SLUG", help="この市区町村だけ(公開ページのアドレスの英数字)。")
        parser.add_argument("--dry-run", action="store_true", help="送らずに、だれに送るかを示します。")

    def handle(self, *args, city, dry_run, **options):
        check_settings()
        sent, not_sent = 0, 0
        for each in cities(city):
            self.stdout.write(str(each))
            if dry_run:
                mailing = write_letters(each, site_url=settings.SITE_URL, automatic=True)
                for letter in mailing.ready:
                    self.say("送る予定", letter.name, letter.address, letter.role_label, f"{letter.number}件")
                left = mailing.waiting
            else:
                run = send_reminders(each, site_url=settings.SITE_URL, automatic=True)
                mailing, left = run.mailing, run.left
                for mail in run.mails:
                    who = (name_of(mail.user), mail.address, Role(mail.recipient_role).label)
                    self.say(WORDS[mail.outcome], *who, mail.error)
                sent += len(run.with_outcome(Outcome.SENT))
                not_sent += len(run.mails) - len(run.with_outcome(Outcome.SENT))
            self.tell_who_is_left(mailing, left)
        if not dry_run:
            self.stdout.write(f"{sent}人に送りました。")
        if not_sent:
            raise CommandError(
                f"{not_sent}人に送れませんでした。上の行と、画面の「催促の記録」を確かめてください。"
            )

    def tell_who_is_left(self, mailing, left):
        for letter in left:
            self.say("送りません", letter.name, letter.address, letter.role_label, letter.held_back)
        for detour in mailing.detours:
            self.say(
                "代わりの人",
                one_line(detour.department or "部署が未定"),
                f"{detour.number}件",
                detour.sentence,
            )
        for user, role, department in mailing.without_address:
            where = one_line(department or "部署が未定")
            self.say("メールアドレスなし", name_of(user), f"{where}の{role}")

    def say(self, what, *words):
        self.stdout.write(f"  {what}: {' '.join(word for word in words if word)}")


def check_settings():
    if not settings.MAIL_IS_SET_UP:
        raise CommandError(
            f"{NOT_SET_UP}環境変数 EMAIL_URL と MAIL_FROM を設定してください(docs/operations.md)。"
            "職員の画面では、文面を写して知らせることができます。"
        )
    if not settings.SITE_URL:
        raise CommandError(
            "サイトのアドレスが分からないので、送っていません。"
            "環境変数 SITE_URL を設定してください(docs/operations.md)。"
        )


def cities(slug):
    """Those in use, or the one named."""
    rows = Municipality.objects.filter(is_in_use=True).order_by("code")
    if slug is None:
        return rows
    if not (found := rows.filter(slug=slug)):
        raise CommandError(
            f"「{slug}」という市区町村はないか、使用を止めています。市区町村のアドレス(例: yamaguchi)を確かめてください。"
        )
    return found
