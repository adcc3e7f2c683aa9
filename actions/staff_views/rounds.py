"""The 事務局's pages of a round: opening it, the matrix and the figures, who answers for what."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from organizations.access import Role, access_of
from organizations.models import Department
from organizations.staff_admin.conflicts import SEEN, Row, apply_choices, find_differences, seen_token
from organizations.staff_admin.scope import is_key
from plans.models import Plan, RatingScale

from ..models import ReportingRound, YearlyStatus
from ..survey import shares
from ..survey.assigning import Asked, assign, last_assignment, read_asked, year_of_asking
from ..survey.forms import AssignForm, PlanAndYearForm, RoundForm
from ..survey.names import printed_names
from ..survey.opening import add_missing_answers, is_untouched, open_round, why_no_round, withdraw_round
from ..survey.refusals import RoundRefused, SurveyRefused
from ..survey.worklists import round_works
from .pages import find_round, staff_page


def open_survey(request):
    """First which plan and year, then what will be asked of whom, then the round is opened."""
    access = access_of(request.user)
    if not access.has(Role.COORDINATOR):
        raise PermissionDenied
    plans = Plan.objects.filter(municipality__is_in_use=True).select_related("municipality")
    if not access.is_administrator:
        plans = plans.filter(municipality__in=access.cities(Role.COORDINATOR))
    data = request.POST if request.method == "POST" else request.GET
    asked_before = "plan" in data and "fiscal_year" in data
    last_year = fiscal_year_of(timezone.localdate()) - 1
    initial = {"fiscal_year": last_year, "plan": data.get("plan")}
    choice = PlanAndYearForm(data if asked_before else None, plans=plans, initial=initial)
    context = {"choice": choice, "has_plans": plans.exists()}
    if asked_before and choice.is_valid():
        plan, fiscal_year = choice.cleaned_data["plan"], choice.cleaned_data["fiscal_year"]
        scale = RatingScale.objects.in_force(plan, fiscal_year)
        last = ReportingRound.objects.before(plan, fiscal_year)
        form = RoundForm(
            request.POST if request.method == "POST" else None,
            initial={"instructions": last.instructions if last else ""},
            not_before=timezone.localdate(),
        )
        form.instance.plan, form.instance.fiscal_year, form.instance.scale = plan, fiscal_year, scale
        if request.method == "POST" and form.is_valid():
            try:
                round_ = open_round(plan, fiscal_year, by=request.user, **form.cleaned_data)
            except RoundRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, f"調査を始めました。{round_.answers.count()}件の取組をたずねています。"
                )
                return redirect("admin:survey_round", round_id=round_.pk)
        context |= {
            "form": form,
            "refusal": why_no_round(plan, fiscal_year, scale, timezone.localdate()),
            **preview(plan, fiscal_year, scale),
        }
    return staff_page(request, "survey/open.html", "調査を始める", context)


def preview(plan, fiscal_year, scale):
    """What opening would ask of whom."""
    items = list(plan.items.in_force(fiscal_year).order_by("sort_order", "code"))
    asked = read_asked(plan, max(fiscal_year, fiscal_year_of(timezone.localdate())))
    names = {department.pk: department for department in plan.municipality.departments.all()}
    leads, supports, unowned = Counter(), Counter(), []
    for item in items:
        entry = asked.get(item.pk, Asked())
        leads[entry.lead] += 1
        supports.update(entry.supports)
        if entry.lead is None:
            unowned.append(item)
    busy = sorted((leads.keys() | supports.keys()) - {None}, key=lambda pk: (names[pk].sort_order, pk))
    printed = printed_names(unowned)
    left_out = plan.items.exclude(pk__in=[item.pk for item in items]).order_by("sort_order", "code")
    written = YearlyStatus.objects.filter(item__in=items, fiscal_year=fiscal_year)
    return {
        "plan": plan,
        "fiscal_year": fiscal_year,
        "scale": scale,
        "grades": scale.grades.all() if scale else [],
        "items": items,
        "by_department": [(names[pk], leads[pk], supports[pk]) for pk in busy],
        "written": written.count(),
        "unowned": [(item, printed.get(item.pk, [])) for item in unowned],
        "left_out": left_out,
    }


def round_overview(request, round_id):
    """The matrix of one round, what needs attention, and what the answers say so far."""
    round_, _desk = find_round(request, round_id, for_coordinator=True)
    if "_withdraw" in request.POST:
        try:
            withdraw_round(round_, by=request.user)
        except SurveyRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, "調査を取りやめました。")
        return redirect("admin:index")
    if request.method == "POST":
        with transaction.atomic():
            added = add_missing_answers(round_, year_of_asking(round_))
        messages.success(
            request, f"{added}件の取組を調査に加えました。" if added else "加える取組はありません。"
        )
        return redirect(request.path)
    (work,) = round_works([round_])
    answers = list(round_.answers.select_related("grade"))
    context = {
        "round": round_,
        "plan": round_.plan,
        "work": work,
        "by_grade": shares.by_grade(round_.scale, answers),
        "by_outcome": shares.by_outcome(answers),
        "not_judged": shares.not_judged(answers),
        "may_withdraw": is_untouched(round_, answers),
        "not_asked": round_.plan.items.in_force(round_.fiscal_year).exclude(yearly_statuses__round=round_),
    }
    return staff_page(request, "survey/round.html", str(round_), context)


def assign_departments(request, round_id):
    """Who answers for each item; where the plan names nobody, last round's department is proposed."""
    round_, _desk = find_round(request, round_id, for_coordinator=True)
    only_unowned = request.GET.get("all") != "1"
    context = {"round": round_, "plan": round_.plan, "only_unowned": only_unowned}
    if request.method != "POST":
        answers = round_.answers.without_department() if only_unowned else round_.answers
        rows = assign_rows(round_, answers)
        context |= {"rows": rows, "seen_values": seen_token(forms_of(rows))}
        return staff_page(request, "survey/assign.html", "回答する部署を決める", context)
    answers = round_.answers.filter(pk__in=[pk for pk in request.POST.getlist("answer") if is_key(pk)])
    with transaction.atomic():
        list(answers.select_for_update(of=("self",)).values_list("pk"))
        now = forms_of(assign_rows(round_, answers))
        data = apply_choices(request.POST, now, forms_of(assign_rows(round_, answers, request.POST)))
        rows = assign_rows(round_, answers, data)
        differences = find_differences(now, forms_of(rows), data.get(SEEN))
        if not differences and save_assignment(request, rows):
            messages.success(request, "担当を保存しました。")
            return redirect("admin:survey_round", round_id=round_.pk)
        transaction.set_rollback(True)
    context |= {"rows": rows, "differences": differences}
    context["seen_values"] = seen_token(now) if differences else data.get(SEEN, "")
    return staff_page(request, "survey/assign.html", "回答する部署を決める", context)


