"""The 事務局's page of memberships: whose ends on 31 March, and renewing, moving or ending many at once."""

import hashlib
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from organizations import renewing
from organizations.models import Department, Membership
from organizations.planned_changes import Planner
from organizations.staff_admin.scope import is_key
from organizations.waiting_changes import WaitingChanges, begins_words

from .list_files import list_file
from .member_table import FILE_HEADERS, file_rows, table_context
from .pages import find_city, staff_page

SEALED_FOR = timedelta(hours=12)
DEEDS = {"renew": "更新", "move": "異動", "end": "終了"}


class DeedForm(forms.Form):
    """What 異動 and 終了 need to know; 更新 needs nothing."""

    department = forms.ModelChoiceField(Department.objects.none(), label="新しい部署", required=False)
    move_on = forms.DateField(label="異動の日(新しい部署での最初の日)", required=False)
    end_on = forms.DateField(label="終了の日(最後の日)", required=False)
    needed = {"renew": (), "move": ("department", "move_on"), "end": ("end_on",)}

    def __init__(self, city, *args, deed="", **kwargs):
        super().__init__(*args, **kwargs)
        self.deed = deed
        this_year = fiscal_year_of(timezone.localdate())
        departments = city.departments.filter(is_collective=False).exclude(end_fy__lt=this_year)
        self.fields["department"].queryset = departments.order_by("sort_order", "code")
        for name in ("move_on", "end_on"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name in self.needed.get(deed, ()):
            self.fields[name].required = True

    @property
    def details(self):
        return [self.cleaned_data[name] for name in self.needed[self.deed]]


def sealed(request, city, content):
    """Content for a hidden box that comes back as it went: for this person and this city only."""
    return signing.dumps(content, salt=_salt(request, city), compress=True)


def unsealed(request, city):
    """What `sealed` put into the box; None when it is too old, or not ours."""
    try:
        return signing.loads(request.POST.get("sealed", ""), salt=_salt(request, city), max_age=SEALED_FOR)
    except signing.BadSignature:
        return None


def _salt(request, city):
    return f"memberships-{request.user.pk}-{city.pk}"


def members_page(request, city_id):
    """The table; POST shows what the deed would do to the ticked, and does it once confirmed."""
    city = find_city(request, city_id)
    if request.method != "POST":
        return show_table(request, city, DeedForm(city, initial=first_days()))
    if "sealed" in request.POST:
        return answer_preview(request, city)
    deed = request.POST.get("deed", "")
    form = DeedForm(city, request.POST, deed=deed)
    ticked = [int(pk) for pk in request.POST.getlist("membership") if is_key(pk)]
    if deed not in DEEDS or not ticked:
        messages.warning(
            request, "所属が選ばれていません。左端の四角に印をつけてから、ボタンを押してください。"
        )
        return show_table(request, city, form, ticked)
    if not form.is_valid():
        messages.error(request, f"{DEEDS[deed]}に必要な欄を確かめてください。まだ何も変えていません。")
        return show_table(request, city, form, ticked)
    return show_preview(request, city, deed, ticked, form.details)


def first_days():
    """1 April for those who come, 31 March for those who go."""
    first, last = fiscal_year_bounds(fiscal_year_of(timezone.localdate()))
    return {"move_on": date(first.year + 1, 4, 1), "end_on": last}


def answer_preview(request, city):
    """After the preview: back to the table, without those that were refused, or done."""
    content = unsealed(request, city)
    if content is None:
        messages.error(request, "確認の画面が古くなりました。もう一度選んでください。")
        return redirect(request.get_full_path())
    deed, ticked, details = content["deed"], content["rows"], details_of(city, content)
    if None in details:
        messages.error(request, "選んだ部署がなくなりました。別の部署を選んでください。")
        return show_table(request, city, DeedForm(city, initial=first_days()), ticked)
    if "_back" in request.POST:
        initial = first_days() | dict(zip(DeedForm.needed[deed], details, strict=True))
        return show_table(request, city, DeedForm(city, initial=initial), ticked)
    if "_without" in request.POST:
        return show_preview(request, city, deed, content["fine"], details)
    changes, refused = renewing.planned(rows_of(city, ticked), deed, *details, by=request.user)
    if refused or digest_of(changes) != content["digest"]:
        messages.error(
            request, "確認のあいだに所属が変わりました。まだ何も変えていません。もう一度確かめてください。"
        )
        return show_preview(request, city, deed, ticked, details)
    try:
        done = do(deed, rows_of(city, ticked), details, request.user)
    except renewing.RenewingRefused as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return show_preview(request, city, deed, ticked, details)
    messages.success(request, f"{len(done)}件を{DEEDS[deed]}しました。")
    return redirect(request.get_full_path())


def details_of(city, content):
    """The department and the dates again, from what went through the hidden box."""
    values = dict(zip(DeedForm.needed[content["deed"]], content["details"], strict=True))
    return [
        city.departments.filter(pk=value).first() if name == "department" else date.fromisoformat(value)
        for name, value in values.items()
    ]


def do(deed, rows, details, by):
    if deed == "move":
        department, on = details
        return renewing.move(rows, department, on=on, by=by)
    if deed == "end":
        return renewing.end(rows, *details, by=by)
    return renewing.renew(rows, by=by)


def rows_of(city, ticked):
    return Membership.objects.filter(municipality=city, pk__in=ticked).by_department()


def digest_of(changes):
    seen = "\n".join(f"{change.user.pk} {change.before} {change.after}" for change in changes)
    return hashlib.sha256(seen.encode()).hexdigest()


def show_table(request, city, form, ticked=None):
    table = table_context(request, city, ticked)
    title = f"所属と役割_{city.name}_{table['words']}"
    if file := list_file(request, title, FILE_HEADERS, file_rows(table), city=city):
        return file
    to_begin = [(each["name"], begins_words(row)) for row, each in WaitingChanges(city).to_begin()]
    context = {"city": city, "form": form, "to_begin": to_begin, **table}
    return staff_page(request, "survey/members.html", f"{city.name}の所属と役割", context)


def show_preview(request, city, deed, ticked, details):
    today = timezone.localdate()
    changes, refused = renewing.planned(rows_of(city, ticked), deed, *details, by=request.user)
    kept_out = {row.pk for row, _sentence in refused}
    content = {
        "deed": deed,
        "rows": ticked,
        "fine": [pk for pk in ticked if pk not in kept_out],
        "details": [each.pk if isinstance(each, Department) else each.isoformat() for each in details],
        "digest": digest_of(changes),
    }
    planner = Planner([], by=request.user, today=today)
    context = {
        "city": city,
        "word": DEEDS[deed],
        "changes": changes,
        "refused": [renewing.named(row, sentence) for row, sentence in refused],
        "warnings": renewing.left_without_editors(
            changes,
            city,
            today=today,
            is_gone=lambda department, day: planner.is_gone(department, fiscal_year_of(day)),
        ),
        "planned_away": WaitingChanges(city).warnings(changes),
        "sealed": sealed(request, city, content),
    }
    return staff_page(request, "survey/members_confirm.html", f"{DEEDS[deed]}の確認", context)
