"""Answers, results and evaluations."""

from datetime import timedelta

from django.db.models import F, OuterRef, Q, Subquery

from kyodo_portal.japanese.fiscal_years import both_calendars, era_year, fiscal_year_of
from plans.models import RatingScale

from ..models import Evaluation, YearlyStatus
from .checking import Check, Row, Severity, outside_plan, to_change

State = YearlyStatus.State
A_YEAR = timedelta(days=365)


def results_of(city):
    return (
        YearlyStatus.objects.filter(item__plan__municipality=city)
        .select_related("item__plan", "department", "grade")
        .order_by("item__plan__slug", "fiscal_year", "item__sort_order", "item__code")
    )


def result_label(result):
    return f"{result.item.plan} {result.item} {both_calendars(result.fiscal_year)}"


def result_row(result, detail=""):
    """An answer of a survey has its own page; a result without a survey is mended in the admin."""
    label = f"{result_label(result)}: {detail}" if detail else result_label(result)
    if result.round_id:
        return Row(label, "survey_answer", result.pk)
    return to_change(label, YearlyStatus, result.pk)


def evaluations_of(city):
    return (
        Evaluation.objects.filter(answer__item__plan__municipality=city)
        .select_related("answer__item__plan", "partner", "grade")
        .order_by("answer__item__plan__slug", "answer__fiscal_year", "answer__item__sort_order", "pk")
    )


def evaluation_row(evaluation):
    whose = f"({evaluation.partner})" if evaluation.partner_id else ""
    label = f"{result_label(evaluation.answer)}: {evaluation.get_stage_display()}{whose}"
    if evaluation.answer.round_id:
        return Row(label, "survey_evaluation", evaluation.answer_id)
    return to_change(label, Evaluation, evaluation.pk)


def result_outside_plan(city, today):
    outside = results_of(city).filter(outside_plan("fiscal_year", "item__plan"))
    return [result_row(result) for result in outside]


def of_another_scale(plan, year):
    """The condition that a grade is not of the scale by which the plan judges that year."""
    in_force = RatingScale.objects.filter(plan=OuterRef(plan), from_fy__lte=OuterRef(year))
    right = Subquery(in_force.order_by("-from_fy").values("pk")[:1])
    return {"right_scale": right}, Q(right_scale=None) | ~Q(grade__scale=F("right_scale"))


def grade_of_another_scale(city, today):
    right, wrong = of_another_scale("item__plan", "fiscal_year")
    results = results_of(city).exclude(grade=None).annotate(**right).filter(wrong)
    right, wrong = of_another_scale("answer__item__plan", "answer__fiscal_year")
    evaluations = evaluations_of(city).exclude(grade=None).annotate(**right).filter(wrong)
    return [
        *(result_row(result, str(result.grade)) for result in results),
        *(evaluation_row(evaluation) for evaluation in evaluations),
    ]


def published_without_reason(city, today):
    results = results_of(city).filter(is_published=True, grade__isnull=False, reason="")
    return [result_row(result, str(result.grade)) for result in results]


def confirmed_long_ago(city, today):
    waiting = results_of(city).filter(
        state=State.CONFIRMED, is_published=False, round__due_on__lt=today - A_YEAR
    )
    return [result_row(result) for result in waiting]


def asked_of_ended_department(city, today):
    rows = results_of(city).answers().outstanding().select_related("round")
    return [
        Row(
            f"{result_label(row)}: {row.department}({era_year(row.department.end_fy)}で廃止)",
            "survey_assign",
            row.round_id,
            query="all=1",
        )
        for row in rows.filter(department__end_fy__lt=fiscal_year_of(today))
    ]


def empty_evaluation(city, today):
    empty = evaluations_of(city).filter(is_handed_in=True, grade=None, opinion__regex=r"^\s*$")
    return [evaluation_row(evaluation) for evaluation in empty]


def without_reply(city):
    """Finished opinions of the committee that have no reply, in plans that reply to them.

    To the opinion of a partner a city replies when it has something to say.
    """
    return (
        evaluations_of(city)
        .filter(answer__item__plan__replies_to_evaluations=True, stage=Evaluation.Stage.EXTERNAL)
        .filter(is_handed_in=True, reply="")
        .exclude(opinion="")
    )


def published_without_reply(city, today):
    return [evaluation_row(each) for each in without_reply(city).filter(is_published=True)]


def waits_for_reply(city, today):
    return [evaluation_row(each) for each in without_reply(city).filter(is_published=False)]


CHECKS = (
    Check(
        "result_outside_plan",
        "計画の期間の外の年度の実績",
        "計画が始まる前か、終わったあとの年度に、実績や回答があります。進捗のまとめに、計画にない年度が入ります。"
        "年度か計画の期間の打ち間違いを直してください。",
        Severity.WRONG,
        result_outside_plan,
    ),
    Check(
        "grade_of_another_scale",
        "別の尺度の区分がついている評価",
        "その年度に使う尺度にない区分がついています。評価のまとめに数えられません。"
        "回答は差し戻し、調査によらない実績はそのページで、評価を選び直してください。",
        Severity.WRONG,
        grade_of_another_scale,
    ),
    Check(
        "published_without_reason",
        "評価の理由がないまま公開されている実績",
        "市民は評価の結果だけを見て、なぜそうなったかを読めません。公開責任者に公開をやめてもらい、"
        "理由を書いてから、もう一度公開してください。",
        Severity.WRONG,
        published_without_reason,
    ),
    Check(
        "asked_of_ended_department",
        "廃止された部署にたずねている回答",
        "もうない部署が、回答する部署のままです。待っていても提出されません。"
        "「回答する部署を変える」で、いまの部署にしてください。",
        Severity.WRONG,
        asked_of_ended_department,
    ),
    Check(
        "empty_evaluation",
        "評価も意見もないまま、書き終えたことになっている評価",
        "公開すると、何も書かれていない評価が出ます。評価か意見を書くか、この評価を取り消してください。",
        Severity.WRONG,
        empty_evaluation,
    ),
    Check(
        "published_without_reply",
        "市の対応がないまま公開されている外部評価",
        "この計画では、意見に市がどう応えるかを書くことになっています。公開したままで市の対応を書き、"
        "公開責任者に公開してもらってください。",
        Severity.WRONG,
        published_without_reply,
    ),
    Check(
        "waits_for_reply",
        "市の対応がまだ書かれていない外部評価",
        "この計画では、意見に市がどう応えるかを書くことになっています。公開の前に、市の対応を書いてください。",
        Severity.UNSURE,
        waits_for_reply,
    ),
    Check(
        "confirmed_long_ago",
        "確認されてから、長く公開されていない実績",
        "締め切りから1年を過ぎても、確認済の回答が公開されていません。公開するかどうかを、公開責任者と確かめてください。",
        Severity.UNSURE,
        confirmed_long_ago,
    ),
)
