"""CSV for older software: what Shift_JIS cannot hold is named and never lost."""

import csv
from io import StringIO

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages

from organizations.models import Department
from organizations.spreadsheets.csv_writing import Unencodable, csv_bytes, unencodable
from tests import builders

PAGE = "/admin/organizations/department/export/"
TITLES = ["csv", "xlsx", "CSV(シフトJIS)"]


def test_utf_8_has_a_byte_order_mark_and_every_character():
    assert (
        csv_bytes([["名称", "数"], ["𠮷野 〜", 1], [None, 2]])
        == "\ufeff名称,数\r\n𠮷野 〜,1\r\n,2\r\n".encode()
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_formula_is_escaped(encoding, start):
    assert csv_bytes([["a"], [f"{start}1"]], encoding).decode(encoding) == f"a\r\n'{start}1\r\n"


@pytest.mark.parametrize("sign", list("髙﨑①Ⅰ㈱～－∥―￠￡￢ｱ々〆㎡"))
def test_sign_of_japanese_windows_is_held(sign):
    content = csv_bytes([["名称"], [sign]], "cp932")
    assert content.decode("cp932") == f"名称\r\n{sign}\r\n"


@pytest.mark.parametrize("sign", [*"𠮷〜−‖¢£¬—¥‾é😀", "か\u3099"[1], "\u00a0", "\ud842"])
def test_sign_that_would_be_lost_or_changed_is_named(sign):
    assert unencodable([["名称"], [f"前{sign}後{sign}"]]) == [(2, "名称", sign)]


def test_each_cell_is_named_once_with_its_row_and_column():
    rows = [["番号", "名〜称"], ["1", "𠮷〜𠮷"], ["2", "よい"], ["−3", "〜"]]
    found = [(1, "名〜称", "〜"), (2, "名〜称", "𠮷〜"), (4, "番号", "−"), (4, "名〜称", "〜")]
    assert unencodable(rows) == found
    with pytest.raises(Unencodable) as refusal:
        csv_bytes(rows, "cp932")
    assert refusal.value.found == found


def test_twenty_cells_are_named_and_the_others_counted():
    rows = [["名称"], *(["𠮷"] for _ in range(1022))]
    named = "、".join(f"{row}行目「名称」の𠮷" for row in range(2, 22))
    with pytest.raises(Unencodable) as refusal:
        csv_bytes(rows, "cp932")
    assert str(refusal.value) == (
        f"シフトJISで書けない文字があるため、ファイルを作っていません: {named}、ほか1,002か所。"
        "UTF-8のCSVかExcelのブック(xlsx)を選ぶと、すべての文字をそのまま書き出せます。"
    )


@pytest.fixture
def city(db):
    return builders.make_city(name="見本市")


@pytest.fixture
def staff(client, city):
    client.force_login(builders.member_of(city, role="coordinator"))
    return client


def export(staff):
    return staff.post(PAGE, {"resource": "0", "format": TITLES.index("CSV(シフトJIS)")})


def test_lists_offer_three_formats():
    offered = admin.site._registry[Department].get_export_formats()
    assert [each().get_title() for each in offered] == TITLES


def test_list_is_written_in_shift_jis(staff, city):
    builders.make_department(city, code="d1", name="髙橋=課")
    response = export(staff)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=Shift_JIS")
    (row,) = csv.DictReader(StringIO(response.content.decode("cp932")))
    assert (row["市区町村"], row["番号"], row["名称"]) == ("見本市", "d1", "髙橋=課")


def test_formula_in_a_list_is_escaped_in_shift_jis(staff, city):
    builders.make_department(city, code="d1", name="=1+1課")
    (row,) = csv.DictReader(StringIO(export(staff).content.decode("cp932")))
    assert row["名称"] == "'=1+1課"


def test_export_page_names_what_cannot_be_written(staff, city):
    builders.make_department(city, code="d1", name="よい課", sort_order=1)
    builders.make_department(city, code="d2", name="𠮷田〜課", sort_order=2)
    response = export(staff)
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    sentence = (
        "シフトJISで書けない文字があるため、ファイルを作っていません: 3行目「名称」の𠮷〜。"
        "UTF-8のCSVかExcelのブック(xlsx)を選ぶと、すべての文字をそのまま書き出せます。"
    )
    assert [str(message) for message in get_messages(response.wsgi_request)] == [sentence]
    page = response.content.decode()
    assert sentence in page
    assert page.count('value="書き出す"') == 1
