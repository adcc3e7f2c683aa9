"""Every address of a report and every kind of person, reading and sending: who gets in, and what is written."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actions.models import AnnualReport, ReportOrder, YearlyStatus
from tests.reporting.people import make_clean_year, order_of, page, publish
from tests.reporting.scenes import YEAR
from tests.staff.people import EVERYBODY, OUTSIDERS, make_scene

PREPARE = {"coordinator", "publisher", "administrator"}
PUBLISH = {"publisher", "administrator"}
KINDS = ("pdf", "xlsx", "csv")
LATER = {"_order": "", "publish_on": "2099-10-01", "publish_time": "10:00"}
WITHDRAWAL = {"which": "1", "reason": "見本", "newest": "1"}


@pytest.fixture(scope="module")
def kept_scene(rows_of_module):
    """The people of two cities; `fresh` is a year to publish, `stands` one with an edition, in the same city."""
    scene = make_scene()
    scene.fresh = make_clean_year(city=scene.here)
    scene.stands = make_clean_year(city=scene.here)
    publish(scene.stands)
    return scene


@pytest.fixture
def scene(kept_scene, db):
    return kept_scene


@pytest.fixture
def enter(client, scene):
    def enter(name):
        client.logout()
        if name != "anonymous":
            client.force_login(scene.people[name])
        return client

    return enter


def outcome(response):
    if response.status_code == 302 and response.url.startswith(reverse("admin:login")):
        return "login"
    return {200: "ok", 302: "ok", 403: "refused", 404: "refused"}[response.status_code]


def expected(name, allowed):
    return "login" if name in OUTSIDERS else "ok" if name in allowed else "refused"


def addresses(year):
    """(address, who may read it)."""
    return [
        (reverse("admin:survey_reports", args=[year.plan.pk]), PREPARE),
        (page("survey_report", year), PREPARE),
        (page("survey_report_preview", year), PREPARE),
        *((page("survey_report_preview_file", year, kind), PREPARE) for kind in KINDS),
        (page("survey_report_publish", year), PUBLISH),
        (page("survey_report_withdraw", year), PUBLISH),
    ]


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_reads_what(scene, enter, name):
    browser = enter(name)
    wrong = [
        (address, found)
        for year in (scene.fresh, scene.stands)
        for address, allowed in addresses(year)
        if (found := outcome(browser.get(address))) != expected(name, allowed)
    ]
    assert wrong == []


def everything():
    return (
        list(AnnualReport.objects.order_by("pk").values("pk", "edition", "withdrawn_at")),
        list(ReportOrder.objects.order_by("pk").values("pk", "outcome", "ended_at")),
        list(YearlyStatus.objects.filter(is_published=True).order_by("pk").values_list("pk", flat=True)),
    )


def publishing(scene, enter):
    address = page("survey_report_publish", scene.fresh)
    return address, {"seen": enter("administrator").get(address).context["year"].seen}


def ordering(scene, enter):
    address, data = publishing(scene, enter)
    return address, data | LATER


def correcting(scene, enter):
    YearlyStatus.objects.filter(pk=scene.stands.answers[0].pk).update(done="直した実績")
    address = page("survey_report_publish", scene.stands)
    data = {"seen": enter("administrator").get(address).context["year"].seen, "reason": "写し間違い"}
    return address, data


def cancelling(scene, enter):
    return page("survey_report", scene.fresh), {"_cancel": order_of(scene.fresh).pk}


def carrying_out(scene, enter):
    return page("survey_report", scene.fresh), {"_carry_out": order_of(scene.fresh, timezone.now()).pk}


def marking(scene, enter):
    YearlyStatus.objects.filter(pk=scene.stands.answers[0].pk).update(is_published=False)
    return page("survey_report", scene.stands), {"_mark": ""}


def withdrawing(scene, enter):
    return page("survey_report_withdraw", scene.stands), WITHDRAWAL


DEEDS = (publishing, ordering, correcting, cancelling, carrying_out, marking, withdrawing)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
@pytest.mark.parametrize("name", EVERYBODY)
def test_who_does_what(scene, enter, name, deed):
    """A deed sent by hand; for everybody but the 公開責任者 and the administrator nothing is written."""
    address, data = deed(scene, enter)
    before = everything()
    response = enter(name).post(address, data)
    assert (everything() != before) is (name in PUBLISH)
    assert outcome(response) == expected(name, PUBLISH)


@pytest.mark.parametrize("name", EVERYBODY)
def test_sending_to_a_page_for_reading_writes_nothing(scene, enter, name):
    browser, before = enter(name), everything()
    for year in (scene.fresh, scene.stands):
        for address, _allowed in addresses(year)[:-2]:
            browser.post(address, {})
    assert everything() == before


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_deed_needs_the_token_of_its_page(scene, enter, deed):
    """A form of another site is refused."""
    address, data = deed(scene, enter)
    before, browser = everything(), Client(enforce_csrf_checks=True)
    browser.force_login(scene.people["publisher"])
    assert browser.post(address, data).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_deed_is_not_done_by_reading(scene, enter, deed):
    address, data = deed(scene, enter)
    before = everything()
    enter("publisher").get(address, data)
    assert everything() == before


def test_scene_is_as_the_matrix_says(scene):
    assert list(scene.stands.plan.annual_reports.values_list("fiscal_year", "edition")) == [(YEAR, 1)]
    assert not scene.fresh.plan.annual_reports.exists()
