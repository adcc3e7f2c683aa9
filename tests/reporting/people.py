"""A year that is clean but for what a test breaks, the people of its city, and how they go to its pages."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from actions.models import ReportOrder
from actions.reporting.files import sha256_of
from actions.reporting.gathering import gather
from actions.reporting.json_file import make_json
from actions.reporting.publishing import publish_report
from actions.reporting.restoring import restore_edition
from tests.reporting.scenes import OCTOBER, YEAR, make_year


def make_clean_year(*, items=2, **fields):
    """Nothing stands against publishing it, and nothing is worth knowing: the plan begins with that year."""
    return make_year(items=items, start_fy=YEAR, **fields)


def page(name, year, *args, query=""):
    """The address of one of the year's staff pages: page("survey_report_publish", year)."""
    address = reverse(f"admin:{name}", args=[year.plan.pk, YEAR, *args])
    return f"{address}?{query}" if query else address


def publish(year, **fields):
    return publish_report(year.plan, YEAR, **{"by": year.publisher, "now": OCTOBER} | fields)


def restore_without_actual(year, plan):
    """The year's edition as the one of another plan, where it gives no actual value of any indicator."""
    report = publish(year)
    content = report.content
    content["municipality"]["code"], content["plan"]["slug"] = plan.municipality.code, plan.slug
    for indicator in content["indicators"]:
        indicator["actual"] = None
    document = make_json(content).decode()
    restore_edition(
        plan,
        fiscal_year=YEAR,
        edition=1,
        title=report.title,
        reason="",
        published_at=report.published_at,
        document=document,
        sha256=sha256_of(document.encode()),
    )


def mend(year, text="直した実績", *, number=0):
    answer = year.answers[number]
    answer.done = text
    answer.save()


def order_of(year, publish_at=None, **fields):
    """An order for the year as it stands; without a time, for tomorrow."""
    defaults = {
        "plan": year.plan,
        "fiscal_year": YEAR,
        "publish_at": publish_at or timezone.now() + timedelta(days=1),
        "document": make_json(gather(year.plan, YEAR)).decode(),
        "ordered_at": OCTOBER,
        "ordered_by": year.publisher,
    }
    return ReportOrder.objects.create(**defaults | fields)


def work(browser, year, query=""):
    """The text of the year's work page."""
    return text_of(browser.get(page("survey_report", year, query=query)))


def text_of(response):
    return " ".join(response.content.decode().split())


def told(response):
    """What the messages of the page say."""
    return [str(message) for message in response.context["messages"]]
