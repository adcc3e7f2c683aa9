"""Whatever stands in an address, the answer is a page and never a failure. The client raises what a view raises."""

from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.page_reader import read

ODD = {
    "NUL": "\x00",
    "NUL inside": "yama\x00guchi",
    "control": "\x01\x1b[31m\x7f",
    "emoji": "👩‍👩‍👧‍👦",
    "right to left": "\u202eevil\u2066",
    "combining": "か\u3099" + "\u0301" * 50,
    "half width": "ﾔﾏｸﾞﾁ",
    "full width": "ｙａｍａｇｕｃｈｉ",
    "variation selector": "辻\U000e0100",
    "noncharacter": "\ufffe\uffff\U0010ffff",
    "line separators": "a\u2028b\u2029c\x85d\r\ne",
    "wildcards": "%_\\*?",
    "sql": "'; DROP TABLE plans_plan; --",
    "html": "<script>alert(1)</script>&\"'",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "dots": "../../etc/passwd",
    "ligature": "\ufdfa" * 50,
    "10,000 characters": "協" * 10_000,
    "10,000 words": "協 " * 5_000,
    "10,000 digits": "9" * 10_000,
}
ODD_BYTES = {
    "not UTF-8": b"\xff\xfe",
    "Shift_JIS": "山口".encode("shift_jis"),
    "EUC-JP": "山口".encode("euc_jp"),
    "lone surrogate": b"\xed\xa0\x80",
    "overlong": b"\xc0\xaf",
    "cut short": "山".encode()[:2],
}
RAW = {name: quote(text, safe="") for name, text in ODD.items()}
RAW |= {name: quote_from_bytes(octets, safe="") for name, octets in ODD_BYTES.items()}
BASE = "/yamaguchi/promotion-plan-2009"
PATHS = [
    "/{}",
    "/{}/",
    "/{}/plan/",
    "/yamaguchi/{}/",
    BASE + "/items/{}/",
    BASE + "/departments/{}/",
    BASE + "/{}.csv",
]
# The words of all filters go one way; the small plan is the quicker one to ask.
FILTERS = ("actor", "department", "target", "phase", "stage")
QUERIES = [
    "/search/?q={}",
    "/?page={}",
    BASE + "/roadmap/?year={}",
    BASE + "/roadmap/?q={}",
    *(f"/minami-alps/guidebook/roadmap/?{name}={{}}" for name in FILTERS),
]


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("path", PATHS)
def test_odd_path_is_a_plain_404(client, db, path, name):
    response = client.get(path.format(RAW[name]), follow=True)
    assert response.status_code == 404
    assert "ページが見つかりません" in read("/", response).text


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("query", QUERIES)
def test_odd_query_gives_a_sound_page(client, db, query, name):
    response = client.get(query.format(RAW[name]))
    page = read("/", response)
    assert response.status_code == 200
    assert page.problems == []
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "999999999999999999999", "last", "一", "１", "", "\x00"])
def test_home_takes_any_page_number(client, db, page):
    response = client.get("/", {"page": page})
    assert response.status_code == 200
    assert "5市区町村の5計画を公開しています。" in read("/", response).text


@pytest.mark.parametrize(
    "year", ["0", "-1", "1911", "2201", "99999", "2e3", "２００９", "平成99年度", "令和元", "H0"]
)
def test_roadmap_takes_any_year(client, db, year):
    response = client.get(f"{BASE}/roadmap/", {"year": year})
    assert response.status_code == 200
    assert "47件" in read("/", response).text


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_give_a_sound_search_page(client, db, words):
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    assert read("/search/", response).problems == []


@given(
    st.text(
        st.sampled_from("平成令和HhRr元年度0123456789０１２-〜～() \x00")
        | st.characters(exclude_categories=("Cs",)),
        max_size=12,
    )
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_year_gives_a_sound_roadmap(client, db, year):
    response = client.get(f"{BASE}/roadmap/", {"year": year})
    assert response.status_code == 200
    assert read("/", response).problems == []
