"""The pages of an import: choosing files, what they would change, confirming, the record, taking it back."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from organizations.access import Role, access_of
from organizations.importing import pipeline
from organizations.importing.marking import marked_workbook
from organizations.importing.previews import FILE, NOW, Preview
from organizations.models import FileImport
from organizations.spreadsheets.limits import MOST_BYTES

from .import_kinds import KINDS, NOT_FOUND, job_of, origin_of
from .list_files import MARK, XLSX, list_file, name_of
from .pages import staff_page
from .progress import working_page

ROWS_A_PAGE = 100
WRONG_SHOWN = 200
CONFLICTS_SHOWN = 100
MOST_MEGABYTES = MOST_BYTES // 1024 // 1024
MOST_TRIED = 500  # entries of an import whose taking back is tried before it is asked for
MOST_TOGETHER = 50 * 1024 * 1024
FILE_HEADERS = ("日時", "種類", "取り込み先", "人", "ファイル", "追加", "変更", "状態")


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """[Upload] of the chosen files."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        chosen = data if isinstance(data, list | tuple) else [data]
        if not any(chosen):
            raise forms.ValidationError("ファイルを選んでください。")
        if len(chosen) > pipeline.MOST_FILES:
            raise forms.ValidationError(
                f"一度に選べるのは{pipeline.MOST_FILES}個までです。分けて取り込んでください。"
            )
        if sum(file.size for file in chosen) > MOST_TOGETHER:
            raise forms.ValidationError(
                "ファイルを合わせた大きさが50MBを超えています。分けて取り込んでください。"
            )
        return [pipeline.Upload(file.name, file.read(MOST_BYTES + 1)) for file in chosen]


class UploadForm(forms.Form):
    files = FilesField(label="ファイル", allow_empty_file=True)

    def __init__(self, *args, many=False, accept=".xlsx", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs = {"accept": accept} | ({"multiple": True} if many else {})


def upload_page(request, job, template, title, context, *, many=False, accept=".xlsx,.csv,.txt"):
    """Choose files; what was chosen is kept and looked through on the page of the import."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, many=many, accept=accept)
    if sent and form.is_valid():
        record = pipeline.keep(job, form.cleaned_data["files"], by=request.user)
        return redirect("admin:file_import", record.pk)
    hint = f"1つ{MOST_MEGABYTES}MBまで。{'いくつでも、まとめて選べます。' if many else ''}選んでも、まだ何も変わりません。"
    recent = FileImport.objects.filter(kind=job.kind, target=job.target).exclude(
        state=FileImport.State.WAITING
    )
    recent = (
        recent.filter(uploaded_by=request.user)
        if not _coordinates(request.user, job.municipality)
        else recent
    )
    frame = {"form": form, "hint": hint, "recent": recent.select_related("uploaded_by")[:5]}
    return staff_page(request, template, title, {**frame, **context})


def _coordinates(user, city):
    """The records of no city are the administrator's."""
    access = access_of(user)
    return access.is_administrator or (city is not None and access.has(Role.COORDINATOR, city=city.pk))


def find_record(request, import_id, *, own=False):
    """The import, if it is this person's, or a confirmed one of a city where the person is 事務局; 404 otherwise."""
    rows = FileImport.objects.select_related("municipality", "uploaded_by", "taken_back_by")
    record = rows.filter(pk=import_id).first()
    is_own = record is not None and record.uploaded_by_id == request.user.pk
    sees = is_own or (
        record is not None
        and not own
        and record.state != FileImport.State.WAITING
        and _coordinates(request.user, record.municipality)
    )
    if not sees:
        raise Http404(NOT_FOUND)
    if is_own and not _coordinates(request.user, record.municipality):
        job_of(record, request.user)  # 404 for who has lost the right since
    return record


def import_page(request, import_id):
    """An import on its way: looked through, shown, decided, done. A confirmed one is its record."""
    record = find_record(request, import_id)
    if record.state != FileImport.State.WAITING:
        return show_record(request, record)
    job = job_of(record, request.user)
    if request.method == "POST":
        return decide(request, record, job)
    if record.preview is None:
        return look_through(request, record, job)
    return show_preview(request, record)


def look_through(request, record, job):
    def work(progress):
        pipeline.check(record, job, progress=progress)

    return working_page(
        request, "ファイルを確かめています", work, then=reverse("admin:file_import", args=[record.pk])
    )


def decide(request, record, job):
    """What the buttons of the preview do."""
    if "_discard" in request.POST:
        origin = origin_of(record)
        record.delete()
        messages.success(request, "取り込みをやめました。何も変わっていません。")
        return redirect(origin)
    if "_choose" in request.POST:
        return choose(request, record)
    if "_confirm" not in request.POST or record.preview is None:
        return redirect("admin:file_import", record.pk)
    return confirm(request, record, job)


def choose(request, record):
    """Keep which text is to stay where somebody else has written, and look the files through again."""
    preview = Preview.from_dict(record.preview) if record.preview else Preview()
    if not preview.conflicts or request.POST.get("seen") != preview.digest:
        messages.error(request, "そのあいだに内容が変わりました。もう一度、文を見て選んでください。")
        return redirect("admin:file_import", record.pk)
    for_all = request.POST.get("_choose")
    for conflict in preview.conflicts:
        chosen = request.POST.get(f"keep:{conflict.key}") or (for_all if not conflict.choice else "")
        if chosen in (NOW, FILE):
            record.choices[conflict.key] = [chosen, conflict.seen]
    record.preview = None
    record.save(update_fields=["choices", "preview"])
    return redirect("admin:file_import", record.pk)


def confirm(request, record, job):
    seen = request.POST.get("seen", "")

    def work(progress):
        try:
            pipeline.carry_out(record, job, seen=seen, by=request.user, progress=progress)
        except pipeline.PreviewChanged as changed:
            pipeline.remember(record, changed.preview, told=str(changed))
        except pipeline.ImportRefused as refusal:
            pipeline.tell(record, str(refusal))

    return working_page(
        request, "取り込んでいます", work, then=reverse("admin:file_import", args=[record.pk])
    )


def show_preview(request, record):
    preview = Preview.from_dict(record.preview)
    context = {
        "record": record,
        "preview": preview,
        "files": record.files.defer("content"),
        "changes": page_of(request, preview.changes),
        "conflicts": sorted(preview.conflicts, key=lambda each: bool(each.choice))[:CONFLICTS_SHOWN],
        "wrong": preview.wrong[:WRONG_SHOWN],
        "seen": preview.digest,
        "origin": origin_of(record),
        "file_names": len({file.name for file in record.files.all()}) > 1,
    }
    return staff_page(request, "imports/preview.html", f"{record}の確認", context)


def page_of(request, rows):
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))


