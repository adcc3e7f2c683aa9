"""The 事務局's pages for changes of departments: what was done and what waits, and entering one of the four kinds."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from organizations.models import Department, Reorganisation

from ..reorganising.checks import why_not
from ..reorganising.deciding import concerned, why_undecided
from ..reorganising.entering import carry_out_due, decide, dry_run, dry_run_waiting, enter
from ..reorganising.forms import ChoicesForm, OrderForm
from ..reorganising.items import items_of
from ..reorganising.members import members_of
from ..reorganising.orders import Kind, order_of
from ..reorganising.refusals import ChangedSince, ReorganisationRefused
from ..reorganising.taking_back import rehearse_taking_back, take_back
from ..reorganising.touched import digest, people_of
from ..reorganising.undone import undone
from .list_files import list_file, name_of
from .pages import find_city, staff_page

MOST_CHANGES = 100
AGAIN = {Kind.SPLIT: "行き先を決める", Kind.ABOLISH: "もう一度確かめる"}
WRITTEN = {"create": "追加", "change": "変更", "delete": "削除"}
FILE_HEADERS = (
    "施行日",
    "種類",
    "状態",
    "変わる前の部署",
    "変わったあとの部署",
    "入力した日時",
    "入力した人",
    "実行した日時",
    "実行した人",
    "取り消した日時",
    "取り消した人",
    "変えた記録",
    "決めること",
)
INTRODUCTIONS = {
    Kind.RENAME: "部署の名称だけが変わります。過ぎた年度のページとファイルは、その年度の名称のままです。",
    Kind.MERGE: "2つ以上の部署がひとつになるか、ある部署がいまある部署にまとまります。取組と人は、引き継ぐ部署に移ります。",
    Kind.SPLIT: "1つの部署が2つ以上に分かれます。次の画面で、取組と人の行き先を1つずつ選びます。",
    Kind.ABOLISH: "部署がなくなり、引き継ぐ部署もありません。取組は、回答する部署が未定になります。",
}


def reorganisation_list(request, city_id):
    """What waits and what was done, newest first; POST carries out what is due."""
    city = find_city(request, city_id)
    if request.method == "POST":
        tell_outcomes(request, carry_out_due(by=request.user, city_id=city_id))
        return redirect(request.path)
    rows = list(
        Reorganisation.objects.filter(municipality=city)
        .select_related("entered_by", "carried_out_by", "taken_back_by")
        .prefetch_related("departments__former_names")
    )
    departments = Department.objects.filter(municipality=city).with_names().in_bulk()
    today = timezone.localdate()
    described_rows = [described(row, departments) | waiting_words(row) for row in rows]
    if file := list_file(
        request, f"機構改革_{city.name}", FILE_HEADERS, map(cells_of, described_rows), city=city
    ):
        return file
    context = {
        "city": city,
        "rows": described_rows,
        "has_due": any(row.waits and row.takes_effect_on <= today for row in rows),
        "kinds": [(kind.value, kind.label, INTRODUCTIONS[kind]) for kind in Kind],
    }
    return staff_page(request, "survey/reorganisations.html", f"{city}の機構改革", context)


def waiting_words(row):
    """Of a split or an abolition that waits: the button that leads to its page, and what nobody was shown yet."""
    if not (row.waits and row.kind in AGAIN):
        return {}
    try:
        return {"again": AGAIN[row.kind], "undecided": list(why_undecided(order_of(row), row))}
    except ReorganisationRefused as refusal:
        return {"again": "", "undecided": refusal.sentences}


def described(row, departments):
    """The row with the names of then: the departments as they were called before it, and what they became.

    `departments`: those of the city by id, with their names.
    """
    return {
        "row": row,
        "before": row.details.get("before")
        or [each.name_in(row.from_fy - 1) for each in row.departments.all()],
        "after": [
            departments[each["department"]].name_in(row.from_fy) if "department" in each else each["name"]
            for each in row.details["successors"]
            if each.get("department") in {None, *departments}
        ],
        "changes": [change_words(each) for each in row.changes[:MOST_CHANGES]],
        "more": max(len(row.changes) - MOST_CHANGES, 0),
    }


def cells_of(each):
    """What the list says of one reorganisation, under FILE_HEADERS, with all of its changes."""
    row = each["row"]
    automatic = "(自動)" if row.carried_out_at else ""
    return (
        row.takes_effect_on,
        row.get_kind_display(),
        "取り消した" if row.taken_back_at else "実行した" if row.carried_out_at else "予定",
        "、".join(each["before"]),
        "、".join(each["after"]),
        row.entered_at,
        name_of(row.entered_by),
        row.carried_out_at,
        name_of(row.carried_out_by) or automatic,
        row.taken_back_at,
        name_of(row.taken_back_by),
        "\n".join(change_words(change) for change in row.changes),
        "" if row.taken_back_at else "\n".join(each.get("undecided", ())),
    )


def change_words(change):
    return f"{change['label']}を{WRITTEN[change['what']]}"


def tell_outcomes(request, outcomes):
    for outcome in outcomes:
        if outcome.refusal:
            messages.error(request, f"{outcome.reorganisation}は実行できません。{outcome.refusal}")
        else:
            messages.success(request, f"{outcome.reorganisation}を実行しました。")
            for sentence in people_of(outcome.touched):
                messages.info(request, sentence)
    if not outcomes:
        messages.info(request, "施行日が来た予定はありません。")


def find_reorganisation(request, city_id, row_id):
    """(the city, its Reorganisation), if this person is its 事務局; 404 otherwise."""
    city = find_city(request, city_id)
    row = Reorganisation.objects.filter(municipality=city, pk=row_id).first()
    if row is None:
        raise Http404("お探しの機構改革は見つかりませんでした。")
    return city, row


def take_back_reorganisation(request, city_id, row_id):
    """What goes back, or why it cannot; POST takes it back."""
    city, row = find_reorganisation(request, city_id, row_id)
    problems = []
    try:
        if request.method == "POST":
            take_back(row, by=request.user)
            messages.success(request, f"{row}を取り消しました。")
            return redirect("admin:survey_reorganisations", city_id=city.pk)
        rehearse_taking_back(row, by=request.user)
    except ReorganisationRefused as refusal:
        problems = refusal.sentences
    context = {"city": city, "row": row, "problems": problems, "sentences": [] if problems else undone(row)}
    return staff_page(request, "survey/reorganise_take_back.html", f"{row}を取り消す", context)


def decide_reorganisation(request, city_id, row_id):
    """A split or an abolition that waits: where its people and items go, what it touches; POST keeps it, or does it."""
    city, row = find_reorganisation(request, city_id, row_id)
    if row.kind not in AGAIN:
        raise Http404("お探しのページは見つかりませんでした。")
    context = {
        "city": city,
        "row": row,
        "problems": [],
        "undecided": [],
        "choices": None,
        "touched": None,
        "seen": "",
        "is_due": row.takes_effect_on <= timezone.localdate(),
    }
    try:
        if not row.waits:
            raise ReorganisationRefused([f"{row}は、すでに実行されたか、取り消されています。"])
        order = order_of(row)
        context["undecided"] = list(why_undecided(order, row))[:-1]  # the last one leads to this page
        order = decided_anew(request, order, context)
        if order is not None and (done := try_decision(request, row, order, context)):
            return done
    except ReorganisationRefused as refusal:
        context["problems"] = refusal.sentences
    return staff_page(request, "survey/reorganise_decide.html", f"{row}: {AGAIN[row.kind]}", context)


def decided_anew(request, order, context):
    """The order with what is chosen on the page, once it was shown; None where a choice is wrong."""
    if order.kind != Kind.SPLIT:
        return order
    place = order.successors.index
    items, members = concerned(order)
    choices = ChoicesForm(
        request.POST if "choices_shown" in request.POST else None,
        successors=dict(enumerate(order.successors)),
        items=items,
        members=members,
        decided={row: place(each) for row, each in (*order.items.items(), *order.members.items())},
    )
    context["choices"] = choices if choices.fields else None
    if not choices.is_bound:
        return replace(order, members={row: to for row, to in order.members.items() if row in members})
    if not choices.is_valid():
        return None
    kept = {item: to for item, to in order.items.items() if item not in items}
    return replace(order, items=kept | choices.chosen(choices.items), members=choices.chosen(choices.members))


def try_decision(request, row, order, context):
    """Keep the decision where that is asked for, and go back to the list; or show what it would touch."""
    try:
        if "_enter" in request.POST:
            row = decide(row, order, by=request.user, seen=request.POST.get("seen", ""))
            messages.success(request, f"{row}{'の内容を保存しました' if row.waits else 'を実行しました'}。")
            return redirect("admin:survey_reorganisations", city_id=context["city"].pk)
        touched = dry_run_waiting(row, order, by=request.user)
    except ChangedSince as refusal:
        messages.warning(request, str(refusal))
        touched = refusal.touched
    context |= {"touched": touched, "seen": digest(order, touched)}
    return None


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
        "has_departments": form.has_departments,
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
