"""Evaluations of one answer, written by the 事務局 and the department; and all of a round, side by side."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from kyodo_portal.japanese.fiscal_years import era_year
from organizations.access import access_of
from organizations.models import Partner
from organizations.staff_admin.conflicts import (
    SEEN,
    Row,
    apply_choices,
    find_differences,
    seen_token,
)
from organizations.staff_admin.scope import is_key

from ..evaluating.forms import EvaluationForm, PartnerForm, ReplyForm, grade_choices
from ..evaluating.reading import lock, sorted_out, visible_rows
from ..evaluating.rights import EvaluationDesk, Stage, stages_of, why_not_reply, why_not_write
from ..evaluating.writing import give_back, remove_evaluation, save_evaluation, save_reply, why_not_give_back
from ..models import Evaluation
from ..survey.names import UNDECIDED, name_departments
from ..survey.refusals import NotYours, StepRefused, SurveyRefused
from ..survey.rights import sees_answer
from .answers import TOLD
from .list_files import list_file
from .pages import find_answer, find_round, not_saved, staff_page

DEEDS = ("_save", "_reply", "_give_back", "_remove", "_remove_now")
MOST_REMOVED = 20
CHANGED_MEANWHILE = (
    "この評価は、確かめたあとに書き直されました。取り除いていません。いまの内容を読んでください。"
)


def evaluation_list(request, round_id):
    """The self-evaluation beside the others, item by item; and what is still missing."""
    round_, desk = find_round(request, round_id)
    rows = [row for row in visible_rows(round_, access_of(request.user)) if row.state != "blank"]
    name_departments(rows)
    stages = stages_of(round_.plan)
    shown = shown_stages(stages, rows)
    title, columns = f"評価の一覧_{era_year(round_.fiscal_year)}", columns_of(round_.plan, **shown)
    cells = ([words(row) for words in columns.values()] for row in rows)
    if file := list_file(request, title, columns, cells, city=round_.plan.municipality):
        return file
    context = {
        "round": round_,
        "plan": round_.plan,
        "rows": rows,
        **shown,
        "stages": stages,
        "coordinates": desk.coordinates,
        "differing": sum(bool(row.external and row.external.agrees is False) for row in rows),
        "without_reply": sum(lacks_reply(row.external, round_.plan) for row in rows),
        "not_judged": sum(
            row.state == "confirmed" and not (row.external and row.external.is_handed_in) for row in rows
        ),
    }
    return staff_page(request, "survey/evaluations.html", "評価の一覧", context)


def shown_stages(stages, rows):
    """Which columns the list has: those of the stages the plan uses, and of those that were written all the same."""
    return {
        "shows_internal": Stage.INTERNAL in stages or any(row.internal for row in rows),
        "shows_mutual": Stage.MUTUAL in stages or any(row.mutual for row in rows),
        "shows_external": Stage.EXTERNAL in stages or any(row.external for row in rows),
    }


def columns_of(plan, *, shows_internal, shows_mutual, shows_external):
    """Header -> the words of an answer under it, as survey/evaluations.html has them."""
    columns = {
        "取組の番号": lambda row: row.item.code,
        "取組": lambda row: row.item.name,
        "部署": lambda row: str(row.department_then or UNDECIDED),
        "状態": lambda row: row.get_state_display(),
        "自己評価": lambda row: str(row.grade or ""),
    }
    if shows_internal:
        columns["内部評価"] = lambda row: grade_words(row.internal)
    if shows_mutual:
        columns["相互評価"] = lambda row: "\n".join(f"{e.partner}: {grade_words(e)}" for e in row.mutual)
    if shows_external:
        columns["外部評価"] = lambda row: grade_words(row.external)
        columns["市の対応"] = lambda row: reply_words(row.external, plan)
    return columns


def grade_words(evaluation):
    if evaluation is None:
        return ""
    words = [str(evaluation.grade or "評価なし")]
    words += ["書きかけ"] if not evaluation.is_handed_in else []
    words += ["担当課と違う"] if evaluation.agrees is False else []
    return " ".join(words)


def reply_words(evaluation, plan):
    if evaluation and evaluation.reply:
        return "あり"
    return "まだ" if lacks_reply(evaluation, plan) else ""


def lacks_reply(evaluation, plan):
    return bool(
        plan.replies_to_evaluations
        and evaluation
        and evaluation.is_handed_in
        and evaluation.opinion
        and not evaluation.reply
    )


def answer_evaluations(request, answer_id):
    """One answer with all its evaluations; POST writes one of them, or the reply to it."""
    try:
        answer, _desk = find_answer(request, answer_id)
    except Http404:
        if request.method != "POST":
            raise
        return not_saved(request, "この回答は、なくなったか、見られなくなりました。", Evaluation)
    desk = EvaluationDesk(request.user, answer.item.plan.municipality_id)
    if request.method == "POST":
        return do(request, answer, desk)
    return show(request, answer, desk)


def do(request, answer, desk):
    deed = next((name for name in DEEDS if name in request.POST), None)
    if deed is None:
        raise Http404("そのような操作はありません。")
    with transaction.atomic():
        lock([answer.pk])
        try:
            evaluation = find_evaluation(request, answer)
            if deed in ("_save", "_reply"):
                page = save_box(request, answer, desk, evaluation, is_reply=deed == "_reply")
                if page is not None:
                    return page
                told = "市の対応を保存しました。" if deed == "_reply" else "評価を保存しました。"
            elif deed == "_give_back":
                give_back(evaluation, by=request.user)
                told = "書き直せるように戻しました。"
            elif deed == "_remove":
                return show(request, answer, desk, asked=prefix_of(evaluation))
            else:
                if seen_of(evaluation, answer) != request.POST.get(SEEN):
                    raise StepRefused(CHANGED_MEANWHILE)
                remove_evaluation(evaluation, by=request.user)
                told = "評価を取り除きました。取り除いた文は、このページの下で読めます。"
        except NotYours as refusal:
            raise Http404(str(refusal)) from refusal
        except SurveyRefused as refusal:
            messages.error(request, f"保存できませんでした。{refusal}")
            return show(request, answer, desk, typed=typed_of(request, answer))
    messages.success(request, told)
    return redirect(reverse("admin:survey_evaluation", args=[answer.pk]))


def find_evaluation(request, answer):
    """The evaluation the boxes belong to; a new one where there is none yet. 404 for what cannot be."""
    stage, partner = request.POST.get("stage"), request.POST.get("partner", "")
    if stage not in Stage.values:
        raise Http404("そのような評価の段階はありません。")
    if stage == Stage.MUTUAL:
        partners = Partner.objects.filter(municipality=answer.item.plan.municipality_id)
        chosen = partners.filter(pk=partner).first() if is_key(partner) else None
        if chosen is None:
            raise Http404("協働の相手が見つかりません。")
        known = answer.evaluations.filter(stage=stage, partner=chosen).first()
        evaluation = known or Evaluation(answer=answer, stage=stage, partner=chosen)
    else:
        known = answer.evaluations.filter(stage=stage).first()
        evaluation = known or Evaluation(answer=answer, stage=stage)
    if evaluation.pk is None and "_save" not in request.POST:
        raise Http404("その評価は、もうありません。")
    evaluation.answer = answer
    return evaluation


def seen_of(evaluation, answer):
    """What somebody who removes it must have read."""
    return seen_token([Row("", form_of(evaluation, grade_choices(answer.round.scale)))])


def prefix_of(evaluation):
    return f"{evaluation.stage}{evaluation.partner_id or ''}"


def form_of(evaluation, grades, data=None, *, is_reply=False):
    """A form has its own copy of the row: it writes what came in into it, even where that is refused afterwards."""
    if is_reply:
        return ReplyForm(data, instance=copy(evaluation), prefix=f"reply-{prefix_of(evaluation)}")
    return EvaluationForm(data, instance=copy(evaluation), prefix=prefix_of(evaluation), grades=grades)


def save_box(request, answer, desk, evaluation, *, is_reply):
    """Save one box; the page that must be shown instead, where something stands in the way, or None.

    Raises StepRefused.
    """
    if refusal := (why_not_reply if is_reply else why_not_write)(evaluation, desk):
        raise StepRefused(refusal)
    grades = grade_choices(answer.round.scale)
    now = [Row("", form_of(evaluation, grades, is_reply=is_reply))]
    incoming = [Row("", form_of(evaluation, grades, request.POST, is_reply=is_reply))]
    data = apply_choices(request.POST, now, incoming)
    form = form_of(evaluation, grades, data, is_reply=is_reply)
    differences = find_differences(now, [Row("", form)], data.get(SEEN))
    key = form.prefix
    if differences:
        messages.error(request, TOLD)
        return show(request, answer, desk, {key: (form, seen_token(now), differences)})
    if not form.is_valid():
        return show(request, answer, desk, {key: (form, data.get(SEEN, ""), ())})
    try:
        (save_reply if is_reply else save_evaluation)(form.instance, by=request.user)
    except (ValidationError, SurveyRefused) as error:
        if isinstance(error, NotYours):
            raise
        form.add_error(None, str(error) if isinstance(error, SurveyRefused) else error)
        return show(request, answer, desk, {key: (form, data.get(SEEN, ""), ())})
    return None


def typed_of(request, answer):
    """(label, text) of what was typed into boxes that cannot be saved."""
    stage = request.POST.get("stage", "")
    for form in (EvaluationForm, ReplyForm):
        names = [name for name in request.POST if name.startswith((stage, f"reply-{stage}"))]
        labels = form.base_fields
        found = [
            (labels[name.rpartition("-")[2]].label, request.POST[name])
            for name in names
            if name.rpartition("-")[2] in labels and request.POST[name].strip()
        ]
        if found:
            return found
    return []


def show(request, answer, desk, bound=None, typed=(), asked=""):
    """`bound`: prefix -> (form, seen token, differences) of the box that came back.

    `asked`: the prefix of the box about which it is asked whether it shall be removed.
    """
    bound = bound or {}
    grades = grade_choices(answer.round.scale)
    visible = (
        (answer.evaluations.visible_to(access_of(request.user)) | own_drafts(answer, desk))
        .select_related("grade", "partner", "session", "written_by", "replied_by")
        .order_by("stage", "partner__sort_order", "pk")
    )
    sorted_out(answer, visible)
    name_departments([answer])
    stages = stages_of(answer.item.plan)
    stored = [e for e in (answer.internal, *answer.mutual, answer.external) if e]
    wanted = [
        s for s in (Stage.INTERNAL, Stage.EXTERNAL) if s in stages and not any(e.stage == s for e in stored)
    ]
    rows = stored + [Evaluation(answer=answer, stage=stage) for stage in wanted]
    partner = chosen_partner(request, answer, desk, bound)
    if partner is not None:
        rows.append(partner)
    rows.sort(key=lambda e: list(Stage).index(e.stage))
    context = {
        "answer": answer,
        "item": answer.item,
        "plan": answer.item.plan,
        "round": answer.round,
        "sees_answer": sees_answer(answer, desk),
        "sees_internal": desk.may_write(answer) or desk.may_approve(answer),
        "boxes": [box_of(row, desk, grades, bound, asked) for row in rows],
        "removed": removed_evaluations(answer) if desk.coordinates else [],
        "partner_form": PartnerForm(answer=answer) if may_add_partner(answer, desk, stages) else None,
        "not_saved": typed,
        "figures": list(answer.figures.select_related("indicator")),
    }
    return staff_page(request, "survey/evaluation.html", f"{answer.item}の評価", context)


def may_add_partner(answer, desk, stages):
    new = Evaluation(answer=answer, stage=Stage.MUTUAL)
    return Stage.MUTUAL in stages and not why_not_write(new, desk)


def chosen_partner(request, answer, desk, bound):
    """A new box for the partner chosen by ?partner=, or for the one whose box came back unsaved."""
    key = request.POST.get("partner") or request.GET.get("partner", "")
    if not is_key(key) or not may_add_partner(answer, desk, stages_of(answer.item.plan)):
        return None
    if any(e.partner_id == int(key) for e in answer.mutual):
        return None
    partners = Partner.objects.filter(municipality=answer.item.plan.municipality_id)
    partner = partners.filter(pk=key).first()
    return partner and Evaluation(answer=answer, stage=Stage.MUTUAL, partner=partner)


def is_own_partners(evaluation, desk):
    """Whether the person's department wrote it down for a partner; the other evaluations' notes are the 事務局's."""
    return evaluation.stage == Stage.MUTUAL and desk.writes_for(evaluation.answer.department_id)


