"""The CSV of transfers: what it asks for, every wrong cell with line and column, and that all or nothing is done."""

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations import csv_reading
from organizations.csv_reading import NoDate, UnreadableCsv, decoded, escaped, read_day, unescaped, written
from organizations.models import User
from organizations.renewing import RenewingRefused
from organizations.transfer_reader import HEADERS
from organizations.transfers import TransfersChanged, carry_out, read_transfers, template_csv
from tests import builders
from tests.april.people import (
    FIRST,
    LAST,
    NEXT_FIRST,
    NEXT_LAST,
    NOW,
    ONE_DAY,
    TODAY,
    TOKYO,
    YEAR,
    everything,
    spans,
    words,
)

HEADER = "利用者名,氏名,操作,いまの部署,新しい部署,役割,日付"
APRIL = datetime(YEAR, 4, 10, 9, tzinfo=TOKYO)


def line(user, what="", present="", new="", role="", day="", name=""):
    return f"{getattr(user, 'username', user)},{name},{what},{present},{new},{role},{day}"


def read(office, *lines, header=HEADER, by=None, now=NOW):
    return read_transfers("\r\n".join([header, *lines]), office.city, by=by or office.boss, now=now)


def wrong(office, *lines, **options):
    """(line, column, value, sentence) of each wrong cell."""
    reading = read(office, *lines, **options)
    assert reading.refusal == ""
    return [(cell.line, cell.column, cell.value, cell.sentence) for cell in reading.wrong]


def one_wrong(office, *lines, **options):
    (cell,) = wrong(office, *lines, **options)
    return cell


def do(office, *lines, by=None, now=NOW):
    """Read, see, confirm."""
    reading = read(office, *lines, by=by, now=now)
    assert (reading.refusal, reading.wrong) == ("", [])
    text = "\r\n".join([HEADER, *lines])
    return carry_out(text, office.city, by=by or office.boss, seen=reading.digest, now=now)


# What the four words do, and that the same file again changes nothing.


def assert_done_once(office, *lines, now=NOW, **options):
    do(office, *lines, now=now, **options)
    again = read(office, *lines, now=now, **options)
    assert (again.wrong, again.changes, again.can_be_done) == ([], [], False)
    assert {planned.after for planned in again.already} == {"すでにそうなっています"}
    assert len(again.already) == len(lines)


def test_更新_goes_on_until_the_next_31st_of_march(office):
    row = office.member()
    assert_done_once(office, line(row.user, "更新"))
    assert spans(row.user) == [(office.first, "editor", FIRST, NEXT_LAST)]


def test_更新_until_a_written_day(office):
    row = office.member()
    assert_done_once(office, line(row.user, "更新", day=f"{YEAR + 1}-09-30"))
    assert spans(row.user) == [(office.first, "editor", FIRST, date(YEAR + 1, 9, 30))]


def test_更新_in_april_of_what_ended_in_march(office):
    row = office.member(start_on=date(YEAR - 1, 4, 1), end_on=FIRST - ONE_DAY)
    assert_done_once(office, line(row.user, "更新"), now=APRIL)
    assert spans(row.user) == [(office.first, "editor", date(YEAR - 1, 4, 1), LAST)]


def test_file_of_march_changes_nothing_in_april(office):
    row = office.member(start_on=date(YEAR - 1, 4, 1), end_on=LAST)
    reading = read(office, line(row.user, "更新"), now=APRIL)
    assert (len(reading.already), reading.changes) == (1, [])


def test_更新_of_an_uncommon_end_asks_for_a_day(office):
    row = office.member(end_on=date(YEAR + 1, 3, 20))
    assert one_wrong(office, line(row.user, "更新")) == (
        2,
        "日付",
        "",
        f"いまの終了日が{YEAR + 1}年3月20日なので、いつまで延ばすかを書いてください(例: {LAST})。",
    )


def test_更新_goes_on_in_the_department_that_took_over(office):
    row = office.member()
    office.succeeded(office.first, office.second)
    assert_done_once(office, line(row.user, "更新"))
    assert spans(row.user)[1] == (office.second, "editor", NEXT_FIRST, NEXT_LAST)


