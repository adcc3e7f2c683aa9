"""After the publication: answers, evaluations and replies are mended, and citizens go on reading the edition."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.evaluating.writing import give_back, remove_evaluation, save_evaluation, save_reply
from actions.models import Evaluation, YearlyStatus
from actions.reporting.publishing import withdraw_report
from actions.results import published_results
from actions.survey.refusals import StepRefused
from actions.survey.steps import take_one_step
from plans.models import Plan
from tests import builders
from tests.reporting.people import make_clean_year, publish
from tests.reporting.scenes import DECEMBER, YEAR, judge

pytestmark = pytest.mark.django_db
NOT_PUBLIC = "公開責任者が公開をやめてください"


def again(row):
    return type(row).objects.get(pk=row.pk)


def public(year):
    """What citizens read of the first item in that year: (what was done, [opinion], [reply])."""
    plan = Plan.objects.get(pk=year.plan.pk)
    (result,) = published_results(plan, item=year.items[0])
    found = result["evaluations"]
    return result["done"], [each["opinion"] for each in found], [each["reply"] for each in found]


def flags(evaluation):
    row = again(evaluation)
    return row.is_published, row.is_reply_published


@pytest.fixture
def judged(year):
    """The committee's evaluation of the first answer, published with its reply in the report."""
    year.plan.replies_to_evaluations = True
    year.plan.save()
    evaluation = judge(year.answers[0])
    year.report = publish(year)
    year.before = public(year)
    return evaluation


def loaded(evaluation):
    return Evaluation.objects.select_related("answer__item__plan").get(pk=evaluation.pk)


# Answers.


def test_answer_of_a_reported_year_is_returned_while_citizens_read_the_edition(year, judged):
    take_one_step("return", year.answers[0].pk, by=year.coordinator, reason="数が違います。")
    answer = again(year.answers[0])
    assert (answer.state, answer.is_published) == ("returned", False)
    assert flags(judged) == (False, False)
    assert public(year) == year.before


def test_other_answers_of_the_year_stay_public(year, judged):
    take_one_step("return", year.answers[0].pk, by=year.coordinator, reason="数が違います。")
    assert again(year.answers[1]).is_published


def test_approver_returns_no_published_answer(year, judged):
    user = builders.member_of(year.city, role="approver", department=year.owner)
    with pytest.raises(StepRefused, match="差戻しできる役割がありません"):
        take_one_step("return", year.answers[0].pk, by=user, reason="理由")
    assert again(year.answers[0]).is_published


def test_answer_of_a_withdrawn_year_is_returned_too(year, judged):
    withdraw_report(year.report, by=year.publisher, reason="誤り")
    take_one_step("return", year.answers[0].pk, by=year.coordinator, reason="理由")
    assert again(year.answers[0]).state == "returned"


def test_answer_of_another_year_of_the_plan_stays(year, judged):
    """A report about one year says nothing of the next one, which was published without."""
    later = builders.make_round(year.plan, YEAR + 1, scale=year.scale)
    answer = builders.make_answer(later, year.items[0], year.owner, "confirmed", is_published=True)
    with pytest.raises(StepRefused, match="先に公開を取りやめてください"):
        take_one_step("return", answer.pk, by=year.coordinator, reason="理由")
    assert again(answer).is_published


def test_answer_of_another_plan_stays(judged):
    other = make_clean_year()
    YearlyStatus.objects.filter(round=other.round).update(is_published=True)
    with pytest.raises(StepRefused, match="先に公開を取りやめてください"):
        take_one_step("return", other.answers[0].pk, by=other.coordinator, reason="理由")


def test_refused_return_hides_nothing(year, judged):
    with pytest.raises(StepRefused, match="理由を書いてください"):
        take_one_step("return", year.answers[0].pk, by=year.coordinator, reason=" ")
    assert again(year.answers[0]).is_published
    assert flags(judged) == (True, True)


def test_mended_answer_becomes_public_with_the_next_edition(year, judged):
    by, answer = year.coordinator, year.answers[0]
    take_one_step("return", answer.pk, by=by, reason="数が違います。")
    YearlyStatus.objects.filter(pk=answer.pk).update(done="直した実績")
    for step in ("submit", "approve", "confirm"):
        take_one_step(step, answer.pk, by=by)
    assert public(year) == year.before
    publish(year, reason="写し間違い", now=DECEMBER)
    assert public(year) == ("直した実績", ["委員会の意見"], ["市の対応"])
    assert again(answer).is_published
    assert flags(judged) == (True, True)


