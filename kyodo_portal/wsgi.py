"""WSGI entry point. Production unless KYODO_ENV=local: a forgotten variable must not open a try-out site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kyodo_portal.settings")
os.environ.setdefault("KYODO_ENV", "production")

application = get_wsgi_application()
