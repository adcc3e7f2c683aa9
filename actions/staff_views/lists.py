"""Lists of answers: what the counts of the matrix lead to, and where many answers take a step at once."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import era_year
from organizations.access import access_of
from organizations.models import Department
from organizations.staff_admin.scope import is_key

from ..survey.checks import contradictions, missing
from ..survey.names import UNDECIDED, name_departments, name_of_all, name_then
from ..survey.rights import sees_answer
from ..survey.steps import STEPS, State, take_step, why_not
from ..survey.worklists import STALE_AFTER, due_sentence
from .list_files import list_file
from .pages import find_round, staff_page

NO_DEPARTMENT = "none"
MOST_SIGNS = 2000
LISTS = {
    "outstanding": "まだ提出されていない回答",
    "unowned": "回答する部署が決まっていない取組",
    "stale": "止まっている下書き",
    "contradictory": "食い違いのある回答",
}

FILE_HEADERS = (
    "取組の番号",
    "取組",
    "回答する部署",
    "状態",
    "状況",
    "取り組んだこと",
    "評価",
    "評価の理由",
    "課題",
    "今後の方向",
    "次年度の取組",
)


def narrowed(answers, data):
    """(answers, words that say what they are): by ?department=, ?state= and ?list=. What is unknown finds nothing.

    The name of a department is for department_words.
    """
    words = []
    department, state, name = data.get("department"), data.get("state"), data.get("list")
    if department == NO_DEPARTMENT:
        answers, words = answers.without_department(), [*words, "回答する部署が未定"]
    elif department:
        answers = answers.filter(department=department) if is_key(department) else answers.none()
    if state:
        answers = answers.filter(state=state) if state in State.values else answers.none()
        words.append(dict(State.choices).get(state, "?"))
    if name:
        chosen = {
            "outstanding": answers.outstanding,
            "unowned": answers.without_department,
            "stale": lambda: answers.stale_drafts(timezone.now() - STALE_AFTER),
            "contradictory": answers.contradictory,
        }.get(name, answers.none)
        answers = chosen()
        words.append(LISTS.get(name, "?"))
    return answers, words


def department_words(department, answers, round_):
    """[the name, in the year of the round and today, of the department whose answers these are]; [] for all."""
    if not department or department == NO_DEPARTMENT:
        return []
    if answers:
        return [name_of_all(answers)]
    rows = Department.objects.filter(municipality=round_.plan.municipality_id).with_names()
    row = rows.filter(pk=department).first() if is_key(department) else None
    return [str(name_then(row, row.name_in(round_.fiscal_year))) if row else "?"]


def file_rows(answers, desk):
    """The cells under FILE_HEADERS: what the list shows, and the texts that the answer's own page shows this person."""
    for answer in answers:
        done, reason, issues, next_step, next_plan = (
            (answer.done, answer.reason, answer.issues, answer.get_next_step_display(), answer.next_plan)
            if sees_answer(answer, desk)
            else ("",) * 5
        )
        yield (
            answer.item.code,
            answer.item.name,
            str(answer.department_then or UNDECIDED),
            answer.get_state_display(),
            answer.get_status_display(),
            done,
            str(answer.grade or ""),
            reason,
            issues,
            next_step,
            next_plan,
        )


def answer_list(request, round_id):
    """The answers of a round that this person may see, narrowed by the address; POST takes a step with the ticked."""
    round_, desk = find_round(request, round_id)
    visible = round_.answers.visible_to(access_of(request.user))
    if request.method == "POST" and (done := take_steps(request, visible)):
        return done
    answers, words = narrowed(visible.for_lists(), request.GET)
    answers = name_departments(answers)
    words = [*department_words(request.GET.get("department"), answers, round_), *words]
    title = "_".join(["回答の一覧", era_year(round_.fiscal_year), *words])
    if file := list_file(
        request, title, FILE_HEADERS, file_rows(answers, desk), city=round_.plan.municipality
    ):
        return file
    rows = [
        {
            "answer": answer,
            "steps": [name for name, step in STEPS.items() if not why_not(step, answer, desk, "-")],
            "can_be_ticked": any(
                not why_not(step, answer, desk, "-") for name, step in STEPS.items() if name != "submit"
            ),
            "contradictions": contradictions(answer) if answer.state != State.BLANK else [],
            "is_ticked": "tick" in request.GET or str(answer.pk) in request.POST.getlist("answer"),
        }
        for answer in answers
    ]
    offered = {name for row in rows for name in row["steps"]}
    query = request.GET.copy()
    tick_all = bool(query.pop("tick", None))
    context = {
        "tick_all": tick_all,
        "reason": reason_in(request),
        "untick_query": f"?{query.urlencode()}",
        "tick_query": f"?{query.urlencode()}&tick=all".replace("?&", "?"),
        "round": round_,
        "plan": round_.plan,
        "due": due_sentence(round_, timezone.localdate()),
        "rows": rows,
        "words": words,
        "states": State.choices,
        "steps": [step for name, step in STEPS.items() if name in offered and name != "submit"],
        "submit_department": department_to_submit(rows, desk),
        "coordinates": desk.coordinates,
    }
    return staff_page(request, "survey/answers.html", "回答の一覧", context)


