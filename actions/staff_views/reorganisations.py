"""The 事務局's pages for changes of departments: what was done and what waits, and entering one of the four kinds."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from organizations.models import Department, Reorganisation
from organizations.staff_admin.scope import is_key

from ..reorganising.checks import why_not
from ..reorganising.entering import carry_out_due, dry_run, enter
from ..reorganising.forms import ChoicesForm, OrderForm
from ..reorganising.items import items_of
from ..reorganising.members import members_of
from ..reorganising.orders import Kind
from ..reorganising.refusals import ChangedSince, ReorganisationRefused
from ..reorganising.taking_back import take_back
from ..reorganising.touched import digest
from .pages import find_city, staff_page

MOST_CHANGES = 100
WRITTEN = {"create": "追加", "change": "変更", "delete": "削除"}
INTRODUCTIONS = {
    Kind.RENAME: "部署の名称だけが変わります。過ぎた年度のページとファイルは、その年度の名称のままです。",
    Kind.MERGE: "2つ以上の部署がひとつになるか、ある部署がいまある部署にまとまります。取組と人は、引き継ぐ部署に移ります。",
    Kind.SPLIT: "1つの部署が2つ以上に分かれます。次の画面で、取組と人の行き先を1つずつ選びます。",
    Kind.ABOLISH: "部署がなくなり、引き継ぐ部署もありません。取組は、回答する部署が未定になります。",
}


def reorganisation_list(request, city_id):
    """What waits and what was done, newest first; POST takes one back, or carries out what is due."""
    city = find_city(request, city_id)
    if request.method == "POST":
        if "_carry_out" in request.POST:
            tell_outcomes(request, carry_out_due(by=request.user, city_id=city_id))
        else:
            tell_taking_back(request, city)
        return redirect(request.path)
    rows = list(
        Reorganisation.objects.filter(municipality=city)
        .select_related("entered_by", "carried_out_by", "taken_back_by")
        .prefetch_related("departments__former_names")
    )
    departments = Department.objects.filter(municipality=city).with_names().in_bulk()
    today = timezone.localdate()
    context = {
        "city": city,
        "rows": [described(row, departments) for row in rows],
        "has_due": any(row.waits and row.takes_effect_on <= today for row in rows),
        "kinds": [(kind.value, kind.label, INTRODUCTIONS[kind]) for kind in Kind],
    }
    return staff_page(request, "survey/reorganisations.html", f"{city}の機構改革", context)


def described(row, departments):
    """The row with the names of then: the departments as they were called before it, and what they became.

    `departments`: those of the city by id, with their names.
    """
    return {
        "row": row,
        "before": [each.name_in(row.from_fy - 1) for each in row.departments.all()],
        "after": [
            departments[each["department"]].name_in(row.from_fy) if "department" in each else each["name"]
            for each in row.details["successors"]
            if each.get("department") in {None, *departments}
        ],
        "changes": [f"{each['label']}を{WRITTEN[each['what']]}" for each in row.changes[:MOST_CHANGES]],
        "more": max(len(row.changes) - MOST_CHANGES, 0),
    }


def tell_outcomes(request, outcomes):
    for outcome in outcomes:
        if outcome.refusal:
            messages.error(request, f"{outcome.reorganisation}は実行できません。{outcome.refusal}")
        else:
            messages.success(request, f"{outcome.reorganisation}を実行しました。")
    if not outcomes:
        messages.info(request, "施行日が来た予定はありません。")


def tell_taking_back(request, city):
    wanted = request.POST.get("take_back", "")
    row = Reorganisation.objects.filter(municipality=city, pk=wanted).first() if is_key(wanted) else None
    if row is None:
        raise Http404("お探しの機構改革は見つかりませんでした。")
    try:
        take_back(row, by=request.user)
    except ReorganisationRefused as refusal:
        messages.error(request, f"{row}は取り消せません。")
        for sentence in refusal.sentences:
            messages.error(request, sentence)
    else:
        messages.success(request, f"{row}を取り消しました。")


def enter_reorganisation(request, city_id, kind):
    """The form; 確かめる shows what it touches; then it is carried out, or waits for its day."""
    city = find_city(request, city_id)
    if kind not in Kind.values:
        raise Http404("お探しのページは見つかりませんでした。")
    today, is_sent = timezone.localdate(), request.method == "POST"
    form = OrderForm(request.POST if is_sent else None, city=city, kind=kind, today=today)
    context = {
        "city": city,
        "kind": Kind(kind),
        "introduction": INTRODUCTIONS[kind],
        "form": form,
        "problems": [],
        "choices": None,
        "touched": None,
        "seen": "",
        "is_due": False,
    }
    if is_sent and form.is_valid():
        order = form.order()
        context["is_due"] = order.takes_effect_on <= today
        context["problems"] = why_not(order)
        if not context["problems"]:
            order = with_choices(request, form, order, context)
        if order is not None and not context["problems"] and (done := try_out(request, order, context)):
            return done
    return staff_page(request, "survey/reorganise.html", f"{city}の機構改革: {Kind(kind).label}", context)


def with_choices(request, form, order, context):
    """The order with the choices of a split; None where they are still to be made."""
    if order.kind != Kind.SPLIT:
        return order
    (department,) = order.departments
    choices = ChoicesForm(
        request.POST if "choices_shown" in request.POST else None,
        successors=form.successors(),
        items=items_of(department, order.from_fy),
        members=members_of([department], order.takes_effect_on),
    )
    if not choices.fields:
        return order
    context["choices"] = choices
    if not choices.is_valid():
        return None
    return replace(order, items=choices.chosen(choices.items), members=choices.chosen(choices.members))


def try_out(request, order, context):
    """Enter the order where that is asked for, and go back to the list; or put into `context` what it would touch."""
    try:
        if "_enter" in request.POST:
            row = enter(order, by=request.user, seen=request.POST.get("seen", ""))
            word = "予定に入れました" if row.waits else "実行しました"
            messages.success(request, f"{row}を{word}。")
            return redirect("admin:survey_reorganisations", city_id=context["city"].pk)
        touched = dry_run(order, by=request.user)
    except ChangedSince as refusal:
        messages.warning(request, str(refusal))
        touched = refusal.touched
    except ReorganisationRefused as refusal:
        context["problems"] = refusal.sentences
        return None
    context |= {"touched": touched, "seen": digest(order, touched)}
    return None
