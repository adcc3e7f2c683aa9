"""The 事務局's CSV of transfers: a file to begin from, what it would change, and doing it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from organizations.csv_reading import MOST_BYTES, UnreadableCsv, decoded
from organizations.renewing import RenewingRefused
from organizations.transfer_reader import HEADERS
from organizations.transfers import TransfersChanged, carry_out, read_transfers, template_csv

from .members import sealed, unsealed
from .pages import find_city, staff_page


class TransferFileForm(forms.Form):
    file = forms.FileField(
        label="異動の表(CSV)",
        allow_empty_file=True,
        error_messages={"required": "ファイルを選んでください。"},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self):
        """The text of the file."""
        try:
            return decoded(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except UnreadableCsv as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def transfers_page(request, city_id):
    """Choose a file; see what it would change, with every wrong cell; confirm."""
    city = find_city(request, city_id)
    if "sealed" in request.POST:
        return confirm(request, city)
    if request.method != "POST":
        return show_form(request, city, TransferFileForm())
    form = TransferFileForm(request.POST, request.FILES)
    if form.is_valid():
        text = form.cleaned_data["file"]
        reading = read_transfers(text, city, by=request.user)
        if not reading.refusal:
            return show_preview(request, city, text, reading)
        form.add_error("file", reading.refusal)
    return show_form(request, city, form)


def show_form(request, city, form):
    context = {"city": city, "form": form, "headers": HEADERS}
    return staff_page(request, "survey/members_csv.html", "異動の表(CSV)を読み込む", context)


def show_preview(request, city, text, reading):
    context = {"city": city, "reading": reading}
    if reading.can_be_done:
        context["sealed"] = sealed(request, city, {"text": text, "digest": reading.digest})
    return staff_page(request, "survey/members_csv_preview.html", "異動の表の確認", context)


def confirm(request, city):
    content = unsealed(request, city)
    if content is None:
        messages.error(request, "確認の画面が古くなりました。もう一度ファイルを選んでください。")
        return redirect(request.path)
    try:
        reading = carry_out(content["text"], city, by=request.user, seen=content["digest"])
    except TransfersChanged as changed:
        sentence = "確認のあいだに所属が変わり、行われることが変わりました。まだ何も変えていません。もう一度確かめてください。"
        messages.error(request, sentence)
        return show_preview(request, city, content["text"], changed.reading)
    except RenewingRefused as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return show_preview(
            request, city, content["text"], read_transfers(content["text"], city, by=request.user)
        )
    messages.success(request, done_words(reading))
    return redirect("admin:survey_members", city_id=city.pk)


def done_words(reading):
    """更新3件、異動2件を行いました。…"""
    words = f"{reading.counts}を行いました。"
    if reading.already:
        words += f"すでにそうなっていた{len(reading.already)}件は、そのままです。"
    if reading.left_alone:
        words += f"操作が空欄の{reading.left_alone}行は、変えていません。"
    return words


def transfers_file(request, city_id):
    """The present memberships, to fill in and read back."""
    city = find_city(request, city_id)
    response = HttpResponse(template_csv(city), content_type="text/csv; charset=utf-8")
    name = f"異動の表_{city.marked_name}_{timezone.localdate():%Y%m%d}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