def reason_in(request):
    """The reason as typed, without signs that a database cannot hold, at most MOST_SIGNS long."""
    return request.POST.get("reason", "").replace("\0", "")[:MOST_SIGNS]


def department_to_submit(rows, desk):
    """The department whose complete drafts can be handed in from this list; None where they are of several."""
    departments = {row["answer"].department_id for row in rows if "submit" in row["steps"]} - {None}
    own = {department for department in departments if desk.writes_for(department)}
    wanted = own or departments
    return wanted.pop() if len(wanted) == 1 else None


def take_steps(request, visible):
    """Bulk: each answer by the same checks as alone; those that cannot say why. None: nothing could be begun.

    Then the list comes back with what was ticked and typed.
    """
    name = request.POST.get("step")
    ticked = [pk for pk in request.POST.getlist("answer") if is_key(pk)]
    chosen = list(visible.filter(pk__in=ticked).values_list("pk", flat=True))
    if name not in STEPS or not chosen:
        messages.warning(
            request, "回答が選ばれていません。左端の四角に印をつけてから、ボタンを押してください。"
        )
        return None
    if STEPS[name].needs_reason and not reason_in(request).strip():
        messages.error(request, f"{STEPS[name].label}の理由を書いてください。まだ{STEPS[name].not_taken}")
        return None
    tell(request, STEPS[name], take_step(name, chosen, by=request.user, reason=reason_in(request)))
    return redirect(request.get_full_path())


def tell(request, step, outcomes):
    done = [outcome for outcome in outcomes if not outcome.refusal]
    if done:
        messages.success(request, f"{len(done)}件を{State(step.ends).label}にしました。")
    for outcome in outcomes:
        if outcome.refusal:
            messages.error(request, f"「{outcome.answer.item}」は{step.not_taken}{outcome.refusal}")


def submit_answers(request, round_id):
    """The check before 提出: which drafts are complete, what the others lack; POST hands in the ticked ones."""
    round_, desk = find_round(request, round_id)
    visible = round_.answers.visible_to(access_of(request.user))
    if request.method == "POST":
        ticked = [pk for pk in request.POST.getlist("answer") if is_key(pk)]
        chosen = list(visible.filter(pk__in=ticked).values_list("pk", flat=True))
        if not chosen:
            messages.warning(request, "提出する回答が選ばれていません。")
            return redirect(request.get_full_path())
        tell(request, STEPS["submit"], take_step("submit", chosen, by=request.user))
        return redirect("admin:index")
    answers = (
        visible.outstanding().for_lists().prefetch_related("parts__department", "figures", "item__indicators")
    )
    one, department = request.GET.get("answer", ""), request.GET.get("department", "")
    if is_key(one):
        answers = answers.filter(pk=one)
    if is_key(department):
        answers = answers.filter(department=department)
    # The 事務局 hands in for others only where it has chosen one answer or one department.
    chosen = is_key(one) or is_key(department)
    mine = [a for a in answers if desk.writes_for(a.department_id) or (chosen and desk.may_write(a))]
    ready = [a for a in mine if not why_not(STEPS["submit"], a, desk)]
    context = {
        "round": round_,
        "plan": round_.plan,
        "ready": [(answer, warnings_of(answer)) for answer in ready],
        "lacking": [(answer, missing(answer)) for answer in mine if answer not in ready],
        "is_on_behalf": any(desk.is_on_behalf(answer) for answer in mine),
    }
    return staff_page(request, "survey/submit.html", "提出の前の確認", context)


def warnings_of(answer):
    """Sentences about what can be handed in all the same. Reads the prefetched parts and figures."""
    sentences = [meaning for _title, meaning in contradictions(answer)]
    given = {figure.indicator_id for figure in answer.figures.all() if figure.value is not None}
    empty = [indicator.name for indicator in answer.item.indicators.all() if indicator.pk not in given]
    if empty:
        sentences.append(f"指標の実績値が空欄です: {'、'.join(empty)}。")
    open_parts = [str(part.department) for part in answer.parts.all() if not part.is_handed_in]
    if open_parts:
        sentences.append(f"関係する部署がまだ書き終えていません: {'、'.join(open_parts)}。")
    return sentences
