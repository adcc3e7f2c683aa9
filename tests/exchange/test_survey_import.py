"""The survey's workbook on its way back: compared cell by cell, refused, written, taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from actions.exchange.survey_columns import survey_number
from actions.exchange.survey_import import SurveyJob, undo
from actions.exchange.survey_reading import OTHER_ROW
from actions.models import AnswerFigure, AnswerStep, YearlyStatus
from actions.survey.answering import save_answer
from actions.survey.steps import take_one_step
from organizations.importing import pipeline
from organizations.importing.previews import FILE as TAKE_FILE
from organizations.importing.previews import NOW as KEEP_NOW
from organizations.ledger import Ledger
from organizations.spreadsheets.csv_writing import csv_bytes
from organizations.spreadsheets.grids import FileRefused
from organizations.spreadsheets.opening import open_book
from tests import builders
from tests.exchange.survey_files import (
    changes_of,
    imported,
    nothing_told,
    plain_book,
    preview_of,
    read,
    table_of,
    taken_out,
    wrong_of,
)
from tests.survey.people import NOW, again, make_town, steps_of

ODD_TEXTS = (
    "一行目\r\n二行目\n三行目",
    "=1+1",
    "-5人減った",
    "+の効果",
    "@市民",
    "'=1+1",
    "①から③まで",
    "_x0041_と書いた",
    " 前後に空白 ",
    "長い文。" * 12_000,
    "𠮷野家",
    "〜−",
)
BLANK_CELLS = dict.fromkeys(
    ("状況", "取り組んだこと", "評価", "評価の理由", "課題", "今後の方向", "次年度の取組")
)


@pytest.fixture
def town(db):
    return make_town()


def changed_file(town, by, **cells):
    """The table as it goes out, with these cells in its first row."""
    headers, rows = table_of(town, by=by)
    rows[0] |= cells
    return plain_book(headers, rows)


# ---------------------------------------------------------------- files that change nothing


@pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: repr(text[:12]))
def test_round_trip_changes_nothing(town, text):
    town.answer(done=text, issues=text, internal_note=text)
    preview = read(town, taken_out(town), by=town.coordinator())
    assert (preview.changes, preview.wrong, preview.conflicts, preview.same) == ([], [], [], 1)


@pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: repr(text[:12]))
def test_round_trip_as_csv_changes_nothing(town, text):
    town.answer(done=text, issues=text, internal_note=text)
    headers, rows = table_of(town)
    content = csv_bytes([headers, *(row.values() for row in rows)])
    preview = read(town, ("調査票.csv", content), by=town.coordinator())
    assert (preview.changes, preview.wrong, preview.conflicts, preview.same) == ([], [], [], 1)


def test_round_trip_of_figures_changes_nothing(town):
    answer = town.answer()
    indicator = town.indicator(answer.item)
    AnswerFigure.objects.create(answer=answer, indicator=indicator, value=Decimal("12.5"))
    town.indicator(town.answer().item)
    preview = read(town, taken_out(town), by=town.coordinator())
    assert (preview.changes, preview.wrong, preview.conflicts, preview.same) == ([], [], [], 4)


def test_file_of_the_department_changes_nothing(town):
    town.answer()
    editor = town.editor()
    preview = read(town, taken_out(town, by=editor, department=town.lead), by=editor)
    assert (preview.changes, preview.wrong, preview.missing, preview.same) == ([], [], [], 1)


# ---------------------------------------------------------------- what is changed


def test_stripped_file_is_read(town):
    """No lines above, no lists, no colours, another name of the sheet, only the columns that are needed."""
    answer = town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    headers = [
        "ID",
        "状況",
        "取り組んだこと",
        "評価",
        "評価の理由",
        "課題",
        "今後の方向",
        "次年度の取組",
        "版",
    ]
    _headers, rows = table_of(town)
    rows[0]["取り組んだこと"] = "講座を4回ひらいた。"
    preview = read(town, plain_book(headers, rows, title="表1"), by=town.editor())
    assert changes_of(preview) == [
        ("1-1-1 講座", "取り組んだこと", "講座を3回ひらいた。", "講座を4回ひらいた。")
    ]
    assert again(answer).done == "講座を3回ひらいた。"


def test_table_may_stand_below_other_lines(town):
    town.answer()
    headers, rows = table_of(town)
    above = [[f"{number}行目"] for number in range(1, 40)]
    preview = read(town, plain_book(headers, rows, above=above), by=town.editor())
    assert (preview.wrong, preview.same) == ([], 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932", "utf-16"])
def test_csv_is_read_in_every_encoding_of_excel(town, encoding):
    town.answer()
    headers, rows = table_of(town)
    rows[0]["課題"] = "参加者が少ない。"
    text = csv_bytes([headers, *(row.values() for row in rows)]).decode("utf-8-sig")
    preview = read(town, ("調査票.csv", text.encode(encoding)), by=town.editor())
    assert [(header, after) for _label, header, _before, after in changes_of(preview)] == [
        ("課題", "参加者が少ない。")
    ]


def test_wrong_grey_cells_are_not_read(town):
    town.answer()
    content = changed_file(town, town.editor(), 状態="なし", 取組名="ほかの名前", 前年度の評価="X")
    assert read(town, content, by=town.editor()).same == 1


def test_column_of_the_memo_may_be_missing(town):
    answer = town.answer(internal_note="覚え書き")
    headers, rows = table_of(town)
    headers = [header for header in headers if not header.startswith("内部メモ")]
    rows[0]["課題"] = "参加者が少ない。"
    imported(town, plain_book(headers, rows), by=town.editor())
    assert (again(answer).issues, again(answer).internal_note) == ("参加者が少ない。", "覚え書き")


@pytest.mark.parametrize("written", ["A 計画どおり", "A　計画どおり", "A", "Ａ", "計画どおり"])
def test_grade_is_read_by_its_code_its_words_or_both(town, written):
    answer = town.answer()
    imported(town, changed_file(town, town.editor(), 評価=written), by=town.editor())
    assert again(answer).grade == town.grades["A"]


def test_words_that_two_grades_have_are_refused(town):
    town.answer()
    town.grades["C"].label = "計画どおり"
    town.grades["C"].save()
    preview = read(town, changed_file(town, town.editor(), 評価="計画どおり"), by=town.editor())
    assert [(header, value, sentence) for _f, _r, header, value, sentence in wrong_of(preview)] == [
        (
            "評価",
            "計画どおり",
            "「A 計画どおり」とも「C 計画どおり」とも読めます。どれか1つを、このとおりの文字で書いてください。",
        )
    ]


def test_emptied_cell_is_emptied(town):
    answer = town.answer()
    preview = read(town, changed_file(town, town.editor(), 状況=None, 評価=None), by=town.editor())
    assert [(header, before, after) for _label, header, before, after in changes_of(preview)] == [
        ("状況", "実施中", ""),
        ("評価", "B 一部実施", ""),
    ]
    imported(town, changed_file(town, town.editor(), 状況=None, 評価=None), by=town.editor())
    assert (again(answer).status, again(answer).grade) == ("not_reported", None)


def test_figure_is_changed_and_another_added(town):
    answer = town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    known, new = (
        town.indicator(answer.item),
        builders.Indicator.objects.create(plan=town.plan, code="k9", name="満足した人", sort_order=9),
    )
    answer.item.indicators.add(new)
    figure = AnswerFigure.objects.create(answer=answer, indicator=known, value=10)
    headers, rows = table_of(town)
    version = figure.history.latest().history_id
    sheet = [
        ["ID", "指標の番号", "実績値", "版"],
        ["1-1-1", known.code, 12.5, version],
        ["1-1-1", "k9", "1,234", None],
    ]
    content = plain_book(headers, rows, others=[("数字", sheet)])
    preview = read(town, content, by=town.editor())
    assert changes_of(preview) == [
        ("1-1-1 講座 参加した人の数", "実績値", "10", "12.5"),
        ("1-1-1 講座 満足した人", "実績値", "", "1234"),
    ]
    editor = town.editor()
    record = imported(town, content, by=editor)
    assert list(answer.figures.order_by("pk").values_list("indicator", "value")) == [
        (known.pk, Decimal("12.5")),
        (new.pk, Decimal(1234)),
    ]
    entries = AnswerFigure.history.order_by("-history_id")[:2]
    reason = f"ファイルの取り込み({record.pk})"
    assert [(row.history_type, row.history_user, row.history_change_reason) for row in entries] == [
        ("+", editor, reason),
        ("~", editor, reason),
    ]
    assert again(answer).answered_by == editor


def test_file_with_figures_alone_is_read(town):
    answer = town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    indicator = town.indicator(answer.item)
    content = csv_bytes([["ID", "指標の番号", "実績値"], ["1-1-1", indicator.code, "7"]])
    preview = read(town, ("指標.csv", content), by=town.editor())
    assert changes_of(preview) == [("1-1-1 講座 参加した人の数", "実績値", "", "7")]


# ---------------------------------------------------------------- what is refused


def test_row_of_another_department_is_refused(town):
    """Whatever stands in it, and whether or not it would change anything; nothing of it is told."""
    own = town.item(town.lead, code="1-1-1")
    other = town.item(town.support, code="1-1-2")
    town.answer(item=own)
    secret = town.answer("confirmed", item=other, department=town.support, done="秘密の取組")
    headers, rows = table_of(town)
    preview = read(town, plain_book(headers, rows), by=town.editor())
    assert wrong_of(preview) == [
        (
            "調査票.xlsx",
            3,
            "ID",
            "1-1-2",
            "この取組に書き込めるのは、回答する部署の入力者と、市の事務局です。この行を消してから、もう一度選んでください。",
        )
    ]
    rows[1] |= {"取り組んだこと": "書き換え"}
    preview = read(town, plain_book(headers, rows), by=town.editor())
    assert (preview.can_be_done, preview.changes, len(preview.wrong)) == (False, [], 1)
    assert "秘密" not in str(preview.as_dict())
    assert again(secret).done == "秘密の取組"


def test_approver_who_is_no_editor_is_refused(town):
    town.answer()
    preview = read(town, taken_out(town), by=town.person("approver", town.lead))
    assert [cell.header for cell in preview.wrong] == ["ID"]


def test_submitted_answer_is_refused_where_something_would_change(town):
    town.answer("submitted")
    editor = town.editor()
    assert read(town, taken_out(town), by=editor).same == 1
    preview = read(
        town, changed_file(town, editor, 課題="参加者が少ない。", 次年度の取組="続ける"), by=editor
    )
    assert wrong_of(preview) == [
        (
            "調査票.xlsx",
            2,
            "課題",
            "参加者が少ない。",
            "いまの状態は「提出済」なので、書き込めません。直すには、承認者か事務局に差し戻してもらってください。",
        )
    ]


def test_all_wrong_cells_are_told_at_once(town):
    town.answer(item=town.item(town.lead, code="1-1-1"))
    content = changed_file(town, town.editor(), 状況="やった", 評価="Z", 今後の方向="分からない", 版="A")
    preview = read(town, content, by=town.editor())
    assert wrong_of(preview) == [
        (
            "調査票.xlsx",
            2,
            "版",
            "A",
            "「A」を数として読めません。数だけを書いてください(例: 12)。分からなくなったときは、空欄にしてください。",
        ),
        (
            "調査票.xlsx",
            2,
            "状況",
            "やった",
            "「未報告」「未着手」「実施中」「完了」「中止」「対象外」「評価困難」のどれかを書いてください。",
        ),
        (
            "調査票.xlsx",
            2,
            "評価",
            "Z",
            "「A 計画どおり」「B 一部実施」「C 進んでいない」のどれかを書いてください。",
        ),
        (
            "調査票.xlsx",
            2,
            "今後の方向",
            "分からない",
            "「継続」「拡充」「改善」「縮小」「統合」「完了」「廃止」のどれかを書いてください。",
        ),
    ]


def test_unknown_and_missing_ids_are_refused(town):
    town.answer(item=town.item(town.lead, code="1-1-1"))
    headers, rows = table_of(town)
    content = plain_book(headers, [rows[0] | {"ID": "9-9"}, rows[0] | {"ID": None}])
    assert [row[3:] for row in wrong_of(read(town, content, by=town.editor()))] == [
        ("9-9", "ID「9-9」の取組は、この調査にありません。IDを元に戻すか、この行を消してください。"),
        ("(空欄)", "IDが空欄です。元のファイルのIDを書くか、この行を消してください。"),
    ]


def test_id_twice_in_a_file_and_in_two_files_is_refused(town):
    town.answer(item=town.item(town.lead, code="1-1-1"))
    headers, rows = table_of(town)
    files = ("a.xlsx", plain_book(headers, rows * 2)), ("b.xlsx", plain_book(headers, rows))
    assert wrong_of(read(town, *files, by=town.coordinator())) == [
        ("a.xlsx", 3, "ID", "1-1-1", "2行目と同じIDです。どちらか1行にしてください。"),
        ("b.xlsx", 2, "ID", "1-1-1", "「a.xlsx」の2行目と同じIDです。どちらか1行にしてください。"),
    ]


def test_unknown_indicator_is_refused(town):
    town.answer(item=town.item(town.lead, code="1-1-1"))
    content = csv_bytes([["ID", "指標の番号", "実績値"], ["1-1-1", "k1", "7"]])
    assert wrong_of(read(town, ("指標.csv", content), by=town.editor())) == [
        (
            "指標.csv",
            2,
            "指標の番号",
            "k1",
            "この取組で測る指標に、この番号のものはありません。番号を元に戻すか、この行を消してください。",
        )
    ]


def test_missing_column_is_refused(town):
    town.answer()
    headers, rows = table_of(town)
    headers.remove("版")
    preview = read(town, plain_book(headers, rows), by=town.editor())
    assert [(cell.file_name, cell.header) for cell in preview.wrong] == [("調査票.xlsx", "版")]


def test_file_of_another_survey_is_refused(town):
    town.answer(fiscal_year=2023)
    other = survey_number(town.round(2023))
    headers, rows = table_of(town)
    content = plain_book(headers, rows, above=[["調査番号", other]])
    with pytest.raises(FileRefused) as refusal:
        read(town, content, by=town.editor())
    assert str(refusal.value) == (
        f"「調査票.xlsx」は、調査「{other}」の調査票です。"
        f"ここで取り込めるのは、調査「{survey_number(town.round())}」の調査票だけです。"
        "その調査のページで取り込むか、この調査の調査票を選んでください。"
    )


def test_file_without_the_table_is_refused(town):
    with pytest.raises(FileRefused) as refusal:
        read(town, plain_book(["名前"], [{"名前": "x"}]), by=town.editor())
    assert str(refusal.value) == (
        "「調査票.xlsx」: 「ID、状況、取り組んだこと、評価、評価の理由、課題、今後の方向、次年度の取組、版」という見出しの表が、"
        "このファイルにありません。ここから取り出したファイルに書き込んで、そのファイルを選んでください。"
    )


# ---------------------------------------------------------------- what others wrote meanwhile


def written_meanwhile(answer, by, **fields):
    answer = again(answer)
    answer._history_user = by
    for name, value in fields.items():
        setattr(answer, name, value)
    return save_answer(answer, {}, by=by, now=NOW - timedelta(hours=1))


def conflicting(town):
    """(answer, a file with another text, made before somebody else wrote, the editor)"""
    answer = town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    editor = town.editor()
    content = changed_file(town, editor, 取り組んだこと="ファイルの文")
    other = town.editor()
    other.last_name, other.first_name = "山田", "花子"
    other.save()
    written_meanwhile(answer, other, done="いまの文")
    return answer, content, editor


def test_untouched_cell_keeps_what_others_wrote(town):
    answer = town.answer()
    editor = town.editor()
    content = changed_file(town, editor, 課題="参加者が少ない。")
    written_meanwhile(answer, editor, done="いまの文")
    imported(town, content, by=editor)
    assert (again(answer).done, again(answer).issues) == ("いまの文", "参加者が少ない。")


def test_conflict_has_three_texts_and_who_wrote_last(town):
    answer, content, editor = conflicting(town)
    preview = read(town, content, by=editor)
    assert [
        (each.key, each.label, each.header, each.then, each.now, each.file, each.choice)
        for each in preview.conflicts
    ] == [
        (
            f"{answer.pk}:done",
            "1-1-1 講座",
            "取り組んだこと",
            "講座を3回ひらいた。",
            "いまの文",
            "ファイルの文",
            "",
        )
    ]
    written = again(answer).history.latest().history_date.astimezone(NOW.tzinfo)
    assert preview.conflicts[0].who == f"山田 花子さんが{written:%Y年%-m月%-d日%-H時%-M分}に変更"
    assert (preview.changes, preview.same, preview.can_be_done) == ([], 0, False)


def chosen(town, content, editor, choice):
    """The choice for the three texts that are shown now."""
    (conflict,) = read(town, content, by=editor).conflicts
    return {conflict.key: [choice, conflict.seen]}


def test_choice_of_the_file_is_written(town):
    answer, content, editor = conflicting(town)
    choices = chosen(town, content, editor, TAKE_FILE)
    preview = read(town, content, by=editor, choices=choices)
    assert preview.conflicts[0].choice == TAKE_FILE
    assert changes_of(preview) == [("1-1-1 講座", "取り組んだこと", "いまの文", "ファイルの文")]
    imported(town, content, by=editor, choices=choices)
    assert again(answer).done == "ファイルの文"


def test_choice_of_what_is_stored_changes_nothing(town):
    _answer, content, editor = conflicting(town)
    preview = read(town, content, by=editor, choices=chosen(town, content, editor, KEEP_NOW))
    assert (preview.conflicts[0].choice, preview.changes, preview.same) == (KEEP_NOW, [], 1)


def test_same_change_by_both_is_no_change(town):
    answer = town.answer()
    content = changed_file(town, town.editor(), 課題="同じ文\r\n二行目")
    written_meanwhile(answer, town.editor(), issues="同じ文\n二行目")
    assert read(town, content, by=town.editor()).same == 1


@pytest.mark.parametrize("version", [None, 999_999])
def test_without_a_known_version_a_filled_cell_is_a_conflict_and_an_empty_one_is_not(town, version):
    answer = town.answer()
    content = changed_file(town, town.editor(), 取り組んだこと="ファイルの文", 課題="新しい課題", 版=version)
    preview = read(town, content, by=town.editor())
    assert [(each.header, each.then, each.now) for each in preview.conflicts] == [
        ("取り組んだこと", "(分かりません)", "講座を3回ひらいた。")
    ]
    assert [change[1:] for change in changes_of(preview)] == [("課題", "", "新しい課題")]
    assert preview.conflicts[0].key == f"{answer.pk}:done"


def test_choice_is_for_the_texts_that_were_seen(town):
    answer, content, editor = conflicting(town)
    choices = chosen(town, content, editor, TAKE_FILE)
    answer = again(answer)
    answer.done = "そのあとに書かれた文"
    answer.save()
    preview = read(town, content, by=editor, choices=choices)
    assert [(each.now, each.choice) for each in preview.conflicts] == [("そのあとに書かれた文", "")]
    assert not preview.can_be_done


def test_version_of_another_answer_is_refused(town):
    town.answer()
    other = town.answer(done="ほかの文")
    version = other.history.latest().history_id
    content = changed_file(town, town.editor(), 取り組んだこと="ほかの文", 版=version)
    preview = read(town, content, by=town.editor())
    assert [(cell.header, cell.sentence) for cell in preview.wrong] == [("版", OTHER_ROW)]
    assert (preview.changes, preview.conflicts) == ([], [])


def test_survey_of_the_year_before_is_refused(town):
    """Its rows have the same IDs; the versions tell that they came from another year."""
    item = town.item(town.lead, code="1-1-1")
    old = town.answer("confirmed", item=item, fiscal_year=2023, done="去年の文")
    town.answer(item=item)
    content = changed_file(town, town.editor(), 取り組んだこと="去年の文", 版=old.history.latest().history_id)
    assert [cell.sentence for cell in read(town, content, by=town.editor()).wrong] == [OTHER_ROW]


def test_name_of_another_item_is_told(town):
    town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    content = changed_file(town, town.editor(), 取組名="広報", 課題="新しい課題")
    preview = read(town, content, by=town.editor())
    assert len(preview.changes) == 1
    assert preview.warnings[0].startswith("2行目の取組名が「1-1-1 講座」と違います。")


@pytest.mark.parametrize("written", ["a", "A計画どおり", "○", "◯ A 計画どおり", "計画どおり"])
def test_grade_is_read_as_people_write_it(town, written):
    town.grades["A"].symbol = "○"
    town.grades["A"].save()
    answer = town.answer()
    content = changed_file(town, town.editor(), 評価=written)
    assert [cell[3] for cell in changes_of(read(town, content, by=town.editor()))] == ["A 計画どおり"]
    assert answer.grade == town.grades["B"]


def test_figure_written_by_both_is_a_conflict(town):
    answer = town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    indicator = town.indicator(answer.item)
    figure = AnswerFigure.objects.create(answer=answer, indicator=indicator, value=10)
    version = figure.history.latest().history_id
    figure.value = 11
    figure.save()
    content = csv_bytes([["ID", "指標の番号", "実績値", "版"], ["1-1-1", indicator.code, "12", version]])
    preview = read(town, ("指標.csv", content), by=town.editor())
    assert [(each.key, each.then, each.now, each.file) for each in preview.conflicts] == [
        (f"{answer.pk}:figure-{indicator.pk}", "10", "11", "12")
    ]


# ---------------------------------------------------------------- what the person is told besides


def test_answers_of_the_departments_in_no_file_are_listed(town):
    town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    town.answer(item=town.item(town.lead, code="1-1-2", name="広報"))
    town.answer(item=town.item(town.support, code="1-1-3"), department=town.support)
    headers, rows = table_of(town)
    preview = read(town, plain_book(headers, rows[:1]), by=town.coordinator())
    assert preview.missing == [f"1-1-2 広報({town.lead.name})"]


def test_answers_that_cannot_be_submitted_yet_are_counted(town):
    town.answer("blank")
    town.answer()
    assert read(town, taken_out(town), by=town.coordinator()).warnings == [
        "提出に必要なところが、まだ空欄の回答が1件あります。取り込んだあと、提出の前に書き足してください。"
    ]


def test_many_files_are_read_at_once(town):
    first = town.answer(item=town.item(town.lead, code="1-1-1", name="講座"))
    second = town.answer(item=town.item(town.support, code="1-1-2", name="広報"), department=town.support)
    headers, rows = table_of(town)
    files = [
        (f"{number}.xlsx", plain_book(headers, [row | {"課題": f"課題{number}"}]))
        for number, row in enumerate(rows)
    ]
    coordinator = town.coordinator()
    preview = read(town, *files, by=coordinator)
    assert [(row.file_name, row.row, row.label) for row in preview.changes] == [
        ("0.xlsx", 2, "1-1-1 講座"),
        ("1.xlsx", 2, "1-1-2 広報"),
    ]
    imported(town, *files, by=coordinator)
    assert [again(first).issues, again(second).issues] == ["課題0", "課題1"]


def test_job_says_what_it_is_about(town):
    job = SurveyJob(town.round(), by=town.editor())
    assert (job.kind, job.municipality) == ("survey", town.city)
    assert job.target == {"round": town.round().pk, "departments": [town.lead.pk]}
    assert SurveyJob(town.round(), by=town.coordinator()).target["departments"] is None
    assert job.title == f"{town.city.name} {town.plan.title} 令和6年度(2024年度)の調査"


def test_progress_is_told(town):
    for _number in range(3):
        town.answer()
    editor, told = town.editor(), []
    headers, rows = table_of(town)
    book = open_book(plain_book(headers, [row | {"課題": "x"} for row in rows]), "a.xlsx")
    job = SurveyJob(town.round(), by=editor, now=NOW)
    job.read([book], {}, lambda *numbers: told.append(numbers))
    job.write(Ledger(), lambda *numbers: told.append(numbers))
    assert told == [(3, 3), (3, 3)]


# ---------------------------------------------------------------- what is written


def test_draft_is_written_with_its_history(town):
    answer, editor = town.answer(), town.editor()
    record = imported(town, changed_file(town, editor, 課題="参加者が少ない。"), by=editor)
    row = again(answer)
    assert (row.issues, row.state, row.answered_at, row.answered_by) == (
        "参加者が少ない。",
        "draft",
        NOW,
        editor,
    )
    entry = row.history.latest()
    assert (entry.history_type, entry.history_user, entry.history_change_reason, entry.issues) == (
        "~",
        editor,
        f"ファイルの取り込み({record.pk})",
        "参加者が少ない。",
    )
    assert (row.history.count(), steps_of(answer)) == (2, [])
    assert record.entries == [
        {
            "model": "actions.YearlyStatus",
            "pk": answer.pk,
            "what": "change",
            "before": {
                "issues": "",
                "state": "draft",
                "is_unchanged": False,
                "answered_at": None,
                "answered_by": None,
            },
            "after": {
                "issues": "参加者が少ない。",
                "state": "draft",
                "is_unchanged": False,
                "answered_at": NOW.isoformat(),
                "answered_by": editor.pk,
            },
            "label": f"年度の実績「{answer.item.code} 2024年度」",
        }
    ]


@pytest.mark.parametrize("state", ["blank", "returned"])
def test_answer_that_becomes_a_draft_takes_a_step(town, state):
    answer, editor = town.answer(state), town.editor()
    imported(town, changed_file(town, editor, 課題="参加者が少ない。"), by=editor)
    (step,) = AnswerStep.objects.filter(answer=answer)
    assert (step.from_state, step.to_state, step.at, step.by, step.is_on_behalf) == (
        state,
        "draft",
        NOW,
        editor,
        False,
    )
    assert again(answer).state == "draft"


def test_each_writing_on_behalf_takes_a_step(town):
    answer, coordinator = town.answer(), town.coordinator()
    imported(town, changed_file(town, coordinator, 課題="参加者が少ない。"), by=coordinator)
    assert list(answer.steps.values_list("from_state", "to_state", "by", "is_on_behalf")) == [
        ("draft", "draft", coordinator.pk, True)
    ]


def test_only_rows_that_change_are_written(town):
    town.answer()
    untouched = town.answer()
    editor = town.editor()
    imported(town, changed_file(town, editor, 課題="参加者が少ない。"), by=editor)
    assert (untouched.history.count(), again(untouched).answered_by) == (1, None)


def test_mark_of_no_change_goes_where_something_changed(town):
    item = town.item(town.lead)
    town.answer("confirmed", item=item, fiscal_year=2023)
    answer = town.answer(item=item, is_unchanged=True)
    editor = town.editor()
    imported(town, changed_file(town, editor, 課題="参加者が少ない。"), by=editor)
    assert again(answer).is_unchanged is False


def test_mark_of_no_change_stays_where_all_is_as_last_year(town):
    item = town.item(town.lead)
    town.answer("confirmed", item=item, fiscal_year=2023)
    answer = town.answer(item=item, is_unchanged=True, internal_note="")
    editor = town.editor()
    imported(town, changed_file(town, editor, **{"内部メモ(公開されません)": "覚え書き"}), by=editor)
    assert (again(answer).internal_note, again(answer).is_unchanged) == ("覚え書き", True)


def test_same_file_twice_changes_nothing_the_second_time(town):
    town.answer()
    editor = town.editor()
    content = changed_file(town, editor, 状況="完了", 評価="A", 課題="参加者が少ない。", 今後の方向="完了")
    imported(town, content, by=editor)
    preview = read(town, content, by=editor)
    assert (preview.changes, preview.conflicts, preview.same) == ([], [], 1)


def test_answer_changed_between_reading_and_writing_is_not_written(town):
    answer, editor = town.answer(), town.editor()
    job = SurveyJob(town.round(), by=editor, now=NOW)
    preview_of(job, changed_file(town, editor, 課題="参加者が少ない。"))
    written_meanwhile(answer, editor, done="いまの文")
    with pytest.raises(ValidationError):
        job.write(Ledger(), nothing_told)
    assert again(answer).issues == ""


# ---------------------------------------------------------------- taken back


def test_import_is_taken_back(town):
    answer, editor, coordinator = town.answer("blank"), town.editor(), town.coordinator()
    indicator = town.indicator(answer.item)
    headers, rows = table_of(town)
    sheet = [["ID", "指標の番号", "実績値"], [answer.item.code, indicator.code, 5]]
    content = plain_book(headers, [rows[0] | {"状況": "実施中", "評価": "B"}], others=[("指標", sheet)])
    before = YearlyStatus.objects.filter(pk=answer.pk).values().get()
    record = imported(town, content, by=editor)
    assert answer.figures.get().value == 5
    pipeline.take_back(record, by=coordinator, undo=undo)
    assert YearlyStatus.objects.filter(pk=answer.pk).values().get() == before
    assert answer.figures.count() == 0
    assert list(answer.steps.values_list("from_state", "to_state", "by", "reason")) == [
        ("blank", "draft", editor.pk, ""),
        ("draft", "blank", coordinator.pk, "ファイルの取り込みの取り消し"),
    ]


def test_draft_that_stays_one_takes_no_step_back(town):
    answer, editor = town.answer(), town.editor()
    record = imported(town, changed_file(town, editor, 課題="参加者が少ない。"), by=editor)
    pipeline.take_back(record, by=editor, undo=undo)
    assert (again(answer).issues, steps_of(answer)) == ("", [])


def test_import_is_not_taken_back_after_submission(town):
    answer, editor = town.answer(), town.editor()
    record = imported(town, changed_file(town, editor, 課題="参加者が少ない。"), by=editor)
    take_one_step("submit", answer.pk, by=editor, now=NOW)
    with pytest.raises(pipeline.ImportRefused) as refusal:
        pipeline.take_back(record, by=editor, undo=undo)
    assert str(refusal.value) == (
        f"年度の実績「{answer.item.code} 2024年度」の回答の状態が、そのあとに変更されています。"
    )
    assert (again(answer).issues, again(answer).state) == ("参加者が少ない。", "submitted")


# ---------------------------------------------------------------- how many questions the database is asked


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_queries_does_not_grow_with_the_rows(town, django_assert_num_queries, number):
    for _number in range(number):
        answer = town.answer("blank")
        town.indicator(answer.item)
    editor, round_ = town.editor(), town.round()
    headers, rows = table_of(town)
    figures = [["ID", "指標の番号", "実績値"]]
    figures += [[item.code, item.indicators.get().code, 5] for item in town.plan.items.all()]
    content = plain_book(headers, [row | {"課題": "x"} for row in rows], others=[("指標", figures)])
    round_ = type(round_).objects.select_related("plan__municipality").get(pk=round_.pk)
    job = SurveyJob(round_, by=editor, now=NOW)
    with django_assert_num_queries(8):
        preview = preview_of(job, content)
    assert len(preview.changes) == 2 * number
    with django_assert_num_queries(7):
        job.write(Ledger(), nothing_told)
