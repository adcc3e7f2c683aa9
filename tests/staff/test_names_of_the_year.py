"""What staff read of a past year says the department's name of that year, and today's where they must know it."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from actions.models import Evaluation
from tests import builders
from tests.reorganising.scenes import NEW, do, found, merge, rename
from tests.survey.people import YEAR, make_town

THEN, NOW_CALLED = "竹馬課", "凧課"
BOTH = f"{THEN}(いま: {NOW_CALLED})"


@pytest.fixture
def town(db):
    town = make_town()
    town.plan.evaluates_internally = True
    town.plan.save()
    town.lead.name = THEN
    town.lead.save()
    return town


@pytest.fixture
def office(client, town):
    client.force_login(town.coordinator())
    return client


def text(client, name, *args, query=""):
    response = client.get(f"{reverse(f'admin:{name}', args=args)}{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def renamed(town):
    answer = town.answer("confirmed")
    Evaluation.objects.create(answer=answer, stage="internal", opinion="よい。", is_handed_in=True)
    do(rename(town.lead, NOW_CALLED))
    return answer


def test_pages_of_a_past_round(office, town, renamed):
    pk = renamed.round_id
    assert f">{BOTH}</a>" in text(office, "survey_round", pk)
    listed = text(office, "survey_answers", pk, query=f"?department={town.lead.pk}")
    assert f"の回答 {BOTH}</h1>" in listed
    assert f"<td>{BOTH}</td>" in listed
    assert f"<td>{BOTH}</td>" in text(office, "survey_evaluations", pk)
    for page in ("survey_answer", "survey_evaluation"):
        assert f"回答する部署: {BOTH}" in text(office, page, renamed.pk)


def test_filter_without_answers_says_the_name_too(office, town, renamed):
    query = f"?department={town.lead.pk}&state=draft"
    assert f"の回答 {BOTH}・入力中</h1>" in text(office, "survey_answers", renamed.round_id, query=query)
    other = builders.make_department(builders.make_city(), name="よその課")
    listed = text(office, "survey_answers", renamed.round_id, query=f"?department={other.pk}")
    assert "よその課" not in listed


def test_name_that_did_not_change_stands_alone(office, town):
    answer = town.answer("confirmed")
    assert f"回答する部署: {THEN}</span>" in text(office, "survey_answer", answer.pk)
    assert "(いま: " not in text(office, "survey_round", answer.round_id)


def test_last_year_beside_this_year(office, town):
    before = town.answer("confirmed", fiscal_year=YEAR - 1)
    town.lead.former_names.create(name="古い課", last_fy=YEAR - 1)
    answer = town.answer(item=before.item)
    shown = text(office, "survey_answer", answer.pk)
    assert f"回答した部署: 古い課(いま: {THEN})" in shown
    assert f"回答する部署: {THEN}</span>" in shown


def test_department_that_began_later_stands_as_those_it_took_over_from(office, town):
    first, second = town.answer(), town.answer(item=town.item(town.support), department=town.support)
    do(merge(town.lead, town.support))
    new = found(town.city, NEW.name)
    both = f"{THEN}、{town.support}(いま: {NEW.name})"
    assert f">{both}</a>" in text(office, "survey_round", first.round_id)
    listed = text(office, "survey_answers", first.round_id, query=f"?department={new.pk}")
    assert f"<td>{THEN}(いま: {NEW.name})</td>" in listed
    assert f"<td>{town.support}(いま: {NEW.name})</td>" in listed
    assert f"回答する部署: {town.support}(いま: {NEW.name})" in text(office, "survey_answer", second.pk)


def test_department_that_is_gone_has_no_name_today(office, town):
    answer = town.answer("confirmed")
    do(merge(town.lead, town.support))
    assert f"回答する部署: {THEN}</span>" in text(office, "survey_answer", answer.pk)


def test_printed_department_is_shown_as_printed(office, renamed):
    assert f"<dd> {BOTH} </dd>" in text(office, "survey_answer", renamed.pk)


def test_list_and_file_of_the_results(office, renamed):
    listed = text(office, "actions_yearlystatus_changelist")
    assert f'class="field-department_shown">{BOTH}</td>' in listed
    response = office.post(reverse("admin:actions_yearlystatus_export"), {"format": "1", "resource": ""})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert dict(zip(rows[0], rows[1], strict=True))["回答する部署"] == THEN


@pytest.mark.parametrize("number", [3, 60])
def test_list_of_the_results_takes_one_query_for_the_names(
    office, town, number, django_assert_max_num_queries
):
    for _each in range(number):
        town.answer("confirmed")
    do(rename(town.lead, NOW_CALLED))
    with django_assert_max_num_queries(14):
        text(office, "actions_yearlystatus_changelist")
