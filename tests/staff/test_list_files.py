"""Every list on a staff page as a file: the rows and words of the page, as filtered, and nothing else."""

import csv
import io
from datetime import date, datetime, time, timedelta
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from actions.models import ReminderMail
from kyodo_portal.japanese.fiscal_years import both_calendars, era_year
from organizations.models import DepartmentFormerName, DepartmentSuccession, FileImport, Reorganisation
from organizations.planned_changes import day_words
from tests import builders
from tests.evaluating.people import evaluation_of, make_judged_town
from tests.page_reader import read
from tests.survey.people import NOW, YEAR

KINDS = ("xlsx", "csv", "sjis")
ENCODINGS = {"csv": "utf-8-sig", "sjis": "cp932"}
HIDDEN = "内部だけの印"
ANSWER_HEADERS = [
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
]
WRITTEN = {
    "done": "1行目\n2行目",
    "reason": "理由の文",
    "issues": "課題の文",
    "next_plan": "次の年度の文",
    "internal_note": HIDDEN,
}
HOUR = NOW.replace(tzinfo=None)  # as Excel has it, which knows no zones
PAGES = {
    "survey_answers": lambda town: town.round().pk,
    "survey_evaluations": lambda town: town.round().pk,
    "survey_members": lambda town: town.city.pk,
    "survey_reorganisations": lambda town: town.city.pk,
    "survey_check": lambda town: town.city.pk,
    "survey_reports": lambda town: town.plan.pk,
    "survey_remind": lambda town: town.city.pk,
    "file_imports": lambda town: None,
}


@pytest.fixture
def town(db):
    town = make_judged_town()
    town.boss = town.coordinator()
    return town


@pytest.fixture
def office(client, town):
    client.force_login(town.boss)
    return client


def address(town, name):
    key = PAGES[name](town)
    return reverse(f"admin:{name}", args=[] if key is None else [key])


def get(client, town, name, form, **query):
    return client.get(address(town, name), {**query, "format": form})


def file_of(client, town, name, form="xlsx", **query):
    response = get(client, town, name, form, **query)
    assert response.status_code == 200
    assert "Content-Disposition" in response, "a page and no file"
    return response.content


def table_of(content, kind="xlsx"):
    """The rows of the file, the headers first; an empty cell is ""."""
    if kind == "xlsx":
        (sheet,) = load_workbook(io.BytesIO(content)).worksheets
        return [["" if cell is None else cell for cell in row] for row in sheet.values]
    text = content.decode(ENCODINGS[kind])
    return list(csv.reader(io.StringIO(text, newline="")))


def at_midnight(day):
    """The day as openpyxl gives it back."""
    return datetime.combine(day, time())


def rows_of(client, town, name, form="xlsx", **query):
    return table_of(file_of(client, town, name, form, **query), form)[1:]


def answer(town, state="submitted", code="a1", **fields):
    item = town.item(town.lead, code=code, name=f"取組{code}")
    return town.answer(state, item=item, **{**WRITTEN, **fields})


def cells_of(code, state, department, **fields):
    """What the file says of a complete answer."""
    texts = {**WRITTEN, **fields}
    return [
        code,
        f"取組{code}",
        department,
        state,
        "実施中",
        texts["done"],
        "B 一部実施",
        texts["reason"],
        texts["issues"],
        "継続",
        texts["next_plan"],
    ]


def told(response):
    return [str(message) for message in response.context["messages"]]


# What all of them have in common.


@pytest.mark.parametrize("name", PAGES)
def test_page_offers_its_list_and_keeps_the_filters(office, town, name):
    page = address(town, name)
    links = read(page, office.get(page, {"kind": "plan", "page": "2", "tick": "all"})).links
    offered = [urlsplit(link).query for link in links if "format=" in link]
    assert offered == [f"kind=plan&format={kind}" for kind in KINDS]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("kind", ["", "pdf", "XLSX", "csv "])
def test_unknown_kind_of_file_gives_the_page(office, town, name, kind):
    response = get(office, town, name, kind)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PAGES)
def test_empty_list_gives_the_headers(office, town, name, kind):
    nothing = {"survey_members": {"department": "999999"}, "survey_check": {"check": "repeat_without_main"}}
    table = table_of(file_of(office, town, name, kind, **nothing.get(name, {})), kind)
    assert len(table) == 1
    assert all(table[0])


