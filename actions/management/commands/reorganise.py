from django.core.management.base import BaseCommand, CommandError

from actions.reorganising.entering import carry_out_due
from actions.reorganising.touched import people_of


class Command(BaseCommand):
    help = (
        "施行日が来た機構改革(改称・統合・分割・廃止)を実行します。毎日1回動かします。何度動かしても、"
        "実行するのは1回だけです。実行できないものがあると終了コードは1になり、ほかのものは実行します。"
    )

    def handle(self, *args, **options):
        refused = []
        for outcome in carry_out_due():
            row = outcome.reorganisation
            name = f"{row.municipality} {row}"
            if outcome.refusal:
                refused.append(f"{name}は実行できません。{outcome.refusal}")
            else:
                self.stdout.write(f"{name}を実行しました。")
                for sentence in people_of(outcome.touched):
                    self.stdout.write(f"  {sentence}")
        if refused:
            raise CommandError("\n".join(refused))