@pytest.mark.parametrize("present", ["", "市民協働課"])
@pytest.mark.parametrize("day", [NEXT_FIRST, TODAY - ONE_DAY, TODAY])
def test_異動_from_the_first_day_in_the_new_department(office, present, day):
    row = office.member()
    assert_done_once(office, line(row.user, "異動", present, "企画広報課", day=day))
    assert [span[0] for span in spans(row.user)] == [office.first, office.second]
    assert (spans(row.user)[0][3], spans(row.user)[1][2]) == (day - ONE_DAY, day)


@pytest.mark.parametrize("day", [TODAY - ONE_DAY, TODAY, LAST - ONE_DAY])
def test_終了_with_the_last_day(office, day):
    row = office.member()
    assert_done_once(office, line(row.user, "終了", day=day))
    assert spans(row.user) == [(office.first, "editor", FIRST, day)]


def test_追加_from_the_first_day(office):
    row = office.member()
    assert_done_once(office, line(row.user, "追加", "", "企画広報課", "承認者", NEXT_FIRST))
    assert spans(row.user)[1] == (office.second, "approver", NEXT_FIRST, NEXT_LAST)


def test_追加_of_a_role_of_the_whole_city(office):
    row = office.member()
    assert_done_once(office, line(row.user, "追加", "", "", "事務局", NEXT_FIRST))
    assert spans(row.user)[1] == (None, "coordinator", NEXT_FIRST, NEXT_LAST)


def test_blank_操作_leaves_the_person_as_is(office):
    row = office.member()
    reading = read(office, line(row.user), line("どこにもいない人"))
    assert (reading.left_alone, reading.lines, reading.wrong, reading.can_be_done) == (2, [], [], False)


def test_many_at_once(office):
    renewed, moved, ended, added = (office.member() for _ in range(4))
    reading = do(
        office,
        line(added.user, "追加", "", "企画広報課", "入力者", NEXT_FIRST),
        line(renewed.user, "更新"),
        line(moved.user, "異動", "市民協働課", "企画広報課", "入力者", NEXT_FIRST),
        line(ended.user, "終了", day=TODAY),
    )
    assert reading.counts == "更新1件、異動1件、終了1件、追加1件"
    assert [len(spans(row.user)) for row in (renewed, moved, ended, added)] == [1, 2, 1, 2]


def test_preview_says_before_and_after_and_writes_nothing(office):
    row = office.member()
    before = everything()
    (planned,) = read(office, line(row.user, "更新")).lines
    assert (planned.wish.line, planned.before, planned.after) == (
        2,
        f"市民協働課の入力者({words(LAST)}まで)",
        f"市民協働課の入力者({words(NEXT_LAST)}まで)",
    )
    assert everything() == before


def test_end_makes_room_for_what_follows_whatever_the_order_of_lines(office):
    row = office.member(end_on=NEXT_LAST)
    do(
        office,
        line(row.user, "追加", "", "市民協働課", "入力者", NEXT_FIRST),
        line(row.user, "終了", "市民協働課", "", "入力者", LAST),
    )
    assert spans(row.user) == [
        (office.first, "editor", FIRST, LAST),
        (office.first, "editor", NEXT_FIRST, NEXT_LAST),
    ]


# Which membership a line means.


def test_department_and_role_say_which_of_two_memberships(office):
    row = office.member()
    other = builders.join(
        row.user, office.city, role="approver", department=office.second, start_on=FIRST, end_on=LAST
    )
    do(office, line(row.user, "終了", "企画広報課", "", "承認者", TODAY))
    assert [span[3] for span in spans(row.user)] == [LAST, TODAY]
    assert spans(row.user)[1][0] == other.department


def test_two_memberships_of_two_departments_ask_which(office):
    row = office.member()
    builders.join(row.user, office.city, role="editor", department=office.second, start_on=FIRST, end_on=LAST)
    assert one_wrong(office, line(row.user, "更新")) == (
        2,
        "いまの部署",
        "",
        "この人の所属は2つ以上あります(市民協働課の入力者、企画広報課の入力者)。どれのことか書いてください。",
    )


def test_two_roles_in_one_department_ask_which(office):
    row = office.member()
    builders.join(
        row.user, office.city, role="approver", department=office.first, start_on=FIRST, end_on=LAST
    )
    assert one_wrong(office, line(row.user, "更新", "市民協働課"))[1] == "役割"