def save_assignment(request, rows):
    """Whether all rows were saved; a row that was refused says why, and the caller takes everything back."""
    if not all(row["form"].is_valid() for row in rows):
        return False
    for row in rows:
        try:
            assign(row["answer"].pk, by=request.user, **row["form"].cleaned_data)
        except SurveyRefused as refusal:
            row["form"].add_error(None, str(refusal))
    return not any(row["form"].errors for row in rows)


def forms_of(rows):
    return [Row(str(row["answer"].pk), row["form"], str(row["answer"].item)) for row in rows]


def assign_rows(round_, answers, data=None):
    """One form for each answer. The departments offered are read once."""
    departments = Department.objects.filter(municipality=round_.plan.municipality_id, is_collective=False)
    departments = departments.exclude(end_fy__lt=year_of_asking(round_))
    choices = [(department.pk, str(department)) for department in departments]
    proposed = last_assignment(round_, year_of_asking(round_))
    printed = printed_names(round_.plan.items.all())
    rows = []
    for answer in answers.for_lists().prefetch_related("parts"):
        proposal = proposed.get(answer.item_id) if answer.department_id is None else None
        initial = {
            "lead": answer.department_id or proposal,
            "supports": [part.department_id for part in answer.parts.all()],
        }
        rows.append(
            {
                "answer": answer,
                "form": AssignForm(
                    data, initial=initial, prefix=f"a{answer.pk}", departments=departments, choices=choices
                ),
                "printed": printed.get(answer.item_id, []),
                "is_proposed": proposal is not None,
            }
        )
    return rows
