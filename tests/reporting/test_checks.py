"""Each check of the list before publishing: that it is found, whether it blocks, and where it leads."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import AnswerFigure, YearlyStatus
from actions.reporting.checks import CHECKS, check_report
from actions.staff_views.reports import place_of
from organizations.models import Partner
from plans.models import Grade, Indicator, IndicatorFigure, RatingScale
from tests import builders
from tests.reporting.people import make_clean_year, page
from tests.reporting.scenes import OCTOBER, TOKYO, YEAR, judge

pytestmark = pytest.mark.django_db


def change(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def answer_page(answer):
    return reverse("admin:survey_answer", args=[answer.pk])


def evaluation_page(answer):
    return reverse("admin:survey_evaluation", args=[answer.pk])


def write(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def without_survey(year):
    """The same answers as results nobody was asked for."""
    YearlyStatus.objects.filter(round=year.round).update(round=None, state="")
    year.round.delete()


# Each breaks the year and returns the rows that must be found.


def hide_plan(year):
    write(year.plan, is_published=False)
    return [(str(year.plan), change(year.plan))]


def drop_everything(year):
    YearlyStatus.objects.filter(round=year.round).delete()
    year.round.delete()
    return [("令和5年度の調査を始める", f"{reverse('admin:survey_open')}?plan={year.plan.pk}")]


def add_item(year):
    item = builders.make_item(year.plan)
    return [(str(item), reverse("admin:survey_round", args=[year.round.pk]))]


def unconfirm(year):
    answer = year.answers[0]
    write(answer, state="approved")
    return [(f"{answer.item}: 承認済", answer_page(answer))]


def end_scale(year):
    write(year.scale, from_fy=YEAR + 1)
    address = f"{reverse('admin:plans_ratingscale_add')}?plan={year.plan.pk}"
    return [("令和5年度に使う評価の尺度", address)]


def change_scale(year):
    """The first answer is judged anew by the scale that now counts; the other one and the committee are not."""
    scale = RatingScale.objects.create(plan=year.plan, name="新しい尺度", from_fy=YEAR)
    grade = Grade.objects.create(
        scale=scale, code="X", label="達成", meaning="達成した", counts_as="achieved"
    )
    first, second = year.answers
    judge(first)
    write(first, grade=grade)
    committee = f"{first.item}: 外部評価 {year.scale.grades.last()}"
    return [
        (f"{second.item}: {second.grade}", answer_page(second)),
        (committee, evaluation_page(first)),
    ]


def drop_reason(year):
    answer = year.answers[0]
    write(answer, reason=" ")
    return [(f"{answer.item}: {answer.grade}", answer_page(answer))]


def drop_actual(year):
    year.indicator.figures.filter(kind="actual").delete()
    return [(str(year.indicator), change(year.indicator))]


def contradict_figures(year):
    rows = []
    for answer, value in zip(year.answers, (55, 56), strict=True):
        AnswerFigure.objects.create(answer=answer, indicator=year.indicator, value=value)
        rows.append((f"{answer.item}: {year.indicator} {value}", answer_page(answer)))
    return rows


def write_another_figure(year):
    answer = year.answers[0]
    AnswerFigure.objects.create(answer=answer, indicator=year.indicator, value=56)
    return [
        (f"{answer.item}: {year.indicator} 56", answer_page(answer)),
        (f"{year.indicator}: 55", change(year.indicator)),
    ]


def empty_the_figure(year):
    AnswerFigure.objects.create(answer=year.answers[0], indicator=year.indicator, value=None)
    return [(f"{year.indicator}: 55", change(year.indicator))]


def empty_actual(year):
    year.indicator.figures.filter(kind="actual").update(value=None)
    return [(str(year.indicator), change(year.indicator))]


def report_nothing(year):
    answer = year.answers[0]
    write(answer, status="not_reported", grade=None, reason="")
    return [(str(answer.item), answer_page(answer))]


def drop_grade(year):
    answer = year.answers[0]
    write(answer, grade=None)
    return [(str(answer.item), answer_page(answer))]


def contradict(year):
    answer = year.answers[0]
    write(answer, status="completed", next_step="continue")
    return [(f"{answer.item}: 完了なのに、続けることになっている", answer_page(answer))]


def ask_the_committee(year):
    write(year.plan, evaluates_externally=True)
    judged, left = year.answers
    judge(judged)
    return [(str(left.item), answer_page(left))]


def leave_evaluation_open(year):
    answer = year.answers[0]
    judge(answer, is_handed_in=False)
    return [(f"{answer.item}: 外部評価", evaluation_page(answer))]


def judge_without_a_word(year):
    answer = year.answers[0]
    given = judge(answer, opinion="").grade
    return [(f"{answer.item}: 外部評価 {given}", evaluation_page(answer))]


def rewrite_after_evaluation(year):
    answer = year.answers[0]
    write(answer, answered_at=datetime(2024, 6, 2, tzinfo=TOKYO))
    judge(answer, written_at=datetime(2024, 6, 1, tzinfo=TOKYO))
    return [(f"{answer.item}: 外部評価", evaluation_page(answer))]


def leave_without_reply(year):
    write(year.plan, replies_to_evaluations=True)
    answer = year.answers[0]
    judge(answer, reply="")
    return [(f"{answer.item}: 外部評価", evaluation_page(answer))]


def end_without_reason(year):
    answer = year.answers[0]
    write(answer, status="cancelled", next_step="merge", grade=None, reason="")
    item = answer.item
    return [
        (f"{item}: 中止・統合・廃止の理由", change(item)),
        (f"{item}: 引き継いだ取組", change(item)),
    ]


def stay_in_the_year(year):
    year.today = date(YEAR + 1, 3, 31)
    return [("令和5年度は、まだ終わっていません", "")]


def drop_contact(year):
    write(year.plan, owner=None)
    return [(str(year.plan), change(year.plan))]


def drop_licence(year):
    write(year.city, licence="")
    return [(str(year.city), change(year.city))]


def begin_earlier(year):
    write(year.plan, start_fy=YEAR - 1)
    return [("令和4年度の公開された実績", "")]


def write_hieroglyph(year):
    answer = year.answers[0]
    write(answer, done="𓀀を見た。")
    return [
        (
            f"取組 {answer.item.code}「{answer.item.name}」の「取り組んだこと」に、"
            "書体にない文字 𓀀 (U+13000) があります。PDFでは〓になります。",
            answer_page(answer),
        )
    ]


# Name -> (whether it blocks, what breaks the year).
CASES = {
    "plan-hidden": (True, hide_plan),
    "nothing": (True, drop_everything),
    "not-asked": (True, add_item),
    "unconfirmed": (True, unconfirm),
    "no-scale": (True, end_scale),
    "other-scale": (True, change_scale),
    "no-reason": (True, drop_reason),
    "no-actual": (True, drop_actual),
    "another-actual": (True, write_another_figure),
    "two-actuals": (True, contradict_figures),
    "emptied-actual": (False, empty_the_figure),
    "unknown-actual": (False, empty_actual),
    "not-reported": (False, report_nothing),
    "no-grade": (False, drop_grade),
    "contradiction": (False, contradict),
    "not-judged": (False, ask_the_committee),
    "no-opinion": (False, judge_without_a_word),
    "unfinished": (False, leave_evaluation_open),
    "outdated": (False, rewrite_after_evaluation),
    "no-reply": (False, leave_without_reply),
    "ended": (False, end_without_reason),
    "not-over": (False, stay_in_the_year),
    "no-contact": (False, drop_contact),
    "no-licence": (False, drop_licence),
    "no-last-year": (False, begin_earlier),
    "glyphs": (False, write_hieroglyph),
}
# Nothing to mend: the rows say it all. And what only the 事務局 may open.
WITHOUT_PLACE = {"not-over", "no-last-year"}
CLOSED_TO_PUBLISHERS = {"nothing", "not-asked", "unconfirmed", "no-scale"}


def found_in(year):
    """What the list finds in the year as the database has it now."""
    plan = type(year.plan).objects.select_related("municipality", "owner").get(pk=year.plan.pk)
    return check_report(plan, YEAR, today=getattr(year, "today", OCTOBER.date())).findings


def test_every_check_has_a_case():
    assert [check[0] for check in CHECKS] == list(CASES)


def test_clean_year_finds_nothing(year):
    assert found_in(year) == []


@pytest.mark.parametrize("name", CASES)
def test_check_finds_what_is_wrong_and_nothing_else(year, name):
    blocks, break_it = CASES[name]
    rows = break_it(year)
    (finding,) = found_in(year)
    assert (finding.name, finding.blocks, finding.rows) == (name, blocks, rows)


@pytest.mark.parametrize("name", CASES)
def test_places_of_a_finding_open_for_the_coordinator(year, client, name):
    CASES[name][1](year)
    client.force_login(year.coordinator)
    (finding,) = found_in(year)
    addresses = [address for _label, address in finding.rows if address]
    assert {client.get(address).status_code for address in addresses} <= {200}
    assert bool(addresses) is (name not in WITHOUT_PLACE)


@pytest.mark.parametrize("name", CASES)
def test_work_page_and_previews_open_whatever_is_wrong(year, client, name):
    CASES[name][1](year)
    client.force_login(year.coordinator)
    addresses = [page(each, year) for each in ("survey_report", "survey_report_preview")]
    addresses += [page("survey_report_preview_file", year, kind) for kind in ("pdf", "xlsx", "csv")]
    assert [client.get(address).status_code for address in addresses] == [200] * 5


@pytest.mark.parametrize("name", CASES)
def test_places_offered_to_the_publisher_open(year, client, name):
    CASES[name][1](year)
    client.force_login(year.publisher)
    (finding,) = found_in(year)
    offered = [place_of(finding, address, False) for _label, address in finding.rows]
    assert {client.get(address).status_code for address in offered if address} <= {200}
    assert any(offered) is (name not in WITHOUT_PLACE | CLOSED_TO_PUBLISHERS)


def test_result_without_a_survey_is_mended_in_its_form(year, client):
    without_survey(year)
    answer = YearlyStatus.objects.get(pk=year.answers[0].pk)
    write(answer, reason="")
    (finding,) = found_in(year)
    assert finding.rows == [(f"{answer.item}: {answer.grade}", change(answer))]
    client.force_login(year.coordinator)
    assert client.get(finding.rows[0][1]).status_code == 200


def test_evaluation_without_a_survey_is_read_in_its_form(year, client):
    evaluation = judge(year.answers[0], is_handed_in=False)
    without_survey(year)
    (finding,) = found_in(year)
    assert finding.rows == [(f"{year.items[0]}: 外部評価", change(evaluation))]
    client.force_login(year.coordinator)
    assert client.get(finding.rows[0][1]).status_code == 200


def test_item_nobody_reported_is_added_in_a_form_that_names_it(year, client):
    without_survey(year)
    item = builders.make_item(year.plan)
    (finding,) = found_in(year)
    query = f"plan={year.plan.pk}&item={item.pk}&fiscal_year={YEAR}"
    assert (finding.name, finding.rows) == (
        "not-reported",
        [(str(item), f"{reverse('admin:actions_yearlystatus_add')}?{query}")],
    )
    client.force_login(year.coordinator)
    assert client.get(finding.rows[0][1]).status_code == 200


def test_partners_evaluation_says_whose_it_is(year):
    partner = Partner.objects.create(municipality=year.city, name="見本の会", kind="group")
    judge(year.answers[0], stage="mutual", partner=partner, is_handed_in=False)
    (finding,) = found_in(year)
    assert finding.rows == [(f"{year.items[0]}: 相互評価(見本の会)", evaluation_page(year.answers[0]))]


def test_reported_value_stands_for_the_missing_actual(year):
    year.indicator.figures.filter(kind="actual").delete()
    AnswerFigure.objects.create(answer=year.answers[0], indicator=year.indicator, value=3)
    assert found_in(year) == []


def test_number_of_queries_does_not_grow():
    counted = []
    for size in (2, 30):
        own = make_clean_year(items=size)
        for answer in own.answers:
            judge(answer)
        for n in range(size):
            row = Indicator.objects.create(plan=own.plan, code=f"x{n}", name=f"指標{n}")
            IndicatorFigure.objects.create(indicator=row, fiscal_year=YEAR, kind="actual", value=n)
        with CaptureQueriesContext(connection) as queries:
            assert found_in(own) == []
        counted.append(len(queries))
    assert counted[0] == counted[1]
