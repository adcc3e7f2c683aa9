from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseFault

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
NO_DATABASE = (
    "データベースを使えないので、止まりました。DATABASE_URL の内容と、データベースが動いていること、"
    "prepare_site を実行したことを確かめてください。"
)


class Command(BaseCommand):
    help = (
        "調査の実績をまだ提出していない人に、催促のメールを送ります。1日に1回、cron などで動かします。"
        "締め切りが近づくまで、また、前のメールから日がたつまでは送りません。"
        "送れなかったか、届いたか分からないメールがあるとき、メールの設定がないときは、終了の状態が 1 になります。"
        "--verbosity 0 では、送ったものと、送れなかったか届いたか分からないものだけを出します。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--city", metavar="SLUG", help="この市区町村だけ(公開ページのアドレスの英数字)。")
        parser.add_argument("--dry-run", action="store_true", help="送らずに、だれに送るかを示します。")

    def handle(self, *args, city, dry_run, verbosity, **options):
        check_settings()
        try:
            self.remind_all(city, dry_run, is_quiet=verbosity == 0)
        except DatabaseFault as error:
            raise CommandError(f"{NO_DATABASE}(原因: {one_line(error)})") from error

    def remind_all(self, slug, dry_run, *, is_quiet):
        sent, failed, unknown = 0, 0, 0
        for city in cities(slug):
            self.city = city
            if dry_run:
                mailing = write_letters(city, site_url=settings.SITE_URL, automatic=True)
                for letter in mailing.ready:
                    self.say("送る予定", letter.name, letter.address, letter.role_label, f"{letter.number}件")
                left = mailing.waiting
            else:
                run = send_reminders(city, site_url=settings.SITE_URL, automatic=True)
                mailing, left = run.mailing, run.left
                for mail in run.mails:
                    who = (name_of(mail.user), mail.address, Role(mail.recipient_role).label)
                    self.say(WORDS[mail.outcome], *who, mail.error)
                sent += len(run.with_outcome(Outcome.SENT))
                failed += len(run.with_outcome(Outcome.FAILED))
                unknown += len(run.with_outcome(Outcome.SENDING)) + len(run.may_have_arrived)
            self.tell_who_is_left([letter for letter in left if letter.may_have_arrived or not is_quiet])
            if not is_quiet:
                self.tell_who_cannot_be_reached(mailing)
        if sent or not (dry_run or is_quiet):
            self.stdout.write(f"{sent}人に送りました。")
        if failed or unknown:
            raise CommandError(
                f"{failed}人に送れませんでした。" * bool(failed)
                + f"{unknown}人には、届いたかどうか分かりません。本人に確かめてください。" * bool(unknown)
                + "上の行と、画面の「催促の記録」を確かめてください。"
            )

    def tell_who_is_left(self, letters):
        for letter in letters:
            self.say("送りません", letter.name, letter.address, letter.role_label, letter.held_back)

    def tell_who_cannot_be_reached(self, mailing):
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
        """A line below the name of the city; a city of which there is nothing to say is not named."""
        if self.city:
            self.stdout.write(str(self.city))
            self.city = None
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
