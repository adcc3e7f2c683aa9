"""The pages of an import: who sees what, what the buttons do, and what happens when something comes between."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from actions.exchange.plan_book import plan_workbook
from actions.exchange.survey_book import survey_csv
from actions.models import ActionItem, YearlyStatus
from actions.staff_views import progress
from organizations.importing.marking import ONLY_TO_READ
from organizations.importing.previews import Preview
from organizations.models import Department, FileImport, ImportedFile
from organizations.spreadsheets.csv_writing import csv_bytes
from tests import builders

PLAN_FILE = "計画.xlsx"


def text_of(response):
    """The whole page, also where it is sent piece by piece."""
    return response.getvalue().decode() if response.streaming else response.content.decode()


def changed_book(plan, name="名前を変えた取組"):
    """The plan's workbook with another name in the first row of 取組."""
    book = load_workbook(io.BytesIO(plan_workbook(plan)))
    sheet = book["取組"]
    column = next(cell.column for cell in sheet[1] if cell.value == "取組名")
    sheet.cell(2, column, name)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(browser, address, content, name=PLAN_FILE):
    """The address of the import's page, after the file has been sent."""
    response = browser.post(address, {"files": [SimpleUploadedFile(name, content)]})
    assert response.status_code == 302, response.content.decode()
    return response.url


def plan_page(scene):
    return reverse("admin:plan_book", args=[scene.plan.pk])


def preview_of(browser, page):
    """The text of the preview: the first visit looks the file through, and leads here."""
    text = text_of(browser.get(page))
    assert f'content="0; url={page}"' in text
    response = browser.get(page)
    assert not response.streaming
    return response


def confirm(browser, page, seen):
    return text_of(browser.post(page, {"_confirm": "", "seen": seen}))


def first_item(scene):
    return scene.plan.items.order_by("sort_order", "code").first()


def test_import_is_kept_looked_through_confirmed_and_recorded(scene, enter):
    browser = enter("coordinator")
    content = changed_book(scene.plan)
    page = upload(browser, plan_page(scene), content)
    response = preview_of(browser, page)
    assert first_item(scene).name != "名前を変えた取組"
    text = response.content.decode()
    assert "まだ何も変えていません。" in text
    assert "追加0件・変更1件を取り込む" in text

    confirm(browser, page, response.context["seen"])
    item = first_item(scene)
    assert item.name == "名前を変えた取組"
    assert item.history.first().history_user == scene.people["coordinator"]
    record = FileImport.objects.get()
    assert (record.state, record.changed, record.uploaded_by) == ("done", 1, scene.people["coordinator"])
    (file,) = record.files.all()
    assert (file.name, file.size, file.content) == (PLAN_FILE, len(content), None)
    assert "名前を変えた取組" in text_of(browser.get(page))


def test_confirmed_import_is_not_done_twice(scene, enter):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    seen = preview_of(browser, page).context["seen"]
    confirm(browser, page, seen)
    histories = ActionItem.history.count()
    confirm(browser, page, seen)
    assert ActionItem.history.count() == histories


def test_what_changed_meanwhile_is_shown_and_nothing_is_done(scene, enter):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    seen = preview_of(browser, page).context["seen"]
    item = first_item(scene)
    item.name = "そのあいだに変えた名前"
    item.save()
    confirm(browser, page, seen)
    assert first_item(scene).name == "そのあいだに変えた名前"
    text = text_of(browser.get(page))
    assert "確認のあとで、登録されている内容が変わりました。" in text
    assert "そのあいだに変えた名前" in text


def test_digest_of_somebody_else_confirms_nothing(scene, enter):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    preview_of(browser, page)
    confirm(browser, page, "0" * 64)
    assert first_item(scene).name != "名前を変えた取組"


def test_giving_up_leaves_nothing(scene, enter):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    response = browser.post(page, {"_discard": ""})
    assert response.url == plan_page(scene)
    assert (FileImport.objects.count(), ImportedFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["administrator", "publisher", "coordinator_elsewhere", "editor"])
def test_waiting_file_is_for_the_person_who_brought_it(scene, enter, name):
    page = upload(enter("coordinator"), plan_page(scene), changed_book(scene.plan))
    assert enter(name).get(page).status_code == 404
    assert enter(name).post(page, {"_discard": ""}).status_code == 404
    assert FileImport.objects.count() == 1


def test_right_that_ended_meanwhile_ends_the_import(scene, enter):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    seen = preview_of(browser, page).context["seen"]
    scene.people["coordinator"].memberships.update(role="viewer")
    assert browser.post(page, {"_confirm": "", "seen": seen}).status_code == 404
    assert first_item(scene).name != "名前を変えた取組"


