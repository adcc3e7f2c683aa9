"""WSGI entry point. Production unless KYODO_ENV=local: a forgotten variable must not open a try-out site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kyodo_portal.settings")
os.environ.setdefault("KYODO_ENV", "production")

site = get_wsgi_application()


def application(environ, start_response):
    """The site. Django leaves the body of an answer to HEAD to the server, which says so in its log each time."""
    response = site(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return response
    response.close()
    return []
