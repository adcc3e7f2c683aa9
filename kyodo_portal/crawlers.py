"""What search engines are told: /robots.txt, and the header that keeps a site out of them (SEARCH_ENGINES=off)."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from plans.addresses import absolute

CLOSED = "User-agent: *\nDisallow: /\n"


def robots(request):
    text = CLOSED
    if settings.SEARCH_ENGINES:
        sitemap = absolute(request, reverse("sitemap"))
        text = f"User-agent: *\nDisallow: /admin/\nSitemap: {sitemap}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


class NoIndexMiddleware:
    """For those that do not ask for /robots.txt: no answer of a closed site is to be listed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not settings.SEARCH_ENGINES:
            response.headers["X-Robots-Tag"] = "noindex"
        return response
