"""The committee's page: the items of one policy with their answers, and boxes for grade and opinion."""

from copy import copy
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect

from organizations.staff_admin.conflicts import SEEN, Row, apply_choices, find_differences, seen_token

from ..evaluating.forms import EvaluationForm, grade_choices
from ..evaluating.reading import lock, policy_shares
from ..evaluating.rights import EvaluationDesk, Stage, why_not_write
from ..evaluating.writing import hand_in, save_evaluation
from ..models import Evaluation, YearlyStatus
from ..survey.refusals import SurveyRefused
from ..survey.steps import State
from .pages import find_round, staff_page

TOLD = "このページを開いたあとに、ほかの委員か事務局が保存しました。まだ保存していません。どちらを残すか選んで、もう一度保存してください。"


@dataclass
class Judged:
    """One item on the page: `form` is None where nothing can be written, and `why` says why."""

    answer: YearlyStatus
    evaluation: Evaluation
    form: EvaluationForm | None
    why: str

    @property
    def is_to_read(self):
        return self.answer.state == State.CONFIRMED or self.evaluation.pk is not None

    @property
    def progress(self):
        """In a word, for the list at the top of the page."""
        if self.evaluation.is_handed_in:
            return "渡した"
        return "書いた" if self.evaluation.pk and self.evaluation.has_content else "まだ"

    @property
    def row(self):
        return Row(str(self.answer.pk), self.form, str(self.answer.item))


def evaluate(request, round_id):
    """Without ?policy= the policies with how far they are; with it the items of that policy. POST saves them."""
    round_, _desk = find_round(request, round_id)
    desk = EvaluationDesk(request.user, round_.plan.municipality_id)
    if not (desk.coordinates or desk.is_of_committee):
        raise Http404("お探しのページは見つかりませんでした。")
    judged = None if desk.coordinates else desk.judged_policies(round_.plan)
    context = {"round": round_, "plan": round_.plan, "coordinates": desk.coordinates}
    chosen = request.GET.get("policy")
    if chosen is None or not round_.plan.evaluates_externally:
        context["shares"] = policy_shares(round_, judged) if round_.plan.evaluates_externally else []
        return staff_page(request, "survey/evaluate_policies.html", "外部評価", context)
    if request.method == "POST":
        return save(request, round_, desk, judged, chosen, context)
    share = find_share(round_, judged, chosen)
    rows = rows_of(share, desk, round_)
    return show(request, context, share, rows, seen_token(written(rows)))


def find_share(round_, judged, chosen):
    share = next((each for each in policy_shares(round_, judged) if str(each.key) == chosen), None)
    if share is None:
        raise Http404("お探しの方針は、あなたの担当にありません。")
    return share


def rows_of(share, desk, round_, data=None):
    """[Judged] of the policy, the forms filled from the data or from what is stored."""
    grades, rows = grade_choices(round_.scale), []
    for answer in share.answers:
        evaluation = answer.external or Evaluation(answer=answer, stage=Stage.EXTERNAL)
        why = why_not_write(evaluation, desk)
        form = None if why else form_of(evaluation, grades, data)
        rows.append(Judged(answer, evaluation, form, why))
    return rows


def form_of(evaluation, grades, data=None):
    """A form has its own copy of the row: it writes what came in into it, even where that is refused afterwards."""
    return EvaluationForm(
        data,
        instance=copy(evaluation),
        prefix=f"e{evaluation.answer_id}",
        grades=grades,
        sees_internal=False,
        hands_in=False,
    )


def written(rows):
    return [row.row for row in rows if row.form]


def save(request, round_, desk, judged, chosen, context):
    """Save every item that was changed, unless somebody else saved one of them since the page was opened."""
    with transaction.atomic():
        lock([answer.pk for answer in find_share(round_, judged, chosen).answers])
        share = find_share(round_, judged, chosen)
        now = written(rows_of(share, desk, round_))
        data = apply_choices(request.POST, now, written(rows_of(share, desk, round_, request.POST)))
        rows = rows_of(share, desk, round_, data)
        lost = typed_in_vain(rows, request.POST)
        differences = find_differences(now, written(rows), data.get(SEEN))
        if differences:
            messages.error(request, TOLD)
            return show(request, context, share, rows, seen_token(now), differences, lost)
        saved = save_changed(rows, request.user)
        if saved is None:
            transaction.set_rollback(True)
            return show(request, context, share, rows, data.get(SEEN, ""), (), lost)
        told = f"{saved}件を保存しました。" if saved else ""
        if "_hand_in" in request.POST:
            told += handed_in(find_share(round_, judged, chosen), request.user)
    messages.success(request, told or "変わったところはありません。")
    if lost:
        return show(request, context, *fresh(round_, desk, judged, chosen), (), lost)
    return redirect(f"{request.get_full_path()}{anchor(request)}")


def fresh(round_, desk, judged, chosen):
    share = find_share(round_, judged, chosen)
    rows = rows_of(share, desk, round_)
    return share, rows, seen_token(written(rows))


def anchor(request):
    """The item whose button was pressed, so that the reader stays where they are."""
    place = request.POST.get("_save", "")
    return f"#item-{place}" if place.isdecimal() else ""


def save_changed(rows, user):
    """How many were saved; None when one was refused, which its form then says."""
    changed = [row for row in rows if row.form and row.form.has_changed()]
    if [row for row in changed if not row.form.is_valid()]:
        return None
    refused = False
    for row in changed:
        try:
            save_evaluation(row.form.instance, by=user)
        except (SurveyRefused, ValidationError) as error:
            row.form.add_error(None, str(error) if isinstance(error, SurveyRefused) else error)
            refused = True
    return None if refused else len(changed)


def handed_in(share, user):
    written_ = [answer.external for answer in share.ready if answer.external]
    done, empty = hand_in(written_, by=user)
    left = len(share.ready) - len(written_) + empty
    told = f"{done}件の評価を事務局に渡しました。"
    return f"{told}まだ書いていない取組が{left}件あります。" if left else told


def typed_in_vain(rows, data):
    """(item, text) of opinions that were typed for items that can no longer be written."""
    lost = []
    for row in rows:
        text = data.get(f"e{row.answer.pk}-opinion", "").strip()
        if (
            row.form is None
            and text
            and "\n".join(text.splitlines()) != "\n".join(row.evaluation.opinion.splitlines())
        ):
            lost.append((f"{row.answer.item}({row.why})", text))
    return lost


def show(request, context, share, rows, seen, differences=(), lost=()):
    context |= {
        "share": share,
        "rows": [row for row in rows if row.is_to_read],
        "not_yet": [row.answer for row in rows if not row.is_to_read],
        "seen_values": seen,
        "differences": differences,
        "not_saved": lost,
        "may_hand_in": any(row.form and not row.evaluation.is_handed_in for row in rows),
        "has_errors": any(row.form and row.form.is_bound and row.form.errors for row in rows),
    }
    title = share.policy.name if share.policy else "施策に置かれていない取組"
    return staff_page(request, "survey/evaluate.html", title, context)