@pytest.mark.parametrize("kind", KINDS)
def test_file_has_a_japanese_name_with_the_date(office, town, kind):
    response = get(office, town, "survey_answers", kind, state="draft")
    ending = "xlsx" if kind == "xlsx" else "csv"
    name = f"回答の一覧_{era_year(YEAR)}_入力中_{timezone.localdate():%Y%m%d}.{ending}"
    assert unquote(response["Content-Disposition"]) == f"attachment; filename*=utf-8''{name}"


def test_signs_that_no_file_may_have_in_its_name_are_replaced(office, town):
    town.plan.title = "a/b:[c]\n'"
    town.plan.save()
    response = get(office, town, "survey_reports", "xlsx")
    assert "年次報告書の年度_a／b：［c］ ＇_" in unquote(response["Content-Disposition"])
    (sheet,) = load_workbook(io.BytesIO(response.content)).worksheets
    assert sheet.title == "年次報告書の年度_a／b：［c］ ＇"


def test_file_of_a_fictional_city_says_so(office, town):
    town.city.is_fictional = True
    town.city.save()
    answer(town)
    content = file_of(office, town, "survey_answers")
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    assert sheet.oddHeader.left.text == town.city.notice
    for kind in KINDS:
        headers, row = table_of(file_of(office, town, "survey_answers", kind), kind)
        assert (headers[-1], row[-1]) == ("注意", "架空の見本")


def test_formula_stays_a_text(office, town):
    answer(town, done="=1+1", reason="-2", issues="@cmd", next_plan="+3")
    content = file_of(office, town, "survey_answers")
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    found = [cell for cell in sheet[2] if cell.value in ("=1+1", "-2", "@cmd", "+3")]
    assert [(cell.data_type, cell.quotePrefix) for cell in found] == [("s", True)] * 4
    for kind in ENCODINGS:
        (row,) = rows_of(office, town, "survey_answers", kind)
        assert [row[place] for place in (5, 7, 8, 10)] == ["'=1+1", "'-2", "'@cmd", "'+3"]


def test_sign_that_shift_jis_cannot_hold_is_named_and_nothing_is_lost(office, town):
    answer(town, done="𠮷野さんと😀")
    response = office.get(
        address(town, "survey_answers"), {"state": "submitted", "format": "sjis"}, follow=True
    )
    assert response.redirect_chain == [(f"{address(town, 'survey_answers')}?state=submitted", 302)]
    (sentence,) = told(response)
    assert "2行目「取り組んだこと」の𠮷😀" in sentence
    assert "UTF-8" in sentence
    assert "取組a1" in response.content.decode()
    ((*_before, done, _, _, _, _, _),) = rows_of(office, town, "survey_answers", "csv")
    assert done == "𠮷野さんと😀"


def test_only_twenty_places_are_named(office, town):
    for number in range(23):
        answer(town, code=f"a{number}", done="𠮷")
    response = office.get(address(town, "survey_answers"), {"format": "sjis"}, follow=True)
    (sentence,) = told(response)
    assert sentence.count("𠮷") == 20
    assert "ほか3か所" in sentence


def test_step_taken_on_the_address_of_a_file_is_taken(office, town):
    row = answer(town)
    page = f"{address(town, 'survey_answers')}?format=xlsx"
    office.post(page, {"step": "return", "reason": "理由", "answer": row.pk})
    row.refresh_from_db()
    assert row.state == "returned"


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_queries_of_a_file(office, town, number):
    for place in range(number):
        row = answer(town, code=f"a{place}")
        evaluation_of(row, is_handed_in=True)
        record_of(town.city, town.boss)
        mail_to(town, town.boss)
    counted = {}
    for name in ("survey_answers", "survey_evaluations", "survey_remind", "file_imports"):
        with CaptureQueriesContext(connection) as queries:
            file_of(office, town, name)
        counted[name] = len(queries)
    assert counted == {
        "survey_answers": 8,
        "survey_evaluations": 12,
        "survey_remind": 5,
        "file_imports": 5,
    }


# The answers of a round.


