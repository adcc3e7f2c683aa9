"""Addresses that belong to the site, not to a plan."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request):
    """200 when the process and the database answer; an error of the database is a 500 in the log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def favicon(request):
    """Asked for by browsers that show a picture or a file, where no page names the icon."""
    return redirect(static("img/favicon.svg"))
