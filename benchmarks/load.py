"""Asking a server for a page, and how long the answer took."""

import itertools
import socket
import time

ADDRESS = "127.0.0.1"
ANEW = "{n}"
_numbers = itertools.count()
LONGEST_WAIT_SECONDS = 120


def numbered(path):
    """The path with a number of its own where it says {n}: a page no cache has seen."""
    return path.replace(ANEW, str(next(_numbers)))


class WrongAnswer(Exception):
    """The server did not give the page that was to be measured."""


def fetch(port, path):
    """The body of the page, on a connection of its own: the sync workers of gunicorn keep none open.

    A plain socket, because http.client needs longer for its head lines than the bare WSGI answer takes.
    """
    with socket.create_connection((ADDRESS, port), timeout=LONGEST_WAIT_SECONDS) as connection:
        connection.sendall(f"GET {numbered(path)} HTTP/1.0\r\nHost: {ADDRESS}:{port}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 18), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.partition(b"\r\n")[0].decode("latin-1")
    if " 200 " not in f"{status} ":
        raise WrongAnswer(f"{path}: {status or 'no answer'}")
    return body


def burst(port, path, seconds, at_most=400, at_least=3):
    """Seconds of each request, one after another, until the time is over."""
    durations = []
    begin = time.perf_counter()
    while len(durations) < at_least or (len(durations) < at_most and time.perf_counter() - begin < seconds):
        start = time.perf_counter()
        fetch(port, path)
        durations.append(time.perf_counter() - start)
    return durations
