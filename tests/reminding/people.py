"""People with e-mail addresses, mails they got before, and a town with much to be reminded of."""

from actions.models import ActionItem, ReminderMail, YearlyStatus
from organizations.models import User
from tests import builders
from tests.survey.people import NOW, YEAR


def person(town, role="editor", department=None, **fields):
    """Somebody with an e-mail address."""
    whole_city = role in ("coordinator", "publisher", "evaluator")
    user = town.person(role, None if whole_city else department or town.lead)
    fields = {"email": f"{user.username}@city.example.jp"} | fields
    for name, value in fields.items():
        setattr(user, name, value)
    user.save()
    return user


def mailed(town, user, *, at=NOW, outcome="sent", city=None):
    return ReminderMail.objects.create(
        municipality=city or town.city,
        user=user,
        recipient_role="editor",
        address="a@city.example.jp",
        subject="件名",
        body="本文",
        at=at,
        outcome=outcome,
    )


def owned(town):
    town.plan.owner = builders.make_department(
        town.city, name="協働推進課", tel="000-000-0000", email="kyodo@city.example.jp"
    )
    town.plan.save()


def fill(town, number):
    """`number` answers, each of a department with an editor; every second has a part of the next department."""
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=town.plan, code=f"x{n}", name=f"取組{n}", sort_order=n) for n in range(number)
    )
    departments = [builders.make_department(town.city) for _ in range(min(number, 30))]
    users = User.objects.bulk_create(
        User(username=f"u{n}", email=f"u{n}@city.example.jp") for n in range(len(departments))
    )
    for user, department in zip(users, departments, strict=True):
        builders.join(user, town.city, role="editor", department=department)
    answers = YearlyStatus.objects.bulk_create(
        YearlyStatus(
            item=item,
            round=town.round(),
            fiscal_year=YEAR,
            department=departments[n % len(departments)],
            state="draft",
        )
        for n, item in enumerate(items)
    )
    for n, answer in enumerate(answers[::2]):
        builders.make_part(answer, departments[(2 * n + 1) % len(departments)])
    return users
