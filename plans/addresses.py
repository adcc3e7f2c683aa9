"""Whole addresses of this site, for whoever is not on it: other sites, readers of data, search engines."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(request, path):
    """With the site's own address where the settings name it: behind a proxy the request may not know it."""
    if settings.SITE_URL:
        return settings.SITE_URL + urlsplit(path).path
    return request.build_absolute_uri(path)
