"""How many queries each page takes: `python -m benchmarks.queries PATH ...` prints {path: count} as JSON.

Counted in this process with Django's test client, on the database the environment names, at the second visit.
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - needs the set-up above
from django.test import Client  # noqa: E402 - as above
from django.test.utils import CaptureQueriesContext  # noqa: E402 - as above

from .load import ADDRESS, numbered  # noqa: E402 - as above


def count(path):
    client = Client(SERVER_NAME=ADDRESS)
    client.get(numbered(path))
    with CaptureQueriesContext(connection) as captured:
        client.get(numbered(path))
    return len(captured)


if __name__ == "__main__":
    print(json.dumps({path: count(path) for path in sys.argv[1:]}))
