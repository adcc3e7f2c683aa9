"""The language of an answer, which the address alone decides: /en/… is English, everything else Japanese.

Neither a cookie nor the reader's browser changes it, so that an address always shows the same page to everybody,
and a cache may keep it.
"""

from importlib import import_module
from urllib.parse import quote

from django.conf import settings
from django.urls import is_valid_path
from django.utils import translation

from kyodo_portal.japanese.wording import ENGLISH, JAPANESE
from plans.addresses import absolute

PREFIX = f"/{ENGLISH}/"
QUERY_SIGNS = "!$%&'()*+,-./:;=?@_~[]"  # what stands in a query as it is


class LanguageMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        # Modules that put words into files when they are loaded must be loaded in Japanese, whoever comes first.
        import_module(settings.ROOT_URLCONF)

    def __call__(self, request):
        language = ENGLISH if is_english_path(request.path_info) else JAPANESE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def is_english_path(path):
    return path.startswith(PREFIX) or path == PREFIX.rstrip("/")


def addresses(request):
    """For templates: where this page is found, in each language.

    `site`: who runs it, as the settings say; empty texts where they do not.
    `page_path` is the address without its query, `page_query` that with its "?" or ""; `page_url` the whole address that others should link to;
    `site_url` is that of the site, without a last slash, for the addresses of files;
    `languages` is [(code, path with the query, whole address)], or [] for what exists in one language only.
    """
    path = request.path
    japanese = path[len(PREFIX) - 1 :] if path.startswith(PREFIX) else path
    # A page of the site exists in both languages; /admin/ and an address that is no page do not.
    is_page = not japanese.startswith("/admin/") and is_valid_path(request.path_info)
    # As it came; what a careless client did not escape is escaped.
    query = quote(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"), safe=QUERY_SIGNS)
    query = f"?{query}" if query else ""
    paths = [(JAPANESE, japanese), (ENGLISH, PREFIX[:-1] + japanese)] if is_page else []
    return {
        "page_path": path,
        # Called by the template that prints them: the page that refuses an unknown host must not ask for its name.
        "page_query": query,
        "page_url": lambda: absolute(request, path),
        "site_url": lambda: absolute(request, "/").removesuffix("/"),
        "site": {"operator": settings.SITE_OPERATOR, "email": settings.SITE_CONTACT_EMAIL},
        "languages": lambda: [(code, found + query, absolute(request, found)) for code, found in paths],
    }