def own_drafts(answer, desk):
    """What the committee that judges this answer is still writing."""
    drafts = answer.evaluations.filter(stage=Stage.EXTERNAL)
    return drafts if desk.judges(answer) else drafts.none()


def removed_evaluations(answer):
    """What was removed, newest first: rows of the history."""
    gone = Evaluation.history.filter(answer_id=answer.pk, history_type="-")
    return list(
        gone.select_related("grade", "partner", "history_user").order_by("-history_date")[:MOST_REMOVED]
    )


def box_of(evaluation, desk, grades, bound, asked):
    """What the template shows of one evaluation: its words, or boxes to write in, and what can be done."""
    why, why_reply = why_not_write(evaluation, desk), why_not_reply(evaluation, desk)
    box = {
        "evaluation": evaluation,
        "why": why if desk.coordinates or evaluation.pk is None else "",
        "may_give_back": evaluation.stage == Stage.EXTERNAL
        and evaluation.pk
        and not why_not_give_back(evaluation, desk),
        "may_remove": evaluation.pk and not why,
        "asks_removal": evaluation.pk and not why and asked == prefix_of(evaluation),
        "sees_internal": desk.coordinates or is_own_partners(evaluation, desk),
    }
    for name, refusal, is_reply in (("", why, False), ("reply_", why_reply, True)):
        if refusal:
            continue
        key = f"reply-{prefix_of(evaluation)}" if is_reply else prefix_of(evaluation)
        form, seen, differences = bound.get(key) or (form_of(evaluation, grades, is_reply=is_reply), "", ())
        box[f"{name}form"] = form
        box[f"{name}seen"] = seen or seen_token([Row("", form)])
        box[f"{name}differences"] = differences
    return box