def test_page_of_a_published_answer_offers_to_return_it(client, year, judged):
    client.force_login(year.coordinator)
    page = client.get(reverse("admin:survey_answer", args=[year.answers[0].pk]))
    assert [step.name for step in page.context["actions"]] == ["return"]


def test_list_of_published_answers_asks_once_for_the_report(client):
    counted = []
    for size in (2, 12):
        year = make_clean_year(items=size)
        publish(year)
        client.force_login(year.coordinator)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:survey_answers", args=[year.round.pk]))
        assert [row["steps"] for row in page.context["rows"]] == [["return"]] * size
        counted.append(len(queries))
    assert counted[0] == counted[1]


# Evaluations and replies.


def test_evaluation_is_written_anew_and_waits_for_the_next_edition(year, judged):
    row = loaded(judged)
    row.opinion = "直した意見"
    save_evaluation(row, by=year.coordinator)
    assert (again(judged).opinion, flags(judged)) == ("直した意見", (False, False))
    assert public(year) == year.before
    publish(year, reason="意見の写し間違い", now=DECEMBER)
    assert public(year)[1:] == (["直した意見"], ["市の対応"])
    assert flags(judged) == (True, True)


def test_evaluation_is_given_back_to_the_committee(year, judged):
    give_back(loaded(judged), by=year.coordinator)
    assert (again(judged).is_handed_in, flags(judged)) == (False, (False, False))
    assert public(year) == year.before


def test_committee_does_not_write_before_it_is_given_back(year, judged):
    with pytest.raises(StepRefused, match="事務局に渡してあるので"):
        save_evaluation(loaded(judged), by=builders.member_of(year.city, role="evaluator"))


def test_reply_is_written_anew_and_waits_alone(year, judged):
    row = loaded(judged)
    row.reply = "直した対応"
    save_reply(row, by=year.coordinator)
    assert (again(judged).reply, flags(judged)) == ("直した対応", (True, False))
    assert public(year) == year.before
    publish(year, reason="対応を足したため", now=DECEMBER)
    assert public(year)[2] == ["直した対応"]


def test_reply_can_be_emptied(year, judged):
    row = loaded(judged)
    row.reply = ""
    save_reply(row, by=year.coordinator)
    assert (again(judged).reply, flags(judged)) == ("", (True, False))
    assert public(year) == year.before


def test_evaluation_entered_by_mistake_is_removed(year, judged):
    remove_evaluation(loaded(judged), by=year.coordinator)
    assert not Evaluation.objects.filter(pk=judged.pk).exists()
    assert public(year) == year.before
    publish(year, reason="ほかの取組への意見だったため", now=DECEMBER)
    assert public(year)[1] == []


@pytest.mark.parametrize("deed", [save_evaluation, save_reply, give_back, remove_evaluation])
def test_published_evaluation_of_a_year_without_a_report_stays(year, judged, deed):
    """Published the old way, in the list of results: there citizens read the row itself."""
    other = make_clean_year()
    YearlyStatus.objects.filter(round=other.round).update(is_published=True)
    other.plan.replies_to_evaluations = True
    other.plan.save()
    evaluation = judge(other.answers[0], is_published=True, is_reply_published=True)
    with pytest.raises(StepRefused, match=NOT_PUBLIC):
        deed(loaded(evaluation), by=other.coordinator)
    assert flags(evaluation) == (True, True)


@pytest.mark.parametrize("role", ["publisher", "viewer", "evaluator"])
def test_evaluation_of_a_reported_year_is_mended_by_the_coordinator_only(year, judged, role):
    row = loaded(judged)
    row.opinion = "よそからの意見"
    user = builders.member_of(year.city, role=role)
    with pytest.raises(Exception, match="外部評価を書けるのは|事務局に渡してある"):
        save_evaluation(row, by=user)
    assert again(judged).opinion == "委員会の意見"


def test_page_of_a_published_evaluation_offers_all_deeds(client, year, judged):
    client.force_login(year.coordinator)
    page = client.get(reverse("admin:survey_evaluation", args=[year.answers[0].pk]))
    (box,) = page.context["boxes"]
    assert {"form", "reply_form"} <= set(box)
    assert (box["may_remove"], bool(box["may_give_back"])) == (True, True)
