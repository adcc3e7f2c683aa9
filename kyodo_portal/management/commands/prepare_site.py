"""Everything between an empty machine and a site that can be served. `make run` calls it every time."""

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from actions.sample_city import create_sample_city, leave_drafts
from organizations.demo_accounts import Role, create_demo_accounts
from organizations.first_account import FirstAccountRefused, create_first_account
from organizations.models import Municipality

FIRST_ACCOUNT_FILE = "first-account.txt"
DEMO_ACCOUNTS_FILE = "demo-accounts.txt"
# User name, role and department (its code in the sample city) of the accounts to try the roles with.
DEMO_PEOPLE = (
    ("mihon-jimukyoku", Role.COORDINATOR, None),
    ("mihon-nyuryoku", Role.EDITOR, "sangyo"),
    ("mihon-nyuryoku2", Role.EDITOR, "kikaku"),
    ("mihon-shonin", Role.APPROVER, "bousai"),
    ("mihon-kokai", Role.PUBLISHER, None),
    ("mihon-hyoka", Role.EVALUATOR, None),
    ("mihon-etsuran", Role.VIEWER, None),
)
HANDED_OVER = "sangyo"  # where somebody left drafts to the one who has the account now
COLLECTED_MARK = ".collected"


class Command(BaseCommand):
    help = "データベース、計画のデータ、最初の管理者、画面の部品をそろえます。何度実行しても安全です。"

    def handle(self, *args, verbosity, **options):
        self.verbosity = verbosity
        self.is_new_try_out = False
        self.check_var_dir()
        self.check_database_file()
        self.migrate()
        self.load_plans()
        self.create_first_account()
        self.create_sample_city()
        self.collect_static_files()

    def say(self, message):
        if self.verbosity:
            self.stdout.write(message)

    def check_var_dir(self):
        var_dir = Path(settings.VAR_DIR)
        with refusal(
            OSError, f"{var_dir} を作れません。VAR_DIR に、書き込めるフォルダーを指定してください。"
        ):
            var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(var_dir, os.W_OK | os.X_OK):
            raise CommandError(
                f"{var_dir} に書き込めません。持ち主を変えるか、VAR_DIR に書き込めるフォルダーを指定してください。"
            )

    def check_database_file(self):
        """A file that can be read but not written would serve pages and fail at the first sign-in."""
        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite" and Path(name).exists() and not os.access(name, os.W_OK):
            raise CommandError(cannot_use_database())

    def migrate(self):
        with refusal(DatabaseError, cannot_use_database()):
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if not plan:
                return
            self.say("データベースを整えています…")
            call_command("migrate", interactive=False, verbosity=0)

    def load_plans(self):
        """The five plans come with a new try-out site only; what a city keeps is its own."""
        if settings.IS_PRODUCTION or Municipality.objects.exists():
            return
        with refusal(
            (DeserializationError, DatabaseError, OSError, ValueError, LookupError),
            "fixtures/ の計画のデータを読み込めません。"
            "配布されたファイルに戻してから(git restore fixtures)、もう一度実行してください。",
        ):
            call_command("load_plans", verbosity=self.verbosity, stdout=self.stdout)
        self.is_new_try_out = True

    def create_sample_city(self):
        """A city that does not exist, to try everything with, and an account for each role there."""
        if not self.is_new_try_out:
            return
        with refusal(
            (DatabaseError, OSError, ValueError, LookupError, FirstAccountRefused),
            "見本の市を作れません。配布されたファイルに戻し(git restore fixtures)、"
            f"{settings.VAR_DIR} を消してから、もう一度実行してください。",
        ):
            city, accounts = self.write_sample_city(Path(settings.VAR_DIR) / DEMO_ACCOUNTS_FILE)
        self.stdout.write(
            f"\n{city.notice}\n役割ごとに試せる利用者です。パスワードがここに表示されるのは今回だけです。\n"
            + "".join(f"  {name:<16} {password}  {what}\n" for name, password, what in accounts.rows)
            + f"  控え  {accounts.password_file} (持ち主だけが読めます)\n"
        )

    @transaction.atomic
    def write_sample_city(self, password_file):
        """The city and its accounts, both or neither."""
        city = create_sample_city()
        departments = {department.code: department for department in city.departments.all()}
        leave_drafts(departments[HANDED_OVER])
        people = [(name, role, departments.get(code)) for name, role, code in DEMO_PEOPLE]
        return city, create_demo_accounts(city, people, password_file=password_file)

    def create_first_account(self):
        with refusal(FirstAccountRefused), refusal(DatabaseError, cannot_use_database()):
            account = create_first_account(password_file=Path(settings.VAR_DIR) / FIRST_ACCOUNT_FILE)
        if account is None:
            return
        self.stdout.write(
            "\n最初の管理者を作りました。パスワードがここに表示されるのは今回だけです。\n"
            f"  利用者名    {account.username}\n"
            f"  パスワード  {account.password}\n"
            f"  控え        {account.password_file} (持ち主だけが読めます)\n"
        )

    def collect_static_files(self):
        """Skip the copying and compressing when no source file changed since the last time."""
        root = Path(settings.STATIC_ROOT)
        mark = root / COLLECTED_MARK
        with refusal(
            (OSError, ValueError),
            f"画面の部品(CSSなど)を {root} に用意できません。"
            "書き込み権限と空き容量を確かめてから、もう一度実行してください。",
        ):
            state = static_files_state()
            if mark.is_file() and mark.read_text() == state:
                return
            self.say("画面の部品を用意しています…")
            call_command("collectstatic", interactive=False, verbosity=0)
            mark.write_text(state)


@contextmanager
def refusal(errors, sentence=None):
    """Turn the foreseen errors into one sentence that says what to do, with the cause in brackets."""
    try:
        yield
    except errors as error:
        cause = next(iter(str(error).splitlines()), type(error).__name__)
        raise CommandError(f"{sentence} (原因: {cause})" if sentence else str(error)) from error


def cannot_use_database():
    if connection.vendor == "sqlite":
        return (
            f"データベースのファイル {connection.settings_dict['NAME']} を使えません。"
            "書き込めるようにするか、壊れていれば控えから戻して、もう一度実行してください。"
        )
    return (
        "データベースを使えません。DATABASE_URL の内容と、データベースが動いていることを確かめてから、"
        "もう一度実行してください。"
    )


def static_files_state():
    """A digest of the storage and of each source file's path, size and time of change."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
