"""Words planted in every internal field are in no page, file or feed, before a report is published and after it."""

from datetime import date
from io import BytesIO

import openpyxl
import pypdf
import pytest
from django.utils import timezone

from actions.models import (
    AnswerStep,
    EvaluationSession,
    ReminderMail,
    ReportFile,
    ReportOrder,
    ReportText,
    SupportPart,
    YearlyStatus,
)
from actions.reporting.gathering import gather
from actions.reporting.publishing import publish_report, withdraw_report
from organizations.models import Department, Membership
from tests import builders
from tests.reporting.scenes import OCTOBER, YEAR, judge, make_year

pytestmark = pytest.mark.django_db
SECRET = "鍵穴の言葉"


@pytest.fixture
def year():
    """A year that can be published, with the word wherever staff write what is not for the public."""
    year = make_year(items=3)
    first, second, third = year.answers
    person = builders.make_user(username="kagi", last_name=SECRET, first_name=SECRET, email="kagi@example.jp")
    year.publisher.last_name = SECRET
    year.publisher.save()
    year.items[0].internal_note = SECRET
    year.items[0].save()
    YearlyStatus.objects.filter(item__plan=year.plan).update(internal_note=SECRET, answered_by=person)
    AnswerStep.objects.create(
        answer=first, from_state="submitted", to_state="returned", at=OCTOBER, by=person, reason=SECRET
    )
    other = builders.make_department(year.city)
    SupportPart.objects.create(answer=first, department=other, done=SECRET, internal_note=SECRET)
    session = EvaluationSession.objects.create(
        plan=year.plan, fiscal_year=YEAR, held_on=date(2024, 7, 1), member_names=SECRET, internal_note=SECRET
    )
    judge(first, session=session, internal_note=SECRET, written_by=person, replied_by=person)
    judge(second, opinion=SECRET, reply=SECRET, is_handed_in=False)
    judge(third, stage="internal", opinion=SECRET, is_handed_in=False)
    year.round.instructions = SECRET
    year.round.save()
    Membership.objects.create(
        user=person,
        municipality=year.city,
        department=year.owner,
        role="editor",
        start_on=date(2024, 4, 1),
        end_on=date(2030, 3, 31),
    )
    ReportText.objects.create(
        plan=year.plan, fiscal_year=YEAR, summary="公開するまとめ", internal_note=SECRET
    )
    ReportText.objects.create(plan=year.plan, fiscal_year=YEAR + 1, summary=SECRET, notes=SECRET)
    plant_other_years(year)
    return year


def plant_other_years(year):
    """A draft of the next year, and a result of the year before that nobody has published."""
    later = builders.make_round(year.plan, YEAR + 1, scale=year.scale)
    builders.make_answer(later, year.items[0], year.owner, "draft", done=SECRET, reason=SECRET)
    YearlyStatus.objects.create(
        item=year.items[1], fiscal_year=YEAR - 1, status="in_progress", done=SECRET, internal_note=SECRET
    )


def addresses(year):
    base = year.plan.get_absolute_url()
    return [
        "/",
        "/feed.atom",
        "/sitemap.xml",
        f"/sitemap-city-{year.city.slug}.xml",
        "/search/?q=取組",
        f"/{year.city.slug}/",
        *builders.addresses_of(year.plan),
        f"{base}reports/",
        f"{base}reports/feed.atom",
        f"{base}reports/{YEAR}/",
        f"{base}reports/{YEAR}/1/",
        *(f"{base}reports/{YEAR}/1/report.{kind}" for kind in ReportFile.Kind.values),
    ]


def text_of(response):
    """What can be read in a response, also where it is packed: a workbook, a PDF."""
    content, kind = response.content, response.get("Content-Type", "")
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(BytesIO(content))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        properties = book.properties
        return " ".join(
            [*cells, *map(str, (properties.creator, properties.title, properties.lastModifiedBy))]
        )
    if kind == "application/pdf":
        reader = pypdf.PdfReader(BytesIO(content))
        return "".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)]).replace(
            "\n", ""
        )
    return content.decode("utf-8-sig")


def found_in(client, year):
    responses = {address: client.get(address) for address in addresses(year)}
    leaks = [address for address, response in responses.items() if SECRET in text_of(response)]
    return leaks, {address for address, response in responses.items() if response.status_code == 200}


def test_secrets_are_planted(year):
    """A word that stood nowhere would be found nowhere."""
    assert YearlyStatus.objects.filter(internal_note=SECRET).count() == 4
    assert Department.objects.filter(municipality=year.city).count() == 2
    assert not ReminderMail.objects.exists()


def test_nothing_of_the_year_is_public_before_it_is_published(client, year):
    published, preview = year.answers[2].done, gather(year.plan, YEAR)
    ReportOrder.objects.create(
        plan=year.plan,
        fiscal_year=YEAR,
        publish_at=timezone.now(),
        document=str(preview),
        ordered_at=timezone.now(),
    )
    responses = {address: client.get(address) for address in addresses(year)}
    leaks = [
        address
        for address, response in responses.items()
        if published in text_of(response) or SECRET in text_of(response)
    ]
    assert leaks == []


def test_no_secret_is_public_after_publishing(client, year):
    publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    leaks, answered = found_in(client, year)
    assert leaks == []
    assert answered == set(addresses(year))
    report = client.get(f"{year.plan.get_absolute_url()}reports/{YEAR}/1/report.pdf")
    assert year.answers[2].done in text_of(report)  # what is public can be read by this test


def test_withdrawn_report_shows_nothing_of_its_content(client, year):
    published = year.answers[2].done
    report = publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    withdraw_report(report, by=year.publisher, reason="個人の名前が載っていたため")
    leaks = [address for address in addresses(year) if published in text_of(client.get(address))]
    assert leaks == []