def test_taking_back_brings_everything_back(scene, enter):
    browser = enter("coordinator")
    before = first_item(scene).name
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    confirm(browser, page, preview_of(browser, page).context["seen"])
    back = reverse("admin:file_import_take_back", args=[FileImport.objects.get().pk])
    assert "変更した1件を取り込む前にもどします。" in text_of(browser.get(back))
    text_of(browser.post(back))
    assert first_item(scene).name == before
    assert "が取り消しました。" in text_of(browser.get(page))
    assert browser.get(back).url == page


def test_taking_back_is_refused_where_something_was_changed_since(scene, enter):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    confirm(browser, page, preview_of(browser, page).context["seen"])
    item = first_item(scene)
    item.name = "あとから直した名前"
    item.save()
    back = reverse("admin:file_import_take_back", args=[FileImport.objects.get().pk])
    assert "そのあとに変更されています。" in text_of(browser.get(back))
    text_of(browser.post(back))
    assert first_item(scene).name == "あとから直した名前"
    assert "取り消していません。" in text_of(browser.get(page))


def test_no_file_is_asked_for(scene, enter):
    response = enter("coordinator").post(plan_page(scene), {})
    assert "ファイルを選んでください。" in response.content.decode()
    assert FileImport.objects.count() == 0


def test_file_that_waits_for_long_is_thrown_away(scene, enter):
    browser = enter("coordinator")
    upload(browser, plan_page(scene), changed_book(scene.plan))
    FileImport.objects.update(uploaded_at=timezone.now() - timezone.timedelta(days=2))
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    assert [reverse("admin:file_import", args=[row.pk]) for row in FileImport.objects.all()] == [page]


def test_unexpected_error_is_told_and_writes_nothing(scene, enter, monkeypatch, caplog):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    seen = preview_of(browser, page).context["seen"]

    def broken(*args, **options):
        raise RuntimeError("見本の誤り")

    monkeypatch.setattr("actions.exchange.plan_import.PlanJob.write", broken)
    assert progress.FAILED in confirm(browser, page, seen)
    assert first_item(scene).name != "名前を変えた取組"
    assert FileImport.objects.get().state == "waiting"
    assert "見本の誤り" in caplog.text


def test_reader_who_leaves_stops_the_work(scene, enter, monkeypatch):
    """The connection ends while the import is on its way: everything it had written goes back."""
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    seen = preview_of(browser, page).context["seen"]
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0)
    response = browser.post(page, {"_confirm": "", "seen": seen})
    pieces = response.streaming_content
    next(pieces)
    next(pieces)
    response._iterator.close()  # as the server does; the test's client keeps the database connection open around it
    assert FileImport.objects.get().state in ("waiting", "done")
    is_done = FileImport.objects.get().state == "done"
    assert (first_item(scene).name == "名前を変えた取組") is is_done


def test_progress_is_told_while_the_work_goes_on(scene, enter, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0)
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan))
    response = browser.get(page)
    assert response["X-Accel-Buffering"] == "no"
    text = text_of(response)
    assert "<progress value=" in text
    assert text.index("<progress") < text.index("終わりました。")


def test_marked_workbook_holds_the_list_and_the_cells(scene, enter):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan, name="=1+1"))
    preview_of(browser, page)
    response = browser.get(f"{page}errors.xlsx")
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["直すところ", "取組"]
    assert [cell.value for cell in book["直すところ"][2]][1:3] == ["取組", 2]
    assert "filename*=utf-8''" in response["Content-Disposition"]


def test_survey_file_of_a_clerk(scene, enter):
    """A clerk's own answer becomes a draft; nobody else's is touched."""
    browser = enter("editor")
    answer = scene.draft
    content = survey_csv(scene.round, scene.own, by=scene.people["editor"]).decode("utf-8-sig")
    content = content.replace("下書きの実績だけの文", "調査票に書いた文")
    page = upload(
        browser, reverse("admin:survey_books", args=[scene.round.pk]), content.encode(), "調査票.csv"
    )
    confirm(browser, page, preview_of(browser, page).context["seen"])
    answer.refresh_from_db()
    assert (answer.done, answer.state) == ("調査票に書いた文", "draft")
    assert answer.history.first().history_user == scene.people["editor"]


