"""When something is wrong the page says so in plain Japanese and leads on; it never shows code."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.test import Client
from django.urls import path

from kyodo_portal import urls
from tests.page_reader import read


def fail(request):
    raise RuntimeError("秘密の値 s3cret")


def forbid(request):
    raise PermissionDenied


def suspect(request):
    raise SuspiciousOperation("秘密の値 s3cret")


urlpatterns = [
    path("fail/", fail),
    path("forbid/", forbid),
    path("suspect/", suspect),
    path("en/fail/", fail),
    path("en/suspect/", suspect),
    *urls.urlpatterns,
]


@pytest.fixture
def broken(settings, db):
    """A browser on a site that has views that fail."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def sentences_of(response, url="/"):
    page = read(url, response)
    assert page.problems == []
    leaks = [word for word in ("Traceback", "s3cret", "RuntimeError", "File &quot;") if word in page.text]
    assert leaks == []
    return page


def test_missing_page_says_so_and_leads_on(client, db):
    response = client.get("/no-such-city/")
    page = sentences_of(response)
    assert response.status_code == 404
    assert "ページが見つかりません" in page.text
    assert {"/", "/search/"} <= set(page.links)
    assert '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/no-such-city/plan/",
        "/yamaguchi/no-such-plan/roadmap/",
        "/yamaguchi/promotion-plan-2009/items/9-9-9/",
        "/yamaguchi/promotion-plan-2009/departments/999/",
        "/yamaguchi/promotion-plan-2009/no-such.csv",
        "/yamaguchi/promotion-plan-2009/data.xml",
        "/a/b/c/d/e/",
        "/.well-known/security.txt",
        "/humans.txt",
    ],
)
def test_missing_address_is_a_helpful_404(client, db, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "ページが見つかりません" in sentences_of(response).text


def test_failing_page_says_so_and_shows_no_code(broken, caplog):
    response = broken.get("/fail/")
    page = sentences_of(response)
    assert response.status_code == 500
    assert "ただいま表示できません" in page.text
    assert "少し待ってから、もう一度お試しください。" in page.text
    assert page.links == ["/"]


def test_failure_is_in_the_log_with_its_cause(broken, caplog):
    broken.get("/fail/")
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == ["秘密の値 s3cret"]


@pytest.mark.parametrize(
    ("address", "status"), [("/fail/", 500), ("/forbid/", 403), ("/suspect/", 400), ("/x/", 404)]
)
def test_error_page_keeps_the_strict_policy(broken, address, status):
    response = broken.get(address)
    assert response.status_code == status
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_forbidden_page_says_whom_to_ask(broken):
    response = broken.get("/forbid/")
    assert response.status_code == 403
    assert "事務局に更新を頼んでください" in sentences_of(response).text


def test_suspicious_request_says_what_to_check(broken):
    response = broken.get("/suspect/")
    assert response.status_code == 400
    assert "打ち間違いがないか、お確かめください。" in sentences_of(response).text


@pytest.mark.parametrize(
    ("address", "status", "sentence", "home"),
    [
        ("/en/no-such-city/", 404, "Page not found", "/en/"),
        ("/en/yamaguchi/no-such-plan/", 404, "Page not found", "/en/"),
        ("/en/fail/", 500, "The page cannot be shown right now", "/en/"),
        ("/en/suspect/", 400, "The address could not be read", "/en/"),
    ],
)
def test_error_under_the_english_addresses_is_told_in_english(broken, address, status, sentence, home):
    response = broken.get(address)
    page = read(address, response)
    assert response.status_code == status
    assert page.lang == "en"
    assert sentence in page.text
    assert home in page.links


def test_unknown_host_is_refused(client, db):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "アドレスを読み取れません" in sentences_of(response).text


def test_form_without_its_token_is_refused_with_advice(db):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "もう一度お試しください" in sentences_of(response).text


def test_address_without_its_last_slash_leads_to_the_page(client, db):
    response = client.get("/yamaguchi/promotion-plan-2009?x=1")
    assert (response.status_code, response["Location"]) == (301, "/yamaguchi/promotion-plan-2009/?x=1")


def test_healthz_answers_and_is_never_cached(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain"
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_healthz_fails_when_the_database_does(db, monkeypatch):
    def no_cursor(*args, **kwargs):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", no_cursor)
        response = Client(raise_request_exception=False).get("/healthz")
    assert response.status_code == 500
