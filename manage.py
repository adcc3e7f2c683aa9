#!/usr/bin/env python
"""Django's command line. Works on the local try-out site unless KYODO_ENV says otherwise."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kyodo_portal.settings")
    os.environ.setdefault("KYODO_ENV", "local")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
