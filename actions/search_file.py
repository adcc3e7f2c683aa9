"""The result of a search as a file: a row a hit, in the order of the page, over all its pages."""

from django.utils.translation import gettext_noop as _

from .data_files.columns import TEXT, Column
from .data_files.tables import csv_bytes

# Each row is looked up and excerpted anew, for anybody who asks; a city has a few thousand items.
MOST_ROWS = 1000

COLUMNS = [
    Column("種類", TEXT, _("計画、取組、施策、方針、指標、報告、部署のどれか。")),
    Column("市", TEXT, _("市区町村の名称。実在しない見本の市には「(架空の見本)」が付きます。")),
    Column("計画", TEXT, _("計画の名称。")),
    Column("見出し", TEXT, _("見つかったものの番号と名称。")),
    Column("場所", TEXT, _("計画の中で上にある方針や施策、報告の年度。上の段から「›」で区切ります。")),
    Column(
        "見つかった文",
        TEXT,
        _(
            "言葉のある文と、その文の名前。長い文は前後を「…」で略し、3つまでを「/」で区切ります。言葉が見出しだけにあるときは空欄。"
        ),
    ),
    Column("アドレス", TEXT, _("見つかったもののページのアドレス。")),
]


def result_csv(search, site_url):
    """The bytes of the file. `site_url`: the address of the site, without a last slash."""
    rows = [_row(label, hit, site_url) for label, hit in search.first(MOST_ROWS)]
    return csv_bytes(COLUMNS, rows)


def _row(label, hit, site_url):
    city, *path = hit.path
    plan, *place = path or [hit.title.text]
    return {
        "種類": label,
        "市": city,
        "計画": plan,
        "見出し": hit.title.text,
        "場所": " › ".join(place),
        "見つかった文": " / ".join(f"{name}: {pieces.text}" for name, pieces in hit.found),
        "アドレス": f"{site_url}{hit.url}",
    }