def test_many_survey_files_come_back_at_once(scene, enter):
    """The files of two departments in one go; one wrong cell in one of them, and neither is taken in."""
    browser, office = enter("coordinator"), scene.people["coordinator"]
    item = scene.plan.items.order_by("sort_order")[2]
    builders.make_answer(
        scene.round, scene.plan.items.get(pk=item.pk), scene.other, "draft", done="よその下書き"
    )
    own = (
        survey_csv(scene.round, scene.own, by=office)
        .decode("utf-8-sig")
        .replace("下書きの実績だけの文", "ひとつめ")
    )
    other = (
        survey_csv(scene.round, scene.other, by=office)
        .decode("utf-8-sig")
        .replace("よその下書き", "ふたつめ")
    )
    address = reverse("admin:survey_books", args=[scene.round.pk])
    files = [
        SimpleUploadedFile("自課.csv", own.encode()),
        SimpleUploadedFile("他課.csv", other.encode("cp932")),
    ]
    page = browser.post(address, {"files": files}).url
    response = preview_of(browser, page)
    assert [(change.file_name, change.cells[0].after) for change in response.context["preview"].changes] == [
        ("自課.csv", "ひとつめ"),
        ("他課.csv", "ふたつめ"),
    ]
    confirm(browser, page, response.context["seen"])
    assert [row.name for row in FileImport.objects.get().files.all()] == ["自課.csv", "他課.csv"]
    assert {"ひとつめ", "ふたつめ"} <= set(scene.round.answers.values_list("done", flat=True))


def test_conflict_waits_for_a_choice(scene, enter):
    browser = enter("editor")
    content = survey_csv(scene.round, scene.own, by=scene.people["editor"]).decode("utf-8-sig")
    content = content.replace("下書きの実績だけの文", "調査票に書いた文")
    answer = YearlyStatus.objects.get(pk=scene.draft.pk)
    answer.done = "画面に書いた文"
    answer.save()
    page = upload(
        browser, reverse("admin:survey_books", args=[scene.round.pk]), content.encode(), "調査票.csv"
    )
    response = preview_of(browser, page)
    (conflict,) = response.context["preview"].conflicts
    assert (conflict.then, conflict.now, conflict.file) == (
        "下書きの実績だけの文",
        "画面に書いた文",
        "調査票に書いた文",
    )
    assert "_confirm" not in response.content.decode()
    confirm(browser, page, response.context["seen"])
    assert YearlyStatus.objects.get(pk=answer.pk).done == "画面に書いた文"

    choice = {"_choose": "", f"keep:{conflict.key}": "file", "keep:x": "file"}
    browser.post(page, {**choice, "seen": "0" * 64})
    assert FileImport.objects.get().choices == {}
    assert browser.post(page, {**choice, "seen": response.context["seen"]}).url == page
    assert FileImport.objects.get().choices == {conflict.key: ["file", conflict.seen]}
    confirm(browser, page, preview_of(browser, page).context["seen"])
    assert YearlyStatus.objects.get(pk=answer.pk).done == "調査票に書いた文"


def test_all_that_is_undecided_is_chosen_at_once(scene, enter):
    browser = enter("editor")
    content = survey_csv(scene.round, scene.own, by=scene.people["editor"]).decode("utf-8-sig")
    content = content.replace("下書きの実績だけの文", "調査票に書いた文")
    YearlyStatus.objects.filter(pk=scene.draft.pk).update(done="画面に書いた文")
    page = upload(
        browser, reverse("admin:survey_books", args=[scene.round.pk]), content.encode(), "調査票.csv"
    )
    seen = preview_of(browser, page).context["seen"]
    browser.post(page, {"_choose": "now", "seen": seen})
    preview = preview_of(browser, page).context["preview"]
    assert [conflict.choice for conflict in preview.conflicts] == ["now"]
    assert preview.changes == []


def test_clerk_who_has_left_the_department_reads_no_more_of_its_import(scene, enter):
    browser = enter("editor")
    content = survey_csv(scene.round, scene.own, by=scene.people["editor"]).decode("utf-8-sig")
    content = content.replace("下書きの実績だけの文", "調査票に書いた文").encode()
    address = reverse("admin:survey_books", args=[scene.round.pk])
    done = upload(browser, address, content, "調査票.csv")
    confirm(browser, done, preview_of(browser, done).context["seen"])
    waiting = upload(browser, address, content, "調査票.csv")
    back = reverse("admin:file_import_take_back", args=[int(done.split("/")[-2])])
    assert browser.get(done).status_code == browser.get(back).status_code == 200

    scene.people["editor"].memberships.update(department=scene.other)
    browser = enter("editor")
    pages = (done, back, waiting, f"{waiting}errors.xlsx")
    assert [browser.get(page).status_code for page in pages] == [404] * 4
    assert browser.post(back).status_code == 404
    assert YearlyStatus.objects.get(pk=scene.draft.pk).done == "調査票に書いた文"
    assert enter("coordinator").get(done).status_code == 200