@pytest.mark.parametrize("written", ["市民協働課", " 市民協働課　", "d-1", "ｄ－１"])
def test_department_is_known_by_name_and_by_number(office, written):
    office.first.code = "d-1"
    office.first.save()
    row = office.member()
    assert wrong(office, line(row.user, "更新", written)) == []


def test_two_departments_of_one_name_ask_for_the_number(office):
    builders.make_department(office.city, name="企画広報課", code="x-2", sort_order=9)
    row = office.member()
    found = one_wrong(office, line(row.user, "異動", "", "企画広報課", "", NEXT_FIRST))
    assert found[3] == f"同じ名前の部署が2つあります。番号({office.second.code}、x-2)で書いてください。"


@pytest.mark.parametrize("written", ["山田花子", "山田 花子", "山田　花子", ""])
def test_name_is_only_compared(office, written):
    row = office.member()
    assert wrong(office, line(row.user, "更新", name=written)) == []


# What is wrong.


WRONG = {
    "nobody": (
        ["nanashi", "更新"],
        ("利用者名", "nanashi"),
        "この利用者名の人は、この市にいません。利用者の一覧のとおりに書くか、先に利用者を登録してください。"
        "ほかの市だけで働いている人に役割を与えるときは、ポータルの管理者に頼んでください。",
    ),
    "deed": (
        ["{user}", "転出"],
        ("操作", "転出"),
        "「更新」「異動」「終了」「追加」のどれかにしてください。何もしない行は空欄にします。",
    ),
    "forgotten deed": (
        ["{user}", "", "", "企画広報課"],
        ("操作", ""),
        "「更新」「異動」「終了」「追加」のどれかにしてください。空欄のままなら、新しい部署と日付も空欄にします。",
    ),
    "present department": (
        ["{user}", "更新", "市民共働課"],
        ("いまの部署", "市民共働課"),
        "この名前か番号の部署がありません。似た部署: 市民協働課。部署の一覧のとおりに書いてください。",
    ),
    "department without a likeness": (
        ["{user}", "更新", "zzz"],
        ("いまの部署", "zzz"),
        "この名前か番号の部署がありません。部署の一覧のとおりに書いてください。",
    ),
    "not there": (
        ["{user}", "更新", "企画広報課"],
        ("いまの部署", "企画広報課"),
        "この人の所属は、市民協働課の入力者です。",
    ),
    "new department": (
        ["{user}", "異動", "", "企画課", "", "2027-04-01"],
        ("新しい部署", "企画課"),
        "この名前か番号の部署がありません。似た部署: 企画広報課。部署の一覧のとおりに書いてください。",
    ),
    "move to nowhere": (
        ["{user}", "異動", "", "", "", "2027-04-01"],
        ("新しい部署", ""),
        "異動には、新しい部署を書いてください。",
    ),
    "renewal elsewhere": (
        ["{user}", "更新", "", "企画広報課"],
        ("新しい部署", "企画広報課"),
        "更新では空欄にしてください。部署が変わるなら、操作を「異動」にします。",
    ),
    "role": (
        ["{user}", "更新", "", "", "係長"],
        ("役割", "係長"),
        "「入力者」「承認者」「事務局」「公開責任者」「評価委員」「閲覧者」のどれかを書いてください。",
    ),
    "other role": (
        ["{user}", "更新", "", "", "承認者"],
        ("役割", "承認者"),
        "この人の役割は、市民協働課の入力者です。役割も変わるときは、「終了」と「追加」の2行にします。",
    ),
    "added without a role": (
        ["{user}", "追加", "", "企画広報課", "", "2027-04-01"],
        ("役割", ""),
        "「入力者」「承認者」「事務局」「公開責任者」「評価委員」「閲覧者」のどれかを書いてください。",
    ),
    "moved without a day": (
        ["{user}", "異動", "", "企画広報課"],
        ("日付", ""),
        "異動には、始まる日を書いてください(例: 2027-04-01)。",
    ),
    "ended without a day": (
        ["{user}", "終了"],
        ("日付", ""),
        "終了には、終わる日(最後の日)を書いてください(例: 2027-04-01)。",
    ),
    "no date": (
        ["{user}", "終了", "", "", "", "3月末"],
        ("日付", "3月末"),
        "2027-04-01、2027/4/1、令和9年4月1日、R9.4.1 のどれかの形で書いてください。",
    ),
}


