"""The page of one answer: written by the department, read and judged by the others."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from organizations.staff_admin.conflicts import (
    SEEN,
    Row,
    apply_choices,
    boxes,
    find_differences,
    seen_token,
    text_of,
)

from ..models import Placement, SupportPart, YearlyStatus
from ..querysets import HANDED_IN
from ..survey.answering import last_year_of, save_answer, save_part, take_over, why_not_write
from ..survey.checks import contradictions, missing
from ..survey.forms import AnswerForm, PartForm
from ..survey.names import name_departments, name_then, printed_names
from ..survey.planned import planned_stages
from ..survey.refusals import SurveyRefused
from ..survey.rights import sees_answer
from ..survey.steps import STEPS, take_one_step, why_not
from ..survey.worklists import due_sentence
from .lists import reason_in
from .pages import find_answer, not_saved, says_why, staff_page

TOLD = "このページを開いたあとに、ほかの人が保存しました。まだ保存していません。どちらを残すか選んで、もう一度保存してください。"


GONE = "この回答は、なくなったか、ほかの部署の担当になったので、保存できません。事務局に確かめてください。"


def back_to_answer(answer_id):
    return reverse("admin:survey_answer", args=[answer_id])


@says_why(back_to_answer)
def answer_page(request, answer_id):
    """Plan, last year and this year's answer on one page; POST saves it as a draft."""
    try:
        answer, desk = find_answer(request, answer_id)
    except Http404:
        if request.method != "POST":
            raise
        return not_saved(request, GONE, YearlyStatus)
    if request.method == "POST":
        return save(request, answer, desk)
    form = None if why_not_write(answer, desk) else form_of(answer)
    return show(request, answer, desk, form, seen_token([Row("", form)]) if form else "")


def save(request, answer, desk):
    """Save what came in, unless somebody else saved since the page was opened: then show both texts."""
    with transaction.atomic():
        list(YearlyStatus.objects.select_for_update().filter(pk=answer.pk).values_list("pk"))
        answer, desk = find_answer(request, answer.pk)
        if refusal := why_not_write(answer, desk):
            messages.error(request, f"保存できませんでした。{refusal}")
            typed = [(box.label, text_of(box)) for box in boxes(form_of(answer, request.POST)) if box.data]
            return show(request, answer, desk, None, "", not_saved=typed)
        now = [Row("", form_of(answer))]
        data = apply_choices(request.POST, now, [Row("", form_of(answer, request.POST))])
        form = form_of(answer, data)
        differences = find_differences(now, [Row("", form)], data.get(SEEN))
        if differences:
            messages.error(request, f"{TOLD}{last_save_of(answer)}")
            return show(request, answer, desk, form, seen_token(now), differences)
        if not form.is_valid():
            return show(request, answer, desk, form, data.get(SEEN, ""))
        if (
            answer.state == "blank"
            and not form.has_changed()
            and not {"_copy", "_unchanged"} & set(request.POST)
        ):
            return redirect(after_saving(request, answer, desk))
        try:
            told = write(request, form, desk)
        except ValidationError as error:
            form.add_error(None, error)
            return show(request, answer, desk, form, data.get(SEEN, ""))
    messages.success(request, told)
    return redirect(after_saving(request, answer, desk))


def last_save_of(answer):
    """(山田 花子さんが10時32分に保存), as far as it is known."""
    if answer.answered_by is None or answer.answered_at is None:
        return ""
    who = answer.answered_by.get_full_name() or answer.answered_by.username
    return f"({who}さんが{timezone.localtime(answer.answered_at):%-m月%-d日%-H時%-M分}に保存)"


def write(request, form, desk):
    """The draft with what was typed; then, where asked, last year's contents. Returns the sentence staff are told."""
    answer = save_answer(form.instance, form.figures, by=request.user)
    before = last_year_of(answer)
    everything = "_unchanged" in request.POST
    if before is None or not ("_copy" in request.POST or everything):
        return f"「{answer.item}」を下書きとして保存しました。"
    told = take_over(answer, before, everything=everything)
    save_answer(answer, {}, by=request.user)
    return told


def after_saving(request, answer, desk):
    before, after, _place = neighbours(answer, desk)
    if "_previous" in request.POST and before:
        return back_to_answer(before)
    if "_next" in request.POST and after:
        return back_to_answer(after)
    if "_check" in request.POST:
        return f"{reverse('admin:survey_submit', args=[answer.round_id])}?answer={answer.pk}"
    return back_to_answer(answer.pk)


def form_of(answer, data=None):
    """The form of the answer as stored, or with what came in; the answer itself is left as it is until saved."""
    stored = (
        answer
        if data is None
        else YearlyStatus.objects.select_related("item__plan", "round").get(pk=answer.pk)
    )
    figures = dict(stored.figures.values_list("indicator", "value"))
    indicators = stored.item.indicators.order_by("sort_order", "code")
    return AnswerForm(data, instance=stored, scale=answer.round.scale, indicators=indicators, figures=figures)


