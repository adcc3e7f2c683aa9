from datetime import date

from plans.models import RatingScale
from tests import builders
from tests.consistency.cases import right, wrong
from tests.consistency.scene import department, evaluation, partner, sound_item
from tests.survey.people import make_grades

LABEL = "令和6年度(2024年度)"


def label(answer, detail=""):
    item, year = answer.item, {2024: LABEL, 2030: "令和12年度(2030年度)"}[answer.fiscal_year]
    return f"{item.plan} {item} {year}{f': {detail}' if detail else ''}"


def published(town, **fields):
    return town.answer("confirmed", item=sound_item(town), is_published=True, **fields)


@wrong("result_outside_plan")
def result_of_a_year_after_the_plan(town):
    return [label(sound_item(town).yearly_statuses.create(fiscal_year=2030))]


@wrong("result_outside_plan")
def answer_about_a_year_after_the_plan(town):
    return [label(town.answer("draft", item=sound_item(town), fiscal_year=2030))]


@right("result_outside_plan")
def results_of_the_first_year_and_of_an_open_plan(town):
    sound_item(town).yearly_statuses.create(fiscal_year=2022)
    plan = builders.make_plan(town.city, end_fy=None, open_ended=True)
    builders.make_item(plan).yearly_statuses.create(fiscal_year=2040)


def other_grade(town):
    """A grade of the scale for the years before."""
    scale = RatingScale.objects.filter(plan=town.plan, from_fy=1990).first()
    scale = scale or RatingScale.objects.create(plan=town.plan, name="古い進捗度", from_fy=1990)
    return scale.grades.filter(code="A").first() or make_grades(scale)["A"]


@wrong("grade_of_another_scale")
def answer_with_a_grade_of_the_old_scale(town):
    answer = town.answer("draft", item=sound_item(town), grade=other_grade(town))
    return [label(answer, "A 計画どおり")]


@wrong("grade_of_another_scale")
def evaluation_with_a_grade_of_the_old_scale(town):
    answer = published(town)
    evaluation(answer, grade=other_grade(town))
    return [label(answer, "外部評価")]


@wrong("grade_of_another_scale")
def result_from_before_the_first_scale(town):
    plan = builders.make_plan(town.city)
    grade = builders.make_scale(plan, from_fy=2025).grades.get(code="A")
    return [label(builders.make_item(plan).yearly_statuses.create(fiscal_year=2024, grade=grade), str(grade))]


@right("grade_of_another_scale")
def old_grade_of_an_old_year(town):
    grade = other_grade(town)
    sound_item(town).yearly_statuses.create(fiscal_year=2000, grade=grade)


@wrong("published_without_reason")
def published_grade_without_a_reason(town):
    return [label(published(town, reason=""), "B 一部実施")]


@right("published_without_reason")
def result_without_a_grade_and_draft_without_a_reason(town):
    published(town, grade=None, reason="", status="cancelled")
    town.answer("draft", item=sound_item(town), reason="")


def due(town, day):
    round_ = town.round()
    round_.due_on = day
    round_.save()


@wrong("confirmed_long_ago")
def confirmed_answer_of_long_ago(town):
    due(town, date(2024, 5, 11))
    return [label(town.answer("confirmed", item=sound_item(town)))]


@right("confirmed_long_ago")
def confirmed_answer_of_a_year_ago(town):
    due(town, date(2024, 5, 12))
    town.answer("confirmed", item=sound_item(town))


@right("confirmed_long_ago")
def published_and_open_answers_of_long_ago(town):
    due(town, date(2020, 5, 11))
    published(town)
    town.answer("approved", item=sound_item(town))


@wrong("asked_of_ended_department")
def open_answer_of_a_department_that_is_gone(town):
    gone = department(town, end_fy=2024)
    answer = town.answer("blank", item=sound_item(town), department=gone)
    return [label(answer, f"{gone}(令和6年度で廃止)")]


@right("asked_of_ended_department")
def departments_that_have_answered_or_go_later(town):
    gone, goes = department(town, end_fy=2024), department(town, end_fy=2025)
    town.answer("confirmed", item=sound_item(town), department=gone)
    town.answer("draft", item=sound_item(town), department=goes)


@wrong("empty_evaluation")
def finished_evaluation_that_says_nothing(town):
    answer = published(town)
    evaluation(answer, opinion=" \n")
    return [label(answer, "外部評価")]


@right("empty_evaluation")
def evaluations_with_a_grade_an_opinion_or_unfinished(town):
    evaluation(published(town), opinion="", grade=town.grades["A"])
    evaluation(published(town), opinion="\nよい\n")
    evaluation(published(town), opinion="", is_handed_in=False)


def replies(town):
    town.plan.replies_to_evaluations = True
    town.plan.save()


@wrong("published_without_reply")
def published_opinion_of_the_committee(town):
    replies(town)
    answer = published(town)
    evaluation(answer, is_published=True)
    return [label(answer, "外部評価")]


@right("published_without_reply")
def opinions_answered_or_of_others(town):
    replies(town)
    evaluation(published(town), is_published=True, reply="改めます。")
    evaluation(published(town), "internal", is_published=True)
    evaluation(published(town), "mutual", partner=partner(town), is_published=True)
    evaluation(published(town), is_published=True, opinion="", grade=town.grades["A"])
    evaluation(published(town))


@right("published_without_reply")
def opinion_in_a_plan_that_does_not_reply(town):
    evaluation(published(town), is_published=True)


@wrong("waits_for_reply")
def opinion_that_is_not_published_yet(town):
    replies(town)
    answer = published(town)
    evaluation(answer)
    return [label(answer, "外部評価")]


@right("waits_for_reply")
def opinions_unfinished_answered_or_internal(town):
    replies(town)
    evaluation(published(town), is_handed_in=False)
    evaluation(published(town), reply="改めます。")
    evaluation(published(town), "internal")
    evaluation(published(town), "mutual", partner=partner(town))
    evaluation(published(town), is_published=True)