@pytest.mark.parametrize(("cells", "place", "sentence"), WRONG.values(), ids=WRONG)
def test_wrong_cell_is_named_with_what_would_be_right(office, cells, place, sentence):
    user = office.member().user
    cells = [cell.format(user=user.username) for cell in cells]
    assert one_wrong(office, line("", ""), line(*cells)) == (3, *place, sentence)


def test_another_name_is_wrong_against_mixing_people_up(office):
    user = office.member().user
    assert one_wrong(office, line(user, "更新", name="山田太郎")) == (
        2,
        "氏名",
        "山田太郎",
        f"{user.username}の氏名は「山田 花子」です。人を取り違えていないか確かめてください。",
    )


def test_all_wrong_cells_are_named_at_once(office):
    user = office.member().user
    cells = wrong(
        office,
        line("nanashi", "転出", "ない課", "ない課", "係長", "いつか"),
        line(user, "更新"),
        line(user, "終了", "", "企画広報課", "", ""),
    )
    assert [cell[:2] for cell in cells] == [
        (2, "利用者名"),
        (2, "操作"),
        (2, "いまの部署"),
        (2, "新しい部署"),
        (2, "役割"),
        (2, "日付"),
        (4, "新しい部署"),
        (4, "日付"),
    ]


def test_one_wrong_line_keeps_back_all(office):
    fine = office.member()
    lines = [line(fine.user, "更新"), line("nanashi", "更新")]
    reading = read(office, *lines)
    assert (len(reading.changes), reading.can_be_done) == (1, False)
    before = everything()
    with pytest.raises(TransfersChanged):
        carry_out("\n".join([HEADER, *lines]), office.city, by=office.boss, seen=reading.digest, now=NOW)
    assert everything() == before


def test_same_membership_in_two_lines_is_wrong(office):
    row = office.member()
    assert one_wrong(office, line(row.user, "更新"), line(row.user, "終了", day=TODAY)) == (
        3,
        "利用者名",
        row.user.username,
        "2行目と同じ所属についての行です。どちらか1行にしてください。",
    )


def test_refusals_of_the_deed_are_named_by_column(office):
    row = office.member()
    late, same = (
        line(row.user, "終了", day=NEXT_LAST),
        line(row.user, "異動", "", "市民協働課", "", NEXT_FIRST),
    )
    assert one_wrong(office, late)[1:3] == ("日付", words(NEXT_LAST))
    assert one_wrong(office, same)[1:] == (
        "新しい部署",
        "市民協働課",
        "いまの部署が市民協働課です。別の部署を選んでください。",
    )


def test_renewal_of_a_split_department_is_named_at_the_present_one(office):
    row = office.member()
    office.succeeded(office.first, office.second, builders.make_department(office.city), kind="split")
    assert one_wrong(office, line(row.user, "更新"))[1:3] == ("いまの部署", "市民協働課")


# Rights.


def test_own_line_is_refused(office):
    assert one_wrong(office, line(office.boss, "更新"))[1:] == (
        "利用者名",
        office.boss.username,
        "自分の所属は、自分では変えられません。ほかの事務局か管理者に頼んでください。",
    )


@pytest.mark.parametrize("what", ["更新", "追加"])
def test_publisher_is_refused(office, what):
    person = office.member("publisher").user
    role, day = ("公開責任者", NEXT_FIRST) if what == "追加" else ("", "")
    assert one_wrong(office, line(person, what, role=role, day=day))[3] == (
        "公開責任者は、管理者だけが決められます。管理者に頼んでください。"
    )


def test_person_of_another_city_is_nobody_here(office):
    person = office.member(department=office.elsewhere, city=office.there).user
    found = one_wrong(office, line(person, "追加", "", "市民協働課", "入力者", NEXT_FIRST))
    assert found[1:3] == ("利用者名", person.username)


def test_membership_in_another_city_is_not_meant(office):
    row = office.member()
    builders.join(
        row.user, office.there, role="editor", department=office.elsewhere, start_on=FIRST, end_on=LAST
    )
    do(office, line(row.user, "更新"))
    assert {span[0]: span[3] for span in spans(row.user)} == {office.first: NEXT_LAST, office.elsewhere: LAST}


def test_department_of_another_city_is_not_known(office):
    found = one_wrong(office, line(office.member().user, "異動", "", "よその課", "", NEXT_FIRST))
    assert found[1:3] == ("新しい部署", "よその課")


