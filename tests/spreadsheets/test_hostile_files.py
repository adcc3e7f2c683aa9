"""Files that are no table, that are broken, or that somebody made to bring the server down: each is refused at once."""

import io
import random
import struct
import time
import tracemalloc
import zipfile

import openpyxl
import pytest

from organizations.spreadsheets import limits
from organizations.spreadsheets.grids import Book, FileRefused
from organizations.spreadsheets.opening import MOST_BYTES, open_book
from tests.spreadsheets.workbooks import MAIN, data, packed, parts_of, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SHEET = "xl/worksheets/sheet1.xml"
TOO_LARGE = (
    "ブックを展開すると大きすぎるため読めません。使っていないシートや画像を削除して保存し直すか、"
    "ブックを分けてください。"
)
DECLARATIONS = "Excelが作らない宣言(DOCTYPE、ENTITY)"
BROKEN = "このブックは壊れているか、途中で切れているため読めません。"
LONG_TEXT = "ブックの中に長すぎる文字列があるため読めません。"


def refusal(content, name="事業.xlsx"):
    with pytest.raises(FileRefused) as refused:
        open_book(content, name)
    return str(refused.value)


def quick_refusal(content):
    """The sentence, which comes soon and without filling the memory (limits generous: the machine is shared)."""
    tracemalloc.start()
    try:
        start = time.process_time()
        sentence = refusal(content)
        assert time.process_time() - start < 5
        assert tracemalloc.get_traced_memory()[1] < 64 * 1024**2
    finally:
        tracemalloc.stop()
    return sentence


def with_part(name, content, **others):
    return packed({**parts_of(data("<c><v>1</v></c>"), **others), name: content})


def patched(content, name, offset, number):
    """The archive with four bytes of the part's entry in the central directory written over."""
    at = content.rindex(name.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    return content[: at + offset] + struct.pack("<I", number) + content[at + offset + 4 :]


# --- what is no workbook --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "ファイルが空です。"),
        (b" \r\n", "ファイルが空です。"),
        (OLE + "Workbook".encode("utf-16-le"), "古い形式のExcelのブック(xls)は読めません。"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(20), "古い形式のExcelのブック(xls)は読めません。"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワードを外して保存し"),
        (OLE + "WordDocument".encode("utf-16-le"), "古い形式のWordの文書です。"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "古い形式のPowerPointの資料です。"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "画像(PNG)のファイルです。"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "画像(JPEG)のファイルです。"),
        (b"GIF89a" + bytes(20), "画像(GIF)のファイルです。"),
        (b"%PDF-1.7\n", "PDFのファイルです。"),
        (b"{\\rtf1 x}", "リッチテキスト(RTF)の文書です。"),
        (b"\x1f\x8b\x08" + bytes(20), "圧縮ファイルです。展開してください。"),
        (b"\r\n<html><table><tr><td>1</td></tr></table></html>", "ウェブページ(HTML)です。"),
        ("\ufeff<!DOCTYPE html><html>".encode("utf-16-le"), "ウェブページ(HTML)です。"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "ウェブページ(HTML)です。"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", "ウェブページ(HTML)です。"),
        (b"<?xml version='1.0'?><Workbook>", "XMLです。"),
    ],
)
@pytest.mark.parametrize("name", ["事業.xlsx", "事業.xls", "事業.csv"])
def test_what_is_no_table_is_refused_by_its_kind_whatever_it_is_called(content, part, name):
    assert part in refusal(content, name)


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
            "OpenDocumentの表(ods)",
        ),
        ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}, "Wordの文書です。"),
        ({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}, "PowerPointの資料です。"),
        ({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x"}, "Excelのバイナリブック(xlsb)"),
        ({"事業.xlsx": b"PK"}, "Excelのブックではない圧縮ファイルです。"),
        ({}, "Excelのブックではない圧縮ファイルです。"),
        ({"[Content_Types].xml": "<Types/>", "xl/x.xml": "<x/>"}, "このブックは読めません。Excelで開いて"),
    ],
)
def test_an_archive_that_is_no_xlsx_is_refused_by_its_kind(parts, part):
    assert part in refusal(packed(parts))


def test_a_book_with_macros_is_refused_by_its_parts_and_by_its_type():
    parts = parts_of(data("<c><v>1</v></c>"))
    sentence = "マクロのないxlsxで保存し直してください。"
    assert sentence in refusal(packed({**parts, "xl/vbaProject.bin": b"x"}))
    types = parts["[Content_Types].xml"].replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert sentence in refusal(packed({**parts, "[Content_Types].xml": types}))


def test_a_strict_workbook_is_refused_with_its_name():
    parts = {
        name: text.replace(MAIN, "http://purl.org/oclc/ooxml/spreadsheetml/main")
        for name, text in parts_of(data()).items()
    }
    assert "「Strict Open XML スプレッドシート」" in refusal(packed(parts))


def test_a_file_that_is_too_large_is_refused():
    assert "ファイルが大きすぎます。10MBまで" in refusal(b"x" * (MOST_BYTES + 1))


