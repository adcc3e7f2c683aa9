"""Public pages kept in memory for as long as nothing in the database has changed.

The database itself says whether anything changed, so nobody has to remember to invalidate: not the admin, not an
import, not a command, not a colleague at the SQL prompt. A page is kept under the stamp read before it was made;
when the stamp is another one, everything kept is dropped.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.middleware.gzip import re_accepts_gzip

MAX_BYTES = 32 * 1024 * 1024
KEPT_HEADERS = (
    "Content-Type",
    "Content-Disposition",
    "Content-Encoding",
    "Last-Modified",
    "Vary",
    "X-Robots-Tag",
)
NEVER_KEPT = ("/admin/", "/healthz", "/static/", "/data/")  # signed in, live, or nothing of the database


def content_stamp():
    """A value that is another one after every committed change. One query.

    PostgreSQL: the snapshot (any write gets a transaction number). SQLite: the changes other connections made as
    this one sees them, and the rows this one changed itself; comparable within one connection only.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_current_snapshot()::text")
            return cursor.fetchone()
        cursor.execute("SELECT data_version, total_changes() FROM pragma_data_version")
        return cursor.fetchone()


@dataclass
class _Shelf:
    """The pages one thread keeps, least recently used first. `owner` is the database connection of the stamp."""

    owner: object = None
    stamp: object = None
    size: int = 0
    pages: OrderedDict = field(default_factory=OrderedDict)

    def turn_to(self, owner, stamp):
        if self.owner is not owner or self.stamp != stamp:
            self.owner, self.stamp, self.size = owner, stamp, 0
            self.pages.clear()

    def get(self, key):
        page = self.pages.get(key)
        if page:
            self.pages.move_to_end(key)
        return page

    def put(self, key, content, headers):
        self.pages[key] = (content, headers)
        self.size += len(content)
        while self.size > MAX_BYTES:
            _key, (dropped, _headers) = self.pages.popitem(last=False)
            self.size -= len(dropped)


class PageCacheMiddleware:
    """Answers a citizen's GET from memory where it can. Signed-in people always get a page made for them."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.local = threading.local()

    def __call__(self, request):
        if not _may_be_kept(request):
            return self.get_response(request)
        shelf = self._shelf()
        key = (request.get_host(), request.is_secure(), request.get_full_path(), _takes_gzip(request))
        page = shelf.get(key)
        if page:
            content, headers = page
            return HttpResponse(content, headers=headers)
        response = self.get_response(request)
        if _is_for_everybody(response):
            shelf.put(
                key, response.content, {name: response[name] for name in KEPT_HEADERS if name in response}
            )
        return response

    def _shelf(self):
        if not hasattr(self.local, "shelf"):
            self.local.shelf = _Shelf()
        stamp = content_stamp()
        self.local.shelf.turn_to(connection.connection, stamp)
        return self.local.shelf


def _takes_gzip(request):
    return bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def _may_be_kept(request):
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path_info.removeprefix("/en").startswith(NEVER_KEPT)
        and not connection.in_atomic_block  # inside a transaction the stamp does not show its own changes
    )


def _is_for_everybody(response):
    """A file with an ETag is large, and its readers keep it themselves."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and not response.has_header("ETag")
        and "Cookie" not in response.get("Vary", "")
    )