def test_record_of_no_city_is_for_the_administrator(scene, enter):
    record = FileImport.objects.create(
        kind="plan",
        title="見本",
        target={"plan": None, "city": None},
        state="taken_back",
        uploaded_at=timezone.now(),
        done_at=timezone.now(),
        taken_back_at=timezone.now(),
        preview=Preview().as_dict(),
    )
    page = reverse("admin:file_import", args=[record.pk])
    assert enter("administrator").get(page).status_code == 200
    assert enter("coordinator").get(page).status_code == 404


def test_marked_workbook_is_not_taken_in(scene, enter):
    browser = enter("coordinator")
    page = upload(browser, plan_page(scene), changed_book(scene.plan, name="=1+1"))
    preview_of(browser, page)
    marked = browser.get(f"{page}errors.xlsx").content
    response = preview_of(browser, upload(browser, plan_page(scene), marked, "直すところ.xlsx"))
    assert ONLY_TO_READ in response.context["preview"].refusal


def test_second_file_of_the_same_name_says_so(scene, enter):
    browser = enter("editor")
    content = survey_csv(scene.round, scene.own, by=scene.people["editor"])
    address = reverse("admin:survey_books", args=[scene.round.pk])
    files = [SimpleUploadedFile("調査票.csv", content), SimpleUploadedFile("調査票.csv", content)]
    response = preview_of(browser, browser.post(address, {"files": files}).url)
    assert {cell.file_name for cell in response.context["preview"].wrong} == {"調査票.csv (2つ目)"}


def test_many_files_are_taken_at_once(scene, enter):
    browser = enter("coordinator")
    address = reverse("admin:survey_books", args=[scene.round.pk])
    files = [SimpleUploadedFile(f"{number}.csv", b"x") for number in range(201)]
    assert browser.post(address, {"files": files[:200]}).status_code == 302
    assert "一度に選べるのは200個までです。" in browser.post(address, {"files": files}).content.decode()


@pytest.mark.parametrize("kind", ["survey", "list"])
def test_shift_jis_names_what_it_cannot_hold(scene, enter, kind):
    browser = enter("coordinator")
    YearlyStatus.objects.filter(pk=scene.draft.pk).update(done="𠮷田さんの講座")
    Department.objects.filter(pk=scene.own.pk).update(contact_as_printed="𠮷田課")
    if kind == "survey":
        address = f"{reverse('admin:survey_book_csv', args=[scene.round.pk])}?encoding=sjis"
        back = reverse("admin:survey_books", args=[scene.round.pk])
    else:
        back = reverse("admin:list_import", args=["organizations.Department", scene.here.pk])
        address = f"{back}list.sjis"
    response = browser.get(address)
    assert response.url == back
    assert "𠮷" in browser.get(back).content.decode()
    YearlyStatus.objects.filter(pk=scene.draft.pk).update(done="吉田さんの講座")
    Department.objects.filter(pk=scene.own.pk).update(contact_as_printed="")
    assert "課" in browser.get(address).content.decode("cp932")


def test_list_of_the_admin_is_imported(scene, enter):
    browser = enter("coordinator")
    listing = browser.get(reverse("admin:organizations_department_changelist")).content.decode()
    address = reverse("admin:choose_list", args=["organizations.Department"])
    assert f'href="{address}"' in listing
    start = browser.get(address).url
    rows = browser.get(f"{start}list.csv").content.decode("utf-8-sig").splitlines()
    headers = rows[0].split(",")
    new = {"番号": "new", "名称": "新しい課", "まとめた呼び名": "いいえ", "並び順": 9}
    content = csv_bytes([headers, [new.get(header, "") for header in headers]])
    page = upload(browser, start, content, "部署.csv")
    response = preview_of(browser, page)
    known = set(Department.objects.filter(municipality=scene.here).values_list("pk", flat=True))
    assert len(response.context["preview"].missing) == len(known)
    confirm(browser, page, response.context["seen"])
    assert Department.objects.get(municipality=scene.here, code="new").name == "新しい課"
    assert known < set(Department.objects.filter(municipality=scene.here).values_list("pk", flat=True))


def test_every_list_that_can_be_imported_is_linked(scene, enter):
    from actions.importing_lists import LISTS

    browser, linked = enter("coordinator"), set()
    for app, model in (
        ("organizations", "department"),
        ("organizations", "partner"),
        ("plans", "indicator"),
        ("actions", "actionitem"),
        ("actions", "yearlystatus"),
    ):
        text = browser.get(reverse(f"admin:{app}_{model}_changelist")).content.decode()
        linked |= {name for name in LISTS if reverse("admin:choose_list", args=[name]) in text}
    assert linked == set(LISTS)


def test_reader_sees_no_link_to_an_import(scene, enter):
    text = enter("viewer").get(reverse("admin:organizations_department_changelist")).content.decode()
    assert "ファイルから取り込む" not in text
