"""The sheet この報告書: what a file says of itself, so that it can be understood without the site it came from."""

from datetime import datetime

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import era_year, fiscal_year_bounds

from ..composing import PREVIEW_MARK

CUT_MARK = "…(続きは report.json)"
HOW_TO_READ = (
    ("空欄の読み方", "分からない、または記載がないことを表します。0ではありません。"),
    (
        "年度の読み方",
        "4月から翌年3月までの1年を、4月のある年の西暦で表した整数です。和暦は隣の列にあります。",
    ),
    ("番号の付く列の読み方", "名前の終わりの番号は、同じ種類の値の何番目かです。"),
    ("数の読み方", "数に単位は付けません。単位は、別の列か列の名前にあります。"),
    (
        "文字コード",
        "report.xlsx は Excel の形式です。report.csv は UTF-8(BOM付き)、改行は CRLF、"
        "report.json は UTF-8(BOMなし)、改行は LF です。",
    ),
    (
        "記号で始まる文字",
        "「=」「+」「-」「@」で始まる文字は式ではありません。report.csv では先頭に「'」を付けています。",
    ),
    ("改行", "report.xlsx のセルの中の改行は、書いた人の改行です。report.csv では空白に変えています。"),
    (
        "ファイルに書けない文字",
        "Excel に書けない制御文字は「\ufffd」に変えています。元の文字は report.json にあります。",
    ),
    (
        "長い文字",
        f"Excel の1つのセルに入る長さを超える文字は途中で切り、終わりに「{CUT_MARK}」と書いています。",
    ),
    (
        "割合の読み方",
        "割合は、評価した取組のうちの割合です。未報告・中止・対象外・評価困難の取組は割合に入れず、別に数えています。",
    ),
)


def about_rows(document, sheets):
    """One row a fact. `sheets`: (title, description) of each sheet."""
    facts = [
        *_edition(document),
        *_scales(document),
        *_conditions(document),
        *((f"シート「{title}」", description) for title, description in sheets),
        *HOW_TO_READ,
    ]
    for name, value in facts:
        yield {"項目": name, "値": value}


def _edition(document):
    city, plan, edition = document["municipality"], document["plan"], document["edition"]
    first_day, last_day = fiscal_year_bounds(document["fiscal_year"])
    corrects = edition["corrects"] or {}
    yield "題名", document["title"]
    if city["is_fictional"]:
        yield "架空の見本", city["notice"]
    yield "地方公共団体名", city["name"]
    yield "全国地方公共団体コード", city["code"]
    yield "都道府県名", city["prefecture"]
    yield "計画ID", plan["slug"]
    yield "計画名", plan["title"]
    yield "計画の副題", plan["subtitle"]
    yield "計画期間", plan["period"]
    yield "対象の年度", document["fiscal_year"]
    yield "対象の年度(和暦)", era_year(document["fiscal_year"])
    yield "対象期間の始まり", first_day
    yield "対象期間の終わり", last_day
    yield "状態", "公開" if edition["published_at"] else PREVIEW_MARK
    yield "版", edition["number"]
    yield "公開した日時(日本時間)", published_at(document)
    yield "正誤の理由", edition["reason"]
    yield "直した版", corrects.get("number")
    yield "直した版の report.json のSHA-256", corrects.get("sha256")
    yield "この年度のまとめ", document["texts"]["summary"]
    if easy := document["texts"].get(
        "easy_summary"
    ):  # no row of older editions may move: their files are proved
        yield "やさしい日本語のまとめ", easy
    yield "注記", document["texts"]["notes"]
    yield "更新頻度", "年に1回。直したときは、次の版を出します。"
    yield "言語", "ja"
    yield "データの形", f"{document['format']} {document['version']}"


def published_at(document):
    """Japanese time without a zone, as a spreadsheet keeps it; None in a preview."""
    written = document["edition"]["published_at"]
    return timezone.make_naive(datetime.fromisoformat(written)) if written else None


def _scales(document):
    scale, last_year = document["scale"] or {}, document["last_year"] or {}
    same = last_year.get("same_scale")
    yield "評価の尺度", scale.get("name")
    yield "前年度の評価の尺度", last_year.get("scale_name")
    yield "前年度と同じ尺度(1=同じ、0=違う)", None if same is None else int(same)
    yield "主体についての断り書き", document["plan"]["actor_notice"]


def _conditions(document):
    licence, contact = document["licence"] or {}, document["contact"] or {}
    yield "利用の条件", licence.get("name")
    yield "利用の条件のアドレス", licence.get("url")
    yield "出典の書き方", f"{document['municipality']['name']}「{document['title']}」"
    for name, key in (
        ("部署", "department"),
        ("郵便番号", "postal_code"),
        ("住所", "address"),
        ("電話", "tel"),
        ("FAX", "fax"),
        ("メール", "email"),
    ):
        yield f"お問い合わせ先の{name}", contact.get(key)
