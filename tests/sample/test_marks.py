"""みほん市 does not exist: every page and every file says so, and the real cities show nothing invented."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from actions.models import ReportingRound, YearlyStatus
from actions.sample_city import create_sample_city
from organizations.models import User
from plans.models import IndicatorFigure, Plan
from tests import builders

NOTICE = "みほん市は実在しない見本の市です。計画も実績もすべて架空です。"


@pytest.fixture(scope="module")
def kept_sample(rows_of_module):
    return create_sample_city(now=datetime(2026, 11, 24, 3, tzinfo=UTC))


@pytest.fixture
def sample(kept_sample, db):
    return kept_sample


@pytest.fixture
def plan(sample):
    return sample.plans.get()


def test_every_public_page_says_so(client, plan):
    pages = [page for page in builders.addresses_of(plan) if page.endswith("/")]
    # plan, roadmap, indicators, departments, reports; items; departments with items
    assert len(pages) == 5 + 40 + 10
    city = f"/{plan.municipality.slug}/"
    pages += [city, f"{city}accessibility/", f"{city}accessibility/results/"]
    silent = [page for page in pages if NOTICE not in text_of(client, page)]
    assert silent == []


def text_of(client, page):
    response = client.get(page)
    assert response.status_code == 200, page
    return response.content.decode()


def test_home_and_search_say_so_beside_its_name(client, plan):
    last = text_of(client, "/?page=1")
    # its plan, and its three reports; twice among the counts
    assert last.count("架空の見本") == 1 + 3 + 2
    found = text_of(client, "/search/?q=見守り")
    assert "みほん市(架空の見本) みほん市協働のまちづくり推進計画" in found
    assert "みほん市 みほん市協働のまちづくり推進計画" not in found


def test_every_file_says_so(client, plan):
    base = f"/{plan.municipality.slug}/{plan.slug}/"
    document = json.loads(client.get(f"{base}data.json").content)
    assert document["municipality"]["is_fictional"] is True
    assert document["municipality"]["notice"] == NOTICE
    for name in ("items", "schedule", "indicators", "progress"):
        text = client.get(f"{base}{name}.csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert rows, name
        assert {row["地方公共団体名"] for row in rows} == {"みほん市(架空の見本)"}


def test_file_of_a_list_says_so_in_the_rows_of_the_sample(client, plan):
    client.force_login(User.objects.create_superuser("boss", password=None))
    answer = client.post(reverse("admin:actions_actionitem_export"), {"format": "0", "resource": ""})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    marks = {(row["計画"] == plan.title, row["注意"]) for row in rows}
    assert marks == {(True, "架空の見本"), (False, "")}


def test_file_of_a_real_plan_has_no_such_column(client, real_plan):
    client.force_login(User.objects.create_superuser("boss", password=None))
    page = f"{reverse('admin:actions_actionitem_export')}?plan__id__exact={real_plan('yamaguchi').pk}"
    rows = client.post(page, {"format": "0", "resource": ""}).content.decode("utf-8-sig").splitlines()
    assert "注意" not in rows[0]
    assert "山口市協働推進プラン" in rows[1]


def test_real_city_is_not_marked(client, sample, real_plan):
    plan = real_plan("yamaguchi")
    assert "架空" not in text_of(client, plan.get_absolute_url())
    document = json.loads(client.get(f"{plan.get_absolute_url()}data.json").content)
    assert (document["municipality"]["is_fictional"], document["municipality"]["notice"]) == (False, None)


def test_real_cities_show_no_invented_results(sample):
    real = Plan.objects.exclude(municipality__is_fictional=True)
    assert real.count() == 5
    assert not YearlyStatus.objects.filter(item__plan__in=real).exists()
    assert not ReportingRound.objects.filter(plan__in=real).exists()
    actuals = IndicatorFigure.objects.filter(kind="actual")
    assert not actuals.filter(indicator__plan__in=real).exists()
    assert actuals.filter(indicator__plan__municipality=sample).exists()


def test_drafts_of_the_survey_under_way_are_nowhere_public(client, plan):
    """The words of the answers that are not published, and every internal note."""
    hidden = {
        answer.done
        for answer in YearlyStatus.objects.filter(item__plan=plan, is_published=False).exclude(done="")
    }
    notes = YearlyStatus.objects.filter(item__plan=plan).exclude(internal_note="")
    hidden |= set(notes.values_list("internal_note", flat=True))
    assert len(hidden) > 30
    shown = "".join(client.get(page).content.decode() for page in builders.addresses_of(plan))
    shown += "".join(
        json.dumps(json.loads(client.get(f"{plan.get_absolute_url()}data.json").content), ensure_ascii=False)
    )
    assert [words for words in hidden if words in shown] == []
