"""Citizens' pages travel compressed; what is made for one person does not (BREACH)."""

import gzip

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.urls import path

from kyodo_portal import urls

TEXT = "協働" * 500


def with_a_token(request):
    get_token(request)
    return HttpResponse(TEXT)


def with_a_cookie(request):
    response = HttpResponse(TEXT)
    response.set_cookie("name", "value")
    return response


def with_an_etag(request):
    return HttpResponse(TEXT, headers={"ETag": '"abc"'})


def picture(request):
    return HttpResponse(TEXT, content_type="image/png")


urlpatterns = [
    path("with-a-token/", with_a_token),
    path("with-a-cookie/", with_a_cookie),
    path("with-an-etag/", with_an_etag),
    path("picture/", picture),
    path("admin/plain/", lambda request: HttpResponse(TEXT)),
    path("plain/", lambda request: HttpResponse(TEXT)),
    *urls.urlpatterns,
]


def ask(client, address, encoding="gzip, deflate, br"):
    return client.get(address, headers={"accept-encoding": encoding})


@pytest.mark.parametrize(
    "address",
    ["/", "/search/?q=協働", "/data/", "/nagato/action-plan-2017/roadmap/", "/feed.atom", "/sitemap.xml"],
)
def test_public_page_is_the_same_compressed(client, db, address):
    plain, compressed = ask(client, address, "identity"), ask(client, address)
    assert "Content-Encoding" not in plain
    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert len(compressed.content) < len(plain.content)
    assert {plain["Vary"], compressed["Vary"]} == {"Accept-Encoding"}


@pytest.mark.parametrize(
    ("address", "is_compressed"),
    [
        ("/plain/", True),
        ("/admin/plain/", False),
        ("/with-a-token/", False),
        ("/with-a-cookie/", False),
        ("/with-an-etag/", False),
        ("/picture/", False),
    ],
)
def test_only_what_is_for_everybody_is_compressed(client, db, settings, address, is_compressed):
    settings.ROOT_URLCONF = __name__
    assert ("Content-Encoding" in ask(client, address)) is is_compressed


def test_page_of_somebody_who_signed_in_is_not_compressed(client, db):
    client.force_login(get_user_model().objects.create_superuser("staff", password="for-this-test-only"))
    assert "Content-Encoding" not in ask(client, "/")


def test_login_page_is_not_compressed(client, db):
    assert "Content-Encoding" not in ask(client, "/admin/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/robots.txt", "/no-such-page/"])
def test_answer_to_head_says_how_long_and_no_more(address):
    from kyodo_portal.wsgi import application

    def asked(method):
        heads = []
        environ = RequestFactory().generic(method, address).environ
        body = b"".join(application(environ, lambda status, found: heads.append((status, dict(found)))))
        (head,) = heads
        return head[0], head[1]["Content-Length"], body

    status, length, body = asked("GET")
    assert len(body) == int(length) > 0
    assert asked("HEAD") == (status, length, b"")