def show(request, answer, desk, form, seen, differences=(), not_saved=()):
    """`not_saved`: (label, text) of what was typed into a page that can no longer be saved."""
    before = last_year_of(answer)
    name_departments([answer, before] if before else [answer])
    previous, following, place = neighbours(answer, desk)
    context = {
        "answer": answer,
        "item": answer.item,
        "plan": answer.item.plan,
        "round": answer.round,
        "due": due_sentence(answer.round, timezone.localdate()),
        "is_late": answer.round.due_on < timezone.localdate() and answer.state not in HANDED_IN,
        "form": form,
        "seen_values": seen,
        "differences": differences,
        "not_saved": not_saved,
        "may_write": not why_not_write(answer, desk),
        "sees_internal": desk.may_write(answer) or desk.may_approve(answer),
        "why_not_write": why_not_write(answer, desk) if desk.may_write(answer) else "",
        "is_on_behalf": desk.may_write(answer) and desk.is_on_behalf(answer),
        "sees_answer": sees_answer(answer, desk),
        "last_year": before,
        "planned": planned_stages([answer])[answer.item_id],
        "place": Placement.objects.filter(item=answer.item)
        .select_related("measure__policy")
        .order_by("kind")
        .first(),
        "printed_departments": printed_names([answer.item_id]).get(answer.item_id, []),
        "parts": parts_of(answer, desk),
        "figures": list(answer.figures.select_related("indicator")),
        "steps": list(answer.steps.select_related("by").order_by("-pk")),
        "actions": [
            step for name, step in STEPS.items() if name != "submit" and not why_not(step, answer, desk, "-")
        ],
        "missing": missing(answer) if answer.state != "blank" else [],
        "contradictions": contradictions(answer) if answer.state != "blank" else [],
        "previous": previous,
        "following": following,
        "position": place,
    }
    context["returned"] = next((s for s in context["steps"] if s.to_state == "returned"), None)
    return staff_page(request, "survey/answer.html", str(answer.item), context)


def parts_of(answer, desk):
    """(part, its form or None) of each supporting department."""
    parts = answer.parts.select_related("department", "saved_by").prefetch_related("department__former_names")
    open_ = answer.state not in ("approved", "confirmed")
    rows = []
    for part in parts.order_by("department__sort_order", "pk"):
        part.department_then = name_then(part.department, part.department.name_in(answer.fiscal_year))
        form = part_form(part) if open_ and desk.may_write_part(part) else None
        part.shows_internal = desk.may_write(answer) or desk.may_approve(answer) or desk.may_write_part(part)
        rows.append((part, form, seen_token([Row("", form)]) if form else ""))
    return rows


def part_form(part, data=None):
    return PartForm(data, instance=part, prefix=f"part-{part.pk}")


@require_POST
def save_support_part(request, part_id):
    """A supporting department saves its part; what can no longer be saved is given back with the reason."""
    try:
        return save_part_of(request, part_id)
    except SurveyRefused as refusal:
        return not_saved(request, str(refusal), SupportPart)
    except Http404:
        return not_saved(request, GONE, SupportPart)


def save_part_of(request, part_id):
    """The same while all is as it was; if somebody else saved meanwhile, both texts are shown."""
    with transaction.atomic():
        part = SupportPart.objects.select_for_update().order_by("pk").filter(pk=part_id).first()
        if part is None:
            raise Http404
        answer, _desk = find_answer(request, part.answer_id)
        now = [Row("", part_form(part))]
        incoming = part_form(
            SupportPart(pk=part.pk, answer=part.answer, department=part.department), request.POST
        )
        data = apply_choices(request.POST, now, [Row("", incoming)])
        form = part_form(SupportPart.objects.get(pk=part.pk), data)
        differences = find_differences(now, [Row("", form)], data.get(SEEN))
        if differences:
            context = {
                "part": part,
                "answer": answer,
                "form": form,
                "seen_values": seen_token(now),
                "differences": differences,
            }
            messages.error(request, TOLD)
            return staff_page(request, "survey/part.html", str(answer.item), context)
        form.is_valid()
        save_part(form.instance, by=request.user)
    messages.success(request, f"{part.department}の記入を保存しました。")
    return redirect(back_to_answer(part.answer_id))


@require_POST
@says_why(back_to_answer)
def answer_step(request, answer_id):
    """Approve, confirm or return this one answer."""
    find_answer(request, answer_id)
    name = request.POST.get("step")
    if name not in STEPS:
        raise Http404("そのような操作はありません。")
    answer = take_one_step(name, answer_id, by=request.user, reason=reason_in(request))
    messages.success(request, f"「{answer.item}」を{answer.get_state_display()}にしました。")
    return redirect(back_to_answer(answer_id))


def neighbours(answer, desk):
    """(pk before, pk after, "3 / 12") among the answers of the same department in this round, in plan order."""
    rows = answer.round.answers.filter(department=answer.department_id).in_plan_order()
    pks = list(rows.values_list("pk", flat=True))
    if not (sees_answer(answer, desk) or desk.access.departments()) or answer.pk not in pks:
        return None, None, ""
    here = pks.index(answer.pk)
    before = pks[here - 1] if here else None
    after = pks[here + 1] if here + 1 < len(pks) else None
    return before, after, f"{here + 1} / {len(pks)}"
