"""Public pages travel compressed. What is made for one person never does.

Compression lets somebody who sees only the size of an answer guess at secrets in it, where part of the answer is
theirs to choose (BREACH). A citizen's page holds no secret; a page for somebody who signed in, or that sets a cookie,
holds at least the token of its forms. Static files are compressed beforehand, by whitenoise.
"""

from django.conf import settings
from django.middleware.gzip import GZipMiddleware

COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


class PublicGZipMiddleware(GZipMiddleware):
    """Stands inside the page cache, which then keeps an answer as it was compressed once."""

    def process_response(self, request, response):
        if not _is_public(request, response):
            return response
        return super().process_response(request, response)


def _is_public(request, response):
    """An answer with an ETag is a file of a report: its tag names these bytes and no others."""
    return (
        not request.path_info.startswith("/admin/")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # the page holds a form's token
        and not response.streaming
        and not response.has_header("ETag")
        and "Cookie" not in response.get("Vary", "")
        and response.get("Content-Type", "").startswith(COMPRESSIBLE)
    )