@pytest.mark.parametrize("kind", KINDS)
def test_answers_as_filtered_with_all_texts_in_full(office, town, kind):
    long = "長い文。" * 100
    answer(town, "submitted", "a1", done=long)
    answer(town, "draft", "a2")
    name = town.lead.name
    table = table_of(file_of(office, town, "survey_answers", kind, state="submitted"), kind)
    assert table == [ANSWER_HEADERS, cells_of("a1", "提出済", name, done=long)]
    rows = rows_of(office, town, "survey_answers", kind, department=town.lead.pk, list="outstanding")
    assert rows == [cells_of("a2", "入力中", name)]
    assert rows_of(office, town, "survey_answers", kind, department=town.support.pk) == []


def test_answer_names_the_department_of_the_year(office, town):
    DepartmentFormerName.objects.create(department=town.lead, name="むかしの課", last_fy=YEAR)
    answer(town)
    answer(town, "draft", "a2", department=None)
    departments = [row[2] for row in rows_of(office, town, "survey_answers")]
    assert departments == [f"むかしの課(いま: {town.lead.name})", "未定"]


def test_supporting_department_gets_what_was_handed_in(client, town):
    client.force_login(town.person("editor", town.support))
    for code, state in (("a1", "submitted"), ("a2", "draft")):
        builders.make_part(answer(town, state, code), town.support)
    answer(town, "submitted", "a3")  # of another department, without a part of this one
    assert rows_of(client, town, "survey_answers") == [cells_of("a1", "提出済", town.lead.name)]


def test_texts_that_the_page_of_the_answer_hides_are_left_out(client, town):
    """A department reads of the drafts of the one before it only what the list says."""
    before = builders.make_department(town.city, end_fy=YEAR)
    DepartmentSuccession.objects.create(
        predecessor=before, successor=town.lead, kind="merge", from_fy=YEAR + 1
    )
    row = answer(town, "draft", department=before)
    client.force_login(town.editor())
    page = client.get(reverse("admin:survey_answer", args=[row.pk])).content.decode()
    assert WRITTEN["reason"] not in page
    (cells,) = rows_of(client, town, "survey_answers")
    assert cells == ["a1", "取組a1", before.name, "入力中", "実施中", "", "B 一部実施", "", "", "", ""]


@pytest.mark.parametrize("who", ["coordinator", "editor", "viewer"])
@pytest.mark.parametrize("kind", KINDS)
def test_internal_notes_are_in_no_file(client, town, who, kind):
    row = answer(town)
    row.item.internal_note = HIDDEN
    row.item.save()
    builders.make_part(row, town.support, done="関係する部署の文", internal_note=HIDDEN)
    evaluation_of(row, internal_note=HIDDEN, is_handed_in=True)
    client.force_login(town.boss if who == "coordinator" else town.person(who, town.lead))
    names = PAGES if who == "coordinator" else ("survey_answers", "survey_evaluations", "file_imports")
    for name in names:
        table = table_of(file_of(client, town, name, kind), kind)
        assert HIDDEN not in str(table)
    assert "課題の文" in str(table_of(file_of(client, town, "survey_answers", kind), kind))


# The evaluations of a round.


def test_evaluations_have_the_words_of_the_page(office, town):
    row = answer(town, "confirmed")
    grade = town.grades["A"]
    evaluation_of(row, "internal", grade=grade, is_handed_in=False)
    evaluation_of(row, "mutual", partner=town.partner, is_handed_in=True)
    evaluation_of(row, "external", grade=grade, is_handed_in=True)
    answer(town, "draft", "a2")
    answer(town, "blank", "a3")
    assert table_of(file_of(office, town, "survey_evaluations")) == [
        ["取組の番号", "取組", "部署", "状態", "自己評価", "内部評価", "相互評価", "外部評価", "市の対応"],
        [
            "a1",
            "取組a1",
            town.lead.name,
            "確認済",
            "B 一部実施",
            "A 計画どおり 書きかけ 担当課と違う",
            "見本の会: 評価なし",
            "A 計画どおり 担当課と違う",
            "まだ",
        ],
        ["a2", "取組a2", town.lead.name, "入力中", "B 一部実施", "", "", "", ""],
    ]