def test_administrator_adds_somebody_new_to_the_city(office):
    administrator = User.objects.create_superuser("administrator", password=None)
    person = builders.make_user()
    do(office, line(person, "追加", "", "", "公開責任者", NEXT_FIRST), by=administrator)
    assert spans(person) == [(None, "publisher", NEXT_FIRST, NEXT_LAST)]


def test_who_is_no_coordinator_changes_nothing(office):
    row, person = office.member(), office.member("viewer").user
    assert one_wrong(office, line(row.user, "更新"), by=person)[1:3] == ("利用者名", row.user.username)


# What was seen is what is done.


def test_what_changed_since_the_preview_is_shown_again(office):
    row = office.member()
    seen = read(office, line(row.user, "終了", day=TODAY)).digest
    row.end_on = LAST - ONE_DAY
    row.save()
    before = everything()
    text = f"{HEADER}\n{line(row.user, '終了', day=TODAY)}"
    with pytest.raises(TransfersChanged) as changed:
        carry_out(text, office.city, by=office.boss, seen=seen, now=NOW)
    (planned,) = changed.value.reading.lines
    assert planned.before == f"市民協働課の入力者({words(LAST - ONE_DAY)}まで)"
    assert everything() == before


def test_nothing_is_done_when_a_later_line_is_refused_at_the_last_moment(office, monkeypatch):
    ended, added = office.member(), office.member()
    lines = [line(ended.user, "終了", day=TODAY), line(added.user, "追加", "", "", "閲覧者", NEXT_FIRST)]
    seen, before = read(office, *lines).digest, everything()

    def refuse(*_args, **_options):
        raise RenewingRefused(["だめです。"])

    monkeypatch.setattr("organizations.renewing.add", refuse)
    with pytest.raises(RenewingRefused):
        carry_out("\n".join([HEADER, *lines]), office.city, by=office.boss, seen=seen, now=NOW)
    assert everything() == before


def test_department_left_without_an_editor_is_warned_of(office):
    row = office.member()
    assert read(office, line(row.user, "終了", day=TODAY)).warnings == [
        f"市民協働課には、{words(TODAY + ONE_DAY)}から入力者がいなくなります。"
    ]


# The header.


def refusal(office, text):
    reading = read_transfers(text, office.city, by=office.boss, now=NOW)
    assert (reading.lines, reading.wrong, reading.can_be_done) == ([], [], False)
    return reading.refusal


def test_columns_stand_in_any_order(office):
    row = office.member()
    header = ",".join(reversed(HEADER.split(",")))
    assert wrong(office, f",,,,更新,,{row.user.username}", header=header) == []


ONLY = f"1行目の見出しは「{'、'.join(HEADERS)}」だけにしてください。"


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (HEADER.replace(",日付", ""), f"足りない見出しがあります: 日付。{ONLY}"),
        (f"{HEADER},備考", f"知らない見出しがあります: 備考。{ONLY}"),
        (f"{HEADER},日付", f"同じ見出しが2つ以上あります: 日付。{ONLY}"),
        (
            HEADER.replace("操作", "処理"),
            f"足りない見出しがあります: 操作。知らない見出しがあります: 処理。{ONLY}",
        ),
        ("", f"1行目に見出しがありません。見出しは「{'、'.join(HEADERS)}」です。"),
    ],
)
def test_header_is_exactly_these(office, header, sentence):
    assert refusal(office, f"{header}\n") == sentence


@pytest.mark.parametrize("header", [f"{HEADER},,", f" {HEADER} ", HEADER.replace("操作", '"操作"')])
def test_harmless_header_is_read(office, header):
    row = office.member()
    assert len(read(office, f"{line(row.user, '更新')},,", header=header).changes) == 1


@pytest.mark.parametrize(("sign", "word"), [(";", "セミコロン(;)"), ("\t", "タブ")])
def test_other_separators_are_named(office, sign, word):
    assert refusal(office, HEADER.replace(",", sign)).startswith(
        f"列の区切りが{word}になっています。コンマで区切ってください。"
    )