def show_record(request, record):
    preview = Preview.from_dict(record.preview)
    context = {
        "record": record,
        "preview": preview,
        "files": record.files.defer("content"),
        "changes": page_of(request, preview.changes),
        "origin": origin_of(record),
        "may_take_back": record.state == FileImport.State.DONE and may_take_back(request.user, record),
        "file_names": len({file.name for file in record.files.all()}) > 1,
    }
    return staff_page(request, "imports/record.html", str(record), context)


def may_take_back(user, record):
    """Who could import it again: the person itself, or the 事務局 of the city."""
    try:
        job_of(record, user)
    except Http404:
        return False
    return True


def errors_file(request, import_id):
    """The same list of what has to be put right, as an Excel file with the wrong cells marked."""
    record = find_record(request, import_id, own=True)
    if record.state != FileImport.State.WAITING or not (record.preview or {}).get("wrong"):
        raise Http404("直すところは、いまありません。")
    content = marked_workbook(list(record.files.all()), Preview.from_dict(record.preview))
    name = f"直すところ_{timezone.localdate():%Y%m%d}.xlsx"
    return file_response(content, name, XLSX)


def file_response(content, name, content_type):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def take_back_page(request, import_id):
    """Whether the import can be taken back, what that would bring back; POST does it."""
    record = find_record(request, import_id)
    if record.state == FileImport.State.TAKEN_BACK:
        return redirect("admin:file_import", record.pk)
    if record.state != FileImport.State.DONE or not may_take_back(request.user, record):
        raise Http404(NOT_FOUND)
    undo = KINDS[record.kind].undo
    if request.method == "POST":
        return take_back(request, record, undo)
    refusal, is_tried = "", len(record.entries) <= MOST_TRIED
    if is_tried:
        try:
            pipeline.rehearse_taking_back(record, by=request.user, undo=undo)
        except pipeline.ImportRefused as found:
            refusal = str(found)
    context = {
        "record": record,
        "refusals": refusal.splitlines(),
        "is_tried": is_tried,
        "files": record.files.defer("content"),
    }
    return staff_page(request, "imports/take_back.html", f"{record}の取り消し", context)


def take_back(request, record, undo):
    def work(progress):
        try:
            pipeline.take_back(record, by=request.user, undo=undo, progress=progress)
        except pipeline.ImportRefused as refusal:
            FileImport.objects.filter(pk=record.pk).update(told=f"取り消していません。{refusal}")

    then = reverse("admin:file_import", args=[record.pk])
    return working_page(request, "取り消しています", work, then=then)


def import_list(request):
    """The records of every import this person may see, newest first; ?kind= and ?city= narrow them."""
    access = access_of(request.user)
    rows = FileImport.objects.select_related("municipality", "uploaded_by").prefetch_related("files")
    rows = rows.defer("preview", "entries").exclude(state=FileImport.State.WAITING)
    if not access.is_administrator:
        rows = rows.filter(municipality__in=access.cities(Role.COORDINATOR)) | rows.filter(
            uploaded_by=request.user
        )
    if request.GET.get("kind") in FileImport.Kind.values:
        rows = rows.filter(kind=request.GET["kind"])
    if file := list_file(request, "取り込みの記録", FILE_HEADERS, file_rows(rows)):
        return file
    context = {
        "records": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "kinds": FileImport.Kind.choices,
        "kind": request.GET.get("kind", ""),
    }
    return staff_page(request, "imports/list.html", "取り込みの記録", context)


def file_rows(records):
    """The cells of each record under FILE_HEADERS, and the mark of a fictional city."""
    for record in records:
        yield (
            record.done_at,
            record.get_kind_display(),
            record.title,
            name_of(record.uploaded_by) or "コマンド",
            "、".join(file.name for file in record.files.all()),
            record.added,
            record.changed,
            record.get_state_display(),
            MARK if record.municipality and record.municipality.is_fictional else "",
        )