def test_evaluation_still_being_written_is_not_in_the_file_of_the_department(client, town):
    row = answer(town, "confirmed")
    evaluation_of(row, "external", grade=town.grades["A"], is_handed_in=False)
    answer(town, "confirmed", "a2", department=town.support)
    client.force_login(town.editor())
    expected = [["a1", "取組a1", town.lead.name, "確認済", "B 一部実施", "", "", "", ""]]
    assert rows_of(client, town, "survey_evaluations") == expected


def test_stages_that_the_plan_does_not_use_have_no_columns(office, town):
    for name in ("evaluates_internally", "evaluates_mutually", "evaluates_externally"):
        setattr(town.plan, name, False)
    town.plan.replies_to_evaluations = False
    town.plan.save()
    answer(town)
    headers, _row = table_of(file_of(office, town, "survey_evaluations"))
    assert headers == ["取組の番号", "取組", "部署", "状態", "自己評価"]


# The pages of the 事務局.


def test_members_as_filtered(office, town):
    today = timezone.localdate()
    hanako = builders.make_user(username="hanako", last_name="山田", first_name="花子", is_active=False)
    builders.join(hanako, town.city, role="editor", department=town.lead, end_on=date(2199, 3, 31))
    builders.member_of(town.city, role="editor", department=town.support)
    builders.join(hanako, town.city, role="viewer", department=town.lead, end_on=today - timedelta(days=1))
    table = table_of(file_of(office, town, "survey_members", department=town.lead.pk))
    headers = ["部署", "氏名", "利用者名", "役割", "開始日", "終了日", "知らせ"]
    name = hanako.get_full_name()
    told = "「有効」の印がない利用者です。"
    days = [at_midnight(date(2020, 4, 1)), at_midnight(date(2199, 3, 31))]
    assert table == [headers, [town.lead.name, name, "hanako", "入力者", *days, told]]
    ended = day_words(today - timedelta(days=1))
    ((*_before, notes),) = rows_of(office, town, "survey_members", show="ended", department=town.lead.pk)
    assert notes == f"{told}\n{ended}に切れました"
    ((*_before, start, end, _notes),) = rows_of(
        office, town, "survey_members", "csv", department=town.lead.pk
    )
    assert (start, end) == ("2020-04-01", "2199-03-31")


def test_reorganisations_with_all_their_changes(office, town, monkeypatch):
    monkeypatch.setattr("actions.staff_views.reorganisations.MOST_CHANGES", 1)
    row = Reorganisation.objects.create(
        municipality=town.city,
        kind="rename",
        takes_effect_on=date(2025, 4, 1),
        details={"before": ["古い課"], "successors": [{"name": "新しい課"}]},
        entered_at=NOW,
        carried_out_at=NOW,
        changes=[{"label": f"部署{n}", "what": "change"} for n in (1, 2)],
    )
    row.departments.add(town.lead)
    there = builders.make_city()
    Reorganisation.objects.create(
        municipality=there, kind="rename", takes_effect_on=date(2025, 4, 1), entered_at=NOW
    )
    headers, cells = table_of(file_of(office, town, "survey_reorganisations"))
    assert dict(zip(headers, cells, strict=True)) == {
        "施行日": at_midnight(date(2025, 4, 1)),
        "種類": "改称",
        "状態": "実行した",
        "変わる前の部署": "古い課",
        "変わったあとの部署": "新しい課",
        "入力した日時": HOUR,
        "入力した人": "",
        "実行した日時": HOUR,
        "実行した人": "(自動)",
        "取り消した日時": "",
        "取り消した人": "",
        "変えた記録": "部署1を変更\n部署2を変更",
        "決めること": "",
    }


def test_check_gives_every_row_of_what_was_found(office, town, monkeypatch):
    monkeypatch.setattr("actions.staff_views.consistency.SHOWN", 1)
    items = [town.item(town.lead, code=f"a{n}", name=f"取組{n}", sort_order=n) for n in range(3)]
    for item in items:
        builders.place(item, town.measure, kind="repeat")
    page = office.get(address(town, "survey_check"))
    found = [f for group in page.context["groups"] for f in group["findings"]]
    rows = rows_of(office, town, "survey_check")
    assert len(rows) == sum(finding["total"] for finding in found)
    assert [row[1] for row in rows] == [f["check"].title for f in found for _ in range(f["total"])]
    (check,) = [f["check"] for f in found if f["check"].name == "repeat_without_main"]
    table = table_of(file_of(office, town, "survey_check", check=check.name))
    assert table == [
        ["程度", "点検の項目", "説明", "見つかったもの"],
        *([check.severity.value, check.title, check.meaning, f"{item.plan} {item}"] for item in items),
    ]