# The table.


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["a,b"], "3行目の列の数が見出しと合いません(見出しは7列、この行は2列)。"),
        (["a,,,,,,,x"], "3行目の列の数が見出しと合いません(見出しは7列、この行は8列)。"),
        (['a,"b,,,,,'], '3行目から始まる「"」が閉じていません。「"」の数を確かめてください。'),
        (['a,"b"c,,,,,'], '3行目から始まるセルの「"」の使い方が合いません。'),
        ([f"a,{'x' * 140_000},,,,,"], "3行目から始まるセルが長すぎるか、改行が合わないため読めません。"),
    ],
)
def test_broken_table_is_named_by_line(office, lines, sentence):
    assert refusal(office, "\r\n".join([HEADER, ",,,,,,", *lines])).startswith(sentence)


def test_lines_are_counted_as_a_person_counts_them(office):
    cells = wrong(office, '"nanashi\n1",,更新,,,,', "", line("nanashi2", "更新"))
    assert [(cell[0], cell[2]) for cell in cells] == [(2, "nanashi 1"), (5, "nanashi2")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(office, end):
    row = office.member()
    text = f"{HEADER}{end}{line(row.user, '更新')}{end}"
    assert len(read_transfers(text, office.city, by=office.boss, now=NOW).changes) == 1


def test_too_many_rows_are_refused(office):
    rows = [line("nanashi")] * 5001
    assert read(office, *rows[:-1]).left_alone == 5000
    assert refusal(office, "\n".join([HEADER, *rows])) == "行が多すぎます。5,000行までに分けてください。"


# The file.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_every_encoding_of_excel_is_read(encoding):
    assert decoded(f"{HEADER}\r\n".encode(encoding)) == f"{HEADER}\r\n"


def test_utf_16_from_the_other_end_is_read():
    assert decoded(b"\xfe\xff" + HEADER.encode("utf-16-be")) == HEADER


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04xlsx", "CSVではなく、Excelのブック(xlsx)などのファイルです。"),
        (b"\x89PNG\r\n\x1a\n", "CSVではなく、画像(PNG)のファイルです。"),
        (b"%PDF-1.7", "CSVではなく、PDFのファイルです。"),
        (b"\xd0\xcf\x11\xe0", "CSVではなく、古いExcelのブック(xls)などのファイルです。"),
        (b"a,\0b", "表のファイルにはない文字(NUL)が入っていて、読めません。"),
        (b"\x85 \x85", "文字コードが分かりません(UTF-8、UTF-16、シフトJISのどれでもありません)。"),
        (b"\xff\xfe\x00\xd8", "文字コードが分かりません"),
        (b"x" * (1024 * 1024 + 1), "ファイルが大きすぎます。1MBまでに分けてください。"),
    ],
)
def test_what_is_no_csv_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(UnreadableCsv) as refusal:
        decoded(content)
    assert str(refusal.value).startswith(sentence)


# Dates.


@pytest.mark.parametrize(
    "text",
    [
        "2027-04-01",
        "2027/4/1",
        "2027.4.1",
        "2027年4月1日",
        "令和9年4月1日",
        "令和９年４月１日",
        "R9.4.1",
        "r9/4/1",
        "Ｒ９．４．１",
        "令9-4-1",
        " 2027 / 04 / 01 ",
        "平成39年4月1日",
    ],
)
def test_date_is_read(text):
    assert read_day(text) == date(2027, 4, 1)


def test_first_year_of_an_era_is_read():
    assert read_day("令和元年5月1日") == date(2019, 5, 1)


FORMS = "2027-04-01、2027/4/1、令和9年4月1日、R9.4.1 のどれかの形で書いてください。"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("4月1日", FORMS),
        ("1/4/2027", FORMS),
        ("", FORMS),
        ("46478", f"Excelの日付の番号のようです。セルの表示形式を「日付」に変えるか、{FORMS}"),
        ("令和九年四月一日", f"丸数字や漢数字は日付として読めません。{FORMS}"),
        ("2027年④月1日", f"丸数字や漢数字は日付として読めません。{FORMS}"),
        ("2027-02-29", "2027年2月29日という日はありません。月と日を確かめてください。"),
        ("2027-13-01", "2027年13月1日という日はありません。月と日を確かめてください。"),
        ("0027-04-01", "27年になっています。年を確かめてください。"),
        ("令和99年4月1日", "2117年になっています。年を確かめてください。"),
    ],
)
def test_what_is_no_date_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(NoDate) as refusal:
        read_day(text)
    assert str(refusal.value) == sentence


