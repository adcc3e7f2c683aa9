"""export_plan and import_plan: what they write, what they say last, and what they refuse."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from actions.exchange.plan_book import plan_workbook
from organizations.models import FileImport
from plans.models import Plan, Policy
from tests import builders
from tests.exchange.books import Edited, contents

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return builders.make_full_plan(items=1)


@pytest.fixture
def file(plan, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan_workbook(plan))
    return path


def run(*arguments):
    """(what was written to stdout, to stderr), as lists of lines."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*map(str, arguments), stdout=out, stderr=err)
    finally:
        run.out, run.err = out.getvalue().splitlines(), err.getvalue().splitlines()
    return run.out, run.err


def refused(*arguments):
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    return str(refusal.value)


def test_export_writes_the_workbook(plan, tmp_path):
    path = tmp_path / "out.xlsx"
    out, _err = run("export_plan", f"{plan.municipality.slug}/{plan.slug}", path)
    content = plan_workbook(plan)
    assert path.read_bytes() == content
    assert out == [
        f"{plan.municipality.name}「{plan.title}」を{path}に書き出しました({len(content):,}バイト)。"
    ]


def test_export_of_an_unknown_plan_names_those_there_are(plan, tmp_path):
    sentence = refused("export_plan", "nowhere/plan", tmp_path / "out.xlsx")
    assert sentence.startswith("「nowhere/plan」という計画はありません。登録されている計画: ")
    assert f"{plan.municipality.slug}/{plan.slug}" in sentence
    assert "yamaguchi/promotion-plan-2009" in sentence


def test_export_to_a_folder_that_is_not_there_is_refused(plan, tmp_path):
    path = tmp_path / "nowhere" / "out.xlsx"
    assert refused("export_plan", f"{plan.municipality.slug}/{plan.slug}", path) == (
        f"「{path}」に書けません(No such file or directory)。場所と書き込みの権限を確かめてください。"
    )


def test_import_of_the_export_ends_with_no_change(file):
    before = contents()
    out, err = run("import_plan", file)
    assert (out[-2:], err) == (["内訳: 追加0件、変更0件、変更なし35件", "0件変更"], [])
    assert contents() == before


def test_import_shows_the_changes_and_writes_nothing(plan, file):
    Plan.objects.filter(pk=plan.pk).update(title="別の名称", theme="")
    Policy.objects.filter(plan=plan).update(name="別の方針")
    plan.notes.all().delete()
    before = contents()
    out, err = run("import_plan", file)
    assert (out, err) == (
        [
            f"変更 計画「{plan.slug} 別の名称」(計画の2行目)",
            f"    計画の名称: 別の名称 → {plan.title}",
            "    テーマ・将来像: (空欄) → テーマ",
            "変更 方針「p1 別の方針」(方針の2行目)",
            "    名称: 別の方針 → 方針1",
            "追加 読み取りの注記「読み取り / 1」(読み取りの注記の2行目)",
            "    種類: (空欄) → 読み取り",
            "    順番: (空欄) → 1",
            "    注記: (空欄) → 注記1",
            "内訳: 追加1件、変更2件、変更なし32件",
            "まだ何も変えていません。取り込むには --commit を付けてください。",
            "3件変更",
        ],
        [],
    )
    assert contents() == before


def test_commit_writes_and_a_second_one_changes_nothing(plan, file):
    Plan.objects.filter(pk=plan.pk).update(title="別の名称")
    out, _err = run("import_plan", file, "--commit")
    record = FileImport.objects.get()
    assert out[-2:] == [f"取り込みました(記録の番号: {record.pk})。", "1件変更"]
    assert Plan.objects.get(pk=plan.pk).title == plan.title
    assert (record.state, record.changed, record.uploaded_by) == ("done", 1, None)
    assert bytes(record.files.get().content or b"") == b""
    out, _err = run("import_plan", file, "--commit")
    assert out[-1] == "0件変更"
    assert FileImport.objects.get() == record


def test_file_that_is_not_there_is_refused(tmp_path):
    path = tmp_path / "none.xlsx"
    assert refused("import_plan", path) == (
        f"「{path}」を読めません(No such file or directory)。ファイルの場所を確かめてください。"
    )


def test_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"%PDF-1.7")
    assert refused("import_plan", path) == (
        "「plan.xlsx」: PDFのファイルです。Excelのブック(xlsx)かCSVのファイルを選んでください。"
    )


def test_csv_is_refused(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("番号,名称\n1,方針\n")
    assert refused("import_plan", path) == (
        "計画はCSVでは取り込めません。計画のブック(xlsx)を選んでください。"
    )


@pytest.mark.parametrize("commit", [[], ["--commit"]], ids=["try", "commit"])
def test_wrong_cells_are_named_and_nothing_is_written(plan, file, tmp_path, commit):
    book = Edited(file.read_bytes())
    book.put("方針", ("p1",), "名称", None)
    file.write_bytes(book.content)
    before = contents()
    marked = tmp_path / "errors.xlsx"
    assert refused("import_plan", file, "--errors", marked, *commit) == (
        "直すところが1か所あるため、何も取り込んでいません。"
    )
    assert run.err == [
        "方針・2行目・名称・D2「(空欄)」: 「名称」は空欄にできません。計画に印字されたとおり。"
    ]
    assert contents() == before
    assert load_workbook(marked).sheetnames == ["直すところ", "方針"]


def test_list_of_errors_that_cannot_be_written_is_refused(plan, file, tmp_path):
    book = Edited(file.read_bytes())
    book.put("方針", ("p1",), "名称", None)
    file.write_bytes(book.content)
    path = tmp_path / "nowhere" / "errors.xlsx"
    assert refused("import_plan", file, "--errors", path) == (
        f"「{path}」に書けません(No such file or directory)。場所と書き込みの権限を確かめてください。"
    )


def test_no_list_of_errors_is_written_without_errors(file, tmp_path):
    path = tmp_path / "errors.xlsx"
    run("import_plan", file, "--errors", path)
    assert not path.exists()


def test_only_the_first_changes_are_written_out_unless_all_are_asked_for(plan, file):
    plan.notes.all().delete()
    book = Edited(file.read_bytes())
    for number in range(2, 212):
        book.add("読み取りの注記", 種類="読み取り", 順番=number, 注記=f"注記{number}")
    file.write_bytes(book.content)
    short, _err = run("import_plan", file)
    long, _err = run("import_plan", file, "--all")
    assert (short[-1], long[-1]) == ("211件変更", "211件変更")
    assert sum(line.startswith("追加") for line in short) == 200
    assert sum(line.startswith("追加") for line in long) == 211
    assert "…ほか11行(--all ですべて)" in short