def test_years_of_the_reports(office, town):
    answer(town, "confirmed")
    assert table_of(file_of(office, town, "survey_reports")) == [
        ["年度", "報告書", "回答", "公開の予定"],
        [both_calendars(YEAR), "まだ公開していません。", "1件中1件が公開できる状態", "ありません"],
    ]


def mail_to(town, user, *, city=None, **fields):
    return ReminderMail.objects.create(
        municipality=city or town.city,
        user=user,
        recipient_role="editor",
        subject="件名",
        body="本文1\n本文2",
        **{"at": NOW, "address": "a@city.example.jp", "outcome": "sent", **fields},
    )


def test_reminders_of_all_pages(office, town, monkeypatch):
    monkeypatch.setattr("actions.staff_views.reminders.MAILS_A_PAGE", 1)
    taro = town.person("editor", town.lead)
    mail_to(town, taro)
    mail_to(town, taro, at=NOW + timedelta(seconds=61), by=town.boss, outcome="failed", error="宛先がない")
    there = builders.make_city()
    mail_to(town, taro, city=there)
    assert table_of(file_of(office, town, "survey_remind", page="2")) == [
        ["日時", "相手", "相手の役割", "宛先", "結果", "送れなかったわけ", "送った人", "件名", "本文"],
        [
            HOUR + timedelta(minutes=1),
            taro.username,
            "入力者",
            "a@city.example.jp",
            "送れませんでした",
            "宛先がない",
            town.boss.username,
            "件名",
            "本文1\n本文2",
        ],
        [
            HOUR,
            taro.username,
            "入力者",
            "a@city.example.jp",
            "送信済",
            "",
            "自動",
            "件名",
            "本文1\n本文2",
        ],
    ]


# The record of imports.


def record_of(city, by, **fields):
    defaults = {
        "kind": "survey",
        "title": "見本の調査",
        "state": "done",
        "added": 3,
        "changed": 2,
        "uploaded_at": NOW,
        "done_at": NOW,
    }
    record = FileImport.objects.create(municipality=city, uploaded_by=by, **{**defaults, **fields})
    record.files.create(name="調査票.xlsx", size=1, sha256="0")
    return record


def test_imports_of_all_pages_as_filtered(office, town, monkeypatch):
    monkeypatch.setattr("actions.staff_views.imports.ROWS_A_PAGE", 1)
    record_of(town.city, town.boss)
    record_of(town.city, None, uploaded_at=NOW + timedelta(days=1), title="あとの調査")
    record_of(town.city, town.boss, kind="plan")
    record_of(town.city, town.boss, state="waiting", done_at=None)
    record_of(builders.make_city(), town.editor())
    counts = [3, 2, "取り込み済"]
    assert table_of(file_of(office, town, "file_imports", kind="survey")) == [
        ["日時", "種類", "取り込み先", "人", "ファイル", "追加", "変更", "状態"],
        [HOUR, "調査票", "あとの調査", "コマンド", "調査票.xlsx", *counts],
        [HOUR, "調査票", "見本の調査", town.boss.username, "調査票.xlsx", *counts],
    ]
    first = rows_of(office, town, "file_imports", "csv", kind="survey")[0]
    assert (first[0], first[5]) == ("2025-05-12 10:00", "3")


def test_imports_of_others_are_not_in_the_file_of_an_editor(client, town):
    editor = town.editor()
    record_of(town.city, town.boss, title="事務局の取り込み")
    record_of(town.city, editor, title="自分の取り込み")
    client.force_login(editor)
    assert [row[2] for row in rows_of(client, town, "file_imports")] == ["自分の取り込み"]


def test_imports_into_a_fictional_city_are_marked(office, town):
    town.city.is_fictional = True
    town.city.save()
    record_of(town.city, town.boss)
    record_of(None, town.boss, kind="plan")
    headers, *rows = table_of(file_of(office, town, "file_imports"))
    assert headers[-1] == "注意"
    assert [row[-1] for row in rows] == ["", "架空の見本"]