# --- archives -------------------------------------------------------------------------------------------------------


def test_a_cut_off_workbook_is_refused():
    content = workbook(data("<c><v>1</v></c>"))
    assert BROKEN in refusal(content[: len(content) // 2])


def test_a_wrong_checksum_is_refused():
    content = patched(workbook(data("<c><v>1</v></c>")), SHEET, 16, 12345)
    assert "途中で内容が変わっています(検査の値が合いません)。" in refusal(content)


def test_encrypted_entries_are_refused():
    content = workbook(data())
    at = content.rindex(SHEET.encode()) - 46 + 8
    assert "パスワードの付いた圧縮ファイルです。" in refusal(content[:at] + b"\x01" + content[at + 1 :])


@pytest.mark.parametrize(
    "name", ["/xl/a.xml", "../a.xml", "xl/../../a.xml", "C:\\a.xml", "xl\\a.xml", "XL/WORKBOOK.XML"]
)
def test_names_that_lead_outside_or_stand_twice_are_refused(name):
    assert "Excelが作らない名前の部分" in refusal(with_part(name, "<x/>"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    output = io.BytesIO(workbook(data()))
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr(SHEET, "<x/>")
    assert "Excelが作らない名前の部分" in refusal(output.getvalue())


def test_too_many_parts_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_PARTS", 6)
    assert quick_refusal(workbook(data())) == TOO_LARGE


def test_a_claim_of_two_gigabytes_is_refused():
    assert quick_refusal(patched(workbook(data()), SHEET, 24, 2**31)) == TOO_LARGE


def test_parts_that_are_too_large_only_together_are_refused():
    content = packed({**parts_of(data()), **{f"xl/media/{n}.bin": bytes(99 * 1024**2) for n in range(3)}})
    assert quick_refusal(content) == TOO_LARGE


def test_zeros_without_end_are_refused_although_the_archive_claims_a_kilobyte():
    content = with_part("xl/media/image1.png", bytes(150 * 1024**2))
    assert quick_refusal(content) == TOO_LARGE
    assert "検査の値が合いません" in quick_refusal(patched(content, "xl/media/image1.png", 24, 1024))


def test_entries_that_share_their_bytes_are_refused():
    content = with_part("xl/media/a.bin", bytes(50 * 1024**2))
    offset = content.index(SHEET.encode()) - 30
    assert BROKEN in quick_refusal(patched(content, "xl/media/a.bin", 42, offset))


def test_an_archive_inside_the_book_is_never_opened():
    inner = packed({"a.bin": bytes(90 * 1024**2)})
    assert open_book(with_part("xl/embeddings/a.xlsx", inner), "a.xlsx").sheets[0].cell(1, 0).value == 1


# --- XML ------------------------------------------------------------------------------------------------------------

LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"
)  # fmt: skip
BLOW_UP = f"<!DOCTYPE x [<!ENTITY i '{'x' * 100_000}'>]>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("declaration", [LAUGHS, BLOW_UP, OUTSIDE], ids=["laughs", "blow-up", "outside"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(
    "name", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/core.xml", "customXml/a.dat"]
)
def test_declarations_are_refused_in_every_part(declaration, encoding, name):
    bom = "\ufeff" if encoding == "utf-16-be" else ""
    xml = f"{bom}<?xml version='1.0' encoding='{encoding[:6]}'?>{declaration}<x>{'&i;' * 1000}</x>"
    assert DECLARATIONS in quick_refusal(with_part(name, xml.encode(encoding)))


def test_a_declaration_across_two_pieces_is_found():
    xml = "<?xml version='1.0'?>".ljust(64 * 1024 - 4) + OUTSIDE + "<x/>"
    assert DECLARATIONS in refusal(with_part("xl/theme/theme1.xml", xml))


def test_a_sheet_hidden_among_the_pictures_is_parsed_with_the_same_care():
    parts = parts_of(data())
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "media/a.svg"
    )
    assert DECLARATIONS in refusal(packed({**parts, "xl/media/a.svg": f"{LAUGHS}<x>&i;</x>"}))


def test_a_picture_with_a_doctype_does_no_harm():
    content = with_part("xl/media/a.svg", "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x'><svg/>")
    assert open_book(content, "a.xlsx").sheets[0].cell(1, 0).value == 1


@pytest.mark.parametrize(
    ("sheet", "part"),
    [
        ("<x>" * 100 + "</x>" * 100, BROKEN),
        (f"<!--{'<a/>' * 5_000_000}-->", LONG_TEXT),
        (f"<a b='{'x' * 20_000_000}'/>", LONG_TEXT),
        (data(f"<c t='inlineStr'><is><t>{'x' * 20_000_000}</t></is></c>"), LONG_TEXT),
        ("<sheetData><row r='2'/><row r='1'/></sheetData>", BROKEN),
        ("<sheetData><row r='x'/></sheetData>", BROKEN),
        ("<sheetData><row r='1'><c r='B1'/><c r='A1'/></row></sheetData>", BROKEN),
        ("<sheetData><row r='1'><c r='A2'/></row></sheetData>", BROKEN),
        ("<sheetData><row><row/></row><row><c><row/></c></row></sheetData>", BROKEN),
        ("<sheetData>", BROKEN),
        (data("<c t='s'><v>9</v></c>"), "このブックは読めません。"),
        (data("<c s='99'><v>9</v></c>"), "このブックは読めません。"),
        (data(f"<c><v>{'9' * 5000}</v></c>"), "このブックは読めません。"),
    ],
    ids=lambda value: value[:30],
)
def test_a_sheet_no_excel_wrote_is_refused(sheet, part):
    assert part in quick_refusal(workbook(sheet))


def test_elements_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ELEMENTS", 100_000)
    assert quick_refusal(workbook("<a/>" * 5_000_000)) == TOO_LARGE


def test_formatted_empty_cells_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CELLS", 100_000)
    rows = data(*["<c s='1'/>" * 1000] * 5000)
    assert "書式だけのセルも数えます" in quick_refusal(workbook(rows))


def test_merged_blocks_without_end_are_refused():
    corner = "<row r='1'><c r='A1'><v>1</v></c></row><row r='20000'><c r='GR20000'><v>1</v></c></row>"
    merges = "<mergeCell ref='A1:XFD1048576'/>" * 10_000
    sheet = f"<sheetData>{corner}</sheetData><mergeCells>{merges}</mergeCells>"
    assert "ブックのセルが多すぎます" in quick_refusal(workbook(sheet))


def test_strings_and_styles_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CELLS", 1000)
    assert quick_refusal(workbook(data(), strings="<si/>" * 1001)) == TOO_LARGE
    assert "書式(フォント、罫線、色など)が多すぎる" in quick_refusal(
        with_part("xl/styles.xml", "<x>" + "<xf/>" * 200_000 + "</x>")
    )
    assert quick_refusal(with_part("xl/styles.xml", "<x>" + " " * 17 * 1024**2 + "</x>")) == TOO_LARGE


def test_a_long_shared_formula_is_not_worked_out_for_every_cell():
    formula = "A1+" * 10_000 + "1"
    row = "<c><f t='shared' si='0'/></c>" * 100
    sheet = data(f"<c><f t='shared' si='0'>{formula}</f></c>", *[row] * 200)
    start = time.process_time()
    assert len(open_book(workbook(sheet), "a.xlsx").sheets[0].rows) == 201
    assert time.process_time() - start < 5


# --- anything -------------------------------------------------------------------------------------------------------


def mutated(content, chance):
    """The bytes with some changed, cut out, doubled, or the end cut off."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) or 1)
        deed = chance.randrange(4)
        if deed == 0:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        elif deed == 1:
            del changed[at : at + chance.randint(1, 20)]
        elif deed == 2:
            changed[at:at] = changed[at : at + chance.randint(1, 20)]
        elif len(changed) > 100:
            del changed[max(at, 50) :]
    return bytes(changed)


def is_read_or_refused(content):
    try:
        return isinstance(open_book(content, "a.xlsx"), Book)
    except FileRefused as refused:
        return str(refused).endswith("。")


def test_a_damaged_workbook_is_read_or_refused_and_nothing_else():
    chance = random.Random(2027)
    book = openpyxl.Workbook()
    book.active.append(["名称", 1, "=A1"])
    output = io.BytesIO()
    book.save(output)
    for _ in range(300):
        assert is_read_or_refused(mutated(output.getvalue(), chance))


def test_a_workbook_with_damaged_xml_is_read_or_refused_and_nothing_else():
    chance = random.Random(2028)
    cells = "<c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>46478</v></c><c r='C1' t='b'><v>1</v></c><c r='D1'><f>A1</f></c>"
    sheet = (
        f"<sheetData><row r='1'>{cells}</row></sheetData><mergeCells><mergeCell ref='A1:B1'/></mergeCells>"
    )
    parts = parts_of(sheet, strings="<si><t>名称</t></si>")
    for number in range(300):
        name = chance.choice([SHEET, SHEET, *parts])
        # Every other time only digits and letters change, so that the XML stays well-formed and is understood.
        text = parts[name].encode()
        if number % 2:
            text = mutated(text, chance)
        else:
            at = chance.choice([at for at, sign in enumerate(text) if sign in b"0123456789"] or [0])
            text = text[:at] + chance.choice([b"-1", b"999999999999", b"x", b"", b"1E9"]) + text[at + 1 :]
        assert is_read_or_refused(packed({**parts, name: text}))


def test_a_damaged_csv_file_is_read_or_refused_and_nothing_else():
    chance = random.Random(2029)
    for number in range(300):
        content = '名称,費用\r\n"防災,\n訓練","1"\r\n\'=A1,2\r\n'.encode(
            "cp932" if number % 2 else "utf-8-sig"
        )
        assert is_read_or_refused(mutated(content, chance))