# The file to begin from.


def rows_of(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_template_has_the_present_memberships(office):
    row = office.member(end_on=NEXT_LAST)
    office.member(end_on=TODAY - ONE_DAY)
    office.member(department=office.elsewhere, city=office.there)
    assert rows_of(template_csv(office.city, now=NOW)) == [
        list(HEADERS),
        [office.boss.username, "事務 局子", "", "", "", "事務局", ""],
        [row.user.username, "山田 花子", "", "市民協働課", "", "入力者", ""],
    ]


def test_template_has_the_line_ends_of_excel(office):
    content = template_csv(office.city, now=NOW)
    assert content.count(b"\n") == content.count(b"\r\n") == 2


def test_template_read_back_changes_nothing(office):
    office.member()
    reading = read_transfers(
        decoded(template_csv(office.city, now=NOW)), office.city, by=office.boss, now=NOW
    )
    assert (reading.left_alone, reading.lines, reading.wrong) == (2, [], [])


def test_every_line_of_the_template_can_be_renewed(office):
    office.member()
    office.member("approver", office.second)
    office.member("viewer")
    builders.make_department(office.city, name="企画広報課", code="x-2", sort_order=9)
    formula = office.member(name=("=1+1", "@b"))
    formula.user.username = "@formula"
    formula.user.save()
    rows = [row for row in rows_of(template_csv(office.city, now=NOW)) if row[5] != "事務局"]
    rows = [rows[0], *([*row[:2], "更新", *row[3:]] for row in rows[1:])]
    output = io.StringIO(newline="")
    csv.writer(output).writerows(rows)
    text = output.getvalue()
    assert "'@formula,'=1+1 @b" in text
    reading = read_transfers(text, office.city, by=office.boss, now=NOW)
    assert (reading.wrong, reading.counts) == ([], "更新4件")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t1", "'=1", "''=1"])
def test_formula_gets_an_apostrophe_and_loses_it_again(cell):
    assert escaped(cell) == f"'{cell}"
    assert unescaped(escaped(cell)) == cell


@pytest.mark.parametrize("cell", ["a=1", "'a", "", "'", "山田"])
def test_harmless_cell_stays_as_it_is(cell):
    assert escaped(cell) == unescaped(cell) == cell


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")), min_size=2)
    )
)
def test_what_is_written_is_read_back(rows):
    cells = [[unescaped(cell) for cell in row] for row in rows_of(written(rows))]
    assert cells == rows


# Whatever is in a file, it is read or refused in a sentence.

signs = st.sampled_from(
    [*HEADERS, ",", '"', "\r\n", "\n", "更新", "異動", "終了", "追加", "入力者", "R9.4.1", "'=", "9"]
)
ANY_EXAMPLE = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def sentence_of(kind, read, given_text):
    """What was read; None where it was refused, which must be in a sentence."""
    try:
        return read(given_text)
    except kind as refusal:
        sentence = str(refusal)
    assert sentence.endswith("ください。")
    return None


@given(
    st.binary(max_size=200)
    | st.lists(signs)
    .map("".join)
    .flatmap(lambda text: st.sampled_from(["utf-8", "utf-16", "cp932"]).map(text.encode))
)
@ANY_EXAMPLE
def test_any_bytes_are_read_or_refused(office, content):
    text = sentence_of(UnreadableCsv, decoded, content)
    if text is not None:
        read_transfers(text, office.city, by=office.boss, now=NOW)


@given(st.lists(st.lists(st.text() | signs, min_size=7, max_size=7), max_size=4))
@ANY_EXAMPLE
def test_any_cells_are_read_or_named(office, rows):
    output = io.StringIO(newline="")
    csv.writer(output).writerows([HEADERS, *rows])
    reading = read_transfers(output.getvalue(), office.city, by=office.boss, now=NOW)
    assert all(cell.sentence.endswith("。") for cell in reading.wrong)


@given(st.text())
@ANY_EXAMPLE
def test_any_text_is_a_date_or_not(text):
    day = sentence_of(NoDate, read_day, text)
    assert day is None or 2000 <= day.year <= 2100


def test_limits_are_those_the_page_names():
    assert (csv_reading.MOST_BYTES, csv_reading.MOST_ROWS) == (1_048_576, 5_000)
